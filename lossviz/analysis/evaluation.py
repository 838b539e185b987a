"""What a model does at one epoch: predictions, the cost of every example, and yardsticks that compare all losses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from lossviz.analysis.curves import Curve, loss_curve
from lossviz.analysis.yardsticks import measure
from lossviz.lazy import tf
from lossviz.losses import Loss
from lossviz.losses.axes import axis_of
from lossviz.models import build
from lossviz.specs.program_key import ProgramKey
from lossviz.specs.run import RunSpec
from lossviz.training.data import Arrays, arrays, split

GRID = 21
"""Points along each axis on which a fitted line or plane is drawn."""


@dataclass(frozen=True)
class Fit:
    """A fitted line or plane beside the true one, on a regular grid over the examples.

    Attributes:
        axes: The values along each feature, shape (GRID,) each; one or two features.
        predicted: What the model gives, shape (GRID,) * features.
        true: What made the data, without noise, in the same shape.
    """

    axes: tuple[np.ndarray, ...]
    predicted: np.ndarray
    true: np.ndarray


@dataclass(frozen=True)
class Evaluation:
    """A model at one epoch, looked at from all sides. Training examples first, then those held out.

    Attributes:
        epoch: The epoch after which the model is looked at.
        x: Features, shape (n, n_features).
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
        weights: For a linear model in original units, name to (true, least squares, trained); else empty.
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
    data = arrays(now)
    model = model_of(now, weights)
    x = np.concatenate([data.x, data.x_val])
    y_pred = model(x).numpy()
    truth = np.concatenate([data.truth, data.truth_val])
    axis = axis_of(now.loss.component, now.task)
    position = axis.position(truth, y_pred)
    outputs = outputs_of(now, y_pred)
    dead_units, hidden_units = _dead_units(model, data.x)
    n_train = len(data.x)
    made = split(now.dataset, now.n_validation, now.split_seed)[0]
    return Evaluation(
        epoch=epoch,
        x=x,
        truth=truth.reshape(-1),
        y_pred=outputs[:, 0] if now.task == "regression" else outputs,
        position=position,
        cost=_cost(now, data, y_pred),
        n_train=n_train,
        curve=loss_curve(now.loss, now.task, *axis.around(position), target_of(now, data), bends=False),
        yardsticks=yardsticks_of(now, truth, outputs, n_train),
        dead_units=dead_units,
        hidden_units=hidden_units,
        fit=_fit(now, model, x, made.true_weights),
        weights=_linear_weights(now, data, weights, made.true_weights),
        feature_names=made.feature_names,
        class_names=now.outline.class_names,
    )


_model = lru_cache(maxsize=16)(build)


def model_of(spec: RunSpec, weights: np.ndarray) -> Any:
    """Return the Keras model of a run with given weights, until it is asked for with others.

    Args:
        spec: The run.
        weights: Shape (W,).
    """
    key = ProgramKey.of(spec)
    model = _model(spec.layers, spec.n_features, 0)
    parts = np.split(weights, np.cumsum(key.sizes)[:-1])
    model.set_weights([part.reshape(shape) for part, shape in zip(parts, key.shapes, strict=True)])
    return model


def _dead_units(model: Any, x: np.ndarray) -> tuple[int, int]:
    """Return how many hidden units give 0 for every example, and how many hidden units there are."""
    reach = []
    for layer in model.layers[:-1]:
        x = layer(x)
        reach.append(np.abs(x).max(axis=0))
    size = np.concatenate(reach) if reach else np.empty(0)
    return int(np.sum(size == 0)), len(size)


def outputs_of(spec: RunSpec, y_pred: np.ndarray) -> np.ndarray:
    """Return what the model says of each class: probabilities if it can be told from its outputs, else scores."""
    loss: Loss = spec.loss.component
    if spec.task == "regression":
        return y_pred
    are_scores = loss.scores
    if loss.scores and loss.probability is not None:
        y_pred = loss.probability(tf.constant(y_pred), **spec.loss.values).numpy()
        are_scores = False
    if spec.task == "multiclass":
        return y_pred
    return np.concatenate([-y_pred if are_scores else 1 - y_pred, y_pred], axis=1)


def target_of(spec: RunSpec, data: Arrays) -> float:
    """Return the y_true for which the shape of the loss is drawn."""
    return float(np.mean(data.truth)) if spec.task == "regression" else float(spec.task == "binary")


def _cost(spec: RunSpec, data: Arrays, y_pred: np.ndarray) -> np.ndarray:
    halves = np.split(y_pred, [len(data.x)])
    costs = [
        spec.loss.component(tf.constant(y), tf.constant(half), **spec.loss.values).numpy()
        for y, half in zip((data.y, data.y_val), halves, strict=True)
        if len(half)
    ]
    return np.concatenate(costs)


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


def _fit(spec: RunSpec, model: Any, x: np.ndarray, true_weights: tuple[float, ...]) -> Fit | None:
    if spec.task != "regression" or spec.n_features > 2:
        return None
    axes = tuple(np.linspace(low, high, GRID, dtype=np.float32) for low, high in zip(x.min(0), x.max(0), strict=True))
    points = np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")], axis=1)
    shape = (GRID,) * spec.n_features
    true = points @ np.array(true_weights[:-1]) + true_weights[-1]
    return Fit(axes, model(points).numpy().reshape(shape), true.reshape(shape))


def _linear_weights(
    spec: RunSpec, data: Arrays, weights: np.ndarray, true_weights: tuple[float, ...]
) -> dict[str, tuple[float, float, float]]:
    """Return the weights of a model without hidden layers, beside the truth and the closed-form least squares."""
    if spec.task != "regression" or len(spec.layers) > 1:
        return {}
    bias = spec.layers[0].use_bias
    x = np.column_stack([data.x, np.ones(len(data.x))]) if bias else data.x
    least_squares = np.linalg.lstsq(x.astype(float), data.truth.astype(float), rcond=None)[0][:, 0]
    names = [*(f"w{i + 1}" for i in range(spec.n_features)), "intercept"]
    return {
        name: (float(true), float(closed), float(trained))
        for name, true, closed, trained in zip(names, true_weights, least_squares, weights, strict=False)
    }
