"""The socket: what a browser is sent, and what it gets for an answer."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.websockets import WebSocket

from lossviz.engine import Engine
from pages.ui import live as module
from pages.ui import wire
from pages.ui.lab import Lab
from pages.ui.live import LOST, Live, visitor_of
from pages.ui.messages import UNKNOWN_TOKEN
from pages.ui.wire import serve
from tests.inline import Inline

CURVES = {"history.loss", "history.metric"}


class Loop:
    """An event loop that does at once what it is given."""

    def call_soon_threadsafe(self, function: Callable[..., object], *arguments: object) -> None:
        function(*arguments)


class Browser:
    """A browser at the other end of the socket, without one."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.queue: asyncio.Queue[str] = asyncio.Queue()

    def connect(self) -> dict[str, Any]:
        self.live.connect(Loop(), self.queue)
        return self.message()

    def message(self) -> dict[str, Any]:
        return json.loads(self.queue.get_nowait())


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(Inline())


@pytest.fixture
def live(engine: Engine) -> Live:
    bench = Lab(engine)
    bench.open("epochs=30")
    return Live(bench)


@pytest.fixture
def browser(live: Live) -> Browser:
    return Browser(live)


def slow(live: Live) -> None:
    """Let the bench play from the first epoch, at a speed that can be followed."""
    live.lab.set_speed("20 epochs/s")
    live.lab.reset()
    live.lab.play()


def pass_time(live: Live, seconds: float) -> None:
    live.lab._moved -= seconds
    live.go_on()


def test_a_browser_is_sent_everything_when_it_comes(browser: Browser) -> None:
    message = browser.connect()
    assert set(message["charts"]) == CURVES
    assert all(chart["order"] and chart["parts"] for chart in message["charts"].values())
    assert message["standing"].startswith("epoch 30 of 30 · finished")
    assert message["share"] is None


def test_a_browser_that_comes_back_is_sent_everything_again(browser: Browser) -> None:
    first = browser.connect()
    again = browser.connect()
    assert again["charts"] == first["charts"]


def test_what_is_shown_already_is_not_sent_again(live: Live, browser: Browser) -> None:
    browser.connect()
    live.send()
    assert browser.message()["charts"] == {}


def test_a_run_that_plays_is_sent_by_its_new_points(live: Live, browser: Browser) -> None:
    browser.connect()
    slow(live)
    live.send()
    browser.message()
    pass_time(live, 0.5)
    message = browser.message()
    reached = live.lab.run.epoch
    assert reached >= 9
    assert set(message["charts"]) == CURVES
    assert message["charts"]["history.loss"]["points"][0]["x"] == list(range(1, reached + 1))
    assert message["share"] == pytest.approx(reached / 30)


def test_a_drawn_message_brings_the_next_one_while_the_run_plays(live: Live, browser: Browser) -> None:
    browser.connect()
    slow(live)
    live.send()
    number = browser.message()["number"]
    assert live.acknowledge(number)
    live.send()
    assert not live.acknowledge(number), "a newer one is on its way, and will be acknowledged too"
    live.lab.stop()
    assert live.acknowledge(browser.message()["number"]), "that it has stopped is not told yet"
    live.begin_page()
    assert not live.acknowledge(browser.message()["number"])


def test_what_comes_while_a_message_is_on_its_way_is_told_by_the_next(live: Live, browser: Browser) -> None:
    browser.connect()
    slow(live)
    live.lab.pause()
    live.begin_page()
    browser.message()
    live.lab.run.goal = 1
    live.send()
    live.lab.engine.train(live.lab.run, "a test")
    assert not live.lab.pending
    assert live.acknowledge(browser.message()["number"])


@pytest.mark.parametrize(
    "act", [lambda lab: lab.change("loss.regularization_factor", 1.0), Lab.step], ids=["change", "step"]
)
def test_the_page_is_called_for_what_changes_a_paused_run(live: Live, browser: Browser, act: Any) -> None:
    browser.connect()
    slow(live)
    live.lab.pause()
    live.begin_page()
    browser.message()
    act(live.lab)
    live.begin_part()
    assert browser.message()["call"] == "page"


def test_the_page_is_called_after_every_replay(live: Live, browser: Browser) -> None:
    browser.connect()
    for _ in range(2):
        live.begin_page()
        browser.message()
        live.lab.play()
        live.begin_page()
        browser.message()
        pass_time(live, 60)
        assert browser.message()["call"] == "page"


def test_a_call_that_is_lost_is_repeated(live: Live, browser: Browser) -> None:
    browser.connect()
    live.begin_page()
    browser.message()
    live.lab.change("seed", 1)
    calls = []
    for _ in range(3):
        live.send()
        calls.append(browser.message()["call"])
        live._called -= LOST / 2
    assert calls == ["page", None, "page"]


