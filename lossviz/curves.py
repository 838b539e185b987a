"""The shape of a loss: cost and slope along the one number that matters for its task.

For numbers that is the error of a prediction. For classes it is the probability given to the true class, while the
other classes share the rest equally.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossviz.lazy import tf
from lossviz.spec import RunSpec

POINTS = 241


@dataclass(frozen=True)
class Curve:
    """A loss along one number.

    Attributes:
        x: Error, or probability of the true class, shape (POINTS,).
        cost: The loss of one example, shape (POINTS,).
        slope: Its derivative along x, shape (POINTS,).
        target: The y_true for which it is drawn.
    """

    x: np.ndarray
    cost: np.ndarray
    slope: np.ndarray
    target: float


def loss_curve(spec: RunSpec, low: float, high: float, target: float = 0.0) -> Curve:
    """Return cost and slope of the loss of a run, by automatic differentiation.

    Args:
        spec: The run, without changes.
        low: First x.
        high: Last x.
        target: The y_true of a regression; losses that depend on more than the error look different elsewhere.
    """
    x = tf.constant(np.linspace(low, high, POINTS, dtype=np.float32))
    with tf.GradientTape() as tape:
        tape.watch(x)
        cost = spec.loss.component(*_along(spec, x, target), **spec.loss.values)
    return Curve(x.numpy(), cost.numpy(), tape.gradient(cost, x).numpy(), target)


def _along(spec: RunSpec, x: tf.Tensor, target: float) -> tuple[tf.Tensor, tf.Tensor]:
    if spec.task == "regression":
        y_true = tf.fill((POINTS, 1), np.float32(target))
        return y_true, y_true + x[:, None]
    n_classes = spec.layers[-1].units
    others = tf.repeat((1.0 - x)[:, None] / (n_classes - 1), n_classes - 1, axis=1)
    y_pred = tf.concat([x[:, None], others], axis=1)
    labels = tf.zeros(POINTS, tf.int32)
    return (labels if spec.loss.component.labels == "integers" else tf.one_hot(labels, n_classes)), y_pred
