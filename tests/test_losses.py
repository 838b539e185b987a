"""Every loss, from the registry: a new declaration is tested here without a new test.

Claims are searched for counter-examples in float64, where rounding is far below what is measured.
"""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from lossviz import lazy, losses
from lossviz.errors import SpecError
from lossviz.losses import LOSSES, Loss
from lossviz.registry import Registry
from tests.independent import COSTS, KERAS

N_CLASSES = 3
SMALLEST_PROBABILITY = 1e-6

every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


# What is drawn


def corners(loss: Loss) -> list[dict[str, float]]:
    """Return parameters at their defaults and at all combinations of the ends of their hard and soft ranges."""
    ends = {name: (p.low, p.high, *(p.soft or ())) for name, p in loss.params.items() if p.traced}
    constants = {name: p.default for name, p in loss.params.items() if not p.traced}
    return [
        loss.defaults,
        *(constants | dict(zip(ends, combination)) for combination in itertools.product(*ends.values())),
    ]


def draws(loss: Loss, random: np.random.Generator, n: int) -> list[dict[str, float]]:
    """Return random parameters, in equal ratios where their slider is in ratios."""
    drawn = []
    for _ in range(n):
        values = loss.defaults
        for name, param in loss.params.items():
            if param.traced:
                low, high = param.soft or (param.low, param.high)
                values[name] = np.exp(random.uniform(*np.log([low, high]))) if param.log else random.uniform(low, high)
        drawn.append(values)
    return drawn