def test_the_page_is_called_once_when_it_is_no_longer_right(live: Live, browser: Browser) -> None:
    browser.connect()
    live.begin_page()
    browser.message()
    slow(live)
    live.begin_page()
    assert browser.message()["call"] is None
    calls = []
    while live.lab.playing:
        pass_time(live, 0.5)
        calls.append(browser.message()["call"])
    assert live.lab.run.outcome == "finished"
    assert [call for call in calls if call] == ["page"]
    live.begin_page()
    assert browser.message()["call"] is None


def test_the_views_are_called_now_and_then_while_a_run_plays(live: Live, browser: Browser) -> None:
    browser.connect()
    slow(live)
    live.begin_page()
    browser.message()
    live.lab._looked -= 60
    live._looked_at -= 60
    live.send()
    assert browser.message()["call"] == "views"
    live.send()
    assert browser.message()["call"] is None


def test_a_part_of_the_page_calls_for_the_rest_when_that_is_no_longer_right(live: Live, browser: Browser) -> None:
    live.acknowledge(browser.connect()["number"])
    live.begin_page()
    live.begin_part()
    assert browser.message()["call"] is None
    assert browser.queue.empty(), "nothing has changed"
    live.lab.change("seed", 1)
    live.begin_part()
    message = browser.message()
    assert (set(message["charts"]), message["call"]) == (CURVES, "page")


def test_the_page_waits_until_its_charts_are_drawn(
    live: Live, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HEAD_START", 60.0)
    browser.connect()
    live.lab.change("seed", 1)
    with ThreadPoolExecutor(1) as thread:
        page = thread.submit(live.begin_page)
        while browser.queue.empty():
            time.sleep(0.001)
        assert not page.done()
        live.acknowledge(browser.message()["number"])
        page.result(timeout=30)


def test_the_page_does_not_wait_for_a_browser_that_has_gone(
    live: Live, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HEAD_START", 60.0)
    browser.connect()
    live.lab.change("seed", 1)
    with ThreadPoolExecutor(1) as thread:
        page = thread.submit(live.begin_page)
        while browser.queue.empty():
            time.sleep(0.001)
        live.disconnect(browser.queue)
        page.result(timeout=30)
        browser.message()
        thread.submit(live.begin_page).result(timeout=30)
    assert browser.queue.empty()


def test_an_old_socket_that_closes_late_leaves_the_new_one(live: Live) -> None:
    old, new = Browser(live), Browser(live)
    old.connect()
    new.connect()
    live.disconnect(old.queue)
    live.send()
    assert new.message()["number"] == live._sent


def test_a_visitor_is_forgotten_with_the_session(engine: Engine) -> None:
    bench = Lab(engine)
    bench.open("epochs=30")
    token = Live(bench).token
    assert visitor_of(token) is None


# The wire


def converse(token: str, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the server sends to a browser that says some things and leaves."""

    async def talk() -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []
        incoming = iter([{"type": "websocket.connect"}, *said])

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(0.02)
            return next(incoming, {"type": "websocket.disconnect", "code": 1001})

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "websocket", "path_params": {"token": token}, "headers": [], "query_string": b""}
        await serve(WebSocket(scope, receive, send))
        return sent

    with ThreadPoolExecutor(1) as thread:  # In this one Playwright's loop is running, once browser tests have begun.
        return thread.submit(asyncio.run, talk()).result()


def text(words: str) -> dict[str, Any]:
    return {"type": "websocket.receive", "text": words}


def painted(number: int) -> dict[str, Any]:
    return text(json.dumps({"painted": number}))


def test_a_browser_is_served_until_it_leaves(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "WAIT", 0.0)
    slow(live)
    sent = converse(live.token, [painted(1), painted(2)])
    assert [message["type"] for message in sent] == ["websocket.accept"] + ["websocket.send"] * 3
    assert [json.loads(message["text"])["number"] for message in sent[1:]] == [1, 2, 3]


def test_an_unknown_token_is_refused_with_a_reason_that_the_browser_sees() -> None:
    accepted, closed = converse("nobody", [])
    assert accepted["type"] == "websocket.accept", "of a socket that was never accepted a browser is told no reason"
    assert (closed["type"], closed["code"]) == ("websocket.close", UNKNOWN_TOKEN)


@pytest.mark.parametrize("words", ["", "1", "ten", '{"painted": 1.5}', "{}", None])
def test_what_is_no_message_ends_the_connection(live: Live, words: str | None) -> None:
    said = {"type": "websocket.receive", "bytes": b"1"} if words is None else text(words)
    assert converse(live.token, [said])[-1]["type"] == "websocket.close"


def test_a_number_that_was_never_sent_is_no_harm(live: Live) -> None:
    assert converse(live.token, [painted(10**80)])[-1]["type"] == "websocket.send"
