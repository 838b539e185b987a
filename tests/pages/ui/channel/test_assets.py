"""The files that a browser loads are kept for ever, and never those of another version."""

from __future__ import annotations

import asyncio
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from pages.ui.channel.assets import FILES, MODULES, PLOTLY, ROUTES, STATIC, version_of

MODULE_NAMES = sorted(path.stem for path in STATIC.glob("*.js"))
FILE_NAMES = sorted(path.name for path in STATIC.iterdir() if path.suffix not in (".js", ".ts"))
FOR_EVER = "public, max-age=31536000, immutable"

PAGE = Route("/{path:path}", lambda request: PlainTextResponse("the page"))  # as Streamlit answers all the rest
SERVER = Starlette(routes=[*ROUTES, PAGE])


class Answer(NamedTuple):
    """What the server answers."""

    status: int
    headers: dict[str, str]
    content: bytes


def get(address: str) -> Answer:
    """Ask the server for what is at an address."""

    async def ask() -> Answer:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return await asyncio.Event().wait()  # a browser that says no more

        async def send(message: Any) -> None:
            sent.append(message)

        path = {"path": unquote(address), "raw_path": address.encode(), "query_string": b"", "root_path": ""}
        await SERVER({"type": "http", "method": "GET", "headers": [], **path}, receive, send)
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:]))

    with ThreadPoolExecutor(1) as thread:  # In this one Playwright's loop is running, once browser tests have begun.
        return thread.submit(asyncio.run, ask()).result()


@pytest.mark.parametrize("name", FILE_NAMES)
def test_every_file_is_served_as_it_is_and_may_be_kept(name: str) -> None:
    answer = get(f"/{FILES}/{name}")
    assert answer.status == 200
    assert answer.content == (STATIC / name).read_bytes()
    assert answer.headers["cache-control"] == FOR_EVER
    kind = {"css": "text/css", "json": "application/json", "svg": "image/svg+xml"}
    assert answer.headers["content-type"].partition(";")[0] == kind[name.rpartition(".")[2]]


def test_all_modules_are_served_as_one(tmp_path: Path, node_path: str) -> None:
    answer = get(f"/{FILES}/{MODULES}")
    assert answer.status == 200
    assert answer.headers["cache-control"] == FOR_EVER
    assert answer.headers["content-type"].partition(";")[0] == "text/javascript"
    file = tmp_path / "modules.mjs"
    file.write_bytes(answer.content)
    program = "void import(process.argv[1]).then((all) => console.log(Object.keys(all).join()));"
    told = subprocess.run([node_path, "--eval", program, str(file)], capture_output=True, text=True, check=True)
    assert sorted(told.stdout.strip().split(",")) == MODULE_NAMES


def test_plotly_is_served_under_its_version() -> None:
    answer = get(f"/{PLOTLY}")
    assert answer.status == 200
    assert answer.headers["cache-control"] == FOR_EVER
    assert len(answer.content) > 1_000_000


@pytest.mark.parametrize(
    "address",
    [
        "/assets/ui/modules.js",
        "/assets/ui/0123456789abcdef/modules.js",
        f"/{FILES}/chart.js",
        f"/{FILES}/nothing.js",
        f"/{FILES}/messages.d.ts",
        f"/{FILES}/",
        f"/{FILES}/..%2f..%2fcomponent.py",
        f"/{FILES}/deeper/modules.js",
        "/assets/plotly/0.0.1/plotly.min.js",
        "/assets/plotly/plotly.min.js",
    ],
)
def test_another_version_is_not_found(address: str) -> None:
    answer = get(address)
    assert answer.status == 404
    assert "immutable" not in answer.headers.get("cache-control", "")


def test_any_change_of_a_file_is_another_version() -> None:
    files = {"a.js": b"one", "b.js": b"two"}
    others = [
        {"a.js": b"one"},
        {**files, "c.js": b""},
        {"a.js": b"onetwo", "b.js": b""},
        {"b.js": b"one", "a.js": b"two"},
    ]
    assert len({version_of(each) for each in (files, *others)}) == 5
    assert version_of(dict(reversed(files.items()))) == version_of(files)
