"""What a browser is told of a chart: only what it does not show yet."""

from __future__ import annotations

import pytest

from lossviz.figures.history import Points
from pages.ui.channel.screen import Screen


def trace(level: float) -> dict:
    return {"type": "scatter", "x": [0, 1], "y": [level, level]}


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
    assert [news["parts"][name] for name in news["order"]] == [trace(1), trace(2), {"xaxis": {}}]


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
    assert screen.news()["loss"]["parts"] == {}


def test_of_another_figure_only_new_parts_are_told(screen: Screen) -> None:
    screen.news()
    screen.draw("loss", "Loss | by epoch", "A falling line.", figure(3, 1))
    news = screen.news()["loss"]
    assert list(news["parts"].values()) == [trace(3)]
    assert len(news["order"]) == 3


def test_a_part_that_was_left_out_is_told_again(screen: Screen) -> None:
    for levels in ((1, 2), (1,), (1, 2)):
        screen.news()
        screen.draw("loss", "Loss | by epoch", "A falling line.", figure(*levels))
    assert list(screen.news()["loss"]["parts"].values()) == [trace(2)]


def test_growth_is_told_by_its_points(screen: Screen) -> None:
    screen.news()
    screen.grow("loss", "Loss | by epoch", "It falls on.", GROWTH)
    news = screen.news()["loss"]
    assert news == {"title": "Loss | by epoch", "alt": "It falls on.", "points": [{"x": [2], "y": [0.5]}]}


def test_after_growth_every_figure_is_news_but_its_parts_are_not(screen: Screen) -> None:
    screen.news()
    screen.grow("loss", "Loss | by epoch", "It falls on.", GROWTH)
    screen.news()
    screen.draw("loss", "Loss | by epoch", "A falling line.", figure(1, 2))
    news = screen.news()["loss"]
    assert (len(news["order"]), news["parts"]) == (3, {})


def test_a_browser_that_shows_nothing_is_told_all(screen: Screen) -> None:
    first = screen.news()
    age = screen.age
    screen.forget()
    assert screen.news() == first
    assert screen.age > age


def test_a_figure_that_changes_before_it_is_told_is_told_whole(screen: Screen) -> None:
    screen.draw("loss", "Loss | by epoch", "A falling line.", figure(1, 3))
    news = screen.news()["loss"]
    assert [news["parts"][name] for name in news["order"]] == [trace(1), trace(3), {"xaxis": {}}]


def test_a_chart_is_wiped_once_and_then_told_whole(screen: Screen) -> None:
    first = screen.news()
    screen.wipe("loss", "never drawn")
    assert screen.news() == {"loss": None}
    screen.wipe("loss")
    assert screen.news() == {}
    screen.draw("loss", "Loss | by epoch", "A falling line.", figure(1, 2))
    assert screen.news() == first
