"""How much the server takes on: what one visitor sends must cost the others nothing.

How large messages and files are is set in `.streamlit/config.toml`: `server.maxMessageSize`, `server.maxUploadSize`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.web.server.server_util import is_url_from_allowed_origins
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from pages.ui.channel.refusals import FULL, Refusal

MAX_SOCKETS = 600
"""Most sockets in all. A page has two, ours and Streamlit's: a hundred people can have three pages each."""

MAX_A_SECOND = 2000
"""Most messages of a browser in a second: the fastest mice move a thousand times a second."""

MAX_WAITING = 4000
"""Most messages of a browser that wait until they are heard, while the server does what the first of them asks for."""

MAX_FILES = 3
"""Most uploaded files that are kept of one session; a file is read as soon as it has come."""

MAX_FILES_IN_ALL = 50

_UPLOAD = "/_stcore/upload_file/"


class Limits:
    """An ASGI application that keeps another one from having to hold more than it can."""

    def __init__(self, app: ASGIApp) -> None:
        """Begin without sockets."""
        self._app = app
        self._n_sockets = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "websocket":
            await self._pass_socket(scope, receive, send)
            return
        if scope["type"] == "http" and scope["method"] == "PUT" and _UPLOAD in scope["path"] and runtime.exists():
            _make_room(scope["path"].partition(_UPLOAD)[2].partition("/")[0])
        await self._app(scope, receive, send)

    async def _pass_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._n_sockets >= MAX_SOCKETS:
            socket = WebSocket(scope, receive, send)
            await socket.accept()
            await refuse(socket, FULL)
            return
        self._n_sockets += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._n_sockets -= 1


async def refuse(socket: WebSocket, refusal: Refusal) -> None:
    """End a socket that has been accepted: one that never was is told no reason."""
    with suppress(WebSocketDisconnect, RuntimeError):  # The browser, or the server, has closed it meanwhile.
        await socket.close(refusal.code, refusal.reason)


def _make_room(session: str) -> None:
    files = runtime.get_instance().uploaded_file_mgr
    if isinstance(files, MemoryUploadedFileManager):
        for of, file in superfluous(files.file_storage, session):
            files.remove_file(of, file)


def superfluous(files: Mapping[str, Mapping[str, object]], session: str) -> list[tuple[str, str]]:
    """Return which uploaded files have to go, the oldest, before a session gets another one.

    Args:
        files: Those that there are, by their sessions and their names, oldest first.
        session: Which session.
    """
    known = [(of, name) for of, each in list(files.items()) for name in list(each)]
    own = [file for file in known if file[0] == session]
    gone = own[: max(len(own) - MAX_FILES + 1, 0)]
    left = [file for file in known if file not in gone]
    return gone + left[: max(len(left) - MAX_FILES_IN_ALL + 1, 0)]


class Rate:
    """Counts what comes within a second."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing.

        Args:
            most: How often something may come in a second.
            clock: Tells the time in seconds.
        """
        self._most, self._clock = most, clock
        self._began, self._n = clock(), 0

    def exceeded(self) -> bool:
        """Take note that something has come; return whether that is too often."""
        now = self._clock()
        if now >= self._began + 1:
            self._began, self._n = now, 0
        self._n += 1
        return self._n > self._most


def is_from_here(headers: Headers) -> bool:
    """Return whether a socket is opened by a page of this server, by the rules of Streamlit's own socket.

    It may ask the network for the address of this machine, and so take a second.
    """
    origin, host = headers.get("origin"), headers.get("host")
    if not is_host_allowed(host):
        return False
    if origin is None:  # no browser
        return True
    try:
        return urlsplit(origin).netloc == host or is_url_from_allowed_origins(origin)
    except ValueError:  # no address
        return False
