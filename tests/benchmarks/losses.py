"""The Losses page, measured in real Chromium: the gallery, opening a loss, dragging a family."""

from __future__ import annotations

import time
from statistics import median

from playwright.sync_api import Page, expect

from lossviz.losses import LOSSES
from tests.benchmarks.measure import Row
from tests.benchmarks.watch import launched
from tests.serving import served

STARTS = 3
"""Cold starts."""

OPENED = ("huber", "quantile", "barron", "tukey_biweight", "hinge", "binary_focal", "categorical_crossentropy", "dice")
"""Losses that are opened from the gallery, twice each; the first ones warm server and browser up."""

_WATCH_GALLERY = """window.painted = new Promise(resolve => {
  const look = () => {
    if (document.querySelectorAll('.lossviz-gallery svg').length < COUNT) requestAnimationFrame(look);
    else requestAnimationFrame(() => resolve(performance.now()));
  };
  look();
});"""
_WATCH_OPENING = """label => { window.answered = new Promise(resolve => {
  document.addEventListener('click', () => {
    const began = performance.now();
    const look = () => {
      const chart = document.querySelector(`.lossviz-chart[aria-label^="Cost, slope and curvature of ${label} over"]`);
      if (!chart?.offsetWidth || !chart.querySelector('.main-svg')) requestAnimationFrame(look);
      else requestAnimationFrame(() => resolve(performance.now() - began));
    };
    look();
  }, {capture: true, once: true});
}); }"""
_DRAG = """async input => {
  const plot = document.querySelector('.lossviz-chart[aria-label^="Cost and slope of Huber for"]');
  const costs = () => plot.data.filter(({ meta }) => !meta?.beyond).at(-2).y; // of the value in hand
  const began = performance.now();
  let [drawn, moved] = [0, 0];
  while (performance.now() - began < 3000) {
    const before = costs();
    input.value = (moved++ % 50) / 50;
    input.dispatchEvent(new Event('input', {bubbles: true}));
    const sent = performance.now();
    while (costs() === before && performance.now() - sent < 500) await new Promise(requestAnimationFrame);
    drawn += costs() !== before;
  }
  input.dispatchEvent(new Event('change', {bubbles: true}));
  return 1000 * drawn / (performance.now() - began);
}"""


def losses_page() -> list[Row]:
    """Measure the first paint of the gallery, what is sent for it, opening a loss, and dragging a family."""
    cold, sent = [], []
    with launched() as browser:
        for _ in range(STARTS):
            began = time.perf_counter()
            with served() as server:
                page = browser.new_page()
                n_bytes: list[int] = []
                page.on("response", lambda r, n=n_bytes: n.append(len(r.body())) if "/assets/" in r.url else None)
                page.on("websocket", lambda s, n=n_bytes: s.on("framereceived", lambda frame: n.append(len(frame))))
                page.add_init_script(_WATCH_GALLERY.replace("COUNT", str(len(LOSSES))))
                page.goto(f"{server.url}/losses", wait_until="commit")
                since_address = page.evaluate("window.painted") / 1000
                cold.append((time.perf_counter() - began, since_address))
                page.wait_for_timeout(1000)
                sent.append(sum(n_bytes))
                page.close()
        with served() as server:
            page = browser.new_page()
            page.goto(f"{server.url}/losses?loss=huber")
            slider = page.locator('[data-name="huber.delta"] input[type=range]')
            expect(slider).to_be_visible(timeout=60_000)
            page.wait_for_timeout(3000)
            pictures = slider.evaluate(_DRAG)
            openings = [_open(page, name) for name in OPENED * 2]
    return [
        Row("losses", "server started to gallery painted", median(whole for whole, _ in cold), "s"),
        Row(
            "losses", "address entered on a cold server to gallery painted", median(b for _, b in cold), "s", at_most=3
        ),
        Row("losses", "sent for the gallery, without Streamlit's own files", median(sent) / 1e6, "MB", at_most=1.5),
        Row("losses", "card clicked to shape painted, p50", 1000 * median(openings[3:]), "ms", at_most=300),
        Row("losses", "family dragged, pictures a second", pictures, "1/s", at_least=25),
    ]


def _open(page: Page, name: str) -> float:
    page.get_by_role("button", name="All losses").click()
    card = page.get_by_role("button", name=LOSSES[name].label, exact=True)
    expect(card).to_be_visible()
    page.wait_for_timeout(1500)
    page.evaluate(_WATCH_OPENING, LOSSES[name].label)
    card.click()
    return page.evaluate("window.answered") / 1000
