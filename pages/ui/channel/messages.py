"""What the server and its JavaScript tell each other: every record is declared here, and nowhere else.

`static/messages.d.ts` is generated from it (`make docs`), and the JavaScript is checked against that. Records are
dicts, since they go into JSON as they are.
"""

from __future__ import annotations

import json
from typing import Literal, TypedDict

UNKNOWN_TOKEN: Literal[4404] = 4404
"""The code with which the server closes the socket of a browser whose token it does not know, and never will again."""

# By the socket, from the server


class NewPoints(TypedDict):
    """What one line gains."""

    x: list[int]
    y: list[float | None]


class FigureNews(TypedDict):
    """A whole figure, of which only that is sent which the last one did not have.

    Its parts are its traces and its layout. What often changes in a part is a value of its own, so that of a line that
    moves only its y is sent. Names stand for what they name: the same is never sent again.

    Attributes:
        title: What stands above the chart; the words before the last ` | ` stand out.
        alt: What it shows, for those who cannot see it.
        order: The names of all parts: the traces and then the layout.
        parts: The new ones by name: the name of each value by its place, as `y` or `marker.color`; the rest of the part
            is the value at the empty place.
        values: The new ones by name, as JSON.
    """

    title: str
    alt: str
    order: list[str]
    parts: dict[str, dict[str, str]]
    values: dict[str, str]


class PointsNews(TypedDict):
    """Points that are appended to the first traces of the figure that a chart shows.

    Attributes:
        title: What stands above the chart.
        alt: What it shows.
        points: For each of the first traces.
    """

    title: str
    alt: str
    points: list[NewPoints]


ChartNews = FigureNews | PointsNews | None
"""None wipes a chart."""

Called = Literal["page", "views"]
"""A part of the page that can be drawn again alone."""


class News(TypedDict):
    """All that is new.

    Attributes:
        number: Which message it is; the browser returns it once everything in it is painted.
        charts: What is new of each chart.
        standing: How far the run is, in words.
        share: Which part of the way it has gone; None while it rests.
        call: The part of the page to draw again.
        awaited: A chart to wait for until it has its place.
    """

    number: int
    charts: dict[str, ChartNews]
    standing: str
    share: float | None
    call: Called | None
    awaited: str | None


class Moved(TypedDict):
    """The visitor was here before: what they had is theirs again, and the whole page has to be drawn for it."""

    moved: Literal[True]


ServerMessage = News | Moved


# By the socket, from the browser


class Painted(TypedDict):
    """A message has been painted: everything in it is seen.

    Attributes:
        painted: Its number.
    """

    painted: int


def read_painted(text: str) -> Painted | None:
    """Read what a browser sends; None if it is nothing that a browser of ours would send."""
    if len(text) > 100:
        return None
    try:
        match json.loads(text):
            case {"painted": int(number), **rest} if not rest and number >= 0 and not isinstance(number, bool):
                return {"painted": number}
    except ValueError:
        pass
    return None


# What components are given, and what they tell


class ChartData(TypedDict):
    """The place of a chart.

    Attributes:
        key: Which chart it is.
        height: In pixels.
        clicks: Whether the page wants to know what is clicked on.
        plotly: The address of plotly.js below the page's.
    """

    key: str
    height: int
    clicks: bool
    plotly: str


class Click(TypedDict):
    """The point of a chart that was clicked on."""

    x: float | str
    y: float | str


class ChartTold(TypedDict):
    """What a chart tells the page."""

    clicked: Click


class ConnectionData(TypedDict):
    """The connection of the page.

    Attributes:
        token: By which the browser names itself.
        shown: Whether the words on how far the run is are shown.
    """

    token: str
    shown: bool


class RerunData(TypedDict):
    """A part of the page that the server can call for."""

    part: Called


class RerunTold(TypedDict):
    """That the part has to be drawn again."""

    call: Literal[True]


class GalleryTold(TypedDict):
    """The loss that was clicked on."""

    opened: str


class Column(TypedDict):
    """A column of the table of runs.

    Attributes:
        label: What stands above it.
        help: What it means.
    """

    label: str
    help: str


class Row(TypedDict):
    """A run in the table.

    Attributes:
        key: Its key in charts.
        name: What the visitor calls it.
        colour: The word for the colour of its lines.
        dash: The dash of its lines.
        hidden: Whether it is left out of the charts.
        focused: Whether it is the one looked at.
        texts: What stands in each column.
        values: What each column is sorted by.
    """

    key: str
    name: str
    colour: str
    dash: str
    hidden: bool
    focused: bool
    texts: list[str]
    values: list[float | str | None]


class TableData(TypedDict):
    """The table of runs.

    Attributes:
        label: What it is called.
        longest_name: Most characters of a name.
        columns: Its columns; the first one has the names.
        rows: Its rows.
        group: The number of the column by which they are grouped.
        done: The number of the last act that the server has done.
    """

    label: str
    longest_name: int
    columns: list[Column]
    rows: list[Row]
    group: int | None
    done: int


class Act(TypedDict):
    """Something done to a run of the table.

    Attributes:
        number: Which act of the visitor it is.
        what: What was done.
        run: The key of the run.
        value: Its new name.
    """

    number: int
    what: Literal["rename", "rewind", "hide", "delete"]
    run: str
    value: str | None


class TableTold(TypedDict):
    """All acts that the server has not yet done, as far as the browser knows."""

    acts: list[Act]


ControlValue = float | str | bool
"""What a parameter is: a number, an option or several numbers as a text, or whether it is on."""


class ControlMark(TypedDict):
    """A value worth a tick below the track of a slider.

    Attributes:
        value: Where it is.
        words: What is special about it; empty for the default alone.
    """

    value: float
    words: str


class ControlData(TypedDict):
    """The control of a parameter.

    Attributes:
        name: What links call it.
        label: What it is called.
        symbol: Its letter in formulas.
        help: What it does.
        domain: The accepted values in words.
        kind: Which control it is.
        low: The left end of its slider.
        high: The right end of its slider.
        least: The least number that is accepted; None if there is none.
        most: The greatest number that is accepted; None if there is none.
        log: Whether equal ways on the track are equal ratios.
        whole: Whether numbers must be whole.
        options: What a menu offers.
        value: What it is now.
        default: What it is unless it is set.
        marks: The ticks of its slider, those first whose words matter most.
    """

    name: str
    label: str
    symbol: str
    help: str
    domain: str
    kind: Literal["slider", "field", "menu", "switch"]
    low: float
    high: float
    least: float | None
    most: float | None
    log: bool
    whole: bool
    options: list[str]
    value: ControlValue
    default: ControlValue
    marks: list[ControlMark]


# What lies in files


class TaskGroup(TypedDict):
    """A group of the gallery."""

    name: str
    label: str


class Card(TypedDict):
    """A loss in the gallery.

    Attributes:
        name: Its name.
        label: What it is called.
        task: Its group.
        centred: Whether an error, margin or lead of 0 is in the middle of its shape.
        summary: The first sentence on it.
        claims: What is claimed of it.
        words: Those it can be found by.
        y: The heights of its shape, from 0 to 1.
    """

    name: str
    label: str
    task: str
    centred: bool
    summary: str
    claims: list[str]
    words: str
    y: list[float]


class GalleryFile(TypedDict):
    """The content of `gallery.json`.

    Attributes:
        tasks: The groups in their order.
        claims: What each claim means.
        losses: All losses.
    """

    tasks: list[TaskGroup]
    claims: dict[str, str]
    losses: list[Card]
