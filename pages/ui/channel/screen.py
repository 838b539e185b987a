"""What the charts in a visitor's browser show, and what it has still to be told."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from lossviz.figures.base import Figure
from lossviz.figures.history import Points
from pages.ui.channel.messages import ChartNews, FigureNews, NewPoints, PointsNews


@dataclass
class _Drawing:
    """A chart as it should be, and the names of the parts of it that the browser has."""

    title: str = ""
    alt: str = ""
    parts: dict[str, Any] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)


class Screen:
    """What the charts in a visitor's browser show, and what it has still to be told.

    A figure is sent as its traces and its layout, by names that stand for what is in them; what the browser has already
    is not sent again.

    Attributes:
        age: How often it has begun anew; who only lets lines grow then has to draw them whole.
    """

    def __init__(self) -> None:
        """Begin with a browser that shows nothing."""
        self.age = 0
        self._lock = threading.Lock()  # The page draws its views while the socket draws the curves.
        self._drawings: dict[str, _Drawing] = {}
        self._untold: dict[str, list[Points]] = {}  # charts, and the points of those that only grow

    def draw(self, key: str, title: str, alt: str, figure: Figure) -> None:
        """Show a figure.

        Args:
            key: Which chart of the page it is.
            title: What stands above it; the words before the last ` | ` stand out.
            alt: What it shows, for those who cannot see it.
            figure: The whole figure.
        """
        parts = [*figure["data"], figure["layout"]]
        order = [_name_of(part) for part in parts]
        with self._lock:
            before = self._drawings.get(key, _Drawing())
            self._drawings[key] = _Drawing(title, alt, dict(zip(order, parts, strict=True)), order, before.known)
            if (title, alt, order) != (before.title, before.alt, before.order):
                self._untold[key] = []

    def grow(self, key: str, title: str, alt: str, points: list[Points]) -> None:
        """Append points to the first lines of the figure that the browser shows."""
        with self._lock:
            # No name stands for what it shows from now on, so the next figure will be news.
            self._drawings[key] = _Drawing(title, alt, known=self._drawings[key].known)
            self._untold[key] = points

    def wipe(self, *keys: str) -> None:
        """Let charts show nothing until they are drawn again, so that none shows for a moment what it showed before."""
        with self._lock:
            for key in keys:
                if self._drawings.pop(key, None) is not None:
                    self._untold[key] = []

    def forget(self) -> None:
        """Begin anew with a browser of which nothing is known: all figures are news."""
        with self._lock:
            self.age += 1
            for drawing in self._drawings.values():
                drawing.known = []
            self._untold = {key: [] for key, drawing in self._drawings.items() if drawing.order}

    def news(self) -> dict[str, ChartNews]:
        """Return what the browser has to be told, by chart, once; None wipes a chart."""
        with self._lock:
            untold, self._untold = self._untold, {}
            drawings = self._drawings
            return {key: self._message(drawings[key], untold[key]) if key in drawings else None for key in untold}

    def _message(self, drawing: _Drawing, points: list[Points]) -> ChartNews:
        if points:
            added = [cast(NewPoints, asdict(line)) for line in points]
            return PointsNews(title=drawing.title, alt=drawing.alt, points=added)
        new = {name: part for name, part in drawing.parts.items() if name not in drawing.known}
        drawing.known = drawing.order
        return FigureNews(title=drawing.title, alt=drawing.alt, order=drawing.order, parts=new)


def _name_of(part: Any) -> str:
    return hashlib.sha1(json.dumps(part).encode(), usedforsecurity=False).hexdigest()[:12]
