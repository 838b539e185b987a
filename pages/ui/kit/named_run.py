"""A run among those of a visitor: its name, its colour, and whether it stays."""

from __future__ import annotations

from dataclasses import dataclass

from lossviz.analysis.evaluation import Evaluation
from lossviz.figures.base import Line
from lossviz.runs.run import Run
from lossviz.specs.comparison import told_apart


@dataclass(eq=False)
class NamedRun:
    """A run among the visitor's runs.

    Attributes:
        run: The run.
        number: How many runs came before it; decides its colour.
        name: What the visitor calls it.
        pinned: Whether it stays until it is cleared.
        hidden: Whether it is left out of the charts.
        evaluation: What its model does, as it was last looked at.
    """

    run: Run
    number: int
    name: str
    pinned: bool = False
    hidden: bool = False
    evaluation: Evaluation | None = None

    @property
    def key(self) -> str:
        """Its key in widgets and charts."""
        return self.line(0).key

    def rename(self, name: str) -> None:
        """Call it something else, as a comparison accepts it; nothing but spaces leaves it its name."""
        if name.strip():
            (self.name,) = told_apart([name])

    def line(self, until: int) -> Line:
        """Return how it is drawn."""
        return Line(self.name, self.number, self.run.history, self.run.spec, until)
