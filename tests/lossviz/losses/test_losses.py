"""Every loss, from the registry: a new declaration is tested here without a new test.

What losses claim about themselves is tested in `test_claims.py`, that they are what their formula says in
`test_formulas.py`. Unless said, costs are computed in float64, where rounding is far below what is measured.
"""

from __future__ import annotations

import inspect
import itertools
import re

import numpy as np
import pytest

from lossviz import keras_loss, lazy, losses
from lossviz.errors import SpecError
from lossviz.losses import LOSSES
from tests.drawn import (
    N_CLASSES,
    corners,
    cost,
    draws,
    examples,
    moderate_predictions,
    perfect,
    predictions,
    slope,
    special_points,
    targets,
)
from tests.independent import COSTS, KERAS

every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


# A prediction and its cost


@every_loss
def test_a_loss_gives_one_cost_an_example(loss):
    y_true, y_pred = examples(loss, np.random.default_rng(0), 7)
    costs = cost(loss, y_true, y_pred, loss.defaults, np.float32)
    assert costs.shape == (7,)
    assert costs.dtype == np.float32
    alone = [cost(loss, y_true[i : i + 1], y_pred[i : i + 1], loss.defaults, np.float32)[0] for i in range(7)]
    np.testing.assert_allclose(costs, alone, rtol=1e-5)  # other kernels round otherwise


@pytest.mark.parametrize("loss", [loss for loss in LOSSES.values() if not loss.scores], ids=lambda loss: loss.name)
def test_the_true_prediction_is_the_cheapest_unless_the_loss_is_biased(loss):
    random = np.random.default_rng(1)
    gained = []
    for values in corners(loss) + draws(loss, random, 5):
        y_true = targets(loss, random, 200)
        least = cost(loss, y_true, perfect(loss, y_true), values)
        # Predictions between the true one and others; the cheapest of all that were tried.
        way = random.uniform(0, 1, (20, 200, 1)) ** 3
        truth = perfect(loss, y_true)
        tried = [step * predictions(loss, random, y_true) + (1 - step) * truth for step in way]
        margin = np.min([cost(loss, y_true, y_pred, values) for y_pred in tried], axis=0) - least
        if loss.is_biased(values):
            gained.append(margin.min())
        else:
            # Keras and we count probabilities of 0 and 1 as 1e-7 and 1 - 1e-7; some losses give them weights of 1000s.
            rounding = 1e-9 if loss.labels == "numbers" else 1e-3
            assert loss.least == 0
            np.testing.assert_allclose(least, 0, atol=rounding)
            assert margin.min() >= -rounding
    assert not gained or min(gained) < -0.01, "A loss that is not biased must not claim to be."


@pytest.mark.parametrize("loss", [loss for loss in LOSSES.values() if loss.scores], ids=lambda loss: loss.name)
def test_the_least_cost_of_scores_is_the_declared_one(loss):
    margins = np.concatenate([np.linspace(-3, 3, 6001), *(way * 10 ** np.linspace(-3, 15, 200) for way in (-1, 1))])
    if loss.labels == "zero_one":
        y_true, y_pred = np.ones((len(margins), 1)), margins[:, None]
    else:
        y_true = np.tile(np.eye(N_CLASSES)[0], (len(margins), 1))
        y_pred = margins[:, None] * y_true
    for values in corners(loss):
        costs = cost(loss, y_true, y_pred, values)
        if np.isfinite(loss.least):
            assert costs.min() >= loss.least - 1e-9
            assert costs.min() == pytest.approx(loss.least, abs=1e-4)
        else:
            assert costs.min() < -1e9


