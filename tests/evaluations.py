"""Looks at models made by hand, of which no two parts are alike: whatever is taken for something else is noticed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from lossviz.analysis.curves import Curve
from lossviz.analysis.evaluation import Evaluation, Fit
from lossviz.figures.base import Figure

AXIS = np.linspace(0, 1, 5)


def curve(factor: float = 1.0, axis: str = "probability") -> Curve:
    return Curve(axis, AXIS, factor * (1 - AXIS) ** 2, factor * (AXIS - 1), np.empty(0), 0.0)


def looked_at(**parts: Any) -> Evaluation:
    """Return a model of three classes: four examples trained on, of which one is wrong, and two held out, one wrong."""
    y_pred = np.array([[7, 2, 1], [1, 6, 3], [2, 5, 3], [1, 1, 8], [9, 1, 0], [6, 3, 1]]) / 10
    truth = np.array([0, 1, 2, 2, 0, 1])
    whole = Evaluation(
        epoch=4,
        x=np.arange(6.0)[:, None],
        truth=truth,
        y_pred=y_pred,
        position=y_pred[np.arange(6), truth],
        cost=np.array([0.1, 0.2, 5.0, 0.3, 9.0, 0.4]),
        n_train=4,
        curve=curve(),
        yardsticks={},
        dead_units=0,
        hidden_units=4,
        fit=None,
        weights={},
        feature_names=("length",),
        class_names=("setosa", "versicolor", "virginica"),
    )
    return replace(whole, **parts)


def number_fit(**parts: Any) -> Evaluation:
    """Return a regression over one feature: three examples trained on, one held out."""
    fit = Fit((np.array([0.0, 3.0]),), predicted=np.array([1.0, 4.0]), true=np.array([2.0, 8.0]))
    return looked_at(
        **{
            "x": np.array([[0.0], [1.0], [2.0], [3.0]]),
            "truth": np.array([2.5, 4.0, 6.5, 8.0]),
            "y_pred": np.array([1.0, 2.0, 3.0, 4.0]),
            "n_train": 3,
            "fit": fit,
            "class_names": (),
        }
        | parts
    )


def plane_fit(**parts: Any) -> Evaluation:
    """Return a regression over two features, whose plane has two values along the first and three along the second."""
    axes = (np.array([0.0, 1.0]), np.array([10.0, 20.0, 30.0]))
    fit = Fit(axes, predicted=np.array([[1.0, 2, 3], [4, 5, 6]]), true=np.array([[1.5, 2.5, 3.5], [4.5, 5.5, 6.5]]))
    x = np.array([[0.0, 10.0], [0.5, 20.0], [1.0, 30.0], [0.25, 15.0]])
    return number_fit(**{"x": x, "fit": fit, "feature_names": ("width", "height")} | parts)


def drawn(figure: Figure) -> list[Figure]:
    """Return the traces of a figure without the marks of where curves leave it."""
    return [trace for trace in figure["data"] if trace not in marks(figure)]


def marks(figure: Figure) -> list[Figure]:
    """Return the traces that mark where curves leave a figure."""
    return [trace for trace in figure["data"] if "beyond" in trace.get("meta", {})]
