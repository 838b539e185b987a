"""What a sweep of one parameter has found: curves that a slider drags through its range, and where they end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lossviz.analysis.evaluation import Evaluation
from lossviz.analysis.seeds import spread
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.declare import value_words
from lossviz.figures.base import PALETTE, Figure, Line, rounded
from lossviz.figures.confusion import confusion_figure
from lossviz.figures.history import COLUMN_WORDS
from lossviz.figures.model import fit_figure, shape_figure
from lossviz.figures.slider import Slider, seen, sliding_figure
from lossviz.runs.history import History
from lossviz.runs.sweep_run import SweepRun
from lossviz.specs.sweep import Axis

COLOUR = PALETTE[0]

SWEEP_SECONDS = 4.0
"""How long all values play at normal speed."""

MAX_FAINT = 33
"""Most values of which curves are drawn faintly behind the one that is picked out."""

MAX_NUMBERS = 60_000
"""Roughly the most numbers in the pictures of one chart: some hundred kilobytes."""

MAX_MULTIPLES = 9
"""Most small charts side by side."""

_SHAPE_POINTS, _EXAMPLES = 81, 60


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


def _slider(run: SweepRun, view: SweepView, *, hidden: bool = True) -> Slider:
    axis, values = run.sweep.axes[0], run.sweep.values[0]
    label, texts = axis.label.capitalize(), [value_words(value) for value in values]
    return Slider(label=label, values=texts, at=view.at, group=view.group, hidden=hidden, plays=SWEEP_SECONDS)


def cell_figure(run: SweepRun, column: str, cell: int, view: SweepView) -> Figure:
    """Draw a column of the history of one cell: the median over its seeds, their band, and each of them faintly."""
    epochs = _picked(run)
    return {"data": _cell_traces(run, column, cell, epochs), "layout": _history_layout(run, column, view)}


def _picked(run: SweepRun) -> np.ndarray:
    """Return which of the common epochs are drawn, so that all pictures together stay small."""
    n_lines = run.sweep.n_cells * (2 + (2 + run.sweep.n_seeds) * (run.sweep.n_seeds > 1))
    n = max(21, min(len(run.epochs), MAX_NUMBERS // n_lines)) if len(run.sweep.axes) == 1 else len(run.epochs)
    return np.unique(np.linspace(0, len(run.epochs) - 1, n).round().astype(int))


def _rows(run: SweepRun, column: str, cell: int) -> np.ndarray:
    """Return a column of the history of all runs of a cell, shape (seeds, E)."""
    n = run.sweep.n_seeds
    return run.rows[cell * n : (cell + 1) * n, :, run.columns.index(column)]


def _cell_traces(run: SweepRun, column: str, cell: int, picked: np.ndarray) -> list[Figure]:
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


def _history_layout(run: SweepRun, column: str, view: SweepView) -> Figure:
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
    layout = _history_layout(run, column, view)
    if not begun:
        return {"data": [], "layout": layout}
    figures = [
        {"data": _cell_traces(run, column, cell, picked), "layout": layout} if cell in begun else None
        for cell in range(run.sweep.n_cells)
    ]
    figure = sliding_figure(figures, _slider(run, view, hidden=hidden))
    behind = [
        begun[i] for i in np.unique(np.linspace(0, len(begun) - 1, min(len(begun), MAX_FAINT)).round().astype(int))
    ]
    medians = np.stack([spread(_rows(run, column, cell)[:, picked]).median for cell in behind])
    family = _each_trace(run.epochs[picked], medians)
    figure["data"].append(
        family | {"name": "all values, training", "line": {"color": "faint", "width": 0.7}, "opacity": 0.6}
    )
    return figure


def sweep_end_figure(run: SweepRun, measure: str, view: SweepView) -> Figure:
    """Draw a yardstick at the end against the parameter: medians, bands over the seeds, and where the slider is."""
    axis, values = run.sweep.axes[0], np.array(run.sweep.values[0], float)
    ends = run.ends[:, run.measures.index(measure)].reshape(len(values), run.sweep.n_seeds, 2)
    reach = seen(ends)
    mark: Figure = {"type": "scatter", "mode": "lines", "name": "slider", "line": {"color": "accent", "width": 1.5}}
    mark |= {"x": [float(values[view.at])] * 2, "y": reach, "hoverinfo": "skip"}
    traces = [mark]
    for half, part in enumerate(("training", "validation")[: 1 + bool(run.sweep.base.n_validation)]):
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
                "hovertemplate": f"{words}<br>{axis.label} %{{x:.5g}}: %{{y:.4g}}<extra></extra>",
            }
        )
        if run.sweep.n_seeds > 1:
            traces += _band_traces(rounded(values, digits=6), found.low, found.high)
    pictures = [[{"x": [float(value)] * 2}] for value in values]
    return {
        "data": traces,
        "layout": {
            "xaxis": _parameter_axis(axis, values),
            "yaxis": {"title": {"text": YARDSTICKS[measure].label}, "range": reach},
            "slider": _slider(run, view).layout(pictures),
        },
    }


def _parameter_axis(axis: Axis, values: np.ndarray) -> Figure:
    ends = np.log10(values[[0, -1]]) if axis.log else values[[0, -1]]
    margin = 0.02 * (ends[1] - ends[0])
    return {
        "title": {"text": axis.label},
        "type": "log" if axis.log else "linear",
        "range": [float(ends[0] - margin), float(ends[1] + margin)],
        "exponentformat": "power",
    }


def multiples_figure(run: SweepRun, column: str, view: SweepView) -> Figure:
    """Draw the histories of some values across the range side by side, all on the same axes."""
    n = min(MAX_MULTIPLES, run.sweep.n_cells)
    cells = np.unique(np.linspace(0, run.sweep.n_cells - 1, n).round().astype(int)).tolist()
    n_columns = 3
    n_rows = -(-len(cells) // n_columns)
    common = _history_layout(run, column, view)
    layout: Figure = {"hovermode": "closest", "annotations": []}
    traces: list[Figure] = []
    for number, cell in enumerate(cells):
        row, place = divmod(number, n_columns)
        suffix = str(number + 1) if number else ""
        left, top = place / n_columns, 1 - row / n_rows
        right, bottom = left + 0.86 / n_columns, top - 0.86 / n_rows
        names = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
        traces += [trace | names for trace in _cell_traces(run, column, cell, _few(run))]
        low = row == n_rows - 1 or number + n_columns >= len(cells)
        layout[f"xaxis{suffix}"] = {
            **common["xaxis"],
            "title": {"text": "epoch" if low else ""},
            "domain": [left, right],
            "anchor": names["yaxis"],
            "showticklabels": low,
            "nticks": 3,
        }
        layout[f"yaxis{suffix}"] = {
            **common["yaxis"],
            "title": {"text": "" if place else COLUMN_WORDS[column]},
            "domain": [max(bottom, 0), top - 0.14 / n_rows],
            "anchor": names["xaxis"],
            "showticklabels": not place,
            "nticks": 5,
        }
        text = f"<b>{value_words(run.sweep.values[0][cell])}</b>"
        where = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top", "showarrow": False}
        layout["annotations"].append({**where, "x": left, "y": top, "text": text, "font": {"size": 12}})
    return {"data": traces, "layout": layout}


def _few(run: SweepRun) -> np.ndarray:
    return np.unique(np.linspace(0, len(run.epochs) - 1, min(len(run.epochs), 41)).round().astype(int))


def sweep_evaluation_figures(
    run: SweepRun, view: SweepView, known: dict[int, tuple[Figure, Figure]]
) -> tuple[Figure, Figure]:
    """Draw the shape of the loss with the errors on it, and what the model does, for each value, one at a time.

    Args:
        run: A sweep of one parameter, with at least one look at a model.
        view: How it is drawn.
        known: What has been drawn of cells before; grows.
    """
    for cell, evaluation in sorted(run.evaluations.items()):
        if cell not in known:
            known[cell] = evaluation_figures(run, cell, evaluation)
    slider = _slider(run, view)
    pairs = [known.get(cell) for cell in range(run.sweep.n_cells)]
    shape, model = ([pair[i] if pair else None for pair in pairs] for i in range(2))
    return sliding_figure(shape, slider), sliding_figure(model, slider)


def evaluation_figures(run: SweepRun, cell: int, evaluation: Evaluation) -> tuple[Figure, Figure]:
    """Draw the shape of the loss with the errors on it, and what the model of a cell does."""
    spec = run.sweep.spec(cell * run.sweep.n_seeds)
    line = Line("", 0, History(run.columns), spec, spec.epochs)
    model = fit_figure if spec.task == "regression" else confusion_figure
    return shape_figure(_shortened(evaluation), line), model(evaluation, line)


def _shortened(evaluation: Evaluation) -> Evaluation:
    """Return an evaluation with fewer points on the shape of its loss, as is enough while a slider moves."""
    curve = evaluation.curve
    points = np.linspace(0, len(curve.position) - 1, min(len(curve.position), _SHAPE_POINTS)).round().astype(int)
    examples = _spread_out(evaluation.n_train, _EXAMPLES)
    thin = {name: getattr(curve, name)[points] for name in ("position", "cost", "slope")}
    return replace(
        evaluation,
        curve=replace(curve, **thin),
        position=evaluation.position[examples],
        cost=evaluation.cost[examples],
        n_train=len(examples),
    )


def _spread_out(n: int, most: int) -> Sequence[int]:
    return np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(int)).tolist()