@every_loss
def test_cost_and_slope_are_finite_over_the_whole_hard_range(loss):
    if loss.labels == "numbers":
        ends = [1e-3, 0.5, 1, 1000] if loss.positive else [-1000, -1, -1e-3, 0, 1e-3, 0.5, 1, 1000]
        pairs = np.array(
            [(y, y_hat if loss.positive else y + y_hat) for y in ends for y_hat in [0, *ends]]
            + ([] if loss.positive else [(0.5, 0.5 + 1e3)])
        )
        y_true, y_pred = (np.repeat(side[:, None], loss.least_outputs, axis=1) for side in pairs.T)
    else:
        width = 1 if loss.labels == "zero_one" else N_CLASSES
        levels = [-1000, -1, 0, 1, 1000] if loss.scores else [0, 1e-7, 0.5, 1 - 1e-7, 1]
        rows = np.array(list(itertools.product(levels, repeat=width)))
        if width > 1 and not loss.scores:
            rows = rows[np.isclose(rows.sum(axis=1), 1)]
        n_labels = max(width, 2)
        y_pred = np.repeat(rows, n_labels, axis=0)
        labels = np.tile(np.arange(n_labels, dtype=np.int32), len(rows))
        y_true = {"integers": labels, "one_hot": np.eye(n_labels)[labels], "zero_one": labels[:, None]}[loss.labels]
    for values in corners(loss) + special_points(loss):
        assert np.isfinite(cost(loss, y_true, y_pred, values, np.float32)).all(), values
        assert np.isfinite(slope(loss, y_true, y_pred, values, np.float32)).all(), values


@every_loss
def test_the_slope_is_the_central_difference(loss):
    random, step = np.random.default_rng(2), 1e-6
    for values in corners(loss) + draws(loss, random, 5) + special_points(loss):
        y_true = targets(loss, random, 300)
        if loss.labels == "numbers":
            y_true = np.clip(y_true, -10, 10) if not loss.positive else np.clip(y_true, 0.1, 10)
        y_pred = moderate_predictions(loss, random, y_true)
        here, derivative = cost(loss, y_true, y_pred, values), slope(loss, y_true, y_pred, values)
        for j in range(y_pred.shape[1]):
            way = np.eye(y_pred.shape[1])[j] * step
            behind, ahead = (cost(loss, y_true, y_pred + side * way, values) for side in (-1, 1))
            backward, forward = (here - behind) / step, (ahead - here) / step
            # A cost of c is rounded by 1e-16 c, a few times over.
            rounding = 2e-15 * (1 + np.abs(here)) / step
            kink = np.abs(forward - backward) > 3e-3 * np.abs(derivative[:, j]) + 1e-4 + 2 * rounding
            difference = np.abs((ahead - behind) / (2 * step) - derivative[:, j])
            assert (difference <= 1e-5 * np.abs(derivative[:, j]) + 1e-7 + rounding)[~kink].all(), values
            low, high = np.minimum(backward, forward) - rounding, np.maximum(backward, forward) + rounding
            assert ((low <= derivative[:, j]) & (derivative[:, j] <= high))[kink].all(), values
            assert kink.mean() < 0.02


# Other implementations, and special cases


def test_other_implementations_are_of_losses_that_there_are():
    assert set(COSTS) <= set(LOSSES)
    assert set(KERAS) <= set(LOSSES)


@pytest.mark.parametrize("name", COSTS)
@pytest.mark.parametrize("n_outputs", [1, N_CLASSES])
def test_a_loss_equals_an_independent_implementation(name, n_outputs):
    loss, random = LOSSES[name], np.random.default_rng(5)
    for values in corners(loss) + draws(loss, random, 20):
        y_true, y_pred = examples(loss, random, 50, n_outputs)
        expected = COSTS[name](y_true, y_pred, **values)
        if np.isnan(expected).all():  # not for these parameters
            continue
        size = 1e-6 * np.abs(expected).max()  # where numbers cancel, in the other implementation or in ours
        np.testing.assert_allclose(
            cost(loss, y_true, y_pred, values), expected, rtol=1e-6, atol=1e-9 * size, err_msg=str(values)
        )
        # float32 has 24 bits: a difference of numbers of size 1000 is good to 1e-4, and costs are sums of few of them.
        np.testing.assert_allclose(
            cost(loss, y_true, y_pred, values, np.float32), expected, rtol=1e-3, atol=1e-3 + size, err_msg=str(values)
        )


