"""The Train page, as visitors use it in a real browser; what moves under their hand is in `test_hand`."""

from __future__ import annotations

import csv
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Locator, WebSocketRoute, expect

from lossviz.specs.demos import DEMOS, demo_of
from lossviz.specs.run import RunSpec
from tests.e2e.app_page import FACTOR, AppPage
from tests.serving import Server

pytestmark = pytest.mark.e2e
Visit = Callable[..., AppPage]


@pytest.fixture(scope="module")
def opened(stay: Visit) -> AppPage:
    return stay().finished()


@pytest.fixture
def app(opened: AppPage) -> Iterator[AppPage]:
    """A page that many tests share; each leaves it with a run that has ended."""
    yield opened
    opened.page.mouse.move(0, 0)
    opened.playhead.press("End")


def boxes(app: AppPage) -> list[dict[str, float]]:
    """Return where all charts, the bar and the transport are."""
    parts = ".lossviz-train :is(.lossviz-chart, .bar, .head, .transport, .cell, .foot)"
    script = "parts => [...document.querySelectorAll(parts)].map((each) => each.getBoundingClientRect().toJSON())"
    return app.page.evaluate(script, parts)


def test_arrival_trains_and_draws_the_default_run(visit: Visit, server: Server) -> None:
    app = visit().finished()
    loss, accuracy = app.hand("Loss")[0]["y"], app.hand("Accuracy")[0]["y"]
    assert loss[-1] < 0.5 * loss[0]
    assert accuracy[-1] > 0.9
    for name in ("Cost of CustomMSE", "Slope of CustomMSE", "What the model says"):
        app.chart(name)
    expect(app.page.get_by_role("combobox", name="Loss")).to_have_value("custom_mse")
    expect(app.sentence).to_contain_text("accuracy")
    app.until(lambda: "custom_mse" in app.page.url, "the address bar has the link")
    assert RunSpec.from_query(urlparse(app.page.url).query) == RunSpec()
    assert "tensorflow" not in Path(f"/proc/{server.process.pid}/maps").read_text()


