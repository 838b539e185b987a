"""One server and one browser for all browser tests; every visitor has a context of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, WebSocketRoute, sync_playwright

from tests.browser import LAUNCH_ARGS
from tests.e2e.app_page import AppPage
from tests.e2e.charts_page import ChartsPage
from tests.serving import Server, served


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with served(log=log) as running:
        yield running
    assert "Traceback" not in Path(log).read_text(), log.read_text()


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium_path, args=LAUNCH_ARGS)


@contextmanager
def visits(server: Server, browser: Browser) -> Iterator[Callable[..., AppPage]]:
    """Open a server's pages as new visitors, as `visit` does."""
    contexts, problems = [], []

    def open_page(
        query: str = "",
        path: str = "",
        width: int = 1440,
        height: int = 900,
        theme: str = "light",
        touch: bool = False,
        received: list[int] | None = None,
        sockets: Callable[[WebSocketRoute], None] | None = None,
        prepare: Callable[[Page], object] | None = None,
        forgiven: str = "",
    ) -> AppPage:
        received = [] if received is None else received
        viewport = {"width": width, "height": height}
        context = browser.new_context(viewport=viewport, color_scheme=theme, has_touch=touch, is_mobile=touch)
        context.set_default_timeout(60_000)
        contexts.append(context)
        page: Page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))

        def hear(message: ConsoleMessage) -> None:
            if message.type == "error" and not (forgiven and re.search(forgiven, message.text)):
                problems.append(message.text)

        page.on("console", hear)
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
        if sockets is not None:
            page.route_web_socket("**/connection", sockets)
        if prepare is not None:
            prepare(page)
        page.goto(f"{server.url}/{path}{f'?{query}' if query else ''}")
        return AppPage(page)

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def visit(server: Server, browser: Browser) -> Iterator[Callable[..., AppPage]]:
    """Open the app as a new visitor, and return what they see; errors in the browser's console fail the test.

    What a test breaks on purpose it `prepare`s on the page; the errors that this causes are `forgiven`.
    """
    with visits(server, browser) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def stay(server: Server, browser: Browser) -> Iterator[Callable[..., AppPage]]:
    """The same for visitors who stay for all tests of a file: a browser takes seconds to read plotly.js."""
    with visits(server, browser) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def charts_page(browser: Browser) -> Iterator[ChartsPage]:
    """A page for charts without the app, opened once: a browser takes seconds to read plotly.js."""
    context = browser.new_context(viewport={"width": 900, "height": 1000})
    problems: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    yield ChartsPage(page)
    context.close()
    assert problems == []


@pytest.fixture
def charts(charts_page: ChartsPage) -> ChartsPage:
    """Charts that nobody has seen before."""
    return charts_page.begin()
