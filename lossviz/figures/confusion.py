"""How many examples of each class are taken for each class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lossviz.analysis.evaluation import Evaluation
from lossviz.figures.base import Figure, Line, rounded


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
        hover = f"%{{text}} {part} examples of %{{y}} are taken for %{{x}}<extra></extra>"
        trace = _heatmap(class_names, colour) | matrix(counts) | {"hovertemplate": hover}
        traces.append(trace | {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"})
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


def _heatmap(class_names: Sequence[str], colour: str) -> Figure:
    return {
        "type": "heatmap",
        "x": list(class_names),
        "y": list(class_names),
        "texttemplate": "%{text}",
        "textfont": {"size": 15},
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, "background"], [1, colour]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    }
