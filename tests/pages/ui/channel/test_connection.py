"""The socket: what a browser is sent, and what it gets for an answer."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.websockets import WebSocket
from streamlit import net_util

from lossviz.engine import Engine
from pages.ui.channel import connection as module
from pages.ui.channel.connection import LOST, MAX_UNREAD, Connection, Outbox, connection_of
from pages.ui.channel.messages import SAME
from pages.ui.channel.refusals import ELSEWHERE, REPLACED, TOO_MANY, TOO_SLOW, UNKNOWN, UNREADABLE, Refusal
from pages.ui.losses.charts import LossesScene
from pages.ui.train.charts import TrainScene
from pages.ui.visitor import socket as module_of_socket
from pages.ui.visitor.limits import MAX_A_SECOND
from pages.ui.visitor.socket import serve
from pages.ui.visitor.visitor import Visitor
from tests.clock import Clock

CURVES = {"loss", "metric"}
CHARTS = CURVES | {"cost", "slope", "outputs"}


class Loop:
    """An event loop that does at once what it is given."""

    def call_soon_threadsafe(self, function: Callable[..., object], *arguments: object) -> None:
        function(*arguments)


class Browser:
    """A browser at the other end of the socket, without one."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.queue: Outbox = asyncio.Queue()

    def connect(self) -> dict[str, Any]:
        self.queue = asyncio.Queue()
        self.connection.connect(Loop(), self.queue)
        return self.message()

    def arrive(self) -> None:
        """Connect, and paint everything."""
        self.connection.connect(Loop(), self.queue)
        self.paint()

    def message(self) -> dict[str, Any]:
        return json.loads(self.queue.get_nowait())

    def paint(self) -> bool:
        """Paint all messages, and those that this brings; return whether more is due after a while."""
        due = False
        while not self.queue.empty():
            due = self.connection.acknowledge(self.message()["number"])
        return due


@pytest.fixture
def connection(engine: Engine, clock: Clock) -> Connection:
    train = TrainScene(engine, clock)
    train.open("epochs=30")
    return Connection(train)


@pytest.fixture
def browser(connection: Connection) -> Browser:
    return Browser(connection)


def slow(connection: Connection) -> None:
    """Let the Train page play from the first epoch, at a speed that can be followed."""
    connection.scene.set_speed("20/s")
    connection.scene.reset()
    connection.scene.press("play")


def pass_time(connection: Connection, clock: Clock, seconds: float) -> None:
    clock.now += seconds
    connection.go_on()


def test_a_browser_is_sent_everything_when_it_comes(browser: Browser) -> None:
    message = browser.connect()
    assert set(message["charts"]) == CHARTS
    assert all(all(chart["parts"]) and chart["values"] for chart in message["charts"].values())
    assert message["panel"]["epoch"]["at"] == 30
    assert message["panel"]["shows"]


def test_a_browser_that_comes_back_is_sent_everything_again(browser: Browser) -> None:
    first = browser.connect()
    again = browser.connect()
    assert again["charts"] == first["charts"]


def test_what_is_shown_already_is_not_sent_again(connection: Connection, browser: Browser) -> None:
    browser.connect()
    connection.send()
    assert browser.message()["charts"] == {}


def test_a_run_that_plays_is_sent_by_its_new_points(connection: Connection, browser: Browser, clock: Clock) -> None:
    browser.connect()
    slow(connection)
    connection.send()
    browser.message()
    pass_time(connection, clock, 0.5)
    message = browser.message()
    reached = connection.scene.run.epoch
    assert reached == 10
    assert message["charts"]["loss"]["points"][0]["x"] == list(range(1, reached + 1))
    assert message["charts"]["loss"]["until"] == reached


def test_a_drawn_message_brings_the_next_one_while_the_run_plays(connection: Connection, browser: Browser) -> None:
    browser.connect()
    slow(connection)
    connection.send()
    assert browser.paint()
    connection.send()
    number = browser.message()["number"]
    connection.send()
    assert not connection.acknowledge(number), "a newer one is on its way, and will be acknowledged too"
    connection.scene.press("stop")
    assert browser.paint(), "that it has stopped is not told yet"
    connection.begin_page(connection.scene)
    assert not browser.paint()


