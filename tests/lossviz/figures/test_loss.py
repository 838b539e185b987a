"""A loss by itself and beside others: which curve is in which panel, in which colour, on which scale."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.analysis.curves import Curve
from lossviz.figures.base import DASHES, PALETTE
from lossviz.figures.loss import loss_figure, overlay_figure

AT = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])


def curve(factor: float) -> Curve:
    """Return a shape of which no two points, and no two parts, are alike."""
    cost = np.array([9.0, 2.0, 0.0, 1.0, 5.0])
    slope = np.array([-6.0, -3.0, 0.0, 2.0, 4.0])
    return Curve("error", AT, factor * cost, factor * slope, factor * np.array([1.0, 2, 3, 4, 5]), 0.0)


def test_cost_slope_and_curvature_stand_below_each_other_in_one_colour() -> None:
    figure = loss_figure(curve(2))
    cost, slope, curvature = figure["data"]
    assert cost["x"] == slope["x"] == curvature["x"] == AT.tolist()
    assert cost["y"] == [18, 4, 0, 2, 10]
    assert slope["y"] == [-12, -6, 0, 4, 8]
    assert curvature["y"] == [2, 4, 6, 8, 10]
    assert [trace.get("yaxis", "y") for trace in figure["data"]] == ["y", "y2", "y3"]
    assert [trace["line"]["color"] for trace in figure["data"]] == [PALETTE[0]] * 3
    assert [trace["meta"]["label"] for trace in figure["data"]] == ["cost", "slope", "curvature"]
    layout = figure["layout"]
    assert [layout[f"yaxis{n}"]["title"]["text"] for n in ("", "2", "3")] == ["cost", "slope", "curvature"]
    domains = [layout[f"yaxis{n}"]["domain"] for n in ("", "2", "3")]
    assert domains[0][1] == 1
    assert domains[0][0] > domains[1][1] > domains[1][0] > domains[2][1] > domains[2][0] >= 0
    assert (layout["xaxis"]["anchor"], layout["xaxis"]["range"]) == ("y3", [-2, 2])
    assert layout["xaxis"]["title"]["text"] == "error (prediction − target)"


def test_what_was_before_is_behind_in_grey_each_in_its_panel() -> None:
    cost, slope, *now = loss_figure(curve(2), curve(1), "before 3")["data"]
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
        cost, slope = figure["data"][2 * i : 2 * i + 2]
        assert cost["y"] == pytest.approx(each.cost / unit, rel=1e-3)
        assert slope["y"] == pytest.approx(each.slope / unit, rel=1e-3)
        assert (cost.get("yaxis", "y"), slope["yaxis"]) == ("y", "y2")
        for trace in (cost, slope):
            assert (trace["line"]["color"], trace["line"]["dash"]) == (PALETTE[i], DASHES[i])
    assert [trace["meta"]["label"] for trace in figure["data"][::2]] == ["Huber", "Cauchy"]
    titles = [figure["layout"][axis]["title"]["text"] for axis in ("yaxis", "yaxis2")]
    assert titles == (["cost, normalised", "slope, normalised"] if normalised else ["cost", "slope"])
