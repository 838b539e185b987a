"""What a model does at one epoch: its errors on the loss, and its fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lossviz.analysis.evaluation import Evaluation, Fit
from lossviz.figures.base import Figure, Line, curve_trace, plain_text, rounded
from lossviz.figures.leaving import EDGE, leaving_trace
from lossviz.figures.ranges import Ends, at_rest, curve_ends
from lossviz.losses.axes import AXES


def cost_ends(models: Sequence[Evaluation]) -> Ends:
    """Return ends between which the costs of the training examples of some models are seen, and the curves there."""
    return curve_ends([one.curve.cost for one in models], [one.cost[: one.n_train] for one in models])


def slope_ends(models: Sequence[Evaluation]) -> Ends:
    """Return the same of their slopes."""
    at_examples = [np.interp(one.position[: one.n_train], one.curve.position, one.curve.slope) for one in models]
    return curve_ends([one.curve.slope for one in models], at_examples)


def shape_ends(evaluation: Evaluation) -> tuple[Ends, Ends]:
    """Return the ends of the axes of costs and of slopes: where the training examples lie."""
    return at_rest("cost", cost_ends([evaluation])), at_rest("slope", slope_ends([evaluation]))


def shape_figure(evaluation: Evaluation, line: Line, ends: tuple[Ends, Ends] | None = None) -> Figure:
    """Draw the shape of the loss with its slope beneath, and every training example lying on it.

    Args:
        evaluation: A model at one epoch.
        line: How its run is drawn.
        ends: The ends of the axes of costs and of slopes; by default those of `shape_ends`.
    """
    curve, n = evaluation.curve, evaluation.n_train
    x_title = AXES[curve.axis].label
    solid = {"color": line.colour, "width": 2.5}
    high, steep = ends or shape_ends(evaluation)
    traces: list[Figure] = [
        curve_trace(curve.position, curve.cost, solid, "cost"),
        curve_trace(curve.position, curve.slope, solid, "slope") | {"yaxis": "y2"},
        lying_trace(evaluation.position[:n], evaluation.cost[:n], x_title, line.colour, high),
    ]
    traces += [leaving_trace(traces[:1], high), leaving_trace(traces[1:2], steep)]
    return {
        "data": traces,
        "layout": {
            "xaxis": {"title": {"text": x_title}, "anchor": "y2", "range": rounded(curve.position[[0, -1]])},
            "yaxis": {"title": {"text": "cost"}, "domain": [0.42, 1], "range": list(high)},
            "yaxis2": {"title": {"text": "slope"}, "domain": [0, 0.32], "range": list(steep), "zeroline": True},
            "hovermode": "closest",
        },
    }


def fit_figure(evaluation: Evaluation, line: Line) -> Figure:
    """Draw what a regression predicts: a line, a plane, or prediction against target where there are more features."""
    if evaluation.fit is None:
        return _agreement_figure(evaluation, line)
    return (_line_figure if len(evaluation.fit.axes) == 1 else _plane_figure)(evaluation, evaluation.fit, line)


def lying_trace(position: np.ndarray, cost: np.ndarray, x_title: str, colour: str, ends: Ends) -> Figure:
    """Draw training examples that lie on a loss, at the upper end of the axis of costs those that lie beyond it."""
    return {
        "type": "scatter",
        "mode": "markers",
        **lying_at(position, cost, ends),
        "name": "training examples",
        "marker": {"color": colour, "size": 7, "opacity": 0.45, "line": {"color": "background", "width": 1}},
        "hovertemplate": f"{x_title} %{{x:.4g}}<br>cost %{{text}}<extra></extra>",
    }


def lying_at(position: np.ndarray, cost: np.ndarray, ends: Ends) -> Figure:
    """Return where examples lie on a loss in a picture, and what they cost, in words."""
    cost, top = np.asarray(cost, float), ends[1] - EDGE * (ends[1] - ends[0])
    return {
        "x": rounded(position),
        "y": rounded(np.where(cost > ends[1], top, cost)),
        "text": [f"{each:.4g}" for each in cost.tolist()],
    }


def examples_trace(x: np.ndarray, y: np.ndarray, colour: str) -> Figure:
    """Draw the examples of a regression."""
    marker = {"color": colour, "size": 7, "opacity": 0.5}
    points = {"x": rounded(x), "y": rounded(y), "name": "examples", "marker": marker}
    return {"type": "scatter", "mode": "markers", **points}


def line_traces(x: np.ndarray, fitted: np.ndarray, true: np.ndarray, colour: str) -> list[Figure]:
    """Draw a fitted line and, if it is known, the true one."""
    dashed = {"color": "text", "width": 1.5, "dash": "dash"}
    line = curve_trace(x, fitted, {"color": colour, "width": 2.5}, "fitted")
    return [line, curve_trace(x, true, dashed, "true line")] if true.size else [line]


def agreement_traces(truth: np.ndarray, y_pred: np.ndarray, colour: str) -> tuple[Figure, Figure]:
    """Draw predictions against targets, and where both are equal."""
    ends = np.array([truth.min(), truth.max()])
    dashed = {"color": "text", "width": 1.5, "dash": "dash"}
    return examples_trace(truth, y_pred, colour), curve_trace(ends, ends, dashed, "prediction equals target")


def titled_axes(x_title: str, y_title: str) -> Figure:
    """Return a layout of two axes with titles, which may be what a visitor calls a feature."""
    x, y = ({"title": {"text": plain_text(title)}} for title in (x_title, y_title))
    return {"xaxis": x, "yaxis": y, "hovermode": "closest"}


def _line_figure(evaluation: Evaluation, fit: Fit, line: Line) -> Figure:
    fitted, *true = line_traces(fit.axes[0], fit.predicted, fit.true, line.colour)
    examples = examples_trace(evaluation.x[:, 0], evaluation.truth, line.colour)
    known = [trace | {"meta": {"label": "true"}} for trace in true]
    traces = [examples, *known, fitted | {"meta": {"label": "fitted"}}]
    return {"data": traces, "layout": titled_axes(evaluation.feature_names[0], "y")}


def _agreement_figure(evaluation: Evaluation, line: Line) -> Figure:
    traces = agreement_traces(evaluation.truth, evaluation.y_pred, line.colour)
    return {"data": list(traces), "layout": titled_axes("target", "prediction")}


def _plane_figure(evaluation: Evaluation, fit: Fit, line: Line) -> Figure:
    # Plotly's surfaces have y along the first axis of z.
    corners = {"x": rounded(fit.axes[0]), "y": rounded(fit.axes[1]), "showscale": False, "opacity": 0.55}
    surface = {"type": "surface", **corners, "contours": {}, "hovertemplate": "%{z:.4g}<extra></extra>"}
    size = evaluation.x
    names = [*map(plain_text, evaluation.feature_names)]
    faint = {"z": rounded(fit.true.T), "name": "true plane", "colorscale": [[0, "faint"], [1, "faint"]]}
    return {
        "data": [
            *([surface | faint] if fit.true.size else []),
            surface
            | {"z": rounded(fit.predicted.T), "name": "fitted", "colorscale": [[0, line.colour], [1, line.colour]]},
            {
                "type": "scatter3d",
                "mode": "markers",
                "x": rounded(size[:, 0]),
                "y": rounded(size[:, 1]),
                "z": rounded(evaluation.truth),
                "marker": {"color": "text", "size": 3},
                "hovertemplate": f"{names[0]} %{{x:.4g}}<br>{names[1]} %{{y:.4g}}<br>y %{{z:.4g}}<extra></extra>",
            },
        ],
        "layout": {
            "scene": {axis: {"title": {"text": t}} for axis, t in zip(("xaxis", "yaxis", "zaxis"), (*names, "y"))}
        },
    }
