"""Files that a visitor takes away, each made when it is asked for.

They have addresses of our own. Streamlit's buttons have another one after each run of the page, so what is clicked
while the page is drawn again is asked for by an address that is no more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from lossviz.errors import LossvizError
from pages.ui.channel.component import component
from pages.ui.channel.component_records import FILES_KEY, DownloadsData, FileData
from pages.ui.channel.scene import Scene


class File(NamedTuple):
    """A file that a page offers.

    Attributes:
        label: What stands on its button.
        name: What it is called when it is saved.
        mime: Its type.
        make: Returns its content, given the scene.
        help: What is in it.
    """

    label: str
    name: str
    mime: str
    make: Callable[[Any], str | bytes]
    help: str


_scenes: WeakValueDictionary[str, Scene] = WeakValueDictionary()
_files: dict[tuple[str, str], File] = {}  # by the names of scenes and their own
_downloads = component("downloads", html='<div class="lossviz-downloads"></div>')


def downloads(scene: Scene, files: Sequence[File]) -> None:
    """Draw a button for each file of a scene."""
    _scenes[scene.key] = scene
    _files.update({(scene.name, file.name): file for file in files})
    told: list[FileData] = [{"label": file.label, "name": file.name, "help": file.help} for file in files]
    data: DownloadsData = {"key": scene.key, "files": told}
    _downloads(key="downloads", data=data, width="content")


async def _file(request: Request) -> Response:
    """Answer with a file as it would be now."""
    scene = _scenes.get(request.headers.get(FILES_KEY, ""))
    file = None if scene is None else _files.get((scene.name, request.path_params["name"]))
    if file is None:
        raise HTTPException(404)
    try:
        content = await run_in_threadpool(file.make, scene)
    except LossvizError as error:
        return PlainTextResponse(str(error), 503)
    kept = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=file.mime, headers=kept)


ROUTES = [Route("/files/{name}", _file)]
