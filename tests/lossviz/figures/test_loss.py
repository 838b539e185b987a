"""A loss by itself and beside others: which curve is in which panel, in which colour, on which scale."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.analysis.curves import Curve
from lossviz.figures.base import DASHES, PALETTE
from lossviz.figures.loss import loss_figure, overlay_figure
from tests.evaluations import drawn, marks

AT = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])


def curve(factor: float) -> Curve:
    """Return a shape of which no two points, and no two parts, are alike."""
    cost = np.array([9.0, 2.0, 0.0, 1.0, 5.0])
    slope = np.array([-6.0, -3.0, 0.0, 2.0, 4.0])
    return Curve("error", AT, factor * cost, factor * slope, factor * np.array([1.0, 2, 3, 4, 5]), 0.0)


def test_cost_slope_and_curvature_stand_below_each_other_in_one_colour() -> None:
    figure = loss_figure(curve(2))
    cost, slope, curvature = drawn(figure)
    assert cost["x"] == slope["x"] == curvature["x"] == AT.tolist()
    assert cost["y"] == [18, 4, 0, 2, 10]
    assert slope["y"] == [-12, -6, 0, 4, 8]
    assert curvature["y"] == [2, 4, 6, 8, 10]
    assert [trace.get("yaxis", "y") for trace in drawn(figure)] == ["y", "y2", "y3"]
    assert [trace["line"]["color"] for trace in drawn(figure)] == [PALETTE[0]] * 3
    assert [trace["meta"]["label"] for trace in drawn(figure)] == ["cost", "slope", "curvature"]
    layout = figure["layout"]
    assert [layout[f"yaxis{n}"]["title"]["text"] for n in ("", "2", "3")] == ["cost", "slope", "curvature"]
    domains = [layout[f"yaxis{n}"]["domain"] for n in ("", "2", "3")]
    assert domains[0][1] == 1
    assert domains[0][0] > domains[1][1] > domains[1][0] > domains[2][1] > domains[2][0] >= 0
    assert (layout["xaxis"]["anchor"], layout["xaxis"]["range"]) == ("y3", [-2, 2])
    assert layout["xaxis"]["title"]["text"] == "error (prediction − target)"


def test_what_was_before_is_behind_in_grey_each_in_its_panel() -> None:
    cost, slope, *now = drawn(loss_figure(curve(2), curve(1), "before 3"))
    assert (cost["y"], slope["y"]) == ([9, 2, 0, 1, 5], [-6, -3, 0, 2, 4])
    assert (cost["line"]["color"], slope["line"]["color"]) == ("faint", "faint")
    assert (cost.get("yaxis", "y"), slope["yaxis"]) == ("y", "y2")
    assert (cost["meta"], "label" in slope.get("meta", {})) == ({"label": "before 3"}, False)
    assert [trace["line"]["color"] for trace in now] == [PALETTE[0]] * 3


@pytest.mark.parametrize(("normalised", "units"), [(False, (1, 1)), (True, (2, 6))])
def test_costs_and_slopes_of_losses_are_divided_by_the_same(normalised: bool, units: tuple[float, float]) -> None:
    first, second = curve(2), curve(6)  # what is bad, an error of 1, costs 2 and 6
    figure = overlay_figure([("Huber", first), ("Cauchy", second)], normalised=normalised)
    for i, (each, unit) in enumerate(zip((first, second), units, strict=True)):
        cost, slope = drawn(figure)[2 * i : 2 * i + 2]
        assert cost["y"] == pytest.approx(each.cost / unit, rel=1e-3)
        assert slope["y"] == pytest.approx(each.slope / unit, rel=1e-3)
        assert (cost.get("yaxis", "y"), slope["yaxis"]) == ("y", "y2")
        for trace in (cost, slope):
            assert (trace["line"]["color"], trace["line"]["dash"]) == (PALETTE[i], DASHES[i])
    assert [trace["meta"]["label"] for trace in drawn(figure)[::2]] == ["Huber", "Cauchy"]
    titles = [figure["layout"][axis]["title"]["text"] for axis in ("yaxis", "yaxis2")]
    assert titles == (["cost, normalised", "slope, normalised"] if normalised else ["cost", "slope"])


def test_axes_leave_out_what_has_no_end_and_mark_it_and_may_be_held() -> None:
    at = np.linspace(0.001, 1, 240)
    surprise = Curve("probability", at, -np.log(at), -1 / at, 1 / at**2, 0.0)
    figure = loss_figure(surprise)
    ranges = [figure["layout"][axis]["range"] for axis in ("yaxis", "yaxis2", "yaxis3")]
    assert 4 < ranges[0][1] < 12
    assert -40 < ranges[1][0] < -10
    assert 20 < ranges[2][1] < 120
    found = {mark["yaxis"]: mark["text"] for mark in marks(figure)}
    assert found == {
        "y": [],
        "y2": ["slope goes down to −1000 at 0.001"],
        "y3": ["curvature goes up to 1.0·10⁶ at 0.001"],
    }
    asked = {}

    def hold(axis: str, ends: tuple[float, float]) -> tuple[float, float]:
        asked[axis] = ends
        return -7.0, 7.0

    held = overlay_figure([("one", curve(1)), ("two", curve(2))], normalised=False, hold=hold)["layout"]
    assert held["yaxis"]["range"] == held["yaxis2"]["range"] == [-7, 7]
    assert asked == {"yaxis": (0, 18), "yaxis2": (-12, 8)}, "both losses are seen"


@pytest.mark.parametrize(("factor", "high"), [(2, 2), (100, 1)])
def test_grey_lines_are_seen_if_they_are_not_of_another_scale_and_never_marked(factor: float, high: float) -> None:
    at = np.linspace(0.001, 1, 240)
    before = Curve("probability", at, factor * at, -1 / at, np.empty(0), 0.0)
    figure = loss_figure(Curve("probability", at, at, at, at, 0.0), before, "before")
    assert figure["layout"]["yaxis"]["range"][1] == pytest.approx(high, rel=0.1)
    assert [mark["text"] for mark in marks(figure)] == [[], [], []]
