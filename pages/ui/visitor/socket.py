"""The socket by which a browser is told what is new, and says what it has drawn."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from pages.ui.channel.connection import connection_of
from pages.ui.channel.messages import UNKNOWN_TOKEN, Moved, read_painted
from pages.ui.visitor.visitor import come_back

WAIT = 0.05
"""Seconds from a message that is drawn to the next one, if more is to come."""

WAIT_LOADING = 0.5
"""The same while TensorFlow is being loaded, which messages would only slow down."""


async def serve(socket: WebSocket) -> None:
    """Serve the browser of a visitor, which names itself by its token and returns the number of each painted message.

    A browser that has loaded the page again says by which token it was known before.
    """
    await socket.accept()  # A socket that is refused tells the browser no reason.
    connection = connection_of(socket.path_params["token"])
    if connection is None:
        await socket.close(UNKNOWN_TOKEN)
        return
    if await run_in_threadpool(come_back, connection.token, socket.query_params.get("before", "")):
        moved: Moved = {"moved": True}
        await socket.send_text(json.dumps(moved))
        await socket.close()
        return
    queue: asyncio.Queue[str] = asyncio.Queue()
    sender = asyncio.create_task(_send(socket, queue))
    try:
        await run_in_threadpool(connection.connect, asyncio.get_running_loop(), queue)
        async for number in _numbers(socket):
            if await run_in_threadpool(connection.acknowledge, number):
                await asyncio.sleep(WAIT if connection.scene.engine.ready else WAIT_LOADING)
                await run_in_threadpool(connection.go_on)
    finally:
        sender.cancel()
        connection.disconnect(queue)


async def _numbers(socket: WebSocket) -> AsyncIterator[int]:
    """Give the numbers that a browser sends, until it leaves or says anything else."""
    while (message := await socket.receive())["type"] == "websocket.receive":
        painted = read_painted(message.get("text") or "")
        if painted is None:
            await socket.close()
            return
        yield painted["painted"]


async def _send(socket: WebSocket, queue: asyncio.Queue[str]) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):  # The browser, or the server, has closed the socket meanwhile.
        while True:
            await socket.send_text(await queue.get())
