"""What the server and its JavaScript tell each other: every record is declared here, and nowhere else.

`static/messages.d.ts` is generated from it (`make docs`), and the JavaScript is checked against that. Records are
dicts, since they go into JSON as they are.
"""

from __future__ import annotations

import json
from typing import Literal, TypedDict, final

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
        until: To which epoch they go; the playhead follows.
    """

    title: str
    alt: str
    points: list[NewPoints]
    until: int


ChartNews = FigureNews | PointsNews | None
"""None wipes a chart."""

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


class Span(TypedDict):
    """A piece of a sentence.

    Attributes:
        text: Its words.
        role: `now` for a number of the run in hand, `before` for what was before the hand moved, `wrong` for what was
            refused.
    """

    text: str
    role: str


class LossPart(TypedDict):
    """The loss of the run in hand.

    Attributes:
        name: Its name.
        label: What it is called.
        summary: What it does, in a sentence.
        formula: Its formula with the values of its parameters, as MathML.
        notation: What the symbols stand for.
    """

    name: str
    label: str
    summary: str
    formula: str
    notation: str


class Option(TypedDict):
    """Something to choose.

    Attributes:
        value: What is chosen.
        label: What it is called.
        group: Under which heading it stands; empty for none.
        hint: What it is, in a sentence.
    """

    value: str
    label: str
    group: str
    hint: str


class SetUpPart(TypedDict):
    """One of the lines that say what else is set.

    Attributes:
        kind: `dataset`, `model`, `optimizer` or `run`.
        label: What it is called.
        words: What is set.
        chosen: The component; empty for the run, which has none.
        options: All components; none for the run.
        controls: The names of the controls of its parameters.
    """

    kind: str
    label: str
    words: str
    chosen: str
    options: list[Option]
    controls: list[str]


class EpochPart(TypedDict):
    """Where the playhead is.

    Attributes:
        at: The epoch that is looked at.
        last: The last epoch of the run.
        playing: Whether the playhead moves.
        runs: Whether the run can still go on.
        speed: How fast it plays, in words.
        speeds: All speeds.
        words: How the run stands, if it is not simply finished.
    """

    at: int
    last: int
    playing: bool
    runs: bool
    speed: str
    speeds: list[str]
    words: str


class Measure(TypedDict):
    """A yardstick of the run in hand.

    Attributes:
        label: What it is called.
        train: Its value on the training examples.
        held_out: On those held out; empty if there are none.
        before: On the training examples before the hand moved; empty if it is the same, or not known.
    """

    label: str
    train: str
    held_out: str
    before: str


class ConfusionPart(TypedDict):
    """How many examples of each class (rows) are taken for each class (columns).

    Attributes:
        names: Of the classes.
        train: Of the training examples.
        held_out: Of those held out.
        before: Of the training examples before the hand moved; empty if that is not known.
    """

    names: list[str]
    train: list[list[int]]
    held_out: list[list[int]]
    before: list[list[int]]


class KeyMark(TypedDict):
    """What a mark in a chart stands for.

    Attributes:
        mark: Its form: `dot`, `ring`, `diamond` or `line`.
        colour: The word for its colour.
        words: What it stands for.
    """

    mark: str
    colour: str
    words: str


class CostsPart(TypedDict):
    """What predictions cost.

    Attributes:
        name: The loss.
        columns: What stands above the columns.
        rows: A prediction each.
        exact: The exact values at the place that is read.
    """

    name: str
    columns: list[str]
    rows: list[list[str]]
    exact: str


class Claim(TypedDict):
    """What is claimed of a loss.

    Attributes:
        words: What is so.
        holds: Whether the claim holds, and not its contrary.
        help: What it means.
    """

    words: str
    holds: bool
    help: str


class SecondPart(TypedDict):
    """What is drawn beside the shape of a loss.

    Attributes:
        chart: The key of the chart.
        title: What stands above it.
        chosen: The parameter whose range it shows; empty if it shows none.
        options: The parameters that it can show.
    """

    chart: str
    title: str
    chosen: str
    options: list[Option]


class Panel(TypedDict, total=False):
    """The words and controls around the charts; each part is sent whole when it has changed.

    Attributes:
        loss: The loss of the run in hand, or the one that is open.
        claims: What is claimed of the one that is open.
        second: What is drawn beside its shape.
        costs: What predictions cost by it.
        table: The table of runs.
        losses: All losses that can be chosen.
        demos: All demonstrations; those that are open are told by `opened`.
        recipes: The recipes of the article.
        opened: The demonstration or the recipe that is shown; empty if it is neither.
        controls: All controls, by their names; what they are set to is told by `values`.
        values: What each control is set to.
        bar: The names of the controls beside the loss, the one in hand first.
        ring: What the control in hand was set to before the hand moved; None if nothing is drawn in grey.
        sentence: What is on the screen.
        question: What to look for.
        set_up: What else is set.
        epoch: Where the playhead is.
        waits: What the pictures wait for: `starting`, `compiling` or nothing.
        shows: Whether there is something to see yet.
        measures: Yardsticks that compare all losses.
        reason: Why it came so.
        confusion: What is taken for what; None where there are no classes.
        key: What marks in the charts of the model stand for.
    """

    loss: LossPart
    claims: list[Claim]
    second: SecondPart
    costs: CostsPart
    table: TableData
    losses: list[Option]
    demos: list[Option]
    recipes: list[Option]
    opened: str
    controls: dict[str, ControlData]
    values: dict[str, ControlValue]
    bar: list[str]
    ring: ControlValue | None
    sentence: list[Span]
    question: str
    set_up: list[SetUpPart]
    epoch: EpochPart
    waits: str
    shows: bool
    measures: list[Measure]
    reason: list[Span]
    confusion: ConfusionPart | None
    key: list[KeyMark]


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
    """

    number: int
    charts: dict[str, ChartNews]
    standing: str
    share: float | None
    call: bool
    awaited: str | None
    panel: Panel


class Moved(TypedDict):
    """The visitor was here before: what they had is theirs again, and the whole page has to be drawn for it."""

    moved: Literal[True]


ServerMessage = News | Moved


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
    """

    control: str
    value: float | str | bool
    held: bool


BrowserMessage = Painted | Turned

LONGEST = 1000
"""Most characters of a message from a browser."""


def read_message(text: str) -> BrowserMessage | None:
    """Read what a browser sends; None if it is nothing that a browser of ours would send."""
    if len(text) > LONGEST:
        return None
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    match message:
        case {"painted": int(number), **rest} if not rest and number >= 0 and not isinstance(number, bool):
            return {"painted": number}
        case {"control": str(name), "value": bool() | int() | float() | str() as value, "held": bool(held), **rest}:
            return None if rest else {"control": name, "value": value, "held": held}
    return None


# What components are given, and what they tell


class ChartData(TypedDict):
    """The place of a chart.

    Attributes:
        key: Which chart it is.
        height: In pixels.
        clicks: Whether the page wants to know what is clicked on.
        compact: Whether all its sizes are multiples of the page's unit.
        plotly: The address of plotly.js below the page's.
    """

    key: str
    height: int
    clicks: bool
    compact: bool
    plotly: str


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
    """

    plotly: str


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
