"""Targets and predictions drawn for a loss, the same ones for the same seed."""

from __future__ import annotations

import numpy as np

from lossviz.analysis.check_up.form import Form

SMALLEST = 1e-6
"""The least probability that is drawn where costs are compared: losses cut what is ten times less."""


def sizes(random: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Return numbers of both signs and of all sizes between 0.001 and 1000."""
    return random.choice([-1, 1], shape) * 10 ** random.uniform(-3, 3, shape)


def targets(form: Form, random: np.random.Generator, n: int) -> np.ndarray:
    """Return n targets: classes where there are any, else numbers of all sizes."""
    if form.task != "regression":
        return form.of_classes(random.integers(1000, size=n))
    y_true = sizes(random, (n, form.n_outputs))
    return np.abs(y_true) if form.positive else y_true


def moderate_targets(form: Form, random: np.random.Generator, n: int) -> np.ndarray:
    """Return n targets, no number among them smaller than 0.1 or larger than 10."""
    y_true = targets(form, random, n)
    return np.sign(y_true) * np.clip(np.abs(y_true), 0.1, 10) if form.task == "regression" else y_true


def wide(form: Form, random: np.random.Generator, y_true: np.ndarray) -> np.ndarray:
    """Return a prediction for each target, of all sizes."""
    n = len(y_true)
    if form.domain == "numbers":
        return sizes(random, (n, form.n_outputs)) + (y_true if form.labels == "numbers" else 0)
    if form.domain == "positive":
        return np.abs(sizes(random, (n, form.n_outputs)))
    return probabilities(random, n, form.n_outputs)


def moderate(form: Form, random: np.random.Generator, y_true: np.ndarray) -> np.ndarray:
    """Return a prediction for each target, at which costs are neither tiny nor huge."""
    shape = (len(y_true), form.n_outputs)
    if form.domain == "positive":
        return np.maximum(y_true, 1e-3) * np.exp(random.normal(size=shape))
    if form.domain == "numbers":
        around = y_true if form.labels == "numbers" else 0
        return around + random.normal(size=shape) * random.choice([0.1, 1, 5], shape)
    return 1e-3 + (1 - 1e-3 * max(form.n_outputs, 2)) * probabilities(random, *shape)


def probabilities(random: np.random.Generator, n: int, n_outputs: int) -> np.ndarray:
    """Return rows of probabilities from nearly equal to nearly certain; of one output, those of class 1."""
    n_classes = max(n_outputs, 2)
    rows = np.exp(random.normal(size=(n, n_classes)) * random.choice([0.5, 2, 6], (n, 1)))
    rows = SMALLEST + (1 - n_classes * SMALLEST) * rows / rows.sum(axis=1, keepdims=True)
    return rows[:, :1] if n_outputs == 1 else rows


def perfect(form: Form, y_true: np.ndarray) -> np.ndarray:
    """Return the predictions that are the targets; scores have none."""
    return np.eye(form.n_outputs)[y_true] if form.labels == "integers" else y_true.astype(float)


def every_class(form: Form, n: int) -> list[np.ndarray]:
    """Return n targets that name each class, class by class."""
    return [form.of_classes(np.full(n, number)) for number in range(max(form.n_outputs, 2))]
