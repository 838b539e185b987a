"""Where curves leave the picture."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.figures.base import Figure, curve_trace
from lossviz.figures.leaving import Exit, exits, leaving_trace, leaving_words

ENDS = (-1.0, 4.0)


def line(*y: float, colour: str = "blue", name: str = "cost") -> Figure:
    return curve_trace(np.arange(float(len(y))), np.array(y), {"color": colour}, name)


@pytest.mark.parametrize(
    ("y", "found"),
    [
        ((0, 2, 6, 9), [Exit(1.5, True, 9, 3)]),
        ((9, 6, 2, 0), [Exit(1.5, True, 9, 0)]),
        ((0, -4, -2, 0), [Exit(0.25, False, -4, 1)]),
        ((8, 0, 1, -7), [Exit(0.5, True, 8, 0), Exit(2.25, False, -7, 3)]),
        ((8, 9, 8, 7), [Exit(0, True, 9, 1)]),  # nothing of it is in the picture
        ((np.nan, 8, 0, np.nan), [Exit(1.5, True, 8, 1)]),
        ((0, 4, -1, 2), []),
    ],
)
def test_each_stretch_beyond_is_one_exit_where_it_crosses_the_edge(y: tuple[float, ...], found: list[Exit]) -> None:
    trace = line(*y)
    assert exits(trace["x"], trace["y"], ENDS) == found


def test_a_triangle_points_out_where_a_curve_leaves_in_its_colour_and_says_how_far_it_goes() -> None:
    falling = line(2, 0, -6, -500_000, colour="red", name="slope")
    trace = leaving_trace([line(9, 6, 2, 0), line(0, 1, 2, 3), falling], ENDS)
    assert trace["x"] == [1.5, pytest.approx(7 / 6, rel=1e-3)]
    high, low = trace["y"]
    assert 3.7 < high < 4
    assert -1 < low < -0.7
    assert trace["marker"]["symbol"] == ["triangle-up", "triangle-down"]
    assert trace["marker"]["color"] == ["blue", "red"]
    assert trace["text"] == ["cost goes up to 9.0 at 0", "slope goes down to −5.0·10⁵ at 3.0"]
    assert trace["hovertemplate"] == "%{text}<extra></extra>"
    words = leaving_words({"data": [{"text": ["more"], "mode": "markers"}, trace], "layout": {}})
    assert words == (
        " Cost goes up to 9.0 at 0, beyond the picture. Slope goes down to −5.0·10⁵ at 3.0, beyond the picture."
    )


def test_nothing_is_marked_where_all_is_in_the_picture_and_marks_are_on_the_axis_of_their_lines() -> None:
    trace = leaving_trace([line(0, 1) | {"yaxis": "y2"}], ENDS)
    assert (trace["x"], trace["y"], trace["text"], trace["yaxis"]) == ([], [], [], "y2")
    assert leaving_words({"data": [trace], "layout": {}}) == ""
