"""The control of a parameter in a real browser, by hand, by key and by finger, without the app around it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from lossviz.declare import Param
from lossviz.export.theme import theme_variables
from lossviz.losses import LOSSES, marks_of
from lossviz.models import MODELS
from lossviz.specs.run import RUN_PARAMS
from pages.ui.channel.assets import STATIC
from pages.ui.channel.control import control_data

pytestmark = pytest.mark.e2e

FACTOR = "regularization factor"
PAGE = """<!doctype html>
<meta name="viewport" content="width=device-width">
<style>:root {{ {variables} }} body {{ margin: 16px; height: 3000px; background: var(--st-background-color) }}</style>
<script type="module">
  import {{ control }} from "./control.js";
  window.heard = [];
  window.told = {data};
  window.controls = told.map(([data, large]) => {{
    const tell = (what) => (value) => heard.push([data.name, what, value]);
    return control(data, {{ large, move: tell("move"), settle: tell("settle"), refuse: tell("refuse") }});
  }});
  document.body.append(...controls.map(({{ element }}) => element));
</script>"""


def controls() -> list[tuple[Any, bool]]:
    """Return one control of each kind, the first one large."""
    loss = LOSSES["custom_mse"]
    factor = loss.params["regularization_factor"]
    small: dict[str, Param] = {
        "seed": RUN_PARAMS["seed"],
        "activation": MODELS["mlp"].params["activation"],
        "bias": MODELS["linear"].params["bias"],
    }
    marks = marks_of(loss, factor.name, loss.defaults)
    return [
        (control_data(factor.name, factor, 0.1, marks=marks), True),
        *((control_data(name, param, param.default), False) for name, param in small.items()),
    ]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page that holds nothing but controls; errors of its JavaScript fail the test."""
    contexts, problems = [], []

    def serve(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        if name:
            route.fulfill(path=STATIC / name)
            return
        variables = "; ".join(f"{name}: {value}" for name, value in theme_variables().items())
        html = PAGE.format(variables=variables, data=json.dumps(controls()))
        route.fulfill(body=html, content_type="text/html")

    def open_page(width: int = 1280, *, touch: bool = False) -> Page:
        viewport = {"width": width, "height": 800}
        context = browser.new_context(viewport=viewport, has_touch=touch, is_mobile=touch)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.route("http://controls.test/**", serve)
        page.goto("http://controls.test/")
        expect(slider(page)).to_have_css("touch-action", "pan-y")  # styles are there
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name=FACTOR)


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name=f"{FACTOR}, exact value")


def heard(page: Page) -> list[list[Any]]:
    """Return what was heard since the last time, without the name of the control."""
    return [each[1:] for each in page.evaluate("heard.splice(0)")]


def place(page: Page, value: float) -> tuple[float, float]:
    """Return where the middle of the thumb is for a value between 0 and 2."""
    box = slider(page).bounding_box()
    thumb = slider(page).evaluate("node => parseFloat(getComputedStyle(node).height)")
    return box["x"] + thumb / 2 + value / 2 * (box["width"] - thumb), box["y"] + box["height"] / 2


def test_a_drag_is_heard_at_each_value_and_settles_once(visit: Callable[..., Page]) -> None:
    page = visit()
    page.mouse.move(*place(page, 0.1))
    page.mouse.down()
    for value in (0.4, 0.6, 0.8):
        page.mouse.move(*place(page, value), steps=4)
    page.evaluate("controls[0].show(0.2)")  # the server is late
    assert field(page).input_value() == "0.80"
    expect(page.locator(".lossviz-was")).to_be_visible()
    moves = heard(page)
    assert {what for what, _ in moves} == {"move"}
    assert len(moves) >= 10
    assert moves[-1] == ["move", 0.8]
    page.mouse.move(place(page, 1)[0], 700)  # let go somewhere else
    page.mouse.up()
    assert heard(page) == [["move", 1], ["settle", 1]]
    assert slider(page).get_attribute("aria-valuetext") == "1.00, both pull alike"
    assert page.evaluate("controls[0].held()") is False
    page.mouse.dblclick(*place(page, 1))
    assert heard(page) == [["move", 0.1], ["settle", 0.1]]


