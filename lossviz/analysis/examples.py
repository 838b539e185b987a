"""The examples of a run, and what is known of them before any model is: kept between looks at its model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lossviz.datasets import Data
from lossviz.specs.choice import Choice, outline_of
from lossviz.specs.run import RunSpec
from lossviz.training.data import arrays_of, split, whole

GRID = 21
"""Points along each axis on which a fitted line or plane is drawn."""


@dataclass(frozen=True)
class Examples:
    """Examples, those held out last, and the line or plane that made them. All arrays are shared: copy to change.

    Attributes:
        x: Features as the model gets them, shape (n, n_features).
        measured: The same in original units.
        y: What the loss compares with, as in `Arrays`.
        truth: What the metric compares with, as in `Arrays`.
        n_train: How many of the n examples are trained on.
        axes: For a regression with one or two features, the values along each in original units, shape (GRID,) each;
            else empty.
        points: All points with these values as the model gets them, shape (GRID ** features, features).
        true: What made the data there, without noise, shape (GRID,) * features; empty if unknown.
        made: The data that they are of.
    """

    x: np.ndarray
    measured: np.ndarray
    y: np.ndarray
    truth: np.ndarray
    n_train: int
    axes: tuple[np.ndarray, ...]
    points: np.ndarray
    true: np.ndarray
    made: Data


def examples_of(spec: RunSpec) -> Examples:
    """Return the examples of a run, with labels in the form its loss wants."""
    return _examples(spec.dataset, spec.n_validation, spec.split_seed, spec.loss.component.labels)


@lru_cache(maxsize=32)
def _examples(dataset: Choice, n_validation: int, split_seed: int, labels: str) -> Examples:
    x, y, truth = whole(arrays_of(dataset, n_validation, split_seed, labels))
    made = split(dataset, n_validation, split_seed)[0]
    axes: tuple[np.ndarray, ...] = ()
    points = true = np.empty(0, np.float32)
    outline = outline_of(dataset)
    if outline.task == "regression" and outline.n_features <= 2:
        along = np.linspace(x.min(axis=0), x.max(axis=0), GRID, dtype=np.float32)
        axes = tuple(made.original(along).T)
        points = np.stack([axis.ravel() for axis in np.meshgrid(*along.T, indexing="ij")], axis=1)
        if made.true_weights:
            true = made.original(points) @ np.array(made.true_weights[:-1]) + made.true_weights[-1]
            true = true.reshape((GRID,) * outline.n_features)
    return Examples(x, made.original(x), y, truth, len(x) - n_validation, axes, points, true, made)


def least_squares(spec: RunSpec) -> np.ndarray:
    """Return the weights of a linear model with the least squared error on the training examples, the bias last.

    They are those of features as the model gets them.
    """
    return _least_squares(spec.dataset, spec.n_validation, spec.split_seed, spec.layers[0].use_bias)


@lru_cache(maxsize=32)
def _least_squares(dataset: Choice, n_validation: int, split_seed: int, bias: bool) -> np.ndarray:
    data = arrays_of(dataset, n_validation, split_seed, "numbers")
    x = np.column_stack([data.x, np.ones(len(data.x))]) if bias else data.x
    return np.linalg.lstsq(x.astype(float), data.truth.astype(float), rcond=None)[0][:, 0]