def numbers(random: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Return numbers of both signs and of all sizes between 0.001 and 1000."""
    return random.choice([-1, 1], shape) * 10 ** random.uniform(-3, 3, shape)


def simplex(random: np.random.Generator, n: int) -> np.ndarray:
    """Return rows of probabilities, from nearly equal to nearly certain, none below `SMALLEST_PROBABILITY`."""
    rows = np.exp(random.normal(size=(n, N_CLASSES)) * random.choice([0.5, 2, 6], (n, 1)))
    rows /= rows.sum(axis=1, keepdims=True)
    return SMALLEST_PROBABILITY + (1 - N_CLASSES * SMALLEST_PROBABILITY) * rows


def examples(
    loss: Loss, random: np.random.Generator, n: int, n_outputs: int = N_CLASSES
) -> tuple[np.ndarray, np.ndarray]:
    """Return random targets in the form that a loss wants, and predictions that may be far from them."""
    if loss.labels == "numbers":
        y_true = numbers(random, (n, n_outputs))
        return y_true, y_true + numbers(random, (n, n_outputs))
    labels = random.integers(N_CLASSES, size=n).astype(np.int32)
    return (labels if loss.labels == "integers" else np.eye(N_CLASSES)[labels]), simplex(random, n)


def perfect(loss: Loss, y_true: np.ndarray) -> np.ndarray:
    """Return the prediction that is the truth."""
    return np.eye(N_CLASSES)[y_true] if loss.labels == "integers" else y_true.copy()


def cost(loss: Loss, y_true: np.ndarray, y_pred: np.ndarray, values: dict[str, float], dtype=np.float64) -> np.ndarray:
    """Return the cost of each example, computed in a precision."""
    y_true = y_true if loss.labels == "integers" else y_true.astype(dtype)
    return loss(lazy.tf.constant(y_true), lazy.tf.constant(y_pred.astype(dtype)), **values).numpy()


def slope(loss: Loss, y_true: np.ndarray, y_pred: np.ndarray, values: dict[str, float], dtype=np.float64) -> np.ndarray:
    """Return the derivative of the cost by each number of the prediction, by automatic differentiation."""
    y_true = y_true if loss.labels == "integers" else y_true.astype(dtype)
    y_pred = lazy.tf.constant(y_pred.astype(dtype))
    with lazy.tf.GradientTape() as tape:
        tape.watch(y_pred)
        costs = loss(lazy.tf.constant(y_true), y_pred, **values)
    return tape.gradient(costs, y_pred).numpy()


# A prediction and its cost


@every_loss
def test_a_loss_gives_one_cost_an_example(loss):
    y_true, y_pred = examples(loss, np.random.default_rng(0), 7)
    costs = cost(loss, y_true, y_pred, loss.defaults, np.float32)
    assert costs.shape == (7,)
    assert costs.dtype == np.float32
    alone = [cost(loss, y_true[i : i + 1], y_pred[i : i + 1], loss.defaults, np.float32)[0] for i in range(7)]
    np.testing.assert_allclose(costs, alone, rtol=1e-6)


@every_loss
def test_the_true_prediction_is_the_cheapest_unless_the_loss_is_biased(loss):
    random = np.random.default_rng(1)
    for values in (corners(loss) + draws(loss, random, 5)) if not loss.biased else [loss.defaults]:
        y_true, _ = examples(loss, random, 200)
        least = cost(loss, y_true, perfect(loss, y_true), values)
        # Predictions between the true one and others; the cheapest of all that were tried.
        others = [examples(loss, random, 200)[1] for _ in range(20)]
        way = random.uniform(0, 1, (20, 200, 1)) ** 3
        tried = [step * other + (1 - step) * perfect(loss, y_true) for step, other in zip(way, others)]
        margin = np.min([cost(loss, y_true, y_pred, values) for y_pred in tried], axis=0) - least
        if loss.biased:
            assert margin.min() < -0.01, "A loss that is not biased must not claim to be."
        else:
            # Keras and we count probabilities of 0 and 1 as 1e-7 and 1 - 1e-7, and there are three.
            np.testing.assert_allclose(least, 0, atol=3e-7)
            assert margin.min() >= -3e-7


@every_loss
def test_cost_and_slope_are_finite_over_the_whole_hard_range(loss):
    if loss.labels == "numbers":
        ends = [-1000, -1, -1e-3, 0, 1e-3, 0.5, 1, 1000]
        pairs = np.array([(target, target + error) for target in ends for error in ends])
        y_true, y_pred = pairs[:, :1], pairs[:, 1:]
    else:
        certain = np.eye(N_CLASSES)
        rows = np.concatenate([certain, [[0.5, 0.5, 0], [1 - 1e-7, 1e-7, 0], [1 / 3, 1 / 3, 1 / 3]]])
        y_pred = np.repeat(rows, N_CLASSES, axis=0)
        labels = np.tile(np.arange(N_CLASSES, dtype=np.int32), len(rows))
        y_true = labels if loss.labels == "integers" else certain[labels]
    for values in corners(loss):
        assert np.isfinite(cost(loss, y_true, y_pred, values, np.float32)).all(), values
        assert np.isfinite(slope(loss, y_true, y_pred, values, np.float32)).all(), values


@every_loss
def test_the_slope_is_the_central_difference(loss):
    random = np.random.default_rng(2)
    for values in corners(loss) + draws(loss, random, 5):
        y_true, y_pred = examples(loss, random, 300)
        if loss.labels == "numbers":
            y_true = random.normal(size=y_true.shape)
            y_pred = y_true + random.normal(size=y_true.shape) * random.choice([0.01, 1, 30], y_true.shape)
        else:
            y_pred = 1e-3 + (1 - N_CLASSES * 1e-3) * y_pred
        here, derivative = cost(loss, y_true, y_pred, values), slope(loss, y_true, y_pred, values)
        for j in range(N_CLASSES):
            step = np.eye(N_CLASSES)[j] * 1e-6
            behind, ahead = (cost(loss, y_true, y_pred + way * step, values) for way in (-1, 1))
            backward, forward = (here - behind) / 1e-6, (ahead - here) / 1e-6
            # A cost of c is rounded by 1e-16 c. The slope of a logarithm at 0.001 changes by 0.1 % over a step.
            rounding = 1e-9 * (1 + here)
            kink = np.abs(forward - backward) > 3e-3 * np.abs(derivative[:, j]) + 1e-4
            np.testing.assert_allclose(
                derivative[:, j][~kink], ((ahead - behind) / 2e-6)[~kink], rtol=1e-6, atol=rounding.max()
            )
            low, high = np.minimum(backward, forward) - rounding, np.maximum(backward, forward) + rounding
            assert ((low <= derivative[:, j]) & (derivative[:, j] <= high))[kink].all()
            assert kink.mean() < 0.02


# Claims


def excess(loss: Loss, n: int = 4000) -> float:
    """Return how far a cost between two predictions rises above the straight line, in parts of that line's height."""
    random = np.random.default_rng(3)
    worst = -np.inf
    for values in corners(loss) + draws(loss, random, 5):
        y_true, one_end = examples(loss, random, n)
        _, other_end = examples(loss, random, n)
        if loss.labels == "numbers":
            other_end = one_end + numbers(random, one_end.shape)
        way = random.uniform(size=(n, 1))
        middle = cost(loss, y_true, way * one_end + (1 - way) * other_end, values)
        line = way[:, 0] * cost(loss, y_true, one_end, values) + (1 - way[:, 0]) * cost(loss, y_true, other_end, values)
        worst = max(worst, float(((middle - line) / np.abs(line).clip(1e-6)).max()))
    return worst


@every_loss
def test_a_loss_is_convex_if_and_only_if_it_claims_to_be(loss):
    if loss.convex:
        assert excess(loss) < 1e-9
    else:
        assert excess(loss) > 1e-3, "No counter-example was found: claim `convex`, or search further."


def toy(labels: str, **facts) -> Loss:
    """Return a registry of losses that are not convex."""
    registry: Registry[Loss] = Registry("loss", Loss)

    def cauchy(y_true, y_pred):
        """Resist outliers."""
        return lazy.tf.reduce_mean(lazy.tf.math.log1p(lazy.tf.square(y_pred - y_true)), axis=-1)

    def square_of_surprise(y_true, y_pred):
        """Forgive near certainty."""
        return lazy.tf.square(1.0 - lazy.tf.square(lazy.tf.reduce_sum(y_true * y_pred, axis=-1)))

    function = cauchy if labels == "numbers" else square_of_surprise
    registry.declare("Toy", formula="", labels=labels, **facts)(function)
    return registry[function.__name__]


@pytest.mark.parametrize("labels", ["numbers", "one_hot"])
def test_the_search_finds_the_counter_example_of_a_false_claim(labels):
    with pytest.raises(AssertionError):
        test_a_loss_is_convex_if_and_only_if_it_claims_to_be(toy(labels, convex=True))
    test_a_loss_is_convex_if_and_only_if_it_claims_to_be(toy(labels))


def test_the_search_finds_that_a_loss_is_not_biased():
    with pytest.raises(AssertionError):
        test_the_true_prediction_is_the_cheapest_unless_the_loss_is_biased(toy("numbers", biased=True))


def best_constant(loss: Loss, targets: np.ndarray, values: dict[str, float]) -> float:
    """Return the constant prediction of least mean cost, among the targets and the values between them."""
    candidates = np.sort(np.concatenate([targets, (targets[1:] + targets[:-1]) / 2]))
    y_pred, y_true = (grid.reshape(-1, 1) for grid in np.meshgrid(candidates, targets, indexing="ij"))
    costs = cost(loss, y_true, y_pred, values).reshape(len(candidates), -1).mean(axis=1)
    return float(candidates[costs.argmin()])


@pytest.mark.parametrize(
    "loss", [loss for loss in LOSSES.values() if loss.labels == "numbers"], ids=lambda loss: loss.name
)
def test_the_share_of_targets_below_the_best_prediction_is_as_claimed(loss):
    random = np.random.default_rng(4)
    skewed = np.sort(random.exponential(size=101))
    samples = (skewed, np.sort(-skewed))
    if loss.over_predicted is None:
        # The share depends on the targets: no number could be claimed.
        shares = [np.mean(sample < best_constant(loss, sample, loss.defaults)) for sample in samples]
        assert abs(shares[0] - shares[1]) > 0.02
        return
    for values in corners(loss) + draws(loss, random, 3):
        for sample in samples:
            share = np.mean(sample < best_constant(loss, sample, values))
            assert share == pytest.approx(loss.over_predicted(values), abs=2 / len(sample)), values


# Other implementations and known limits


def test_every_loss_has_an_independent_implementation():
    assert set(COSTS) == set(LOSSES)
    assert set(KERAS) <= set(LOSSES)


@every_loss
@pytest.mark.parametrize("n_outputs", [1, N_CLASSES])
def test_a_loss_equals_an_independent_implementation(loss, n_outputs):
    random = np.random.default_rng(5)
    for values in corners(loss) + draws(loss, random, 20):
        y_true, y_pred = examples(loss, random, 50, n_outputs)
        expected = COSTS[loss.name](y_true, y_pred, **values)
        np.testing.assert_allclose(cost(loss, y_true, y_pred, values), expected, rtol=1e-6, err_msg=str(values))
        # float32 has 24 bits: a difference of numbers of size 1000 is good to 1e-4, and costs are sums of few of them.
        np.testing.assert_allclose(
            cost(loss, y_true, y_pred, values, np.float32), expected, rtol=1e-3, atol=1e-3, err_msg=str(values)
        )


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
        rtol=1e-6,
    )


