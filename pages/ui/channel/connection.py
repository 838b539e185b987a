"""The socket to a visitor's browser, by which charts and the words on a run get what is new.

A rerun of the page sends all its parts, and the browser draws every one of them before the chart that the visitor waits
for. What comes by this socket does not wait for that. While a run plays the page is not rerun at all: the browser says
when it has drawn a message and then gets the next one, so a slow one gets fewer pictures and never a queue of them.
"""

from __future__ import annotations

import asyncio
import json
import threading
import uuid
from collections.abc import Callable
from typing import Any, cast
from weakref import WeakValueDictionary

from pages.ui.channel.component import component
from pages.ui.channel.component_records import ConnectionData, ControlValue
from pages.ui.channel.messages import News
from pages.ui.channel.panel_records import Panel
from pages.ui.channel.refusals import REPLACED, TOO_SLOW, Refusal
from pages.ui.channel.scene import Scene
from pages.ui.channel.screen import Screen
from pages.ui.kit.weakly import weakly

HEAD_START = 0.3
"""Longest time in seconds that the page waits for its charts to be drawn."""

LOST = 3.0
"""Seconds after which a call for the page is taken for lost, and repeated."""

MAX_UNREAD = 200
"""Most messages that wait for a browser that reads none."""

Outbox = asyncio.Queue[str | Refusal]
"""What is to be sent to a browser; a refusal is the last that it gets."""

_connections: WeakValueDictionary[str, Connection] = WeakValueDictionary()
_connection = component("connection", html='<div class="lossviz-standing"></div><progress max="1"></progress>')
_rerun = component("rerun")


