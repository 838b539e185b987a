"""Losses of probabilities behind a softmax or a sigmoid: computed from the scores, they have no end.

Judged by the formulas of the losses, of probabilities that have 100 digits.
"""

from __future__ import annotations

import numpy as np
import pytest
from mpmath import mp, mpf

from lossviz.lazy import keras, tf
from lossviz.losses import LOSSES, Loss
from tests.drawn import N_CLASSES, Values, draws, special_points
from tests.formula import Formula
from tests.lossviz.losses.test_formulas import shown

FROM_SCORES = [loss for loss in LOSSES.values() if loss.probabilities and loss.name != "cross_entropy_by_hand"]

STEP = mpf("1e-30")


def probabilities_of(loss: Loss, scores: list[mpf]) -> list[mpf]:
    """Return what a sigmoid or a softmax makes of scores."""
    if loss.labels == "zero_one":
        return [1 / (1 + mp.exp(-scores[0]))]
    powers = [mp.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


def judged(loss: Loss, formula: Formula, y_true: np.ndarray, scores: list[mpf], values: Values) -> list[float]:
    """Return the cost, and its slopes by the scores."""

    def at(j: int, step: mpf) -> mpf:
        moved = [score + step if i == j else score for i, score in enumerate(scores)]
        return shown(loss, formula, y_true, probabilities_of(loss, moved), values)

    slopes = [(at(j, STEP) - at(j, -STEP)) / (2 * STEP) for j in range(len(scores))]
    return [float(at(0, mpf(0))), *map(float, slopes)]


def ours(loss: Loss, y_true: np.ndarray, scores: np.ndarray, values: Values) -> np.ndarray:
    """Return costs and slopes by the scores in float32, with Keras' own activation before the loss."""
    tensor = tf.constant(scores)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        activation = keras.activations.sigmoid if loss.labels == "zero_one" else keras.activations.softmax
        cost = loss(y_true, activation(tensor), **values)
    return np.concatenate([cost.numpy()[:, None], tape.gradient(cost, tensor).numpy()], axis=1)


def examples(loss: Loss, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return targets and scores, from undecided ones to those of which softmax and sigmoid make 0 and 1."""
    sizes = np.array([0.1, 1, 5, 20, 20, 60, 60])[:, None]
    if loss.labels == "zero_one":
        y_true = np.array([0, 1, 0, 0, 1, 0, 1], np.float32)[:, None]
        return y_true, (sizes * random.choice([-1, 1], sizes.shape)).astype(np.float32)
    numbers = random.integers(N_CLASSES, size=len(sizes))
    scores = (sizes * random.uniform(-1, 1, (len(sizes), N_CLASSES))).astype(np.float32)
    return (numbers if loss.labels == "integers" else np.eye(N_CLASSES, dtype=np.float32)[numbers]), scores


@pytest.mark.parametrize("loss", FROM_SCORES, ids=lambda loss: loss.name)
def test_costs_and_slopes_are_exact_however_far_scores_are(loss: Loss) -> None:
    random = np.random.default_rng(1)
    for values in [loss.defaults, *draws(loss, random, 3), *special_points(loss)]:
        formula = Formula(loss.formula_at(values))
        y_true, scores = examples(loss, random)
        with mp.workdps(100):
            rows = [[mpf(float(score)) for score in row] for row in scores]
            expected = np.array([judged(loss, formula, *pair, values) for pair in zip(y_true, rows, strict=True)])
        found = ours(loss, y_true, scores, values)
        size = 1 + np.abs(expected).max(axis=1, keepdims=True)
        np.testing.assert_allclose(found / size, expected / size, atol=2e-5, err_msg=f"{loss.name} {values}")


def test_a_confident_mistake_goes_on_costing_and_pulling() -> None:
    wrong = np.array([[20, 0, 0]], np.float32)
    cost = ours(LOSSES["categorical_crossentropy"], np.eye(3, dtype=np.float32)[[1]], wrong, {"label_smoothing": 0.0})
    np.testing.assert_allclose(cost, [[20, 1, -1, 0]], atol=1e-6)
    score = np.array([[18]], np.float32)
    cost = ours(LOSSES["binary_crossentropy"], np.zeros((1, 1), np.float32), score, {"label_smoothing": 0.0})
    np.testing.assert_allclose(cost, [[18, 1]], atol=1e-6)


def test_cross_entropy_by_hand_stops_learning_and_says_so() -> None:
    loss = LOSSES["cross_entropy_by_hand"]
    cost = ours(loss, np.array([1]), np.array([[20, 0, 0]], np.float32), {})
    np.testing.assert_allclose(cost, [[-np.log(1e-7), 0, 0, 0]], rtol=1e-5)
    assert "stops learning" in loss.description
