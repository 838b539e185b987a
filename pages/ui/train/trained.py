"""What is trained together: the run in hand, and the companions of a demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lossviz.engine import Looked, remembered
from lossviz.runs.run import Run
from lossviz.specs.demos import Demo
from lossviz.specs.run import RunSpec
from lossviz.specs.run_words import run_name
from pages.ui.kit.named_run import NamedRun


class Trained:
    """The run in hand, and what is trained along with it.

    Attributes:
        entry: The run in hand.
        beside: Its companions.
        demo: The demonstration that they belong to.
        before: The run in hand as it was before the hand began to move.
    """

    def __init__(self, spec: RunSpec) -> None:
        """Begin without rows."""
        self.entry = NamedRun(Run(spec), 0, "")
        self.beside: list[NamedRun] = []
        self.demo: Demo | None = None
        self.before: NamedRun | None = None

    @property
    def all(self) -> list[NamedRun]:
        """All of them, the one in hand first."""
        return [self.entry, *self.beside]

    @property
    def runs(self) -> list[Run]:
        """The runs themselves."""
        return [named.run for named in self.all]

    def open(self, demo: Demo | None) -> None:
        """Open a demonstration, or close the one that is open."""
        self.demo, self.before = demo, None

    def specs(self, spec: RunSpec) -> tuple[RunSpec, ...]:
        """Return what has to be trained to see a run, which comes first."""
        if self.demo and spec.loss.name != self.demo.spec.loss.name:
            self.demo = None  # its companions are there for its loss
        return self.demo.beside(spec) if self.demo else (spec,)

    def press(self) -> None:
        """Take note of what was before a hand moved it."""
        self.before = replace(self.entry, number=-1) if len(self.entry.run.history) else None

    def foresee(self, spec: RunSpec, hand: str, *, ready: bool) -> None:
        """Show what is to come: a run as it is remembered if the engine is not ready, else charts without lines."""
        looked = None if ready else remembered(spec)
        _take(self.entry, spec, looked)
        self.entry.name = run_name(spec, hand)

    def take(self, specs: Sequence[RunSpec], looked: Sequence[Looked | None], hand: str) -> None:
        """Show runs that have been trained, or that are to begin.

        Args:
            specs: What `specs` returned.
            looked: The answer for each; None for a run without rows.
            hand: The parameter in hand, by whose values runs are called that have no other name.
        """
        names = self.demo.names(specs) if self.demo else [run_name(specs[0], hand)]
        if len(specs) != len(self.all):
            self.beside = [NamedRun(Run(spec), number, "") for number, spec in enumerate(specs[1:], 1)]
        for named, spec, answer, name in zip(self.all, specs, looked, names, strict=True):
            _take(named, spec, answer)
            named.name = name


def _take(named: NamedRun, spec: RunSpec, looked: Looked | None) -> None:
    named.run = Run(spec)
    if looked is not None:
        named.run.extend(looked.state, looked.chunk, looked.seconds)
        named.evaluation = looked.evaluation
