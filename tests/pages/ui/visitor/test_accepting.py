"""A server that is full says so, and not thousands of times."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn

import pytest

from pages.ui.visitor.accepting import SECONDS, FullServer


def full(number: int = errno.EMFILE) -> dict[str, Any]:
    """Return what asyncio tells when it cannot accept a connection."""
    return {"message": "socket.accept() out of system resource", "exception": OSError(number, "full"), "socket": None}


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE])
def test_a_full_server_says_so_once_in_a_while(caplog: pytest.LogCaptureFixture, number: int) -> None:
    now = [0.0]
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(FullServer(lambda: now[0]))
    for now[0] in (0.0, SECONDS - 1, SECONDS, 2 * SECONDS - 1):
        for _ in range(100):
            loop.call_exception_handler(full(number))
    loop.close()
    assert [record.getMessage() for record in caplog.records] == [
        "No connection can be accepted: full. Raise `ulimit -n`."
    ] * 2


@pytest.mark.parametrize(
    "context",
    [
        {"message": "other", "exception": ValueError("other")},
        {"message": "other", "exception": OSError(errno.EMFILE, "a file of a page")},
        {**full(errno.ECONNABORTED), "message": "other"},
        {"message": "other"},
    ],
)
def test_all_else_is_said_as_asyncio_does(caplog: pytest.LogCaptureFixture, context: dict[str, Any]) -> None:
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(FullServer())
    loop.call_exception_handler(context)
    loop.close()
    assert [(record.name, record.levelno) for record in caplog.records] == [("asyncio", logging.ERROR)]
    assert caplog.records[0].getMessage().startswith("other")


class Full(socket.socket):
    """A socket that cannot accept, for want of a file."""

    def accept(self) -> NoReturn:
        raise OSError(errno.EMFILE, "Too many open files")


def test_it_knows_what_asyncio_tells_of_a_socket_without_a_file_left(caplog: pytest.LogCaptureFixture) -> None:
    async def serve() -> None:
        asyncio.get_running_loop().set_exception_handler(FullServer())
        mine = Full()
        mine.bind(("localhost", 0))
        mine.setblocking(False)
        server = await asyncio.start_server(lambda *_: None, sock=mine)
        with socket.create_connection(mine.getsockname()):
            while not caplog.records:
                await asyncio.sleep(0.01)
        server.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, asyncio.wait_for(serve(), 20)).result()
    assert [record.getMessage() for record in caplog.records] == [
        "No connection can be accepted: Too many open files. Raise `ulimit -n`."
    ]