def test_play_pause_step_and_a_change_on_the_way(app: AppPage) -> None:
    app.play_slowly(until=10)
    app.press("Pause")
    expect(app.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    app.until(lambda: app.told.inner_text() == f"paused {app.last_epoch()} / 300", "words and curve agree")
    paused = app.last_epoch()
    assert 10 <= paused < 300
    app.press("One epoch")
    app.until(lambda: app.last_epoch() == paused + 1, "one more epoch is drawn")
    before = app.hand()[0]["y"]
    app.enter(FACTOR, "2")
    app.pick("Speed", "full")
    app.press("Play")
    app.finished()
    after = app.hand()[0]["y"]
    assert after[: len(before)] == before
    assert after[len(before)] > 1.2 * before[-1], "the loss jumps with the factor"
    texts = app.chart("Loss").evaluate("plot => plot.layout.annotations.map(note => note.text)")
    assert texts == [f"{FACTOR} 2"]
    app.press("Begin again, paused before the first epoch")
    app.press("Stop")
    expect(app.told).to_contain_text("stopped 0 / 300")
    app.press("Begin again, paused before the first epoch")
    app.press("Play")
    app.finished()


def test_a_replay_ends_where_the_run_ended(app: AppPage) -> None:
    app.press("Replay")
    app.until(lambda: "epoch 300 " not in app.told.inner_text(), "the playhead is back")
    expect(app.told).to_have_text("epoch 300 / 300")
    expect(app.page.get_by_role("button", name="Replay", exact=True)).to_be_visible()
    expect(app.page.locator(".st-key-below").get_by_text("after epoch 300")).to_be_visible()


def unfolded(app: AppPage, words: str) -> Locator:
    """Open a sheet, see that nothing has moved for it, and that it lies over the charts."""
    before = boxes(app)
    sheet = app.unfold(words)
    assert boxes(app) == before
    box, chart = sheet.bounding_box(), app.chart("Cost").bounding_box()
    assert box["y"] + box["height"] > chart["y"]
    return sheet


def test_what_is_set_unfolds_over_the_charts_and_nothing_moves(app: AppPage) -> None:
    before = boxes(app)
    for words in ("Data", "Model", "Optimizer", "Run", "Demos", "Recipes"):
        unfolded(app, words)
        app.page.keyboard.press("Escape")
    sheet = unfolded(app, "Model")
    seen: list[object] = []
    sheet.get_by_role("textbox", name="units, exact value").fill("5")
    app.page.keyboard.press("Enter")
    app.until(lambda: seen.append(boxes(app)) or "4 → 5 relu" in app.page.locator(".set-up").inner_text(), "it is set")
    app.until(lambda: seen.append(boxes(app)) or "model.units=5" in app.page.url, "it is compiled and trained")
    app.page.keyboard.press("Escape")
    app.pick("Loss", "categorical_focal")
    app.until(lambda: seen.append(boxes(app)) or "loss=categorical_focal" in app.page.url, "it is trained")
    app.finished()
    app.play_slowly(until=5)
    app.until(lambda: seen.append(boxes(app)) or app.last_epoch() > 20, "it plays on")
    app.press("Stop")
    assert all(each == before for each in seen)
    app.pick("Loss", "custom_mse")
    app.finished()


def test_another_parameter_is_taken_in_hand(app: AppPage) -> None:
    sheet = app.unfold("Optimizer")
    sheet.get_by_role("button", name="Take learning rate in hand").click()
    app.page.keyboard.press("Escape")
    bar = app.page.locator(".hands .lossviz-control")
    expect(bar.first).to_have_attribute("data-name", "optimizer.learning_rate")
    app.enter("learning rate", "0.005")
    app.until(lambda: "learning_rate=0.005" in app.page.url, "it is trained with it")
    expect(app.page.locator(".set-up")).to_contain_text("Adam 0.005")
    sheet = app.unfold("Run")
    sheet.get_by_role("textbox", name="batch size").fill("7.5")
    sheet.get_by_role("textbox", name="batch size").press("Enter")
    expect(sheet.get_by_role("alert")).to_contain_text("must be a whole number")
    app.page.keyboard.press("Escape")


def test_a_chart_is_taken_away_as_a_picture_and_as_a_table(app: AppPage) -> None:
    app.chart("Loss").hover()
    with app.page.expect_download() as picture:
        app.press("PNG: Loss")
    png = Path(picture.value.path()).read_bytes()
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (2560, 1440)  # width and height, as the format's first block says them
    with app.page.expect_download() as table:
        app.press("CSV: Loss")
    assert table.value.suggested_filename == "lossviz loss.csv"
    rows = list(csv.DictReader(Path(table.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    lines = {trace["name"]: trace["y"] for trace in app.hand()}
    assert {name: [float(row["y"]) for row in rows if row["line"] == name] for name in lines} == lines


@pytest.mark.parametrize("key", ["Cost", "Slope", "Loss"])
def test_a_picture_for_a_slide_says_of_what_it_is_and_clips_nothing(app: AppPage, key: str) -> None:
    app.chart(key).hover()
    with app.page.expect_download() as picture:
        app.page.get_by_role("button", name=f"SVG: {key}").click()
    svg = app.page.context.new_page()
    svg.set_content(Path(picture.value.path()).read_text(encoding="utf-8"))
    texts = svg.evaluate(_TEXTS)
    svg.close()
    words = [text for text, _ in texts]
    assert any(text.startswith(key) for text in words)
    assert any("CustomMSE (regularization factor 0.1) on Iris" in text for text in words)
    assert any(text.endswith(", validation") for text in words) == (key == "Loss")
    clipped = [
        text for text, (left, top, right, bottom) in texts if left < 0 or top < 0 or right > 1280 or bottom > 720
    ]
    assert clipped == []


_TEXTS = """() => {
  const origin = document.querySelector("svg").getBoundingClientRect();
  return [...document.querySelectorAll("text")].filter((each) => each.textContent).map((each) => {
    const box = each.getBoundingClientRect();
    const [left, top] = [box.left - origin.left, box.top - origin.top];
    return [each.textContent, [left, top, left + box.width, top + box.height]];
  });
}"""


def test_an_address_without_a_page_says_so(visit: Visit) -> None:
    page = visit(path="nonsense", forgiven="does not seem to exist|404").page
    dialog = page.get_by_role("dialog", name="Page not found")
    expect(dialog).to_contain_text("The page that you have requested does not seem to exist.")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("link", name="Train")).to_be_visible()


def test_a_run_is_pinned_named_hidden_and_let_go(app: AppPage) -> None:
    app.press("Keep this run on the charts")
    names = app.page.get_by_role("textbox", name="CustomMSE")
    expect(names).to_have_count(1)
    names.fill("gentle")
    names.press("Enter")
    app.slider(FACTOR).press("ArrowRight")
    names_of = "plot => plot.data.map((trace) => trace.name)"
    app.until(lambda: "gentle" in app.chart("Loss").evaluate(names_of), "the pinned run has its name")
    app.until(lambda: "gentle" in app.chart("Cost").evaluate(names_of), "and is drawn on the loss")
    app.page.locator(".st-key-below").get_by_text("Hidden", exact=True).click()
    app.until(lambda: "gentle" not in app.chart("Loss").evaluate(names_of), "the hidden run is gone from the chart")
    app.page.get_by_role("button", name="Clear all").click()
    expect(names).to_have_count(0)


def test_a_recipe_and_a_demo_open_by_the_menus(app: AppPage) -> None:
    app.unfold("Recipes").get_by_role("button", name="6 · Asymmetric loss, gradient tape").click()
    app.finished(5000)
    table = app.page.get_by_role("table").filter(has_text="with the trap")
    expect(table).to_contain_text("(20, 20)")
    expect(table).to_contain_text("[0.988, 1.990]")
    app.page.get_by_text("The broadcasting trap: y without its last axis").click()
    app.until(lambda: app.hand()[0]["y"][-1] > 1, "the trap keeps the loss high")
    demo = demo_of("outliers")
    app.unfold("Demos").get_by_role("button", name=demo.label).first.click()
    opened_with_its_slider(app, demo.name)
    app.until(lambda: f"demo={demo.name}" in app.page.url, "its link is short")
    names = [trace["name"] for trace in app.traces("Fitted") if trace["name"] in ("Squared error", "Absolute error")]
    assert len(names) == 2
    app.grip("outlier size")
    fits = app.traces("Fitted")
    app.page.mouse.move(*app.place(1, "outlier size"), steps=5)
    app.until(lambda: app.traces("Fitted")[-1]["y"] != fits[-1]["y"], "the fit follows the hand")
    app.page.mouse.up()
    app.until(lambda: "outlier_size=15" in app.page.url, "the link follows")


def opened_with_its_slider(app: AppPage, name: str) -> None:
    demo = demo_of(name)
    expect(app.page.locator(".question")).to_have_text(demo.question)
    first = app.page.locator(".hands .lossviz-control").first
    expect(first).to_have_attribute("data-name", demo.hand)
    app.finished(demo.spec.epochs)


@pytest.mark.parametrize("name", ["quantiles", "pull"])
def test_a_link_opens_a_demo_with_its_slider_in_hand(visit: Visit, name: str) -> None:
    assert name in [demo.name for demo in DEMOS]
    opened_with_its_slider(visit(f"demo={name}"), name)


def test_a_link_opened_in_a_second_browser_shows_the_same_numbers(visit: Visit) -> None:
    first = visit("dataset=linear&loss=huber&loss.delta=0.7&dataset.noise=1&seed=5&epochs=200").finished(200)
    query = urlparse(first.page.url).query
    assert parse_qs(query)["loss.delta"] == ["0.7"]
    second = visit(query).finished(200)
    for name in ("Loss", "Mean absolute error"):
        assert [trace["y"] for trace in second.traces(name)] == [trace["y"] for trace in first.traces(name)]


def test_zoom_and_the_chart_itself_survive_live_updates(visit: Visit) -> None:
    received: list[int] = []
    app = visit("epochs=3000", received=received).finished(3000)
    app.play_slowly(until=5)
    app.chart("Loss").evaluate("plot => { plot.mark = 'same'; }")
    app.zoom("Loss")
    app.until(lambda: app.range("Loss") != [0, 3000], "the chart is zoomed")
    zoomed, seen = app.range("Loss"), app.last_epoch()
    assert zoomed == pytest.approx([1000, 2000], abs=20)
    received.clear()
    ends = set()
    app.until(lambda: ends.add(app.last_epoch()) or app.last_epoch() >= seen + 40, "forty more epochs are drawn")
    assert len(ends) >= 6
    assert sum(received) / len(ends) < 15_000, "only what is new is sent"
    assert app.chart("Loss").evaluate("plot => plot.mark") == "same"
    assert app.range("Loss") == zoomed
    app.press("Stop")
    app.enter(FACTOR, "1")
    app.until(lambda: len(app.traces()) > 2, "a new figure is drawn")
    assert app.range("Loss") == zoomed, "and it stays so when the whole figure is drawn again"
    app.chart("Loss").hover()
    app.press("Reset zoom: Loss")
    app.until(lambda: app.range("Loss") == [0, 3000], "the chart shows everything again")


def test_a_lost_connection_is_taken_up_again_and_every_epoch_drawn_once(visit: Visit) -> None:
    sockets: list[WebSocketRoute] = []

    def pass_on(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        socket.connect_to_server()

    app = visit(sockets=pass_on).finished()
    app.play_slowly(until=5)
    app.slider(FACTOR).press("ArrowRight")
    app.until(lambda: app.chart("Loss").evaluate("plot => plot.layout.annotations?.length") == 1, "it is changed")
    sockets[-1].close()
    seen = app.last_epoch()
    app.until(lambda: app.last_epoch() >= seen + 20, "it plays on")
    assert len(sockets) == 2
    for trace in app.hand():
        assert trace["x"] == list(range(len(trace["x"])))
