"""What lies where on the pages beside Train, from the boxes that a browser gives to it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.app_page import AppPage

pytestmark = pytest.mark.e2e
Visit = Callable[..., AppPage]

DESKTOPS = [(1280, 720), (1440, 900), (1920, 1080)]
PHONE = (390, 844)
LEAST = 200
"""Pixels that a picture is high at least."""

COMPARE = "dataset=iris&epochs=20&run=squared~loss=mean_squared_error&run=entropy~loss=categorical_crossentropy"
SWEEP = "epochs=20&sweep=loss.regularization_factor:0:2:5:linear"


def box(part: Locator) -> tuple[float, float, float, float]:
    """Return the left, upper, right and lower end of a part."""
    found = part.bounding_box()
    assert found is not None
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


def never_sideways(app: AppPage) -> None:
    widths = app.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1]
    assert app.page.locator("[data-testid=stSidebar]:visible").count() == 0


@pytest.mark.parametrize(("width", "height"), DESKTOPS)
def test_one_loss_is_on_one_screen(visit: Visit, width: int, height: int) -> None:
    app = visit("loss=huber", path="losses", width=width, height=height, theme="dark" if width == 1440 else "light")
    bar = box(app.page.locator(".bar"))
    shape, family = app.chart("Cost, slope and curvature of Huber"), app.chart("Cost and slope of Huber for")
    costs = app.page.get_by_role("table").first
    expect(costs).to_be_visible()
    parts = [box(part) for part in (shape, family, costs)]
    for left, top, right, bottom in parts:
        assert top >= bar[3]
        assert bottom <= height
        assert left >= 0
        assert right <= width
        assert bottom - top >= LEAST
    for one, other in pairwise(parts):
        assert one[2] <= other[0], "columns do not overlap"
    for name in ("Train with this", "All losses"):
        assert box(app.page.get_by_role("button", name=name))[3] <= bar[3]
    assert box(app.slider("delta").first)[3] <= bar[3]
    never_sideways(app)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1920, 1080)])
def test_the_race_and_the_head_of_its_table_are_in_view(visit: Visit, width: int, height: int) -> None:
    app = visit(COMPARE, path="compare", width=width, height=height)
    bar = box(app.page.locator(".st-key-bar"))
    for chart in (app.chart("Accuracy by epoch"), app.chart("Training loss by epoch of")):
        _, top, _, bottom = box(chart)
        assert top >= bar[3]
        assert bottom - top >= LEAST
    slider = app.page.locator(".lossviz-slider input:visible")
    expect(slider).to_be_visible()
    assert box(slider)[3] <= height
    assert box(app.page.locator(".lossviz-table thead"))[3] <= height
    never_sideways(app)


@pytest.mark.parametrize(("width", "height"), DESKTOPS)
def test_the_curves_of_a_sweep_and_its_end_are_in_view(visit: Visit, width: int, height: int) -> None:
    app = visit(SWEEP, path="sweep", width=width, height=height)
    bar = box(app.page.locator(".st-key-bar"))
    for name in ("Loss by epoch", "Accuracy by epoch", "Accuracy after the last epoch"):
        _, top, _, bottom = box(app.chart(name))
        assert top >= bar[3]
        assert bottom <= height
        assert bottom - top >= LEAST
    never_sideways(app)


@pytest.mark.parametrize(
    ("path", "query", "bar", "chart"),
    [
        ("losses", "loss=huber", ".bar", "Cost, slope and curvature of Huber"),
        ("compare", COMPARE, ".st-key-bar", "Training loss by epoch of"),
        ("sweep", SWEEP, ".st-key-bar", "Loss by epoch"),
    ],
)
def test_on_a_phone_all_is_there_and_the_bar_leaves_room(
    visit: Visit, path: str, query: str, bar: str, chart: str
) -> None:
    width, height = PHONE
    app = visit(query, path=path, width=width, height=height, theme="dark")
    left, top, right, bottom = box(app.chart(chart))
    assert bottom - top >= LEAST
    assert left >= 0
    assert right <= width
    _, top, _, bottom = box(app.page.locator(bar))
    assert bottom - top <= height / 3
    name = "getComputedStyle(document.querySelector('[data-testid=stHeader]'), '::after').content"
    assert app.page.evaluate(name) == '"lossviz"'
    expect(app.page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    never_sideways(app)
