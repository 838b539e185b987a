"""The recipes of the article, and the trap in one of them."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.specs.recipes import RECIPES
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance
from lossviz.training.trap import has_trap, spring_trap

SIX = RECIPES[5].spec


def test_recipe_six_is_the_one_of_the_article() -> None:
    assert SIX.dataset.values["examples"] == 20
    assert SIX.dataset.values["weights"] == (1.0, 2.0)
    assert (SIX.n_train, SIX.n_batches, SIX.epochs) == (20, 1, 5000)
    assert SIX.optimizer.values == {"learning_rate": 0.002}


def test_the_trap_equals_numpy_doing_the_same_steps() -> None:
    """The article's loop in NumPy, with its silent (20, 20) difference, from the same start on the same data."""
    from lossviz.training.advance import initial_state
    from lossviz.training.data import arrays

    spec = SIX.with_value("dataset.flat_target", True).with_value("epochs", 50)
    data, w = arrays(spec), initial_state(spec).weights.astype(float)
    for _ in range(50):
        difference = data.x @ w[:, None] - data.y
        assert difference.shape == (20, 20)
        w -= 0.002 * (np.where(difference > 0, 3.0, -1.0).mean(axis=1)[:, None] * data.x).mean(axis=0)
    (state,), _ = advance([spec], [None], 51)
    assert state.weights == pytest.approx(w, abs=1e-4)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_trap_hides_the_true_weights_and_a_proper_target_finds_them(seed: int) -> None:
    trap = spring_trap(SIX.with_value("seed", seed))
    assert (trap.y_pred_shape, trap.flat_shape, trap.flat_error_shape) == ((20, 1), (20,), (20, 20))
    assert trap.proper_weights == pytest.approx((1, 2), abs=0.03)
    assert np.abs(np.array(trap.flat_weights) - (1, 2)).max() > 0.1


def test_the_trap_is_offered_only_where_it_can_be_shown() -> None:
    assert has_trap(SIX)
    assert not has_trap(RunSpec())
    assert not has_trap(SIX.with_value("batch_size", 7))
    assert not has_trap(RunSpec.from_query("dataset=linear"))


def test_wrapping_a_loss_or_writing_it_by_hand_trains_the_same_model() -> None:
    specs = [RECIPES[i].spec for i in (2, 3, 7)]
    _, chunks = advance(specs, [None] * 3, 101)
    for chunk in chunks[1:]:
        assert np.allclose(chunk.rows, chunks[0].rows, rtol=1e-4, atol=1e-5)


def test_recipes_train_on_all_examples_as_the_article_does() -> None:
    assert {recipe.spec.n_validation for recipe in RECIPES} == {0}
    assert {recipe.spec.n_train for recipe in RECIPES if recipe.spec.dataset.name == "iris"} == {150}


def test_squared_error_is_right_about_most_flowers_before_cross_entropy_for_most_seeds() -> None:
    firsts = []
    for recipe in (RECIPES[0], RECIPES[2]):
        specs = [recipe.spec.with_value("epochs", 600).with_value("seed", seed) for seed in range(20)]
        _, chunks = advance(specs, [None] * len(specs), 601)
        right = np.stack([chunk.rows[:, 1] for chunk in chunks]) >= 0.95
        firsts.append(np.where(right.any(axis=1), right.argmax(axis=1), 601))
    squared, cross = firsts
    assert np.count_nonzero(squared < cross) >= 15
    assert np.count_nonzero(squared <= 600) >= 18


@pytest.mark.parametrize(("rate", "soonest", "latest"), [(0.001, 1500, 3000), (0.05, 60, 300)])
def test_recipe_seven_comes_near_the_true_weights_as_late_as_it_says(rate: float, soonest: int, latest: int) -> None:
    spec = RECIPES[6].spec.with_value("optimizer.learning_rate", rate)
    specs = [spec.with_value("seed", seed) for seed in range(8)]
    _, chunks = advance(specs, [None] * len(specs), latest + 1)
    for chunk in chunks:
        near = [epoch for epoch, weights in chunk.kept.items() if np.abs(weights[:2] - (1, 2)).max() < 0.05]
        assert soonest <= min(near) <= latest
