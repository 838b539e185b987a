"""Numbers as people read them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossviz.declare import MINUS, THIN, count_words, distinct_words, number_words, one_of, percent, value_name


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (0.0031, "0.0031"),
        (0.0949, "0.095"),
        (0.1, "0.10"),
        (0.84, "0.84"),
        (0.996, "1.0"),
        (6.3, "6.3"),
        (12, "12.0"),
        (99.96, "100"),
        (240.4, "240"),
        (-12, f"{MINUS}12.0"),
        (1.234e9, "1.2·10⁹"),
        (-4.5e-7, f"{MINUS}4.5·10⁻⁷"),
        (math.inf, "no number"),
    ],
)
def test_measured_numbers_have_the_digits_that_matter(value: float, words: str) -> None:
    assert number_words(value) == words


@given(st.floats(1e-3, 9e4))
def test_numbers_are_told_within_their_precision(value: float) -> None:
    assert float(number_words(value)) == pytest.approx(value, rel=0.06)


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0"), (0.004, "0.4"), (0.14, "14"), (0.975, "98"), (0.996, "99.6"), (1, "100"), (1.0, "100")],
)
def test_a_share_is_told_in_percent_and_never_rounded_to_nothing_or_all(share: float, words: str) -> None:
    assert percent(share) == f"{words}{THIN}%"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (0.9, "0.90"),
        (0.05, "0.05"),
        (0.015, "0.015"),
        (6.3, "6.3"),
        (1.0, "1"),
        (-0.5, f"{MINUS}0.50"),
        (-3, f"{MINUS}3"),
        (7, "7"),
        ("relu", "relu"),
        ((1.0, 2.0), "(1.0, 2.0)"),
    ],
)
def test_chosen_values_name_runs(value, name: str) -> None:
    assert value_name(value) == name


def test_small_counts_are_words() -> None:
    assert [count_words(n) for n in (0, 1, 9, 10, 11)] == ["no", "one", "nine", "ten", "11"]


def test_few_names_are_listed_and_of_many_the_closest() -> None:
    assert one_of(["sgd", "adam"], "adm") == "one of sgd, adam"
    many = [f"name_{i}" for i in range(20)] + ["huber", "hinge", "squared_hinge"]
    assert one_of(many, "Hubert") == "one of 23 names, such as huber"
    assert one_of(many, "squared") == "one of 23 names, such as squared_hinge"
    assert one_of(many, "zzz") == "one of 23 names, such as name_0, name_1, name_2"
    assert one_of(many, "") == "one of 23 names, such as name_0, name_1, name_2"


@given(st.lists(st.floats(-1e6, 1e6) | st.floats(0.999, 0.9999), unique=True, max_size=40))
def test_values_that_differ_are_told_apart(values: list[float]) -> None:
    words = distinct_words(values)
    assert len(set(words)) == len(values)
    assert [float(word) for word in words] == pytest.approx(values, rel=1e-3)


def test_values_have_no_more_digits_than_it_takes() -> None:
    assert distinct_words([0.1, 0.25, 1 / 3]) == ("0.1", "0.25", "0.3333")
    assert distinct_words([0.999, 0.99944, 0.99941]) == ("0.999", "0.99944", "0.99941")
    assert distinct_words([0.99991, 0.99992]) == ("0.99991", "0.99992")
    assert distinct_words(["relu", "tanh"]) == ("relu", "tanh")
    assert distinct_words([1, 2, 1000000007]) == ("1", "2", "1000000007")
