"""What a model does at one epoch: predictions, the cost of every example, and yardsticks that compare all losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lossviz.analysis.curves import Curve, loss_curve
from lossviz.analysis.examples import GRID, Examples, examples_of, least_squares
from lossviz.analysis.loss_calls import call_loss
from lossviz.analysis.yardsticks import measure
from lossviz.datasets import Data
from lossviz.lazy import keras
from lossviz.losses import Loss
from lossviz.losses.axes import axis_of
from lossviz.specs.program_key import ProgramKey
from lossviz.specs.run import RunSpec
from lossviz.training.forward import ACTIVATIONS, answers


@dataclass(frozen=True)
class Fit:
    """A fitted line or plane beside the true one, if that is known, on a regular grid over the examples.

    Attributes:
        axes: The values along each feature, shape (GRID,) each; one or two features.
        predicted: What the model gives, shape (GRID,) * features.
        true: What made the data, without noise, in the same shape; empty if that is not known.
    """

    axes: tuple[np.ndarray, ...]
    predicted: np.ndarray
    true: np.ndarray


@dataclass(frozen=True)
class Evaluation:
    """A model at one epoch, looked at from all sides. Training examples first, then those held out.

    Attributes:
        epoch: The epoch after which the model is looked at.
        x: Features in original units, shape (n, n_features).
        truth: Class numbers of shape (n,), or targets of shape (n,).
        y_pred: Probabilities or scores of shape (n, n_classes), or predictions of shape (n,).
        position: Where each example lies on the axis of the loss, shape (n,).
        cost: The loss of each example, shape (n,).
        n_train: How many of the n examples are trained on.
        curve: The shape of the loss over the range of `position`.
        yardsticks: By the name of each, its value on the training and the held-out examples; None where there is none.
        dead_units: How many hidden units give 0 for every training example.
        hidden_units: How many hidden units there are.
        fit: For one or two features and a regression, the fitted line or plane.
        weights: For a linear model in original units, name to (true, least squares, trained), where the true one is
            NaN if it is not known; else empty.
        feature_names: Names of the features.
        class_names: Names of the classes.
    """

    epoch: int
    x: np.ndarray
    truth: np.ndarray
    y_pred: np.ndarray
    position: np.ndarray
    cost: np.ndarray
    n_train: int
    curve: Curve
    yardsticks: dict[str, tuple[float | None, float | None]]
    dead_units: int
    hidden_units: int
    fit: Fit | None
    weights: dict[str, tuple[float, float, float]]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]

    def confusion(self, *, held_out: bool) -> np.ndarray:
        """Return the confusion matrix of the training examples or of those held out; see `confusion`."""
        part = slice(self.n_train, None) if held_out else slice(self.n_train)
        return confusion(self.truth[part], self.y_pred[part])


def confusion(truth: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """Return how many examples of each class (rows) are taken for each class (columns).

    Args:
        truth: Class numbers, shape (n,).
        y_pred: What a model says of each class, shape (n, k).
    """
    counts = np.zeros((y_pred.shape[1], y_pred.shape[1]), int)
    np.add.at(counts, (truth, y_pred.argmax(axis=1)), 1)
    return counts


def evaluate(spec: RunSpec, epoch: int, weights: np.ndarray) -> Evaluation:
    """Return what the model of a run does with given weights.

    Args:
        spec: The run.
        epoch: The epoch that the weights belong to; it decides which changes of parameters are in force.
        weights: Shape (W,).
    """
    now = spec.at(epoch)
    seen, key = examples_of(now), now.program_key
    hidden, (scores,), (y_pred,) = answers(key, weights[None], seen.x)
    axis = axis_of(now.loss.component, now.task)
    position = axis.position(seen.truth, y_pred)
    outputs = outputs_of(now, scores)
    reach = [np.abs(answer[0, : seen.n_train]).max(axis=0) for answer in hidden]
    ends, target = axis.around(position), target_of(now, seen.truth[: seen.n_train])
    return Evaluation(
        epoch=epoch,
        x=seen.measured,
        truth=seen.truth.reshape(-1),
        y_pred=outputs[:, 0] if now.task == "regression" else outputs,
        position=position,
        cost=_cost(now, seen, scores),
        n_train=seen.n_train,
        curve=loss_curve(now.loss, now.task, *ends, target, bends=False, n_classes=now.outline.n_classes),
        yardsticks=yardsticks_of(now, seen.truth, outputs, seen.n_train),
        dead_units=sum(int(np.count_nonzero(size == 0)) for size in reach),
        hidden_units=sum(map(len, reach)),
        fit=_fit(key, weights, seen),
        weights=_linear_weights(now, seen, weights),
        feature_names=seen.made.feature_names,
        class_names=now.outline.class_names,
    )


def on_one_axis(specs: Sequence[RunSpec], seen: Sequence[Evaluation | None]) -> list[Evaluation | None]:
    """Return the same evaluations, with the shapes of losses that lie on one axis drawn between the same ends."""
    ends: dict[str, tuple[float, float]] = {}
    for curve in (each.curve for each in seen if each is not None):
        low, high = ends.get(curve.axis, (np.inf, -np.inf))
        ends[curve.axis] = min(low, float(curve.position[0])), max(high, float(curve.position[-1]))
    return [each and _widened(spec, each, *ends[each.curve.axis]) for spec, each in zip(specs, seen, strict=True)]


def _widened(spec: RunSpec, seen: Evaluation, low: float, high: float) -> Evaluation:
    curve, now = seen.curve, spec.at(seen.epoch)
    if (low, high) == (float(curve.position[0]), float(curve.position[-1])):
        return seen
    shape = loss_curve(now.loss, now.task, low, high, curve.target, bends=False, n_classes=now.outline.n_classes)
    return replace(seen, curve=shape)


def outputs_of(spec: RunSpec, scores: np.ndarray) -> np.ndarray:
    """Return what the model says of each class: probabilities if it can be told from its outputs, else scores.

    Args:
        spec: The run.
        scores: What its last layer gives before its activation, shape (n, outputs).
    """
    loss: Loss = spec.loss.component
    activation = spec.layers[-1].activation
    if loss.scores and loss.probability is not None:
        (y_pred,) = call_loss(_probabilities, spec.loss, (), scores)
    else:
        y_pred = ACTIVATIONS[activation](scores)
    if spec.task != "binary":
        return y_pred
    if loss.scores and loss.probability is not None:
        (others,) = call_loss(_probabilities, spec.loss, (), -scores)  # all links are symmetric
    elif loss.scores:
        others = -y_pred
    else:  # 1 - p has no digits left where p is rounded to 1
        others = ACTIVATIONS[activation](-scores) if activation == "sigmoid" else 1 - y_pred
    return np.concatenate([others, y_pred], axis=1)


def _probabilities(loss: Any, values: Mapping[str, Any], scores: Any) -> tuple[Any, ...]:
    return (loss.probability(scores, **values),)


def target_of(spec: RunSpec, truth: np.ndarray) -> float:
    """Return the y_true for which the shape of the loss is drawn, given that of the examples trained on."""
    return float(np.mean(truth)) if spec.task == "regression" else float(spec.task == "binary")


def costs_of(spec: RunSpec, y_true: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return the loss of each example, shape (n,).

    Args:
        spec: The run.
        y_true: Targets in the form that its loss wants.
        scores: What its last layer gives before its activation, shape (n, outputs): a loss knows them in training, too.
    """
    (costs,) = call_loss(_costs, spec.loss, (spec.layers[-1].activation,), y_true, scores)
    return costs


