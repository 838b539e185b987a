"""What a visitor has is there again when the network, the tab or the server comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.app_page import FACTOR, AppPage
from tests.e2e.conftest import visits
from tests.e2e.network import Network, network
from tests.serving import Server, served

pytestmark = pytest.mark.e2e
Visit = Callable[..., AppPage]

AWAY = "WebSocket|ERR_|Client Error|Is Streamlit still running|when disconnected from server"
"""What a browser says of a server that it cannot reach."""

PIN = "Keep this run on the charts"


@pytest.fixture
def between(server: Server) -> Iterator[Network]:
    with network(server) as passing:
        yield passing


@pytest.fixture
def visit_by_network(between: Network, browser: Browser) -> Iterator[Visit]:
    with visits(Server(between.server.process, between.url), browser) as open_page:
        yield open_page


def lines(app: AppPage) -> list[str]:
    """Return the lines of training that the loss has, those of pinned runs first; what was before does not count."""
    names = [trace["name"] for trace in app.traces()]
    return [name for name in names if "validation" not in name and "before" not in name]


def pinned_and_changed(visit: Visit) -> AppPage:
    """Return a visitor who has pinned a run and changed the one in hand since."""
    app = visit("epochs=30", forgiven=AWAY).finished(30)
    app.press(PIN)
    app.until(lambda: lines(app) == ["λ 0.10", "λ 0.10"], "the run is pinned")
    app.enter(FACTOR, "1")
    app.until(lambda: lines(app) == ["λ 0.10", "λ 1"], "it is changed")
    return app


def test_what_was_changed_just_before_a_cut_is_there_after_it(between: Network, visit_by_network: Visit) -> None:
    app = pinned_and_changed(visit_by_network)
    between.cut()
    app.enter(FACTOR, "0.5")  # nobody hears it
    app.press(PIN)
    app.page.wait_for_timeout(3000)
    between.mend()
    app.until(lambda: lines(app) == ["λ 0.10", "λ 0.50", "λ 0.50"], "it is heard, once")
    app.until(lambda: "factor=0.5" in app.page.url, "the page is right again")
    assert lines(app) == ["λ 0.10", "λ 0.50", "λ 0.50"]


def test_a_server_that_has_forgotten_everything_gets_it_back(between: Network, visit_by_network: Visit) -> None:
    app = pinned_and_changed(visit_by_network)
    app.page.get_by_role("link", name="Compare", exact=True).first.click()
    app.chart("Accuracy")
    app.press("Clear all")
    app.press("Add runs from Train")
    expect(app.page.get_by_role("row")).to_have_count(3)
    app.page.get_by_role("link", name="Train", exact=True).first.click()
    app.until(lambda: lines(app) == ["λ 0.10", "λ 1"], "it has come back to the Train page")
    app.page.wait_for_timeout(1000)  # until nothing is on its way: Streamlit does not run a page again that is done
    between.cut()
    with served() as another:
        between.server = another
        between.mend()
        expect(app.sentence).to_contain_text("trained again from what your browser kept")
        app.until(lambda: lines(app) == ["λ 0.10", "λ 1"], "the pinned run and the one in hand are there")
        app.enter(FACTOR, "0.5")
        app.until(lambda: lines(app)[-1] == "λ 0.50", "the page is alive")
        app.page.get_by_role("link", name="Compare", exact=True).first.click()
        expect(app.page.get_by_text("trained again from what your browser kept")).to_be_visible()
        expect(app.page.get_by_role("row")).to_have_count(3)


def test_a_copied_tab_has_the_same_runs_in_a_state_of_its_own(visit: Visit) -> None:
    app = visit("epochs=30").finished(30)
    app.press(PIN)
    app.until(lambda: lines(app) == ["λ 0.10", "λ 0.10"], "the run is pinned")
    with app.page.context.expect_page() as opened:
        app.page.evaluate("() => void window.open(location.href)")  # it copies what the tab keeps
    copy = AppPage(opened.value)
    copy.until(lambda: lines(copy) == ["λ 0.10", "λ 0.10"], "it has the pinned run, too")
    copy.enter(FACTOR, "1")
    copy.until(lambda: lines(copy) == ["λ 0.10", "λ 1"], "it is changed")
    app.page.bring_to_front()
    app.press(PIN)
    app.until(lambda: lines(app) == ["λ 0.10", "λ 0.10 (2)", "λ 0.10"], "the first tab knows nothing of that")
