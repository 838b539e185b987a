"""What lies above charts: labels at the ends of lines, the reading of all lines, the playhead, compact places."""

from __future__ import annotations

import itertools
import math
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from lossviz.export.theme import theme_variables
from lossviz.figures.base import Figure
from tests.e2e.charts_page import ChartsPage

pytestmark = pytest.mark.e2e

LABELS = """plot => { const { left, top } = plot.getBoundingClientRect();
  return Object.fromEntries([...plot.querySelectorAll('.lossviz-labels > :not([hidden])')].map(label => {
    const box = label.getBoundingClientRect();
    return [label.textContent, [box.left - left, box.top - top + box.height / 2, box.height]]; })); }"""
AXES = """plot => { const { xaxis, yaxis } = plot._fullLayout;
  return { left: xaxis._offset, width: xaxis._length, top: yaxis._offset, height: yaxis._length }; }"""
EVIL = "<b>&</b>"


def line(name: str, colour: str, *y: float, **more: Any) -> Figure:
    style = {"type": "scatter", "mode": "lines", "line": {"color": colour, "width": 2}}
    return {**style, "x": list(range(len(y))), "y": list(y), "name": name, "meta": {"label": name}, **more}


def epochs(*traces: Figure, high: float = 10, last: float = 4, **more: Any) -> Figure:
    """Return a figure of lines by epoch."""
    layout = {"xaxis": {"range": [0, last], "title": {"text": "epoch"}}, "yaxis": {"range": [0, high]}}
    return {"data": list(traces), "layout": layout | more}


def read_together(group: str) -> Figure:
    return {"reading": {"group": group, "label": "epoch", "whole": True}}


def test_labels_stand_at_the_ends_of_their_lines_and_move_with_them(charts: ChartsPage) -> None:
    for end in (2.0, 8.0):
        charts.draw(epochs(line("moving", "blue", 1, 2, 3, 4, end), line(EVIL, "red", 9, 8, 7, 6, 5)))
        labels, axes = charts.plot(LABELS), charts.plot(AXES)
        assert set(labels) == {"moving", EVIL}
        for name, value in (("moving", end), (EVIL, 5)):
            left, middle, _ = labels[name]
            assert left == pytest.approx(axes["left"] + axes["width"] + 6, abs=0.6)
            assert middle == pytest.approx(axes["top"] + axes["height"] * (1 - value / 10), abs=0.6)
    assert charts.n_whole == 1
    colour = theme_variables()["--st-red-text-color"]
    rgb = f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})"
    expect(charts.host().get_by_text(EVIL, exact=True)).to_have_css("color", rgb)


def test_labels_do_not_lie_on_each_other_nor_leave_the_chart(charts: ChartsPage) -> None:
    charts.draw(epochs(*(line(f"run {i}", "blue", 0, 0, 0, 0, y) for i, y in enumerate((-3, 0, 0.1, 9.9, 99)))))
    labels, axes = charts.plot(LABELS), charts.plot(AXES)
    middles = sorted(middle for _, middle, _ in labels.values())
    height = max(height for *_, height in labels.values())
    assert len(middles) == 5
    assert all(after - before >= height - 1 for before, after in itertools.pairwise(middles))
    assert middles[0] >= axes["top"] - 1
    assert middles[-1] <= axes["top"] + axes["height"] + 1


def test_in_a_zoom_labels_stand_where_the_lines_leave_it(charts: ChartsPage) -> None:
    charts.draw(epochs(line("rising", "blue", 0, 2, 4, 6, 8)))
    charts.plot("plot => Plotly.relayout(plot, {'xaxis.range': [1, 2.5]})")
    left, middle, _ = charts.plot(LABELS)["rising"]
    axes = charts.plot(AXES)
    assert left == pytest.approx(axes["left"] + axes["width"] + 6, abs=0.6)
    assert middle == pytest.approx(axes["top"] + axes["height"] * (1 - 5 / 10), abs=0.6)


def test_a_picture_that_is_saved_has_the_labels(charts: ChartsPage) -> None:
    charts.draw(epochs(line("first", "blue", 1, 2, 3, 4, 2)))
    charts.draw(epochs(line(EVIL, "blue", 1, 2, 3, 4, 8)))
    charts.page.get_by_role("button", name="SVG").click()
    charts.page.wait_for_function("() => window.picture")
    svg = charts.page.evaluate("decodeURIComponent(window.picture.split(',').slice(1).join(','))")
    texts = ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert EVIL in texts
    assert "first" not in texts
    assert charts.plot("plot => (plot.layout.annotations ?? []).length") == 0, (
        "the chart itself has no more than before"
    )


