"""Figures that a slider moves, and the ranges of their axes."""

from __future__ import annotations

import numpy as np

from lossviz.figures.slider import Slider, seen, sliding_figure


def test_a_value_without_a_sound_run_is_a_gap() -> None:
    figures = [{"data": [{"type": "scatter", "x": [0, 1], "y": [y, 2]}], "layout": {}} for y in (0, 5)]
    joined = sliding_figure(
        [figures[0], None, figures[1]], Slider(label="Delta", values=("a", "b", "c"), at=0, group="group")
    )
    assert [picture[0]["y"] for picture in joined["layout"]["slider"]["pictures"]] == [[0, 2], [None, None], [5, 2]]


def test_absurd_numbers_leave_the_picture() -> None:
    values = np.append(np.linspace(0, 1, 1000), 1e9)
    low, high = seen(values)
    assert -0.1 < low <= 0
    assert 1 <= high < 1.1
    assert seen(np.array([np.nan])) == [0, 1]
