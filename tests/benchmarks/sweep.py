"""Sweeps: how fast they are, what they cost other visitors and memory, and how smoothly they are dragged."""

from __future__ import annotations

import re
import subprocess
import time
from statistics import median

from playwright.sync_api import expect

from lossviz.engine import Workers, warm_up
from lossviz.engine.engine import BACKGROUND
from lossviz.runs.sweep_run import SweepRun
from lossviz.specs.run import RunSpec
from lossviz.specs.sweep import Sweep
from tests.benchmarks.app import input_to_picture
from tests.benchmarks.measure import Row
from tests.benchmarks.watch import Visitor, launched
from tests.browser import LAUNCH_ARGS, find_chromium
from tests.serving import free_port, served

FACTOR, RATE = "loss.regularization_factor:0:2:33:linear", "optimizer.learning_rate:0.0001:1:33:log"

GRID = f"sweep={FACTOR}&sweep={RATE}"
"""33 × 33 runs of 300 epochs on iris."""

LARGEST = f"{GRID}&seeds=16"

EVENTS = 16
"""Single events of another visitor's hand, alone and while a sweep runs."""

STOPS = 5
"""How often a sweep is stopped."""

DRAGGED = 3.0
"""Seconds for which a slider is dragged."""

_DRAG = """(seconds) => new Promise((resolve) => {
  const input = [...document.querySelectorAll(".lossviz-slider input")].find((each) => each.offsetWidth);
  const hosts = [...document.querySelectorAll(".lossviz-chart")].filter((each) => each.offsetWidth);
  const turned = hosts.map(() => 0), began = performance.now();
  hosts.forEach((host, i) => host.addEventListener("lossviz-turned", () => turned[i]++));
  let steps = 0;
  const step = (now) => {
    if (now - began > seconds * 1000) {
      resolve(turned.filter(Boolean).map((n) => n / seconds));
      return;
    }
    input.value = Math.round((0.5 - 0.5 * Math.cos(steps++ / 20)) * Number(input.max));
    input.dispatchEvent(new Event("input"));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""

_WATCH_STOP = """words => { window.answered = new Promise(resolve => {
  let began;
  document.addEventListener('click', () => { began = performance.now(); }, {capture: true, once: true});
  const observer = new MutationObserver(() => {
    if (began === undefined || !document.body.innerText.includes(words)) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - began));
  });
  observer.observe(document.body, {childList: true, characterData: true, subtree: true});
}); }"""


def sweep_times() -> list[Row]:
    """Measure a whole grid in a worker that stands back, and the memory of that worker during the largest sweep."""
    cold, warm, memory = [], [], 0.0
    with Workers(1, BACKGROUND) as workers:
        began = time.perf_counter()
        workers.submit(warm_up, RunSpec()).result()
        loading = time.perf_counter() - began
        for seconds in (cold, warm, warm):
            run = SweepRun(Sweep.from_query(GRID))
            began = time.perf_counter()
            run.start(workers)
            run.wait(600)
            seconds.append(time.perf_counter() - began)
            assert run.outcome == "finished", run.message
        run = SweepRun(Sweep.from_query(LARGEST))
        began = time.perf_counter()
        run.start(workers)
        while run.running:
            memory = max(memory, _resident(workers.processes[0].pid))
            run.wait(0.2)
        largest = time.perf_counter() - began
        kept = run.rows.nbytes + run.ends.nbytes + sum(weights.nbytes for weights in run.weights.values())
    told = f"TensorFlow loaded before, in {loading:.1f} s"
    return [
        Row("sweep", "33 x 33 runs x 300 epochs on iris, compiling", median(cold), "s", at_most=10, note=told),
        Row("sweep", "33 x 33 runs x 300 epochs on iris, compiled", median(warm), "s"),
        Row("sweep", "33 x 33 x 16 runs x 300 epochs on iris", largest, "s"),
        Row("sweep", "memory of the worker during the largest sweep", memory, "MB"),
        Row("sweep", "memory that the largest sweep keeps for its visitor", kept / 1e6, "MB"),
    ]


def _resident(pid: int) -> float:
    """Return the megabytes of memory that a process holds."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=True, text=True).stdout
    return int(told) / 1000


def sweep_beside_others() -> list[Row]:
    """Measure what another visitor's hand waits for, alone and while a sweep runs; and a slider that is dragged."""
    port = free_port()
    with launched(port) as browser, served() as server:
        visitor = Visitor(browser, server.url, port).trained()
        # The visitor who sweeps has a browser of their own, which draws no more than it must.
        with browser.browser_type.launch(executable_path=find_chromium(), args=LAUNCH_ARGS) as other:
            sweeping = other.new_page()
            sweeping.goto(f"{server.url}/sweep?sweep={FACTOR}")
            standing = sweeping.locator(".lossviz-standing")
            expect(standing).to_have_text(re.compile("^finished · "), timeout=180_000)
            sweeping.wait_for_timeout(2000)
            pictures = min(sweeping.evaluate(_DRAG, DRAGGED))
            alone = _events(visitor)
            sweeping.goto(f"{server.url}/sweep?{LARGEST}")
            expect(standing).to_have_text(re.compile(r"^[1-9][\d,]* of 17,424"), timeout=180_000)
            beside = _events(visitor)
            told = standing.inner_text()
            stops = []
            for _ in range(STOPS):
                sweeping.evaluate(_WATCH_STOP, "stopped · ")
                sweeping.get_by_role("button", name="Stop").click()
                stops.append(sweeping.evaluate("window.answered") / 1000)
                sweeping.get_by_role("button", name="Start").click()
                expect(standing).to_have_text(re.compile(r"^[1-9][\d,]* of 17,424"), timeout=60_000)
                sweeping.wait_for_timeout(1000)
    return [
        Row(
            "sweep",
            "pictures a second while dragging, slowest of the linked charts in sight",
            pictures,
            "1/s",
            at_least=25,
        ),
        Row("sweep", "one event to all pictures of another visitor, alone, p50", 1000 * alone, "ms"),
        Row("sweep", "the same while a sweep runs, p50", 1000 * beside, "ms", note=told),
        Row("sweep", "the same / alone", beside / alone, "x", at_most=2),
        Row("sweep", "Stop of a sweep clicked to stopped on the screen", median(stops), "s", at_most=0.2),
    ]


def _events(visitor: Visitor) -> float:
    assert visitor.hand
    visitor.hand.press(visitor.place(0.3))
    seconds = [input_to_picture(visitor) for _ in range(EVENTS)]
    visitor.hand.release()
    return median(seconds[2:])
