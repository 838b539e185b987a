"""The axes on which losses are drawn: the one number of a prediction that matters for its task.

An axis is declared as losses are. Its function gives targets and predictions along it; the facts beside it say which
losses lie on it, where they are drawn and read, and where the predictions of a model lie. In all of them

- a `position` is a number on the axis, of one example or of n, shape (n,);
- `y_true` are targets, shape (n, outputs), or the numbers of the true classes, shape (n,);
- `y_pred` are predictions, shape (n, outputs): one output for two classes, else one for each class.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from lossviz.declare import Component, Registry, Task
from lossviz.lazy import tf
from lossviz.losses.base import Loss

N_CLASSES = 3
"""How many classes there are where a shape is drawn without data."""


@dataclass(frozen=True, kw_only=True)
class Ranges:
    """Positions on an axis, where there are no data.

    Attributes:
        shown: The ends between which a loss is drawn.
        limits: The ends between which it can be read.
        examples: Predictions in words, and their positions.
    """

    shown: tuple[float, float]
    limits: tuple[float, float]
    examples: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Axis(Component):
    """A declared axis: `function(position, target, n_outputs)` gives y_true and y_pred at positions.

    It is compiled: the target of a regression is a tensor, too, and the number of a class is a number.

    Attributes:
        fits: Whether a loss lies on it, on data of a task. If several fit, the one that was declared last is taken.
        ranges: Where losses are drawn and read.
        positive: The same for losses of positive numbers, given the target.
        bad: The position of a prediction that is bad, but not absurd: there, normalised losses all cost 1.
        middle: The position of which neither side is the better one.
        reach: How far to both sides of 0 it is drawn around examples, at least; None where all of it is drawn.
        targets: Whether a curve is drawn for one of many targets, and may look different for another.
        position: Where predictions lie, of y_true and y_pred.
        direction: How predictions change with their position, of y_true and y_pred, in the shape of y_pred.
        moves: What a move to lower and to higher positions is, in words.
    """

    fits: Callable[[Loss, Task], bool]
    ranges: Ranges
    positive: Callable[[float], Ranges] | None = None
    bad: float
    middle: float = 0.0
    reach: float | None = 3.0
    targets: bool = True
    position: Callable[[np.ndarray, np.ndarray], np.ndarray]
    direction: Callable[[np.ndarray, np.ndarray], np.ndarray]
    moves: tuple[str, str] = ("away from the true class", "towards the true class")

    def ranges_of(self, loss: Loss, target: float) -> Ranges:
        """Return where a loss is drawn and read when it is drawn for a target."""
        return self.positive(target) if loss.positive and self.positive is not None else self.ranges

    def around(self, position: np.ndarray) -> tuple[float, float]:
        """Return ends between which all of some positions are seen: round ones, which stay when these move a bit."""
        if self.reach is None:
            low, high = self.ranges.limits
            return min(low, float(position.min())), max(high, float(position.max()))
        far = np.abs(position[np.isfinite(position)]).max(initial=0)
        reach = rounded_up(max(self.reach, 1.05 * float(far)))
        return -reach, reach


def rounded_up(size: float) -> float:
    """Return the next round number that is not smaller than a positive one."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(step * power for step in _ROUND if step * power >= size * (1 - 1e-9))


_ROUND = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


AXES: Registry[Axis] = Registry("axis", Axis)


def axis_of(loss: Loss, task: Task) -> Axis:
    """Return the axis of a loss on data of a task."""
    return next(axis for axis in reversed(list(AXES.values())) if axis.fits(loss, task))


def ranges_of(loss: Loss, target: float) -> Ranges:
    """Return where a loss is drawn and read, on data of the task that it was made for."""
    return axis_of(loss, loss.task).ranges_of(loss, target)


def _error_ranges(positions: tuple[float, ...], shown: tuple[float, float], limits: tuple[float, float]) -> Ranges:
    words = "perfect", "good, a little too low", "good, a little too high", "bad, too low", "bad, too high"
    outlying = "outlying, far too low", "outlying, far too high"
    return Ranges(shown=shown, limits=limits, examples=dict(zip(words + outlying, positions, strict=True)))


def _positive_errors(target: float) -> Ranges:
    """Return ranges as shares of the target, so that predictions are positive, too."""
    shares = (0.0, -0.1, 0.1, -0.5, 0.5, -0.95, 9.0)
    positions = tuple(target * share for share in shares)
    return _error_ranges(positions, (-0.75 * target, 0.75 * target), (-0.999 * target, 1000.0))


@AXES.declare(
    "error (prediction − target)",
    fits=lambda loss, task: task == "regression" and loss.least_outputs == 1,
    ranges=_error_ranges((0.0, -0.1, 0.1, -1.0, 1.0, -10.0, 10.0), (-3.0, 3.0), (-1000.0, 1000.0)),
    positive=_positive_errors,
    bad=1.0,
    reach=1.0,
    position=lambda y_true, y_pred: (y_pred - y_true)[:, 0],
    direction=lambda y_true, y_pred: np.ones(y_pred.shape),
    moves=("towards lower predictions", "towards higher predictions"),
)
def error(position, target, n_outputs):
    """How far a prediction is above the target."""
    y_true = tf.fill((position.shape[0], 1), tf.cast(target, tf.float32))
    return y_true, y_true + position[:, None]


