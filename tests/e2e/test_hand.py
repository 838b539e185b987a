"""The Train page under a visitor's hand: what moves while it moves, and what is left of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from pages.ui.kit.address import UNDER_WAY
from tests.e2e.app_page import FACTOR, AppPage
from tests.e2e.moments import Moment, factor_of, now, record, taken
from tests.serving import Server

pytestmark = pytest.mark.e2e
Visit = Callable[..., AppPage]

DEFAULT = 0.1


@pytest.fixture(scope="module")
def opened(stay: Visit) -> AppPage:
    return ready(stay().finished())


def ready(app: AppPage) -> AppPage:
    """Wait until all pictures of the first run are there, and take moments from then on."""
    record(app)
    app.until(lambda: len(now(app)["charts"]) == 5 and labels(now(app)) == 4, "all pictures are there")
    app.until(lambda: now(app)["status"] != "", "the first sentence is announced")
    return app


def labels(moment: Moment) -> int:
    return sum(label.startswith("λ") for chart in moment["charts"].values() for label in chart["labels"])


@pytest.fixture
def app(opened: AppPage) -> Iterator[AppPage]:
    """A page that rests at the default, and takes moments."""
    free(opened)
    yield opened
    opened.page.mouse.up()
    opened.playhead.press("End")
    opened.enter(FACTOR, str(DEFAULT))
    at_rest(opened, DEFAULT)


def free(app: AppPage) -> None:
    """Let nothing have the focus, so that keys are those of the page."""
    app.page.evaluate("document.activeElement.blur()")


def at_rest(app: AppPage, value: float) -> None:
    """Wait until the page shows a value, and its link is that."""
    app.until(lambda: now(app)["formula"] == f"{value:g}", f"{value} is shown")
    app.until(lambda: factor_in(app.page.url) in (value, None), f"the link is that of {value}")


def factor_in(url: str) -> float | None:
    """Return the factor of a link; None if there is none in it."""
    values = parse_qs(urlparse(url).query).get("loss.regularization_factor")
    return float(values[0]) if values else None


def drag(app: AppPage, to: float, steps: int) -> None:
    """Press the thumb and move it in steps, as fast as the browser says that it has moved."""
    app.grip()
    (left, y), (right, _) = app.place(float(app.slider(FACTOR).input_value())), app.place(to)
    for step in range(1, steps + 1):
        app.page.mouse.move(left + (right - left) * step / steps, y)


def pictures(moments: list[Moment]) -> list[float]:
    """Return the values that the pictures showed, one after the other; no moment mixes two."""
    shown = [factor_of(moment) for moment in moments]
    return [shown[0], *(after for before, after in pairwise(shown) if before != after)]


def test_all_pictures_and_words_move_with_the_hand_and_belong_to_one_value(app: AppPage) -> None:
    before, entries = now(app), app.page.evaluate("history.length")
    ghost, accuracy = (app.hand(name)[0]["y"] for name in ("Loss", "Accuracy"))
    link = app.page.url
    taken(app)
    drag(app, to=0.5, steps=60)
    app.until(lambda: now(app)["formula"] == "1", "the last value is there before the hand lets go")
    moments = taken(app)
    assert moments[-1]["held"]
    values = pictures(moments)
    assert (values[0], values[-1]) == (DEFAULT, 1)
    assert len(values) > 10
    assert values == sorted(values), "no older value comes after a newer one"
    assert all(float(moment["field"]) >= value for moment, value in zip(moments, map(factor_of, moments), strict=True))
    assert moments[-1]["sentence"] != before["sentence"]
    assert app.page.url == link
    for name, was in (("Loss", ghost), ("Accuracy", accuracy)):
        first = app.traces(name)[0]
        assert first["name"] == "before 0.10"
        assert first["line"]["color"] != app.hand(name)[0]["line"]["color"]
        assert first["y"] == was, "the ghost is what was there at the press"
    for chart in ("cost", "slope", "loss", "metric"):
        assert "before 0.10" in moments[-1]["charts"][chart]["labels"]
    assert {moment["status"] for moment in moments} == {before["status"]}, "nothing is announced for a move"
    app.page.mouse.up()
    at_rest(app, 1)
    app.until(lambda: now(app)["status"] == now(app)["sentence"], "the sentence is announced")
    assert now(app)["status"] == moments[-1]["sentence"]
    counts = now(app)["confusion"]
    right = sum(row[i] for i, row in enumerate(counts)) / sum(map(sum, counts))
    expect(app.page.locator(".st-key-below table").first).to_contain_text(f"{right:.4g}")
    assert pictures(taken(app)) == [1], "what is painted stays"
    assert app.page.evaluate("history.length") == entries + 1
    expect(app.page.get_by_role("button", name="Let go")).to_have_count(0)  # no run is left of the way
    app.page.wait_for_timeout(1000 * UNDER_WAY + 500)  # before that, a browser may still send the link of before
    app.page.go_back()
    at_rest(app, DEFAULT)
    expect(app.field()).to_have_value("0.10")
    app.page.wait_for_timeout(1000 * UNDER_WAY + 500)


def test_a_double_click_goes_back_to_the_default(app: AppPage) -> None:
    app.enter(FACTOR, "0,35")
    at_rest(app, 0.35)
    factor_of(now(app))
    app.page.mouse.dblclick(*app.place(float(app.slider(FACTOR).input_value())))
    at_rest(app, DEFAULT)
    assert app.slider(FACTOR).input_value() == "0.05"


def test_what_is_refused_says_one_sentence_and_loses_nothing(app: AppPage) -> None:
    lines, link = app.traces(), app.page.url
    app.enter(FACTOR, "-1")
    sentence = f"The {FACTOR} must be a number in [0, 100]. Got -1 instead; it stays at 0.10."
    expect(app.sentence).to_have_text(sentence)
    app.until(lambda: now(app)["status"] == sentence, "it is announced")
    expect(app.field()).to_have_value("0.10")
    assert (app.traces(), app.page.url) == (lines, link)
    app.enter(FACTOR, "0.2")
    at_rest(app, 0.2)
    assert factor_of(now(app)) == 0.2


def test_keys_set_the_parameter_in_hand_undo_and_help(app: AppPage) -> None:
    app.page.keyboard.press("]")
    app.page.keyboard.press("]")
    at_rest(app, 0.14)
    app.page.keyboard.press("[")
    at_rest(app, 0.12)
    app.page.keyboard.press("Control+z")
    at_rest(app, 0.14)
    app.page.keyboard.press("Control+z")
    at_rest(app, DEFAULT)
    app.page.keyboard.press("?")
    expect(app.page.get_by_text("undo one change")).to_be_visible()
    app.page.keyboard.press("Escape")
    expect(app.page.get_by_text("undo one change")).to_be_hidden()


def test_keys_play_and_step_and_the_playhead_moves_all_pictures(app: AppPage) -> None:
    at_end = now(app)
    app.page.keyboard.press("ArrowLeft")
    expect(app.told).to_have_text("epoch 299 / 300")
    app.page.keyboard.press("Shift+ArrowLeft")
    expect(app.told).to_have_text("epoch 289 / 300")
    app.page.keyboard.press("ArrowRight")
    expect(app.told).to_have_text("epoch 290 / 300")
    app.playhead.press("Home")
    expect(app.told).to_have_text("epoch 0 / 300")
    app.until(lambda: now(app)["confusion"] != at_end["confusion"], "the confusion is that before training")
    free(app)
    app.page.keyboard.press("Space")
    expect(app.page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    app.finished()
    app.until(lambda: now(app)["confusion"] == at_end["confusion"], "it has been played to its end")


def test_the_playhead_is_dragged_on_the_loss_and_the_crosshair_reads_all_lines(app: AppPage) -> None:
    box = app.chart("Loss").locator(".nsewdrag").first.bounding_box()
    assert box is not None
    end, y = box["x"] + box["width"], box["y"] + box["height"] / 2
    confusions, outputs = set(), set()
    app.page.mouse.move(end, y)
    app.page.mouse.down()
    for step in range(1, 11):
        app.page.mouse.move(end - step / 10 * box["width"] * 0.98, y)
        app.page.wait_for_timeout(50)
        moment = now(app)
        confusions.add(str(moment["confusion"]))
        outputs.add(moment["charts"]["outputs"]["lines"][-1]["y"])
    app.until(lambda: app.told.inner_text().startswith(("epoch 5 ", "epoch 6 ", "epoch 7 ")), "it has been dragged")
    assert len(confusions) > 1
    assert len(outputs) > 2
    app.page.mouse.up()
    expect(app.page.locator(".st-key-below").get_by_text("after epoch 6")).to_be_visible()
    app.page.mouse.move(box["x"] + box["width"] / 2, y)
    lines = {trace["name"]: trace["y"] for trace in app.hand()}
    for chart in ("Loss", "Accuracy"):
        expect(app.chart(chart).locator(".lossviz-crosshair")).to_be_visible()
    reading = app.chart("Loss").locator(".lossviz-reading")
    expect(reading).to_contain_text("epoch 150")
    for name, values in lines.items():
        row = reading.locator("div").filter(has=app.page.get_by_text(name, exact=True))
        assert float(row.locator("b").inner_text()) == pytest.approx(values[len(values) // 2], rel=1e-3)


def test_tab_stops_follow_the_story(app: AppPage) -> None:
    name = "document.activeElement.ariaLabel ?? document.activeElement.labels?.[0]?.textContent.trim() ?? " + (
        "document.activeElement.textContent.trim()"
    )
    app.page.locator(".lossviz-train .menus").get_by_role("button", name="Demos").focus()
    seen = []
    for _ in range(40):
        seen.append(app.page.evaluate(name).split("  ")[0])
        app.page.keyboard.press("Tab")
    story = ["Demos", "Recipes", "Keyboard", "Loss", f"{FACTOR} λ", f"{FACTOR}, exact value"]
    stops = [each for each in seen if each in (*story, "Play", "Replay", "Speed", "Epoch looked at")]
    assert stops[: len(story)] == story
    set_up = [each.split(" ")[0] for each in seen if each.startswith(("Data ", "Model ", "Optimizer ", "Run "))]
    assert set_up == ["Data", "Model", "Optimizer", "Run"]
    assert stops[len(story) :] == ["Replay", "Speed", "Epoch looked at"]


def test_a_finger_moves_everything_on_a_phone(visit: Visit) -> None:
    app = visit(width=390, height=844, touch=True).finished()
    record(app)
    session = app.cdp()

    def touch(kind: str, *points: tuple[float, float]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    taken(app)
    touch("touchStart", app.place(0.05))
    for step in range(1, 21):
        touch("touchMove", app.place(0.05 + 0.45 * step / 20))
    app.until(lambda: now(app)["formula"] == "1", "it follows the finger")
    values = [float(moment["formula"]) for moment in taken(app)]
    assert values == sorted(values)
    assert len(set(values)) > 4
    assert "regularization_factor=1" not in app.page.url
    touch("touchEnd")
    at_rest(app, 1)
    assert factor_of(now(app)) == 1


_MOVE = """async (places) => {
  const range = document.querySelector(".lossviz-large input[type=range]");
  const { left, width, height } = range.getBoundingClientRect();
  for (const place of places) {
    const clientX = left + height / 2 + place * (width - height);
    range.dispatchEvent(new PointerEvent("pointermove", { clientX, bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}"""


def test_a_slow_browser_gets_fewer_pictures_and_the_last_value(app: AppPage) -> None:
    session = app.cdp()
    session.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    try:
        drag(app, to=0.2, steps=2)
        taken(app)
        # A mouse that is not throttled: Playwright's waits for the page with each move.
        app.page.evaluate(_MOVE, [0.2 + 0.3 * number / 59 for number in range(60)])
        app.until(lambda: now(app)["formula"] == "1", "the last value is there")
        values = pictures(taken(app))
        assert len(values) < 45
        assert values[-1] == 1
        app.page.mouse.up()
        at_rest(app, 1)
    finally:
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})


def test_nothing_of_a_drag_reaches_another_visitor(app: AppPage, visit: Visit) -> None:
    other = record(visit("epochs=60").finished(60))
    lines = other.traces()
    taken(other)
    drag(app, to=0.5, steps=20)
    app.page.mouse.up()
    at_rest(app, 1)
    assert {moment["formula"] for moment in taken(other)} <= {"0.1"}
    assert (other.traces(), factor_in(other.page.url)) == (lines, DEFAULT)
    other.enter(FACTOR, "0.7")
    at_rest(other, 0.7)
    assert factor_of(now(app)) == 1


def test_a_drag_while_workers_are_killed_ends_at_the_last_value(app: AppPage, server: Server) -> None:
    killed = workers_of(server)
    assert killed
    drag(app, to=0.25, steps=5)
    for worker in killed:
        os.kill(worker, signal.SIGKILL)
    for step in range(1, 21):
        app.page.mouse.move(*app.place(0.25 + 0.25 * step / 20))
    app.page.mouse.up()
    at_rest(app, 1)
    app.until(lambda: "epoch 300 / 300" in app.told.inner_text(), "it is trained")
    assert factor_of(now(app)) == 1
    assert not set(killed) & set(workers_of(server))


def workers_of(server: Server) -> list[int]:
    """Return the children of a server that have loaded TensorFlow."""
    children = Path(f"/proc/{server.process.pid}/task").glob("*/children")
    found = [int(child) for file in children for child in file.read_text().split()]
    return [child for child in found if "tensorflow" in Path(f"/proc/{child}/maps").read_text()]
