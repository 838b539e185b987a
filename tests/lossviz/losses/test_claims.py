"""What losses claim about themselves, for every loss from the registry: each claim is searched for a counter-example.

A claim must hold for all parameters for which it is made. For the others a counter-example must be found: a claim that
is left out by mistake fails as well.
"""

from __future__ import annotations

import numpy as np
import pytest

from lossviz import lazy
from lossviz.declare import Registry
from lossviz.losses import CLAIMS, LOSSES, Loss
from lossviz.losses.base import claim_words
from lossviz.losses.noise_tolerant import DICE_CONVEX
from tests.drawn import (
    N_CLASSES,
    SMALLEST_PROBABILITY,
    Values,
    corners,
    cost,
    draws,
    every_class,
    examples,
    moderate_predictions,
    numbers,
    predictions,
    slope,
    special_points,
    targets,
)

every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


def parameters(loss: Loss) -> list[Values]:
    """Return the parameters at which claims are tested."""
    return [*corners(loss), *draws(loss, np.random.default_rng(0), 3), *special_points(loss)]


def judge(loss: Loss, claim: str, violation) -> None:
    """Compare a claim with what is measured.

    Args:
        loss: The loss.
        claim: Its name in `CLAIMS`.
        violation: For given parameters, how far the claim is from true: below 0 if it holds.
    """
    found: dict[bool, list[float]] = {True: [], False: []}
    for values in parameters(loss):
        found[loss.claims(values)[claim]].append(violation(loss, values))
    assert all(size <= 0 for size in found[True]), f"{loss.name} is not {claim} for some of the parameters it says."
    # A claim that is left out for some values by mistake must fail, too, so each needs a counter-example of its own.
    least = max if (loss.name, claim) in HARDLY else min
    assert not found[False] or least(found[False]) > 0, (
        f"No counter-example was found: claim `{claim}`, or search more."
    )


HARDLY = {
    ("epsilon_insensitive", "smooth"): "no error that is drawn is as large as the largest tolerance",
    ("truncated_squared", "smooth"): "no error that is drawn is as large as the largest scale",
    ("logit_adjusted", "convex"): "at a tau near 0 it is nearly cross-entropy",
    ("generalized_crossentropy", "proper"): "at the least q it is nearly cross-entropy",
    ("symmetric_crossentropy", "bounded"): "with little weight the logarithm hardly grows within what can be computed",
}
"""Claims that miss so little at some parameters that the search finds nothing there, and why."""


# Convex


def excess(loss: Loss, values: Values) -> float:
    """Return how far a cost between two predictions rises above the straight line, in parts of that line's height."""
    random = np.random.default_rng(3)
    y_true = targets(loss, random, 1500)
    ends = []
    for _ in range(2):
        near = moderate_predictions(loss, random, y_true)
        ends.append(np.where(random.uniform(size=(len(y_true), 1)) < 0.5, near, predictions(loss, random, y_true)))
    way = random.uniform(size=(len(y_true), 1))
    middle = cost(loss, y_true, way * ends[0] + (1 - way) * ends[1], values)
    left, right = (cost(loss, y_true, end, values) for end in ends)
    line = way[:, 0] * left + (1 - way[:, 0]) * right
    size = np.maximum(np.abs(left), np.abs(right)).clip(1e-6)
    return float(((middle - line) / size).max()) - 1e-8


@every_loss
def test_a_loss_is_convex_if_and_only_if_it_claims_to_be(loss):
    judge(loss, "convex", excess)


# Smooth


