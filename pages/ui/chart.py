"""The chart of all pages: Plotly in a component that is mounted once, so that zoom and focus survive every change."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from lossviz.figures import Figure, Points

# The file is loaded once a page through a route of the app; this text travels with every message.
_LOAD = """export default (component) => {
  import(new URL("assets/ui/chart.js", document.baseURI).href).then((chart) => chart.draw(component));
}"""

_chart = st.components.v2.component(
    "lossviz_chart",
    html='<div class="lossviz-chart"></div>',
    css=".lossviz-chart { width: 100%; }",
    js=_LOAD,
    isolate_styles=False,
)


@dataclass(frozen=True)
class Growth:
    """What the growing lines of a chart have got since they were last drawn.

    Attributes:
        run: Whose lines they are; points of another run are dropped in the browser.
        start: Epochs drawn before.
        end: Epochs drawn with these points.
        points: New points of each growing line.
    """

    run: str
    start: int
    end: int
    points: list[Points]


def shown() -> dict[str, str]:
    """Return which version of each chart the visitor's browser has; "" for a chart that it has lost."""
    return st.session_state.setdefault("charts", {})


def chart(key: str, alt: str, figure: Figure | None = None, growth: Growth | None = None, height: int = 340) -> None:
    """Draw a figure, or let the one that is shown grow. A figure that the browser has is not sent again.

    Args:
        key: Which chart of the page it is.
        alt: What it shows, for those who cannot see it.
        figure: The whole figure.
        growth: With a figure, how much of a run it shows; without one, what to append.
        height: In pixels.
    """
    message: dict[str, Any] = {"alt": alt, "height": height, "run": growth.run if growth else ""}
    if figure is not None:
        text = json.dumps([figure, message["run"], height])
        message["version"] = version = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
        message["drawn"] = growth.end if growth else 0
        if shown().get(key) != version:
            message["figure"] = figure
        shown()[key] = version
    elif growth is not None:
        points = [asdict(line) for line in growth.points]
        message["append"] = {"from": growth.start, "to": growth.end, "points": points}
        shown()[key] = "grown"
    _chart(key=key, data=message, on_gap_change=lambda: shown().update({key: ""}))
