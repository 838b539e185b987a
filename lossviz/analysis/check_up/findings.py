"""What a check-up says: findings, each with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

Level = Literal["fault", "warning", "note", "good"]

LEVELS: tuple[Level, ...] = get_args(Level)
"""How much a finding matters, the worst first.

A `fault` is wrong for whoever trains with the loss; a `warning` is wrong where it matters and may be meant; a `note` is
worth knowing; what is `good` was looked for and not found wrong.
"""

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "time": "It is looked at in a few seconds.",
        "fails": "It cannot be computed for a batch.",
        "shape": "It gives one cost an example, or one an output, or one a batch.",
        "broadcast": "Targets and predictions of a batch meet example by example, not each with each.",
        "batch": "The cost of an example does not depend on the others of its batch, nor on how many there are.",
        "outputs": "The predictions and labels that it wants are those that the recipe gives.",
        "finite": "Costs are numbers, not NaN or infinity, wherever training may come.",
        "finite_slope": "Slopes are numbers wherever training may come, at a perfect prediction, too.",
        "gradient": "There is a slope for training to follow.",
        "difference": "The slope is how fast the cost changes.",
        "direction": "It costs less to be nearer to the target.",
        "least": "Nothing costs less than a perfect prediction.",
        "convex": "A straight way between two predictions never costs more than the line between their costs.",
        "smooth": "The slope does not jump.",
        "bounded": "No prediction costs more than a fixed number.",
        "robust": "No slope exceeds a fixed number.",
        "symmetric": "Errors to both sides cost the same; of classes, the costs for all add up to the same number.",
        "proper": "On average nothing costs less than predicting the true probabilities.",
        "parameter": "Each parameter changes the cost of something.",
        "relative": "It is another loss in other words.",
    }
)
"""What is looked at, by the kind of its findings: the statement that is tested."""


@dataclass(frozen=True)
class Picture:
    """Costs and slopes on a straight way of predictions, around the place that a finding is about.

    Attributes:
        axis: What is told of a place on the way.
        position: Places, in ascending order.
        cost: The cost there; NaN or infinity where it is no number.
        slope: Its derivative by the position.
        at: The place that the finding is about.
        chord: The ends of a line that the cost should stay below, as positions and costs; empty if there is none.
    """

    axis: str
    position: tuple[float, ...]
    cost: tuple[float, ...]
    slope: tuple[float, ...]
    at: float
    chord: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that is wrong, worth knowing or right.

    Attributes:
        kind: What was looked at, a key of `KINDS`.
        level: How much it matters.
        sentence: What was found, for people, with its numbers.
        numbers: The evidence, by what each number is.
        picture: The evidence to look at, where a picture tells it.
        line: The line of the source that does it, counted from 1; 0 where that is not known.
        instead: What to write or to choose instead; empty where that is not known.
        holds: For what a loss may claim (`CLAIMS`): whether no counter-example was found; None for all others.
    """

    kind: str
    level: Level
    sentence: str
    numbers: Mapping[str, float] = field(default_factory=dict)
    picture: Picture | None = None
    line: int = 0
    instead: str = ""
    holds: bool | None = None


@dataclass(frozen=True)
class CheckUp:
    """All that was found of a loss, the worst first."""

    title: str
    findings: tuple[Finding, ...]

    def of(self, kind: str) -> tuple[Finding, ...]:
        """Return the findings of a kind."""
        return tuple(finding for finding in self.findings if finding.kind == kind)

    def at_level(self, level: Level) -> tuple[Finding, ...]:
        """Return the findings of a level."""
        return tuple(finding for finding in self.findings if finding.level == level)

    @property
    def worst(self) -> Level:
        """The level of the worst finding."""
        return self.findings[0].level if self.findings else "good"

    @property
    def held(self) -> dict[str, bool]:
        """Whether each of the claims that was looked at was found to hold: no counter-example among the tries."""
        return {finding.kind: finding.holds for finding in self.findings if finding.holds is not None}

    @property
    def summary(self) -> str:
        """How many findings there are of each level, in words."""
        plural = {"fault": "faults", "warning": "warnings", "note": "notes", "good": "good"}
        counts = [(len(self.at_level(level)), level) for level in LEVELS]
        return ", ".join(f"{n} {level if n == 1 else plural[level]}" for n, level in counts if n)


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return findings, the worst first and else in the order of `KINDS`."""
    kinds = list(KINDS)
    return tuple(sorted(findings, key=lambda each: (LEVELS.index(each.level), kinds.index(each.kind))))
