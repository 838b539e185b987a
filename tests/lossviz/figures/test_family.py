"""A family of shapes: which are faint, which is in hand, and that axes show nearly all."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.analysis.curves import Curve
from lossviz.analysis.shapes import Family
from lossviz.figures.base import PALETTE, Figure
from lossviz.figures.family import family_figure
from tests.evaluations import drawn, marks

AT = np.linspace(-2, 2, 5)
VALUES = (0.5, 1.0, 4.0)


def curve(value: float) -> Curve:
    return Curve("error", AT, value * AT**2, 2 * value * AT, np.empty(0), 0.0)


def shown() -> Figure:
    return family_figure(Family("scale", VALUES, tuple(map(curve, VALUES))), curve(3), "c 3")


def test_all_values_are_faint_with_gaps_between_them() -> None:
    costs, slopes, *_ = drawn(shown())
    assert costs["x"] == slopes["x"] == [*AT, None] * 3
    assert costs["y"] == [y for value in VALUES for y in (*(value * AT**2), None)]
    assert slopes["y"] == [y for value in VALUES for y in (*(2 * value * AT), None)]
    for trace, axis in ((costs, "y"), (slopes, "y2")):
        assert (trace["line"]["color"], trace.get("yaxis", "y"), trace["opacity"]) == ("faint", axis, 0.6)


def test_the_ends_are_told_by_their_values_and_the_one_in_hand_is_over_all() -> None:
    *_, least, most, cost, slope = drawn(shown())
    assert (least["meta"], most["meta"], cost["meta"]) == ({"label": "0.5"}, {"label": "4"}, {"label": "c 3"})
    assert least["y"] == (0.5 * AT**2).tolist()
    assert most["y"] == (4 * AT**2).tolist()
    assert (least["line"]["color"], most["line"]["color"]) == ("faint", "faint")
    assert (cost["y"], slope["y"], slope["yaxis"]) == ((3 * AT**2).tolist(), (6 * AT).tolist(), "y2")
    assert (cost["line"]["color"], slope["line"]["color"]) == (PALETTE[0], PALETTE[0])


def test_the_cost_is_above_the_slope_and_axes_are_those_of_the_whole_family() -> None:
    layout = shown()["layout"]
    assert (layout["yaxis"]["title"]["text"], layout["yaxis2"]["title"]["text"]) == ("cost", "slope")
    assert layout["yaxis"]["domain"][0] > layout["yaxis2"]["domain"][1]
    assert layout["xaxis"]["range"] == [-2, 2]
    other = family_figure(Family("scale", VALUES, tuple(map(curve, VALUES))), curve(0.5), "c 0.5")["layout"]
    assert [other[axis]["range"] for axis in ("yaxis", "yaxis2")] == [
        layout[axis]["range"] for axis in ("yaxis", "yaxis2")
    ]
    low, high = layout["yaxis"]["range"]
    assert low < 0
    assert 10 < high < 20
    low, high = layout["yaxis2"]["range"]
    assert (low + high, high) == (pytest.approx(0, abs=2.5), pytest.approx(15, abs=3))


def test_one_that_is_far_steeper_than_its_family_leaves_the_picture() -> None:
    now = curve(1000)
    up, down = marks(family_figure(Family("scale", VALUES, tuple(map(curve, VALUES))), now, "c 1000"))
    assert up["text"] == ["cost goes up to 4000 at −2.0", "cost goes up to 4000 at 2.0"]
    assert down["marker"]["symbol"] == ["triangle-down", "triangle-up"]
    assert down["marker"]["color"] == [PALETTE[0]] * 2