def test_of_the_moves_within_a_picture_the_first_is_heard_at_once_and_the_last_in_the_end(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    page.mouse.move(*place(page, 0.1))
    page.mouse.down()

    def tell(kind: str, value: float) -> list[list[Any]]:
        x, y = place(page, value)
        event = f"new PointerEvent('{kind}', {{ clientX: {x}, clientY: {y}, bubbles: true }})"
        slider(page).evaluate(f"node => node.dispatchEvent({event})")
        return heard(page)

    assert tell("pointerrawupdate", 0.4) == [["move", 0.4]]
    assert tell("pointerrawupdate", 0.5) == []
    assert tell("pointermove", 0.6) == [["move", 0.6]]
    assert tell("pointerrawupdate", 0.7) == [["move", 0.7]]
    page.mouse.up()
    assert heard(page) == [["settle", 0.7]]
    assert tell("pointerrawupdate", 0.2) == tell("pointermove", 0.2) == []


def test_keys_step_and_settle_when_they_rest(visit: Callable[..., Page]) -> None:
    page = visit()
    slider(page).focus()
    for key in ("ArrowRight", "ArrowUp", "Shift+ArrowLeft", "PageUp", "Home", "End"):
        page.keyboard.press(key)
    moves = [0.12, 0.14, 0.138, 0.32, 0, 2]
    assert heard(page) == [["move", value] for value in moves]
    page.wait_for_function("heard.length")
    assert heard(page) == [["settle", 2]]
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")  # leaving it settles, too
    assert heard(page) == [["move", 1.98], ["settle", 1.98]]
    expect(field(page)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert heard(page) == [["move", 0.1], ["settle", 0.1]]


def test_what_is_typed_is_taken_or_refused_with_a_sentence(visit: Callable[..., Page]) -> None:
    page = visit()
    field(page).fill("0,35")
    field(page).press("Enter")
    assert heard(page) == [["move", 0.35], ["settle", 0.35]]
    field(page).fill("−1")
    field(page).blur()
    sentence = f"The {FACTOR} must be a number in [0, 100]. Got −1 instead; it stays at 0.35."
    assert heard(page) == [["refuse", sentence]]
    assert field(page).input_value() == "0.35"
    field(page).fill("7.5")
    field(page).press("Enter")
    assert heard(page) == [["move", 7.5], ["settle", 7.5]]
    assert slider(page).input_value() == "1"  # the track has grown
    page.evaluate("controls[0].show(0.5, null)")
    assert slider(page).input_value() == "0.25"
    expect(page.locator(".lossviz-was")).to_be_hidden()


def test_the_server_says_anew_what_it_is(visit: Callable[..., Page]) -> None:
    page = visit()
    page.evaluate("controls[0].show({...told[0][0], label: 'pull', high: 10, value: 5, default: 1, marks: []}, 2)")
    pull = page.get_by_role("slider", name="pull")
    assert (pull.input_value(), pull.get_attribute("aria-valuetext")) == ("0.5", "5.00")
    expect(page.locator(".lossviz-large .lossviz-words")).to_have_text(["0", "10"])
    expect(page.locator(".lossviz-was")).to_be_visible()
    page.get_by_role("button", name="default 1.00").click()
    assert heard(page) == [["move", 1], ["settle", 1]]


def test_a_finger_moves_it_and_one_that_scrolls_does_not(visit: Callable[..., Page]) -> None:
    page = visit(390, touch=True)
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    assert slider(page).bounding_box()["height"] == 30
    touch("touchStart", place(page, 0.1))
    for step in range(1, 10):
        touch("touchMove", place(page, 0.1 + step / 10))
    touch("touchEnd")
    assert heard(page)[-2:] == [["move", 1], ["settle", 1]]
    x, y = place(page, 0.4)
    touch("touchStart", (x, y))
    for step in range(1, 10):
        touch("touchMove", (x, y - 20 * step))
    touch("touchEnd")
    page.wait_for_function("scrollY > 0 && !controls[0].held()")
    assert field(page).input_value() == "1.00"


def test_other_kinds_settle_at_once_or_when_they_rest(visit: Callable[..., Page]) -> None:
    page = visit()
    page.get_by_label("activation").select_option("tanh")
    assert heard(page) == [["move", "tanh"], ["settle", "tanh"]]
    page.get_by_role("switch", name="bias").click()
    assert heard(page) == [["move", False], ["settle", False]]
    for _ in range(2):
        page.get_by_role("button", name="seed, one more").click()
    assert heard(page) == [["move", 1], ["move", 2]]
    page.wait_for_function("heard.length")
    assert heard(page) == [["settle", 2]]


@pytest.mark.parametrize("width", [390, 1280])
def test_words_below_the_track_do_not_touch(visit: Callable[..., Page], width: int) -> None:
    page = visit(width)
    boxes = sorted((box["x"], box["x"] + box["width"]) for box in _boxes(page, ".lossviz-large .lossviz-words"))
    assert len(boxes) == 3
    assert all(before < after for (_, before), (after, _) in pairwise(boxes))
    track = slider(page).bounding_box()
    assert boxes[0][0] >= track["x"] - 1
    assert boxes[-1][1] <= track["x"] + track["width"] + 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _boxes(page: Page, selector: str) -> list[Any]:
    return [each.bounding_box() for each in page.locator(selector).all()]
