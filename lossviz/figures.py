"""Figures as plain dicts for Plotly: numbers are extracted elsewhere and only drawn here.

Colours are words (`blue`, `text`, `faint`, …) that the page's chart replaces by the colours of the theme it is shown
in, so one figure serves light and dark. What is the same for all figures (fonts, grid, margins) is added there too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lossviz.curves import Curve
from lossviz.evaluation import Evaluation, Fit
from lossviz.history import History, smoothed, thinned
from lossviz.spec import RunSpec

Figure = dict[str, Any]

PALETTE = ("blue", "orange", "green", "violet", "red", "yellow")
"""Colours of runs, in the order in which they are given out; dashes tell runs apart once they repeat."""

DASHES = ("solid", "dash", "longdash")

POINTS = 400
"""Most points drawn on a line."""


NAME_LENGTH = 12
"""Most letters of a label at the end of a line."""


@dataclass(frozen=True)
class Line:
    """A run as it is drawn in the charts of its history.

    Attributes:
        name: What the run is called.
        number: Which run of the visitor it is; decides colour and dash.
        history: Its rows.
        spec: What it trains; its changes are marked.
        until: The last epoch drawn strongly; what comes after it is faint.
        ghost: Whether it is only there to compare with.
    """

    name: str
    number: int
    history: History
    spec: RunSpec
    until: int
    ghost: bool = False

    @property
    def colour(self) -> str:
        """The word for its colour."""
        return PALETTE[self.number % len(PALETTE)]

    @property
    def dash(self) -> str:
        """The dash of its training line."""
        return DASHES[self.number // len(PALETTE) % len(DASHES)]


@dataclass(frozen=True)
class View:
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


def series(line: Line, column: str, view: View, first: int = 0, last: int | None = None) -> Points:
    """Return the points of one line from one epoch to another, smoothed and thinned."""
    values = line.history[column]
    if view.smoothing > 1 and len(values):
        values = smoothed(values, view.smoothing)
    first = max(first, 1) if view.log_x else first
    values = values[first : None if last is None else last + 1]
    picked = thinned(values, POINTS)
    return Points((picked + first).tolist(), _numbers(values[picked], digits=5))


def live_columns(column: str, history: History) -> list[str]:
    """Return the columns that a chart draws as lines that grow, in the order of its first traces."""
    return [name for name in (column, f"val_{column}") if name in history]


def history_figure(lines: Sequence[Line], column: str, view: View, cursor: int | None = None) -> Figure:
    """Draw a column of the history, training solid and validation dotted.

    The first traces are the growing lines of the first run, those of `live_columns`.

    Args:
        lines: The run in focus first, then those it is compared with.
        column: `loss`, or the metric of the task.
        view: Scales and smoothing.
        cursor: An epoch to mark.
    """
    live, *others = lines
    several = not all(line.ghost for line in others)
    traces = [_history_trace(live, name, view, named=several) for name in live_columns(column, live.history)]
    if live.until < live.history.last_epoch:
        rest = [_history_trace(live, name, view, ahead=True) for name in live_columns(column, live.history)]
        traces += [trace | {"opacity": 0.25, "meta": {}} for trace in rest]
    if view.smoothing > 1:
        raw = [_history_trace(live, name, View(view.log_x, view.log_y)) for name in live_columns(column, live.history)]
        traces += [trace | {"opacity": 0.3, "meta": {}, "hoverinfo": "skip"} for trace in raw]
    for line in others:
        traces += [
            _history_trace(line, name, view, named=several) | ({"opacity": 0.35} if line.ghost else {})
            for name in live_columns(column, line.history)
        ]
    changes = [(c.epoch, f"{c.label} {c.value:g}") for c in live.spec.changes]
    shapes = [_marker(epoch, "text", "dot") for epoch, _ in changes]
    if cursor is not None:
        shapes.append(_marker(cursor, "accent", "solid"))
    free = 0 if column == "accuracy" else 1  # the end of the chart that most lines leave free
    last = max(line.spec.epochs for line in lines)
    y_title = {"loss": "loss", "mae": "mean absolute error", "accuracy": "accuracy"}[column]
    return {
        "data": traces,
        "layout": {
            "xaxis": {
                "title": {"text": "epoch"},
                "type": "log" if view.log_x else "linear",
                "range": [0, float(np.log10(max(last, 2))) if view.log_x else last],
            },
            "yaxis": {
                "title": {"text": y_title},
                "type": "log" if view.log_y else "linear",
                **({"rangemode": "tozero"} if column != "loss" and not view.log_y else {}),
            },
            "shapes": shapes,
            "annotations": [
                {
                    "x": np.log10(max(epoch, 1)) if view.log_x else epoch,
                    "y": free,
                    "yref": "paper",
                    "text": text,
                    "textangle": -90,
                    "showarrow": False,
                    "xanchor": "right",
                    "yanchor": "top" if free else "bottom",
                    "font": {"size": 11},
                }
                for epoch, text in changes
            ],
        },
    }


def _history_trace(line: Line, column: str, view: View, *, ahead: bool = False, named: bool = False) -> Figure:
    """Draw one line.

    Args:
        line: The run.
        column: A column of its history.
        view: Scales and smoothing.
        ahead: Draw what comes after `line.until`, not what comes before.
        named: Label it with the name of its run, and that once a run, because several runs are compared.
    """
    points = series(line, column, view, line.until) if ahead else series(line, column, view, 0, line.until)
    short = line.name if len(line.name) <= NAME_LENGTH else f"{line.name[: NAME_LENGTH - 1]}…"
    validation = column.startswith("val_")
    part = "validation" if validation else "training"
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
        "meta": {} if line.ghost or (named and validation) else {"label": short if named else part},
        "hovertemplate": f"{line.name}, {part}<br>epoch %{{x}}: %{{y:.5g}}<extra></extra>",
    }


def _marker(x: float, colour: str, dash: str) -> Figure:
    line = {"color": colour, "width": 1, "dash": dash}
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def shape_figure(spec: RunSpec, evaluation: Evaluation, line: Line, before: Curve | None = None) -> Figure:
    """Draw the shape of the loss with its slope beneath, and every training example lying on it.

    Args:
        spec: The run.
        evaluation: Its model at one epoch.
        line: How the run is drawn.
        before: The shape before the last change of a parameter.
    """
    curve, n = evaluation.curve, evaluation.n_train
    x_title = "error (prediction − target)" if spec.task == "regression" else "probability of the true class"
    solid = {"color": line.colour, "width": 2.5}
    traces: list[Figure] = [
        _curve_trace(curve.x, curve.cost, solid, "cost"),
        _curve_trace(curve.x, curve.slope, solid, "slope") | {"yaxis": "y2"},
        {
            "type": "scatter",
            "mode": "markers",
            "x": _numbers(evaluation.position[:n]),
            "y": _numbers(evaluation.cost[:n]),
            "name": "training examples",
            "marker": {"color": line.colour, "size": 7, "opacity": 0.45, "line": {"color": "background", "width": 1}},
            "hovertemplate": f"{x_title} %{{x:.4g}}<br>cost %{{y:.4g}}<extra></extra>",
        },
    ]
    if before is not None:
        faded = {"color": "faint", "width": 1.5}
        traces.insert(0, _curve_trace(before.x, before.cost, faded, "cost before"))
        traces.insert(1, _curve_trace(before.x, before.slope, faded, "slope before") | {"yaxis": "y2"})
    return {
        "data": traces,
        "layout": {
            "xaxis": {"title": {"text": x_title}, "anchor": "y2", "range": _numbers(curve.x[[0, -1]])},
            "yaxis": {"title": {"text": "cost"}, "domain": [0.42, 1]},
            "yaxis2": {"title": {"text": "slope"}, "domain": [0, 0.32], "zeroline": True},
            "hovermode": "closest",
        },
    }


def _curve_trace(x: np.ndarray, y: np.ndarray, line: Figure, name: str) -> Figure:
    hover = f"{name} %{{y:.4g}} at %{{x:.4g}}<extra></extra>"
    trace = {"type": "scatter", "mode": "lines", "line": line, "name": name, "hovertemplate": hover}
    return trace | {"x": _numbers(x), "y": _numbers(y)}


def fit_figure(evaluation: Evaluation, line: Line) -> Figure:
    """Draw what a regression predicts: a line, a plane, or prediction against target where there are more features."""
    if evaluation.fit is None:
        return _agreement_figure(evaluation, line)
    return (_line_figure if len(evaluation.fit.axes) == 1 else _plane_figure)(evaluation, evaluation.fit, line)


def _line_figure(evaluation: Evaluation, fit: Fit, line: Line) -> Figure:
    x = fit.axes[0]
    true = {"color": "text", "width": 1.5, "dash": "dash"}
    traces = [
        _examples(evaluation.x[:, 0], evaluation.truth, line),
        _curve_trace(x, fit.true, true, "true line") | {"meta": {"label": "true"}},
        _curve_trace(x, fit.predicted, {"color": line.colour, "width": 2.5}, "fitted") | {"meta": {"label": "fitted"}},
    ]
    return _scatter_figure(traces, evaluation.feature_names[0], "y")


def _agreement_figure(evaluation: Evaluation, line: Line) -> Figure:
    ends = [float(evaluation.truth.min()), float(evaluation.truth.max())]
    true = {"color": "text", "width": 1.5, "dash": "dash"}
    traces = [
        _examples(evaluation.truth, evaluation.y_pred, line),
        _curve_trace(np.array(ends), np.array(ends), true, "prediction equals target"),
    ]
    return _scatter_figure(traces, "target", "prediction")


def _examples(x: np.ndarray, y: np.ndarray, line: Line) -> Figure:
    marker = {"color": line.colour, "size": 7, "opacity": 0.5}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": _numbers(x),
        "y": _numbers(y),
        "name": "examples",
        "marker": marker,
    }


def _scatter_figure(traces: list[Figure], x_title: str, y_title: str) -> Figure:
    layout = {"xaxis": {"title": {"text": x_title}}, "yaxis": {"title": {"text": y_title}}, "hovermode": "closest"}
    return {"data": traces, "layout": layout}


def _plane_figure(evaluation: Evaluation, fit: Fit, line: Line) -> Figure:
    # Plotly's surfaces have y along the first axis of z.
    corners = {"x": _numbers(fit.axes[0]), "y": _numbers(fit.axes[1]), "showscale": False, "opacity": 0.55}
    surface = {"type": "surface", **corners, "contours": {}, "hovertemplate": "%{z:.4g}<extra></extra>"}
    size = evaluation.x
    names = evaluation.feature_names
    return {
        "data": [
            surface | {"z": _numbers(fit.true.T), "name": "true plane", "colorscale": [[0, "faint"], [1, "faint"]]},
            surface
            | {"z": _numbers(fit.predicted.T), "name": "fitted", "colorscale": [[0, line.colour], [1, line.colour]]},
            {
                "type": "scatter3d",
                "mode": "markers",
                "x": _numbers(size[:, 0]),
                "y": _numbers(size[:, 1]),
                "z": _numbers(evaluation.truth),
                "marker": {"color": "text", "size": 3},
                "hovertemplate": f"{names[0]} %{{x:.4g}}<br>{names[1]} %{{y:.4g}}<br>y %{{z:.4g}}<extra></extra>",
            },
        ],
        "layout": {
            "scene": {axis: {"title": {"text": t}} for axis, t in zip(("xaxis", "yaxis", "zaxis"), (*names, "y"))}
        },
    }


def confusion(evaluation: Evaluation, held_out: bool) -> np.ndarray:
    """Return how many examples of each class (rows) are taken for each class (columns)."""
    part = slice(evaluation.n_train, None) if held_out else slice(evaluation.n_train)
    n_classes = len(evaluation.class_names)
    counts = np.zeros((n_classes, n_classes), int)
    np.add.at(counts, (evaluation.truth[part], evaluation.y_pred[part].argmax(axis=1)), 1)
    return counts


def confusion_figure(evaluation: Evaluation, line: Line) -> Figure:
    """Draw the confusion matrix of the training examples and, if there are any, of those held out."""
    parts = [("training", False)] + ([("validation", True)] if len(evaluation.truth) > evaluation.n_train else [])
    width = 1 / len(parts)
    traces: list[Figure] = []
    layout: Figure = {"hovermode": "closest"}
    for i, (part, held_out) in enumerate(parts):
        counts = confusion(evaluation, held_out)
        shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        suffix = str(i + 1) if i else ""
        traces.append(
            {
                "type": "heatmap",
                "x": list(evaluation.class_names),
                "y": list(evaluation.class_names),
                "z": _numbers(shares),
                "text": counts.tolist(),
                "texttemplate": "%{text}",
                "textfont": {"size": 15},
                "zmin": 0,
                "zmax": 1,
                "colorscale": [[0, "background"], [1, line.colour]],
                "showscale": False,
                "xgap": 2,
                "ygap": 2,
                "xaxis": f"x{suffix}",
                "yaxis": f"y{suffix}",
                "hovertemplate": f"%{{text}} {part} examples of %{{y}} are taken for %{{x}}<extra></extra>",
            }
        )
        layout[f"xaxis{suffix}"] = {
            "title": {"text": part},
            "tickfont": {"size": 11},
            "ticks": "",
            "domain": [i * width, (i + 1) * width - 0.04],
            "anchor": f"y{suffix}",
            "showgrid": False,
        }
        layout[f"yaxis{suffix}"] = {
            "title": {"text": "true"} if i == 0 else {},
            "anchor": f"x{suffix}",
            "autorange": "reversed",
            "showgrid": False,
            "showticklabels": i == 0,
            "ticks": "",
        }
    return {"data": traces, "layout": layout}


def probabilities_figure(evaluation: Evaluation, line: Line) -> Figure:
    """Draw the predicted probability of every class for every example, the examples grouped by their true class."""
    of_true = evaluation.position
    order = np.lexsort((-of_true, evaluation.truth))
    ends = np.cumsum(np.bincount(evaluation.truth, minlength=len(evaluation.class_names)))
    middles = ends - np.diff(ends, prepend=0) / 2 - 0.5
    return {
        "data": [
            {
                "type": "heatmap",
                "y": list(evaluation.class_names),
                "z": _numbers(evaluation.y_pred[order].T, digits=3),
                "zmin": 0,
                "zmax": 1,
                "colorscale": [[0, "background"], [1, line.colour]],
                "showscale": False,
                "hovertemplate": "%{z:.3g} for %{y}<extra></extra>",
            }
        ],
        "layout": {
            "xaxis": {
                "title": {"text": "examples, by their true class"},
                "tickvals": middles.tolist(),
                "ticktext": list(evaluation.class_names),
            },
            "yaxis": {"title": {"text": "output for"}, "autorange": "reversed", "showgrid": False},
            "shapes": [_marker(float(end) - 0.5, "text", "solid") for end in ends[:-1]],
            "hovermode": "closest",
        },
    }


def _numbers(values: np.ndarray, digits: int = 4) -> Any:
    """Return an array as nested lists of numbers of some digits, short to send; what is not finite becomes a gap."""
    values = np.asarray(values, float)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        power = digits - 1 - np.floor(np.log10(np.abs(values)))
        scale = 10.0 ** np.abs(power)  # A whole number, so that the division gives the float nearest to the decimal.
        rounded = np.where(power > 0, np.round(values * scale) / scale, np.round(values / scale) * scale)
    exact: Any = np.where(np.isfinite(rounded), rounded, values).astype(object)  # zero has no power
    exact[~np.isfinite(values)] = None
    return exact.tolist()
