"""The chart of all pages: Plotly in a component that is mounted once, so that zoom and focus survive every change."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

import streamlit as st

from lossviz.figures import Figure, Points
from pages.ui.component import component

_chart = component("chart", html='<div class="lossviz-title"></div><div class="lossviz-chart"></div>')


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


@dataclass
class Shown:
    """What the visitor's browser has of a chart.

    Attributes:
        version: Of the figure it shows; "" once that has grown.
        parts: The names of its traces, in their order, and of its layout, which need not be sent again.
    """

    version: str = ""
    parts: list[str] = field(default_factory=list)


def shown() -> dict[str, Shown]:
    """Return what the visitor's browser has, by chart; nothing of a chart that it has lost."""
    return st.session_state.setdefault("charts", {})


def chart(
    key: str, title: str, alt: str, figure: Figure | None = None, growth: Growth | None = None, height: int = 340
) -> None:
    """Draw a figure, or let the one that is shown grow. Only what the browser does not have is sent.

    Args:
        key: Which chart of the page it is.
        title: What stands above it; the words before ` | ` stand out.
        alt: What it shows, for those who cannot see it.
        figure: The whole figure.
        growth: With a figure, how much of a run it shows; without one, what to append.
        height: In pixels.
    """
    message: dict[str, Any] = {"title": title, "alt": alt, "run": growth.run if growth else ""}
    if figure is not None:
        parts = [*figure["data"], figure["layout"]]
        names = [_name_of(part) for part in parts]
        version = _name_of([names, message["run"], height])
        has = shown().get(key, Shown())
        message |= {"version": version, "drawn": growth.end if growth else 0}
        if has.version != version:
            new = {name: part for name, part in zip(names, parts, strict=True) if name not in has.parts}
            message |= {"names": names, "parts": new, "height": height}
        shown()[key] = Shown(version, names)
    elif growth is not None:
        points = [asdict(line) for line in growth.points]
        message["append"] = {"from": growth.start, "to": growth.end, "points": points}
        shown()[key] = Shown("", shown()[key].parts)

    def lost() -> None:
        shown().pop(key, None)
        st.rerun()  # A message of several fragments runs only the first of them.

    _chart(key=key, data=message, on_gap_change=lost)


def _name_of(part: Any) -> str:
    return hashlib.sha1(json.dumps(part).encode(), usedforsecurity=False).hexdigest()[:12]
