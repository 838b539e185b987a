"""Measures that compare all losses, whatever their scale, for one model or for many at once.

Conventions: an array of models has leading axes, written `…`; n examples, k classes. A measure that a model does not
have is NaN.
"""

from __future__ import annotations

import numpy as np

from lossviz.declare import Task

CALIBRATION_BINS = 10

YARDSTICKS = {
    "regression": ("MAE", "RMSE", "Bias", "Over-predicted"),
    "classification": ("Accuracy", "Cross-entropy", "Brier score", "Calibration error"),
}
"""The names of all measures, by the kind of task."""


IDEALS = {"Accuracy": 1.0, "Over-predicted": 0.5}
"""The value of a yardstick that nothing can be better than; of those that are not named here it is 0."""


def distance(yardstick: str, values: np.ndarray) -> np.ndarray:
    """Return how far values of a yardstick are from its ideal, in the shape of `values`."""
    return np.abs(values - IDEALS.get(yardstick, 0.0))


def yardstick_names(task: Task) -> tuple[str, ...]:
    """Return the names of the measures of a task."""
    return YARDSTICKS["regression" if task == "regression" else "classification"]


def yardsticks(task: Task, truth: np.ndarray, y_pred: np.ndarray) -> dict[str, np.ndarray]:
    """Return each measure, shape (…).

    Args:
        task: What is learnt.
        truth: Class numbers of shape (…, n), or targets of shape (…, n, 1).
        y_pred: What the models say of each class, shape (…, n, k), or predictions of shape (…, n, 1).
    """
    values = _regression(truth, y_pred) if task == "regression" else _classification(truth, y_pred)
    return dict(zip(yardstick_names(task), values, strict=True))


def _regression(truth: np.ndarray, y_pred: np.ndarray) -> tuple[np.ndarray, ...]:
    error = (y_pred - truth).astype(float)
    each = (-2, -1)
    squares = np.sqrt(np.square(error).mean(each))
    return np.abs(error).mean(each), squares, error.mean(each), (error > 0).mean(each)


def _classification(truth: np.ndarray, y_pred: np.ndarray) -> tuple[np.ndarray, ...]:
    right = y_pred.argmax(axis=-1) == truth
    of_true = np.take_along_axis(y_pred, truth[..., None], axis=-1)[..., 0].clip(1e-7)
    one_hot = np.eye(y_pred.shape[-1])[truth]
    measures = (
        -np.log(of_true).mean(axis=-1),
        np.square(y_pred - one_hot).sum(axis=-1).mean(axis=-1),
        calibration_error(y_pred.max(axis=-1), right),
    )
    adds_up = np.isclose(y_pred.sum(axis=-1), 1, atol=1e-3).all(axis=-1)
    probable = adds_up & (y_pred >= 0).all(axis=(-2, -1))
    return right.mean(axis=-1), *(np.where(probable, measure, np.nan) for measure in measures)


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the expected calibration error: how far confidence is from the share of right answers, bin by bin.

    Source: C. Guo et al., On Calibration of Modern Neural Networks, 2017, arXiv:1706.04599.

    Args:
        confidence: The greatest probability of each prediction, shape (…, n).
        right: Whether each prediction is right, shape (…, n).
    """
    bins = np.clip(confidence * CALIBRATION_BINS, 0, CALIBRATION_BINS - 1).astype(int)
    surplus = confidence - right
    gaps = [np.abs(np.where(bins == b, surplus, 0).sum(axis=-1)) for b in range(CALIBRATION_BINS)]
    return np.sum(gaps, axis=0) / right.shape[-1]
