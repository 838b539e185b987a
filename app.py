"""NamedRun of the server: `streamlit run app.py`.

Starts the workers with the server and ends them with it, and serves the files that charts load in the browser.
"""

import gc
import importlib
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import plotly
import streamlit as st
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles

from lossviz.engine import close_shared_engine, shared_engine
from pages.ui.visitor.pages import PAGES
from pages.ui.visitor.socket import serve

ROOT = Path(__file__).parent


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Start the engine before the first visitor comes, and end it after the last one has gone."""
    shared_engine()
    # The first visitor's page imports pandas and more, for which the browser has time while it starts.
    threading.Thread(target=_import_pages, daemon=True).start()
    gc.freeze()  # What is loaded by now stays: collections need not look at it again.
    try:
        yield
    finally:
        close_shared_engine()


def _import_pages() -> None:
    for page in PAGES:
        importlib.import_module(page.views)


app = st.App(
    "pages/index.py",
    lifespan=lifespan,
    routes=[
        Mount("/assets/plotly", StaticFiles(directory=Path(plotly.__file__).parent / "package_data")),
        WebSocketRoute("/live/{token}", serve),
        Mount("/assets/ui", StaticFiles(directory=ROOT / "pages" / "ui" / "static")),
    ],
)
