"""Charts that move: what is written into Plotly's drawing is what Plotly would draw."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from lossviz.figures.base import Figure
from lossviz.figures.history import Points
from tests.e2e.charts_page import ChartsPage

pytestmark = pytest.mark.e2e

NEAR = 0.1
"""Pixels within which two drawings are the same."""

X = np.linspace(0.5, 40, 120)

LINES = "plot => [...plot.querySelectorAll('.js-line, .js-fill')].map(path => path.getAttribute('d'))"
POINTS = "plot => [...plot.querySelectorAll('.point')].map(point => point.getAttribute('transform'))"
STYLES = """plot => [...plot.querySelectorAll('.point')].map(point =>
  [point.getAttribute('d'), point.style.fill, point.style.stroke, point.style.strokeWidth])"""


def line(y: Any, name: str = "loss", **more: Any) -> Figure:
    style = {"type": "scatter", "mode": "lines", "line": {"color": "blue", "width": 2}}
    return {**style, "x": X.tolist(), "y": [None if np.isnan(v) else float(v) for v in y], "name": name, **more}


def dots(x: Any, y: Any, **marker: Any) -> Figure:
    style = {"type": "scatter", "mode": "markers", "marker": {"size": 8, "color": "blue", **marker}}
    return {**style, "x": np.asarray(x).tolist(), "y": np.asarray(y).tolist(), "name": "examples"}


def figure(k: float) -> Figure:
    """Return a figure of two plots and three axes of y that moves with a number."""
    gap = np.where((X > 10) & (X < 12), np.nan, 3 + k * np.sin(X / 3))
    return {
        "data": [
            line(gap),
            line(4 - k * np.cos(X / 5), line={"color": "red", "shape": "hv"}),
            line(k * X, yaxis="y2"),
            line(k * X + 20 + np.sin(X), yaxis="y2", fill="tonexty", fillcolor="blue"),
            dots(X[::10], 2 + k * np.cos(X[::10])),
        ],
        "layout": {
            "xaxis": {"range": [0, 40], "anchor": "y2"},
            "yaxis": {"range": [0, 8], "domain": [0.45, 1]},
            "yaxis2": {"range": [-10, 90], "domain": [0, 0.4]},
        },
    }


def logarithmic(k: float) -> Figure:
    """Return a figure on logarithmic axes, with margins that stay when Plotly draws it again."""
    logarithm = {"type": "log", "automargin": False}
    return {
        "data": [line(np.exp(-X / (5 + k))), dots(X[::10], np.exp(-X[::10] / (3 + k)))],
        "layout": {"xaxis": logarithm | {"range": [-0.5, 1.7]}, "yaxis": logarithm | {"range": [-5, 1]}},
    }


def numbers(texts: list[str]) -> np.ndarray:
    # In one line, since Plotly has a path for each piece between gaps and we have one for all of them.
    return np.array(
        [float(each) for text in texts for each in re.findall(r"-?[\d.]+(?:e-?\d+)?", text.replace("M0,0", ""))]
    )


def assert_drawn_as_plotly_would(charts: ChartsPage) -> None:
    """Compare the drawing with that of Plotly for the same figure."""
    ours = [numbers(charts.plot(script)) for script in (LINES, POINTS)]
    assert any(map(len, ours))
    styles = charts.plot(STYLES)
    charts.plot("plot => window.Plotly.redraw(plot)")
    for mine, script in zip(ours, (LINES, POINTS), strict=True):
        theirs = numbers(charts.plot(script))
        assert len(mine) == len(theirs)
        np.testing.assert_allclose(mine, theirs, atol=NEAR)
    assert charts.plot(STYLES) == styles


@pytest.mark.parametrize("make", [figure, logarithmic])
def test_what_has_moved_is_where_plotly_would_draw_it(charts: ChartsPage, make: Callable[[float], Figure]) -> None:
    charts.draw(make(1))
    before = charts.plot(LINES)
    charts.draw(make(2))
    assert charts.n_whole == 1, "it has moved without Plotly"
    assert charts.plot(LINES) != before
    assert_drawn_as_plotly_would(charts)


def zoom(charts: ChartsPage) -> None:
    mouse = charts.page.mouse
    mouse.move(*charts.point(0.25, 0.25))
    mouse.down()
    mouse.move(*charts.point(0.8, 0.9), steps=4)
    mouse.up()
    charts.wait("plot => plot._fullLayout.xaxis.range[0] > (plot.layout.xaxis.type === 'log' ? -0.4 : 0.1)")


@pytest.mark.parametrize("make", [figure, logarithmic])
def test_a_zoom_stays_and_what_moves_is_right_in_it(charts: ChartsPage, make: Callable[[float], Figure]) -> None:
    charts.draw(make(1))
    charts.draw(make(1.5))
    zoom(charts)
    ranges = "plot => [plot._fullLayout.xaxis.range, plot._fullLayout.yaxis.range]"
    zoomed = charts.plot(ranges)
    assert zoomed[0] != make(1)["layout"]["xaxis"]["range"]
    drawn = charts.plot(LINES)
    assert_drawn_as_plotly_would(charts)
    charts.draw(make(2))
    assert (charts.n_whole, charts.plot(ranges)) == (1, zoomed)
    assert charts.plot(LINES) != drawn
    assert_drawn_as_plotly_would(charts)


def test_in_another_size_what_has_moved_is_still_right(charts: ChartsPage) -> None:
    charts.draw(figure(1))
    charts.draw(figure(2))
    before = charts.plot(LINES)
    charts.page.evaluate("document.body.style.width = '500px'")
    charts.wait(f"plot => plot.querySelector('.js-line').getAttribute('d') !== '{before[0]}'")
    assert_drawn_as_plotly_would(charts)
    charts.draw(figure(3))
    assert charts.n_whole == 1
    assert_drawn_as_plotly_would(charts)


def test_a_line_without_points_appears_once_it_has_some(charts: ChartsPage) -> None:
    empty = figure(1)
    for trace in empty["data"]:
        trace |= {"x": [], "y": []}
    charts.draw(empty)
    charts.draw(figure(1))
    assert charts.plot(LINES)
    assert_drawn_as_plotly_would(charts)


def test_a_figure_of_before_is_drawn_again(charts: ChartsPage) -> None:
    charts.draw(figure(1))
    first = charts.plot(LINES)
    charts.draw(figure(2))
    changed = figure(1)
    changed["layout"]["yaxis"] |= {"title": {"text": "loss"}}
    charts.draw(changed)
    assert charts.n_whole == 2
    theirs = numbers(charts.plot(LINES))
    np.testing.assert_allclose(theirs, numbers(first), atol=NEAR)


def test_colours_and_symbols_of_points_change(charts: ChartsPage) -> None:
    for k, symbols, colours in (
        (1, ["circle", "circle-open", "diamond"], ["red", "blue", "green"]),
        (2, ["diamond-open", "square", "circle"], ["blue", "blue", "red"]),
    ):
        made = dots(X[:3], k * X[:3], symbol=symbols, color=colours, line={"width": 1.5, "color": "background"})
        charts.draw(
            {"data": [made], "layout": {"xaxis": {"range": [0, 3]}, "yaxis": {"range": [0, 5], "automargin": False}}}
        )
    assert charts.n_whole == 1
    assert_drawn_as_plotly_would(charts)


def test_another_number_of_points_is_drawn_by_plotly(charts: ChartsPage) -> None:
    layout = {"xaxis": {"range": [0, 40]}, "yaxis": {"range": [0, 40]}}
    for n in (5, 7):
        charts.draw({"data": [dots(X[:n], X[:n])], "layout": layout})
    assert charts.n_whole == 2
    assert len(charts.plot(POINTS)) == 7


def test_lines_may_become_longer_and_shorter(charts: ChartsPage) -> None:
    layout = {"xaxis": {"range": [0, 40]}, "yaxis": {"range": [0, 40]}}
    for n in (50, 80, 20):
        charts.draw({"data": [line(X) | {"x": X[:n].tolist(), "y": X[:n].tolist()}], "layout": layout})
        assert charts.plot("plot => [plot.data[0].x.length, plot.calcdata[0].length]") == [n, n]
    assert charts.n_whole == 1
    assert_drawn_as_plotly_would(charts)


@pytest.mark.parametrize(("k", "n_whole"), [(0.9, 1), (1.5, 2), (0.2, 2)])
def test_an_axis_that_fits_itself_to_the_data_does_so_when_it_has_to(
    charts: ChartsPage, k: float, n_whole: int
) -> None:
    for each in (1, k):
        charts.draw({"data": [line(each * X)], "layout": {"xaxis": {"range": [0, 40]}, "yaxis": {}}})
    assert charts.n_whole == n_whole
    low, high = charts.plot("plot => plot._fullLayout.yaxis.range")
    assert low <= 0.5 * k < 40 * k <= high < 2.5 * 40 * k


def test_the_same_figure_again_draws_nothing(charts: ChartsPage) -> None:
    charts.draw(figure(1))
    charts.plot(
        "plot => { plot.writes = 0; new MutationObserver(() => plot.writes++).observe(plot, "
        "{subtree: true, attributes: true, attributeFilter: ['d', 'transform']}); }"
    )
    charts.screen.forget()
    charts.draw(figure(1))
    charts.page.wait_for_timeout(50)
    assert charts.plot("plot => plot.writes") == 0
    assert charts.n_whole == 1


def test_lines_that_grow_do_so_without_plotly(charts: ChartsPage) -> None:
    layout = {"xaxis": {"range": [0, 40]}, "yaxis": {"range": [0, 40]}}
    grown = [5.0, 6.0, 8.0]
    charts.draw({"data": [line(X) | {"x": [0], "y": [1]}, line(X)], "layout": layout})
    for n, y in enumerate(grown, 1):
        charts.screen.grow(charts.key("chart"), "Chart", "It grows.", [Points([n], [y])], n)
        charts.page.evaluate("charts => show(charts)", charts.screen.news())
    assert charts.plot("plot => [plot.data[0].x, plot.data[0].y]") == [[0, 1, 2, 3], [1, *grown]]
    assert charts.n_whole == 1
    assert_drawn_as_plotly_would(charts)


def test_what_has_moved_is_found_under_the_pointer(charts: ChartsPage) -> None:
    layout = {"xaxis": {"range": [0, 2]}, "yaxis": {"range": [0, 2]}}
    for y in (0.5, 1.0):
        charts.draw(
            {
                "data": [dots([0.2, 1.0], [0.2, y]) | {"hovertemplate": f"drawn for {y}: %{{y}}<extra></extra>"}],
                "layout": layout,
            }
        )
    charts.page.mouse.move(*charts.point(0.4, 0.4))
    charts.page.mouse.move(*charts.point(0.5, 0.5))
    text = charts.host().locator(".hoverlayer .hovertext")
    expect(text).to_contain_text("drawn for 1.0: 1")


def test_axes_fit_what_has_moved_when_they_are_asked_to(charts: ChartsPage) -> None:
    for k in (1, 0.6):
        charts.draw({"data": [line(k * X)], "layout": {"xaxis": {"range": [0, 40]}, "yaxis": {}}})
    assert charts.n_whole == 1
    charts.plot("plot => Plotly.relayout(plot, {'yaxis.autorange': true})")
    charts.wait("plot => plot._fullLayout.yaxis.range[1] < 30")
    assert_drawn_as_plotly_would(charts)


def test_what_is_missing_in_the_drawing_is_drawn_by_plotly(charts: ChartsPage) -> None:
    charts.draw(logarithmic(1))
    charts.plot("plot => plot.querySelector('.js-line').remove()")
    charts.draw(logarithmic(2))
    assert charts.n_whole == 2
    assert_drawn_as_plotly_would(charts)
