"""How hard each training example of a run pulls at its prediction, by any loss on the axis of the run's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lossviz.analysis.curves import Curve, loss_curve
from lossviz.analysis.evaluation import target_of
from lossviz.analysis.loss_calls import call_loss
from lossviz.lazy import keras, tf
from lossviz.losses.axes import axis_of
from lossviz.specs.choice import Choice
from lossviz.specs.run import RunSpec
from lossviz.training.data import arrays_for
from lossviz.training.forward import answers


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
    _, (scores,), (y_pred,) = answers(now.program_key, weights[None], data.x)
    y_true = data.truth if now.task == "regression" else data.y
    about = (now.layers[-1].activation,)
    cost, gradient = call_loss(_cost_and_gradient, loss, about, y_true, scores, y_pred)
    position = axis.position(data.truth, y_pred)
    slope = (gradient * axis.direction(data.truth, y_pred)).sum(axis=1)
    target = target_of(now, data.truth)
    curve = loss_curve(loss, now.task, *axis.around(position), target, bends=False, n_classes=now.outline.n_classes)
    return Pulls(curve, Curve(axis.name, position, cost, slope, np.empty(0), target))


def _cost_and_gradient(
    loss: Any, values: Mapping[str, Any], activation: str, y_true: Any, scores: Any, y_pred: Any
) -> tuple[Any, ...]:
    """Return costs as in training, from the scores behind the predictions, and slopes by the predictions."""
    with tf.GradientTape() as tape:
        tape.watch(y_pred)
        cost = loss(y_true, y_pred, **values)
    slope = tape.gradient(cost, y_pred, unconnected_gradients="zero")
    return loss(y_true, keras.activations.get(activation)(scores), **values), slope
