"""What all figures share: numbers, colours and dashes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossviz.figures.base import DASHES, PALETTE, rounded
from tests.lines import line_of


def test_runs_differ_in_colour_and_then_in_dash() -> None:
    strokes = {(line.colour, line.dash) for line in (line_of(number=i) for i in range(len(PALETTE) * len(DASHES)))}
    assert len(strokes) == len(PALETTE) * len(DASHES)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), max_size=20))
def test_numbers_are_sent_with_few_digits_and_rounded_as_python_does(values: list[float]) -> None:
    sent = rounded(np.array(values, np.float32))
    assert sent == pytest.approx([float(f"{value:.4g}") for value in values], rel=1e-14, abs=0)
    assert all(len(str(number)) <= 9 for number in sent if number == 0 or 1e-3 < abs(number) < 1e3)