def test_what_comes_while_a_message_is_on_its_way_is_told_by_the_next(connection: Connection, browser: Browser) -> None:
    browser.connect()
    slow(connection)
    connection.scene.press("pause")
    connection.begin_page(connection.scene)
    browser.paint()
    connection.scene.run.goal = 1
    connection.send()
    connection.scene.engine.train(connection.scene.run, "a test")
    assert not connection.scene.pending
    assert browser.paint()


def test_the_page_is_called_after_every_replay(connection: Connection, browser: Browser, clock: Clock) -> None:
    browser.connect()
    for _ in range(2):
        connection.begin_page(connection.scene)
        browser.message()
        connection.scene.press("play")
        connection.begin_page(connection.scene)
        browser.message()
        pass_time(connection, clock, 60)
        assert browser.message()["call"]


def test_a_call_that_is_lost_is_repeated(connection: Connection, browser: Browser, clock: Clock) -> None:
    browser.connect()
    connection.begin_page(connection.scene)
    browser.message()
    connection.scene.change("seed", 1)
    calls = []
    for _ in range(3):
        connection.send()
        calls.append(browser.message()["call"])
        clock.now += LOST / 2
    assert calls == [True, False, True]


def test_the_page_is_called_once_when_it_is_no_longer_right(
    connection: Connection, browser: Browser, clock: Clock
) -> None:
    browser.connect()
    connection.begin_page(connection.scene)
    browser.message()
    slow(connection)
    connection.begin_page(connection.scene)
    assert browser.message()["call"] is False
    calls = []
    while connection.scene.player.playing:
        pass_time(connection, clock, 0.5)
        calls.append(browser.message()["call"])
    assert connection.scene.run.outcome == "finished"
    assert sum(calls) == 1
    connection.begin_page(connection.scene)
    assert browser.message()["call"] is False


