"""What a browser is told of a chart: only what it does not show yet."""

from __future__ import annotations

import json

import pytest

from lossviz.figures.history import Points
from pages.ui.channel.screen import Screen
from tests.told import figure_of


def trace(level: float, **more: object) -> dict:
    return {"type": "scatter", "x": [0, 1], "y": [level, level], **more}


def figure(*levels: float) -> dict:
    return {"data": [trace(level) for level in levels], "layout": {"xaxis": {}}}


GROWTH = [Points([2], [0.5])]


@pytest.fixture
def screen() -> Screen:
    screen = Screen()
    screen.draw("loss", "Loss | by epoch", "A falling line.", figure(1, 2))
    return screen


def test_a_new_chart_is_told_whole(screen: Screen) -> None:
    news = screen.news()["loss"]
    assert (news["title"], news["alt"]) == ("Loss | by epoch", "A falling line.")
    assert news["whole"]
    assert figure_of(news) == figure(1, 2)


def test_news_are_told_once(screen: Screen) -> None:
    assert set(screen.news()) == {"loss"}
    assert screen.news() == {}


def test_the_same_figure_is_no_news(screen: Screen) -> None:
    screen.news()
    screen.draw("loss", "Loss | by epoch", "A falling line.", figure(1, 2))
    assert screen.news() == {}


def test_another_title_is_news_without_parts(screen: Screen) -> None:
    screen.news()
    screen.draw("loss", "Loss", "A falling line.", figure(1, 2))
    news = screen.news()["loss"]
    assert (news["parts"], news["values"]) == ([{}, {}, {}], {})


def test_of_another_figure_only_new_values_are_told(screen: Screen) -> None:
    screen.news()
    screen.draw("loss", "Loss | by epoch", "A falling line.", figure(3, 1))
    news = screen.news()["loss"]
    assert list(news["values"].values()) == ["[3,3]"]
    assert [list(part) for part in news["parts"]] == [["y"], ["y"], []]


def test_lines_that_share_values_share_them_on_their_way(screen: Screen) -> None:
    assert sorted(screen.news()["loss"]["values"].values()) == [
        "[0,1]",
        "[1,1]",
        "[2,2]",
        '{"type":"scatter"}',
        '{"xaxis":{}}',
    ]


def test_what_often_changes_is_a_value_of_its_own(screen: Screen) -> None:
    before = trace(1, name="factor 0.1", marker={"size": 7, "color": ["blue", "red"]}, line={"color": "blue"})
    after = trace(1, name="factor 0.2", marker={"size": 7, "color": ["red", "red"]}, line={"color": "blue"})
    told = []
    for drawn, epoch in ((before, 3), (after, 4)):
        layout = {"xaxis": {}, "playhead": {"at": epoch}}
        screen.draw("loss", "Loss", "A line.", {"data": [drawn], "layout": layout})
        told.append(screen.news()["loss"])
    assert figure_of(told[0]) == {"data": [before], "layout": {"xaxis": {}, "playhead": {"at": 3}}}
    assert sorted(told[1]["values"].values()) == ['"factor 0.2"', '["red","red"]', '{"at":4}']


def test_a_line_that_moves_costs_little_more_than_its_y(screen: Screen) -> None:
    screen.news()
    screen.draw("loss", "Loss | by epoch", "A falling line.", figure(3, 2))
    assert len(json.dumps(screen.news()["loss"], separators=(",", ":"))) < 130


def test_a_value_that_was_left_out_is_told_again(screen: Screen) -> None:
    for levels in ((1, 2), (1,), (1, 2)):
        screen.news()
        screen.draw("loss", "Loss | by epoch", "A falling line.", figure(*levels))
    assert list(screen.news()["loss"]["values"].values()) == ["[2,2]"]


def test_growth_is_told_by_its_points(screen: Screen) -> None:
    screen.news()
    screen.grow("loss", "Loss | by epoch", "It falls on.", GROWTH, 3)
    news = screen.news()["loss"]
    assert news == {"title": "Loss | by epoch", "alt": "It falls on.", "points": [{"x": [2], "y": [0.5]}], "until": 3}


