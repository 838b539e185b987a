"""How long a visitor waits for a server that has just been started."""

from __future__ import annotations

import tempfile
import time
from statistics import median

from playwright.sync_api import Browser

from tests.benchmarks.measure import Row
from tests.benchmarks.watch import Visitor, launched
from tests.serving import served

STARTS = 3
"""Pairs of a start that remembers nothing and one that remembers the start before."""


def cold_start() -> list[Row]:
    """Measure from the start of the server's process to usable controls and to the first curve, and once more.

    The command is that of `make run`, the browser has nothing in its cache. Before the first start of a pair nothing is
    remembered, before the second one what the first has left.
    """
    seconds: dict[str, list[float]] = {name: [] for name in ("controls", "curve", "curve again")}
    with launched() as browser:
        for _ in range(STARTS):
            with tempfile.TemporaryDirectory() as folder:
                controls, curve = _start(browser, folder, leave=4000)
                seconds["controls"].append(controls)
                seconds["curve"].append(curve)
                seconds["curve again"].append(_start(browser, folder)[1])
    return [
        Row("cold start", "server started to usable controls", median(seconds["controls"]), "s", at_most=3),
        Row("cold start", "server started to first curve", median(seconds["curve"]), "s", at_most=5),
        Row("cold start", "the same, second start of a version", median(seconds["curve again"]), "s", at_most=4),
    ]


def _start(browser: Browser, folder: str, leave: int = 0) -> tuple[float, float]:
    """Return the seconds from the start of a server to usable controls and to the first curve.

    Args:
        browser: Who visits it as soon as it answers.
        folder: Where it keeps what it remembers.
        leave: Milliseconds for which the visitor stays after the first curve.
    """
    began = time.time()
    with served(environment={"LOSSVIZ_CACHE": folder}) as server:
        visitor = Visitor(browser, server.url)
        visitor.until("frame.news.usable === 'true'")
        visitor.until("frame.news['drawn loss'] > 0")
        origin = visitor.page.evaluate("performance.timeOrigin") / 1000
        frames = visitor.end().frames
        usable = next(frame.at for frame in frames if frame.seen["usable"] == "true")
        curve = next(frame.at for frame in frames if frame.seen.get("drawn loss", 0) > 0)
        visitor.page.wait_for_timeout(leave)
        visitor.close()
    return usable / 1000 + origin - began, curve / 1000 + origin - began
