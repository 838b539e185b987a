"""Entry of the server: `streamlit run app.py`.

Starts the workers with the server and ends them with it, and serves the files that charts load in the browser.
"""

import asyncio
import gc
import importlib
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from lossviz.engine import close_shared_engine, shared_engine

shared_engine()  # Its workers load TensorFlow, which takes longest, while this process imports the rest.

from pages.ui.visitor.accepting import FullServer  # noqa: E402
from pages.ui.visitor.limits import Limits  # noqa: E402
from pages.ui.visitor.pages import PAGES  # noqa: E402
from pages.ui.visitor.routes import routes  # noqa: E402


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Start the engine before the first visitor comes, and end it after the last one has gone."""
    shared_engine()
    asyncio.get_running_loop().set_exception_handler(FullServer())
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
    routes=routes(st.get_option("server.baseUrlPath")),
    middleware=[Middleware(Limits)],
)
