"""What the charts in a visitor's browser show, and what it has still to be told."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from dataclasses import asdict, dataclass, field
from itertools import zip_longest
from typing import Any, cast

from lossviz.figures.base import Figure
from lossviz.figures.history import Points
from pages.ui.channel.messages import ChartNews, FigureNews, NewPoints, PointsNews

_APART = ("x", "y", "z", "text", "customdata", "name", "meta", "hovertemplate", "playhead")
"""What changes more often than the rest of a trace or of a layout, so that it is sent apart from that."""

_APART_OF_MARKER = ("color", "symbol")
"""What is sent apart of markers that have one for each point."""


_Names = dict[str, str]
"""The names of the values of a part, by their places."""


@dataclass
class _Drawing:
    """A chart as it should be, and what the browser has of it.

    Attributes:
        title: What stands above it.
        alt: What it shows.
        parts: The names of the values of each trace, and of the layout.
        values: As JSON, by name.
        told: The parts that the browser has.
        known: The names of the values that the browser has.
        lists: Lists and their names, by the number of the part and the place in it: comparing one that is the same
            takes a tenth of the time of writing it again.
    """

    title: str = ""
    alt: str = ""
    parts: list[_Names] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    told: list[_Names] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    lists: dict[tuple[int, str], tuple[list[Any], str]] = field(default_factory=dict)

    @classmethod
    def of(cls, title: str, alt: str, figure: Figure, before: _Drawing) -> _Drawing:
        """Take a figure apart; what it has in common with the one before is not written again."""
        drawing = cls(title, alt, told=before.told, known=before.known)
        for number, part in enumerate([*figure["data"], figure["layout"]]):
            names = {}
            for place, value in _apart(part).items():
                earlier, name = before.lists.get((number, place), (None, ""))
                if earlier is None or earlier != value:
                    text = _json(value)
                    name = _name_of(text)
                else:
                    text = before.values[name]
                names[place], drawing.values[name] = name, text
                if isinstance(value, list):
                    drawing.lists[number, place] = value[:], name  # whoever has drawn it may go on with it
            drawing.parts.append(names)
        return drawing

    def message(self, known: set[str]) -> FigureNews:
        """Return what the browser does not know, and take note that it will.

        Args:
            known: The names of all values that the browser knows, of whatever chart; those that are sent join them.
        """
        values = {name: text for name, text in self.values.items() if name not in known}
        known.update(values)
        pairs = zip_longest(self.parts, self.told[: len(self.parts)], fillvalue=cast(_Names, {}))
        parts = [_changes(names, before) for names, before in pairs]
        whole = not self.told
        self.told, self.known = self.parts, set(self.values)
        return FigureNews(title=self.title, alt=self.alt, whole=whole, parts=parts, values=values)


def _changes(names: _Names, before: _Names) -> dict[str, str | None]:
    """Return the names that a part did not have at their places before, and None for places that it has no more."""
    new = {place: name for place, name in names.items() if before.get(place) != name}
    return new | dict.fromkeys(before.keys() - names.keys())


class Screen:
    """What the charts in a visitor's browser show, and what it has still to be told.

    A figure is sent as the values in its traces and its layout, by names that stand for what they are; what the browser
    has already, in whatever chart, is not sent again. Of a line that moves that is its y alone.

    Attributes:
        age: How often it has begun anew; who only lets lines grow then has to draw them whole.
    """

    def __init__(self) -> None:
        """Begin with a browser that shows nothing."""
        self.age = 0
        self._lock = threading.Lock()  # The page draws its views while the socket draws the curves.
        self._drawings: dict[str, _Drawing] = {}
        self._untold: dict[str, tuple[list[Points], int]] = {}  # charts, and the points of those that only grow

    def draw(self, key: str, title: str, alt: str, figure: Figure) -> None:
        """Show a figure.

        Args:
            key: Which chart of the page it is.
            title: What stands above it; the words before the last ` | ` stand out.
            alt: What it shows, for those who cannot see it.
            figure: The whole figure.
        """
        with self._lock:
            before = self._drawings.get(key, _Drawing())
            drawing = _Drawing.of(title, alt, figure, before)
            self._drawings[key] = drawing
            if (title, alt, drawing.parts) != (before.title, before.alt, before.parts):
                self._untold[key] = ([], 0)

    def grow(self, key: str, title: str, alt: str, points: list[Points], until: int) -> None:
        """Append points, which go to some epoch, to the first lines of the figure that the browser shows."""
        with self._lock:
            # No name stands for what it shows from now on, so the next figure will be news.
            before = self._drawings[key]
            self._drawings[key] = _Drawing(title, alt, told=before.told, known=before.known)
            self._untold[key] = (points, until)

    def wipe(self, *keys: str) -> None:
        """Let charts show nothing until they are drawn again, so that none shows for a moment what it showed before."""
        with self._lock:
            for key in keys:
                if self._drawings.pop(key, None) is not None:
                    self._untold[key] = ([], 0)

    def forget(self) -> None:
        """Begin anew with a browser of which nothing is known: all figures are news."""
        with self._lock:
            self.age += 1
            for drawing in self._drawings.values():
                drawing.told, drawing.known = [], set()
            self._untold = {key: ([], 0) for key, drawing in self._drawings.items() if drawing.parts}

    def news(self) -> dict[str, ChartNews]:
        """Return what the browser has to be told, by chart, once; None wipes a chart."""
        with self._lock:
            untold, self._untold = self._untold, {}
            drawings = self._drawings
            known = set().union(*(drawing.known for drawing in drawings.values()))
            return {key: _message(drawings[key], known, *untold[key]) if key in drawings else None for key in untold}


def _message(drawing: _Drawing, known: set[str], points: list[Points], until: int) -> ChartNews:
    if not points:
        return drawing.message(known)
    added = [cast(NewPoints, asdict(line)) for line in points]
    return PointsNews(title=drawing.title, alt=drawing.alt, points=added, until=until)


def _apart(part: Figure) -> dict[str, Any]:
    """Return the values of a trace or of a layout by their places; the rest is the value at the empty place."""
    values = {name: part[name] for name in _APART if name in part}
    rest = {name: value for name, value in part.items() if name not in values}
    marker = part.get("marker", {})
    lists = {name: marker[name] for name in _APART_OF_MARKER if isinstance(marker.get(name), list)}
    if lists:
        rest["marker"] = {name: value for name, value in marker.items() if name not in lists}
        values |= {f"marker.{name}": value for name, value in lists.items()}
    return {"": rest, **values}


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _name_of(text: str) -> str:
    digest = hashlib.blake2b(text.encode(), digest_size=6).digest()
    return base64.urlsafe_b64encode(digest).decode()