def test_the_page_waits_until_its_charts_are_drawn(
    connection: Connection, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HEAD_START", 60.0)
    browser.connect()
    connection.scene.change("seed", 1)
    with ThreadPoolExecutor(1) as thread:
        page = thread.submit(connection.begin_page, connection.scene)
        while browser.queue.empty():
            time.sleep(0.001)
        assert not page.done()
        connection.acknowledge(browser.message()["number"])
        page.result(timeout=30)


def test_the_page_does_not_wait_for_a_browser_that_has_gone(
    connection: Connection, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HEAD_START", 60.0)
    browser.connect()
    connection.scene.change("seed", 1)
    with ThreadPoolExecutor(1) as thread:
        page = thread.submit(connection.begin_page, connection.scene)
        while browser.queue.empty():
            time.sleep(0.001)
        connection.disconnect(browser.queue)
        page.result(timeout=30)
        browser.message()
        thread.submit(connection.begin_page, connection.scene).result(timeout=30)
    assert browser.queue.empty()


def test_an_old_socket_that_closes_late_leaves_the_new_one(connection: Connection) -> None:
    old, new = Browser(connection), Browser(connection)
    old.connect()
    number = new.connect()["number"]
    connection.disconnect(old.queue)
    connection.send()
    assert new.message()["number"] == number + 1


def test_a_page_that_changes_while_the_playhead_moves_stops_nobody(
    connection: Connection, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The socket holds the lock of the scene that it moves, and must not want that of the next one with it."""
    train, losses = connection.scene, LossesScene(connection.scene)
    moved, begun = threading.Event(), threading.Event()

    def tick() -> None:
        moved.set()
        begun.wait(10)

    monkeypatch.setattr(train, "tick", tick)
    monkeypatch.setattr(losses, "tick", lambda: (begun.set(), train.lock.acquire(timeout=10), train.lock.release()))
    with ThreadPoolExecutor(2) as threads:
        socket = threads.submit(connection.go_on)
        moved.wait(10)
        page = threads.submit(connection.begin_page, losses)
        for thread in (socket, page):
            thread.result(timeout=20)
    assert connection.scene is losses


def test_a_browser_that_connects_while_the_page_changes_is_sent_the_new_one(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    train, losses = connection.scene, LossesScene(connection.scene)
    browser = Browser(connection)
    with train.lock, ThreadPoolExecutor(1) as thread:  # the page is drawn, and the socket waits for its lock
        connected = thread.submit(connection.connect, Loop(), browser.queue)
        time.sleep(0.05)
        connection.begin_page(losses)
        train.lock.release()
        connected.result(timeout=20)
        train.lock.acquire()
    message = browser.message()
    assert browser.queue.empty(), "that is the newest"
    assert message["panel"] == dict(losses.panel())
    assert connection.scene is losses


def test_a_visitor_is_forgotten_with_the_session(engine: Engine) -> None:
    train = TrainScene(engine)
    train.open("epochs=30")
    token = Connection(train).token
    assert connection_of(token) is None


# The socket


def converse(
    token: str,
    said: list[dict[str, Any]],
    origin: str | None = "http://here",
    before: str = "",
    pause: float = 0.02,
    same: bool = False,
) -> list[dict[str, Any]]:
    """Return what the server sends to a browser that says some things and leaves.

    Args:
        token: By which it names itself.
        said: What it says.
        origin: From where its page is; None for a program that is no browser.
        before: By which token it was known before.
        pause: Seconds before it says the next thing.
        same: Whether it has not loaded the page since.
    """

    async def talk() -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []
        incoming = iter([{"type": "websocket.connect"}, *said])

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(pause)
            return next(incoming, {"type": "websocket.disconnect", "code": 1001})

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"host", b"here"), *([] if origin is None else [(b"origin", origin.encode())])]
        offered = ["lossviz", token, *([before] if before else []), *([SAME] if same else [])]
        await serve(WebSocket({"type": "websocket", "subprotocols": offered, "headers": headers}, receive, send))
        return sent

    with ThreadPoolExecutor(1) as thread:  # In this one Playwright's loop is running, once browser tests have begun.
        return thread.submit(asyncio.run, talk()).result()


def text(words: str) -> dict[str, Any]:
    return {"type": "websocket.receive", "text": words}


def painted(number: int) -> dict[str, Any]:
    return text(json.dumps({"painted": number}))


def test_a_browser_is_served_until_it_leaves(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module_of_socket, "WAIT", 0.0)
    slow(connection)
    sent = converse(connection.token, [painted(number) for number in range(1, 6)])
    assert {message["type"] for message in sent[1:]} == {"websocket.send"}
    numbers = [json.loads(message["text"])["number"] for message in sent[1:]]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert len(numbers) >= 3


def kept(**texts: str) -> dict[str, Any]:
    return text(json.dumps({"kept": texts}))


@pytest.mark.parametrize(("answer", "epochs"), [(kept(TrainScene="epochs=7"), 7), (text("x" * 2000), 5), (None, 5)])
def test_what_the_server_has_forgotten_is_asked_for_once(engine: Engine, answer: Any, epochs: int) -> None:
    mine = Visitor(engine)
    train = mine.scene(TrainScene)
    train.visit("epochs=5", arrived=True)
    mine.connection.begin_page(train)
    sent = converse(mine.connection.token, [answer, painted(1)] if answer else [], before="forgotten", same=True)
    assert json.loads(sent[1]["text"]) == {"forgotten": True}
    assert (len(sent) == 2) == (answer is None), "who has gone is sent no more"
    assert train.spec.epochs == epochs
    if epochs == 7:
        assert json.loads(sent[2]["text"])["call"], "the page is drawn again for it"
        assert mine.scene(LossesScene).keep() == "", "what was not kept is as it was"


def closed(refusal: Refusal) -> dict[str, Any]:
    return {"type": "websocket.close", "code": refusal.code, "reason": refusal.reason}


def test_an_unknown_token_is_refused_with_a_reason_that_the_browser_sees() -> None:
    accepted, last = converse("nobody", [])
    assert accepted["type"] == "websocket.accept", "of a socket that was never accepted a browser is told no reason"
    assert accepted["subprotocol"] == "lossviz", "a browser ends a socket that takes none of what it offers"
    assert last == closed(UNKNOWN)


@pytest.mark.parametrize("words", ["", "1", "ten", '{"painted": 1.5}', "{}", "9" * 2000, None])
def test_what_is_no_message_ends_the_connection(connection: Connection, words: str | None) -> None:
    said = {"type": "websocket.receive", "bytes": b"1"} if words is None else text(words)
    assert converse(connection.token, [said, painted(1)])[-1] == closed(UNREADABLE)


def test_a_socket_that_another_page_opens_is_refused(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(net_util, "get_external_ip", lambda: None)  # which would ask the network
    assert converse(connection.token, [], origin="http://evil.example")[1:] == [closed(ELSEWHERE)]
    assert not connection.connected


@pytest.mark.parametrize("origin", ["http://here", "https://here", "http://localhost:3000", None])
def test_a_socket_that_our_page_opens_is_served(connection: Connection, origin: str | None) -> None:
    assert converse(connection.token, [], origin=origin)[1]["type"] == "websocket.send"


def test_more_messages_than_a_hand_can_make_end_the_connection(connection: Connection) -> None:
    sent = converse(connection.token, [painted(0)] * (MAX_A_SECOND + 1), pause=0)
    assert sent[-1] == closed(TOO_MANY)
    assert converse(connection.token, [painted(0)] * 500, pause=0)[-1]["type"] == "websocket.send"


def test_messages_are_read_while_the_first_of_them_is_heard(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "acknowledge", lambda number: time.sleep(0.3))
    began = time.monotonic()
    sent = converse(connection.token, [*[painted(0)] * 50, text("x" * 2000)], pause=0)
    assert sent[-1] == closed(UNREADABLE)
    assert time.monotonic() - began < 10, "what waited behind the first is not heard any more"


def test_what_a_browser_says_last_is_heard(connection: Connection) -> None:
    converse(connection.token, [turned("loss.regularization_factor", 0.7, held=False)])
    assert connection.scene.spec.loss.values == {"regularization_factor": 0.7}


def test_a_page_has_one_socket_the_newest(connection: Connection) -> None:
    old, new = Browser(connection), Browser(connection)
    old.connect()
    number = new.connect()["number"]
    assert old.queue.get_nowait() == REPLACED
    connection.disconnect(old.queue)
    connection.send()
    assert new.message()["number"] == number + 1


def test_a_browser_that_reads_nothing_is_let_go(connection: Connection, browser: Browser) -> None:
    browser.connect()
    for _ in range(MAX_UNREAD + 1):
        connection.send()
    waiting = [browser.queue.get_nowait() for _ in range(browser.queue.qsize())]
    assert len(waiting) == MAX_UNREAD + 1
    assert waiting[-1] == TOO_SLOW
    assert not connection.connected
    connection.send()
    assert browser.queue.empty()
    assert browser.connect()["charts"], "and gets everything when it comes again"


def test_a_number_that_was_never_sent_is_no_harm(connection: Connection) -> None:
    assert converse(connection.token, [painted(10**80)])[-1]["type"] == "websocket.send"


# In the visitor's hand


def turned(control: str, value: Any, *, held: bool, number: int = 1) -> dict[str, Any]:
    return text(json.dumps({"control": control, "value": value, "held": held, "number": number}))


def test_what_is_turned_by_the_socket_is_trained_and_sent(connection: Connection) -> None:
    name = "loss.regularization_factor"
    sent = converse(connection.token, [painted(10**9), turned(name, 0.7, held=True)])
    message = json.loads(sent[-1]["text"])
    assert set(message["charts"]) == CHARTS
    assert message["panel"]["values"][name] == 0.7
    assert message["call"] is False


def test_what_is_turned_is_heard_once_however_often_it_is_said(connection: Connection) -> None:
    press = [turned("pin", True, held=False, number=number) for number in (1, 2, 2, 1)]
    converse(connection.token, press)
    sent = converse(connection.token, [press[1], turned("pin", True, held=False, number=3)])
    assert len(connection.scene.pins.entries) == 3
    heard = [json.loads(message["text"])["heard"] for message in sent[1:]]
    assert (heard[0], heard[-1]) == (2, 3)


def written(source: str, *, held: bool, number: int) -> dict[str, Any]:
    return text(json.dumps({"written": source, "held": held, "number": number}))


def test_what_is_written_is_heard_once_and_kept_when_it_rests(connection: Connection) -> None:
    source, broken = "weight * e**2", "weight * e**"
    first, last = written(source, held=True, number=1), written(broken, held=False, number=2)
    sent = converse(connection.token, [first, first, last])
    told = json.loads(sent[-1]["text"])
    assert told["heard"] == 2
    assert connection.scene.spec.loss.values == {"weight": 1.0}
    assert connection.scene.editor.draft.text == broken
    assert json.dumps(broken) in told["kept"]["TrainScene"]


def test_the_browser_keeps_what_is_new_once(connection: Connection, browser: Browser) -> None:
    first = browser.connect()
    assert first["kept"] == {"TrainScene": f"{connection.scene.to_query()}\n"}
    connection.acknowledge(first["number"])
    connection.turn("seed", 1, held=True)
    assert browser.message()["kept"] == {}, "a hand that moves costs nothing"
    connection.turn("seed", 2, held=False)
    (kept,) = [message["kept"] for message in all_of(browser) if message["kept"]]
    assert "seed=2" in kept["TrainScene"]
    connection.begin_page(connection.scene)
    assert [message["kept"] for message in all_of(browser)] == [{}]
    assert browser.connect()["kept"] == kept


def all_of(browser: Browser) -> list[dict[str, Any]]:
    return [browser.message() for _ in range(browser.queue.qsize())]


def test_all_of_a_message_is_of_one_value(connection: Connection, browser: Browser) -> None:
    browser.arrive()
    for value in (0.3, 0.6):
        connection.turn("loss.regularization_factor", value, held=True)
        message = browser.message()
        assert message["panel"]["values"]["loss.regularization_factor"] == value
        assert f"{value}" in message["panel"]["loss"]["formula"]
        assert connection.scene.run.spec.loss.values == {"regularization_factor": value}
        assert browser.queue.empty()
        connection.acknowledge(message["number"])


def test_a_slow_browser_gets_fewer_pictures_and_the_last_value(connection: Connection, browser: Browser) -> None:
    browser.arrive()
    values = [round(0.1 + 0.01 * i, 2) for i in range(60)]
    for value in values:
        connection.turn("loss.regularization_factor", value, held=True)
    connection.turn("loss.regularization_factor", values[-1], held=False)
    shown = []
    while not browser.queue.empty():
        message = browser.message()
        shown.append(message["panel"].get("values", {}).get("loss.regularization_factor"))
        connection.acknowledge(message["number"])
    assert len(shown) <= 4
    assert [value for value in shown if value is not None][-1] == values[-1]


def test_release_calls_for_the_page_once(connection: Connection, browser: Browser) -> None:
    browser.arrive()
    connection.begin_page(connection.scene)
    browser.paint()
    calls = []
    for held in (True, True, False):
        connection.turn("seed", 1 + held, held=held)
        while not browser.queue.empty():
            message = browser.message()
            calls.append(message["call"])
            connection.acknowledge(message["number"])
        assert sum(calls) == (not held)


def test_nothing_of_one_visitor_reaches_another(connection: Connection, browser: Browser, engine: Engine) -> None:
    other = TrainScene(engine)
    other.open("epochs=30")
    theirs = Browser(Connection(other))
    theirs.arrive()
    browser.arrive()
    connection.turn("loss.regularization_factor", 0.7, held=True)
    assert theirs.queue.empty()
    assert other.run.spec.loss.values == {"regularization_factor": 0.1}
