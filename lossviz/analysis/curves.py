"""The shape of a loss: cost, slope and curvature along its axis, the one number that matters for its task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lossviz.analysis.loss_calls import call_loss
from lossviz.declare import Task
from lossviz.lazy import tf
from lossviz.losses import Loss
from lossviz.losses.axes import N_CLASSES, axis_of
from lossviz.specs.choice import Choice

CURVE_POINTS = 240
"""An even number: in the middle, at an error of 0, lies the kink of many losses, which has no slope."""


@dataclass(frozen=True)
class Curve:
    """A loss along its axis.

    Attributes:
        axis: The name of its axis in `AXES`.
        position: Where it is drawn, shape (CURVE_POINTS,) unless other positions were asked for.
        cost: The loss of one example, in the shape of `position`.
        slope: Its derivative by the position.
        curvature: The derivative of the slope; empty if it was not asked for.
        target: The y_true for which it is drawn: a number, or the number of the true class.
    """

    axis: str
    position: np.ndarray
    cost: np.ndarray
    slope: np.ndarray
    curvature: np.ndarray
    target: float


def loss_curve(
    loss: Choice,
    task: Task,
    low: float,
    high: float,
    target: float = 0.0,
    n: int = CURVE_POINTS,
    bends: bool = True,
    n_classes: int = N_CLASSES,
) -> Curve:
    """Return a loss between two positions on its axis.

    Args:
        loss: The loss and its parameters.
        task: What the data is, which a loss for numbers does not say.
        low: First position.
        high: Last position.
        target: The y_true; losses that depend on more than the position look different elsewhere.
        n: How many points.
        bends: Whether the curvature is computed.
        n_classes: How many classes there are, if there are more than two.
    """
    return curve_at(loss, task, np.linspace(low, high, n), target, bends, n_classes)


def curve_at(
    loss: Choice,
    task: Task,
    positions: np.ndarray,
    target: float = 0.0,
    bends: bool = True,
    n_classes: int = N_CLASSES,
) -> Curve:
    """Return a loss at given positions on its axis, by automatic differentiation.

    Args:
        loss: The loss and its parameters.
        task: What the data is.
        positions: Shape (n,).
        target: The y_true.
        bends: Whether the curvature is computed.
        n_classes: How many classes there are, if there are more than two.
    """
    axis = axis_of(loss.component, task)
    of_class = None if task == "regression" else int(target)
    n_outputs = {"regression": loss.component.least_outputs, "binary": 1}.get(task, n_classes)
    position = np.asarray(positions, np.float32)
    cost, slope, *curvature = call_loss(
        _along_axis, loss, (task, of_class, bends, n_outputs), position, np.float32(target)
    )
    return Curve(axis.name, position, cost, slope, curvature[0] if bends else np.empty(0), target)


def _along_axis(
    loss: Any,
    values: Mapping[str, Any],
    task: Task,
    of_class: int | None,
    bends: bool,
    n_outputs: int,
    position: Any,
    target: Any,
) -> tuple[Any, ...]:
    """Return cost, slope and, if asked for, curvature; a class decides which output is which, so it is no tensor."""
    with tf.GradientTape() as outer:
        if bends:
            outer.watch(position)
        with tf.GradientTape() as inner:
            inner.watch(position)
            along = axis_of(loss, task).function(position, target if of_class is None else of_class, n_outputs)
            cost = loss(_labels(loss, task, along[0], n_outputs), along[1], **values)
        slope = inner.gradient(cost, position, unconnected_gradients="zero")
    if not bends:
        return cost, slope
    return cost, slope, outer.gradient(slope, position, unconnected_gradients="zero")


def _labels(loss: Loss, task: Task, y_true: tf.Tensor, n_outputs: int) -> tf.Tensor:
    """Return targets, or class numbers, in the form that a loss wants."""
    if task == "regression":
        return y_true
    if task == "binary":
        return tf.cast(y_true, tf.float32)[:, None]
    return y_true if loss.labels == "integers" else tf.one_hot(y_true, n_outputs)