def errors() -> tuple[lazy.tf.Tensor, lazy.tf.Tensor]:
    """Return targets and predictions, of shape (200, 2)."""
    random = np.random.default_rng(7)
    return lazy.tf.constant(random.normal(size=(200, 2)) * 3), lazy.tf.constant(random.normal(size=(200, 2)) * 3)


def test_huber_with_a_huge_delta_is_half_the_squared_error():
    np.testing.assert_allclose(
        losses.huber(*errors(), delta=1000.0), 0.5 * losses.mean_squared_error(*errors()), rtol=1e-12
    )


def test_huber_with_a_tiny_delta_is_delta_times_the_absolute_error():
    np.testing.assert_allclose(
        losses.huber(*errors(), delta=1e-3) / 1e-3, losses.mean_absolute_error(*errors()), atol=1e-3
    )


def test_the_quantile_loss_at_the_median_is_half_the_absolute_error():
    np.testing.assert_allclose(
        losses.quantile(*errors(), level=0.5), 0.5 * losses.mean_absolute_error(*errors()), rtol=1e-12
    )


@pytest.mark.parametrize("weight", [0.01, 0.3, 1.0, 3.0, 100.0])
def test_the_asymmetric_loss_is_a_quantile_loss(weight):
    np.testing.assert_allclose(
        losses.asymmetric_absolute(*errors(), weight=weight),
        (1 + weight) * losses.quantile(*errors(), level=1 / (1 + weight)),
        rtol=1e-12,
    )


def test_custom_mse_without_regularization_is_the_squared_error():
    np.testing.assert_array_equal(
        losses.custom_mse(*errors(), regularization_factor=0.0), losses.mean_squared_error(*errors())
    )


def test_the_three_cross_entropies_agree():
    random = np.random.default_rng(8)
    labels, y_pred = random.integers(N_CLASSES, size=500).astype(np.int32), lazy.tf.constant(simplex(random, 500))
    by_hand = losses.cross_entropy_by_hand(labels, y_pred)
    np.testing.assert_allclose(losses.sparse_categorical_crossentropy(labels, y_pred), by_hand, rtol=1e-9)
    np.testing.assert_allclose(losses.categorical_crossentropy(np.eye(N_CLASSES)[labels], y_pred), by_hand, rtol=1e-9)


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
        for value in values.values():
            assert f"{value:.4g}" in written


def test_a_value_out_of_bounds_is_refused_with_the_sentence_of_the_design():
    with pytest.raises(SpecError) as caught:
        LOSSES["huber"].check({"delta": -1.0})
    assert str(caught.value) == "The 'delta' parameter of huber must be a number in [0.001, 1000]. Got -1.0 instead."
