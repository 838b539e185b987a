"""Snapshots of a run: what its model does after many epochs, computed together.

The yardsticks of every epoch whose weights are kept are the curves by which runs with different losses compare. Some
of these epochs are snapshots, which show the model in full.

Conventions: E epochs, n training examples, C classes, G points along an axis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from lossviz.analysis.curves import Curve, loss_curve
from lossviz.analysis.evaluation import confusion, costs_of, outputs_of, target_of, yardsticks_of
from lossviz.analysis.examples import GRID
from lossviz.analysis.importance import two_that_matter
from lossviz.datasets import Data
from lossviz.losses.axes import axis_of
from lossviz.specs.run import RunSpec
from lossviz.training.data import arrays, split
from lossviz.training.forward import ACTIVATIONS, answers

MODELS_AT_ONCE = 32
"""For how many epochs predictions are made together: bounds the memory for what hidden layers give."""

MAX_SNAPSHOTS = 60
"""Most snapshots: more are not seen in an animation of some seconds, and each is sent to the browser."""


@dataclass(frozen=True)
class Snapshot:
    """The model after one epoch.

    Attributes:
        epoch: The epoch.
        position: Where each training example lies on the axis of the common curve, shape (n,); empty while the run
            had another loss than in the end, or other values for it.
        cost: Its cost, in the same shape.
        counts: How many examples of each class (rows) are taken for each class, of those trained on and of those held
            out, shape (2, C, C); empty for regression.
        surface: What the model gives along the common axes, shape (G,) or (G, G): a number, or the number of a class.
        y_pred: For a regression, the predictions of the training examples, shape (n,).
    """

    epoch: int
    position: np.ndarray
    cost: np.ndarray
    counts: np.ndarray
    surface: np.ndarray
    y_pred: np.ndarray


@dataclass(frozen=True, eq=False)  # equal to itself only: arrays do not compare
class Snapshots:
    """A run seen at many epochs.

    Attributes:
        epochs: Shape (E,), increasing.
        yardsticks: By the name of each, its values on training and held-out examples, shape (E, 2); NaN where it has
            none.
        shown: Some of these epochs in full.
        curve: The shape of the loss that the run ends with, over all positions.
        axes: The values along the features over which surfaces are drawn, in original units, shape (G,) each, by the
            number of the feature; other features are at their mean. Empty if no surface is drawn.
        true: For a regression, what made the data without noise, in the shape of a surface; empty if unknown.
        x: Features of the training examples in original units, shape (n, n_features).
        truth: Their classes or targets, shape (n,).
        feature_names: Names of the features.
        class_names: Names of the classes.
    """

    epochs: np.ndarray
    yardsticks: dict[str, np.ndarray]
    shown: tuple[Snapshot, ...]
    curve: Curve
    axes: dict[int, np.ndarray]
    true: np.ndarray
    x: np.ndarray
    truth: np.ndarray
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]


def take_snapshots(spec: RunSpec, kept: Mapping[int, np.ndarray]) -> Snapshots:
    """Return the snapshots of a run. Runs in a worker.

    Args:
        spec: The run.
        kept: Weights of shape (W,) by epoch, at least one.
    """
    epochs = np.array(sorted(kept))
    shown = set(epochs[np.unique(np.linspace(0, len(epochs) - 1, MAX_SNAPSHOTS).round().astype(int))].tolist())
    last = spec.at(int(epochs[-1]))
    data = arrays(last)
    made = split(last.dataset, last.n_validation, last.split_seed)[0]
    axes = _axes(last, kept[int(epochs[-1])], data.x)
    grid = _points(axes, data.x)
    measured: list[dict[str, tuple[float | None, float | None]]] = []
    snapshots: list[Snapshot] = []
    for now, of_part in groupby(epochs.tolist(), spec.at):
        part = list(of_part)
        scores = scores_of(now, np.stack([kept[epoch] for epoch in part]), np.concatenate([data.x, data.x_val]))
        truth = np.concatenate([data.truth, data.truth_val])
        measured += [yardsticks_of(now, truth, outputs_of(now, each), len(data.x)) for each in scores]
        at = [i for i, epoch in enumerate(part) if epoch in shown]
        surfaces = scores_of(now, np.stack([kept[part[i]] for i in at]), grid) if at and axes else [None] * len(at)
        for i, surface in zip(at, surfaces):
            snapshots.append(_snapshot(now, last, part[i], scores[i], surface, axes))
    positions = np.concatenate([snapshot.position for snapshot in snapshots])
    axis = axis_of(last.loss.component, last.task)
    return Snapshots(
        epochs=epochs,
        yardsticks={name: np.array([row[name] for row in measured], float) for name in measured[0]},
        shown=tuple(snapshots),
        curve=loss_curve(
            last.loss,
            last.task,
            *axis.around(positions),
            target_of(last, data.truth),
            bends=False,
            n_classes=last.outline.n_classes,
        ),
        axes={i: _in_original_units(axis, i, made) for i, axis in axes.items()},
        true=_true(made.original(grid), axes, made.true_weights),
        x=made.original(data.x),
        truth=data.truth.reshape(-1),
        feature_names=made.feature_names,
        class_names=last.outline.class_names,
    )


def scores_of(spec: RunSpec, weights: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return what the last layer of a run's model gives before its activation, for each of many weights.

    Args:
        spec: The run.
        weights: Shape (E, W).
        x: Shape (n, n_features).

    Returns:
        Shape (E, n, outputs).
    """
    parts = np.array_split(weights, -(-len(weights) // MODELS_AT_ONCE))
    return np.concatenate([answers(spec.program_key, part, x).scores for part in parts])


def _axes(spec: RunSpec, weights: np.ndarray, x: np.ndarray) -> dict[int, np.ndarray]:
    """Return the features over which a surface is drawn, as the model gets them.

    All of a regression with one or two; for classes the two that matter most to the model in the end.
    """
    if spec.task == "regression" and spec.n_features > 2:
        return {}
    numbers = two_that_matter(spec, weights, x)
    return {i: np.linspace(x[:, i].min(), x[:, i].max(), GRID, dtype=np.float32) for i in numbers}


def _in_original_units(axis: np.ndarray, feature: int, made: Data) -> np.ndarray:
    if made.scaling is None:
        return axis
    return axis * made.scaling.spreads[feature] + made.scaling.means[feature]


def _points(axes: Mapping[int, np.ndarray], x: np.ndarray) -> np.ndarray:
    """Return the points of a surface, shape (G ** axes, n_features)."""
    corners = np.meshgrid(*axes.values(), indexing="ij")
    points = np.tile(x.mean(axis=0), (GRID ** len(axes), 1)).astype(np.float32)
    for i, corner in zip(axes, corners):
        points[:, i] = corner.ravel()
    return points


def _true(points: np.ndarray, axes: Mapping[int, np.ndarray], true_weights: tuple[float, ...]) -> np.ndarray:
    if not axes or not true_weights:
        return np.empty(0)
    return (points @ np.array(true_weights[:-1]) + true_weights[-1]).reshape((GRID,) * len(axes))


def _snapshot(
    now: RunSpec,
    last: RunSpec,
    epoch: int,
    scores: np.ndarray,
    surface: np.ndarray | None,
    axes: Mapping[int, np.ndarray],
) -> Snapshot:
    data = arrays(now)
    n_train = len(data.x)
    classes = now.task != "regression"
    position = cost = np.empty(0)
    if now.loss == last.loss:
        y_pred = ACTIVATIONS[now.layers[-1].activation](scores[:n_train])
        position = axis_of(now.loss.component, now.task).position(data.truth, y_pred)
        cost = costs_of(now, data.y, scores[:n_train])
    counts = np.empty(0)
    if classes:
        halves = zip((data.truth, data.truth_val), np.split(outputs_of(now, scores), [n_train]))
        counts = np.stack([confusion(truth, outputs) for truth, outputs in halves])
    if surface is not None:
        outputs = outputs_of(now, surface)
        surface = outputs.argmax(axis=1) if classes else outputs[:, 0]
    return Snapshot(
        epoch=epoch,
        position=position,
        cost=cost,
        counts=counts,
        surface=np.empty(0) if surface is None else surface.reshape((GRID,) * len(axes)),
        y_pred=np.empty(0) if classes else y_pred[:n_train, 0],
    )
