"""The curves of runs over the epochs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lossviz.figures.base import Figure, Line, marker, plain_text, rounded
from lossviz.runs.history import History, smoothed, thinned
from lossviz.specs.run import Change

MAX_LINE_POINTS = 400
"""Most points drawn on a line."""

COLUMN_WORDS = {"loss": "loss", "accuracy": "accuracy", "mae": "mean absolute error"}
"""What the columns that charts draw are called on the page."""


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
    values = line.history[column]
    if view.smoothing > 1 and len(values):
        values = smoothed(values, view.smoothing)
    first = max(first, 1) if view.log_x else first
    values = values[first : None if last is None else last + 1]
    picked = thinned(values, MAX_LINE_POINTS)
    return Points((picked + first).tolist(), rounded(values[picked], digits=5))


def growing_columns(column: str, history: History) -> list[str]:
    """Return the columns that a chart draws as lines that grow, in the order of its first traces."""
    return [name for name in (column, f"val_{column}") if name in history]


def history_figure(lines: Sequence[Line], column: str, view: HistoryView, cursor: int | None = None) -> Figure:
    """Draw a column of the history, validation dotted.

    The first traces are the growing lines of the first run, those of `growing_columns`.

    Args:
        lines: The run in focus first, then those it is compared with.
        column: `loss`, or the metric of the task.
        view: Scales and smoothing.
        cursor: An epoch to mark.
    """
    changes = lines[0].spec.changes
    shapes = [marker(change.epoch, "text", "dot") for change in changes]
    if cursor is not None:
        shapes.append(marker(cursor, "accent", "solid"))
    last = max(line.spec.epochs for line in lines)
    return {
        "data": _traces(lines, column, view),
        "layout": {
            "xaxis": {
                "title": {"text": "epoch"},
                "type": "log" if view.log_x else "linear",
                "range": [0, float(np.log10(max(last, 2))) if view.log_x else last],
            },
            "yaxis": {
                "title": {"text": COLUMN_WORDS[column]},
                "type": "log" if view.log_y else "linear",
                **({"rangemode": "tozero"} if column != "loss" and not view.log_y else {}),
            },
            "shapes": shapes,
            "annotations": [_note(change, column, view) for change in changes],
        },
    }


def _traces(lines: Sequence[Line], column: str, view: HistoryView) -> list[Figure]:
    focus, *others = lines
    several = not all(line.ghost for line in others)
    columns = growing_columns(column, focus.history)
    traces = [_history_trace(focus, name, view, named=several) for name in columns]
    if focus.until < focus.history.last_epoch:
        rest = [_history_trace(focus, name, view, ahead=True) for name in columns]
        traces += [trace | {"opacity": 0.25, "meta": {}} for trace in rest]
    if view.smoothing > 1:
        raw = [_history_trace(focus, name, HistoryView(view.log_x, view.log_y)) for name in columns]
        traces += [trace | {"opacity": 0.3, "meta": {}, "hoverinfo": "skip"} for trace in raw]
    for line in others:
        traces += [
            _history_trace(line, name, view, named=several) | ({"opacity": 0.35} if line.ghost else {})
            for name in growing_columns(column, line.history)
        ]
    return traces


def _note(change: Change, column: str, view: HistoryView) -> Figure:
    """Say at its marker what a change was, at the end of the chart that most lines leave free."""
    low = column == "accuracy"
    return {
        "x": np.log10(max(change.epoch, 1)) if view.log_x else change.epoch,
        "y": 0 if low else 1,
        "yref": "paper",
        "text": change.words,
        "textangle": -90,
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "bottom" if low else "top",
        "font": {"size": 11},
    }


def _history_trace(line: Line, column: str, view: HistoryView, *, ahead: bool = False, named: bool = False) -> Figure:
    """Draw one line.

    Args:
        line: The run.
        column: A column of its history.
        view: Scales and smoothing.
        ahead: Draw what comes after `line.until`, not what comes before.
        named: Label it with the name of its run, and that once a run, because several runs are compared.
    """
    points = series(line, column, view, line.until) if ahead else series(line, column, view, 0, line.until)
    validation = column.startswith("val_")
    part = "validation" if validation else "training"
    label = {} if line.ghost or (named and validation) else {"label": line.label if named else part}
    return {
        "type": "scatter",
        "mode": "lines",
        "x": points.x,
        "y": points.y,
        "name": f"{line.name}, {part}",
        "line": {
            "color": line.colour,
            "width": 1.5 if line.ghost else 2.5,
            "dash": "dot" if validation else line.dash,
        },
        "meta": {"run": line.key} | label,
        "hovertemplate": f"{plain_text(line.name)}, {part}<br>epoch %{{x}}: %{{y:.5g}}<extra></extra>",
    }
