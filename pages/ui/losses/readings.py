"""For which target a loss is drawn, and where it is read, as parameters with controls of their own."""

from __future__ import annotations

from dataclasses import replace

from lossviz.declare import Param
from lossviz.losses import Loss
from lossviz.losses.axes import axis_of, ranges_of
from lossviz.specs.loss_view import readable, targets_of

CLASSES = ("first class", "second class", "third class")  # N_CLASSES of them
"""What the three classes are called for which a loss is drawn without data."""

_TRUE_CLASS = Param(
    name="true_class", type=str, help="For which class the cost is drawn; some losses weigh classes differently."
)
_TARGET = Param(
    name="target",
    help="The true value for which the cost is drawn. Most losses look the same for all of them.",
)


def classes_of(loss: Loss) -> tuple[str, ...]:
    """Return the words for the classes that can be the true one, by their numbers; none for a regression."""
    if loss.task == "regression":
        return ()
    return ("0", "1") if loss.task == "binary" else tuple(name.removesuffix(" class") for name in CLASSES)


def target_param(loss: Loss) -> Param | None:
    """Return the target as a parameter: a number, or a class in words; None where the shape is the same for all."""
    if classes := classes_of(loss):
        return replace(_TRUE_CLASS, options=classes, default=classes[int(loss.default_target)])
    if not axis_of(loss, loss.task).targets:
        return None
    low, high = targets_of(loss)
    return replace(_TARGET, low=low, high=high, default=loss.default_target)


def target_value(loss: Loss, target: float) -> float | str:
    """Return the value of `target_param` for a target."""
    classes = classes_of(loss)
    return classes[int(target)] if classes else target


def position_param(loss: Loss, target: float) -> Param:
    """Return the place at which a loss is read as a parameter."""
    axis, ranges = axis_of(loss, loss.task), ranges_of(loss, target)
    return Param(
        name=f"read_at_this_{axis.name}",
        low=ranges.limits[0],
        high=ranges.limits[1],
        soft=ranges.shown,
        default=readable(loss, target),
        help=f"Exact values at any {axis.label}.",
    )
