"""The charts of the Compare page: a yardstick and the losses of all runs, and one run epoch by epoch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lossviz.analysis.snapshots import Snapshots
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.figures import Figure, Line
from lossviz.figures.comparison import (
    losses_figure,
    snapshots_confusion_figure,
    snapshots_model_figure,
    snapshots_shape_figure,
    yardstick_figure,
)
from pages.ui.channel.screen import Screen
from pages.ui.compare.state import CompareState
from pages.ui.train.state import TrainState

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


class CompareScene(CompareState):
    """The Compare page with its charts, each drawn again only if what it shows has changed: one has sixty pictures."""

    def __init__(self, train: TrainState) -> None:
        """Begin without runs."""
        super().__init__(train)
        self._drawn: dict[str, Any] = {}

    def draw(self, screen: Screen) -> None:
        """Draw all charts of the page."""
        snapshots, lines = self.snapshots, self.lines
        self._draw_runs(screen, lines, snapshots)
        focus = self.entry(self.focus)
        if focus is not None and focus.key in snapshots:
            self._draw_snapshots(screen, focus.line(focus.run.epoch), snapshots[focus.key])

    def _draw_runs(self, screen: Screen, lines: Sequence[Line], by_run: Mapping[str, Snapshots]) -> None:
        """Draw all runs side by side."""
        yardstick, log_y = self.shown_yardstick, self.log_y
        told = [(line.key, line.name, line.until) for line in lines]
        ended = [key for key, _, until in told if key in by_run]
        names = ", ".join(line.name for line in lines)
        seen = [by_run[key] for key in ended]
        label = YARDSTICKS[yardstick].label if yardstick else "Yardstick"
        self._draw(
            screen,
            "compare.yardstick",
            (told, [_Same(snapshots) for snapshots in seen], yardstick),
            f"{label} | by epoch{_where(lines, by_run, yardstick)}",
            f"{label} by epoch of {names}.",
            lambda: yardstick_figure(lines, by_run, yardstick),
        )
        self._draw(
            screen,
            "compare.losses",
            (told, log_y),
            "Loss | by epoch, each on its own scale",
            f"Training loss by epoch of {names}.",
            lambda: losses_figure(lines, log_y),
        )

    def _draw_snapshots(self, screen: Screen, line: Line, snapshots: Snapshots) -> None:
        """Draw one run epoch by epoch."""
        inputs = (line.key, line.name, _Same(snapshots))
        loss = line.spec.at(int(snapshots.epochs[-1])).loss.component.label
        self._draw(
            screen,
            "snapshots.shape",
            inputs,
            f"Shape of {loss} | and the training examples",
            f"The training examples of {line.name} on the curve of {loss}, by epoch.",
            lambda: snapshots_shape_figure(snapshots, line.colour),
        )
        words = "Decision regions" if snapshots.class_names else "Fit"
        rest = "other features at their mean" if snapshots.class_names else "after this epoch"
        self._draw(
            screen,
            "snapshots.model",
            inputs,
            f"{words} | {rest}",
            f"{words} of {line.name}, by epoch.",
            lambda: snapshots_model_figure(snapshots, line.colour),
        )
        if snapshots.class_names:
            self._draw(
                screen,
                "snapshots.confusion",
                inputs,
                "Confusion | true class by row",
                f"Confusion matrix of {line.name}, by epoch.",
                lambda: snapshots_confusion_figure(snapshots, line.colour),
            )

    def _draw(self, screen: Screen, key: str, inputs: Any, title: str, alt: str, figure: Callable[[], Figure]) -> None:
        if self._drawn.get(key) != inputs:
            self._drawn[key] = inputs
            screen.draw(key, title, alt, figure())


def _where(lines: Sequence[Line], by_run: Mapping[str, Snapshots], yardstick: str) -> str:
    """Say on which examples a yardstick is measured, which runs may differ in."""
    seen = {line.name: by_run[line.key].yardsticks.get(yardstick) for line in lines if line.key in by_run}
    known = {name: values for name, values in seen.items() if values is not None}
    without = [name for name, values in known.items() if np.isnan(values[:, 1]).all()]
    if not known or len(without) == len(known):
        return " on the training examples" if known else ""
    return " on held-out examples" + (f", for {', '.join(without)} on those of training" if without else "")
