"""The socket by which a browser is told what is new, and says what it has drawn."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from pages.ui.channel.connection import connection_of
from pages.ui.visitor.visitor import come_back

WAIT = 0.05
"""Seconds from a message that is drawn to the next one, if more is to come."""

WAIT_LOADING = 0.5
"""The same while TensorFlow is being loaded, which messages would only slow down."""


async def serve(socket: WebSocket) -> None:
    """Serve the browser of a visitor, which names itself by its token and returns the number of each drawn message.

    A browser that has loaded the page again says by which token it was known before.
    """
    connection = connection_of(socket.path_params["token"])
    if connection is None:
        await socket.close()
        return
    await socket.accept()
    if await run_in_threadpool(come_back, connection.token, socket.query_params.get("before", "")):
        await socket.send_text(json.dumps({"call": "page", "moved": True}))
        await socket.close()
        return
    queue: asyncio.Queue[str] = asyncio.Queue()
    sender = asyncio.create_task(_send(socket, queue))
    try:
        await run_in_threadpool(connection.connect, asyncio.get_running_loop(), queue)
        async for number in _numbers(socket):
            if connection.acknowledge(number):
                await asyncio.sleep(WAIT if connection.scene.engine.ready else WAIT_LOADING)
                await run_in_threadpool(connection.go_on)
    finally:
        sender.cancel()
        connection.disconnect(queue)


async def _numbers(socket: WebSocket) -> AsyncIterator[int]:
    """Give the numbers that a browser sends, until it leaves or says anything else."""
    while (message := await socket.receive())["type"] == "websocket.receive":
        text = message.get("text") or ""
        if not text.isdecimal():
            await socket.close()
            return
        yield int(text[:15])


async def _send(socket: WebSocket, queue: asyncio.Queue[str]) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):  # The browser, or the server, has closed the socket meanwhile.
        while True:
            await socket.send_text(await queue.get())
