"""The shape of a loss: cost, slope and curvature along the one number that matters for its task.

Which number that is has a name, the axis: the error of a number, the angle of a vector, the margin of a score, or the
probability or the lead of the true class, while the other classes share the rest equally.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossviz.declare import Task
from lossviz.lazy import tf
from lossviz.losses import Loss
from lossviz.specs.choice import Choice

CURVE_POINTS = 240
"""An even number: in the middle, at an error of 0, lies the kink of many losses, which has no slope."""

AXES = {
    "error": "error (prediction − target)",
    "angle": "angle between prediction and target (degrees)",
    "margin": "margin (score, counted towards the true class)",
    "probability": "probability of the true class",
    "lead": "lead of the true class's score over the others",
}
"""The names of all axes, and what the page calls them."""

N_CLASSES = 3
"""How many classes there are where a shape is drawn without data."""


@dataclass(frozen=True)
class Curve:
    """A loss along one number.

    Attributes:
        axis: One of `AXES`.
        x: Where it is drawn, shape (CURVE_POINTS,) unless other places were asked for.
        cost: The loss of one example, in the shape of x.
        slope: Its derivative along x.
        curvature: The derivative of the slope; empty if it was not asked for.
        target: The y_true for which it is drawn: a number, or the number of the true class.
    """

    axis: str
    x: np.ndarray
    cost: np.ndarray
    slope: np.ndarray
    curvature: np.ndarray
    target: float


def axis_of(loss: Loss, task: Task) -> str:
    """Return the axis of a loss on data of a task."""
    if task == "regression":
        return "error" if loss.least_outputs == 1 else "angle"
    if not loss.scores:
        return "probability"
    return "margin" if task == "binary" else "lead"


def loss_curve(
    loss: Choice, task: Task, low: float, high: float, target: float = 0.0, n: int = CURVE_POINTS, bends: bool = True
) -> Curve:
    """Return a loss between two places on its axis.

    Args:
        loss: The loss and its parameters.
        task: What the data is, which a loss for numbers does not say.
        low: First x.
        high: Last x.
        target: The y_true; losses that depend on more than the error look different elsewhere.
        n: How many points.
        bends: Whether the curvature is computed.
    """
    return curve_at(loss, task, np.linspace(low, high, n), target, bends)


def curve_at(loss: Choice, task: Task, places: np.ndarray, target: float = 0.0, bends: bool = True) -> Curve:
    """Return a loss at given places on its axis, by automatic differentiation.

    Args:
        loss: The loss and its parameters.
        task: What the data is.
        places: Shape (n,).
        target: The y_true.
        bends: Whether the curvature is computed.
    """
    component: Loss = loss.component
    axis = axis_of(component, task)
    x = tf.constant(places, tf.float32)
    with tf.GradientTape() as outer:
        if bends:
            outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            cost = component(*_along(component, axis, task, x, target), **loss.values)
        slope = inner.gradient(cost, x, unconnected_gradients="zero")
    curvature = outer.gradient(slope, x, unconnected_gradients="zero").numpy() if bends else np.empty(0)
    return Curve(axis, x.numpy(), cost.numpy(), slope.numpy(), curvature, target)


def _along(loss: Loss, axis: str, task: Task, x: tf.Tensor, target: float) -> tuple[tf.Tensor, tf.Tensor]:
    """Return y_true and y_pred along an axis."""
    n = len(x)
    if axis == "error":
        y_true = tf.fill((n, 1), np.float32(target))
        return y_true, y_true + x[:, None]
    if axis == "angle":
        radians = x * (np.pi / 180)
        return tf.repeat([[1.0, 0.0]], n, axis=0), tf.stack([tf.cos(radians), tf.sin(radians)], axis=1)
    if task == "binary":
        other = -x if axis == "margin" else 1.0 - x
        return tf.fill((n, 1), np.float32(target)), (x if target else other)[:, None]
    true = x[:, None]
    others = tf.zeros_like(true) if axis == "lead" else (1.0 - true) / (N_CLASSES - 1)
    number = int(target)
    y_pred = tf.concat([true if j == number else others for j in range(N_CLASSES)], axis=1)
    labels = tf.fill(n, number)
    return (labels if loss.labels == "integers" else tf.one_hot(labels, N_CLASSES)), y_pred
