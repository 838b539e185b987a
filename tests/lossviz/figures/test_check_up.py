"""The picture of a finding: what is drawn where, and that it can be sent whatever the numbers are."""

from __future__ import annotations

import json
import math

from lossviz.analysis.check_up import Finding, Picture
from lossviz.figures.base import PALETTE
from lossviz.figures.check_up import HEIGHT, finding_chart, picture_figure
from tests.evaluations import drawn

PICTURE = Picture(
    axis="prediction",
    position=(-1.0, 0.0, 1.0, 2.0),
    cost=(1.0, math.nan, 1.0, math.inf),
    slope=(-2.0, math.nan, 2.0, math.inf),
    at=0.0,
)


def finding(picture: Picture | None) -> Finding:
    return Finding(kind="finite", level="fault", sentence="A perfect prediction costs NaN.", picture=picture)


def test_cost_and_slope_stand_below_each_other_with_gaps_where_they_are_no_numbers():
    cost, slope = drawn(picture_figure(PICTURE))
    assert cost["y"] == [1, None, 1, None]
    assert slope["y"] == [-2, None, 2, None]
    assert (cost.get("yaxis", "y"), slope["yaxis"]) == ("y", "y2")
    assert [trace["meta"]["label"] for trace in (cost, slope)] == ["cost", "slope"]
    layout = picture_figure(PICTURE)["layout"]
    assert layout["xaxis"]["range"] == [-1, 2]
    assert layout["xaxis"]["title"]["text"] == "prediction"
    assert layout["yaxis"]["domain"][0] > layout["yaxis2"]["domain"][1]


def test_the_place_that_is_told_is_marked():
    (line,) = picture_figure(PICTURE)["layout"]["shapes"]
    assert (line["x0"], line["x1"]) == (0, 0)


def test_a_chord_is_drawn_in_another_colour_and_dashed():
    with_chord = Picture("prediction", (0.0, 1.0), (0.0, 1.0), (1.0, 1.0), 0.5, ((0.0, 0.0), (1.0, 1.0)))
    *_, chord = drawn(picture_figure(with_chord))
    assert (chord["x"], chord["y"]) == ([0, 1], [0, 1])
    assert (chord["line"]["color"], chord["line"]["dash"]) == (PALETTE[1], "dash")


def test_a_chart_says_what_is_looked_at_and_what_was_found():
    chart = finding_chart(finding(PICTURE))
    assert chart is not None
    assert (chart.alt, chart.height) == ("A perfect prediction costs NaN.", HEIGHT)
    assert "not NaN or infinity" in chart.title
    assert json.dumps(chart.figure, allow_nan=False)


def test_a_finding_without_a_picture_has_no_chart():
    assert finding_chart(finding(None)) is None


def test_a_way_on_which_nothing_is_a_number_can_be_drawn():
    nothing = (math.nan,) * 3
    figure = picture_figure(Picture("prediction", (0.0, 1.0, 2.0), nothing, nothing, 1.0))
    assert json.dumps(figure, allow_nan=False)