def test_all_lines_of_a_group_are_read_where_the_pointer_is(charts: ChartsPage) -> None:
    loss = epochs(
        line("training", "blue", 9, 7, 5.55555, 4, 3), line("held out", "red", 9, 8, -7, 6, 6), **read_together("e")
    )
    charts.draw(loss, "loss")
    charts.draw(epochs(line("accuracy", "blue", 0.1, 0.2, 0.25, 0.4, 0.5), high=1, **read_together("e")), "metric")
    charts.draw(epochs(line("other", "blue", 1, 2, 3, 4, 5), **read_together("another")), "other")
    charts.page.mouse.move(*charts.point(0.53, 0.99, "metric"))
    boxes = [charts.host(name).locator(".lossviz-reading") for name in ("loss", "metric", "other")]
    expect(boxes[0]).to_have_text("epoch 2training5.556held out−7")
    expect(boxes[1]).to_have_text("epoch 2accuracy0.25")
    expect(boxes[2]).to_be_hidden()
    for name in ("loss", "metric"):
        box, host = charts.host(name).locator(".lossviz-crosshair").bounding_box(), charts.host(name).bounding_box()
        axes = charts.plot(AXES, name)
        assert box is not None
        assert host is not None
        assert box["x"] + box["width"] / 2 - host["x"] == pytest.approx(axes["left"] + axes["width"] / 2, abs=1)
        assert box["height"] == pytest.approx(axes["height"], abs=1)
    # It follows what moves under a pointer that rests.
    charts.draw(epochs(line("accuracy", "blue", 0.1, 0.2, 0.75, 0.4, 0.5), high=1, **read_together("e")), "metric")
    expect(boxes[1]).to_have_text("epoch 2accuracy0.75")
    charts.page.mouse.move(0, 0)
    for box in boxes:
        expect(box).to_be_hidden()
    assert charts.host("metric").locator(".hoverlayer .hovertext").count() == 0


def test_between_points_lines_are_read_on_a_logarithmic_axis_too(charts: ChartsPage) -> None:
    figure = epochs(line("cost", "blue", 0, 0), reading={"group": "rate", "label": "rate"})
    figure["data"][0] |= {"x": [1, 100], "y": [1, 3]}
    figure["layout"]["xaxis"] = {"type": "log", "range": [0, 2]}
    charts.draw(figure)
    charts.page.mouse.move(*charts.point(0.5))
    text = charts.host().locator(".lossviz-reading").inner_text()
    rate, cost = (float(text.split()[i]) for i in (1, 3))
    assert rate == pytest.approx(10, rel=0.05)
    assert cost == pytest.approx(1 + 2 * (rate - 1) / 99, rel=0.01)


def headed(at: int, *, last: int = 100) -> Figure:
    playhead = {"name": "Epoch looked at", "at": at, "last": last}
    return epochs(line("loss", "blue", 9, 7), high=10, last=last, playhead=playhead)


def playhead_share(charts: ChartsPage, name: str = "chart") -> float:
    """Return where the playhead is, as a share of the width of the plot."""
    box, host, axes = (
        charts.host(name).locator(".lossviz-playhead").bounding_box(),
        charts.host(name).bounding_box(),
        charts.plot(AXES, name),
    )
    assert box is not None
    assert host is not None
    return (box["x"] + box["width"] / 2 - host["x"] - axes["left"]) / axes["width"]


def test_a_playhead_is_dragged_and_tells_where_it_is(charts: ChartsPage) -> None:
    charts.draw(headed(50), "loss")
    charts.draw(headed(50), "metric")
    mouse = charts.page.mouse
    mouse.move(*charts.point(0.5, name="loss"))
    mouse.down()
    mouse.move(*charts.point(0.6, name="loss"))
    mouse.move(*charts.point(0.8, name="loss"), steps=3)
    told = charts.page.evaluate("window.told")
    assert told[-1] == [charts.key("loss"), 80, True]
    for name in ("loss", "metric"):
        assert playhead_share(charts, name) == pytest.approx(0.8, abs=0.01)
    charts.draw(headed(60), "loss")  # late news do not take it out of the hand
    assert playhead_share(charts, "loss") == pytest.approx(0.8, abs=0.01)
    mouse.up()
    assert charts.page.evaluate("window.told.at(-1)") == [charts.key("loss"), 80, False]
    charts.draw(headed(30), "loss")
    charts.draw(headed(30), "metric")
    for name in ("loss", "metric"):
        assert playhead_share(charts, name) == pytest.approx(0.3, abs=0.01)
    assert charts.plot("plot => plot._fullLayout.xaxis.range", "loss") == [0, 100], "a drag there does not zoom"
    assert charts.n_whole == 2


