"""The plane of three classes: what every prediction costs, and where training pushes it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossviz.lazy import tf
from lossviz.losses import Loss
from lossviz.specs.choice import Choice

PLANE = 81
"""Points along each side on which the plane of three classes is drawn."""

ARROWS = 9
"""Arrows along each side of that plane, at most."""

SURE = 0.01
"""Probabilities below this are drawn as this: where a cost or its slope has no end, no colour is left for the rest."""


@dataclass(frozen=True)
class Plane:
    """The cost of all predictions for one of three classes, seen in the plane in which they lie.

    Probabilities fill a triangle whose corners are certain predictions; scores, which count up to a constant, a square.

    Attributes:
        x: First coordinates, shape (PLANE,).
        y: Second coordinates, shape (PLANE,).
        cost: Shape (PLANE, PLANE), y first; NaN outside the triangle.
        arrows: Where arrows begin and how steeply the cost falls there, shape (n, 4): x, y and the two parts of the
            negative gradient.
        corners: Where each class is certain, or the direction of its score, shape (3, 2).
        scores: Whether it is a plane of scores.
    """

    x: np.ndarray
    y: np.ndarray
    cost: np.ndarray
    arrows: np.ndarray
    corners: np.ndarray
    scores: bool


def plane(loss: Choice, number: int) -> Plane:
    """Return the cost of all predictions for one of three classes.

    Args:
        loss: A loss for three classes and its parameters.
        number: The true class, 0 to 2.
    """
    component: Loss = loss.component
    corners = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
    if component.scores:
        corners = 4 * (corners - corners.mean(axis=0))
    low, high = (np.full(2, -4.0), np.full(2, 4.0)) if component.scores else (np.zeros(2), corners.max(axis=0))
    x, y = (np.linspace(a, b, PLANE) for a, b in zip(low, high))
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    cost, _ = _on_plane(component, loss, points, corners, number)
    if component.scores:
        sparse = [np.linspace(a, b, ARROWS + 2)[1:-1] for a, b in zip(low, high)]
        starts = np.stack(np.meshgrid(*sparse), axis=-1).reshape(-1, 2)
    else:
        steps = range(1, ARROWS)
        starts = np.array([(i, j, ARROWS + 1 - i - j) for i in steps for j in steps if i + j <= ARROWS]) @ corners
        starts /= ARROWS + 1
    _, falls = _on_plane(component, loss, starts, corners, number)
    arrows = np.concatenate([starts, -falls], axis=1)
    return Plane(x, y, cost.reshape(PLANE, PLANE), arrows, corners, component.scores)


def _on_plane(
    component: Loss, loss: Choice, points: np.ndarray, corners: np.ndarray, number: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return cost and gradient at points of the plane, shape (n,) and (n, 2); NaN where no prediction lies."""
    # Predictions are linear in the point: y_pred = points @ ways.T + start.
    if component.scores:
        ways, start = corners / np.square(corners[0]).sum(), np.zeros(3)
    else:
        inverse = np.linalg.inv(np.column_stack([corners, np.ones(3)]))  # barycentric coordinates
        ways, start = inverse[:2].T, inverse[2]
    rows = points @ ways.T + start
    y_pred = tf.constant(rows if component.scores else np.clip(rows, SURE, 1), tf.float32)
    labels = np.full(len(points), number, np.int32)
    y_true = labels if component.labels == "integers" else np.eye(3, dtype=np.float32)[labels]
    with tf.GradientTape() as tape:
        tape.watch(y_pred)
        cost = component(tf.constant(y_true), y_pred, **loss.values)
    gradient = tape.gradient(cost, y_pred).numpy() @ ways
    outside = np.zeros(len(points), bool) if component.scores else rows.min(axis=1) < -1e-9
    return np.where(outside, np.nan, cost.numpy()), np.where(outside[:, None], np.nan, gradient)
