"""How data are split and labelled, and the order in which epochs see them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split

from lossviz.datasets import DATASETS
from lossviz.losses import LOSSES
from lossviz.specs.choice import Choice, fitting_losses
from lossviz.specs.run import RunSpec
from lossviz.training.data import ORDERS_AT_ONCE, arrays, batch_numbers, epoch_order, split
from lossviz.training.held_out import sides

# The split and the labels


@settings(max_examples=40)
@given(n_validation=st.integers(3, 147), split_seed=st.integers(0, 2**31 - 1))
def test_every_example_is_on_one_side(n_validation, split_seed):
    data, train, held_out = split(Choice("dataset", "iris"), n_validation, split_seed)
    assert sorted([*train, *held_out]) == list(range(len(data.x)))
    assert len(held_out) == n_validation


@settings(max_examples=100)
@given(share=st.floats(0.02, 0.98), seed=st.integers(0, 2**31 - 1), sizes=st.lists(st.integers(4, 60), max_size=4))
def test_held_out_are_those_that_scikit_learn_holds_out(share, seed, sizes):
    classes = np.repeat(np.arange(len(sizes)), sizes).astype(np.int32)
    n = len(classes) or 37
    least = max(len(sizes), 1)
    n_held_out = min(max(round(share * n), least), n - least)
    stratify = np.random.default_rng(seed).permutation(classes) if sizes else None
    expected = train_test_split(np.arange(n), test_size=n_held_out, random_state=seed, stratify=stratify)
    actual = sides(n, n_held_out, seed, b"" if stratify is None else stratify.tobytes())
    for ours, theirs in zip(actual, expected, strict=True):
        np.testing.assert_array_equal(ours, np.sort(theirs))


def test_the_split_seed_decides_what_is_held_out():
    first, same, other = (set(split(Choice("dataset", "iris"), 30, seed)[2]) for seed in (0, 0, 1))
    assert first == same
    assert first != other


def test_nothing_is_held_out_if_the_share_is_zero():
    data = arrays(RunSpec(validation_share=0))
    np.testing.assert_array_equal(data.x, DATASETS["iris"]().x)
    assert data.x_val.shape == (0, 4)


@pytest.mark.parametrize("loss", fitting_losses(Choice("dataset", "iris")))
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


@pytest.mark.parametrize("loss", fitting_losses(Choice("dataset", "iris_binary")))
def test_two_classes_are_one_column_of_0_and_1(loss):
    spec = RunSpec(dataset=Choice("dataset", "iris_binary"), loss=Choice("loss", loss))
    data = arrays(spec)
    assert spec.layers[-1].units == 1
    assert data.y.shape == (80, 1)
    assert data.y.dtype == np.float32
    np.testing.assert_array_equal(data.y[:, 0], data.truth)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.4])
@pytest.mark.parametrize("name", ["iris", "iris_binary"])
def test_a_share_of_the_labels_trained_on_is_wrong_and_none_of_the_others(name, share):
    loss = Choice("loss", fitting_losses(Choice("dataset", name))[0])
    for split_seed in range(4):
        parts = {"loss": loss, "validation_share": 0.5, "split_seed": split_seed}
        data = arrays(RunSpec(dataset=Choice("dataset", name, (("label_noise", share),)), **parts))
        clean = arrays(RunSpec(dataset=Choice("dataset", name), **parts))
        np.testing.assert_array_equal(data.x, clean.x)
        np.testing.assert_array_equal(data.truth_val, clean.truth_val)
        assert np.count_nonzero(data.truth != clean.truth) == round(share * len(data.truth))


# The order


@given(st.integers(0, 2**31 - 1), st.integers(0, 20_000), st.integers(1, 300))
def test_an_epoch_sees_every_example_once(seed, epoch, n):
    assert sorted(epoch_order(seed, epoch, n)) == list(range(n))


@given(st.integers(0, 2**31 - 1), st.integers(0, 3 * ORDERS_AT_ONCE), st.integers(1, 40), st.integers(1, 50))
def test_batches_are_the_order_cut_into_pieces(seed, first, n_train, batch_size):
    rows = batch_numbers(seed, first, 3, n_train, batch_size)
    assert rows.shape == (3, -(-n_train // batch_size), batch_size)
    for row in range(3):
        flat = rows[row].ravel()
        np.testing.assert_array_equal(flat[:n_train], epoch_order(seed, first + row, n_train))
        assert (flat[n_train:] == -1).all()


def test_epochs_and_seeds_have_orders_of_their_own():
    # Of 100! orders no two of these are ever the same, within a block of epochs drawn together or across blocks.
    orders = {tuple(epoch_order(seed, epoch, 100)) for seed in range(3) for epoch in range(2 * ORDERS_AT_ONCE)}
    assert len(orders) == 3 * 2 * ORDERS_AT_ONCE


def test_the_order_does_not_depend_on_what_was_drawn_before():
    later = epoch_order(11, ORDERS_AT_ONCE + 3, 50).copy()
    epoch_order.__globals__["_orders"].cache_clear()
    np.testing.assert_array_equal(epoch_order(11, ORDERS_AT_ONCE + 3, 50), later)
