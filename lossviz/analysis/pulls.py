"""How hard each training example of a run pulls at its prediction, by any loss on the axis of the run's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossviz.analysis.curves import Curve, axis_of, loss_curve
from lossviz.analysis.evaluation import model_of, position_of, range_around, target_of
from lossviz.lazy import tf
from lossviz.specs.choice import Choice
from lossviz.specs.run import RunSpec
from lossviz.training.data import arrays_for


@dataclass(frozen=True)
class Pulls:
    """Training examples of a run, lying on a loss.

    Attributes:
        curve: The shape of the loss over the range of the examples.
        points: The loss at each example, on the same axis.
    """

    curve: Curve
    points: Curve


def pulls(loss: Choice, spec: RunSpec, epoch: int, weights: np.ndarray) -> Pulls:
    """Return a loss at the training examples of a run, whichever loss it is trained with.

    Args:
        loss: A loss on the same axis as that of the run.
        spec: The run.
        epoch: The epoch that the weights belong to.
        weights: Shape (W,).
    """
    now = spec.at(epoch)
    axis = axis_of(loss.component, now.task)
    data = arrays_for(now, loss.component.labels)
    y_pred = model_of(now, weights)(data.x)
    y_true = tf.constant(data.truth if now.task == "regression" else data.y)
    with tf.GradientTape() as tape:
        tape.watch(y_pred)
        cost = loss.component(y_true, y_pred, **loss.values)
    gradient = tape.gradient(cost, y_pred, unconnected_gradients="zero").numpy()
    position = position_of(axis, data.truth, y_pred.numpy())
    slope = (gradient * _direction(axis, data.truth, y_pred.shape[1])).sum(axis=1)
    target = target_of(now, data)
    curve = loss_curve(loss, now.task, *range_around(axis, position), target, bends=False)
    return Pulls(curve, Curve(axis, position, cost.numpy(), slope, np.empty(0), target))


def _direction(axis: str, truth: np.ndarray, n_outputs: int) -> np.ndarray:
    """Return how predictions change with their position on the axis, shape (n, n_outputs)."""
    if axis == "error":
        return np.ones((len(truth), n_outputs))
    if n_outputs == 1:
        return (2.0 * truth - 1.0)[:, None]
    one_hot = np.eye(n_outputs)[truth]
    return one_hot if axis == "lead" else one_hot - (1 - one_hot) / (n_outputs - 1)
