"""A loss by itself: its shape beside those of others, what predictions cost, and a family of shapes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lossviz.analysis.curves import Curve, curve_at, loss_curve
from lossviz.declare import Param
from lossviz.losses import Loss
from lossviz.losses.axes import ranges_of
from lossviz.specs.choice import Choice

FAMILY_VALUES = 31
"""How many values of a parameter a family shows."""

FAMILY_POINTS = 101


@dataclass(frozen=True)
class Example:
    """A prediction, in words, and what it costs."""

    words: str
    position: float
    cost: float
    slope: float


@dataclass(frozen=True)
class LossShapes:
    """A loss with given parameters, and others beside it.

    Attributes:
        curve: Its shape.
        examples: What some predictions cost.
        read: The shape at the one position that is asked for.
        others: The shapes of the losses it is compared with, on the same axis.
    """

    curve: Curve
    examples: tuple[Example, ...]
    read: Curve
    others: tuple[Curve, ...]


@dataclass(frozen=True)
class Family:
    """A family of shapes, one for each value of a parameter.

    Attributes:
        name: The parameter.
        values: Its values, shape (FAMILY_VALUES,) or fewer for whole numbers.
        curves: One for each of them.
    """

    name: str
    values: tuple[float, ...]
    curves: tuple[Curve, ...]


def loss_shapes(loss: Choice, target: float, position: float, others: tuple[Choice, ...] = ()) -> LossShapes:
    """Return the shapes of a loss and of others beside it.

    Args:
        loss: The loss and its parameters.
        target: The y_true for which it is drawn.
        position: Where on its axis it is to be read.
        others: Losses of the same axis to compare with.
    """
    component: Loss = loss.component
    task, ranges = component.task, ranges_of(component, target)
    at = curve_at(loss, task, np.array([*ranges.examples.values(), position]), target)
    rows = zip(ranges.examples, at.position, at.cost, at.slope)
    return LossShapes(
        curve=loss_curve(loss, task, *ranges.shown, target),
        examples=tuple(Example(words, *map(float, row)) for words, *row in rows),
        read=replace(
            at, position=at.position[-1:], cost=at.cost[-1:], slope=at.slope[-1:], curvature=at.curvature[-1:]
        ),
        others=tuple(loss_curve(other, task, *ranges.shown, target, bends=False) for other in others),
    )


def family(loss: Choice, name: str, target: float) -> Family:
    """Return the shapes of a loss over the range of a parameter that its slider shows.

    Args:
        loss: The loss, with values for its other parameters.
        name: The parameter.
        target: The y_true for which it is drawn.
    """
    values = family_values(loss.component.params[name])
    task, ends = loss.component.task, ranges_of(loss.component, target).shown
    curves = (loss_curve(loss.with_value(name, value), task, *ends, target, FAMILY_POINTS, False) for value in values)
    return Family(name, values, tuple(curves))


def family_values(param: Param) -> tuple[float, ...]:
    """Return the values of a parameter that a family shows."""
    low, high = param.soft or (param.low, param.high)
    if param.type is int:
        return tuple(range(int(low), int(high) + 1))
    steps = np.geomspace(low, high, FAMILY_VALUES) if param.log else np.linspace(low, high, FAMILY_VALUES)
    return tuple(float(f"{step:.3g}") for step in steps)
