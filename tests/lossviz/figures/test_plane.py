"""The plane of three classes: which way round, and where arrows point."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lossviz.analysis.plane import Plane
from lossviz.figures.base import PALETTE
from lossviz.figures.plane import plane_figure

NAMES = ("first", "second", "third")

SEEN = Plane(
    x=np.array([0.0, 1.0, 2.0]),
    y=np.array([0.0, 4.0]),
    cost=np.array([[1.0, 2.0, np.nan], [4.0, 5.0, 60.0]]),
    arrows=np.array([[0.5, 1.0, 3.0, 0.0], [1.5, 3.0, 0.0, -3.0], [1.0, 2.0, 0.0, 0.0]]),
    corners=np.array([[0.0, 0.0], [2.0, 0.0], [1.0, 4.0]]),
    scores=False,
)


def test_the_cost_stands_where_it_is_paid() -> None:
    figure = plane_figure(SEEN, NAMES)
    contour, edge = figure["data"]
    assert (contour["x"], contour["y"]) == ([0, 1, 2], [0, 4])
    assert contour["z"] == [[1, 2, None], [4, 5, 60]]  # Plotly has y along the first axis, too
    assert contour["colorscale"] == [[0, "background"], [1, PALETTE[0]]]
    assert (contour["zmin"], contour["zmax"]) == (1, pytest.approx(49))  # 95 of 100
    assert (edge["x"], edge["y"]) == ([0, 2, 1, 0], [0, 0, 4, 0])
    axes = figure["layout"]["xaxis"], figure["layout"]["yaxis"]
    assert [axis["range"] for axis in axes] == [pytest.approx([-0.48, 2.48]), pytest.approx([-0.48, 4.48])]
    assert axes[1]["scaleanchor"] == "x"


def test_arrows_begin_at_their_points_and_go_downhill() -> None:
    notes = plane_figure(SEEN, NAMES)["layout"]["annotations"]
    right, down = (note for note in notes if note["showarrow"])  # where it is flat there is none
    assert (right["ax"], right["ay"]) == (0.5, 1)
    assert (right["x"] > 0.5, right["y"]) == (True, 1)
    assert (down["ax"], down["ay"]) == (1.5, 3)
    assert (down["x"], down["y"] < 3) == (1.5, True)
    assert right["x"] - 0.5 == pytest.approx(3 - down["y"], rel=1e-2)
    assert right["x"] - 0.5 == pytest.approx(0.075 * 4, rel=1e-2)


def test_names_stand_at_the_corners_of_their_classes_or_at_the_edge_in_their_direction() -> None:
    words = [note for note in plane_figure(SEEN, NAMES)["layout"]["annotations"] if not note["showarrow"]]
    assert [(note["text"], note["x"], note["y"], note["yanchor"]) for note in words] == [
        ("<b>first</b>", 0, 0, "top"),
        ("<b>second</b>", 2, 0, "top"),
        ("<b>third</b>", 1, 4, "bottom"),
    ]
    corners = np.array([[-1.0, -0.5], [1.0, -0.5], [0.0, 1.0]])
    scores = replace(SEEN, x=np.array([-4.0, 0, 4]), y=np.array([-4.0, 4]), corners=corners, scores=True)
    figure = plane_figure(scores, NAMES)
    assert len(figure["data"]) == 1, "scores have no edge"
    at = [(note["x"], note["y"]) for note in figure["layout"]["annotations"] if not note["showarrow"]]
    assert at == pytest.approx(np.array([(-3.68, -1.84), (3.68, -1.84), (0, 3.68)]))
