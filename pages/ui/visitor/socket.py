"""The socket by which a browser is told what is new, and says what it has drawn."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from pages.ui.channel.connection import Connection, Outbox, connection_of
from pages.ui.channel.messages import (
    PROTOCOL,
    SAME,
    BrowserMessage,
    Forgotten,
    Moved,
    Turned,
    Written,
    read_kept,
    read_message,
)
from pages.ui.channel.refusals import ELSEWHERE, TOO_MANY, UNKNOWN, UNREADABLE
from pages.ui.visitor.limits import MAX_A_SECOND, MAX_WAITING, Rate, is_from_here, refuse
from pages.ui.visitor.visitor import come_back, visitor_of

WAIT = 0.05
"""Seconds from a message that is drawn to the next one, if more is to come."""

ANSWER_SECONDS = 5.0
"""How long a browser may take to say what it has kept."""

WAIT_LOADING = 0.5
"""The same while TensorFlow is being loaded, which messages would only slow down."""

Inbox = asyncio.Queue[BrowserMessage | None]
"""What a browser has said; None if it says no more."""


async def serve(socket: WebSocket) -> None:
    """Serve the browser of a visitor, which names itself by its token and returns the number of each painted message.

    A browser that has lost the server, or loaded the page again, says by which token it was known before.
    """
    protocol, token, before, same = (*socket.scope["subprotocols"], "", "", "", "")[:4]
    await socket.accept(PROTOCOL if protocol == PROTOCOL else None)
    connection = connection_of(token)
    if connection is None or not await run_in_threadpool(is_from_here, socket.headers):
        await refuse(socket, UNKNOWN if connection is None else ELSEWHERE)
        return
    found = bool(before) and await _find(socket, connection.token, before, same=same == SAME)
    if socket.client_state == WebSocketState.DISCONNECTED:
        return
    if found:
        moved: Moved = {"moved": True}
        with suppress(WebSocketDisconnect, RuntimeError):  # the browser has gone again
            await socket.send_text(json.dumps(moved))
            await socket.close()
        return
    visitor = visitor_of(token)  # is kept as long as the browser is here, though Streamlit's session may have ended
    outbox: Outbox = asyncio.Queue()
    inbox: Inbox = asyncio.Queue()
    sender = asyncio.create_task(_send(socket, outbox))
    reader = asyncio.create_task(_read(socket, inbox))
    going_on = asyncio.create_task(asyncio.sleep(0))
    try:
        await run_in_threadpool(connection.connect, asyncio.get_running_loop(), outbox)
        while (message := await inbox.get()) is not None:
            if "painted" in message:
                if await run_in_threadpool(connection.acknowledge, message["painted"]):
                    # What a hand does meanwhile must not wait.
                    going_on.cancel()
                    going_on = asyncio.create_task(_go_on(connection))
            elif connection.hear(message["number"]):
                await run_in_threadpool(_act_of(connection, message))
    finally:
        for task in (sender, reader, going_on):
            task.cancel()
        connection.disconnect(outbox)
        del visitor


def _act_of(connection: Connection, message: Turned | Written) -> Callable[[], None]:
    """Return what a visitor does."""
    if "written" in message:
        return partial(connection.write, message["written"], held=message["held"])
    return partial(connection.turn, message["control"], message["value"], held=message["held"])


async def _find(socket: WebSocket, token: str, before: str, *, same: bool) -> bool:
    """Look for what a visitor had before; return whether the server has it, else ask the browser for it."""
    if await run_in_threadpool(come_back, token, before, same=same):
        return True
    mine, asked = visitor_of(token), not same
    forgotten: Forgotten = {"forgotten": True}
    with suppress(WebSocketDisconnect, RuntimeError, asyncio.TimeoutError):
        await socket.send_text(json.dumps(forgotten))
        answer = await asyncio.wait_for(socket.receive(), ANSWER_SECONDS)
        kept = read_kept(answer.get("text") or "")
        if mine is not None and kept:
            await run_in_threadpool(mine.restore, kept, asked=asked)
    return False


async def _go_on(connection: Connection) -> None:
    """Let what moves by itself move on, after a while."""
    await asyncio.sleep(WAIT if connection.scene.engine.ready else WAIT_LOADING)
    await run_in_threadpool(connection.go_on)


async def _read(socket: WebSocket, inbox: Inbox) -> None:
    """Read at once what a browser says, until it leaves or is refused: what is not read would pile up uncounted."""
    rate = Rate(MAX_A_SECOND)
    try:
        while (received := await socket.receive())["type"] == "websocket.receive":
            message = read_message(received.get("text") or "")
            if message is None or rate.exceeded() or inbox.qsize() >= MAX_WAITING:
                while not inbox.empty():
                    inbox.get_nowait()
                await refuse(socket, UNREADABLE if message is None else TOO_MANY)
                break
            inbox.put_nowait(message)
    finally:
        inbox.put_nowait(None)


async def _send(socket: WebSocket, outbox: Outbox) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):  # The browser, or the server, has closed the socket meanwhile.
        while isinstance(message := await outbox.get(), str):
            await socket.send_text(message)
        await refuse(socket, message)
