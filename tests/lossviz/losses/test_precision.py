"""Losses in float32, in which models are trained: costs and slopes are what the formula says with 50 digits.

Every loss is asked over the whole range of its parameters, close to where its formula divides zero by zero, and of the
predictions that its axis allows. A float32 has 24 bits, so a cost or slope is right if it is the exact one, within
`RELATIVE` of it, of a prediction that is off by its last two bits, `ROUNDING`: no function of rounded numbers knows
more. What the exact ones are at moved predictions is said by the same function in float64.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from mpmath import mp, mpf

from lossviz import keras_loss, lazy, losses
from lossviz.losses import LOSSES, Loss
from lossviz.losses.forms import checked
from lossviz.losses.stable import LARGEST_EXPONENT
from tests.drawn import N_CLASSES, Values, corners, draws, moderate_examples, special_points
from tests.formula import Formula
from tests.lossviz.losses.test_formulas import along, shown

tf = lazy.tf

RELATIVE = 3e-5
"""Powers with exponents up to 50 cost two digits."""

ROUNDING = 2.0**-22

OF_CLASSES = 3e-7
"""What logarithms of sums of probabilities, all of the order of 1, are rounded by, however small the cost is."""

BESIDE = (1e-6, 1e-3)
"""How far parameters are from the values at which a loss has another formula."""

DECADES = 10.0 ** np.arange(-3, 4)

every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


def points(loss: Loss) -> list[Values]:
    """Return parameters in float32: at the ends of their ranges, between, and close to their special values."""
    found = [*corners(loss)[:9], *draws(loss, np.random.default_rng(0), 1), *special_points(loss)]
    limits = [dict(limit.at) for limit in loss.limits]
    for at, by in itertools.product([*limits, *(dict(special.at) for special in loss.special)], BESIDE):
        for name, side in itertools.product(at, (-by, 0, by)):
            param, value = loss.params[name], at[name] + side
            if param.type is float and param.low <= value <= param.high:
                found.append(loss.defaults | at | {name: value})
    rounded = [{name: float(np.float32(value)) for name, value in values.items()} for values in found]
    return [dict(each) for each in dict.fromkeys(tuple(values.items()) for values in rounded)]


def numbers(loss: Loss) -> tuple[np.ndarray, np.ndarray]:
    """Return targets and predictions of one output, or vectors of three."""
    if loss.least_outputs > 1:
        random = np.random.default_rng(0)
        truth = random.normal(size=(30, 3)) * 10 ** random.uniform(-3, 3, (30, 1))
        near = truth * 10 ** random.uniform(-3, 3, (30, 1)) * (1 + 1e-3 * random.normal(size=truth.shape))
        return np.concatenate([truth, truth]), np.concatenate([near, np.roll(truth, 1, axis=0)])
    if loss.positive:
        levels = [(y, (1e-7, 1e-5, *DECADES, y * (1 - 1e-4), y * 1.01, y * 1.5)) for y in (1e-3, 1.0, 1000.0)]
    else:
        errors = np.array([1e-6, *DECADES])
        levels = [(y, (*(y + errors), *(y - errors))) for y in (0.7, -1000.0)]
    pairs = np.array([(y, y_hat) for y, row in levels for y_hat in row])
    return pairs[:, :1], pairs[:, 1:]


def classes(loss: Loss) -> tuple[np.ndarray, np.ndarray]:
    """Return labels and scores or probabilities of both or of all classes."""
    scores = np.array([*DECADES, *-DECADES])
    shares = np.array([1e-7, 1e-6, 1e-3, 0.1, 0.5, 0.9, 0.999, 1 - 1e-6])
    if loss.labels == "zero_one":
        y_pred = np.repeat(scores if loss.scores else shares, 2)[:, None]
        return np.tile([[0.0], [1.0]], (len(y_pred) // 2, 1)), y_pred
    if loss.scores:
        y_pred = np.array([(score, share * score, -1.0) for score in scores for share in (0.0, 0.9)])
    else:
        y_pred = np.array([(p, (1 - p) * share, (1 - p) * (1 - share)) for p in shares for share in (0.5, 0.8)])
    labels = np.tile(np.arange(2), len(y_pred)).astype(np.int32)
    return labels if loss.labels == "integers" else np.eye(N_CLASSES)[labels], np.repeat(y_pred, 2, axis=0)


def examples(loss: Loss) -> tuple[np.ndarray, np.ndarray]:
    """Return targets and predictions in float32."""
    y_true, y_pred = numbers(loss) if loss.labels == "numbers" else classes(loss)
    return y_true if loss.labels == "integers" else y_true.astype(np.float32), y_pred.astype(np.float32)


def exact(loss: Loss, y_true: np.ndarray, y_pred: np.ndarray, values: Values) -> np.ndarray:
    """Return the cost and the slopes that the formula says, shape (n, 1 + outputs)."""
    formula, step = Formula(loss.formula_at(values)), mpf("1e-30")

    def told(truth, row):
        def at(moved):
            return shown(loss, formula, truth, [x + move for x, move in zip(row, moved, strict=True)], values)

        moves = np.eye(len(row), dtype=int)
        return [at(0 * moves[0]), *((at(step * move) - at(-step * move)) / (2 * step) for move in moves)]

    with mp.workdps(100):
        rows = [[mpf(float(x)) for x in row] for row in y_pred]
        found = np.array([list(map(float, told(*pair))) for pair in zip(y_true, rows, strict=True)])
    return np.concatenate([found[:, :1], along(loss, found[:, 1:])], axis=1)


def computed(loss: Loss, y_true: np.ndarray, y_pred: np.ndarray, values: Values) -> np.ndarray:
    """Return the cost and the slopes that the function gives, in the precision of the predictions."""
    y_true = y_true if loss.labels == "integers" else y_true.astype(y_pred.dtype)
    tensor = tf.constant(y_pred)
    # As when a model is trained, where a slider moves them.
    given = {
        name: tf.constant(value, y_pred.dtype) if loss.params[name].traced else value for name, value in values.items()
    }
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        costs = loss(y_true, tensor, **given)
    slopes = along(loss, tape.gradient(costs, tensor).numpy().astype(float))
    return np.concatenate([costs.numpy()[:, None].astype(float), slopes], axis=1)


def change_by_rounding(loss: Loss, y_true: np.ndarray, y_pred: np.ndarray, values: Values) -> np.ndarray:
    """Return how much costs and slopes change as predictions move by their rounding, at most."""
    size = np.maximum(np.abs(y_pred), np.abs(y_true)) if loss.labels == "numbers" else np.abs(y_pred)
    rounding = ROUNDING * np.maximum(size.astype(float), 1e-6)
    one_by_one = np.eye(y_pred.shape[1])
    moved = np.array([y_pred + move * rounding for move in (0 * one_by_one[0], *one_by_one, *-one_by_one)])
    repeated = np.concatenate([y_true] * len(moved))
    found = computed(loss, repeated, moved.reshape(-1, y_pred.shape[1]), values).reshape(len(moved), len(y_pred), -1)
    up, down = np.split(np.abs(found[1:] - found[0]), 2)
    return np.maximum(up, down).sum(axis=0)


def straight(loss: Loss, y_true: np.ndarray, y_pred: np.ndarray, values: Values) -> np.ndarray:
    """Return where an exponential goes on as its tangent, which its formula does not say."""
    exponent = {
        "exponential": lambda: (1 - 2 * y_true) * y_pred,
        "linex": lambda: values["asymmetry"] * (y_pred - y_true),
    }.get(loss.name, lambda: np.zeros_like(y_pred))()
    return (exponent >= LARGEST_EXPONENT).any(axis=-1)


@every_loss
def test_costs_and_slopes_in_float32_are_exact_but_for_rounding(loss):
    y_true, y_pred = examples(loss)
    if "softmax_temperature" in loss.params:  # whose formula is an equation to be solved
        y_true, y_pred = y_true[::7], y_pred[::7]
    for values in points(loss):
        values = values | {name: int(value) for name, value in values.items() if loss.params[name].type is int}
        ends = straight(loss, y_true, y_pred, values)
        pairs = y_true[~ends], y_pred[~ends]
        found, expected = computed(loss, *pairs, values), exact(loss, *pairs, values)
        allowed = change_by_rounding(loss, *pairs, values)
        # The slopes of a prediction are one vector, whose length is what counts.
        size = np.abs(expected) + allowed
        size[:, 1:] = size[:, 1:].max(axis=1, keepdims=True)
        allowed = allowed + RELATIVE * size + OF_CLASSES * (loss.labels != "numbers")
        np.testing.assert_array_less(np.abs(found - expected), allowed + 1e-35, err_msg=str(values))


@pytest.mark.parametrize(
    ("name", "y", "y_hat", "values", "slope"),
    [
        ("tweedie_deviance", 1.0, 1e-7, {"power": 0.0}, -2.0),
        ("tweedie_deviance", 1000.0, 1e-3, {"power": 0.0}, -1999.998),
        ("barron", 0.0, 1.0, {"alpha": -6.0, "scale": 0.01}, 1e4 / 1251**4),
        ("geman_mcclure", 0.0, 100.0, {"scale": 1.0}, 100 / 10001**2),
        ("savage", 1.0, -40.0, {}, -2 * np.exp(-40.0)),
    ],
)
def test_slopes_that_once_lost_their_digits(name, y, y_hat, values, slope):
    loss = LOSSES[name]
    (found,) = computed(loss, np.array([[y]]), np.array([[y_hat]], np.float32), loss.defaults | values)
    assert found[1] == pytest.approx(slope, rel=5e-5)


@pytest.mark.parametrize(("name", "values"), [("exponential", {}), ("linex", {"asymmetry": 2.0})])
def test_an_exponential_goes_on_as_a_straight_line(name, values):
    loss = LOSSES[name]
    y_pred = np.array([60.0, 100.0, 300.0, 1000.0])[:, None]
    slopes = computed(loss, np.zeros_like(y_pred), y_pred, values)[:, 1]
    np.testing.assert_allclose(slopes, slopes[0], rtol=1e-9)


def test_small_angles_keep_their_digits():
    truth = np.array([[3.0, 4.0]] * 3, np.float32)
    turned = truth + np.array([1e-3, 1e-2, 1e-1], np.float32)[:, None] * np.array([[-0.8, 0.6]], np.float32)
    angle = np.arctan(np.array([1e-3, 1e-2, 1e-1]) / 5)
    np.testing.assert_allclose(losses.cosine_similarity(truth, turned), 1 - np.cos(angle), rtol=5e-3)


def test_what_has_no_direction_costs_1_as_one_at_right_angles_does():
    sides = [[0.0, 0.0], [1.0, 2.0], [0.0, 0.0]], [[1.0, 2.0], [0.0, 0.0], [0.0, 0.0]]
    np.testing.assert_array_equal(losses.cosine_similarity(*sides), [1, 1, 1])


# Half precision


@every_loss
@pytest.mark.parametrize("kind", ["float16", "bfloat16"])
def test_predictions_in_half_precision_cost_what_they_cost_in_float32(loss, kind):
    for y_true, y_pred in (examples(loss), moderate_examples(loss)):
        half = tf.cast(y_pred, kind)
        single = tf.cast(half, tf.float32)
        costs, expected = checked(loss)(y_true, half), checked(loss)(y_true, single)
        assert costs.dtype == tf.float32
        assert np.isfinite(costs).all()
        np.testing.assert_array_equal(costs, expected)
        assert float(keras_loss(loss.name)(y_true, half)) == pytest.approx(expected.numpy().mean(), rel=1e-4)


@every_loss
@pytest.mark.parametrize("kind", ["float16", "bfloat16"])
def test_slopes_of_predictions_in_half_precision_are_those_of_float32_rounded(loss, kind):
    y_true, y_pred = moderate_examples(loss)
    half = tf.cast(y_pred, kind)
    with tf.GradientTape() as tape:
        tape.watch(half)
        costs = checked(loss)(y_true, half)
    slopes = tape.gradient(costs, half)
    assert slopes.dtype == half.dtype
    single = tf.cast(half, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(single)
        costs = checked(loss)(y_true, single)
    expected = tf.cast(tape.gradient(costs, single), kind)
    np.testing.assert_array_equal(tf.cast(slopes, tf.float32), tf.cast(expected, tf.float32))
