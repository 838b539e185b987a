"""What a program sends that is no browser: the server takes only so much, and goes on serving all others."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable

import pytest
import requests
from playwright.sync_api import Page, Request
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from pages.ui.channel.refusals import ELSEWHERE, TOO_MANY, UNKNOWN, UNREADABLE
from pages.ui.visitor.limits import MAX_FILES
from tests.e2e.app_page import FACTOR, AppPage
from tests.serving import Server

pytestmark = pytest.mark.e2e
Visit = Callable[..., AppPage]

REMEMBER_TOKENS = """
window.tokens = [];
const Socket = window.WebSocket;
window.WebSocket = class extends Socket {
  constructor(address, protocols) {
    super(address, protocols);
    if (!String(address).endsWith("/connection")) return;
    window.tokens.push(protocols[1]);
    window.connection = this;
  }
};
"""


@pytest.fixture
def app(visit: Visit) -> AppPage:
    return visit("epochs=20", prepare=lambda page: page.add_init_script(REMEMBER_TOKENS)).finished(20)


@pytest.fixture
def token(app: AppPage) -> str:
    return app.page.evaluate("window.tokens.at(-1)")


def end_of(server: Server, token: str, text: str | bytes = "", times: int = 0, origin: str = "") -> tuple[int, str]:
    """Return the code and the reason with which the server ends a socket on which something is said so often."""
    address = f"{server.url.replace('http', 'ws')}/connection"
    with connect(address, subprotocols=["lossviz", token], origin=origin or server.url, max_size=None) as socket:
        try:
            for _ in range(times):
                socket.send(text)
            while True:
                socket.recv(timeout=20)
        except ConnectionClosed as closed:
            told = closed.rcvd
    return (told.code, told.reason) if told else (0, "")


def test_a_socket_says_why_it_is_refused(server: Server, token: str) -> None:
    assert end_of(server, "nobody") == UNKNOWN
    assert end_of(server, token, origin="http://evil.example") == ELSEWHERE
    assert end_of(server, token, "nonsense", times=1) == UNREADABLE
    assert end_of(server, token, b"bytes", times=1) == UNREADABLE
    assert end_of(server, token, json.dumps({"painted": 0}), times=10_000) == TOO_MANY


def test_large_messages_are_refused_and_nobody_waits(server: Server, app: AppPage, token: str) -> None:
    for _ in range(3):
        code, _ = end_of(server, token, "9" * 20_000_000, times=1)
        assert code in (1009, 0), "too big, by the protocol of sockets; or cut before that could be read"
    urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=5).close()
    app.until(lambda: app.page.evaluate("window.connection.readyState") == 1, "the browser has its socket again")
    app.enter(FACTOR, "1")
    app.until(lambda: len(app.traces()) == 4, "the visitor whose token it was is served again", seconds=30)


def test_large_files_are_refused_and_of_many_the_oldest_go(visit: Visit) -> None:
    asked: list[Request] = []
    app = visit("epochs=20&run=a", path="compare", prepare=lambda page: _note_uploads(page, asked))
    field = app.page.locator("input[type=file]")
    field.set_input_files([{"name": "a.json", "mimeType": "application/json", "buffer": b"{}"}])
    app.until(lambda: bool(asked), "a file is sent")
    folder, headers = asked[0].url.rpartition("/")[0], asked[0].all_headers()

    def put(size: int, name: str) -> int:
        own = {name: headers[name] for name in ("cookie", "x-xsrftoken") if name in headers}
        return requests.put(f"{folder}/{name}", files={"file": b"9" * size}, headers=own, timeout=20).status_code

    assert put(3_000_000, "large") == 413
    assert [put(900_000, f"small{n}") for n in range(2 * MAX_FILES)] == [204] * 2 * MAX_FILES


def _note_uploads(page: Page, asked: list[Request]) -> None:
    page.on("request", lambda request: asked.append(request) if request.method == "PUT" else None)
