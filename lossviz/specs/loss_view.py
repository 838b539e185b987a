"""A loss as it is looked at by itself, and the link to that."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from lossviz.declare import read_number, shortest
from lossviz.errors import SpecError
from lossviz.losses import LOSSES, Loss
from lossviz.losses.axes import N_CLASSES, axis_of, ranges_of
from lossviz.specs.choice import Choice, read_choice, read_pairs
from lossviz.specs.link_names import LOSS_VIEW_NAMES, NAMES, is_ours

MAX_TARGET = 1000.0
"""Targets may be as far from zero as losses are tested for."""

POSITION = 0.5
"""Where on its axis a loss is read at first, if that lies on it."""


@dataclass(frozen=True, kw_only=True)
class LossView:
    """A loss, for which target it is drawn, where it is read, and what is laid beside it.

    Attributes:
        loss: The loss and its parameters.
        target: The y_true for which it is drawn.
        position: Where on its axis it is read.
        beside: The losses that are compared with it; None leaves the choice to who shows it.
        normalised: Whether these are drawn to the same scale.
        over: The parameter over whose range it is drawn; empty for none.

    Raises:
        SpecError: If the target or the position is out of bounds.
    """

    loss: Choice
    target: float
    position: float
    beside: tuple[Choice, ...] | None = None
    normalised: bool = False
    over: str = ""

    def __post_init__(self) -> None:
        component: Loss = self.loss.component
        _check("target", self.target, targets_of(component))
        _check("at", self.position, ranges_of(component, self.target).limits)

    def to_query(self) -> str:
        """Return the query string that `from_query` reads back."""
        pairs = [*self.loss.pairs, ("target", shortest(self.target)), ("at", shortest(self.position))]
        if self.beside is not None:
            pairs.append(("beside", ",".join(choice.name for choice in self.beside)))
            for choice in self.beside:
                params = choice.component.params
                # The defaults of a written loss stand in its name, which is long.
                told = [(n, v) for n, v in choice.items if choice.name in LOSSES or v != params[n].default]
                pairs += [(f"beside.{choice.name}.{name}", params[name].format(v)) for name, v in told]
        pairs += [("normalised", "true")] * self.normalised
        pairs += [("over", self.over)] if self.over else []
        return urlencode(pairs, safe=",")

    @classmethod
    def from_query(cls, query: str) -> LossView | None:
        """Return the view of a link; None if it names no loss.

        Raises:
            SpecError: If the link names something misspelt, unknown or out of bounds.
        """
        given = dict(read_pairs(query))
        for name in given:
            if name.partition(".")[0] not in NAMES and is_ours(name):
                allowed = ", ".join(["loss", *LOSS_VIEW_NAMES])
                raise SpecError(f"A name in a link to a loss must be one of {allowed}. Got {name[:40]!r} instead.")
        if "loss" not in given:
            return None
        loss = read_choice("loss", given)
        component: Loss = loss.component
        target = _number(given, "target", component.default_target)
        if component.task != "regression" and math.isfinite(target):
            target = float(round(target))  # a class
        _check("target", target, targets_of(component), given.get("target"))
        limits = ranges_of(component, target).limits
        position = _number(given, "at", readable(component, target))
        _check("at", position, limits, given.get("at"))
        beside = tuple(_read_beside(given)) if "beside" in given else None
        over = given.get("over", "")
        return cls(
            loss=loss,
            target=target,
            position=position,
            beside=beside,
            normalised=given.get("normalised") == "true",
            over=over if over in component.params else next(iter(component.params), ""),
        )


def targets_of(loss: Loss) -> tuple[float, float]:
    """Return the least and the greatest y_true for which a loss is drawn: numbers, or the numbers of classes."""
    if loss.task != "regression":
        return 0.0, 1.0 if loss.task == "binary" else N_CLASSES - 1.0
    return (0.1 if loss.positive else -MAX_TARGET), MAX_TARGET


def readable(loss: Loss, target: float, position: float = POSITION) -> float:
    """Return the position nearest to one at which a loss can be read when it is drawn for a target."""
    low, high = ranges_of(loss, target).limits
    return min(max(position, low), high)


def comparable(loss: Loss) -> list[str]:
    """Return the names of all losses on the axis of a loss, itself included."""
    axis, task = axis_of(loss, loss.task), loss.task
    return [name for name, other in LOSSES.items() if other.task == task and axis_of(other, task) is axis]


def relatives(loss: Loss) -> list[str]:
    """Return two losses to begin a comparison with: those that a loss can become, or the first of its kind."""
    names = comparable(loss)
    nearest = dict.fromkeys([*(special.loss for special in loss.special), *names])
    return [name for name in nearest if name in names and name != loss.name][:2]


def _read_beside(given: Mapping[str, str]) -> list[Choice]:
    choices = []
    for name in filter(None, given["beside"].split(",")):
        prefix = f"beside.{name}."
        own = {f"loss.{key.removeprefix(prefix)}": text for key, text in given.items() if key.startswith(prefix)}
        choices.append(read_choice("loss", {"loss": name, **own}))
    return choices


def _number(given: Mapping[str, str], name: str, default: float) -> float:
    try:
        return read_number(given[name]) if name in given else default
    except ValueError:
        return math.nan


def _check(name: str, number: float, limits: tuple[float, float], text: str | None = None) -> None:
    low, high = limits
    if not low <= number <= high:
        got = f"{number:g}" if text is None else text[:40]
        label = "position (at)" if name == "at" else name
        raise SpecError(f"The {label} in a link must be a number in [{low:g}, {high:g}]. Got {got!r}.")
