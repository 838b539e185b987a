"""Numbers and predictions as sentences of a check-up tell them."""

from __future__ import annotations

import math

import numpy as np

from lossviz.declare import MINUS, distinct_words, number_words

NEAR_ONE = 0.05
"""How near to 1 a probability is told with more digits: it is not 1."""


def told(value: float) -> str:
    """Return a number in words: NaN and infinity, too."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "infinity" if value > 0 else "minus infinity"
    if value == round(value) and abs(value) < 1e5:
        return f"{value:.0f}".replace("-", MINUS)
    if 0 < abs(1 - abs(value)) < NEAR_ONE:
        return f"{value:.4g}".replace("-", MINUS)
    return number_words(float(value)).replace("1.0·", "")


def told_apart(first: float, second: float) -> tuple[str, str]:
    """Return two numbers that differ in words that differ."""
    words = told(first), told(second)
    if words[0] != words[1] or first == second:
        return words
    one, other = distinct_words((float(first), float(second)))
    return one.replace("-", MINUS), other.replace("-", MINUS)


def row_words(row: np.ndarray) -> str:
    """Return a prediction or a target in words: `0.55`, or `(0.1, 0.2, 0.7)`."""
    numbers = [told(float(number)) for number in np.atleast_1d(row)]
    return numbers[0] if len(numbers) == 1 else f"({', '.join(numbers)})"


def target_words(y_true: np.ndarray) -> str:
    """Return a target in words: `y = 1`, or `class 2`."""
    return f"class {int(y_true)}" if y_true.dtype.kind == "i" else f"y = {row_words(y_true)}"
