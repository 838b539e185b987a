"""Files that a visitor takes away."""

from __future__ import annotations

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.applications import Starlette

from lossviz.engine import Engine
from lossviz.errors import EngineError
from lossviz.export.script import run_script
from pages.ui.channel import downloads as module
from pages.ui.channel.component_records import FILES_KEY
from pages.ui.channel.downloads import ROUTES, File, downloads
from pages.ui.channel.scene import Scene
from pages.ui.compare.charts import CompareScene
from pages.ui.compare.takeaway import FILES as OF_COMPARE
from pages.ui.train.charts import TrainScene
from pages.ui.train.runs import FILES as OF_TRAIN


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the browser was given, each time."""
    given: list[Any] = []
    monkeypatch.setattr(module, "_downloads", lambda key, data, width: given.append(data))
    return given


def asked(name: str, key: str = "") -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and content of the answer to a browser."""

    async def ask() -> list[Any]:
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request"}

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(FILES_KEY.encode(), key.encode())]
        scope = {"type": "http", "method": "GET", "path": f"/files/{name}", "query_string": b"", "headers": headers}
        await Starlette(routes=ROUTES)(scope, receive, send)
        return sent

    with ThreadPoolExecutor(1) as thread:  # In this one Playwright's loop is running, once browser tests have begun.
        start, *parts = thread.submit(asyncio.run, ask()).result()
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], headers, b"".join(part["body"] for part in parts)


@pytest.mark.parametrize(("kind", "files"), [(TrainScene, OF_TRAIN), (CompareScene, OF_COMPARE)])
def test_every_file_is_made_when_it_is_asked_for(
    engine: Engine, kind: type[Scene], files: tuple[File, ...], drawn: list[Any]
) -> None:
    train = TrainScene(engine)
    train.visit("epochs=5", arrived=True)
    scene = train if kind is TrainScene else CompareScene(train)
    scene.visit("", arrived=False)
    scene.begin()
    scene.tick()
    downloads(scene, files)
    for file, told in zip(files, drawn[0]["files"], strict=True):
        status, headers, content = asked(told["name"], drawn[0]["key"])
        assert status == 200
        assert headers["content-disposition"] == f'attachment; filename="{file.name}"'
        assert headers["content-type"].partition(";")[0] == file.mime
        assert headers["cache-control"] == "no-store"
        assert content


def test_a_file_keeps_its_address_however_often_the_page_is_drawn(engine: Engine, drawn: list[Any]) -> None:
    train, other = TrainScene(engine), TrainScene(engine)
    train.visit("epochs=5", arrived=True)
    downloads(train, OF_TRAIN)
    train.change("seed", 1)
    downloads(train, OF_TRAIN)
    downloads(other, OF_TRAIN)
    assert drawn[0] == drawn[1] != drawn[2]
    content = asked(drawn[0]["files"][1]["name"], drawn[0]["key"])[2].decode()
    assert content == run_script(train.run.spec), "it is of the run that is there now"
    assert train.run.spec.seed == 1


def test_what_nobody_offers_is_not_found(engine: Engine, drawn: list[Any]) -> None:
    train = TrainScene(engine)
    downloads(train, OF_TRAIN)
    name, key = drawn[0]["files"][0]["name"], drawn[0]["key"]
    assert asked(name, key)[0] == 200
    for wrong in ((name, "0" * 32), (name,), (name + "x", key), ("histories.csv", key)):
        assert asked(*wrong)[0] == 404
    del train
    gc.collect()
    assert asked(name, key)[0] == 404, "the visitor has gone"


def test_a_file_that_cannot_be_made_is_refused_in_one_sentence(engine: Engine, drawn: list[Any]) -> None:
    def fail(train: TrainScene) -> str:
        raise EngineError("It fails.")

    train = TrainScene(engine)
    downloads(train, [File("Broken", "broken.csv", "text/csv", fail, "")])
    status, _, content = asked(drawn[0]["files"][0]["name"], drawn[0]["key"])
    assert (status, content) == (503, b"It fails.")
