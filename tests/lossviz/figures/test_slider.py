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
