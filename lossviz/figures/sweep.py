"""What a sweep of one parameter has found: curves that a slider drags through its range, and where they end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lossviz.analysis.seeds import spread
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.figures.base import PALETTE, Figure, rounded
from lossviz.figures.history import COLUMN_WORDS
from lossviz.figures.slider import Slider, seen, sliding_figure
from lossviz.runs.sweep_run import SweepRun
from lossviz.specs.sweep import ParamRange

COLOUR = PALETTE[0]

SWEEP_SECONDS = 4.0
"""How long all values play at normal speed."""

MAX_FAINT = 33
"""Most values of which curves are drawn faintly behind the one that is picked out."""

MAX_NUMBERS = 60_000
"""Roughly the most numbers in the pictures of one chart: some hundred kilobytes."""


@dataclass(frozen=True)
class SweepView:
    """How the charts of a sweep are drawn.

    Attributes:
        group: The charts of a sweep move together under this name.
        at: The place of the slider.
        log_y: Whether histories have a logarithmic axis.
    """

    group: str
    at: int = 0
    log_y: bool = False


def sweep_slider(run: SweepRun, view: SweepView, *, hidden: bool = True) -> Slider:
    """Return the slider that drags through the values of a sweep of one parameter."""
    label, texts = run.sweep.ranges[0].label.capitalize(), run.sweep.words[0]
    return Slider(label=label, values=texts, at=view.at, group=view.group, hidden=hidden, plays=SWEEP_SECONDS)


def cell_figure(run: SweepRun, column: str, cell: int, view: SweepView) -> Figure:
    """Draw a column of the history of one cell: the median over its seeds, their band, and each of them faintly."""
    epochs = _picked(run)
    return {"data": cell_traces(run, column, cell, epochs), "layout": history_layout(run, column, view)}


def _picked(run: SweepRun) -> np.ndarray:
    """Return which of the common epochs are drawn, so that all pictures together stay small."""
    n_lines = run.sweep.n_cells * (2 + (2 + run.sweep.n_seeds) * (run.sweep.n_seeds > 1))
    n = max(21, min(len(run.epochs), MAX_NUMBERS // n_lines)) if len(run.sweep.ranges) == 1 else len(run.epochs)
    return np.unique(np.linspace(0, len(run.epochs) - 1, n).round().astype(int))


def _rows(run: SweepRun, column: str, cell: int) -> np.ndarray:
    """Return a column of the history of all runs of a cell, shape (seeds, E)."""
    n = run.sweep.n_seeds
    return run.rows[cell * n : (cell + 1) * n, :, run.columns.index(column)]


def cell_traces(run: SweepRun, column: str, cell: int, picked: np.ndarray) -> list[Figure]:
    """Draw a column of the history of one cell at some of the common epochs, chosen by their places."""
    epochs = run.epochs[picked]
    x = epochs.tolist()
    traces = []
    for name in (column, f"val_{column}"):
        if name in run.columns:
            middle = spread(_rows(run, name, cell)[:, picked]).median
            traces.append(_median_trace(x, middle, name, run.sweep.n_seeds))
    if run.sweep.n_seeds > 1:
        rows = _rows(run, column, cell)[:, picked]
        found = spread(rows)
        traces += _band_traces(x, found.low, found.high)
        traces.append(_each_trace(epochs, rows))
    return traces


def _median_trace(x: list[int], y: np.ndarray, name: str, n_seeds: int) -> Figure:
    part = "validation" if name.startswith("val_") else "training"
    words = f"median of {n_seeds} seeds, {part}" if n_seeds > 1 else part
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": rounded(y),
        "name": words,
        "line": {"color": COLOUR, "width": 3, "dash": "dot" if part == "validation" else "solid"},
        "hovertemplate": f"{words}<br>epoch %{{x}}: %{{y:.4g}}<extra></extra>",
    }


def _band_traces(x: Any, low: np.ndarray, high: np.ndarray) -> list[Figure]:
    """Draw the band between two lines."""
    edge = {"type": "scatter", "mode": "lines", "x": x, "line": {"color": COLOUR, "width": 0}, "hoverinfo": "skip"}
    return [
        edge | {"y": rounded(low), "name": "10th percentile of the seeds"},
        edge | {"y": rounded(high), "name": "90th percentile of the seeds", "fill": "tonexty", "fillcolor": COLOUR},
    ]


def _each_trace(epochs: np.ndarray, rows: np.ndarray) -> Figure:
    """Draw all seeds as one line with gaps."""
    gap = np.full((len(rows), 1), np.nan)
    x = np.concatenate([np.broadcast_to(epochs, rows.shape), gap], axis=1)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": rounded(x.ravel(), digits=6),
        "y": rounded(np.concatenate([rows, gap], axis=1).ravel()),
        "name": "each seed, training",
        "line": {"color": COLOUR, "width": 0.8},
        "opacity": 0.35,
        "hoverinfo": "skip",
    }


def history_layout(run: SweepRun, column: str, view: SweepView) -> Figure:
    """Return axes on which the histories of all cells are seen."""
    begun = run.reached >= 0
    parts = [run.rows[begun, :, run.columns.index(name)] for name in (column, f"val_{column}") if name in run.columns]
    return {
        "xaxis": {"title": {"text": "epoch"}, "range": [0, int(run.epochs[-1])]},
        "yaxis": {
            "title": {"text": COLUMN_WORDS[column]},
            "type": "log" if view.log_y else "linear",
            "range": seen(np.concatenate(parts), view.log_y),
        },
    }


def sweep_history_figure(run: SweepRun, column: str, view: SweepView, *, hidden: bool) -> Figure:
    """Draw a column of the history for each value, one at a time, before faint lines for all of them.

    Args:
        run: A sweep of one parameter.
        column: `loss`, or the metric of the task.
        view: How it is drawn.
        hidden: Whether the slider belongs to another chart.
    """
    picked = _picked(run)
    begun = [cell for cell in range(run.sweep.n_cells) if run.reached[cell * run.sweep.n_seeds] >= 0]
    layout = history_layout(run, column, view)
    if not begun:
        return {"data": [], "layout": layout}
    figures = [
        {"data": cell_traces(run, column, cell, picked), "layout": layout} if cell in begun else None
        for cell in range(run.sweep.n_cells)
    ]
    figure = sliding_figure(figures, sweep_slider(run, view, hidden=hidden))
    behind = [
        begun[i] for i in np.unique(np.linspace(0, len(begun) - 1, min(len(begun), MAX_FAINT)).round().astype(int))
    ]
    medians = np.stack([spread(_rows(run, column, cell)[:, picked]).median for cell in behind])
    family = _each_trace(run.epochs[picked], medians)
    figure["data"].append(
        family | {"name": "all values, training", "line": {"color": "faint", "width": 0.7}, "opacity": 0.6}
    )
    return figure


def sweep_end_figure(run: SweepRun, yardstick: str, view: SweepView) -> Figure:
    """Draw a yardstick at the end against the parameter: medians, bands over the seeds, and where the slider is."""
    swept, values = run.sweep.ranges[0], np.array(run.sweep.values[0], float)
    ends = run.ends[:, run.yardsticks.index(yardstick)].reshape(len(values), run.sweep.n_seeds, 2)
    reach = seen(ends)
    mark: Figure = {"type": "scatter", "mode": "lines", "name": "slider", "line": {"color": "accent", "width": 1.5}}
    mark |= {"x": [float(values[view.at])] * 2, "y": reach, "hoverinfo": "skip"}
    traces = [mark]
    for half, part in enumerate(("training", "validation")[: 1 + run.sweep.holds_out]):
        found = spread(ends[:, :, half].T)
        words = f"median of {run.sweep.n_seeds} seeds, {part}" if run.sweep.n_seeds > 1 else part
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": rounded(values, digits=6),
                "y": rounded(found.median),
                "name": words,
                "line": {"color": COLOUR, "width": 2.5, "dash": "dot" if half else "solid"},
                "marker": {"color": COLOUR, "size": 5, "symbol": "circle-open" if half else "circle"},
                "hovertemplate": f"{words}<br>{swept.label} %{{x:.5g}}: %{{y:.4g}}<extra></extra>",
            }
        )
        if run.sweep.n_seeds > 1:
            traces += _band_traces(rounded(values, digits=6), found.low, found.high)
    pictures = [[{"x": [float(value)] * 2}] for value in values]
    return {
        "data": traces,
        "layout": {
            "xaxis": _parameter_axis(swept, values),
            "yaxis": {"title": {"text": YARDSTICKS[yardstick].label}, "range": reach},
            "slider": sweep_slider(run, view).layout(pictures),
        },
    }


def _parameter_axis(swept: ParamRange, values: np.ndarray) -> Figure:
    ends = np.log10(values[[0, -1]]) if swept.log else values[[0, -1]]
    margin = 0.02 * (ends[1] - ends[0])
    return {
        "title": {"text": swept.label},
        "type": "log" if swept.log else "linear",
        "range": [float(ends[0] - margin), float(ends[1] + margin)],
        "exponentformat": "power",
    }
