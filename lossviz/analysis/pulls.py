"""How hard each training example of a run pulls at its prediction, by any loss on the axis of the run's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossviz.analysis.curves import Curve, loss_curve
from lossviz.analysis.evaluation import model_of, target_of
from lossviz.lazy import tf
from lossviz.losses.axes import axis_of
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
    position = axis.position(data.truth, y_pred.numpy())
    slope = (gradient * axis.direction(data.truth, y_pred.numpy())).sum(axis=1)
    target = target_of(now, data)
    curve = loss_curve(loss, now.task, *axis.around(position), target, bends=False)
    return Pulls(curve, Curve(axis.name, position, cost.numpy(), slope, np.empty(0), target))
