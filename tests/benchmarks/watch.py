"""What a visitor sees of the Train page, picture by picture of their browser, and a hand that moves its slider."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.hand import Hand, Point
from tests.browser import LAUNCH_ARGS, find_chromium

WATCH = Path(__file__).with_name("watch.js")

ALL = ("cost", "slope", "loss", "outputs")
"""The charts that differ for any two values of the regularization factor; accuracy may be the same."""

THREE = ("cost", "loss", "metric", "fit")
"""The charts that differ for any two sizes of outliers; slopes do not."""

LABELLED = ("cost", "slope", "loss", "metric")
"""The charts that have the value in hand at the end of a line."""


@contextmanager
def launched(port: int = 0) -> Iterator[Browser]:
    """Start a browser, and end it.

    Args:
        port: Where it listens for those who bring a hand; nowhere by default.
    """
    listening = [f"--remote-debugging-port={port}"] if port else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*LAUNCH_ARGS, *listening])
        yield browser
        browser.close()


@dataclass(frozen=True)
class Frame:
    """A picture of the browser.

    Attributes:
        at: When it was about to be painted, in milliseconds of the page.
        seen: What is seen, by the names that `watch.js` gives.
    """

    at: float
    seen: dict[str, Any]

    def drawn(self, charts: Collection[str]) -> list[Any]:
        """Return numbers that are other ones when the charts are drawn otherwise; 0 for one that is empty."""
        return [self.seen.get(f"drawn {chart}", 0) for chart in charts]

    @property
    def labelled(self) -> set[float]:
        """The values of the regularization factor at the ends of the lines in hand."""
        labels = " | ".join(self.seen.get(f"labels {chart}", "") for chart in LABELLED)
        return {float(value) for value in re.findall(r"λ ([\d.]+)", labels)}


@dataclass(frozen=True)
class Watched:
    """What was seen for a while.

    Attributes:
        frames: Every picture of the browser.
        inputs: What the hand did, and when by the clock of the page.
        touched: When something was written into charts, and into which, whether it was another thing or not.
    """

    frames: Sequence[Frame]
    inputs: Sequence[dict[str, Any]]
    touched: Sequence[dict[str, Any]]

    @property
    def seconds(self) -> float:
        """How long it was."""
        return (self.frames[-1].at - self.frames[0].at) / 1000

    def whole(self, charts: Collection[str]) -> list[Frame]:
        """Return the pictures in which each of some charts is drawn otherwise than in the last of these pictures."""
        found, last = [], self.frames[0]
        for frame in self.frames[1:]:
            if all(now != before for now, before in zip(frame.drawn(charts), last.drawn(charts), strict=True)):
                found.append(frame)
                last = frame
        return found

    def torn(self, charts: Collection[str]) -> int:
        """Return in how many pictures some of the charts, labels, words or the formula changed, but not all charts."""
        whole = {frame.at for frame in self.whole(charts)}
        named = [f"drawn {chart}" for chart in charts] + [f"labels {chart}" for chart in charts] + ["sentence"]
        changed = [
            now.at
            for before, now in zip(self.frames, self.frames[1:], strict=False)
            if any(before.seen.get(name) != now.seen.get(name) for name in named)
        ]
        return len([at for at in changed if at not in whole])

    def since(self, kind: str, claim: Callable[[Frame], bool]) -> float | None:
        """Return the seconds from the first event of a kind until a picture of which something is true was painted.

        That is when the browser begins the picture after it. None if there was no such picture.
        """
        began = next(event["at"] for event in self.inputs if event["kind"] == kind)
        for frame, following in zip(self.frames, self.frames[1:], strict=False):
            if frame.at > began and claim(frame):
                return (following.at - began) / 1000
        return None


def frames_of(told: Iterable[dict[str, Any]]) -> list[Frame]:
    """Return pictures, each of which is told by what it shows otherwise than the one before."""
    frames: list[Frame] = []
    for record in told:
        frames.append(Frame(record["at"], {**(frames[-1].seen if frames else {}), **record["news"]}))
    return frames


class Visitor:
    """A visitor with a browser window of their own.

    Attributes:
        page: What it shows.
        messages: What the page has got by its own socket.
        hand: Their mouse, if they have one.
    """

    def __init__(self, browser: Browser, url: str, port: int = 0) -> None:
        """Open a page."""
        self.page: Page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        self.page.set_default_timeout(90_000)
        self.messages: list[str] = []
        self.page.on("websocket", lambda socket: socket.on("framereceived", lambda text: self._hear(socket.url, text)))
        self.page.add_init_script(path=WATCH)
        self.page.goto(url)
        self.hand = Hand(self.page, port) if port else None
        self._track: tuple[float, float, float] | None = None

    def _hear(self, url: str, text: str | bytes) -> None:
        if url.endswith("/connection") and isinstance(text, str):
            self.messages.append(text)

    def trained(self, charts: Collection[str] = ALL) -> Visitor:
        """Wait until charts are drawn, and the page below them."""
        for chart in charts:
            self.until(f"frame.news['drawn {chart}'] > 0")
        self.until("frame.news.table")
        self.page.wait_for_timeout(1500)  # what the browser does when it has nothing else to do
        self._track = None
        return self

    def until(self, claim: str) -> None:
        """Wait until something was true of a `frame`, in JavaScript, since watching began."""
        self.page.wait_for_function(f"watch.frames.some(frame => {claim})")

    def begin(self) -> None:
        """Watch from now on."""
        self.page.evaluate("watch.begin()")
        self.messages.clear()

    def end(self) -> Watched:
        """Watch no longer, and return what was seen."""
        self.page.evaluate("watch.end()")
        return self.watched()

    def watched(self) -> Watched:
        """Return what was seen until now."""
        told = self.page.evaluate("({frames: watch.frames, inputs: watch.inputs, touched: watch.touched})")
        return Watched(frames_of(told["frames"]), told["inputs"], told["touched"])

    def place(self, share: float) -> Point:
        """Return where the thumb of the slider on top is at a share of its track."""
        if self._track is None:
            box = self.page.locator(".lossviz-train .lossviz-large input[type=range]").first.bounding_box()
            assert box is not None
            thumb = box["height"]
            self._track = box["x"] + thumb / 2, box["width"] - thumb, box["y"] + box["height"] / 2
        left, width, middle = self._track
        return left + share * width, middle

    def close(self) -> None:
        """Leave."""
        if self.hand:
            self.hand.close()
        self.page.context.close()


def to_and_fro(visitor: Visitor, low: float = 0.1, high: float = 0.9, period: float = 5.0) -> Callable[[float], Point]:
    """Return where a hand is that goes from one share of the track of a slider to another and back, evenly."""

    def place(seconds: float) -> Point:
        phase = 2 * seconds / period % 2
        return visitor.place(low + (high - low) * min(phase, 2 - phase))

    return place
