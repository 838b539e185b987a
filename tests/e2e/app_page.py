"""What a visitor sees and touches, in their words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import CDPSession, Locator, Page, expect

expect.set_options(timeout=60_000)  # two cores for a server, a worker and a browser are slow at a cold start

FACTOR = "regularization factor"
"""The parameter of the loss that is there on arrival."""


class AppPage:
    """The app in a browser, on arrival at its Train page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    # Charts

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
        """Return name, x, y, colour and run of every line of a chart."""
        lines = "plot.data.filter(({meta}) => !meta?.beyond)"
        script = f"plot => {lines}.map(({{name, x, y, line, meta}}) => ({{name, x, y, line, meta}}))"
        return self.chart(name).evaluate(script)

    def hand(self, name: str = "Loss") -> list[dict[str, Any]]:
        """Return the lines of the run in hand, training first."""
        return [trace for trace in self.traces(name) if trace["meta"].get("run") == "run0"]

    # The Train page

    @property
    def told(self) -> Locator:
        """How the run stands, and which epoch is looked at."""
        return self.page.locator(".transport output")

    @property
    def sentence(self) -> Locator:
        """What is on the screen, in words."""
        return self.page.locator(".lossviz-train .sentence")

    @property
    def playhead(self) -> Locator:
        """The playhead that keys reach."""
        return self.page.locator(".lossviz-playhead[tabindex='0']")

    def last_epoch(self) -> int:
        """Return the epoch at which the line of the run in hand ends; -1 without a point."""
        return ([-1, *self.hand()[0]["x"]])[-1]

    def finished(self, epochs: int = 300) -> AppPage:
        """Wait until the run in hand has reached its last epoch."""
        expect(self.told).to_have_text(f"epoch {epochs} / {epochs}")
        self.until(lambda: self.last_epoch() == epochs, "the line ends at the last epoch")
        return self

    def play_slowly(self, until: int) -> None:
        """Train the run in hand again, at a speed that can be followed, and wait until some epochs are drawn."""
        self.pick("Speed", "20/s")
        self.press("Begin again, paused before the first epoch")
        expect(self.told).to_contain_text("paused 0 /")
        self.press("Play")
        self.until(lambda: self.last_epoch() >= until, f"{until} epochs are drawn")

    def pick(self, menu: str, option: str) -> None:
        """Choose from one of our menus."""
        self.page.get_by_role("combobox", name=menu, exact=True).select_option(option)

    def unfold(self, words: str) -> Locator:
        """Open what unfolds below a button, and return it."""
        button = self.page.locator(".unfolds").filter(has_text=words)
        button.click()
        sheet = self.page.locator(f"[id='{button.get_attribute('popovertarget')}']")
        expect(sheet).to_be_visible()
        return sheet

    def place(self, share: float, name: str = FACTOR) -> tuple[float, float]:
        """Return where the middle of the thumb of a slider is at a share of its track."""
        slider = self.slider(name)
        box = slider.bounding_box()
        assert box is not None
        thumb = slider.evaluate("node => parseFloat(getComputedStyle(node).height)")
        return box["x"] + thumb / 2 + share * (box["width"] - thumb), box["y"] + box["height"] / 2

    def grip(self, name: str = FACTOR) -> None:
        """Press the thumb of a slider where it is."""
        self.page.mouse.move(*self.place(float(self.slider(name).input_value()), name))
        self.page.mouse.down()

    # All pages

    def until(self, claim: Callable[[], bool], words: str, seconds: float = 60) -> None:
        """Wait until a claim holds."""
        for _ in range(int(seconds * 20)):
            if claim():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"It never came true that {words}.")

    def slider(self, name: str) -> Locator:
        return self.page.get_by_role("slider", name=name)

    def field(self, name: str = FACTOR) -> Locator:
        """Return what the exact value of a parameter is typed into."""
        return self.page.get_by_role("textbox", name=f"{name}, exact value")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def enter(self, name: str, text: str) -> None:
        """Type the exact value of a parameter."""
        self.field(name).fill(text)
        self.field(name).press("Enter")

    def choose(self, menu: str, option: str) -> None:
        """Choose from a menu of Streamlit's."""
        self.page.get_by_role("combobox", name=menu).click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def cdp(self) -> CDPSession:
        """Return the way to what only the browser's own protocol can do."""
        return self.page.context.new_cdp_session(self.page)
