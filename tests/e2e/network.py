"""A network between browser and server that can be cut."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from tests.serving import Server

_AT_ONCE = struct.pack("ii", 1, 0)  # a socket so set is reset when it is closed, as if the network had gone


class Network:
    """Passes on what browser and server say.

    Attributes:
        server: The server behind it.
    """

    def __init__(self, server: Server) -> None:
        """Listen on a free port."""
        self.server = server
        self._up = True
        self._lock = threading.Lock()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []  # the ends at the browser and at the server
        self._listener = socket.create_server(("localhost", 0))
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        """Where the server answers to a browser."""
        return f"http://localhost:{self._listener.getsockname()[1]}"

    def cut(self) -> None:
        """Reset what the browser has, and accept nothing; the server is told of nothing, as by a router that is off."""
        with self._lock:
            self._up = False
            for browser, _ in self._pairs:
                _reset(browser)

    def mend(self) -> None:
        """Let the browser through again."""
        with self._lock:
            self._up = True

    def close(self) -> None:
        """End it."""
        self.cut()
        self._listener.close()
        for _, server in self._pairs:
            _reset(server)

    def _listen(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                if not self._up:
                    _reset(browser)
                    continue
                address = urlsplit(self.server.url)
                try:
                    server = socket.create_connection((address.hostname, address.port))
                except OSError:
                    _reset(browser)
                    continue
                self._pairs.append((browser, server))
            threading.Thread(target=self._pass, args=(browser, server, False), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, browser, True), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, ends: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with suppress(OSError):
            if ends or self._up:
                sink.shutdown(socket.SHUT_WR)


def _reset(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def network(server: Server) -> Iterator[Network]:
    """Put a network before a server."""
    between = Network(server)
    try:
        yield between
    finally:
        between.close()
