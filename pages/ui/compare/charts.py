"""The charts of the Compare page: a yardstick and the losses of all runs, and one run epoch by epoch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lossviz.analysis.snapshots import Snapshots
from lossviz.figures.base import Chart, Line
from lossviz.figures.comparison import losses_chart, yardstick_chart
from lossviz.figures.snapshots import snapshot_charts
from lossviz.specs.run import RunSpec
from pages.ui.channel.screen import Screen
from pages.ui.compare.panel import panel
from pages.ui.compare.writing import WritingCompare
from pages.ui.train.state import TrainState

RUNS_CHARTS = ("compare.yardstick", "compare.losses")
"""The charts of all runs, in their order."""


def snapshots_charts(task: str) -> tuple[str, ...]:
    """Return the charts of one run epoch by epoch, in their order."""
    return ("snapshots.shape", "snapshots.model", *(() if task == "regression" else ("snapshots.confusion",)))


class CompareScene(WritingCompare):
    """The Compare page with its charts, each drawn again only if what it shows has changed: one has sixty pictures."""

    def __init__(self, train: TrainState) -> None:
        """Begin without runs."""
        super().__init__(train)
        self._drawn: dict[tuple[str, ...], Any] = {}

    @property
    def specs(self) -> list[RunSpec]:
        """The runs that are compared."""
        return [entry.run.spec for entry in self.entries]

    def panel(self) -> dict[str, Any]:
        """Return the table of runs, and what the editor says."""
        return panel(self) | super().panel()

    def draw(self, screen: Screen) -> None:
        """Draw all charts of the page."""
        snapshots, lines = self.snapshots, self.lines
        self._draw_runs(screen, lines, snapshots)
        focus = self.entry(self.focus)
        if focus is not None and focus.key in snapshots:
            self._draw_snapshots(screen, focus.line(focus.run.epoch), snapshots[focus.key])

    def _draw_runs(self, screen: Screen, lines: Sequence[Line], by_run: Mapping[str, Snapshots]) -> None:
        """Draw all runs side by side."""
        name, log_y = self.shown_yardstick, self.log_y
        told = [(line.key, line.name, line.until) for line in lines]
        seen = [by_run[line.key] for line in lines if line.key in by_run]
        target = self.target_value if name and seen else None
        by_yardstick, by_loss = RUNS_CHARTS
        self._draw(
            screen, (by_yardstick,), (told, seen, name, target), lambda: [yardstick_chart(lines, by_run, name, target)]
        )
        self._draw(screen, (by_loss,), (told, log_y), lambda: [losses_chart(lines, log_y=log_y)])

    def _draw_snapshots(self, screen: Screen, line: Line, snapshots: Snapshots) -> None:
        """Draw one run epoch by epoch."""
        inputs = (line.key, line.name, snapshots)
        self._draw(screen, snapshots_charts(line.spec.task), inputs, lambda: snapshot_charts(line, snapshots))

    def _draw(self, screen: Screen, keys: tuple[str, ...], inputs: Any, make: Callable[[], list[Chart]]) -> None:
        if self._drawn.get(keys) != inputs:
            self._drawn[keys] = inputs
            for key, chart in zip(keys, make(), strict=True):
                screen.draw(key, chart.title, chart.alt, chart.figure)
