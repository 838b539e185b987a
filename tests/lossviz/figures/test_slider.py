"""Figures that a slider moves, and the ranges of their axes."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.figures.slider import Slider, seen, sliding_figure


def test_a_value_without_a_sound_run_is_a_gap() -> None:
    figures = [{"data": [{"type": "scatter", "x": [0, 1], "y": [y, 2]}], "layout": {}} for y in (0, 5)]
    joined = sliding_figure(
        [figures[0], None, figures[1]], Slider(label="Delta", values=("a", "b", "c"), at=0, group="group")
    )
    assert [picture[0]["y"] for picture in joined["layout"]["slider"]["pictures"]] == [[0, 2], [None, None], [5, 2]]


def test_a_place_with_fewer_traces_than_others_shows_none_of_theirs() -> None:
    few: dict = {"data": [{"type": "heatmap", "z": [[1]]}], "layout": {"xaxis": {"domain": [0, 1]}}}
    halves = {"xaxis": {"domain": [0, 0.5]}, "xaxis2": {"domain": [0.5, 1]}}
    many: dict = {"data": [*few["data"], {"type": "heatmap", "z": [[2]], "xaxis": "x2"}], "layout": halves}
    for at in (0, 1):
        joined = sliding_figure([few, many, None], Slider(label="Share", values=("0", "a", "b"), at=at))
        assert {name: joined["layout"][name] for name in halves} == halves
        assert [trace["z"] for trace in joined["data"]] == ([[[1]], [[None]]] if at == 0 else [[[1]], [[2]]])
        pictures = joined["layout"]["slider"]["pictures"]
        assert [picture[1]["z"] for picture in pictures] == [[[None]], [[2]], [[None]]]


def test_absurd_numbers_leave_the_picture() -> None:
    values = np.append(np.linspace(0, 1, 1000), 1e9)
    low, high = seen(values)
    assert -0.1 < low <= 0
    assert 1 <= high < 1.1
    assert seen(np.array([np.nan])) == [0, 1]


def scatter(x: list, y: list, **more: object) -> dict:
    return {"type": "scatter", "x": x, "y": y, **more}


def test_the_place_that_is_shown_first_is_drawn_and_all_places_are_kept() -> None:
    figures = [{"data": [scatter([0, 1], [y, 2 * y]), scatter([0], [7])], "layout": {}} for y in (1, 2, 3)]
    joined = sliding_figure(figures, Slider(label="Delta", values=("a", "b", "c"), at=1, numbers=(0, 3, 9)))
    assert [trace["y"] for trace in joined["data"]] == [[2, 4], [7]]
    slider = joined["layout"]["slider"]
    assert slider["pictures"] == [[{"y": [1, 2]}], [{"y": [2, 4]}], [{"y": [3, 6]}]], "only what differs is kept"
    assert (slider["label"], slider["values"], slider["at"]) == ("Delta", ["a", "b", "c"], 1)
    assert slider["numbers"] == (0, 3, 9)


def test_axes_hold_every_picture_each_by_itself_unless_they_are_given() -> None:
    layout = {"xaxis": {}, "yaxis": {}, "yaxis2": {}, "yaxis3": {"type": "category"}}
    figures = [
        {"data": [scatter([0, 10], [y, -y]), scatter([0, 10], [100 * y, 0], yaxis="y2")], "layout": layout}
        for y in (1, 5)
    ]
    joined = sliding_figure(figures, Slider(label="Delta", values=("a", "b"), at=0))["layout"]
    assert joined["xaxis"]["range"] == pytest.approx([-0.6, 10.6])
    assert joined["yaxis"]["range"] == pytest.approx([-5.6, 5.6])
    assert joined["yaxis2"]["range"] == pytest.approx([-30, 530])
    assert "range" not in joined["yaxis3"]
    given = [
        {"data": [scatter([0], [99])], "layout": {"xaxis": {"range": [0, 1]}, "yaxis": {"range": ends}}}
        for ends in ([-1, 2], [0, 3])
    ]
    assert sliding_figure(given, Slider(label="", values=("a", "b"), at=0))["layout"]["yaxis"]["range"] == [-1, 3]


def test_a_logarithmic_axis_ends_at_exponents() -> None:
    assert seen(np.array([0.01, 1.0, 100.0]), log=True) == pytest.approx([-2.24, 2.24])
    assert seen(np.array([0.01, 0.0, -5.0, np.inf, 100.0]), log=True) == pytest.approx([-2.24, 2.24])
    assert seen(np.array([0.01, 1.0, 100.0])) == pytest.approx([-5.99, 106], rel=1e-3)


def test_a_slider_tells_what_it_moves() -> None:
    alone = Slider(label="Delta", values=("a",), at=0).layout()
    assert alone == {"label": "Delta", "values": ["a"], "at": 0}
    group = Slider(label="Delta", values=("a",), at=0, group="sweep", plays=4.0, starts=True, cut=True)
    assert group.layout() == alone | {"group": "sweep", "hidden": False, "plays": 4.0, "starts": True, "cut": True}
    hidden = Slider(label="", values=("a",), at=0, group="sweep", hidden=True, plays=4.0).layout()
    assert hidden == {"label": "", "values": ["a"], "at": 0, "group": "sweep", "hidden": True}, "one plays for all"