def test_a_loss_is_the_function_of_keras_that_has_its_name_or_says_that_it_differs():
    random = np.random.default_rng(8)
    for name in set(LOSSES) & set(dir(lazy.keras.losses)):
        loss = LOSSES[name]
        y_true, y_pred = examples(loss, random, 200)
        if loss.scores:  # on every side of 0
            y_pred[::2] = -np.abs(y_pred[::2])
        of_keras = np.asarray(getattr(lazy.keras.losses, name)(y_true, y_pred))
        same = np.allclose(cost(loss, y_true, y_pred, loss.defaults), of_keras, rtol=1e-5)
        assert same == (name not in KERAS_DIFFERS), name
        assert same == ("Keras' function of this name" not in " ".join(loss.description.split())), name
        assert same == (f"`{name}`" not in str(keras_loss.__doc__)), name
    y_true, y_pred = np.eye(3)[[0]], np.array([[0.06, -0.89, -2.0]])
    np.testing.assert_allclose(losses.categorical_hinge(y_true, y_pred), [0.05], rtol=1e-6)
    np.testing.assert_allclose(lazy.keras.losses.categorical_hinge(y_true, y_pred), [0.94], rtol=1e-6)
    given, swapped = {"alpha": 0.3, "beta": 1.7}, {"alpha": 1.7, "beta": 0.3}
    alone = [float(lazy.keras.losses.tversky(y_true, row, **swapped)) for row in ([[0.2, 0.5, 0.3]], [[0.9, 0.1, 0.0]])]
    y_pred = np.array([[0.2, 0.5, 0.3], [0.9, 0.1, 0.0]])
    np.testing.assert_allclose(losses.tversky(np.eye(3)[[0, 0]], y_pred, **given), alone, rtol=1e-5)


KERAS_DIFFERS = ("categorical_hinge", "cosine_similarity", "dice", "tversky")
"""Losses that have the name of a function of Keras but other costs; links hold their names, so these stay."""

SPECIAL = [(loss, special) for loss in LOSSES.values() for special in loss.special]


@pytest.mark.parametrize(
    ("loss", "special"), SPECIAL, ids=[f"{loss.name}-{special.loss}-{i}" for i, (loss, special) in enumerate(SPECIAL)]
)
def test_a_loss_is_another_one_where_it_says_so(loss, special):
    other = LOSSES[special.loss]
    random = np.random.default_rng(7)
    for values in [loss.defaults, *draws(loss, random, 3)]:
        y_true = targets(loss, random, 300)
        if loss.labels == "numbers" and not loss.positive:
            y_true = np.clip(y_true, -10, 10)
        y_pred = moderate_predictions(loss, random, y_true)
        expected = special.times * cost(other, _labels(y_true, other), y_pred, other.check(special.given))
        actual = cost(loss, y_true, y_pred, values | dict(special.at))
        np.testing.assert_allclose(actual, expected, rtol=max(special.within, 1e-9), atol=1e-9 + special.within**2)


@pytest.mark.parametrize(("loss", "special"), [(loss, special) for loss, special in SPECIAL if special.unit])
def test_it_is_the_other_loss_of_errors_in_another_unit(loss, special):
    random = np.random.default_rng(8)
    y_true = np.clip(targets(loss, random, 300), -10, 10)
    y_pred = moderate_predictions(loss, random, y_true)
    other = LOSSES[special.loss]
    expected = special.times * cost(other, y_true, y_pred, other.check(special.given))
    for ratio in (0.2, 1.5, 7):
        values = loss.defaults | dict(special.at) | {special.unit: ratio * special.at[special.unit]}
        actual = cost(loss, ratio * y_true, ratio * y_pred, values)
        np.testing.assert_allclose(actual, expected, rtol=max(special.within, 1e-9), atol=1e-9)


def _labels(y_true: np.ndarray, other: losses.Loss) -> np.ndarray:
    return y_true.argmax(axis=1).astype(np.int32) if other.labels == "integers" and y_true.ndim == 2 else y_true


@every_loss
def test_parameters_may_be_tensors(loss):
    # So they enter compiled programs, where a slider moves them.
    y_true, y_pred = examples(loss, np.random.default_rng(6), 20)
    tensors = {
        name: lazy.tf.constant(value) if loss.params[name].traced else value for name, value in loss.defaults.items()
    }
    np.testing.assert_allclose(
        cost(loss, y_true, y_pred, tensors, np.float32),
        cost(loss, y_true, y_pred, loss.defaults, np.float32),
        rtol=1e-5,
    )


