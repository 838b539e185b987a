"""What a model does at one epoch: its errors on the loss, its fit, its confusions and its outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lossviz.analysis.curves import Curve
from lossviz.analysis.evaluation import Evaluation, Fit
from lossviz.figures.base import Figure, Line, curve_trace, marker, rounded
from lossviz.losses.axes import AXES


def shape_figure(evaluation: Evaluation, line: Line, before: Curve | None = None) -> Figure:
    """Draw the shape of the loss with its slope beneath, and every training example lying on it.

    Args:
        evaluation: A model at one epoch.
        line: How its run is drawn.
        before: The shape before the last change of a parameter.
    """
    curve, n = evaluation.curve, evaluation.n_train
    x_title = AXES[curve.axis].label
    solid = {"color": line.colour, "width": 2.5}
    traces: list[Figure] = [
        curve_trace(curve.position, curve.cost, solid, "cost"),
        curve_trace(curve.position, curve.slope, solid, "slope") | {"yaxis": "y2"},
        {
            "type": "scatter",
            "mode": "markers",
            "x": rounded(evaluation.position[:n]),
            "y": rounded(evaluation.cost[:n]),
            "name": "training examples",
            "marker": {"color": line.colour, "size": 7, "opacity": 0.45, "line": {"color": "background", "width": 1}},
            "hovertemplate": f"{x_title} %{{x:.4g}}<br>cost %{{y:.4g}}<extra></extra>",
        },
    ]
    if before is not None:
        faded = {"color": "faint", "width": 1.5}
        traces.insert(0, curve_trace(before.position, before.cost, faded, "cost before"))
        traces.insert(1, curve_trace(before.position, before.slope, faded, "slope before") | {"yaxis": "y2"})
    return {
        "data": traces,
        "layout": {
            "xaxis": {"title": {"text": x_title}, "anchor": "y2", "range": rounded(curve.position[[0, -1]])},
            "yaxis": {"title": {"text": "cost"}, "domain": [0.42, 1]},
            "yaxis2": {"title": {"text": "slope"}, "domain": [0, 0.32], "zeroline": True},
            "hovermode": "closest",
        },
    }


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
        curve_trace(x, fit.true, true, "true line") | {"meta": {"label": "true"}},
        curve_trace(x, fit.predicted, {"color": line.colour, "width": 2.5}, "fitted") | {"meta": {"label": "fitted"}},
    ]
    return _scatter_figure(traces, evaluation.feature_names[0], "y")


def _agreement_figure(evaluation: Evaluation, line: Line) -> Figure:
    ends = [float(evaluation.truth.min()), float(evaluation.truth.max())]
    true = {"color": "text", "width": 1.5, "dash": "dash"}
    traces = [
        _examples(evaluation.truth, evaluation.y_pred, line),
        curve_trace(np.array(ends), np.array(ends), true, "prediction equals target"),
    ]
    return _scatter_figure(traces, "target", "prediction")


def _examples(x: np.ndarray, y: np.ndarray, line: Line) -> Figure:
    marker = {"color": line.colour, "size": 7, "opacity": 0.5}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": rounded(x),
        "y": rounded(y),
        "name": "examples",
        "marker": marker,
    }


def _scatter_figure(traces: list[Figure], x_title: str, y_title: str) -> Figure:
    layout = {"xaxis": {"title": {"text": x_title}}, "yaxis": {"title": {"text": y_title}}, "hovermode": "closest"}
    return {"data": traces, "layout": layout}


def _plane_figure(evaluation: Evaluation, fit: Fit, line: Line) -> Figure:
    # Plotly's surfaces have y along the first axis of z.
    corners = {"x": rounded(fit.axes[0]), "y": rounded(fit.axes[1]), "showscale": False, "opacity": 0.55}
    surface = {"type": "surface", **corners, "contours": {}, "hovertemplate": "%{z:.4g}<extra></extra>"}
    size = evaluation.x
    names = evaluation.feature_names
    return {
        "data": [
            surface | {"z": rounded(fit.true.T), "name": "true plane", "colorscale": [[0, "faint"], [1, "faint"]]},
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


def confusion_figure(evaluation: Evaluation, line: Line) -> Figure:
    """Draw the confusion matrix of the training examples and, if there are any, of those held out."""
    parts = {"training": evaluation.confusion(held_out=False)}
    if len(evaluation.truth) > evaluation.n_train:
        parts["validation"] = evaluation.confusion(held_out=True)
    return matrices_figure(parts, evaluation.class_names, line.colour)


def matrix(counts: np.ndarray) -> Figure:
    """Return what a heat map shows of counts by true class (rows) and predicted class: shares, and the counts."""
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return {"z": rounded(shares), "text": counts.tolist()}


def matrices_figure(parts: Mapping[str, np.ndarray], class_names: Sequence[str], colour: str) -> Figure:
    """Draw confusion matrices side by side."""
    width = 1 / len(parts)
    traces: list[Figure] = []
    layout: Figure = {"hovermode": "closest"}
    for i, (part, counts) in enumerate(parts.items()):
        suffix = str(i + 1) if i else ""
        traces.append(
            {
                "type": "heatmap",
                "x": list(class_names),
                "y": list(class_names),
                **matrix(counts),
                "texttemplate": "%{text}",
                "textfont": {"size": 15},
                "zmin": 0,
                "zmax": 1,
                "colorscale": [[0, "background"], [1, colour]],
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
                "z": rounded(evaluation.y_pred[order].T, digits=3),
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
            "shapes": [marker(float(end) - 0.5, "text", "solid") for end in ends[:-1]],
            "hovermode": "closest",
        },
    }
