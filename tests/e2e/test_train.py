"""The Train page, as visitors use it in a real browser."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import WebSocketRoute, expect

from lossviz.specs.run import RunSpec
from pages.ui.kit.address import UNDER_WAY
from tests.e2e.app_page import AppPage
from tests.serving import Server

pytestmark = pytest.mark.e2e
Visit = Callable[..., AppPage]


def test_arrival_trains_and_draws_the_default_run(visit: Visit) -> None:
    app = visit().finished()
    loss, accuracy = app.traces("Loss"), app.traces("Accuracy")
    assert loss[0]["y"][-1] < 0.5 * loss[0]["y"][0]
    assert accuracy[0]["y"][-1] > 0.9
    expect(app.page.get_by_text(RunSpec().title).first).to_be_visible()
    for name in ("Cost of CustomMSE", "Confusion matrix", "Outputs of the model"):
        app.chart(name)


def test_moving_the_slider_draws_a_new_curve_and_keeps_the_ghost(visit: Visit) -> None:
    app = visit().finished()
    before = app.traces()[0]["y"]
    slider = app.slider("Regularization factor")
    slider.focus()
    slider.press("ArrowRight")
    app.until(lambda: len(app.traces()) > 2, "there is a ghost")
    focus, _, ghost, _ = app.traces()
    assert focus["y"][-1] > before[-1], "a stronger pull costs more"
    assert ghost["y"] == before
    assert ghost["opacity"] < 1


def test_going_back_in_the_browser_undoes_a_change(visit: Visit) -> None:
    app = visit().finished()
    app.enter("Regularization factor", "0.5")
    expect(app.page.get_by_text("CustomMSE (regularization factor 0.5)").first).to_be_visible()
    app.page.wait_for_timeout(1000 * UNDER_WAY + 500)  # before that, a browser may still send the link of before
    app.page.go_back()
    expect(app.page.get_by_role("textbox", name="Regularization factor, exact value")).to_have_value("0.1")
    app.finished()


def test_the_exact_field_and_the_slider_show_the_same_value(visit: Visit) -> None:
    app = visit().finished()
    app.enter("Regularization factor", "0.5")
    expect(app.slider("Regularization factor")).to_have_attribute("aria-valuetext", re.compile("0.5"))
    expect(app.page.get_by_text("CustomMSE (regularization factor 0.5)").first).to_be_visible()


def test_a_value_out_of_bounds_is_refused_with_one_sentence_and_nothing_is_lost(visit: Visit) -> None:
    app = visit().finished()
    before = app.traces()
    app.enter("Regularization factor", "-1")
    sentence = "The 'regularization_factor' parameter of custom_mse must be a number in [0, 100]. Got -1.0 instead."
    expect(app.page.get_by_text(sentence)).to_be_visible()
    expect(app.page.get_by_role("textbox", name="Regularization factor, exact value")).to_have_value("0.1")
    assert app.traces() == before


def test_play_pause_step_and_stop(visit: Visit) -> None:
    app = visit().finished()
    app.play_slowly(until=10)
    app.press("Pause")
    expect(app.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    paused = app.last_epoch()
    assert 10 <= paused < 300
    app.page.wait_for_timeout(1000)
    assert app.last_epoch() == paused
    app.press("One epoch")
    app.until(lambda: app.last_epoch() == paused + 1, "one more epoch is drawn")
    app.press("Stop")
    expect(app.page.get_by_text(f"epoch {paused + 1} of 300 · stopped")).to_be_visible()


def test_a_replay_ends_where_the_run_ended(visit: Visit) -> None:
    app = visit("epochs=100").finished(100)
    for _ in range(2):
        app.press("Replay")
        app.until(lambda: app.last_epoch() < 100, "the playhead is back")
        app.finished(100)
        expect(app.page.get_by_role("button", name="Replay", exact=True)).to_be_visible()
        expect(app.page.get_by_text("Yardsticks after epoch 100")).to_be_visible()


def test_a_parameter_changed_on_the_way_is_marked_and_keeps_the_curve(visit: Visit) -> None:
    app = visit().finished()
    app.play_slowly(until=30)
    app.press("Pause")
    expect(app.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    before = app.traces()[0]["y"]
    app.enter("Regularization factor", "2")
    app.choose("Speed", "Full speed")
    app.press("Play")
    app.finished()
    after = app.traces()[0]["y"]
    assert after[: len(before)] == before
    assert after[len(before)] > 1.5 * before[-1], "the loss jumps with the factor"
    texts = app.chart("Loss").evaluate("plot => plot.layout.annotations.map(note => note.text)")
    assert "regularization factor 2" in texts


def test_a_change_while_it_plays_draws_every_epoch_once(visit: Visit) -> None:
    app = visit().finished()
    app.play_slowly(until=10)
    slider = app.slider("Regularization factor")
    slider.focus()
    slider.press("ArrowRight")
    expect(app.page.get_by_text("regularization factor 0.12").first).to_be_visible()
    seen = app.last_epoch()
    app.until(lambda: app.last_epoch() >= seen + 20, "it plays on")
    for trace in app.traces()[:2]:
        assert trace["x"] == list(range(len(trace["x"])))


def test_scrubbing_looks_at_an_earlier_epoch(visit: Visit) -> None:
    app = visit("epochs=40").finished(40)
    slider = app.slider("Epoch looked at")
    slider.focus()
    slider.press("Home")
    expect(app.page.get_by_text("Yardsticks after epoch 0")).to_be_visible()


def test_a_link_opened_in_a_second_browser_shows_the_same_numbers(visit: Visit) -> None:
    first = visit("dataset=linear&loss=huber&loss.delta=0.7&dataset.noise=1&seed=5&epochs=200").finished(200)
    query = urlparse(first.page.url).query
    assert parse_qs(query)["loss.delta"] == ["0.7"]
    second = visit(query).finished(200)
    for name in ("Loss", "Mean absolute error"):
        assert second.traces(name) == first.traces(name)


def test_zoom_and_the_chart_itself_survive_live_updates(visit: Visit) -> None:
    app = visit("epochs=3000").finished(3000)
    app.play_slowly(until=5)
    app.chart("Loss").evaluate("plot => { plot.mark = 'same'; }")
    app.zoom("Loss")
    app.until(lambda: app.range("Loss") != [0, 3000], "the chart is zoomed")
    zoomed, seen = app.range("Loss"), app.last_epoch()
    assert zoomed == pytest.approx([1000, 2000], abs=20)
    app.until(lambda: app.last_epoch() >= seen + 20, "twenty more epochs are drawn")
    assert app.chart("Loss").evaluate("plot => plot.mark") == "same"
    assert app.range("Loss") == zoomed
    app.press("Stop")
    app.enter("Regularization factor", "1")
    app.until(lambda: app.last_epoch() == 0 or len(app.traces()) > 2, "a new figure is drawn")
    assert app.range("Loss") == zoomed, "and it stays so when the whole figure is drawn again"
    app.press("Reset zoom: Loss")
    app.until(lambda: app.range("Loss") == [0, 3000], "the chart shows everything again")


def test_updates_while_playing_are_small_and_frequent(visit: Visit) -> None:
    received: list[int] = []
    app = visit(received=received).finished()
    app.play_slowly(until=3)
    received.clear()
    ends = set()
    for _ in range(30):
        ends.add(app.last_epoch())
        app.page.wait_for_timeout(100)
    assert len(ends) >= 6
    assert sum(received) / len(ends) < 15_000, "only what is new is sent"


def test_a_lost_connection_is_taken_up_again(visit: Visit) -> None:
    sockets: list[WebSocketRoute] = []

    def pass_on(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        socket.connect_to_server()

    app = visit(sockets=pass_on).finished()
    app.play_slowly(until=5)
    sockets[-1].close()
    seen = app.last_epoch()
    app.until(lambda: app.last_epoch() >= seen + 20, "it plays on")
    assert len(sockets) == 2
    for trace in app.traces()[:2]:
        assert trace["x"] == list(range(len(trace["x"])))


def test_a_chart_is_taken_away_as_a_picture_and_as_a_table(visit: Visit) -> None:
    app = visit("epochs=30").finished(30)
    with app.page.expect_download() as picture:
        app.press("PNG: Loss")
    assert Path(picture.value.path()).read_bytes().startswith(b"\x89PNG")
    with app.page.expect_download() as table:
        app.press("CSV: Loss")
    assert table.value.suggested_filename == "lossviz loss.csv"
    rows = list(csv.DictReader(Path(table.value.path()).read_text().splitlines()))
    lines = {trace["name"]: trace["y"] for trace in app.traces()}
    assert {name: [float(row["y"]) for row in rows if row["line"] == name] for name in lines} == lines


def test_visitors_do_not_see_each_others_runs(visit: Visit) -> None:
    first, second = visit("epochs=50").finished(50), visit("epochs=60").finished(60)
    second.enter("Regularization factor", "1")
    second.until(lambda: len(second.traces()) > 2, "there is a ghost")
    first.page.get_by_text("Log values").click()
    first.until(
        lambda: first.chart("Loss").evaluate("plot => plot.layout.yaxis.type") == "log", "the axis is logarithmic"
    )
    assert len(first.traces()) == 2
    assert first.last_epoch() == 50


def test_runs_are_pinned_named_hidden_and_cleared(visit: Visit) -> None:
    app = visit("epochs=30").finished(30)
    app.page.get_by_role("toolbar", name="Pin").get_by_text("Run 1").click()
    app.page.get_by_text("Names").click()
    name = app.page.get_by_role("textbox", name="Name of run 1")
    name.fill("gentle")
    name.press("Enter")
    app.enter("Regularization factor", "1")
    app.until(lambda: [t["name"] for t in app.traces()].count("gentle, training") == 1, "the pinned run has its name")
    app.page.get_by_role("toolbar", name="Hide").get_by_text("gentle").click()
    app.until(lambda: len(app.traces()) == 2, "the hidden run is gone from the chart")
    app.press("Clear the others")
    expect(app.page.get_by_role("textbox", name="Name of run")).to_have_count(1)


def test_the_trap_of_recipe_six_shows_both_results(visit: Visit) -> None:
    app = visit().finished()
    app.choose("Recipe of the article", "6 · Asymmetric loss, gradient tape")
    app.finished(5000)
    table = app.page.get_by_role("table").filter(has_text="with the trap")
    expect(table).to_contain_text("(20, 20)")
    expect(table).to_contain_text("[0.988, 1.990]")
    app.page.get_by_text("The broadcasting trap: y without its last axis").click()
    app.until(lambda: app.traces()[0]["y"][-1] > 1, "the trap keeps the loss high")


def test_a_phone_has_no_horizontal_scroll_and_no_small_chart(visit: Visit) -> None:
    app = visit(width=390, height=844).finished()
    assert app.page.evaluate("document.documentElement.scrollWidth") <= 390
    for name in ("Loss", "Accuracy", "Cost of CustomMSE"):
        box = app.chart(name).bounding_box()
        assert box is not None
        assert box["height"] >= 260
        assert box["x"] + box["width"] <= 390


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_charts_wear_the_theme(visit: Visit, theme: str) -> None:
    app = visit("epochs=20", theme=theme).finished(20)
    text = app.chart("Loss").evaluate("plot => plot.layout.font.color")
    assert text == {"light": "#1b2430", "dark": "#e8ecf1"}[theme]


def test_the_server_process_never_loads_tensorflow(visit: Visit, server: Server) -> None:
    visit().finished()
    assert "tensorflow" not in Path(f"/proc/{server.process.pid}/maps").read_text()
