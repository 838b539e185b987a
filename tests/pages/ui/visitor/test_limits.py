"""The server takes on no more than it can hold."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from starlette.datastructures import Headers
from starlette.websockets import WebSocket
from streamlit import config, net_util
from streamlit.dataframe_util import convert_anything_to_arrow_bytes
from streamlit.web.server.starlette.starlette_websocket import _is_origin_allowed

from lossviz.runs.history import History
from lossviz.specs.comparison import MAX_FILE
from lossviz.specs.run import RUN_PARAMS, RunSpec
from lossviz.training.advance import columns
from pages.ui.channel import refusals
from pages.ui.channel.refusals import FULL, Refusal
from pages.ui.visitor import limits as module
from pages.ui.visitor.limits import MAX_FILES, MAX_FILES_IN_ALL, Limits, Rate, is_from_here, refuse, superfluous

REFUSALS = [value for value in vars(refusals).values() if isinstance(value, Refusal)]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: str(refusal.code))
def test_a_refusal_is_one_sentence_that_a_socket_can_carry(refusal: Refusal) -> None:
    assert 4000 <= refusal.code < 5000
    assert len(refusal.reason.encode()) <= 123
    assert refusal.reason.endswith(".")


def test_every_refusal_has_a_code_of_its_own() -> None:
    assert len({refusal.code for refusal in REFUSALS}) == len(REFUSALS) == 7


# In all


def opened(limits: Limits) -> list[dict[str, Any]]:
    """Return what the server sends to a browser that opens a socket, and which another application then serves."""

    async def talk() -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            sent.append(message)

        await limits({"type": "websocket", "path": "/_stcore/stream"}, receive, send)
        return sent

    with ThreadPoolExecutor(1) as thread:  # In this one Playwright's loop is running, once browser tests have begun.
        return thread.submit(asyncio.run, talk()).result()


def test_more_sockets_than_there_is_room_for_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_SOCKETS", 2)
    last: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        """Open another socket before this one ends, as long as that is passed on."""
        sent = await asyncio.get_running_loop().run_in_executor(None, opened, limits)
        last.append(sent[-1])
        await send({"type": "websocket.accept"})

    limits = Limits(app)
    for _ in range(2):  # those that have ended leave room for others
        last.clear()
        assert opened(limits) == [{"type": "websocket.accept"}]
        full = {"type": "websocket.close", "code": FULL.code, "reason": FULL.reason}
        assert last == [full, {"type": "websocket.accept"}], "the third was not passed on"


def test_a_socket_that_fails_leaves_its_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_SOCKETS", 1)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError("It fails.")

    limits = Limits(app)
    for _ in range(3):
        with pytest.raises(RuntimeError, match="It fails"):
            opened(limits)


# A rate


def test_no_more_than_so_many_come_in_any_second() -> None:
    now = 0.0
    rate = Rate(3, lambda: now)
    assert [rate.exceeded() for _ in range(5)] == [False, False, False, True, True]
    now = 1.0
    assert [rate.exceeded() for _ in range(4)] == [False, False, False, True]


# Where a page is from


@pytest.mark.parametrize("host", ["here", "here:8501", None])
@pytest.mark.parametrize(
    "origin",
    [
        *("http://here", "https://here:8501", "http://here:1", "http://localhost:3000", "http://127.0.0.1", "null", ""),
        *("http://evil.example", "http://here.evil.example", "http://evil.example/here", "here", None),
    ],
)
def test_a_socket_is_taken_for_ours_when_streamlit_takes_it_for_its_own(
    host: str | None, origin: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(net_util, "get_external_ip", lambda: None)  # which would ask the network
    headers = {name: value for name, value in (("host", host), ("origin", origin)) if value is not None}
    assert is_from_here(Headers(headers)) == _is_origin_allowed(origin, host)


def test_what_is_no_address_is_not_from_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(net_util, "get_external_ip", lambda: None)
    assert not is_from_here(Headers({"host": "here", "origin": "http://[here"}))
    assert not is_from_here(Headers({"host": "here", "origin": "http://evil.example"}))


# Files and messages


def test_the_oldest_files_go_when_a_session_gets_another() -> None:
    of_one = {"mine": dict.fromkeys("abcdef")}
    gone = superfluous(of_one, "mine")
    assert gone == [("mine", name) for name in "abcdef"][: 6 - MAX_FILES + 1]
    assert superfluous({"mine": {"a": None}}, "mine") == []
    assert superfluous(of_one, "other") == []
    crowd = {f"session{n}": {"a": None} for n in range(MAX_FILES_IN_ALL + 5)}
    assert superfluous(crowd, "new") == [(f"session{n}", "a") for n in range(6)]


def test_a_session_file_can_be_uploaded_and_little_more() -> None:
    assert MAX_FILE <= config.get_option("server.maxUploadSize") * 2**20 <= 2**20


def test_the_longest_history_fits_a_message_and_little_more() -> None:
    longest = History(columns(RunSpec(validation_share=0.5)))
    rows = np.random.default_rng(0).random((int(RUN_PARAMS["epochs"].high) + 1, len(longest.columns)))
    longest.append(rows.astype(np.float32))
    size = len(convert_anything_to_arrow_bytes(longest.to_frame()))
    assert size < config.get_option("server.maxMessageSize") * 2**20 <= 4 * size


def test_a_socket_that_is_closed_already_is_refused_without_a_word() -> None:
    async def talk() -> list[str]:
        sent: list[str] = []

        async def receive() -> dict[str, Any]:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            sent.append(message["type"])

        socket = WebSocket({"type": "websocket"}, receive, send)
        await socket.accept()
        for _ in range(2):
            await refuse(socket, FULL)
        return sent

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, talk()).result() == ["websocket.accept", "websocket.close"]
