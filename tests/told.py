"""What is told of charts: what a browser puts together of it, and all that is drawn."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from lossviz.figures.base import Figure
from pages.ui.channel.screen import Screen


class Seen(Screen):
    """A screen that keeps what is drawn.

    Attributes:
        figures: The newest figure of each chart.
        titles: Their titles.
        alts: Their words for those who cannot see them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.figures: dict[str, Figure] = {}
        self.titles: dict[str, str] = {}
        self.alts: dict[str, str] = {}

    def draw(self, key: str, title: str, alt: str, figure: Figure) -> None:
        self.figures[key], self.titles[key], self.alts[key] = figure, title, alt


def figure_of(news: Any, others: Iterable[Any] = ()) -> Figure:
    """Return the figure that news of a chart hold whole.

    Args:
        news: What is new of the chart.
        others: What is new of all charts: a value that several of them have is sent once.
    """
    known = {name: value for each in (*others, news) for name, value in each.get("values", {}).items()}
    *traces, layout = (_part_of(known, names) for names in news["parts"])
    return {"data": traces, "layout": layout}


def _part_of(known: dict[str, str], names: dict[str, str]) -> Any:
    values = {place: json.loads(known[name]) for place, name in names.items()}
    part = values.pop("")
    for place, value in values.items():
        *outer, last = place.split(".")
        (part[outer[0]] if outer else part)[last] = value
    return part
