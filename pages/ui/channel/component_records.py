"""What components are given and tell, and what lies in files: all that JavaScript reads and no socket carries.

As all records, these are dicts, which go into JSON as they are; `static/messages.d.ts` is generated from them.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from lossviz.figures.base import Dash

# Controls

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


# What components are given, and what they tell


class ChartData(TypedDict):
    """The place of a chart.

    Attributes:
        key: Which chart it is.
        height: In pixels.
        clicks: Whether the page wants to know what is clicked on.
        compact: Whether all its sizes are multiples of the page's unit.
        plotly: The address of plotly.js below the page's.
        about: Of what it is, for the title of its picture.
    """

    key: str
    height: int
    clicks: bool
    compact: bool
    plotly: str
    about: str


class Click(TypedDict):
    """The point of a chart that was clicked on."""

    x: float | str
    y: float | str


class ChartTold(TypedDict):
    """What a chart tells the page."""

    clicked: Click


class ScreenData(TypedDict):
    """A page on one screen.

    Attributes:
        plotly: The address of plotly.js below the page's.
        about: Of what its charts are, for the titles of their pictures.
    """

    plotly: str
    about: str


class LossTold(TypedDict):
    """That the loss is to be trained with."""

    train: Literal[True]


class ConnectionData(TypedDict):
    """The connection of the page.

    Attributes:
        token: By which the browser names itself.
        shown: Whether the words on how far the run is are shown.
    """

    token: str
    shown: bool


class RerunTold(TypedDict):
    """That the page has to be drawn again."""

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
    dash: Dash
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


class ParamControlData(TypedDict):
    """A control among Streamlit's own parts of a page.

    Attributes:
        control: What it is.
        heard: How many values were heard; what was refused is told anew by it, though nothing else has changed.
    """

    control: ControlData
    heard: int


class ControlTold(TypedDict):
    """The value that the hand has left."""

    settled: ControlValue


FILES_KEY: Literal["lossviz-key"] = "lossviz-key"
"""The header in which a browser says of which scene it asks for a file: addresses are what proxies write into logs."""


class FileData(TypedDict):
    """A file that can be taken away.

    Attributes:
        label: What stands on its button.
        name: What it is called when it is saved.
        help: What is in it.
    """

    label: str
    name: str
    help: str


class DownloadsData(TypedDict):
    """Files that can be taken away.

    Attributes:
        key: What the browser says in a header when it asks for one of them, by its name.
        files: All of them in their order.
    """

    key: str
    files: list[FileData]


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
        y: The heights of its shape; above 1 it leaves the picture.
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
