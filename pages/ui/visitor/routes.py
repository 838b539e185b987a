"""All that the server answers besides Streamlit: our files, those of visitors, our socket, and each page's document."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from streamlit.file_util import get_static_dir

from pages.ui.channel import assets, downloads
from pages.ui.visitor.pages import PAGES
from pages.ui.visitor.socket import serve

_HERE = '<head><script>window.__streamlit = { BACKEND_BASE_URL: new URL(".", location.href).href };</script>'
"""Says that the server is where the page is. Streamlit looks for it below the page else, which is an error each."""


async def _document(_: Request) -> Response:
    """Answer with Streamlit's document, which is the same for all pages."""
    text = (Path(get_static_dir()) / "index.html").read_text("utf-8")
    return HTMLResponse(text.replace("<head>", _HERE, 1), headers={"Cache-Control": "no-cache"})


_ROUTES: tuple[Route | WebSocketRoute, ...] = (
    WebSocketRoute("/connection", serve),
    *assets.ROUTES,
    *downloads.ROUTES,
    *(Route(f"/{page.name}", _document) for page in PAGES[1:]),  # the first one is at the root
)


def routes(base: str) -> list[BaseRoute]:
    """Return all routes of ours.

    Args:
        base: The path below which the site is served, Streamlit's `server.baseUrlPath`; empty for the root.
    """
    prefix = "".join(f"/{part}" for part in base.split("/") if part)
    return [type(route)(f"{prefix}{route.path}", route.endpoint) for route in _ROUTES]
