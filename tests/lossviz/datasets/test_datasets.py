"""The data, how it is split, and the order in which epochs see it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_iris

from lossviz.datasets import DATASETS
from lossviz.errors import SpecError
from lossviz.losses import LOSSES
from lossviz.specs.choice import Choice, fitting_losses
from lossviz.specs.run import RunSpec
from lossviz.training.data import BLOCK, arrays, batches, epoch_order, split
from tests.strategies import choices

every_dataset = pytest.mark.parametrize("name", DATASETS)


def linear(**values):
    """Return the linear data for some values and the defaults of the others."""
    return DATASETS["linear"](**values)


@every_dataset
@settings(max_examples=60)
@given(data=st.data())
def test_the_declared_size_is_the_size(name, data):
    choice = data.draw(choices("dataset", name))
    dataset = DATASETS[name]
    made = dataset(**choice.values)
    n_examples, n_features = dataset.size(choice.values)
    assert made.x.shape == (n_examples, n_features)
    assert made.x.dtype == np.float32
    assert len(made.feature_names) == n_features
    if dataset.task != "regression":
        assert made.y.shape == (n_examples,)
        assert made.y.dtype == np.int32
        assert set(made.y) == set(range(dataset.n_classes))
        assert np.bincount(made.y).min() >= 5
        assert len(made.class_names) == dataset.n_classes
        assert made.mistaken.dtype == np.int32
        assert (made.mistaken != made.y).all()
        assert sorted(made.mistakes) == list(range(n_examples))
    else:
        flat = choice.values.get("flat_target", False)
        assert made.y.shape == ((n_examples,) if flat else (n_examples, dataset.n_outputs))
        assert made.y.dtype == np.float32
        assert made.class_names == ()
    assert np.isfinite(made.x).all()
    assert np.isfinite(made.y).all()
    assert (made.y > 0).all() or not dataset.positive


@every_dataset
def test_the_same_values_give_the_same_data(name):
    dataset = DATASETS[name]
    first, second = dataset(**dataset.defaults), dataset(**dataset.defaults)
    np.testing.assert_array_equal(first.x, second.x)
    np.testing.assert_array_equal(first.y, second.y)


def test_iris_is_the_one_of_scikit_learn_in_centimetres():
    ours, theirs = DATASETS["iris"](), load_iris()
    np.testing.assert_array_equal(ours.x, theirs.data.astype(np.float32))
    np.testing.assert_array_equal(ours.y, theirs.target)
    assert ours.class_names == ("setosa", "versicolor", "virginica")
    assert ours.feature_names[0] == "sepal length (cm)"


def test_the_default_linear_data_is_the_one_of_the_article():
    # x of shape (20, 2), normal with mean 2 and deviation 1; y = x1 + 2 x2, no noise.
    data = linear()
    assert data.x.shape == (20, 2)
    np.testing.assert_allclose(data.y[:, 0], data.x[:, 0] + 2 * data.x[:, 1], rtol=1e-6)
    many = linear(examples=1000)
    # The error of a mean of 2000 numbers is 0.022; five of those are never reached.
    assert many.x.mean() == pytest.approx(2, abs=0.12)
    assert many.x.std() == pytest.approx(1, abs=0.08)


def test_least_squares_finds_the_true_weights():
    data = linear(examples=1000, weights=(3.0, -1.0, 0.5), intercept=7.0, noise=0.1)
    found = np.linalg.lstsq(np.column_stack([data.x, np.ones(1000)]), data.y[:, 0], rcond=None)[0]
    np.testing.assert_allclose(found, data.true_weights, atol=0.05)
    assert data.true_weights == (3.0, -1.0, 0.5, 7.0)


def test_noise_has_the_deviation_that_is_asked_for():
    clean, noisy = linear(examples=1000), linear(examples=1000, noise=3.0)
    np.testing.assert_array_equal(clean.x, noisy.x)
    assert (noisy.y - clean.y).std() == pytest.approx(3, rel=0.12)


def test_outliers_are_as_many_and_as_far_as_asked_for():
    clean, shifted = linear(), linear(outlier_share=0.25, outlier_size=-50.0)
    distance = (shifted.y - clean.y)[:, 0]
    assert np.count_nonzero(distance) == 5
    np.testing.assert_allclose(distance[distance != 0], -50, rtol=1e-5)


def test_the_seed_decides_what_is_drawn():
    assert not np.array_equal(linear(seed=0).x, linear(seed=1).x)


def test_the_trap_of_the_article_is_a_target_without_a_second_axis():
    np.testing.assert_array_equal(linear(flat_target=True).y, linear().y[:, 0])


# The split and the labels


@settings(max_examples=40)
@given(n_validation=st.integers(3, 147), split_seed=st.integers(0, 2**31 - 1))
def test_every_example_is_on_one_side(n_validation, split_seed):
    data, train, held_out = split(Choice("dataset", "iris"), n_validation, split_seed)
    assert sorted([*train, *held_out]) == list(range(len(data.x)))
    assert len(held_out) == n_validation


def test_the_split_seed_decides_what_is_held_out():
    first, same, other = (set(split(Choice("dataset", "iris"), 30, seed)[2]) for seed in (0, 0, 1))
    assert first == same
    assert first != other


def test_nothing_is_held_out_if_the_share_is_zero():
    data = arrays(RunSpec(validation_share=0))
    np.testing.assert_array_equal(data.x, DATASETS["iris"]().x)
    assert data.x_val.shape == (0, 4)


@pytest.mark.parametrize("loss", fitting_losses("iris"))
def test_labels_come_in_the_form_that_the_loss_wants(loss):
    data = arrays(RunSpec(loss=Choice("loss", loss)))
    if LOSSES[loss].labels == "integers":
        np.testing.assert_array_equal(data.y, data.truth)
        assert data.y.dtype == np.int32
    else:
        assert data.y.shape == (120, 3)
        assert data.y.dtype == np.float32
        np.testing.assert_array_equal(data.y.sum(axis=1), 1)
        np.testing.assert_array_equal(data.y.argmax(axis=1), data.truth)


@pytest.mark.parametrize("loss", fitting_losses("iris_binary"))
def test_two_classes_are_one_column_of_0_and_1(loss):
    spec = RunSpec(dataset=Choice("dataset", "iris_binary"), loss=Choice("loss", loss))
    data = arrays(spec)
    assert spec.layers[-1].units == 1
    assert data.y.shape == (80, 1)
    assert data.y.dtype == np.float32
    np.testing.assert_array_equal(data.y[:, 0], data.truth)


@pytest.mark.parametrize("pair", DATASETS["iris_binary"].params["pair"].options)
def test_two_classes_are_two_species_or_one_against_the_rest(pair):
    made, flowers = DATASETS["iris_binary"](pair=pair), load_iris()
    assert tuple(np.bincount(made.y)) == (50, 50)
    last = flowers.data[flowers.target == list(flowers.target_names).index(pair.split(" or ")[1])]
    np.testing.assert_array_equal(made.x[made.y == 1], last.astype(np.float32))


@pytest.mark.parametrize(
    ("name", "values", "sizes"),
    [
        ("iris", {}, (50, 25, 12)),
        ("iris_binary", {}, (50, 12)),
        ("iris_binary", {"pair": "the rest or setosa"}, (100, 25)),
    ],
)
def test_imbalance_is_the_ratio_of_the_first_class_to_the_last(name, values, sizes):
    assert tuple(np.bincount(DATASETS[name](imbalance=4.0, **values).y)) == sizes


@pytest.mark.parametrize("share", [0.0, 0.1, 0.4])
@pytest.mark.parametrize("name", ["iris", "iris_binary"])
def test_a_share_of_the_labels_trained_on_is_wrong_and_none_of_the_others(name, share):
    loss = Choice("loss", fitting_losses(name)[0])
    for split_seed in range(4):
        parts = {"loss": loss, "validation_share": 0.5, "split_seed": split_seed}
        data = arrays(RunSpec(dataset=Choice("dataset", name, (("label_noise", share),)), **parts))
        clean = arrays(RunSpec(dataset=Choice("dataset", name), **parts))
        np.testing.assert_array_equal(data.x, clean.x)
        np.testing.assert_array_equal(data.truth_val, clean.truth_val)
        assert np.count_nonzero(data.truth != clean.truth) == round(share * len(data.truth))


@pytest.mark.parametrize("name", ["iris", "iris_binary"])
def test_every_class_is_mistaken_for_every_other_one(name):
    made, n = DATASETS[name](seed=4), DATASETS[name].n_classes
    assert set(zip(made.y, made.mistaken)) == {(a, b) for a in range(n) for b in range(n) if a != b}
    assert not np.array_equal(DATASETS[name](seed=5).mistakes, made.mistakes)


def test_positive_targets_scatter_in_proportion_to_their_mean():
    made = DATASETS["linear_positive"](examples=1000, noise=0.5)
    ratio = made.y[:, 0] / (made.x @ np.array(made.true_weights[:-1]) + made.true_weights[-1])
    assert ratio.mean() == pytest.approx(1, abs=0.08)
    assert ratio.std() == pytest.approx(0.5, abs=0.08)


def test_an_unknown_dataset_is_refused():
    with pytest.raises(SpecError, match=r"The dataset must be one of iris, .*linear.*\. Got 'mnist' instead\."):
        DATASETS["mnist"]


# The order


@given(st.integers(0, 2**31 - 1), st.integers(0, 20_000), st.integers(1, 300))
def test_an_epoch_sees_every_example_once(seed, epoch, n):
    assert sorted(epoch_order(seed, epoch, n)) == list(range(n))


@given(st.integers(0, 2**31 - 1), st.integers(0, 3 * BLOCK), st.integers(1, 40), st.integers(1, 50))
def test_batches_are_the_order_cut_into_pieces(seed, first, n_train, batch_size):
    rows = batches(seed, first, 3, n_train, batch_size)
    assert rows.shape == (3, -(-n_train // batch_size), batch_size)
    for row in range(3):
        flat = rows[row].ravel()
        np.testing.assert_array_equal(flat[:n_train], epoch_order(seed, first + row, n_train))
        assert (flat[n_train:] == -1).all()


def test_epochs_and_seeds_have_orders_of_their_own():
    # Of 100! orders no two of these are ever the same, within a block of epochs drawn together or across blocks.
    orders = {tuple(epoch_order(seed, epoch, 100)) for seed in range(3) for epoch in range(2 * BLOCK)}
    assert len(orders) == 3 * 2 * BLOCK


def test_the_order_does_not_depend_on_what_was_drawn_before():
    later = epoch_order(11, BLOCK + 3, 50).copy()
    epoch_order.__globals__["_orders"].cache_clear()
    np.testing.assert_array_equal(epoch_order(11, BLOCK + 3, 50), later)
