"""The ends of axes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lossviz.figures.ranges import LEAST, SAME, HeldRanges, at_rest, bulk, common, curve_ends, joined, rounded_out
from lossviz.losses.axes import rounded_up

SIZES = st.floats(1e-6, 1e6)
NUMBERS = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(("size", "round_one"), [(1, 1), (1.01, 1.5), (0.31, 0.4), (7, 8), (9.9, 10), (1234, 1500)])
def test_a_size_is_rounded_up_to_a_number_that_is_easily_read(size: float, round_one: float) -> None:
    assert rounded_up(size) == pytest.approx(round_one)


@given(SIZES)
def test_what_is_rounded_up_is_not_smaller_and_stays(size: float) -> None:
    up = rounded_up(size)
    assert size * (1 - 1e-8) <= up <= 1.5 * size * (1 + 1e-8)
    assert rounded_up(up) == pytest.approx(up)


@given(NUMBERS, NUMBERS)
@example(0.0, 5e-324)
@example(1e6, 1e6 + 1e-9)
def test_both_numbers_lie_between_round_ends_and_fill_most_of_the_axis(one: float, other: float) -> None:
    least, most = sorted([one, other])
    low, high = rounded_out(least, most)
    assert low < high
    size = most - least
    assert low <= least + 1e-6 * size
    assert high >= most - 1e-6 * size
    one_number = size <= max(SAME * max(abs(least), abs(most)), LEAST)
    assert one_number or high - low < 1.2 * size
    assert rounded_out(most, least) == (low, high)


def test_one_number_lies_in_the_middle_of_an_axis() -> None:
    low, high = rounded_out(3, 3)
    assert low < 3 < high
    assert rounded_out(0, 0)[0] < 0 < rounded_out(0, 0)[1]


def test_an_axis_shows_nearly_all_of_each_group_and_not_the_farthest() -> None:
    usual = np.linspace(-1, 1, 101)
    assert bulk([usual]) == 1, "all of them, if none is far"
    assert bulk([np.append(usual, 100)]) == pytest.approx(1.5, abs=0.1)
    assert bulk([usual, np.append(-5 * usual, 1e9)]) == pytest.approx(7.5, abs=0.4), "the largest group counts"
    assert bulk([np.append(usual, 100)], share=1.0) == 100
    assert bulk([np.append(usual, 100)], slack=3) == pytest.approx(3, abs=0.2)
    assert bulk([np.array([np.nan, np.inf, 2.0]), np.empty(0)]) == 2
    assert bulk([]) == bulk([np.zeros(3)]) == 1


def test_an_axis_only_goes_outwards_while_a_hand_moves() -> None:
    ranges = HeldRanges()
    assert ranges.ends("cost", 0, 1, held=False) == (0, 1)
    assert ranges.ends("cost", 0.2, 0.6, held=True) == (0, 1)
    assert ranges.ends("cost", -1, 0, held=True) == (-1, 1)
    assert ranges.ends("cost", 0, 2, held=True) == (-1, 2)
    assert ranges.ends("slope", 0, 0.5, held=True) == (0, 0.5), "every axis by itself"
    assert ranges.ends("cost", 0, 1, held=False) == (0, 1), "at rest it is as large as it has to be"


def test_a_parabola_is_seen_whole_and_an_exponential_or_a_logarithm_where_they_are_not_far_from_usual() -> None:
    errors, probabilities = np.linspace(-3, 3, 240), np.linspace(1e-7, 1, 240)
    assert curve_ends([errors**2]) == (0, 9)
    assert curve_ends([2 * errors]) == (-6, 6)
    linex = 2 / 25 * (np.exp(5 * errors) - 5 * errors - 1)
    low, high = curve_ends([linex])
    assert low == 0
    assert 3 * linex[0] < high < 20 * linex[0], "the arm that is nearly flat is seen beside the steep one"
    assert curve_ends([-np.log(probabilities)])[1] < 16
    low, high = curve_ends([-1 / probabilities])
    assert -40 < low < -10
    assert high == 0


def test_with_examples_an_axis_is_where_they_lie() -> None:
    errors = np.linspace(-4, 4, 240)
    linex = 2 / 25 * (np.exp(5 * errors) - 5 * errors - 1)
    few = np.linspace(0, 3, 20)
    low, high = curve_ends([linex], [few])
    assert low == 0
    assert 3 <= high <= 3 * 2.5
    assert curve_ends([linex], [np.append(np.linspace(0, 3, 40), 1e6)])[1] < 20, "a few far ones do not count"
    assert curve_ends([errors**2], [np.array([90.0, 100.0])]) == (0, 100), "beside the curve they are seen, too"
    assert curve_ends([-(errors**2)], [np.array([-1.0])])[1] == 0
    assert curve_ends([np.zeros(8)]) == (0, 0)
    assert curve_ends([np.array([np.nan, 1.0, 1.0, np.inf])], [np.array([2.0])])[1] < 20


def test_what_was_before_is_seen_unless_it_is_of_quite_another_scale() -> None:
    assert joined((0, 1), (-0.5, 2)) == (-0.5, 2)
    assert joined((0, 1), (0.2, 0.4)) == (0, 1)
    assert joined((0, 1), (0, 5000)) == (0, 1)
    assert joined((0, 1), (-3, 0.5)) == (0, 1)


def test_what_is_absurdly_wide_does_not_set_an_axis_for_many() -> None:
    assert common([(0, 1), (-1, 2), (0, 5), (0, 1e10), (-1e10, 0)]) == (-1, 5)
    assert common([(0, 1e10)]) == (0, 1e10)
    assert common([(0, 1), (0, 9)]) == (0, 9)


def test_the_axis_of_a_still_picture_has_round_ends_and_a_margin() -> None:
    low, high = at_rest("", (0.0, 9.0))
    assert -0.6 < low < 0
    assert 9 < high < 9.6
