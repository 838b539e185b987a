"""The runs that a visitor keeps: each with a colour and a name of its own, as it was when it was pinned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lossviz.figures.base import PALETTE
from lossviz.runs.run import Run
from lossviz.specs.comparison import Comparison, NamedSpec, read_file
from lossviz.specs.run import RunSpec
from lossviz.specs.run_words import name_among
from pages.ui.kit.named_run import NamedRun
from pages.ui.train.retraining import Retraining

MAX_PINNED = 9
"""How many runs a visitor can keep."""

OWN_COLOURS = ("orange", "green", "red", "yellow")
"""Those of the palette that are told from the colour of the run in hand by everybody."""


class Pins:
    """The runs that stay.

    Attributes:
        entries: The runs, oldest first.
        retraining: Those of them that are being trained.
    """

    def __init__(self, numbers: Iterator[int], retraining: Retraining) -> None:
        """Keep none yet.

        Args:
            numbers: Gives each run one that no other has had.
            retraining: Trains those of which there is only a recipe.
        """
        self.entries: list[NamedRun] = []
        self.retraining = retraining
        self._numbers = numbers

    def add(self, entry: NamedRun) -> str:
        """Keep a run as it is now; return one sentence if an earlier one was let go for it."""
        number = next(number for number in self._numbers if PALETTE[number % len(PALETTE)] in OWN_COLOURS)
        name = name_among(entry.name, entry.run.spec, {other.name: other.run.spec for other in self.entries})
        self.entries.append(replace(entry, number=number, name=name, pinned=True))
        if len(self.entries) <= MAX_PINNED:
            return ""
        oldest = self.entries[0]
        self.remove(oldest.key)
        return f"At most {MAX_PINNED} runs stay pinned: {oldest.name} was let go."

    def train(self, spec: RunSpec, name: str) -> str:
        """Keep a run that has still to be trained; return one sentence if an earlier one was let go for it."""
        notice = self.add(NamedRun(Run(spec), 0, name))
        self.retraining.begin(self.entries[-1])
        return notice

    def to_file(self) -> str:
        """Return the runs as a session file; empty if there are none."""
        runs = tuple(NamedSpec(entry.name, entry.run.spec, pinned=True) for entry in self.entries)
        return Comparison(runs).to_file() if runs else ""

    def open(self, file: str) -> None:
        """Keep the runs of a session file, too.

        Raises:
            SpecError: If it is none.
        """
        for named in read_file(file.encode()).runs[:MAX_PINNED] if file else ():
            self.train(named.spec, named.name)

    def remove(self, key: str) -> None:
        """Let a run go."""
        self.entries = [entry for entry in self.entries if entry.key != key]
        self.retraining.drop(key)

    def clear(self) -> None:
        """Let all runs go."""
        for entry in self.entries:
            self.remove(entry.key)

    @property
    def stage(self) -> Any:
        """What a page shows of them."""
        return [(entry.key, entry.name, entry.hidden) for entry in self.entries]
