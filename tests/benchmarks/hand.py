"""A hand with a mouse: events that do not wait until the browser has done something with the last one."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from playwright.sync_api import Page
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

RATE = 75
"""Events a second of a mouse that moves."""

Point = tuple[float, float]
"""Pixels from the left upper corner of the page."""


class Hand:
    """A mouse over a page, by the browser's own protocol. Playwright's waits for each event until it is handled."""

    def __init__(self, page: Page, port: int) -> None:
        """Take a mouse.

        Args:
            page: What it is over.
            port: Where the browser listens.
        """
        told = page.context.new_cdp_session(page).send("Target.getTargetInfo")
        address = f"ws://127.0.0.1:{port}/devtools/page/{told['targetInfo']['targetId']}"
        self._socket: ClientConnection = connect(address, max_size=None, open_timeout=30)
        self._numbers = itertools.count(1)
        self._at: Point = (0.0, 0.0)
        threading.Thread(target=self._forget_answers, daemon=True).start()

    def _forget_answers(self) -> None:
        with suppress(ConnectionClosed):
            for _ in self._socket:
                pass

    def _send(self, kind: str, buttons: int) -> None:
        x, y = self._at
        params = {"type": kind, "x": x, "y": y, "button": "left", "buttons": buttons, "clickCount": 1}
        message = {"id": next(self._numbers), "method": "Input.dispatchMouseEvent", "params": params}
        self._socket.send(json.dumps(message))

    def press(self, at: Point) -> None:
        """Press the button somewhere."""
        self._at = at
        self._send("mouseMoved", 0)
        self._send("mousePressed", 1)

    def move(self, to: Point) -> None:
        """Move with the button pressed."""
        self._at = to
        self._send("mouseMoved", 1)

    def release(self) -> None:
        """Let the button go."""
        self._send("mouseReleased", 0)

    def close(self) -> None:
        """Put the mouse down."""
        self._socket.close()


def drag(hands: Sequence[tuple[Hand, Callable[[float], Point]]], seconds: float) -> None:
    """Move hands with the button pressed for some seconds, each `RATE` times a second.

    Args:
        hands: Each with where it is after some seconds.
        seconds: How long they move.
    """
    began = time.perf_counter()
    for number in itertools.count(1):
        now = time.perf_counter() - began
        if now > seconds:
            return
        for hand, place in hands:
            hand.move(place(now))
        time.sleep(max(0.0, number / RATE - (time.perf_counter() - began)))
