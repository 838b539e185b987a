"""What a demonstration is: a run, the parameter whose slider tells the story, and runs beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from lossviz.errors import SpecError
from lossviz.specs.choice import Choice, kind_of, read_choice, read_pairs, taken_apart
from lossviz.specs.run import RunSpec
from lossviz.specs.run_words import run_name
from lossviz.specs.settings import owner_of, param_of, value_of


@dataclass(frozen=True)
class Companion:
    """A run that is drawn beside the one in hand, and differs from it in the loss alone.

    Attributes:
        name: What it is called at the end of its line; empty if it is told by its value.
        loss: The loss, as in a link: `loss=quantile&loss.level=0.5`. A parameter that is in hand and not in here
            follows the hand.
        mirrored: Whether what follows the hand does so in a mirror that stands in the middle of the parameter's range:
            levels 0.1 and 0.9, asymmetries -2 and 2, weights 1/3 and 3.
    """

    name: str
    loss: str
    mirrored: bool = False

    @cached_property
    def choice(self) -> Choice:
        """Its loss, with defaults for what follows the hand."""
        return read_choice("loss", dict(read_pairs(self.loss)))

    def beside(self, spec: RunSpec, hand: str) -> RunSpec:
        """Return the run beside another one.

        Args:
            spec: The run in hand.
            hand: The parameter that its slider moves, as a link calls it.
        """
        loss, (kind, name) = self.choice, taken_apart(hand)
        if kind == "loss" and name in loss.values and f"loss.{name}" not in dict(read_pairs(self.loss)):
            value: Any = spec.loss.values[name]
            loss = loss.with_value(name, self._mirror(name, value) if self.mirrored else value)
        kept = tuple(change for change in spec.changes if kind_of(change.name) != "loss")
        return replace(spec, loss=loss, changes=kept)

    def _mirror(self, name: str, value: float) -> float:
        param = self.choice.component.params[name]
        # Rounded, since 0.001 + 0.999 - 0.9 is not quite 0.1.
        return float(f"{param.low * param.high / value if param.log else param.low + param.high - value:.9g}")


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A demonstration.

    Attributes:
        name: The key in links: `?demo=outliers`.
        label: What it is about, in a few words.
        question: What to look for, as one question.
        answer: What is seen when the slider goes from one end to the other.
        query: The run in hand, as a link.
        hand: The parameter that the slider moves, as a link calls it.
        low: The least value of the slider.
        high: The greatest value of the slider.
        name_in_hand: What the run in hand is called beside its companions; empty if it is alone, or told by its value.
        companions: What is drawn beside it.

    Raises:
        SpecError: If it cannot be run from one end of the slider to the other.
    """

    name: str
    label: str
    question: str
    answer: str
    query: str
    hand: str
    low: float
    high: float
    name_in_hand: str = ""
    companions: tuple[Companion, ...] = ()

    def __post_init__(self) -> None:
        param, owner = param_of(self.spec, self.hand), owner_of(self.spec, self.hand)
        if param.type not in (int, float):
            raise SpecError(f"The slider of the demo {self.name} must move a number. Got {self.hand} instead.")
        start = value_of(self.spec, self.hand)
        low, middle, high = (float(param.check(value, owner)) for value in (self.low, start, self.high))  # type: ignore[arg-type]
        if not low <= middle <= high or low == high:
            raise SpecError(
                f"The slider of the demo {self.name} must go up and begin between its ends. "
                f"Got {middle:g} in [{low:g}, {high:g}] instead."
            )

    @cached_property
    def spec(self) -> RunSpec:
        """The run in hand, as it is when the demonstration opens."""
        return RunSpec.from_query(self.query)

    def specs(self, value: float) -> tuple[RunSpec, ...]:
        """Return the runs for a value of the slider: the one in hand, then its companions."""
        return self.beside(self.spec.with_value(self.hand, value))

    def names(self, specs: Sequence[RunSpec]) -> tuple[str, ...]:
        """Return what its runs are called at the ends of their lines: by their names, else by their values in hand."""
        given = (self.name_in_hand, *(companion.name for companion in self.companions))
        return tuple(name or run_name(spec, self.hand) for name, spec in zip(given, specs, strict=True))

    def beside(self, spec: RunSpec) -> tuple[RunSpec, ...]:
        """Return a run in hand, whatever else has been changed of it, and its companions."""
        return (spec, *(companion.beside(spec, self.hand) for companion in self.companions))
