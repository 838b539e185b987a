"""What models of one architecture give, in NumPy: for so few examples, calling TensorFlow takes longer than they do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from lossviz.lazy import tf
from lossviz.specs.program_key import ProgramKey


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))  # nothing overflows, and small ones keep their digits


def _gelu(x: np.ndarray) -> np.ndarray:
    share: np.ndarray = tf.math.erf(x * np.float32(np.sqrt(0.5))).numpy()  # NumPy has no error function
    return np.float32(0.5) * x * (1 + share)


def _softmax(x: np.ndarray) -> np.ndarray:
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


ACTIVATIONS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "gelu": _gelu,
    "sigmoid": _sigmoid,
    "softmax": _softmax,
    "softplus": lambda x: np.logaddexp(x, np.float32(0)),
    "tanh": np.tanh,
}
"""Keras' activations by their names there, those that models have."""


class Answers(NamedTuple):
    """What models give.

    Attributes:
        hidden: What each hidden layer gives, shape (M, n, units) each.
        scores: What the last layer gives before its activation, shape (M, n, outputs).
        y_pred: The predictions: what it gives in the end.
    """

    hidden: list[np.ndarray]
    scores: np.ndarray
    y_pred: np.ndarray


def answers(key: ProgramKey, weights: np.ndarray, x: np.ndarray) -> Answers:
    """Return what some models of one architecture give.

    Args:
        key: The architecture.
        weights: Shape (M, W).
        x: Features, shape (n, n_features) if all models see the same, else (M, n, n_features).
    """
    parts = np.split(weights, np.cumsum(key.sizes)[:-1], axis=1)
    shaped = iter([part.reshape(-1, *shape) for part, shape in zip(parts, key.shapes, strict=True)])
    given = [x]
    scores = x
    with np.errstate(over="ignore", invalid="ignore"):  # of those that have diverged
        for layer in key.layers:
            scores = given[-1] @ next(shaped)
            if layer.use_bias:
                scores = scores + next(shaped)[:, None]
            given.append(ACTIVATIONS[layer.activation](scores))
    return Answers(given[1:-1], scores, given[-1])