def test_a_playhead_is_a_slider_for_keys(charts: ChartsPage) -> None:
    charts.draw(headed(50))
    slider = charts.host().get_by_role("slider", name="Epoch looked at")
    expect(slider).to_have_attribute("aria-valuemax", "100")
    slider.focus()
    for key, epoch in (("ArrowLeft", 49), ("Shift+ArrowRight", 59), ("ArrowRight", 60), ("Home", 0), ("End", 100)):
        slider.press(key)
        expect(slider).to_have_attribute("aria-valuenow", str(epoch))
        assert charts.page.evaluate("window.told.at(-1)") == [charts.key("chart"), epoch, False]
    assert playhead_share(charts) == pytest.approx(1, abs=0.01)


def test_a_click_brings_the_playhead_and_a_drag_beside_it_zooms(charts: ChartsPage) -> None:
    charts.draw(headed(90))
    charts.page.mouse.click(*charts.point(0.25))
    assert charts.page.evaluate("window.told") == [[charts.key("chart"), 25, False]]
    charts.page.mouse.move(*charts.point(0.5))
    charts.page.mouse.down()
    charts.page.mouse.move(*charts.point(0.75), steps=4)
    charts.page.mouse.up()
    charts.wait("plot => plot._fullLayout.xaxis.range[0] > 40")
    expect(charts.host().locator(".lossviz-playhead")).to_be_hidden()
    assert len(charts.page.evaluate("window.told")) == 1


def test_a_compact_chart_fills_its_cell_in_units_of_the_page(charts: ChartsPage) -> None:
    charts.place("cell", "--u: 20px; width: 500px; height: 300px", height="fill", compact=True)
    charts.draw(epochs(line("loss", "blue", 9, 7, 5, 4, 3)), "cell")
    size = "plot => { const { l, t, w, h } = plot._fullLayout._size; return [l, t, 500 - l - w, 300 - t - h]; }"
    assert charts.plot(size, "cell") == pytest.approx([54, 29, 112, 47], abs=1)
    assert charts.plot("plot => plot._fullLayout.font.size", "cell") == pytest.approx(16.2)
    box = charts.page.locator(f"#{charts.key('cell')}").bounding_box()
    assert box is not None
    assert box["height"] == 300, "heading and buttons take no room"
    expect(charts.host("cell").get_by_text("Chart")).to_be_visible()
    title = charts.host("cell").locator(".lossviz-labels").get_by_text("epoch").bounding_box()
    assert title is not None
    charts.plot("plot => { plot.style.height = '240px'; plot.style.setProperty('--u', '10px'); }", "cell")
    charts.wait("plot => plot._fullLayout.height === 240", "cell")
    assert charts.plot("plot => plot._fullLayout.font.size", "cell") == pytest.approx(8.1)
    _, middle, _ = charts.plot(LABELS, "cell")["loss"]
    axes = charts.plot(AXES, "cell")
    assert middle == pytest.approx(axes["top"] + axes["height"] * 0.7, abs=0.6)
    assert math.isclose(charts.plot("plot => plot.offsetHeight", "cell"), 240)


def test_the_buttons_of_a_compact_chart_appear_where_they_are_needed(charts: ChartsPage) -> None:
    charts.place("cell", "width: 500px; height: 300px", height="fill", compact=True)
    charts.draw(epochs(line("loss", "blue", 9, 7, 5, 4, 3)), "cell")
    buttons = charts.host("cell").locator(".lossviz-buttons")
    expect(buttons).to_have_css("opacity", "0")
    charts.page.mouse.move(*charts.point(0.5, name="cell"))
    expect(buttons).to_have_css("opacity", "1")
    charts.page.mouse.move(0, 0)
    expect(buttons).to_have_css("opacity", "0")
    charts.page.get_by_role("button", name="CSV").focus()
    expect(buttons).to_have_css("opacity", "1")
