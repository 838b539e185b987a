"""The files that a browser loads: each under an address that holds what version it is, so it may be kept for ever.

A browser never mixes versions: the files of `static/` have one version, and are served as they were when the server
started. All JavaScript goes in one file: as many as there are modules, each of which says only when it has come which
others it needs, would keep a server that has just been started busy for half a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import plotly
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from pages.ui.channel.modules import joined

STATIC = Path(__file__).parents[1] / "static"

PLOTLY = f"assets/plotly/{plotly.__version__}/plotly.min.js"
"""The address of plotly.js, below that of the page."""

MODULES = "modules.js"
"""The file with all JavaScript."""

_TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml"}

_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def version_of(files: Mapping[str, bytes]) -> str:
    """Return a text that is another one as soon as any file is."""
    told = hashlib.sha256()
    for name, content in sorted(files.items()):
        told.update(f"{name} {len(content)}\n".encode())
        told.update(content)
    return told.hexdigest()[:16]


def _modules() -> bytes:
    """Return all JavaScript of `static/` as one module, which exports each as an object by its name."""
    paths = sorted(STATIC.glob("*.js"))
    names = ", ".join(f"${path.stem} as {path.stem}" for path in paths)
    return f"{joined(paths)}export {{ {names} }};\n".encode()


_files = {path.name: path.read_bytes() for path in STATIC.iterdir() if path.suffix in _TYPES and path.suffix != ".js"}
_files[MODULES] = _modules()

VERSION = version_of(_files)

FILES = f"assets/ui/{VERSION}"
"""The address of the files of `static/`, below that of the page."""


async def _own(request: Request) -> Response:
    """Answer with a file of `static/`; one of another version, or none of ours, is not found."""
    version, _, name = request.path_params["rest"].rpartition("/")
    if version != VERSION or name not in _files:
        raise HTTPException(404)
    return Response(_files[name], headers=_FOR_EVER, media_type=_TYPES[Path(name).suffix])


async def _plotly(request: Request) -> Response:
    """Answer with plotly.js, if it is the version that is asked for."""
    if request.path_params["rest"] != f"{plotly.__version__}/plotly.min.js":
        raise HTTPException(404)
    path = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    return FileResponse(path, headers=_FOR_EVER, media_type="text/javascript")


# All below these addresses is theirs: what is not found there would else be answered with the page.
ROUTES = [Route("/assets/ui/{rest:path}", _own), Route("/assets/plotly/{rest:path}", _plotly)]
