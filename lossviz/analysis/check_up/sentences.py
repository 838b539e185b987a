"""Numbers and predictions as sentences of a check-up tell them."""

from __future__ import annotations

import math

import numpy as np

from lossviz.declare import MINUS, number_words


def told(value: float) -> str:
    """Return a number in words: NaN and infinity, too."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "infinity" if value > 0 else "minus infinity"
    if value == round(value) and abs(value) < 1e5:
        return f"{value:.0f}".replace("-", MINUS)
    return number_words(float(value)).replace("1.0·", "")


def row_words(row: np.ndarray) -> str:
    """Return a prediction or a target in words: `0.55`, or `(0.1, 0.2, 0.7)`."""
    numbers = [told(float(number)) for number in np.atleast_1d(row)]
    return numbers[0] if len(numbers) == 1 else f"({', '.join(numbers)})"


def target_words(y_true: np.ndarray) -> str:
    """Return a target in words: `y = 1`, or `class 2`."""
    return f"class {int(y_true)}" if y_true.dtype.kind == "i" else f"y = {row_words(y_true)}"
