"""The table of a run, and what is drawn of it."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays as any_array

from lossviz.runs.history import History, smoothed, thinned

numbers = st.floats(-(2.0**100), 2.0**100, width=32)


def history(n: int) -> History:
    """Return a history of n rows with columns of numbers that count up."""
    grown = History(("loss", "accuracy"))
    grown.append(np.arange(2 * n, dtype=np.float32).reshape(n, 2))
    return grown


def test_a_history_begins_before_epoch_0():
    empty = History(("loss",))
    assert len(empty) == 0
    assert empty.last_epoch == -1
    assert empty["loss"].shape == (0,)


def test_rows_are_added_at_the_end():
    grown = history(3)
    before = grown["loss"]
    grown.append(np.array([[10, 11], [12, 13]], np.float32))
    assert grown.last_epoch == 4
    np.testing.assert_array_equal(grown["loss"], [0, 2, 4, 10, 12])
    np.testing.assert_array_equal(grown["accuracy"], [1, 3, 5, 11, 13])
    # Someone who reads while a worker's rows arrive keeps what they had.
    np.testing.assert_array_equal(before, [0, 2, 4])


def test_a_column_is_known_by_its_name():
    assert "loss" in history(1)
    assert "val_loss" not in history(1)
    with pytest.raises(ValueError, match="not in tuple"):
        history(1)["val_loss"]


@given(any_array(np.float32, st.tuples(st.integers(0, 20), st.just(2)), elements=numbers))
def test_the_csv_reads_back_as_the_same_numbers(rows):
    grown = History(("loss", "accuracy"))
    grown.append(rows)
    read = pd.read_csv(io.StringIO(grown.to_csv()), index_col="epoch")
    assert list(read.columns) == ["loss", "accuracy"]
    np.testing.assert_array_equal(read.to_numpy(np.float32), rows)
    np.testing.assert_array_equal(read.index, np.arange(len(rows)))


def test_the_csv_is_written_as_spreadsheets_read_it():
    assert history(2).to_csv() == "epoch,loss,accuracy\n0,0,1\n1,2,3\n"


# Smoothing


def test_smoothing_is_the_weighted_mean_of_what_came_before():
    # pandas' definition: span s gives the weight (1 - 2 / (s + 1))^k to the value k epochs ago, divided by their sum.
    values = np.random.default_rng(0).normal(size=30)
    kept = 1 - 2 / (9 + 1)
    weights = [kept ** np.arange(n, -1, -1.0) for n in range(30)]
    expected = [np.average(values[: n + 1], weights=weights[n]) for n in range(30)]
    np.testing.assert_allclose(smoothed(values, 9), expected)


def test_a_span_of_one_epoch_or_less_smooths_nothing():
    values = np.random.default_rng(1).normal(size=30)
    for span in (0, 0.5, 1):
        np.testing.assert_array_equal(smoothed(values, span), values)


@given(st.floats(1, 1000), numbers)
def test_smoothing_keeps_a_constant_and_is_unbiased_at_the_start(span, constant):
    np.testing.assert_allclose(smoothed(np.full(20, constant), span), constant)


def test_smoothing_does_not_depend_on_what_comes_later():
    values = np.random.default_rng(2).normal(size=100)
    np.testing.assert_allclose(smoothed(values, 10)[:40], smoothed(values[:40], 10))


# Thinning


@given(any_array(np.float32, st.integers(1, 500), elements=numbers), st.integers(4, 120))
def test_thinning_keeps_the_ends_and_the_extremes(values, points):
    drawn = thinned(values, points)
    assert len(drawn) <= points
    assert (np.diff(drawn) > 0).all()
    assert drawn[0] == 0
    assert drawn[-1] == len(values) - 1
    assert values[drawn].min() == values.min()
    assert values[drawn].max() == values.max()


@given(st.integers(4, 120), st.integers(0, 4999), st.sampled_from([-1, 1]))
def test_a_spike_of_one_epoch_survives_thinning(points, epoch, sign):
    values = np.zeros(5000)
    values[epoch] = sign
    assert epoch in thinned(values, points)


def test_a_short_history_is_drawn_whole():
    np.testing.assert_array_equal(thinned(np.arange(100.0), 100), np.arange(100))


def test_a_long_history_is_drawn_with_nearly_all_points_that_are_allowed():
    assert len(thinned(np.random.default_rng(3).normal(size=10_000), 300)) > 250


def test_every_part_of_a_long_history_is_drawn():
    drawn = thinned(np.random.default_rng(4).normal(size=10_000), 200)
    assert np.diff(drawn).max() < 2 * 10_000 / 99