def test_the_three_cross_entropies_agree():
    random = np.random.default_rng(8)
    loss = LOSSES["cross_entropy_by_hand"]
    labels, y_pred = examples(loss, random, 500)
    by_hand = cost(loss, labels, y_pred, {})
    for name, y_true in [("sparse_categorical_crossentropy", labels), ("categorical_crossentropy", np.eye(3)[labels])]:
        np.testing.assert_allclose(cost(LOSSES[name], y_true, y_pred, {}), by_hand, rtol=1e-9)


@pytest.mark.parametrize(
    ("name", "y_true", "y_pred", "values", "expected"),
    [
        # By hand: errors 1 and -3.
        ("mean_squared_error", [[0, 0]], [[1, -3]], {}, (1 + 9) / 2),
        ("mean_absolute_error", [[0, 0]], [[1, -3]], {}, (1 + 3) / 2),
        ("huber", [[0, 0]], [[1, -3]], {"delta": 2}, (0.5 + (2 * 3 - 2)) / 2),
        ("quantile", [[0, 0]], [[1, -3]], {"level": 0.9}, (0.1 * 1 + 0.9 * 3) / 2),
        ("asymmetric_absolute", [[0, 0]], [[1, -3]], {"weight": 3}, (3 * 1 + 3) / 2),
        # The article: mse + factor * mean(square(0.5 - y_pred)).
        ("custom_mse", [[0, 0]], [[1, -3]], {"regularization_factor": 0.1}, 5 + 0.1 * (0.25 + 12.25) / 2),
        ("categorical_crossentropy", [[0, 1]], [[0.75, 0.25]], {}, np.log(4)),
        ("sparse_categorical_crossentropy", [1], [[0.75, 0.25]], {}, np.log(4)),
        ("cross_entropy_by_hand", [1], [[0.75, 0.25]], {}, np.log(4)),
    ],
)
def test_a_cost_worked_out_by_hand(name, y_true, y_pred, values, expected):
    loss = LOSSES[name]
    y_true = np.array(y_true, np.int32 if loss.labels == "integers" else float)
    np.testing.assert_allclose(cost(loss, y_true, np.array(y_pred, float), values), [expected], rtol=1e-6)


# Calling a loss by its name


@every_loss
def test_a_loss_is_a_function_of_the_package(loss):
    function = getattr(losses, loss.name)
    assert function is getattr(losses, loss.name)
    assert inspect.signature(function) == inspect.signature(loss.function)
    assert function.__doc__ == loss.function.__doc__


def test_what_is_no_loss_is_no_attribute():
    with pytest.raises(AttributeError, match="has no attribute 'hubert'"):
        _ = losses.hubert


# What people read


@every_loss
def test_the_formula_shows_every_parameter(loss):
    symbols = loss.latex()
    assert re.search(r"<\w+>", symbols) is None
    for name, param in loss.params.items():
        assert f"<{name}>" in loss.formula
        assert param.symbol
        assert param.symbol in symbols
    for values in corners(loss) + draws(loss, np.random.default_rng(9), 5):
        written = loss.latex(values)
        assert re.search(r"<\w+>", written) is None
        for name, value in values.items():
            assert f"{value:.4g}" in written or f"<{name}>" not in loss.formula_at(values)


@every_loss
def test_a_loss_says_when_to_reach_for_it_and_when_not(loss):
    assert loss.summary.endswith(".")
    described = " ".join(loss.description.split())
    assert "Reach for " in described
    assert "Avoid " in described
    assert all(param.help.endswith(".") for param in loss.params.values())


def test_a_value_out_of_bounds_is_refused_with_the_sentence_of_the_design():
    with pytest.raises(SpecError) as caught:
        LOSSES["huber"].check({"delta": -1.0})
    assert str(caught.value) == "The delta of Huber must be a number in [0.001, 1000]. Got -1.0 instead."
