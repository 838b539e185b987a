"""How data are split and labelled, and the order in which epochs see them."""

from __future__ import annotations

import subprocess
import sys

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
from lossviz.training.inputs import inputs

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


AGAIN = "from lossviz.training.data import epoch_order; print(*epoch_order(11, 67, 50))"


def test_the_order_does_not_depend_on_what_was_drawn_before():
    later = [*map(str, epoch_order(11, 67, 50))]
    told = subprocess.run([sys.executable, "-c", AGAIN], capture_output=True, text=True, check=True).stdout
    assert told.split() == later


IRIS_BATCHES = [
    [
        "101 67 36 114 1 23 13 16 107 27 5 50 84 44 98 100 111 117 99 87 110 97 20 34 88 10 39 105 113 72 52 11",
        "83 8 9 37 22 19 66 81 55 4 25 92 109 53 74 75 71 3 93 82 42 15 30 2 35 94 80 43 17 90 28 64",
        "18 6 65 68 24 86 57 21 91 85 104 47 0 60 70 62 45 102 26 51 49 96 112 115 40 61 12 118 32 116 89 46",
        "58 14 73 38 106 31 108 48 77 76 7 103 63 119 69 78 59 54 29 41 56 33 79 95",
    ],
    [
        "36 110 102 26 84 33 97 0 111 108 70 75 65 6 89 56 101 7 20 78 60 52 112 25 74 86 68 39 17 73 99 58",
        "81 106 94 12 61 98 109 41 21 13 107 31 2 69 71 4 54 48 62 63 72 40 49 79 76 95 5 45 34 100 46 38",
        "57 55 88 10 59 103 51 35 27 24 117 83 23 93 92 15 105 80 42 14 19 91 53 11 50 119 32 9 96 28 90 113",
        "87 18 37 22 3 115 16 47 43 116 8 85 64 77 82 30 114 66 118 29 44 104 1 67",
    ],
]
LINEAR_BATCHES = [["2 11 3 10 0 4 7", "5 14 12 6 9 13 8", "1 15"], ["2 11 14 5 12 4 1", "0 8 10 13 6 7 9", "3 15"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [("", IRIS_BATCHES), ("dataset=linear&loss=mean_squared_error&batch_size=7", LINEAR_BATCHES)],
    ids=["iris", "linear"],
)
def test_the_batches_of_links_stay_what_they_were(query, expected):
    """A link trains to the same numbers only as long as these stay: who changes them changes what all links show."""
    spec = RunSpec.from_query(query)
    drawn = batch_numbers(spec.seed, 0, 2, spec.n_train, spec.largest_batch)
    seen = inputs([spec], 0, 2).batches.numpy()  # what the program gets, in more room
    for epoch, batches in enumerate(expected):
        for number, batch in enumerate(batches):
            for found in (drawn[epoch, number], seen[epoch, number]):
                assert " ".join(str(example) for example in found if example >= 0) == batch
        assert (seen[epoch, len(batches) :] == -1).all()


@pytest.mark.parametrize(
    ("seed", "epoch", "order"),
    [
        (3, 0, [11, 7, 2, 10, 0, 1, 4, 6, 9, 5, 3, 8]),
        (3, 70, [4, 7, 0, 2, 6, 5, 9, 11, 8, 1, 10, 3]),
        (2**31 - 100, 20_000, [8, 1, 2, 6, 5, 7, 10, 3, 4, 0, 11, 9]),
    ],
)
def test_the_orders_of_other_seeds_and_later_epochs_stay_what_they_were(seed, epoch, order):
    assert epoch_order(seed, epoch, 12).tolist() == order
