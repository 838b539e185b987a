"""Where everything is on the Train page: in view, nothing over anything else, nothing cut, in both themes."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.app_page import AppPage

pytestmark = pytest.mark.e2e

SIZES = [(1280, 720), (1440, 900), (1920, 1080)]
PHONE = (390, 844)
RUNS = {
    "dataset=iris&loss=categorical_crossentropy&model=softmax": ("cost", "slope", "loss", "metric", "outputs"),
    "dataset=linear&loss=huber&model=linear": ("cost", "slope", "loss", "metric", "fit"),
    "dataset=iris&loss=weighted_crossentropy": ("cost", "slope", "loss", "metric", "outputs"),
    "demo=outliers": ("cost", "slope", "loss", "metric", "fit"),
}

MEASURE = """() => {
  const seen = (each) => each.getClientRects().length && getComputedStyle(each).visibility !== "hidden";
  const boxOf = (each) => each.getBoundingClientRect().toJSON();
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  const name = (each) => each.dataset.key ?? each.className ?? each.tagName;
  return {
    size: [document.documentElement.clientWidth, window.innerHeight],
    scroll: [document.documentElement.scrollWidth, document.querySelector("[data-testid=stMain]").scrollWidth],
    parts: all("header, .lossviz-train :is(.bar, .head, .cell, .foot, .tabs)").map((e) => [name(e), boxOf(e)]),
    charts: Object.fromEntries(all(".lossviz-train .lossviz-chart").map((e) => [e.dataset.key, boxOf(e)])),
    others: Object.fromEntries(
      [".hands input[type=range]", ".hands .lossviz-field", ".confusion", ".sentence", ".formula"]
        .map((selector) => [selector, all(`.lossviz-train ${selector}`).map(boxOf)])),
    cut: all(".lossviz-train :is(.head, .head h2, .transport, .sentence, .set-up, .confusion, .hands, .key, .tabs)")
      .filter((each) => each.scrollWidth > each.clientWidth + 1)
      .map((each) => [name(each), each.scrollWidth, each.clientWidth, each.innerText]),
  };
}"""

Box = dict[str, float]


def inside(box: Box, width: float, height: float) -> bool:
    return (
        box["x"] >= -0.5
        and box["y"] >= -0.5
        and box["x"] + box["width"] <= width + 0.5
        and box["y"] + box["height"] <= height + 0.5
    )


def overlap(one: Box, other: Box) -> bool:
    ways = ((axis, side) for axis, side in (("x", "width"), ("y", "height")))
    return all(one[a] + one[s] > other[a] + 1 and other[a] + other[s] > one[a] + 1 for a, s in ways)


def at_rest(app: AppPage, charts: tuple[str, ...]) -> Any:
    """Return all boxes, once charts have the size of their places."""
    script = """keys => keys.every((key) => {
      const plot = document.querySelector(`.lossviz-chart[data-key="${key}"].js-plotly-plot`);
      return plot?.layout && (!plot.offsetWidth || plot.layout.width === plot.offsetWidth);
    })"""
    app.page.wait_for_function(script, arg=list(charts))
    return app.page.evaluate(MEASURE)


def assert_in_order(seen: Any, charts: tuple[str, ...]) -> None:
    width, height = seen["size"]
    assert max(seen["scroll"]) <= width
    assert seen["cut"] == []
    for key in charts:
        box = seen["charts"][key]
        assert inside(box, width, height), (key, box)
        assert box["height"] >= 200, (key, box)
    for (name, one), (other_name, other) in itertools.combinations(seen["parts"], 2):
        assert not overlap(one, other), (name, one, other_name, other)


@pytest.mark.parametrize("query", RUNS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_is_in_view_and_in_order(visit: Callable[..., AppPage], query: str, theme: str) -> None:
    charts = RUNS[query]
    app = visit(query, width=SIZES[0][0], height=SIZES[0][1], theme=theme)
    expect(app.told).to_have_text("epoch 300 / 300")
    colour = app.chart("Loss").evaluate("plot => plot.layout.font.color")
    assert colour == {"light": "#1b2430", "dark": "#e8ecf1"}[theme]
    letters = []
    for width, height in SIZES:
        app.page.set_viewport_size({"width": width, "height": height})
        seen = at_rest(app, charts)
        assert_in_order(seen, charts)
        hands = seen["others"][".hands input[type=range]"]
        assert hands
        tables = seen["others"][".confusion"]
        assert len(tables) == ("outputs" in charts)
        for box in (*hands, *tables, *seen["others"][".hands .lossviz-field"], *seen["others"][".sentence"]):
            assert inside(box, width, height), box
            assert box["width"] > 20
        letters.append(app.page.evaluate("parseFloat(getComputedStyle(document.querySelector('.sentence')).fontSize)"))
    assert letters[-1] > letters[1] >= letters[0], "larger type on a projector"
    on_a_phone(app, charts)


def on_a_phone(app: AppPage, charts: tuple[str, ...]) -> None:
    """See the bar docked at the bottom, and each column when its tab is chosen."""
    width, height = PHONE
    app.page.set_viewport_size({"width": width, "height": height})
    columns = (charts[:2], charts[2:4], charts[4:])
    for tab, own in zip(("Loss", "Training", "Model"), columns, strict=True):
        app.page.locator(".tabs").get_by_role("button", name=tab).click()
        key = own[0]
        script = "key => Math.abs(document.querySelector(`[data-key=${key}]`).getBoundingClientRect().x) < 60"
        app.page.wait_for_function(script, arg=key)
        seen = at_rest(app, own)
        assert max(seen["scroll"]) <= width
        for chart in own:
            box = seen["charts"][chart]
            assert inside(box, width, height), (chart, box)
            assert box["height"] >= 200, (chart, box)
        (bar,) = [box for name, box in seen["parts"] if name == "bar"]
        assert bar["y"] + bar["height"] == pytest.approx(height, abs=1), "it is docked at the bottom"
        parts = [box for name, box in seen["parts"] if name in ("tabs", "bar")] + [seen["charts"][each] for each in own]
        for one, other in itertools.combinations(parts, 2):
            assert not overlap(one, other), (one, other)
        slider = seen["others"][".hands input[type=range]"][0]
        assert inside(slider, width, height)
    app.page.locator(".tabs").get_by_role("button", name="More").click()
    expect(app.page.locator(".set-up")).to_be_in_viewport()
    expect(app.page.get_by_role("button", name="Expand sidebar")).to_be_in_viewport()