class Connection:
    """What one visitor sees move. It knows scenes, and no page.

    Attributes:
        scene: What the page in front of them shows.
        screen: What the charts show.
        token: By which the browser names itself. Who knows it sees what this visitor sees, so it cannot be guessed.
        n_sockets: How many sockets it has had.
    """

    def __init__(self, scene: Scene) -> None:
        """Wait for the browser."""
        self.scene = scene
        self.screen = Screen()
        self.token = uuid.uuid4().hex
        self.n_sockets = 0
        scene.on_answer = weakly(self.offer)
        self._outbox: tuple[asyncio.AbstractEventLoop, Outbox] | None = None
        self._sent = self._newest = self._drawn = 0  # numbers of messages; the newest has charts
        self._told: dict[str, Any] = {}  # what the panel in the browser says, by its parts
        self._heard = 0  # the number of what was turned last
        self._keeping = True  # whether the browser may have to keep something else than before
        self._kept: dict[str, str] = {}  # what it keeps, by the names of scenes
        self._drawing = threading.Condition()
        self._sending = threading.Lock()  # taken after the lock of a scene, never before
        self._more = False  # whether more was to come when the last message was made
        self._stage: Any = None  # of the scene when the page was last drawn
        self._called: float | None = None  # when the page was called for since then
        _connections[self.token] = self

    # The page

    def begin_page(self, scene: Scene) -> None:
        """Take note that all of the page is drawn again, after what is new has been drawn."""
        with scene.lock:
            scene.tick()
            with self._sending:
                self.scene.on_answer = _nothing
                self.scene, scene.on_answer = scene, weakly(self.offer)
                self._stage, self._called, self._keeping = self._stage_of(scene), None, True
                self._put(scene)
        self._wait()

    def _wait(self) -> None:
        """Wait until the browser has drawn what is new: with the rest of the page at hand it would draw that last."""
        with self._drawing:
            self._drawing.wait_for(lambda: self._outbox is None or self._drawn >= self._newest, HEAD_START)

    def place(self, *, shown: bool = True) -> None:
        """Connect the browser, and draw the words on how far the run is and the way it has gone if they are `shown`."""
        data: ConnectionData = {"token": self.token, "shown": shown}
        _connection(key="connection", data=data)

    def send_ahead(self, chart: str) -> None:
        """Send what is new and wait until a chart is drawn: with the rest at hand the browser would draw that last.

        Args:
            chart: The key of a chart whose place the browser may be about to get.
        """
        self.send(awaited=chart)
        self._wait()

    def listen(self) -> None:
        """Let the page be drawn again when there is a reason."""
        _rerun(key="rerun", on_call_change=lambda: None)

    def send(self, awaited: str | None = None) -> None:
        """Send what is new. Any thread may do so.

        Args:
            awaited: A chart that counts as drawn only once it has its place.
        """
        self._send(self.scene, awaited)

    def _send(self, scene: Scene, awaited: str | None = None) -> None:
        """Send what is new of a scene, unless another one has come in front of the visitor meanwhile.

        Whoever holds the lock of a scene says which one it is: to ask for that of another one then would be a deadlock.
        """
        with scene.lock, self._sending:
            if scene is self.scene:
                self._put(scene, awaited)

    def _put(self, scene: Scene, awaited: str | None = None) -> None:
        """Send what is new, with the lock of the scene and that of sending held."""
        self._more = scene.pending  # Before the rest: what comes meanwhile must not be taken for told.
        scene.draw(self.screen)
        self._sent += 1
        message: News = {
            "number": self._sent,
            "charts": self.screen.news(),
            "standing": scene.standing,
            "share": scene.share,
            "call": self._call(),
            "awaited": awaited,
            "panel": self._panel_news(scene),
            "heard": self._heard,
            "kept": self._kept_news(scene),
        }
        if message["charts"] or message["panel"]:
            self._newest = self._sent
        if self._outbox is not None:
            self._post(json.dumps(message, separators=(",", ":")))

    def _post(self, text: str | Refusal) -> None:
        """Give the browser something to read, or end its socket if it reads nothing."""
        outbox = self._outbox
        if outbox is None:
            return
        loop, queue = outbox
        if isinstance(text, Refusal) or queue.qsize() >= MAX_UNREAD:
            self._outbox = None
            text = text if isinstance(text, Refusal) else TOO_SLOW
        loop.call_soon_threadsafe(queue.put_nowait, text)

    def _panel_news(self, scene: Scene) -> Panel:
        """Return the parts of the panel that say something else than those in the browser."""
        panel = scene.panel()
        news = {name: part for name, part in panel.items() if name not in self._told or self._told[name] != part}
        self._told |= news
        return cast(Panel, news)

    def _kept_news(self, scene: Scene) -> dict[str, str]:
        """Return what the browser is to keep, if that is something else than what it keeps."""
        if not self._keeping:
            return {}
        before, self._keeping = self._kept, False
        self._kept = before | {scene.name: scene.keep()}
        return {} if self._kept == before else {scene.name: self._kept[scene.name]}

    def _call(self) -> bool:
        """Return whether the page has to be drawn again, since it is no longer right; once in a while."""
        now = self.scene.clock()
        if not self._outdated or (self._called is not None and now < self._called + LOST):
            return False
        self._called = now
        return True

    @property
    def _outdated(self) -> bool:
        """Whether the page shows another stage than the scene is at."""
        return self._stage_of(self.scene) != self._stage

    def _stage_of(self, scene: Scene) -> Any:
        """Return what a page shows of a scene: it asks for a table when it is known that the visitor is not back."""
        return scene.stage, scene.wanted if self.connected else None

    # The socket

    @property
    def connected(self) -> bool:
        """Whether a browser listens."""
        return self._outbox is not None

    def connect(self, loop: asyncio.AbstractEventLoop, queue: Outbox) -> None:
        """Send everything to a browser of which nothing is known, and from now on what is new; an older socket ends."""
        while True:
            scene = self.scene
            with scene.lock, self._sending:
                if scene is self.scene:
                    self._post(REPLACED)
                    self._outbox = (loop, queue)
                    self.n_sockets += 1
                    self._called, self._keeping, self._kept = None, True, {}
                    self._told = {}
                    self.screen.forget()
                    self._put(scene)
                    return

    def disconnect(self, queue: Outbox) -> None:
        """Send no more to a browser that has gone, unless it has come back already."""
        with self._drawing:
            if self._outbox is not None and self._outbox[1] is queue:
                self._outbox = None
            self._drawing.notify_all()

    def acknowledge(self, number: int) -> bool:
        """Take note that the browser has painted a message, and return whether the next one is due after a while.

        An answer that has come meanwhile is sent at once.
        """
        with self._drawing:
            self._drawn = max(self._drawn, min(number, self._sent))
            self._drawing.notify_all()
        self.offer()
        return number == self._sent and (self._more or self.scene.pending or self._outdated)

    def hear(self, number: int) -> bool:
        """Take note that a browser says what was turned, and return whether it is not heard for the second time."""
        with self._drawing:
            new = number > self._heard
            self._heard = max(self._heard, number)
        return new

    def turn(self, control: str, value: ControlValue, *, held: bool) -> None:
        """Let a control of the page be turned; what that brings is sent as soon as the browser is free.

        Args:
            control: What it sets, or what a button does.
            value: What it is set to.
            held: Whether the hand is still on it.
        """
        self._act(lambda scene: scene.turn(control, value, held=held), held=held)

    def write(self, text: str, *, held: bool) -> None:
        """Let a loss of the visitor's own be written; what that brings is sent as soon as the browser is free.

        Args:
            text: All of it.
            held: Whether they are still writing.
        """
        self._act(lambda scene: scene.write(text, held=held), held=held)

    def _act(self, act: Callable[[Scene], None], *, held: bool) -> None:
        scene = self.scene
        with scene.lock:
            act(scene)
            if not held:
                self._keeping = True
                self._send(scene)
        self.offer()

    def offer(self) -> None:
        """Send the newest answer of the scene, unless the browser has not painted yet what it was sent before."""
        scene = self.scene
        with scene.lock:
            busy = self._outbox is not None and self._drawn < self._sent
            if not busy and scene.take_answer():
                self._send(scene)

    def go_on(self) -> None:
        """Move the playhead, and send what that brings."""
        scene = self.scene
        with scene.lock:
            scene.tick()
            self._send(scene)


def _nothing() -> None:
    """Do nothing with an answer to a scene that nobody sees."""


def connection_of(token: str) -> Connection | None:
    """Return what the visitor with a token sees; None once they have gone."""
    return _connections.get(token)
