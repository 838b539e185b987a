"""The socket by which a browser is told what is new, and says what it has drawn."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from pages.ui.channel.connection import Connection, connection_of
from pages.ui.channel.messages import UNKNOWN_TOKEN, BrowserMessage, Moved, read_message
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
    going_on = asyncio.create_task(asyncio.sleep(0))
    try:
        await run_in_threadpool(connection.connect, asyncio.get_running_loop(), queue)
        async for message in _messages(socket):
            if "control" in message:
                turned = partial(connection.turn, message["control"], message["value"], held=message["held"])
                await run_in_threadpool(turned)
            elif await run_in_threadpool(connection.acknowledge, message["painted"]):
                # What a hand does meanwhile must not wait.
                going_on.cancel()
                going_on = asyncio.create_task(_go_on(connection))
    finally:
        sender.cancel()
        going_on.cancel()
        connection.disconnect(queue)


async def _go_on(connection: Connection) -> None:
    """Let what moves by itself move on, after a while."""
    await asyncio.sleep(WAIT if connection.scene.engine.ready else WAIT_LOADING)
    await run_in_threadpool(connection.go_on)


async def _messages(socket: WebSocket) -> AsyncIterator[BrowserMessage]:
    """Give what a browser says, until it leaves or says what no browser of ours would."""
    while (received := await socket.receive())["type"] == "websocket.receive":
        message = read_message(received.get("text") or "")
        if message is None:
            await socket.close()
            return
        yield message


async def _send(socket: WebSocket, queue: asyncio.Queue[str]) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):  # The browser, or the server, has closed the socket meanwhile.
        while True:
            await socket.send_text(await queue.get())
