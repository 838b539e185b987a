"""The charts of the Compare page: a yardstick and the losses of all runs, and one run epoch by epoch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lossviz.analysis.snapshots import Snapshots
from lossviz.figures.base import Chart, Line
from lossviz.figures.comparison import losses_chart, yardstick_chart
from lossviz.figures.snapshots import snapshot_charts
from pages.ui.channel.screen import Screen

RUNS_CHARTS = ("compare.yardstick", "compare.losses")
"""The charts of all runs, in their order."""


def snapshots_charts(task: str) -> tuple[str, ...]:
    """Return the charts of one run epoch by epoch, in their order."""
    return ("snapshots.shape", "snapshots.model", *(() if task == "regression" else ("snapshots.confusion",)))


@dataclass(frozen=True)
class _Same:
    """Snapshots that equal themselves only: what is in them cannot be compared."""

    snapshots: Snapshots

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.snapshots is self.snapshots

    def __hash__(self) -> int:
        return id(self.snapshots)


@dataclass
class CompareCharts:
    """Draws charts again only if what they show has changed: one chart has sixty pictures."""

    _drawn: dict[tuple[str, ...], Any] = field(default_factory=dict)

    def draw_runs(
        self, screen: Screen, lines: Sequence[Line], by_run: Mapping[str, Snapshots], yardstick: str, log_y: bool
    ) -> None:
        """Draw all runs side by side."""
        told = [(line.key, line.name, line.until) for line in lines]
        seen = [_Same(by_run[line.key]) for line in lines if line.key in by_run]
        by_yardstick, by_loss = RUNS_CHARTS
        self._draw(
            screen, (by_yardstick,), (told, seen, yardstick), lambda: [yardstick_chart(lines, by_run, yardstick)]
        )
        self._draw(screen, (by_loss,), (told, log_y), lambda: [losses_chart(lines, log_y=log_y)])

    def draw_snapshots(self, screen: Screen, line: Line, snapshots: Snapshots) -> None:
        """Draw one run epoch by epoch."""
        inputs = (line.key, line.name, _Same(snapshots))
        self._draw(screen, snapshots_charts(line.spec.task), inputs, lambda: snapshot_charts(line, snapshots))

    def _draw(self, screen: Screen, keys: tuple[str, ...], inputs: Any, make: Callable[[], list[Chart]]) -> None:
        if self._drawn.get(keys) != inputs:
            self._drawn[keys] = inputs
            for key, chart in zip(keys, make(), strict=True):
                screen.draw(key, chart.title, chart.alt, chart.figure)
