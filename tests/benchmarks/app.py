"""What a visitor feels, measured in real Chromium: cold start, slider to curve, live updates, Stop."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.benchmarks.measure import Row, interleaved, ratio
from tests.browser import LAUNCH_ARGS, find_chromium
from tests.e2e.app_page import AppPage
from tests.serving import served

ROUNDS = 23
"""Key presses on each slider."""

SETTLED = 1500
"""Milliseconds between two key presses, so that one does not wait for the other charts of the one before."""

STOPS = 5
"""Runs that are played for some seconds, and stopped."""

STARTS = 3
"""Cold starts; each takes ten seconds."""

# The clock starts with the key press and ends when the browser has painted what answers it.
WATCH_CHART = """plot => { window.answered = new Promise(resolve => {
  const began = performance.now(), last = plot.data[0].y.at(-1);
  const look = () => {
    if (plot.data[0].y.at(-1) === last) return;
    plot.removeEventListener('lossviz-painted', look);
    requestAnimationFrame(() => resolve(performance.now() - began));
  };
  plot.addEventListener('lossviz-painted', look);
}); }"""
_WATCH_TEXT = """text => { window.answered = new Promise(resolve => {
  const began = performance.now();
  const observer = new MutationObserver(() => {
    observer.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - began));
  });
  observer.observe(text, {childList: true, characterData: true, subtree: true});
}); }"""
_COUNT_ENDS = """plot => {
  window.ends = new Set();
  plot.addEventListener('lossviz-painted', () => window.ends.add(plot.data[0].x.at(-1)));
}"""
WATCH_STOP = """words => { window.answered = new Promise(resolve => {
  let began;
  document.addEventListener('click', () => { began = performance.now(); }, {capture: true, once: true});
  const observer = new MutationObserver(() => {
    if (began === undefined || !document.body.innerText.includes(words)) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - began));
  });
  observer.observe(document.body, {childList: true, characterData: true, subtree: true});
}); }"""


@contextmanager
def launched() -> Iterator[Browser]:
    """Start a browser, and end it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH_ARGS)
        yield browser
        browser.close()


def cold_start() -> list[Row]:
    """Measure from the start of the server's process to usable controls and to the first curve."""
    controls, curves = [], []
    with launched() as browser:
        for _ in range(STARTS):
            began = time.perf_counter()
            with served() as server:
                page = browser.new_page()
                page.goto(server.url)
                expect(page.get_by_role("slider", name="Regularization factor")).to_be_enabled(timeout=60_000)
                controls.append(time.perf_counter() - began)
                app = AppPage(page)
                app.until(lambda app=app: app.last_epoch() > 0, "a curve is drawn", seconds=60)
                curves.append(time.perf_counter() - began)
                page.close()
    return [
        Row("cold start", "server started to usable controls", median(controls), "s", at_most=3),
        Row("cold start", "server started to first curve", median(curves), "s", at_most=8),
    ]


def slider_to_curve() -> list[Row]:
    """Measure a key press on the slider to 300 fresh epochs on the screen, beside the rerun of an empty app."""
    with launched() as browser, served() as ours, served(Path(__file__).parent / "empty_app.py") as empty:
        page, other = browser.new_page(), browser.new_page()
        page.goto(ours.url)
        other.goto(empty.url)
        app = AppPage(page).finished()
        expect(other.get_by_text("value 50")).to_be_visible()
        seconds = interleaved(
            ROUNDS,
            {
                "ours": lambda: press(page, app.chart("Loss"), "Regularization factor", WATCH_CHART),
                "empty": lambda: press(other, other.get_by_test_id("stMarkdown"), "Value", _WATCH_TEXT),
            },
        )
    mine, rival = (sorted(seconds[name][3:]) for name in ("ours", "empty"))  # the first presses warm both up
    rows = []
    for name, values in (("slider to curve", mine), ("empty app's rerun", rival)):
        at_most = 150 if values is mine else None
        rows.append(Row("slider", f"{name}, p50", 1000 * median(values), "ms", at_most=at_most))
        rows.append(Row("slider", f"{name}, p95", 1000 * quantiles(values, n=20)[-1], "ms"))
    share = ratio(seconds["ours"][3:], seconds["empty"][3:])
    return [*rows, Row("slider", "slider to curve / empty app's rerun", share, "x", at_most=1.3)]


def press(page: Page, watched, slider: str, watch: str) -> float:
    page.bring_to_front()
    handle = page.get_by_role("slider", name=slider)
    handle.focus()
    watched.evaluate(watch)
    handle.press("ArrowRight")
    milliseconds = page.evaluate("window.answered")
    page.wait_for_timeout(SETTLED)
    return milliseconds / 1000


def live() -> list[Row]:
    """Measure what a playing run sends and how often it is drawn, and how long Stop takes."""
    with launched() as browser, served() as server:
        page = browser.new_page()
        received: list[int] = []
        page.on("websocket", lambda ws: ws.on("framereceived", lambda frame: received.append(len(frame))))
        page.goto(server.url)
        app = AppPage(page).finished()
        app.choose("Speed", "20 epochs/s")
        rates, sizes, stops = [], [], []
        for _ in range(STOPS):
            app.press("Reset")
            expect(page.get_by_text("epoch 0 of 300 · paused").first).to_be_visible()
            app.press("Play")
            app.until(lambda: app.last_epoch() >= 10, "it plays")
            app.chart("Loss").evaluate(_COUNT_ENDS)
            received.clear()
            began = time.perf_counter()
            page.wait_for_timeout(5000)
            seconds, n_bytes, n_updates = time.perf_counter() - began, sum(received), page.evaluate("window.ends.size")
            rates.append(n_updates / seconds)
            sizes.append(n_bytes / max(n_updates, 1) / 1000)
            page.evaluate(WATCH_STOP, "of 300 · stopped")
            app.press("Stop")
            stops.append(page.evaluate("window.answered") / 1000)
    return [
        Row("live", "updates a second at 20 epochs/s", median(rates), "1/s", at_least=4),
        Row("live", "bytes an update, all charts and texts", median(sizes), "kB", at_most=3),
        Row("live", "Stop clicked to stopped on the screen", median(stops), "s", at_most=0.2),
    ]