def _costs(loss: Any, values: Mapping[str, Any], activation: str, y_true: Any, scores: Any) -> tuple[Any, ...]:
    return (loss(y_true, keras.activations.get(activation)(scores), **values),)


def _cost(spec: RunSpec, seen: Examples, scores: np.ndarray) -> np.ndarray:
    if not spec.outline.flat:
        return costs_of(spec, seen.y, scores)
    # Flat targets are compared with all predictions that they are given with.
    parts = [part for part in (slice(seen.n_train), slice(seen.n_train, None)) if len(scores[part])]
    return np.concatenate([costs_of(spec, seen.y[part], scores[part]) for part in parts])


def yardsticks_of(
    spec: RunSpec, truth: np.ndarray, y_pred: np.ndarray, n_train: int
) -> dict[str, tuple[float | None, float | None]]:
    """Return each measure of a task on the training and on the held-out examples; None where there is none."""
    train, held_out = (
        measure(spec.task, truth[part], y_pred[part]) if len(truth[part]) else {}
        for part in (slice(n_train), slice(n_train, None))
    )
    return {name: (_known(value), _known(held_out.get(name))) for name, value in train.items()}


def _known(value: np.ndarray | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)


def _fit(key: ProgramKey, weights: np.ndarray, seen: Examples) -> Fit | None:
    if not seen.axes:
        return None
    predicted = answers(key, weights[None], seen.points).y_pred
    return Fit(seen.axes, predicted.reshape((GRID,) * len(seen.axes)), seen.true)


def _linear_weights(spec: RunSpec, seen: Examples, weights: np.ndarray) -> dict[str, tuple[float, float, float]]:
    """Return the weights of a model without hidden layers, beside the truth and the closed-form least squares."""
    if spec.task != "regression" or len(spec.layers) > 1:
        return {}
    names = [*seen.made.feature_names, "intercept"]
    known = np.array(seen.made.true_weights or (np.nan,) * len(names))
    closed, trained = (_in_original_units(each, seen.made) for each in (least_squares(spec), weights))
    return {
        name: (float(one), float(other), float(third))
        for name, one, other, third in zip(names, known, closed, trained, strict=False)
    }


def _in_original_units(weights: np.ndarray, data: Data) -> np.ndarray:
    return data.scaling.original_weights(weights) if data.scaling else weights
