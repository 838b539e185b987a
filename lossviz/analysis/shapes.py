"""A loss looked at by itself: shapes side by side, what predictions cost, and the plane of three classes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lossviz.analysis.curves import Curve, axis_of, curve_at, loss_curve
from lossviz.declare import Param
from lossviz.lazy import tf
from lossviz.losses import Loss
from lossviz.specs.choice import Choice

RANGES = {
    "error": (-3.0, 3.0),
    "angle": (-180.0, 180.0),
    "margin": (-3.0, 3.0),
    "probability": (0.01, 0.99),
    "lead": (-4.0, 4.0),
}
"""Where on its axis a loss is drawn when there are no data."""

LIMITS = {
    "error": (-1000.0, 1000.0),
    "angle": (-180.0, 180.0),
    "margin": (-1000.0, 1000.0),
    "probability": (0.0, 1.0),
    "lead": (-1000.0, 1000.0),
}
"""The places on an axis at which costs can be read."""

UNITS = {"error": 1.0, "angle": 90.0, "margin": -1.0, "probability": 0.1, "lead": -1.0}
"""The place on each axis at which normalised losses all cost 1: a prediction that is bad, but not absurd."""

EXAMPLES: dict[str, dict[str, float]] = {
    "error": {
        "perfect": 0.0,
        "good, a little too low": -0.1,
        "good, a little too high": 0.1,
        "bad, too low": -1.0,
        "bad, too high": 1.0,
        "outlying, far too low": -10.0,
        "outlying, far too high": 10.0,
    },
    "angle": {"perfect": 0.0, "good": 10.0, "bad, unrelated": 90.0, "outlying, opposite": 180.0},
    "margin": {"perfect, far inside": 3.0, "good": 1.0, "on the border": 0.0, "bad": -1.0, "outlying": -10.0},
    "probability": {"perfect": 1.0, "good": 0.9, "undecided": 0.5, "bad": 0.1, "outlying": 0.001},
    "lead": {"perfect, far ahead": 4.0, "good": 1.0, "undecided": 0.0, "bad": -1.0, "outlying": -10.0},
}
"""Predictions by words, and where they lie on each axis."""

POSITIVE_TARGET = 4.0
"""The target for which losses of positive numbers are drawn at first."""

POSITIVE_RANGE = (-0.75, 0.75)
"""Where losses of positive numbers are drawn, as a share of the target: predictions are then positive."""

POSITIVE_EXAMPLES = {-10.0: -0.95, -1.0: -0.5, -0.1: -0.1, 0.0: 0.0, 0.1: 0.1, 1.0: 0.5, 10.0: 9.0}
"""The errors of `EXAMPLES` for positive numbers, as a share of the target."""

FAMILY_VALUES = 31
"""How many values of a parameter a family shows."""

FAMILY_POINTS = 101

PLANE = 81
"""Points along each side on which the plane of three classes is drawn."""

ARROWS = 9
"""Arrows along each side of that plane, at most."""

SURE = 0.01
"""Probabilities below this are drawn as this: where a cost or its slope has no end, no colour is left for the rest."""


@dataclass(frozen=True)
class Example:
    """A prediction, in words, and what it costs."""

    words: str
    x: float
    cost: float
    slope: float


@dataclass(frozen=True)
class LossShapes:
    """A loss with given parameters, and others beside it.

    Attributes:
        curve: Its shape.
        examples: What some predictions cost.
        read: The shape at the one place that is asked for.
        others: The shapes of the losses it is compared with, on the same axis.
    """

    curve: Curve
    examples: tuple[Example, ...]
    read: Curve
    others: tuple[Curve, ...]


@dataclass(frozen=True)
class Family:
    """A family of shapes, one for each value of a parameter.

    Attributes:
        name: The parameter.
        values: Its values, shape (FAMILY_VALUES,) or fewer for whole numbers.
        curves: One for each of them.
    """

    name: str
    values: tuple[float, ...]
    curves: tuple[Curve, ...]


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


def default_range(loss: Loss, target: float) -> tuple[float, float]:
    """Return where on its axis a loss is drawn."""
    low, high = RANGES[axis_of(loss, loss.task)]
    return (POSITIVE_RANGE[0] * target, POSITIVE_RANGE[1] * target) if loss.positive else (low, high)


def limits_of(loss: Loss, target: float) -> tuple[float, float]:
    """Return the places on its axis at which a loss can be read."""
    low, high = LIMITS[axis_of(loss, loss.task)]
    return (-0.999 * target, high) if loss.positive else (low, high)


def default_target(loss: Loss) -> float:
    """Return the y_true for which a loss is drawn when there are no data."""
    if loss.positive:
        return POSITIVE_TARGET
    return 1.0 if loss.task == "binary" else 0.0


def loss_shapes(loss: Choice, target: float, place: float, others: tuple[Choice, ...] = ()) -> LossShapes:
    """Return the shapes of a loss and of others beside it.

    Args:
        loss: The loss and its parameters.
        target: The y_true for which it is drawn.
        place: Where on its axis it is to be read.
        others: Losses of the same axis to compare with.
    """
    component: Loss = loss.component
    task, axis = component.task, axis_of(component, component.task)
    words = {text: target * POSITIVE_EXAMPLES[x] if component.positive else x for text, x in EXAMPLES[axis].items()}
    at = curve_at(loss, task, np.array([*words.values(), place]), target)
    return LossShapes(
        curve=loss_curve(loss, task, *default_range(component, target), target),
        examples=tuple(Example(text, *map(float, row)) for text, *row in zip(words, at.x, at.cost, at.slope)),
        read=replace(at, x=at.x[-1:], cost=at.cost[-1:], slope=at.slope[-1:], curvature=at.curvature[-1:]),
        others=tuple(
            loss_curve(other, task, *default_range(component, target), target, bends=False) for other in others
        ),
    )


def family(loss: Choice, name: str, target: float) -> Family:
    """Return the shapes of a loss over the range of a parameter that its slider shows.

    Args:
        loss: The loss, with values for its other parameters.
        name: The parameter.
        target: The y_true for which it is drawn.
    """
    values = family_values(loss.component.params[name])
    task, ends = loss.component.task, default_range(loss.component, target)
    curves = (loss_curve(loss.with_value(name, value), task, *ends, target, FAMILY_POINTS, False) for value in values)
    return Family(name, values, tuple(curves))


def family_values(param: Param) -> tuple[float, ...]:
    """Return the values of a parameter that a family shows."""
    low, high = param.soft or (param.low, param.high)
    if param.type is int:
        return tuple(range(int(low), int(high) + 1))
    steps = np.geomspace(low, high, FAMILY_VALUES) if param.log else np.linspace(low, high, FAMILY_VALUES)
    return tuple(float(f"{step:.3g}") for step in steps)


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
