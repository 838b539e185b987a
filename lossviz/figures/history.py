"""The curves of runs over the epochs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lossviz.declare import Param
from lossviz.figures.base import Figure, Line, marker, rounded
from lossviz.runs.history import History, smoothed, thinned
from lossviz.specs.run import Change

MAX_LINE_POINTS = 400
"""Most points drawn on a line."""

COLUMN_WORDS = {"loss": "loss", "accuracy": "accuracy", "mae": "mean absolute error"}
"""What the columns that charts draw are called on the page."""


SMOOTHING = Param(
    name="smoothing",
    type=int,
    default=1,
    low=1,
    high=1000,
    soft=(1, 100),
    log=True,
    help="Average over about so many epochs; the raw line stays visible behind.",
)
"""Over how many epochs charts of histories average."""


@dataclass(frozen=True)
class HistoryView:
    """How all charts of histories are drawn.

    Attributes:
        log_x: Whether the axis of epochs is logarithmic; epoch 0 is then left out.
        log_y: Whether the other axis is logarithmic.
        smoothing: Epochs over which lines are averaged; 1 draws them as they are.
    """

    log_x: bool = False
    log_y: bool = False
    smoothing: int = 1


@dataclass(frozen=True)
class Points:
    """What one line of a history adds to a chart."""

    x: list[int]
    y: list[float]


def series(line: Line, column: str, view: HistoryView, first: int = 0, last: int | None = None) -> Points:
    """Return the points of one line from one epoch to another, smoothed and thinned."""
    epochs, values = epochs_and_values(line, column, view, first, last)
    return Points(epochs.tolist(), rounded(values, digits=5))


def epochs_and_values(
    line: Line, column: str, view: HistoryView, first: int = 0, last: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the same as numbers with all their digits, each of shape (n,)."""
    values = line.history[column]
    if view.smoothing > 1 and len(values):
        values = smoothed(values, view.smoothing)
    first = max(first, 1) if view.log_x else first
    values = values[first : None if last is None else last + 1]
    picked = thinned(values, MAX_LINE_POINTS)
    return picked + first, values[picked]


def growing_columns(column: str, history: History) -> list[str]:
    """Return the columns that a chart draws as lines that grow, in the order of its first traces."""
    return [name for name in (column, f"val_{column}") if name in history]


def marks_of_changes(changes: Sequence[Change], column: str, view: HistoryView) -> Figure:
    """Return the part of a layout that marks changes on the way, and says what they were.

    Args:
        changes: The changes of a run.
        column: The column that the chart draws.
        view: Scales.
    """
    seen = [change for change in changes if change.epoch or not view.log_x]
    return {
        "shapes": [marker(change.epoch, "text", "dot") for change in seen],
        "annotations": [_note(change, column, view) for change in seen],
    }


def _note(change: Change, column: str, view: HistoryView) -> Figure:
    """Say at its marker what a change was, at the end of the chart that most lines leave free."""
    low = column == "accuracy"
    return {
        "x": float(np.log10(change.epoch)) if view.log_x else change.epoch,
        "y": 0 if low else 1,
        "yref": "paper",
        "text": change.words,
        "textangle": -90,
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "bottom" if low else "top",
    }