def test_after_growth_every_figure_is_news_but_its_values_are_not(screen: Screen) -> None:
    screen.news()
    screen.grow("loss", "Loss | by epoch", "It falls on.", GROWTH, 3)
    screen.news()
    screen.draw("loss", "Loss | by epoch", "A falling line.", figure(1, 2))
    news = screen.news()["loss"]
    assert (news["parts"], news["values"]) == ([{}, {}, {}], {})


def test_a_browser_that_shows_nothing_is_told_all(screen: Screen) -> None:
    first = screen.news()
    age = screen.age
    screen.forget()
    assert screen.news() == first
    assert screen.age > age


def test_a_part_that_lost_something_is_told_so(screen: Screen) -> None:
    screen.draw("loss", "Loss", "A line.", {"data": [trace(1, name="one")], "layout": {}})
    screen.news()
    screen.draw("loss", "Loss", "A line.", {"data": [trace(1)], "layout": {}})
    news = screen.news()["loss"]
    assert (news["whole"], news["parts"]) == (False, [{"name": None}, {}])


def test_a_figure_that_changes_before_it_is_told_is_told_whole(screen: Screen) -> None:
    screen.draw("loss", "Loss | by epoch", "A falling line.", figure(1, 3))
    news = screen.news()["loss"]
    assert figure_of(news) == figure(1, 3)


def test_a_chart_is_wiped_once_and_then_told_whole(screen: Screen) -> None:
    first = screen.news()
    screen.wipe("loss", "never drawn")
    assert screen.news() == {"loss": None}
    screen.wipe("loss")
    assert screen.news() == {}
    screen.draw("loss", "Loss | by epoch", "A falling line.", figure(1, 2))
    assert screen.news() == first


def test_of_what_changes_to_and_fro_each_picture_is_right(screen: Screen) -> None:
    shown = figure_of(screen.news()["loss"])
    assert shown == figure(1, 2)
    for levels in [(1, 3), (1, 2), (2, 2), (1, 2, 3), (1, 2)]:
        screen.draw("loss", "Loss", f"{levels}", figure(*levels))
        screen.forget()
        assert figure_of(screen.news()["loss"]) == figure(*levels)


def test_a_list_that_grows_in_place_after_it_was_drawn_is_news(screen: Screen) -> None:
    drawn = figure(1, 2)
    screen.draw("loss", "Loss", "A line.", drawn)
    screen.news()
    drawn["data"][0]["y"].append(5)
    screen.draw("loss", "Loss", "A line.", drawn)
    assert list(screen.news()["loss"]["values"].values()) == ["[1,1,5]"]


def test_what_one_chart_has_is_not_sent_for_another(screen: Screen) -> None:
    axis = [0.5, 1.5, 2.5]
    screen.draw("cost", "Cost", "", {"data": [{"x": axis, "y": [1]}], "layout": {}})
    screen.draw("slope", "Slope", "", {"data": [{"x": axis, "y": [2]}], "layout": {}})
    first = screen.news()
    assert "[0.5,1.5,2.5]" in first["cost"]["values"].values()
    assert list(first["slope"]["values"].values()) == ["[2]"]
    screen.draw("cost", "Cost", "", {"data": [{"x": [9], "y": [1]}], "layout": {}})
    screen.draw("slope", "Slope", "", {"data": [{"x": axis, "y": [1]}], "layout": {}})
    assert screen.news()["slope"]["values"] == {}, (
        "the browser has all of it before anything of the news is put together"
    )
    screen.draw("slope", "Slope", "", {"data": [{"x": [9], "y": [2]}], "layout": {}})
    screen.news()
    screen.draw("cost", "Cost", "", {"data": [{"x": axis, "y": [1]}], "layout": {}})
    assert list(screen.news()["cost"]["values"].values()) == ["[0.5,1.5,2.5]"], "no chart had it any more"
