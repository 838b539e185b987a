"""A loss of one's own, written in a browser: what is typed is trained, and what is wrong stands beside its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from lossviz.losses.written import own_loss_name
from tests.e2e.app_page import AppPage
from tests.e2e.conftest import visits
from tests.e2e.network import Network, network
from tests.e2e.test_access import faults
from tests.e2e.test_network import AWAY
from tests.serving import Server

pytestmark = pytest.mark.e2e
Visit = Callable[..., AppPage]

ARTICLE = """class CustomMSE(keras.losses.Loss):
    def __init__(self, regularization_factor=0.1, name="custom_mse"):
        super().__init__(name=name)
        self.regularization_factor = regularization_factor

    def call(self, y_true, y_pred):
        mse = tf.math.reduce_mean(tf.square(y_true - y_pred))
        reg = tf.math.reduce_mean(tf.square(0.5 - y_pred))
        return mse + reg * self.regularization_factor
"""
"""The class of the article, as it is published."""

FACTOR = "regularization factor"

SIZES = {"laptop": (1280, 720), "desktop": (1440, 900), "projector": (1920, 1080), "phone": (390, 844)}

LEAVES = """node => {
  const bad = [...node.querySelectorAll("*")].filter((each) => {
    const box = each.getBoundingClientRect();
    const clipped = each.closest(".lines, .numbers, .check-up");
    return box.width > 1 && !clipped && (box.left < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1);
  });
  return bad.map((each) => each.className);
}"""
"""What of the editor leaves the window."""


@pytest.fixture(scope="module")
def opened(stay: Visit) -> AppPage:
    """A visitor with an open editor."""
    app = stay("epochs=60", width=1440, height=900).finished(60)
    app.pick("Loss", "My own loss …")
    expect(text(app)).to_be_focused()
    return app


def text(app: AppPage) -> Locator:
    return app.page.get_by_role("textbox", name="The code of your loss")


def fault(app: AppPage) -> Locator:
    return app.page.locator(".editor .fault")


def write(app: AppPage, source: str) -> None:
    text(app).fill(source)


def shown(app: AppPage, source: str = ARTICLE, label: str = "CustomMSE") -> None:
    """Wait until the run of a loss of one's own is trained, at rest and in the link."""
    expect(app.page.get_by_role("combobox", name="Loss", exact=True).locator("option:checked")).to_have_text(label)
    app.until(lambda: f"loss={own_loss_name(source)}&" in app.page.url, "the link has it")
    app.finished(60)


def losses(app: AppPage) -> list[float]:
    """Return the losses of the run in hand, epoch by epoch."""
    return app.hand()[0]["y"]


def test_the_class_of_the_article_is_pasted_and_its_slider_moves_the_curve(opened: AppPage) -> None:
    write(opened, ARTICLE)
    shown(opened)
    before = losses(opened)
    opened.grip(FACTOR)
    opened.page.mouse.move(*opened.place(0.9, FACTOR))
    opened.until(lambda: losses(opened)[-1] > 1.2 * before[-1], "the curve has followed before the hand lets go")
    expect(opened.page.locator(".editor")).to_be_visible()
    opened.page.mouse.up()
    opened.until(lambda: "regularization_factor=0.9" in opened.page.url, "the link has the value")


def test_a_fault_stands_beside_its_line_and_the_last_good_curve_stays(opened: AppPage) -> None:
    write(opened, ARTICLE)
    shown(opened)
    before, link = losses(opened), opened.page.url
    write(opened, ARTICLE.replace("tf.square(y_true - y_pred))", "np.square(y_true - y_pred))"))
    opened.page.keyboard.press("Control+Home")
    expect(fault(opened)).to_contain_text("np.")
    expect(text(opened)).to_have_attribute("aria-invalid", "true")
    expect(opened.page.locator(".editor .under .bad")).to_contain_text("mse = ")
    expect(opened.page.locator(".editor .here")).to_have_text("np")
    box, line = fault(opened).bounding_box(), opened.page.locator(".editor .under .bad").bounding_box()
    assert box is not None
    assert line is not None
    assert abs(box["y"] - (line["y"] + line["height"])) < 3
    assert (losses(opened), opened.page.url) == (before, link)
    write(opened, ARTICLE)
    expect(fault(opened)).to_be_hidden()
    expect(text(opened)).to_have_attribute("aria-invalid", "false")


def test_the_check_up_says_what_is_wrong_and_a_click_marks_the_line(opened: AppPage) -> None:
    opened.pick("Begin with", "Each target meets each prediction")
    found = opened.page.locator(".check-up [data-level=fault]").first
    expect(found).to_contain_text("each of")
    found.get_by_role("button").click()
    expect(opened.page.locator(".editor .pointed")).to_contain_text("y_true - y_pred")


