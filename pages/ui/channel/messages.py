"""What the server and its JavaScript tell each other by the socket: every record is declared once.

`static/messages.d.ts` is generated from this module and the two of records beside it (`make docs`), and the JavaScript
is checked against that. Records are dicts, since they go into JSON as they are.
"""

from __future__ import annotations

import json
import math
from typing import Any, Literal, TypedDict, final

from pages.ui.channel.component_records import ControlValue
from pages.ui.channel.panel_records import Panel

UNKNOWN_TOKEN: Literal[4404] = 4404
"""The code with which the server closes the socket of a browser whose token it does not know, and never will again."""

PROTOCOL: Literal["lossviz"] = "lossviz"
"""The first of the subprotocols that a browser offers: the others are its token, the one it had before, and `SAME`.

They stand in a header, since addresses are what proxies write into logs.
"""

SAME: Literal["same"] = "same"
"""Said by a browser that has had the token from before since it loaded the page: it had only lost the server."""

# By the socket, from the server


class NewPoints(TypedDict):
    """What one line gains."""

    x: list[int]
    y: list[float | None]


class FigureNews(TypedDict):
    """A whole figure, of which only that is sent which the last one did not have.

    Its parts are its traces and then its layout. What often changes in a part is a value of its own, so that of a line
    that moves only its y is sent. Names stand for values, the same in all charts: what one of them has is never sent
    again.

    Attributes:
        title: What stands above the chart; the words before the last ` | ` stand out.
        alt: What it shows, for those who cannot see it.
        whole: Whether the browser has no last figure, or not the one that the server knows of.
        parts: Of each part what is not as in the part of that number in the last figure: the name of a value by its
            place, as `y` or `marker.color`, or None if there is none any more; the rest of a part is the value at the
            empty place.
        values: Those by name, as JSON, that the browser has in no chart, and that no chart before this one brings.
    """

    title: str
    alt: str
    whole: bool
    parts: list[dict[str, str | None]]
    values: dict[str, str]


class PointsNews(TypedDict):
    """Points that are appended to the first traces of the figure that a chart shows.

    Attributes:
        title: What stands above the chart.
        alt: What it shows.
        points: For each of the first traces.
        until: To which epoch they go; the playhead follows.
    """

    title: str
    alt: str
    points: list[NewPoints]
    until: int


ChartNews = FigureNews | PointsNews | None
"""None wipes a chart."""


class News(TypedDict):
    """All that is new.

    Attributes:
        number: Which message it is; the browser returns it once everything in it is painted.
        charts: What is new of each chart.
        standing: How far the run is, in words.
        share: Which part of the way it has gone; None while it rests.
        call: Whether the page has to be drawn again.
        awaited: A chart to wait for until it has its place.
        panel: What is new of the words and controls that stand around the charts.
        heard: The number of what was turned last, of all that the server has heard: that is not sent again.
        kept: What is new of all that the browser keeps in case the server forgets it, by the names of scenes.
    """

    number: int
    charts: dict[str, ChartNews]
    standing: str
    share: float | None
    call: bool
    awaited: str | None
    panel: Panel
    heard: int
    kept: dict[str, str]


class Moved(TypedDict):
    """The visitor was here before: what they had is theirs again, and the whole page has to be drawn for it."""

    moved: Literal[True]


class Forgotten(TypedDict):
    """The server has nothing of what the visitor had before, and asks for what the browser has kept."""

    forgotten: Literal[True]


ServerMessage = News | Moved | Forgotten


# By the socket, from the browser


@final
class Painted(TypedDict):
    """A message has been painted: everything in it is seen.

    Attributes:
        painted: Its number.
    """

    painted: int


@final
class Turned(TypedDict):
    """A control of the page has been turned, or a button of it been pressed.

    Attributes:
        control: What it sets, as links call it, or what the button does.
        value: What it is set to.
        held: Whether the hand is still on it, and more is likely to come.
        number: Which one it is: greater than those before. What the server has not heard is sent again.
    """

    control: str
    value: ControlValue
    held: bool
    number: int


@final
class Written(TypedDict):
    """The text of a loss of the visitor's own has been changed.

    Attributes:
        written: All of it.
        held: Whether they are still writing, and more is likely to come.
        number: As that of what is turned, with which it is counted.
    """

    written: str
    held: bool
    number: int


@final
class Kept(TypedDict):
    """What the browser has kept, for a server that has forgotten it.

    Attributes:
        kept: Texts by the names of scenes.
    """

    kept: dict[str, str]


BrowserMessage = Painted | Turned | Written
"""What a browser says by itself."""

LONGEST = 1000
"""Most characters of a message from a browser, unless it is a text."""

LONGEST_WRITTEN = 25_000
"""Most characters of a message with a text: room for the longest one in which every character is escaped by six."""

LONGEST_KEPT = 500_000
"""Most characters of all that a browser has kept: room for all runs that a visitor can have, each as long as a link."""


def read_message(text: str) -> BrowserMessage | None:
    """Read what a browser sends; None if it is nothing that a browser of ours would send."""
    match _parsed(text, LONGEST_WRITTEN):
        case {"written": str(source), "held": bool(held), "number": int(number), **rest} if not rest:
            return None if isinstance(number, bool) else {"written": source, "held": held, "number": number}
        case _ if len(text) > LONGEST:
            return None
        case {"painted": int(number), **rest} if not rest and number >= 0 and not isinstance(number, bool):
            return {"painted": number}
        case {"control": str(name), "value": told, "held": bool(held), "number": int(number), **rest} if not rest:
            value = None if isinstance(number, bool) else read_value(told)
            return None if value is None else {"control": name, "value": value, "held": held, "number": number}
    return None


def read_kept(text: str) -> dict[str, str]:
    """Read what a browser has kept; nothing if it is nothing that a browser of ours would send."""
    match _parsed(text, LONGEST_KEPT):
        case {"kept": dict(kept), **rest} if not rest and all(isinstance(each, str) for each in kept.values()):
            return kept
    return {}


def _parsed(text: str, longest: int) -> Any:
    """Return what a text in JSON says; None if it is too long, none, or says what no text can hold."""
    if len(text) > longest:
        return None
    try:
        message = json.loads(text)
        json.dumps(message, ensure_ascii=False).encode()  # JSON can spell halves of characters
    except (ValueError, RecursionError):
        return None
    return message


def read_value(told: Any) -> ControlValue | None:
    """Return what a browser says that a control is set to; None if no control of ours can be set to it."""
    match told:
        case bool():
            return told
        case str():
            return told if len(told) <= LONGEST else None
        case int() | float():
            try:
                return told if math.isfinite(told) else None
            except OverflowError:  # a whole number of 400 digits
                return None
    return None
