"""What the words and controls around charts say: records that go into the messages of the socket.

As all records, these are dicts, which go into JSON as they are; `static/messages.d.ts` is generated from them.
"""

from __future__ import annotations

from typing import TypedDict

from pages.ui.channel.component_records import ControlData, ControlValue, TableData


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


class Fault(TypedDict):
    """Why a text is no loss.

    Attributes:
        line: In which line, counted from 1.
        column: At which character of it, counted from 1.
        words: What it is, and what to write instead.
    """

    line: int
    column: int
    words: str


class SourcePart(TypedDict):
    """What stands in the editor.

    Attributes:
        text: The code of the loss that is open, or what the visitor makes of it.
        fault: Why that is no loss; None if it is one.
        about: What was understood of it, in a sentence.
        longest: How many characters it may have.
        use: What a button says that uses it; empty where it is used while it is written.
    """

    text: str
    fault: Fault | None
    about: str
    longest: int
    use: str


class FindingPicture(TypedDict):
    """What a finding is seen by: the cost on a way of predictions.

    Attributes:
        axis: What is told of a place on the way.
        position: Places on it.
        cost: What they cost; None where that is no number.
        at: The place that the finding is about.
        chord: The ends of a line that the cost should stay below, as places and costs; empty if there is none.
    """

    axis: str
    position: list[float]
    cost: list[float | None]
    at: float
    chord: list[list[float]]


class FindingPart(TypedDict):
    """Something that is wrong with a loss, worth knowing of it, or right.

    Attributes:
        level: `fault`, `warning`, `note` or `good`.
        words: What was found, with its numbers.
        instead: What to write or to choose instead; empty where that is not known.
        line: The line of the text that does it; 0 where that is not known.
        picture: What it is seen by; None where no picture tells it.
    """

    level: str
    words: str
    instead: str
    line: int
    picture: FindingPicture | None


class CheckUpPart(TypedDict):
    """What the check-up of a loss has found, the worst first.

    Attributes:
        findings: All that it has found; empty before it is known.
        fresh: Whether it is of what stands in the editor, and not of what stood there before.
        failed: Why it could not be made; empty if it could.
    """

    findings: list[FindingPart]
    fresh: bool
    failed: str


class Panel(TypedDict, total=False):
    """The words and controls around the charts; each part is sent whole when it has changed.

    Attributes:
        loss: The loss of the run in hand, or the one that is open.
        claims: What is claimed of the one that is open.
        second: What is drawn beside its shape.
        costs: What predictions cost by it.
        table: The table of runs.
        losses: All declared losses that can be chosen.
        own: Those that the visitor has written.
        editing: Whether the editor of a loss of their own is open.
        source: What stands in it.
        texts: With what else one can begin in it.
        check_up: What is wrong, or right, with it.
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
    own: list[Option]
    editing: bool
    source: SourcePart
    texts: list[Option]
    check_up: CheckUpPart
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
