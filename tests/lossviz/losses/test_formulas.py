"""The formula that is shown of a loss, evaluated with 50 digits, is what its function computes; so are its slopes."""

from __future__ import annotations

import numpy as np
import pytest
from mpmath import findroot, mp, mpf

from lossviz.losses import LOSSES, Loss, marks_of
from tests.drawn import N_CLASSES, Values, corners, cost, draws, moderate_predictions, slope, special_points, targets
from tests.formula import Formula

DIGITS = 50

STEP = mpf("1e-15")
"""Of a central difference, which is then right to about 30 digits."""


def symbols(loss: Loss, y_true: np.ndarray, y_pred: list[mpf], values: Values) -> dict:
    """Return the symbols of a formula for one example."""
    known: dict = {f"<{name}>": mpf(value) for name, value in values.items()}
    if loss.labels == "numbers":
        truth = [mpf(float(number)) for number in y_true]
        if loss.least_outputs > 1:
            return known | {"y": truth, r"\hat y": y_pred}
        (y,), (y_hat,) = truth, y_pred
        return known | {"y": y, r"\hat y": y_hat, "e": y_hat - y}
    if loss.labels == "zero_one":
        y = mpf(float(y_true[0]))
        return known | ({"m": (2 * y - 1) * y_pred[0]} if loss.scores else {"y": y, r"\hat p": y_pred[0]})
    number = int(y_true) if loss.labels == "integers" else int(y_true.argmax())
    one_hot = [mpf(int(j == number)) for j in range(N_CLASSES)]
    known |= {"_y": number, "k": mpf(N_CLASSES), "y": one_hot, **{f"y_{j + 1}": one_hot[j] for j in range(N_CLASSES)}}
    if not loss.scores:
        return known | {r"\hat p": y_pred, "p": one_hot, "q": y_pred}
    known[r"\hat s"] = y_pred
    if "softmax_temperature" in values:
        known[r"\lambda"] = _normalizer(y_pred, known["<softmax_temperature>"])
    return known


def _normalizer(scores: list[mpf], temperature: mpf) -> mpf:
    """Return the number that makes the shares of a softmax with this temperature sum to one."""
    if temperature == 1:
        return mp.log(sum(map(mp.exp, scores)))
    power = 1 / (1 - temperature)
    top = max(scores)

    def excess(distance):
        return sum((1 + (1 - temperature) * (score - top - distance)) ** power for score in scores) - 1

    # All scores equal gives the largest distance.
    widest = (mpf(len(scores)) ** (temperature - 1) - 1) / (temperature - 1)
    return top + findroot(excess, (mpf(0), widest), solver="anderson", tol=mpf(10) ** (-80))


def shown(loss: Loss, formula: Formula, y_true: np.ndarray, y_pred: list[mpf], values: Values) -> mpf:
    """Return what the formula says of one example: for numbers the mean over its outputs."""
    if loss.labels != "numbers" or loss.least_outputs > 1:
        return formula(symbols(loss, y_true, y_pred, values))
    parts = [formula(symbols(loss, y_true[j : j + 1], y_pred[j : j + 1], values)) for j in range(len(y_pred))]
    return sum(parts) / len(parts)


def shown_slope(loss: Loss, formula: Formula, y_true: np.ndarray, y_pred: list[mpf], values: Values) -> list[mpf]:
    """Return the central difference of the formula by each number of a prediction."""

    def at(j, step):
        moved = [number + step if i == j else number for i, number in enumerate(y_pred)]
        return shown(loss, formula, y_true, moved, values)

    return [(at(j, STEP) - at(j, -STEP)) / (2 * STEP) for j in range(len(y_pred))]


def along(loss: Loss, slopes: np.ndarray) -> np.ndarray:
    """Return slopes in the directions in which predictions can move: of probabilities the sum stays 1."""
    if loss.probabilities and loss.labels != "zero_one":
        return slopes - slopes.mean(axis=-1, keepdims=True)
    return slopes


def shown_points(loss: Loss) -> list[Values]:
    """Return parameters at the ends of their ranges, at all their ticks, and where the loss has another formula."""
    ticks = [
        loss.defaults | {name: loss.params[name].type(mark.value)}
        for name in loss.params
        for mark in marks_of(loss, name, loss.defaults)
    ]
    limits = [loss.defaults | dict(limit.at) for limit in loss.limits]
    return [*corners(loss)[-8:], *special_points(loss), *ticks, *limits, loss.defaults]


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_a_loss_and_its_slope_are_what_its_formula_says(loss):
    random = np.random.default_rng(0)
    for values in [*shown_points(loss), *draws(loss, random, 4)]:
        formula = Formula(loss.formula_at(values))
        y_true = targets(loss, random, 4, n_outputs=1 + (len(values) == 0))
        if loss.labels == "numbers":
            y_true = np.clip(y_true, 0.1, 10) if loss.positive else np.clip(y_true, -10, 10)
        y_pred = moderate_predictions(loss, random, y_true)
        with mp.workdps(2 * DIGITS):
            rows = [[mpf(float(number)) for number in row] for row in y_pred]
            pairs = list(zip(y_true, rows))
            costs = np.array([float(shown(loss, formula, truth, row, values)) for truth, row in pairs])
            slopes = np.array([list(map(float, shown_slope(loss, formula, *pair, values))) for pair in pairs])
        double = cost(loss, y_true, y_pred, values)
        np.testing.assert_allclose(double, costs, rtol=1e-9, atol=1e-11, err_msg=str(values))
        found = along(loss, slope(loss, y_true, y_pred, values))
        np.testing.assert_allclose(found, along(loss, slopes), rtol=1e-6, atol=1e-9, err_msg=str(values))
        # float32 has 24 bits, of which errors lose some to the size of targets, and powers some more.
        size = 1 + np.abs(costs)
        single = cost(loss, y_true, y_pred, values, np.float32)
        np.testing.assert_allclose(single / size, costs / size, atol=2e-5, err_msg=str(values))
