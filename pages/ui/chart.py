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


def chart(key: str, alt: str, figure: Figure | None = None, growth: Growth | None = None, height: int = 340) -> bool:
    """Draw a figure, or let the one that is drawn grow.

    Args:
        key: Which chart of the page it is.
        alt: What it shows, for those who cannot see it.
        figure: The whole figure.
        growth: With a figure, how much of a run it shows; without one, what to append.
        height: In pixels.

    Returns:
        Whether the browser missed something and needs the whole figure.
    """
    message: dict[str, Any] = {"alt": alt, "height": height, "run": growth.run if growth else ""}
    if figure is not None:
        text = json.dumps([figure, message])
        version = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
        message |= {"figure": figure, "version": version, "drawn": growth.end if growth else 0}
    elif growth is not None:
        points = [asdict(line) for line in growth.points]
        message["append"] = {"from": growth.start, "to": growth.end, "points": points}
    return bool(_chart(key=key, data=message, on_gap_change=lambda: None).gap)