def jump(loss: Loss, values: Values) -> float:
    """Return the largest jump of the slope, in parts of all its change, on straight ways between predictions.

    Wherever the slope changes most between two points of a way, the search goes on between them, down to a millionth.
    """
    random = np.random.default_rng(4)
    y_true = targets(loss, random, 40)
    if loss.labels == "numbers":
        y_true = np.clip(y_true, 0.1, 10) if loss.positive else np.clip(y_true, -10, 10)
    # Through the target itself, or through zero, where most kinks are.
    far = moderate_predictions(loss, random, y_true)
    through = y_true if loss.labels == "numbers" and loss.least_outputs == 1 else np.zeros_like(far)
    near = 2 * through - far if loss.labels == "numbers" or loss.scores else moderate_predictions(loss, random, y_true)
    if loss.positive:
        near = y_true**2 / far
    ways, everything = np.arange(len(y_true)), np.full(len(y_true), 1e-9)
    low, high = np.zeros(len(ways)), np.ones(len(ways))
    for _ in range(5):
        steps = np.linspace(low, high, 41)  # shape (41, ways)
        y_pred = near + steps[..., None] * (far - near)
        repeated = np.broadcast_to(y_true, (len(steps), *y_true.shape)).reshape(-1, *y_true.shape[1:])
        slopes = slope(loss, repeated, y_pred.reshape(-1, y_pred.shape[-1]), values).reshape(y_pred.shape)
        along = (slopes * (far - near)).sum(axis=-1)
        change = np.abs(np.diff(along, axis=0))
        where = change.argmax(axis=0)
        everything = np.maximum(everything, np.ptp(along, axis=0))
        low, high = steps[where, ways], steps[where + 1, ways]
    return float((change.max(axis=0) / everything).max()) - 0.02


@every_loss
def test_a_loss_is_smooth_if_and_only_if_it_claims_to_be(loss):
    judge(loss, "smooth", jump)


# Bounded and robust


NEAR = (1.5, 3, 10, 30, 100, 1e3, 1e4, 1e5)
FAR = (1e6, 1e7, 1e8, 1e10)


