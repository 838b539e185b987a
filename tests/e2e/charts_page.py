"""Charts on a page without Streamlit: told by a `Screen`, drawn by the program that the app serves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import plotly
from playwright.sync_api import Locator, Page, Route

from lossviz.export.theme import theme_variables
from lossviz.figures.base import Figure
from pages.ui.channel.assets import STATIC
from pages.ui.channel.screen import Screen

_PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"

_HTML = """<!doctype html><style>:root { VARIABLES } body { font-family: var(--st-font) }</style><body></body>
<script src="plotly.min.js"></script><script type="module">
import { draw, place, show } from "./chart.js";
import { valuesOf } from "./state.js";
import { onPlayhead } from "./playhead.js";
const { react, downloadImage } = window.Plotly;
Plotly.react = (...all) => { window.reacts += 1; return react(...all); };
Plotly.downloadImage = async (figure, options) => {
  window.picture = await Plotly.toImage(figure, { ...options, format: "svg" });
};
onPlayhead((key, epoch, held) => window.told.push([key, epoch, held]));
const placeOf = (key, html) => {
  const outer = document.createElement("div");
  outer.id = key;
  outer.innerHTML = html;
  document.body.append(outer);
  return outer;
};
window.begin = () => {
  document.body.replaceChildren();
  Object.assign(document.body.style, { width: "700px" });
  Object.assign(window, { reacts: 0, told: [] });
};
window.drawIn = (key, clicks) => draw({
  data: { key, height: 320, clicks, plotly: "plotly.min.js" },
  parentElement: placeOf(key, '<div class="lossviz-chart"></div>'),
});
window.placeIn = (key, style, options) => {
  const outer = placeOf(key, `<div class="lossviz-chart" style="${style}"></div>`);
  place(key, outer.firstChild, { library: "plotly.min.js", ...options });
};
window.show = async (charts) => {
  const values = valuesOf(Object.values(charts));
  for (const [key, news] of Object.entries(charts)) await show(key, news, values);
};
</script>"""


class ChartsPage:
    """Charts in a browser.

    Attributes:
        page: The page of the browser.
        screen: What the charts have to show.
    """

    def __init__(self, page: Page) -> None:
        """Open a page that has no charts yet."""
        self.page = page
        self.screen = Screen()
        self._n_begun = 0
        variables = " ".join(f"{name}: {value};" for name, value in theme_variables().items())
        html = _HTML.replace("VARIABLES", variables)

        def answer(route: Route) -> None:
            name = route.request.url.rpartition("/")[2]
            if not name:
                route.fulfill(body=html, content_type="text/html")
            elif name == _PLOTLY.name:
                route.fulfill(path=_PLOTLY)
            else:
                route.fulfill(path=STATIC / name)

        page.route("http://charts.test/**", answer)
        page.goto("http://charts.test/")
        page.wait_for_function("() => Boolean(window.show)")

    def begin(self) -> ChartsPage:
        """Begin with charts that nobody has seen before."""
        self._n_begun += 1
        self.page.mouse.move(0, 0)
        self.page.evaluate("begin()")
        return self

    def key(self, name: str) -> str:
        return f"{name}{self._n_begun}"

    def draw(self, figure: Figure, name: str = "chart", title: str = "Chart | by epoch") -> None:
        """Show a figure, at a place that it has or gets, and wait until it is painted."""
        key = self.key(name)
        if not self.page.locator(f"#{key}").count():
            self.page.evaluate("key => drawIn(key, false)", key)
        self.screen.draw(key, title, "A chart.", figure)
        self.page.evaluate("charts => show(charts)", self.screen.news())

    def place(self, name: str, style: str, **options: Any) -> None:
        """Give a chart a place of a style."""
        self.page.evaluate("all => placeIn(...all)", [self.key(name), style, options])

    def host(self, name: str = "chart") -> Locator:
        """Return the element in which Plotly has drawn."""
        return self.page.locator(f"#{self.key(name)} .lossviz-chart")

    def plot(self, script: str, name: str = "chart") -> Any:
        """Return what a function of the host gives."""
        return self.host(name).evaluate(script)

    def wait(self, script: str, name: str = "chart") -> None:
        """Wait until a function of the host gives something true."""
        self.page.wait_for_function(script, arg=self.host(name).element_handle())

    def point(self, across: float, up: float = 0.5, name: str = "chart") -> tuple[float, float]:
        """Return a point of the area of a plot on the page, in shares of its width and of its height from above."""
        box = self.host(name).locator(".nsewdrag").first.bounding_box()
        assert box is not None
        return box["x"] + across * box["width"], box["y"] + up * box["height"]

    @property
    def n_whole(self) -> int:
        """How often Plotly has drawn a whole figure."""
        return self.page.evaluate("window.reacts")