def _angle(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(y_true, axis=1) * np.linalg.norm(y_pred, axis=1)
    cosine = (y_true * y_pred).sum(axis=1) / np.where(lengths > 0, lengths, 1.0)
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))


def _turned(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """Return how predictions change by a degree away from their targets, in the plane of both."""
    length = np.linalg.norm(y_pred, axis=1, keepdims=True)
    unit = y_pred / np.where(length > 0, length, 1.0)
    across = (y_true * unit).sum(axis=1, keepdims=True) * unit - y_true  # away from the target, at right angles
    size = np.linalg.norm(across, axis=1, keepdims=True)
    return np.radians(length) * across / np.where(size > 0, size, 1.0)


@AXES.declare(
    "angle between prediction and target (degrees)",
    fits=lambda loss, task: task == "regression" and loss.least_outputs > 1,
    ranges=Ranges(
        shown=(-180.0, 180.0),
        limits=(-180.0, 180.0),
        examples={"perfect": 0.0, "good": 10.0, "bad, unrelated": 90.0, "outlying, opposite": 180.0},
    ),
    bad=90.0,
    reach=None,
    targets=False,
    position=_angle,
    direction=_turned,
    moves=("towards the targets", "away from the targets"),
)
def angle(position, target, n_outputs):
    """How far the direction of a predicted vector is from that of the target."""
    radians = position * (np.pi / 180)
    y_true = tf.repeat([[1.0, 0.0]], position.shape[0], axis=0)
    return y_true, tf.stack([tf.cos(radians), tf.sin(radians)], axis=1)


def _signs(y_true: np.ndarray) -> np.ndarray:
    """Return 1 for the examples of the second of two classes and -1 for those of the first."""
    return 2.0 * y_true - 1.0


def _of_true(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    return np.take_along_axis(y_pred, y_true[:, None], axis=1)[:, 0]


def _one_hot(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    return np.eye(y_pred.shape[1])[y_true]


@AXES.declare(
    "margin (score, counted towards the true class)",
    fits=lambda loss, task: task == "binary" and loss.scores,
    ranges=Ranges(
        shown=(-3.0, 3.0),
        limits=(-1000.0, 1000.0),
        examples={"perfect, far inside": 3.0, "good": 1.0, "on the border": 0.0, "bad": -1.0, "outlying": -10.0},
    ),
    bad=-1.0,
    position=lambda y_true, y_pred: _signs(y_true) * y_pred[:, 0],
    direction=lambda y_true, y_pred: _signs(y_true)[:, None],
)
def margin(position, target, n_outputs):
    """The score for the true one of two classes."""
    y_true = tf.fill(position.shape, int(target))
    return y_true, (position if target else -position)[:, None]


def _probability_of_true(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    return 0.5 + _signs(y_true) * (y_pred[:, 0] - 0.5) if y_pred.shape[1] == 1 else _of_true(y_true, y_pred)


def _towards_certainty(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    if y_pred.shape[1] == 1:
        return _signs(y_true)[:, None]
    one_hot = _one_hot(y_true, y_pred)
    return one_hot - (1 - one_hot) / (y_pred.shape[1] - 1)


@AXES.declare(
    "probability of the true class",
    fits=lambda loss, task: task != "regression" and not loss.scores,
    ranges=Ranges(
        shown=(0.01, 0.99),
        limits=(0.0, 1.0),
        examples={"perfect": 1.0, "good": 0.9, "undecided": 0.5, "bad": 0.1, "outlying": 0.001},
    ),
    bad=0.1,
    middle=0.5,
    reach=None,
    position=_probability_of_true,
    direction=_towards_certainty,
)
def probability(position, target, n_outputs):
    """How probable the true class is said to be, while the others share the rest equally."""
    y_true = tf.fill(position.shape, int(target))
    if n_outputs == 1:
        return y_true, (position if target else 1.0 - position)[:, None]
    true = position[:, None]
    others = (1.0 - true) / (n_outputs - 1)
    return y_true, tf.concat([true if j == int(target) else others for j in range(n_outputs)], axis=1)


def _lead(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    others = np.where(_one_hot(y_true, y_pred) == 1, -np.inf, y_pred)
    return _of_true(y_true, y_pred) - others.max(axis=1)


@AXES.declare(
    "lead of the true class's score over the others",
    fits=lambda loss, task: task == "multiclass" and loss.scores,
    ranges=Ranges(
        shown=(-4.0, 4.0),
        limits=(-1000.0, 1000.0),
        examples={"perfect, far ahead": 4.0, "good": 1.0, "undecided": 0.0, "bad": -1.0, "outlying": -10.0},
    ),
    bad=-1.0,
    position=_lead,
    direction=_one_hot,
)
def lead(position, target, n_outputs):
    """How far the score of the true class is above those of the others, which are equal."""
    true = position[:, None]
    y_true = tf.fill(position.shape, int(target))
    others = tf.zeros_like(true)
    return y_true, tf.concat([true if j == int(target) else others for j in range(n_outputs)], axis=1)
