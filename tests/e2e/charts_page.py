"""Charts on a page without Streamlit: told by a `Screen`, drawn by the program that the app serves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import plotly
from playwright.sync_api import Locator, Page, Route

from lossviz.export.theme import theme_variables
from lossviz.figures.base import Figure
from pages.ui.channel.assets import STATIC
from pages.ui.channel.screen import Screen

_PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"

_START = """<!doctype html><style>:root {{ {variables} }} body {{ width: 700px; font-family: var(--st-font) }}</style>
{places}<script src="plotly.min.js"></script><script type="module">
const {{ react }} = window.Plotly;
window.reacts = 0;
window.Plotly.react = (...all) => {{ window.reacts += 1; return react(...all); }};
import {{ draw, show }} from "./chart.js";
window.place = (key) => draw({{ data: {{ key, height: 320, clicks: false, plotly: "plotly.min.js" }},
  parentElement: document.getElementById(key) }});
window.show = async (charts) => {{ for (const [key, news] of Object.entries(charts)) await show(key, news); }};
</script>"""

_PLACE = '<div id="{key}"><div class="lossviz-chart"></div></div>'


class ChartsPage:
    """Charts in a browser.

    Attributes:
        page: The page of the browser.
        screen: What the charts have to show.
    """

    def __init__(self, page: Page, keys: Sequence[str] = ("chart",)) -> None:
        """Open a page with places for charts."""
        self.page = page
        self.screen = Screen()
        variables = " ".join(f"{name}: {value};" for name, value in theme_variables().items())
        html = _START.format(variables=variables, places="".join(_PLACE.format(key=key) for key in keys))

        def answer(route: Route) -> None:
            name = route.request.url.rpartition("/")[2]
            if not name:
                route.fulfill(body=html, content_type="text/html")
            else:
                route.fulfill(path=_PLOTLY if name == _PLOTLY.name else STATIC / name)

        page.route("http://charts.test/**", answer)
        page.goto("http://charts.test/")
        page.wait_for_function("() => Boolean(window.show)")
        for key in keys:
            page.evaluate("key => place(key)", key)

    def draw(self, figure: Figure, key: str = "chart", title: str = "Chart | by epoch") -> None:
        """Show a figure, and wait until it is painted."""
        self.screen.draw(key, title, "A chart.", figure)
        self.page.evaluate("charts => show(charts)", self.screen.news())

    def host(self, key: str = "chart") -> Locator:
        """Return the element in which Plotly has drawn."""
        return self.page.locator(f"#{key} .lossviz-chart")

    def plot(self, script: str, key: str = "chart") -> Any:
        """Return what a function of the host gives."""
        return self.host(key).evaluate(script)

    @property
    def n_whole(self) -> int:
        """How often Plotly has drawn a whole figure."""
        return self.page.evaluate("window.reacts")
