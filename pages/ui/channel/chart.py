"""The chart of all pages: Plotly in a component that is mounted once, so that zoom and focus survive every change."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.ui.channel.assets import PLOTLY, STATIC
from pages.ui.channel.component import component
from pages.ui.channel.component_records import ChartData, ControlValue
from pages.ui.channel.messages import read_value
from pages.ui.channel.modules import joined

_chart = component("chart", html='<div class="lossviz-chart"></div>')


def chart_program() -> str:
    """Return the program that draws charts in the browser, the module `$chart`, for pages that have no server."""
    return joined([STATIC / "chart.js"])


def place(
    key: str,
    height: int = 340,
    on_click: Callable[[ControlValue, ControlValue], object] | None = None,
    *,
    compact: bool = False,
    about: str = "",
) -> None:
    """Make room on the page for a chart; what it shows is drawn on a `Screen`.

    Args:
        key: Which chart it is.
        height: In pixels.
        on_click: Gets x and y of what a visitor clicks on.
        compact: Whether it lies in a grid of charts: its sizes are multiples of the page's unit.
        about: Of what it is, for the title of its picture.
    """

    def clicked() -> None:
        point = st.session_state[key].get("clicked")
        if on_click is not None and isinstance(point, dict):
            x, y = read_value(point.get("x")), read_value(point.get("y"))
            if x is not None and y is not None:
                on_click(x, y)

    listening = {"on_clicked_change": clicked} if on_click else {}
    data: ChartData = {
        "key": key,
        "height": height,
        "clicks": bool(on_click),
        "compact": compact,
        "plotly": PLOTLY,
        "about": about,
    }
    _chart(key=key, data=data, **listening)