@pytest.mark.parametrize("size", SIZES)
def test_the_editor_is_in_view_and_nothing_leaves_the_window(opened: AppPage, size: str) -> None:
    width, height = SIZES[size]
    page, editor = opened.page, opened.page.locator(".editor")
    page.set_viewport_size({"width": width, "height": height})
    write(opened, ARTICLE.replace("return", "retrun"))
    expect(fault(opened)).to_be_visible()
    page.wait_for_timeout(300)  # charts follow the window
    assert editor.evaluate(LEAVES) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    area, found = text(opened).bounding_box(), page.locator(".check-up").bounding_box()
    assert area is not None
    assert found is not None
    assert area["height"] >= 110
    assert found["height"] >= 60
    assert area["y"] + area["height"] <= found["y"] + 1
    if size != "phone":
        loss, box = opened.chart("Loss").bounding_box(), editor.bounding_box()
        assert loss is not None
        assert box is not None
        assert loss["x"] >= box["x"] + box["width"] - 1, "the curves stay in view beside it"
        assert loss["x"] + loss["width"] <= width
    page.set_viewport_size({"width": 1440, "height": 900})


def test_axe_finds_nothing_in_it(opened: AppPage) -> None:
    write(opened, ARTICLE + "+")
    expect(fault(opened)).to_be_visible()
    assert faults(opened.page) == []


def test_it_is_opened_written_and_left_by_keys_alone(visit: Visit) -> None:
    app = visit("epochs=60").finished(60)
    keys = app.page.keyboard
    app.page.evaluate("document.activeElement.blur()")
    keys.press("e")
    expect(text(app)).to_be_focused()
    first, last = "def mine(y_true, y_pred, weight=3.0):", "return weight * tf.square(y_true - y_pred)"
    keys.press("Control+a")
    keys.type(first)
    keys.press("Enter")
    keys.type(last)
    expect(text(app)).to_have_value(f"{first}\n    {last}")
    shown(app, f"{first}\n    {last}", "mine")
    expect(app.slider("weight")).to_be_visible()
    keys.press("Tab")
    expect(text(app)).to_be_focused()
    keys.press("Control+z")
    keys.press("Escape")
    keys.press("Tab")
    expect(text(app)).not_to_be_focused()
    keys.press("Escape")
    expect(app.page.locator(".editor")).to_be_hidden()
    app.page.evaluate("document.activeElement.blur()")
    keys.press("Control+z")
    app.until(lambda: "loss=own-" not in app.page.url, "what was written is one change, which is undone")


def test_another_browser_sees_the_same_numbers_and_the_text(opened: AppPage, visit: Visit) -> None:
    write(opened, ARTICLE)
    shown(opened)
    other = visit(opened.page.url.partition("?")[2]).finished(60)
    assert losses(other) == losses(opened)
    other.page.evaluate("document.activeElement.blur()")
    other.page.keyboard.press("e")
    expect(text(other)).to_have_value(ARTICLE.strip())


def test_on_losses_the_shape_follows_what_is_written(visit: Visit) -> None:
    app = visit("loss=huber", path="losses")
    app.chart("Cost, slope and curvature of Huber")
    app.page.keyboard.press("e")
    expect(text(app)).to_be_focused()
    write(app, "def mine(y_true, y_pred, weight=3.0):\n    return weight * tf.square(y_true - y_pred)")
    app.chart("Cost, slope and curvature of mine")
    assert "before" in str(
        app.chart("Cost, slope and curvature of mine").evaluate("plot => plot.data.map((d) => d.meta)")
    )
    expect(app.page.get_by_role("button", name="Edit", exact=True)).to_be_visible()
    app.until(lambda: "loss=own-" in app.page.url, "the link has it")


def test_a_loss_of_ones_own_is_raced_against_huber(visit: Visit) -> None:
    app = visit("epochs=20&run=huber~loss=huber", path="compare")
    app.press("My own loss …")
    write(app, "where(e > 0, a * e**2, abs(e))")
    expect(app.page.locator(".editor .understood")).to_contain_text("sliders: a")
    app.press("Add to the comparison")
    expect(app.page.get_by_text("2 runs are trained.", exact=True)).to_be_visible()
    names = {trace["name"] for trace in app.traces("Training loss by epoch")}
    assert {"huber", "My own loss"} <= names


@pytest.fixture
def between(server: Server) -> Iterator[Network]:
    with network(server) as passing:
        yield passing


@pytest.fixture
def visit_by_network(between: Network, browser: Browser) -> Iterator[Visit]:
    with visits(Server(between.server.process, between.url), browser) as open_page:
        yield open_page


def test_what_is_typed_while_the_network_is_away_is_trained_when_it_is_back(
    between: Network, visit_by_network: Visit
) -> None:
    app = visit_by_network("epochs=60", forgiven=AWAY).finished(60)
    app.pick("Loss", "My own loss …")
    write(app, "weight * e**2")
    shown(app, "weight * e**2", "My own loss")
    between.cut()
    write(app, "weight * abs(e)")
    app.page.wait_for_timeout(3000)
    between.mend()
    shown(app, "weight * abs(e)", "My own loss")
    expect(text(app)).to_have_value("weight * abs(e)")
    expect(app.page.locator(".check-up:not(.stale)")).to_be_visible()
