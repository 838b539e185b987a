"""Measures that compare all losses, whatever their scale, for one model or for many at once.

A yardstick is declared as losses are: `function(y_true, y_pred)` gives one number a model. Conventions: arrays of
models have leading axes, written `…`; n examples, k classes.

- For numbers, `y_true` and `y_pred` have shape (…, n, 1).
- For classes, `y_true` are class numbers of shape (…, n), and `y_pred` what models say of each class, (…, n, k).

A measure that a model does not have is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossviz.declare import Component, Registry, Task

CALIBRATION_BINS = 10

LEAST_PROBABILITY = float(np.finfo(np.float32).tiny)
"""Probabilities below this count as this: the logarithm of 0 has no end."""


@dataclass(frozen=True, kw_only=True)
class Yardstick(Component):
    """A declared measure.

    Attributes:
        classes: Whether it judges predictions of classes; else it judges those of numbers.
        ideal: The value that nothing can be better than.
        signed: Whether values lie on both sides of the ideal.
        probabilities: Whether only models have it that say how probable each class is.
    """

    classes: bool
    ideal: float = 0.0
    signed: bool = False
    probabilities: bool = False

    def __call__(self, y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        """Return the measure of each model, shape (…)."""
        return self.function(y_true, y_pred)

    def distance(self, values: np.ndarray) -> np.ndarray:
        """Return how far some values are from the ideal, in their shape."""
        return np.abs(values - self.ideal)

    @property
    def best_words(self) -> str:
        """What makes a value the best one."""
        nearest = f"nearest to {self.ideal:g}"
        return nearest if self.signed else {0.0: "least", 1.0: "greatest"}.get(self.ideal, nearest)


YARDSTICKS: Registry[Yardstick] = Registry("yardstick", Yardstick)


def fitting_yardsticks(task: Task) -> list[Yardstick]:
    """Return the yardsticks of a task."""
    return [yardstick for yardstick in YARDSTICKS.values() if yardstick.classes == (task != "regression")]


def measure(task: Task, y_true: np.ndarray, y_pred: np.ndarray) -> dict[str, np.ndarray]:
    """Return the measures of a task by the names of their yardsticks, shape (…) each; see the head of this module."""
    probable = _are_probabilities(y_pred) if task != "regression" else np.True_
    values = ((yardstick, yardstick(y_true, y_pred)) for yardstick in fitting_yardsticks(task))
    return {
        yardstick.name: np.where(probable, value, np.nan) if yardstick.probabilities else value
        for yardstick, value in values
    }


def _are_probabilities(y_pred: np.ndarray) -> np.ndarray:
    """Return whether all that a model says is not negative and adds up to one, shape (…)."""
    add_up = np.isclose(y_pred.sum(axis=-1), 1, atol=1e-3).all(axis=-1)
    return add_up & (y_pred >= 0).all(axis=(-2, -1))


def _errors(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    return (y_pred - y_true).astype(float)


@YARDSTICKS.declare("MAE", classes=False)
def mae(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """The mean absolute error: how far predictions are off on average."""
    return np.abs(_errors(y_true, y_pred)).mean((-2, -1))


@YARDSTICKS.declare("RMSE", classes=False)
def rmse(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """The root of the mean squared error: how far predictions are off, where large errors weigh more."""
    return np.sqrt(np.square(_errors(y_true, y_pred)).mean((-2, -1)))


@YARDSTICKS.declare("Bias", classes=False, signed=True)
def bias(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """The mean error: how much too high predictions are on average, or too low if it is negative."""
    return _errors(y_true, y_pred).mean((-2, -1))


@YARDSTICKS.declare("Over-predicted", classes=False, ideal=0.5)
def over_predicted(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """The share of predictions that are too high."""
    return (_errors(y_true, y_pred) > 0).mean((-2, -1))


def _right(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """Return whether each prediction is right, shape (…, n)."""
    return y_pred.argmax(axis=-1) == y_true


@YARDSTICKS.declare("Accuracy", classes=True, ideal=1.0)
def accuracy(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """The share of examples whose class is predicted."""
    return _right(y_true, y_pred).mean(axis=-1)


@YARDSTICKS.declare("Cross-entropy", classes=True, probabilities=True)
def cross_entropy(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """How surprised a model is by the true classes: the mean negative logarithm of their probabilities."""
    of_true = np.take_along_axis(y_pred, y_true[..., None], axis=-1)[..., 0].clip(LEAST_PROBABILITY)
    return -np.log(of_true).mean(axis=-1)


@YARDSTICKS.declare("Brier score", classes=True, probabilities=True)
def brier_score(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """The squared distance from the probabilities to certainty of the true class, on average."""
    one_hot = np.eye(y_pred.shape[-1])[y_true]
    return np.square(y_pred - one_hot).sum(axis=-1).mean(axis=-1)


@YARDSTICKS.declare(
    "Calibration error",
    classes=True,
    probabilities=True,
    reference="C. Guo et al., On Calibration of Modern Neural Networks, 2017, arXiv:1706.04599",
)
def calibration_error(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """How far confidence is from the share of right answers, bin by bin.

    Confidence is the greatest probability of a prediction; its ten bins are equally wide.
    """
    confidence, right = y_pred.max(axis=-1), _right(y_true, y_pred)
    bins = np.clip(confidence * CALIBRATION_BINS, 0, CALIBRATION_BINS - 1).astype(int)
    in_bin = bins[..., None, :] == np.arange(CALIBRATION_BINS)[:, None]
    gaps = np.abs(np.where(in_bin, (confidence - right)[..., None, :], 0).sum(axis=-1))
    return np.sum(list(np.moveaxis(gaps, -1, 0)), axis=0) / right.shape[-1]