def far_off(loss: Loss, distances: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return examples that are as far off as `distances` say, in all directions.

    A distance is an error, a score or a ratio of positive numbers; of probabilities, how many times less than 1 the
    true class gets.
    """
    parts = [_far_off(loss, distance) for distance in distances]
    return tuple(np.concatenate(sides) for sides in zip(*parts))


def _far_off(loss: Loss, distance: float) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(5)
    y_true = targets(loss, random, 200)
    if loss.labels == "numbers":
        y_true = np.clip(y_true, 0.1, 10) if loss.positive else np.clip(y_true, -10, 10)
        away = random.choice([-1, 1], y_true.shape)
        if loss.positive:  # the target may be the one that is very small or large
            y_pred = y_true * float(distance) ** away
            y_true[::2], y_pred[::2] = y_pred[::2].copy(), y_true[::2].copy()
            return y_true, y_pred
        y_pred = distance * away * random.uniform(0.5, 1, y_true.shape)
        if loss.least_outputs > 1:  # a vector is far off in length, too
            y_pred[::2] /= distance**2
        return y_true, y_pred
    if loss.scores:
        return y_true, random.choice([-1, 1], y_true.shape) * distance * random.uniform(0.5, 1, y_true.shape)
    small = max(1 / distance, SMALLEST_PROBABILITY)
    if loss.labels == "zero_one":
        return y_true, np.abs(1 - y_true - small)
    truth = np.eye(N_CLASSES)[y_true] if loss.labels == "integers" else y_true
    shared = random.uniform(0.001, 0.999, (len(truth), 1))
    others = shared * np.roll(truth, 1, axis=1) + (1 - shared) * np.roll(truth, 2, axis=1)
    return y_true, small * truth + (1 - small) * others


def growth_of_cost(loss: Loss, values: Values) -> float:
    """Return how far costs exceed their declared bound; without one, how much they grow far off."""
    bound = loss.bound(values)
    near, far = (cost(loss, *far_off(loss, distances), values).max() for distances in (NEAR, FAR))
    if not np.isfinite(bound):
        return float(far - 1.1 * near)
    # Near the ends of their parameters some losses come close to their bound only at probabilities that count as 0.
    assert values != loss.defaults or max(near, far) >= 0.9 * bound, "A bound must be the least one."
    return float(max(near, far) - bound * (1 + 1e-6))


@every_loss
def test_a_loss_is_bounded_if_and_only_if_it_claims_to_be(loss):
    judge(loss, "bounded", growth_of_cost)


def growth_of_slope(loss: Loss, values: Values) -> float:
    """Return how much steeper costs are far off than nearer, or whether they are steep beyond measure."""
    near, far = (np.abs(slope(loss, *far_off(loss, distances), values)).max() for distances in (NEAR, FAR))
    return float(max(far / max(near, 1e-9) - 1.02, far / 1e15 - 1))


@every_loss
def test_a_loss_is_robust_if_and_only_if_it_claims_to_be(loss):
    judge(loss, "robust", growth_of_slope)


# Symmetric


def imbalance(loss: Loss, values: Values) -> float:
    """Return how much an error costs more on one side, or how much the sum over all classes depends on a prediction."""
    random = np.random.default_rng(6)
    if loss.labels == "numbers":
        y_true = targets(loss, random, 500)
        error = 0.9 * random.uniform(size=y_true.shape) * y_true if loss.positive else numbers(random, y_true.shape)
        sums = [cost(loss, y_true, y_true + side * error, values) for side in (-1, 1)]
        gap, size = np.abs(sums[0] - sums[1]), sums[0] + sums[1] + 1e-9
    else:
        y_pred = moderate_predictions(loss, random, targets(loss, random, 500))
        size = sum(cost(loss, y_true, y_pred, values) for y_true in every_class(loss, y_pred))
        gap, size = np.abs(size - size[0]), np.abs(size) + 1
    return float((gap / size).max()) - 1e-6


@every_loss
def test_a_loss_is_symmetric_if_and_only_if_it_claims_to_be(loss):
    judge(loss, "symmetric", imbalance)


# Proper


def gain_of_dishonesty(loss: Loss, values: Values) -> float:
    """Return how much can be saved, on average, by predicting other than the true probabilities."""
    if loss.scores and loss.probability is None:
        return 1.0  # nothing says which probability a score stands for
    random = np.random.default_rng(7)
    honest = moderate_predictions(loss, random, targets(loss, random, 300))
    if loss.scores and loss.labels == "zero_one":
        honest = np.clip(honest, -0.5, 0.5)  # where every link can be inverted
    told = loss.probability(lazy.tf.constant(honest), **values).numpy() if loss.scores else honest
    truth = np.concatenate([1 - told, told], axis=1) if loss.labels == "zero_one" else told

    # Predictions on the way from the honest one to others: shape (tries, examples, outputs).
    tries = [moderate_predictions(loss, random, targets(loss, random, len(honest))) for _ in range(40)]
    step = random.choice([0.01, 0.1, 0.5], (len(tries), 1, 1))
    others = np.concatenate([honest[None], (1 - step) * honest + step * np.array(tries)])
    flat = others.reshape(-1, honest.shape[1])
    costs = [cost(loss, y_true, flat, values).reshape(others.shape[:2]) for y_true in every_class(loss, flat)]
    risk = np.einsum("kte,ek->te", costs, truth)
    return float((risk[0] - risk[1:]).max()) - 1e-6


@pytest.mark.parametrize("loss", [loss for loss in LOSSES.values() if "proper" in loss.claims()], ids=lambda x: x.name)
def test_a_loss_is_proper_if_and_only_if_it_claims_to_be(loss):
    judge(loss, "proper", gain_of_dishonesty)


# The words


def test_percentage_errors_are_symmetric_by_amounts_and_not_by_factors():
    loss, (y_true, y_pred) = LOSSES["mean_absolute_percentage_error"], np.array([[8.0] * 4, [16, 4, 12, 4]])[..., None]
    np.testing.assert_allclose(cost(loss, y_true, y_pred, {}), [100, 50, 50, 50])
    assert "twice the target costs 100, half of it 50" in " ".join(loss.description.split())
    assert "by the same factor it need not" in claim_words("symmetric", loss.task)


@pytest.mark.parametrize("n_classes", [2, 3, 10, 100])
def test_dice_is_convex_from_its_smoothing_on_for_any_number_of_classes(n_classes):
    def second_derivatives(smoothing: float) -> np.ndarray:
        # Where a wrong class is all but certain, in the directions that bend most: between the two, and a bit beside.
        random = np.random.default_rng(9)
        y_true = np.eye(n_classes)[np.zeros(500, int)]
        where = 0.999 * np.eye(n_classes)[np.ones(500, int)] + 0.001 / n_classes
        where[::2] = random.dirichlet(np.full(n_classes, 0.3), 250)
        way = np.zeros((500, n_classes))
        way[:, 0] = random.uniform(0, 1, 500)
        way[:, 1] = -1
        way[:, 2:] = (1 - way[:, :1]) / max(n_classes - 2, 1)
        way[:, 0] += -way.sum(axis=1)
        behind, here, ahead = (
            cost(LOSSES["dice"], y_true, where + side * 1e-4 * way, {"smoothing": smoothing}) for side in (-1, 0, 1)
        )
        return (behind - 2 * here + ahead) / 1e-8

    assert second_derivatives(DICE_CONVEX).min() > -1e-6
    assert second_derivatives(3.2).min() < -1e-4  # for two classes it begins at 1 + √5
    assert max(np.roots([1, -2, -4, -8]).real) == pytest.approx(DICE_CONVEX, abs=2e-3)
    assert max(np.roots([1, -2, -4, -8]).real) < DICE_CONVEX


def test_what_claims_are_about_is_said():
    margin = np.linspace(-9, 9, 50)[:, None]
    y_true, probability = np.ones_like(margin), 1 / (1 + np.exp(-margin))
    savage, brier = LOSSES["savage"], LOSSES["binary_brier"]
    np.testing.assert_allclose(cost(savage, y_true, margin, {}), cost(brier, y_true, probability, {}), rtol=1e-9)
    assert (savage.claims()["convex"], brier.claims()["convex"]) == (False, True)
    assert (savage.claims_about, brier.claims_about) == ("score", "probability")
    assert {loss.claims_about for loss in LOSSES.values() if loss.task == "multiclass"} == {"scores", "probabilities"}
    assert {loss.claims_about for loss in LOSSES.values() if loss.labels == "numbers"} == {"prediction"}


@every_loss
def test_a_loss_claims_what_makes_sense_for_its_task(loss):
    assert set(loss.claims()) == {name for name in CLAIMS if claim_words(name, loss.task)}
    assert ("proper" in loss.claims()) == (loss.task != "regression")


# The search itself


def toy(**facts) -> Loss:
    """Return a loss with all faults: not convex, with kinks, without bounds, lopsided."""
    registry: Registry[Loss] = Registry("loss", Loss)

    def kinked(y_true, y_pred):
        """Have all faults."""
        error = y_pred - y_true
        tf = lazy.tf
        return tf.reduce_mean(tf.where(error > 0, tf.square(error), tf.sqrt(tf.abs(error) + 1e-3)), axis=-1)

    registry.declare("Toy", formula="", **facts)(kinked)
    return registry["kinked"]


def wrong(**facts) -> Loss:
    """Return a loss on probabilities that pays for dishonesty and depends on what is predicted."""
    registry: Registry[Loss] = Registry("loss", Loss)

    def overconfident(y_true, y_pred):
        """Ask for certainty."""
        return 1.0 - lazy.tf.reduce_sum(y_true * lazy.tf.square(y_pred), axis=-1)

    registry.declare("Wrong", formula="", labels="one_hot", **facts)(overconfident)
    return registry["overconfident"]


TESTS = {
    "convex": (test_a_loss_is_convex_if_and_only_if_it_claims_to_be, toy),
    "smooth": (test_a_loss_is_smooth_if_and_only_if_it_claims_to_be, toy),
    "robust": (test_a_loss_is_robust_if_and_only_if_it_claims_to_be, toy),
    "symmetric": (test_a_loss_is_symmetric_if_and_only_if_it_claims_to_be, toy),
    "proper": (test_a_loss_is_proper_if_and_only_if_it_claims_to_be, wrong),
}


@pytest.mark.parametrize("claim", TESTS)
def test_the_search_finds_the_counter_example_of_a_false_claim(claim):
    search, make = TESTS[claim]
    with pytest.raises(AssertionError, match="is not"):
        search(make(**{claim: True}))
    search(make())


def test_the_search_finds_that_a_bound_is_exceeded_or_not_the_least():
    with pytest.raises(AssertionError):
        test_a_loss_is_bounded_if_and_only_if_it_claims_to_be(toy(bound=lambda values: 10.0))
    with pytest.raises(AssertionError, match="least"):
        test_a_loss_is_bounded_if_and_only_if_it_claims_to_be(wrong(bound=lambda values: 3.0))
    test_a_loss_is_bounded_if_and_only_if_it_claims_to_be(wrong(bound=lambda values: 1.0))


@pytest.mark.parametrize(
    ("name", "claim"),
    [("mean_squared_error", "convex"), ("huber", "smooth"), ("welsch", "robust"), ("cauchy", "symmetric")],
)
def test_the_search_finds_that_a_claim_is_left_out(name, claim):
    registry: Registry[Loss] = Registry("loss", Loss)
    registry.declare("Silent", formula="")(LOSSES[name].function)
    with pytest.raises(AssertionError, match="No counter-example"):
        TESTS[claim][0](registry[name])


# The best constant


def best_constant(loss: Loss, sample: np.ndarray, values: Values) -> float:
    """Return the constant prediction of least mean cost, among the targets and the values between them."""
    candidates = np.sort(np.concatenate([sample, (sample[1:] + sample[:-1]) / 2]))
    y_pred, y_true = (grid.reshape(-1, 1) for grid in np.meshgrid(candidates, sample, indexing="ij"))
    costs = cost(loss, y_true, y_pred, values).reshape(len(candidates), -1).mean(axis=1)
    return float(candidates[costs.argmin()])


@pytest.mark.parametrize(
    "loss",
    [loss for loss in LOSSES.values() if loss.labels == "numbers" and loss.least_outputs == 1],
    ids=lambda loss: loss.name,
)
def test_the_share_of_targets_below_the_best_prediction_is_as_claimed(loss):
    random = np.random.default_rng(4)
    skewed = np.sort(random.exponential(size=101)) + 0.01
    samples = (skewed, np.sort(6 - skewed.clip(max=5.9)))
    if loss.over_predicted is None:
        # The share depends on the targets: no number could be claimed.
        shares = [np.mean(sample < best_constant(loss, sample, loss.defaults)) for sample in samples]
        assert abs(shares[0] - shares[1]) > 1.5 / len(skewed)
        return
    for values in corners(loss) + draws(loss, random, 3):
        for sample in samples:
            share = np.mean(sample < best_constant(loss, sample, values))
            assert share == pytest.approx(loss.over_predicted(values), abs=2 / len(sample)), values


def test_examples_are_drawn_for_every_kind_of_loss():
    kinds = {(loss.labels, loss.scores, loss.positive) for loss in LOSSES.values()}
    for kind in kinds:
        loss = next(loss for loss in LOSSES.values() if (loss.labels, loss.scores, loss.positive) == kind)
        y_true, y_pred = examples(loss, np.random.default_rng(8), 50)
        assert len(y_true) == len(y_pred) == 50
        assert not loss.probabilities or (y_pred > 0).all()
        assert not loss.positive or ((y_true > 0).all() and (y_pred > 0).all())
