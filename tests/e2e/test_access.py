"""What a browser tells those who do not see a page, or have no mouse: every page in both themes, and its open menus."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from lossviz.export.theme import theme_variables
from tests.e2e.app_page import AppPage
from tests.serving import ROOT

pytestmark = pytest.mark.e2e
Visit = Callable[..., AppPage]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

CHART = ".lossviz-chart.js-plotly-plot:visible"
RUNS = "epochs=20&run=squared~loss=mean_squared_error&run=entropy~loss=categorical_crossentropy"
RANGE = "epochs=20&sweep=loss.regularization_factor:0:2:3:linear"

FORGIVEN = {
    # Streamlit hangs the words of a button that is pointed at below the page's body.
    "region": "[data-floating-ui-portal]",
}
"""By the name of a rule, what of Streamlit's own need not keep it."""


class Place(NamedTuple):
    """A page to be looked at.

    Attributes:
        path: Of its address.
        query: Of its address.
        seen: What is there once it is drawn.
        opened: Buttons that are pressed before it is looked at again, by their words, and what is there then.
        said: Part of what is told of it to those who do not see it.
    """

    path: str
    query: str
    seen: str = CHART
    opened: Mapping[str, str] = {}
    said: str = ""


PLACES = {
    "train": Place(
        "",
        "epochs=20&loss=nonsense",
        opened={"Keep this run on the charts": ":text('Let go')", "Demos": ".choice"},
        said="cannot be used",
    ),
    "gallery": Place("losses", "loss=nonsense", seen=".lossviz-card", said="57 losses"),
    "loss": Place(
        "losses", "loss=huber", opened={"The function, and four ways to train with it": ".number.token >> nth=2"}
    ),
    "compare": Place(
        "compare",
        RUNS,
        seen=":text('Last accuracy')",
        opened={"Hide squared": "[aria-label='Show squared']", "Add a variant or a fork": ":text('Add it')"},
        said="2 runs are trained.",
    ),
    "sweep": Place("sweep", RANGE, said="finished"),
    "map": Place("sweep", f"{RANGE}&sweep=optimizer.learning_rate:0.001:0.1:3:log", said="finished"),
}


@pytest.fixture(scope="module")
def reader(stay: Visit) -> AppPage:
    """A visitor who goes from page to page."""
    return stay("epochs=20", width=1280, height=720)


def go_to(app: AppPage, place: Place) -> Page:
    """Open a page, and wait until it is drawn."""
    page = app.page
    server = page.url.partition("?")[0].rpartition("/")[0]
    page.goto(f"{server}/{place.path}?{place.query}")
    expect(page.locator(place.seen).first).to_be_visible()
    return page


def faults(page: Page) -> list[str]:
    """Return what axe finds in a page that keeps people from using it, in both themes."""
    found = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        red, green, blue = (int(theme_variables(theme)["--st-background-color"][i : i + 2], 16) for i in (1, 3, 5))
        ground = f"rgb({red}, {green}, {blue})"
        expect(page.locator(".stApp")).to_have_css("background-color", ground)
        for chosen in page.locator("[data-tag]").all():  # which axe does not look at
            expect(chosen).to_have_css("color", ground)
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text("utf-8"))
        told: list[dict[str, Any]] = page.evaluate("axe.run({ resultTypes: ['violations'] }).then((r) => r.violations)")
        found += [
            f"{theme}: {rule['id']}: {node['html']}: {node['failureSummary']}"
            for rule in told
            if rule["impact"] != "minor"
            for node in rule["nodes"]
            if not page.locator(node["target"][-1]).first.evaluate(
                "(node, selector) => Boolean(selector && node.closest(selector))", FORGIVEN.get(rule["id"], "")
            )
        ]
    return found


@pytest.mark.parametrize("name", PLACES)
def test_no_page_and_nothing_that_opens_on_it_keeps_anybody_out(reader: AppPage, name: str) -> None:
    page = go_to(reader, PLACES[name])
    assert faults(page) == []
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((each) => each.tagName)")
    assert levels[0] == "H1"
    assert levels.count("H1") == 1
    if said := PLACES[name].said:
        expect(page.get_by_role("status").filter(has_text=said)).to_have_count(1)
    for words, seen in PLACES[name].opened.items():
        page.get_by_text(words, exact=True).or_(page.get_by_role("button", name=words, exact=True)).first.click()
        expect(page.locator(seen).first).to_be_visible()
    assert not PLACES[name].opened or faults(page) == []


STOPS = {
    "[data-testid=stSkipToContent]": 1,
    "a[href$='/sweep'], [data-testid=stExpandSidebarButton]": 5,
    "select[aria-label=Loss]": 10,
    ".lossviz-large input[type=range]": 11,
    ".lossviz-chart": 17,
}
"""What is reached by the key for the next stop, and how often it is pressed at most."""


@pytest.mark.parametrize("width", [1280, 390])
def test_navigation_the_loss_and_the_charts_are_a_few_keys_away(visit: Visit, width: int) -> None:
    page = visit("epochs=20", width=width, height=800, touch=width < 760).finished(20).page
    met: dict[str, int] = {}
    for n in range(1, max(STOPS.values()) + 1):
        page.keyboard.press("Tab")
        shown = page.evaluate("document.activeElement.getBoundingClientRect().right")
        assert shown > 0, "no stop is outside of the page"
        for selector in STOPS:
            if page.evaluate("(selector) => Boolean(document.activeElement.closest(selector))", selector):
                met.setdefault(selector, n)
    unfold = page.get_by_role("button", name="Expand sidebar")
    if unfold.is_visible():
        unfold.press("Enter")
    expect(page.get_by_role("link", name="Sweep")).to_be_in_viewport()
    assert {selector: met.get(selector, 99) <= most for selector, most in STOPS.items()} == dict.fromkeys(STOPS, True)


SAID = """() => {
  window.said = [];
  const live = "[role=status], [role=alert], [aria-live=polite], [aria-live=assertive], output:not([aria-live=off])";
  for (const each of document.querySelectorAll(live)) {
    new MutationObserver(() => said.push(each.textContent)).observe(each, { childList: true, subtree: true });
  }
}"""


def test_what_a_hand_does_is_said_once_it_rests(visit: Visit) -> None:
    app = visit("epochs=20").finished(20)
    before = app.sentence.inner_text()
    app.page.evaluate(SAID)
    app.grip()
    for share in (0.3, 0.5, 0.7, 0.9):
        words = app.sentence.inner_text()
        app.page.mouse.move(*app.place(share))
        expect(app.sentence).not_to_have_text(words)
    assert app.page.evaluate("said") == [], "nothing is said while a hand moves"
    app.page.mouse.up()
    app.until(lambda: app.page.evaluate("said.at(-1)") == app.sentence.inner_text() != before, "the last one is said")
    assert len(app.page.evaluate("said")) <= 2
