"""How many examples of each class are taken for each class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lossviz.analysis.evaluation import Evaluation
from lossviz.figures.base import NAME_LENGTH, Figure, Line, plain_text, rounded, tick_names

FEW = 5
"""Most classes whose matrix has large letters, and names of columns side by side; of more they stand upright."""

UPRIGHT = 8
"""Most letters of a name that stands upright."""


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
    width, many = 1 / len(parts), len(class_names) > FEW
    traces: list[Figure] = []
    layout: Figure = {"hovermode": "closest"}
    for i, (part, counts) in enumerate(parts.items()):
        suffix = str(i + 1) if i else ""
        hover = f"%{{text}} {part} examples of %{{y}} are taken for %{{x}}<extra></extra>"
        trace = _heatmap(class_names, colour) | matrix(counts) | {"hovertemplate": hover}
        traces.append(trace | {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"})
        layout[f"xaxis{suffix}"] = {
            "title": {"text": part},
            **_ticks(class_names, UPRIGHT if many else NAME_LENGTH),
            "tickangle": 90 if many else 0,
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
            **_ticks(class_names, NAME_LENGTH),
            "showticklabels": i == 0,
            "ticks": "",
        }
    return {"data": traces, "layout": layout}


def _ticks(class_names: Sequence[str], length: int) -> Figure:
    """Return how an axis of classes tells them: names may look like numbers, and be long."""
    ticks = {"tickvals": [*map(plain_text, class_names)], "ticktext": tick_names(class_names, length)}
    return {"type": "category", **ticks, "tickfont": {"size": 11}}


def _heatmap(class_names: Sequence[str], colour: str) -> Figure:
    names = [*map(plain_text, class_names)]
    return {
        "type": "heatmap",
        "x": names,
        "y": names,
        "texttemplate": "%{text}",
        "textfont": {"size": 15 if len(names) <= FEW else 11},
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, "background"], [1, colour]],
        "showscale": False,
        "xgap": 2 if len(names) <= FEW else 1,
        "ygap": 2 if len(names) <= FEW else 1,
    }
