"""What goes wrong between server and browser: the charts come all the same, and nothing is acknowledged before."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.e2e.app_page import FACTOR, AppPage
from tests.serving import ROOT

pytestmark = pytest.mark.e2e
Visit = Callable[..., AppPage]

BREAKABLE = """
// Says in `happened` what is painted and sent, and lets as many drawings of the loss fail as `failing` says.
window.happened = [];
window.failing = 0;
let plotly;
Object.defineProperty(window, "Plotly", {
  get: () => plotly,
  set(library) {
    plotly = library;
    const { react } = library;
    library.react = async (host, ...rest) => {
      if (isLoss(host)) failIfAsked();
      window.drawing = true;
      await react(host, ...rest);
      window.drawing = false;
      if (isLoss(host)) window.happened.push("react");
    };
  },
});
const isLoss = (host) => host?.getAttribute("aria-label").startsWith("Loss");
const failIfAsked = () => {
  if (window.failing-- <= 0) return;
  window.happened.push("failed");
  throw new Error("A failure on purpose.");
};
const write = Element.prototype.setAttribute;
Element.prototype.setAttribute = function (name, value) {
  if (name === "d" && !window.drawing && isLoss(this.closest(".lossviz-chart"))) failIfAsked();
  write.call(this, name, value);
};
document.addEventListener("lossviz-painted", ({ target }) => isLoss(target) && window.happened.push("shown"), true);
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (text) {
  if (this.url.endsWith("/connection")) window.happened.push(text);
  send.call(this, text);
};
"""


def breakable(page: Page) -> None:
    page.add_init_script(BREAKABLE)


def fail(app: AppPage, times: int) -> None:
    """Let the next drawings of the loss fail."""
    app.page.evaluate("times => { window.happened = []; window.failing = times; }", times)


def happened(app: AppPage) -> list[str]:
    """Return what was painted and acknowledged, but not what was turned."""
    return app.page.evaluate("window.happened.filter((each) => !each.includes('control'))")


@pytest.mark.parametrize(("file", "times"), [("plotly.min.js", 2), ("modules.js", 2)])
def test_a_chart_comes_although_a_file_could_not_be_loaded_at_first(visit: Visit, file: str, times: int) -> None:
    asked = []

    def block(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) <= times:
            route.abort()
        else:
            route.continue_()

    app = visit("epochs=30", prepare=lambda page: page.route(f"**/{file}", block), forgiven="ERR_FAILED")
    app.finished(30)
    app.chart("What the model says")
    assert len(asked) == times + 1


def test_a_chart_that_fails_once_is_painted_before_the_message_is_acknowledged(visit: Visit) -> None:
    app = visit("epochs=30", prepare=breakable).finished(30)
    app.chart("What the model says")
    fail(app, times=1)
    app.enter(FACTOR, "1")
    app.until(lambda: len(app.traces()) == 4, "the new run and the ghost of the last one are drawn")
    app.until(lambda: "painted" in happened(app)[-1], "it is acknowledged")
    seen = happened(app)
    failed = seen.index("failed")
    assert seen[failed + 1] == "react", "nothing was acknowledged between the failure and the whole figure"


def test_a_line_that_fails_to_move_is_painted_with_the_whole_figure(visit: Visit) -> None:
    app = visit(prepare=breakable).finished()
    app.play_slowly(until=5)
    fail(app, times=1)
    app.until(lambda: "failed" in happened(app) and happened(app).count("shown") >= 3, "it grows on")
    seen = happened(app)
    assert seen[seen.index("failed") + 1] == "react"
    assert seen.count("react") == 1, "what comes after it is moved"
    for trace in app.traces()[:2]:
        assert trace["x"] == list(range(len(trace["x"]))), "no point is missing, and none is there twice"


def test_what_goes_on_failing_is_never_acknowledged_and_comes_again_by_another_socket(visit: Visit) -> None:
    opened: list[float] = []

    def count(socket: WebSocketRoute) -> None:
        opened.append(time.monotonic())
        socket.connect_to_server()

    app = visit("epochs=30", prepare=breakable, sockets=count, forgiven="A failure on purpose.").finished(30)
    app.chart("What the model says")
    fail(app, times=8)
    app.enter(FACTOR, "1")
    app.until(lambda: happened(app).count("react") > 0, "it is drawn in the end")
    app.until(lambda: len(app.traces()) == 4, "it is the new run and the ghost of the last one")
    app.until(lambda: "painted" in happened(app)[-1], "it is acknowledged")
    seen = happened(app)
    assert seen[: seen.index("react")] == ["failed"] * 8, "nothing was acknowledged before"
    assert len(opened) == 2


def test_a_socket_that_is_cut_again_and_again_is_opened_later_each_time(visit: Visit) -> None:
    opened: list[float] = []

    def cut(socket: WebSocketRoute) -> None:
        opened.append(time.monotonic())
        if 1 < len(opened) < 5:
            socket.close()
        else:
            sockets.append(socket)
            socket.connect_to_server()

    sockets: list[WebSocketRoute] = []
    app = visit("epochs=30", sockets=cut).finished(30)
    sockets[0].close()
    app.until(lambda: len(opened) == 5, "it is opened for the fifth time")
    pauses = [after - before for before, after in itertools.pairwise(opened[1:])]
    for pause, meant in zip(pauses, (2, 4, 8), strict=True):
        assert meant - 0.1 < pause < 2 * meant
    app.enter(FACTOR, "1")
    app.until(lambda: len(app.traces()) == 4, "news come again")


def test_an_outage_names_the_file_that_starts_this_server(visit: Visit) -> None:
    sockets: list[WebSocketRoute] = []

    def connect(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        if len(sockets) == 1:
            socket.connect_to_server()
        else:
            socket.close()

    def prepare(page: Page) -> None:
        page.route_web_socket("**/_stcore/stream", connect)

    app = visit("epochs=30", prepare=prepare, forgiven="ERR_FAILED|[Ss]erver|WebSocket|Streamlit").finished(30)
    app.page.route("**/_stcore/**", lambda route: route.abort())
    sockets[0].close()
    dialog = app.page.get_by_role("dialog", name="Connection error")
    expect(dialog.locator("code")).to_have_text("streamlit run app.py")
    expect(dialog.get_by_role("button", name="Copy")).to_be_hidden()
    assert (ROOT / "app.py").exists()


def test_a_token_that_the_server_does_not_know_is_refused_with_its_own_code(visit: Visit) -> None:
    app = visit("epochs=30").finished(30)
    code = app.page.evaluate(
        """() => new Promise((resolve) => {
          const address = new URL("connection", document.baseURI.replace(/^http/, "ws"));
          const socket = new WebSocket(address, ["lossviz", "nobody"]);
          socket.onclose = ({ code }) => resolve(code);
        })"""
    )
    assert code == 4404


def test_a_browser_whose_token_is_unknown_asks_no_more(visit: Visit) -> None:
    opened: list[str] = []

    def refuse(socket: WebSocketRoute) -> None:
        opened.append(socket.url)
        socket.close(code=4404)

    app = visit("epochs=30", sockets=refuse)
    app.page.locator(".lossviz-train .bar").wait_for()
    app.page.wait_for_timeout(3000)
    assert len(opened) == 1


def test_a_file_that_is_asked_for_while_the_page_is_drawn_again_comes(visit: Visit) -> None:
    app = visit("epochs=30").finished(30)
    button = app.page.get_by_role("button", name="History (CSV)", exact=True)
    for value in range(6):
        app.enter(FACTOR, f"0.{value + 2}")
        app.page.wait_for_timeout(40 * value)  # until somewhere in the next run of the page
        with app.page.expect_download(timeout=10_000) as download:
            button.evaluate("node => node.click()")
        assert download.value.suggested_filename == "history.csv"


def test_files_are_kept_under_the_address_of_their_version(visit: Visit) -> None:
    app = visit("epochs=30").finished(30)
    script = (
        "performance.getEntriesByType('resource').map((each) => each.name).filter((name) => name.includes('/assets/'))"
    )
    addresses = [address for address in app.page.evaluate(script) if address.endswith((".js", ".css", ".json"))]
    assert len(addresses) > 5
    for address in addresses:
        answer = app.page.request.get(address)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        version = address.split("/")[-2]
        assert app.page.request.get(address.replace(version, "0")).status == 404
