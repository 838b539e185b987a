"""What a visitor sees and touches, in their words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

expect.set_options(timeout=60_000)  # two cores for a server, a worker and a browser are slow at a cold start


class AppPage:
    """The Train page in a browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def chart(self, name: str) -> Locator:
        """Return the chart whose alternative text begins with a name, once it is drawn."""
        figure = self.page.locator(f'.lossviz-chart.js-plotly-plot:visible[aria-label^="{name}"]')
        expect(figure).to_be_visible()
        return figure

    def zoom(self, name: str) -> None:
        """Drag over the middle third of a chart."""
        box = self.chart(name).locator(".nsewdrag").first.bounding_box()
        assert box is not None
        middle = box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + box["width"] / 3, middle)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + box["width"] * 2 / 3, middle, steps=5)
        self.page.mouse.up()

    def range(self, name: str) -> list[float]:
        """Return the first and the last epoch that a chart shows."""
        return self.chart(name).evaluate("plot => plot.layout.xaxis.range.map(Math.round)")

    def traces(self, name: str = "Loss") -> list[dict[str, Any]]:
        """Return name, x and y of every line of a chart."""
        script = "plot => plot.data.map(({name, x, y, opacity}) => ({name, x, y, opacity}))"
        return self.chart(name).evaluate(script)

    def last_epoch(self, name: str = "Loss") -> int:
        """Return the epoch at which the line of the run in focus ends; -1 without a point."""
        return ([-1, *self.traces(name)[0]["x"]])[-1]

    def finished(self, epochs: int = 300) -> AppPage:
        """Wait until the run in focus has reached its last epoch."""
        expect(self.page.get_by_text(f"epoch {epochs} of {epochs} · finished")).to_be_visible()
        self.until(lambda: self.last_epoch() == epochs, "the line ends at the last epoch")
        return self

    def until(self, claim: Callable[[], bool], words: str, seconds: float = 60) -> None:
        """Wait until a claim holds."""
        for _ in range(int(seconds * 20)):
            if claim():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"It never came true that {words}.")

    def slider(self, name: str) -> Locator:
        return self.page.get_by_role("slider", name=name)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def enter(self, name: str, text: str) -> None:
        """Type the exact value of a parameter."""
        field = self.page.get_by_role("textbox", name=f"{name}, exact value")
        field.fill(text)
        field.press("Enter")

    def play_slowly(self, until: int) -> None:
        """Train the run in focus again, at a speed that can be followed, and wait until some epochs are drawn."""
        self.choose("Speed", "20 epochs/s")
        self.press("Reset")
        expect(self.page.get_by_text(re.compile(r"^epoch 0 of \d+ · paused"))).to_be_visible()
        self.press("Play")
        self.until(lambda: self.last_epoch() >= until, f"{until} epochs are drawn")

    def choose(self, menu: str, option: str) -> None:
        self.page.get_by_role("combobox", name=menu).click()
        self.page.get_by_role("option", name=option, exact=True).click()
