"""What may wait, and where: to look at a scene asks for nothing, and no page holds up another visitor's socket."""

from __future__ import annotations

import asyncio
import gc
import json
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import Any

import pytest
from starlette.websockets import WebSocket

from lossviz.engine import Engine
from pages.ui.channel.connection import Connection
from pages.ui.channel.messages import PROTOCOL
from pages.ui.train.charts import TrainScene
from pages.ui.visitor.pages import PAGES
from pages.ui.visitor.socket import serve
from pages.ui.visitor.visitor import Visitor, visitor_of
from pages.ui.visitor.waiting import Waiting
from tests.inline import Inline

LINKS = {
    "train": "epochs=5",
    "losses": "loss=huber",
    "compare": "",
    "sweep": "epochs=5&sweep=loss.regularization_factor:0:2:3:linear",
}
"""What a visitor sees on each page."""

SECONDS = 20
"""When something counts as waiting for ever."""


class Counting(Inline):
    """An executor that counts the calls."""

    def __init__(self) -> None:
        self.n_calls = 0

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        self.n_calls += 1
        return super().submit(function, *args, **kwargs)


@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_to_look_at_a_scene_asks_for_nothing_and_waits_for_nobody(name: str) -> None:
    executor = Counting()
    visitor = Visitor(Engine(executor))
    visitor.scenes["train"].visit("epochs=5", arrived=True)
    scene = visitor.scenes[name]
    scene.visit(LINKS[name], arrived=True)
    names = {name for kind in type(scene).__mro__ for name, part in vars(kind).items() if isinstance(part, property)}
    assert {"stage", "pending", "standing", "share"} <= names
    asked = executor.n_calls
    with ThreadPoolExecutor(1) as other:
        for name in names:
            with scene.lock:  # the page is being drawn
                other.submit(getattr, scene, name).result(SECONDS)
            assert executor.n_calls == asked, name


def test_what_the_event_loop_does_itself_waits_for_no_page(engine: Engine) -> None:
    visitor = Visitor(engine, left=Waiting(60, 9, Visitor.close))
    queue: asyncio.Queue[str] = asyncio.Queue()
    with ExitStack() as pages, ThreadPoolExecutor(1) as loop:
        for name, scene in visitor.scenes.items():
            scene.visit(LINKS[name], arrived=True)
        visitor.connection.connect(pages.enter_context(closing(asyncio.new_event_loop())), queue)
        for scene in visitor.scenes.values():
            pages.enter_context(scene.lock)  # all of them are being drawn
        for act in (lambda: visitor.connection.disconnect(queue), visitor.leave, visitor.close):
            loop.submit(act).result(SECONDS)
    assert not visitor.connection.connected


Say = Callable[[], Awaitable[None]]


def socket_of(connection: Connection, *said: dict[str, Any] | Say) -> WebSocket:
    """Return a socket of a browser that says some things and leaves; a function is called instead of saying it."""
    incoming = iter([{"type": "websocket.connect"}, *said])

    async def receive() -> dict[str, Any]:
        message = next(incoming, {"type": "websocket.disconnect", "code": 1001})
        if callable(message):
            await message()
            return await receive()
        if "type" in message:
            return message
        return {"type": "websocket.receive", "text": json.dumps(message)}

    async def send(message: Any) -> None:
        pass

    scope = {"type": "websocket", "subprotocols": [PROTOCOL, connection.token], "headers": [(b"host", b"localhost")]}
    return WebSocket(scope, receive, send)


def test_who_is_connected_is_kept_though_their_session_has_ended(engine: Engine) -> None:
    visitors = [Visitor(engine)]
    token = visitors[0].connection.token
    found: list[bool] = []

    async def end_session() -> None:
        visitors.pop().close()
        gc.collect()
        found.append(visitor_of(token) is not None)

    connection = visitors[0].connection
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, serve(socket_of(connection, {"painted": 1}, end_session))).result(SECONDS)
    gc.collect()
    assert found == [True]
    assert visitor_of(token) is None, "and no longer"


@pytest.mark.parametrize(
    "said", [{"painted": 10**9}, {"control": "epoch", "value": 3, "held": True, "number": 1}, "connects"], ids=str
)
def test_a_page_that_is_drawn_for_long_holds_up_no_other_visitor(engine: Engine, said: Any) -> None:
    scenes = [TrainScene(engine) for _ in range(2)]
    for scene in scenes:
        scene.open("epochs=5")
    slow, other = map(Connection, scenes)
    begin, held, end = (threading.Event() for _ in range(3))

    def draw() -> None:
        """Hold the lock of the page, as one does that is drawn."""
        begin.wait(SECONDS)
        with slow.scene.lock:
            held.set()
            end.wait(SECONDS)

    async def wait_until_held() -> None:
        begin.set()
        await asyncio.to_thread(held.wait, SECONDS)

    async def talk() -> bool:
        if said == "connects":
            await wait_until_held()
            waiting = asyncio.create_task(serve(socket_of(slow)))
        else:
            waiting = asyncio.create_task(serve(socket_of(slow, wait_until_held, said)))
            await asyncio.to_thread(held.wait, SECONDS)
        await asyncio.wait_for(serve(socket_of(other, {"painted": 10**9})), SECONDS)
        waited = not waiting.done()
        end.set()
        await asyncio.wait_for(waiting, SECONDS)
        return waited

    with ThreadPoolExecutor(2) as threads:
        drawing = threads.submit(draw)
        assert threads.submit(asyncio.run, talk()).result(), "nothing waited for the lock, so nothing was tried"
        drawing.result()
