"""Where the site is, and what stands in its address: below a path, with what others add, and what is misspelt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.app_page import FACTOR, AppPage
from tests.e2e.conftest import visits
from tests.serving import Server, served

pytestmark = pytest.mark.e2e
Visit = Callable[..., AppPage]

PAGES = {
    "losses": "loss=huber&loss.delta=2",
    "compare": "epochs=20&run=a~seed=0&run=b~seed=1",
    "sweep": "epochs=20&seeds=1",
}
ADDED = "fbclid=a&utm_source=b&embed_options=show_toolbar"


@pytest.fixture(scope="module")
def below() -> Iterator[Server]:
    """The app below a path."""
    with served(base="lab") as running:
        yield running


@pytest.fixture
def visit_below(below: Server, browser: Browser) -> Iterator[Visit]:
    with visits(below, browser) as open_page:
        yield open_page


def asked(page: Page, urls: list[str]) -> None:
    """Take note of all that a page asks for."""
    page.on("request", lambda request: urls.append(request.url))
    page.on("websocket", lambda socket: urls.append(socket.url))


@pytest.mark.parametrize("path", ["", *PAGES])
def test_everything_works_below_a_path(visit_below: Visit, path: str) -> None:
    urls: list[str] = []
    app = visit_below(PAGES.get(path, "epochs=20"), path=path, prepare=lambda page: asked(page, urls))
    app.chart("Cost, slope and" if path == "losses" else "Accuracy" if path == "compare" else "Loss")
    if not path:
        app.finished(20)
        app.enter(FACTOR, "1")
        app.until(lambda: len(app.traces()) == 4, "the new run and the ghost of the last one are drawn")
    assert {
        urlsplit(url).path.partition("/")[2].partition("/")[0] for url in urls if url.startswith(("http", "ws"))
    } == {"lab"}
    assert any(url.endswith("/lab/connection") for url in urls), "no token stands in the address of the socket"


@pytest.mark.parametrize("path", ["", *PAGES])
def test_what_others_add_to_a_link_is_ignored(visit: Visit, path: str) -> None:
    query = PAGES.get(path, "epochs=20&loss=mean_absolute_error")
    app = visit(f"{query}&{ADDED}", path=path)
    app.until(lambda: "fbclid" not in app.page.url, "the page has written its own link")
    read = parse_qs(urlsplit(app.page.url).query)
    assert {name: read[name] for name in parse_qs(query)} == parse_qs(query)
    expect(app.page.get_by_text("This link cannot be used")).to_have_count(0)


@pytest.mark.parametrize("path", ["", *PAGES])
def test_two_links_that_cannot_be_used_have_a_notice_each(visit: Visit, path: str) -> None:
    runs = "run=a&" if path == "compare" else ""
    app = visit(f"{runs}loss=huber&loss.detla=1", path=path)
    server = app.page.url.partition("?")[0]
    told = app.page.get_by_text("This link cannot be used").first
    expect(told).to_contain_text("detla")
    for name in ("www.evil.example", ":red[hot]", "[x](https://evil.example)", ":red[hot]"):
        app.page.goto(f"{server}?{runs}loss={name}")
        app.until(lambda name=name: name in told.inner_text().replace("\u2060", ""), f"it quotes {name}")
        assert told.locator("a, img, span[style]").count() == 0


LINKS = ["Compare", "Losses", "Sweep", "Train", "Compare", "Sweep"]


@pytest.mark.parametrize("pause", [0, 250])
def test_no_step_back_after_fast_switches_gives_a_page_the_link_of_another(visit: Visit, pause: int) -> None:
    app = visit("epochs=20").finished(20)
    for name in LINKS:
        app.page.get_by_role("link", name=name, exact=True).first.click()
        app.page.wait_for_timeout(pause)
    # What a page writes while Streamlit's browser still changes to it can be lost; it is written with the next visit.
    for _ in range(3):
        with suppress(AssertionError):
            app.until(lambda: "sweep=" in app.page.url, "the last page has written its link", seconds=15)
            break
        app.page.get_by_role("link", name="Sweep", exact=True).first.click()
    assert "sweep=" in app.page.url
    own = {"": {"epochs"}, "losses": set(), "compare": {"run"}, "sweep": {"sweep"}}
    for _ in range(len(LINKS)):
        app.page.go_back()

        def right() -> bool:
            address = urlsplit(app.page.url)
            names = set(parse_qs(address.query)) & {"run", "sweep", "epochs"}
            page = address.path.strip("/")
            return own[page] <= names and not names & {"run", "sweep"} - own[page]

        app.until(right, "the page has its own link, or none", seconds=20)
        expect(app.page.get_by_text("This link cannot be used")).to_have_count(0)
