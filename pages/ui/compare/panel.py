"""What the table of compared runs says: what differs, and how each does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossviz.analysis.snapshots import Snapshots
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.figures.comparison import of_interest
from lossviz.specs.comparison import MAX_NAME
from lossviz.specs.differences import NOTHING, differences, text_of
from lossviz.specs.settings import words_of
from lossviz.training.kept_weights import KEPT_WORDS
from pages.ui.channel.component_records import Column, Row, TableData
from pages.ui.channel.panel_records import Panel

if TYPE_CHECKING:
    from pages.ui.compare.charts import CompareScene


def panel(compare: CompareScene) -> dict[str, Any]:
    """Return the table, whose epochs follow the target in the hand."""
    told: Panel = {"table": table_data(compare)}
    return dict(told) if compare.entries else {}


def table_data(compare: CompareScene) -> TableData:
    """Return what the table is told."""
    columns, rows, differing = table_of(compare)
    labels = [column["label"] for column in columns]
    return {
        "label": "Runs",
        "longest_name": MAX_NAME,
        "columns": columns,
        "rows": rows,
        "group": labels.index(compare.group) if compare.group in differing else None,
        "done": compare.n_acts,
    }


def table_of(compare: CompareScene) -> tuple[list[Column], list[Row], list[str]]:
    """Return the columns and the rows of the table; a value is what a text is sorted by.

    Behind the names of the runs come their results, and then the columns in which they differ; the labels of these are
    returned, too.
    """
    by_run, yardstick = compare.snapshots, compare.shown_yardstick
    names = differences([entry.run.spec for entry in compare.entries])
    words = YARDSTICKS[yardstick].label.lower() if yardstick else ""
    looked_at = f"Looked at are {KEPT_WORDS}, and the last."
    measured = [
        (f"Last {words}", "After the last epoch."),
        (f"Best {words}", f"At its best epoch, which is named. {looked_at}"),
        ("Target met", f"The first epoch that is at least as good as the target. {looked_at}"),
    ]
    differing = [words_of(name) for name in names]
    columns: list[Column] = [
        {"label": "Run", "help": "Type another name."},
        *(Column(label=label, help=text) for label, text in measured if yardstick),
        *(Column(label=words_of(name), help=f"In this the runs differ: {name}.") for name in names),
        {"label": "Outcome", "help": "How training ended."},
        {"label": "Time", "help": "Seconds of training on the server, those of compiling included."},
    ]
    rows: list[Row] = []
    for entry in compare.entries:
        texts = [(text_of(entry.run.spec, name), _sorted_by(text_of(entry.run.spec, name))) for name in names]
        numbers = _numbers(by_run.get(entry.key), yardstick, compare.target_value) if yardstick else []
        seconds = entry.run.seconds
        cells = [*numbers, *texts, (entry.run.outcome, entry.run.outcome), (f"{seconds:.2f} s", seconds)]
        rows.append(
            {
                "key": entry.key,
                "name": entry.name,
                "colour": entry.line(0).colour,
                "dash": entry.line(0).dash,
                "hidden": entry.hidden,
                "focused": entry.key == compare.focus,
                "texts": [entry.name, *(text for text, _ in cells)],
                "values": [entry.name, *(value for _, value in cells)],
            }
        )
    return columns, rows, differing


def _numbers(snapshots: Snapshots | None, yardstick: str, target: float) -> list[tuple[str, float | None]]:
    """Return the last and the best value of a yardstick, and the epoch at which it first met its target."""
    nothing: tuple[str, float | None] = (NOTHING, None)
    if snapshots is None or yardstick not in snapshots.yardsticks:
        return [nothing] * 3
    values = of_interest(snapshots.yardsticks[yardstick])
    if np.isnan(values).all():
        return [nothing] * 3
    distance = YARDSTICKS[yardstick].distance
    far = distance(values)
    best = int(np.nanargmin(far))
    met = np.flatnonzero(far <= distance(np.array(target)) + 1e-9)
    first = (f"epoch {snapshots.epochs[met[0]]}", float(snapshots.epochs[met[0]])) if len(met) else ("not met", None)
    return [
        (f"{values[-1]:.4g}", float(values[-1])) if np.isfinite(values[-1]) else nothing,
        (f"{values[best]:.4g} at {snapshots.epochs[best]}", float(values[best])),
        first,
    ]


def _sorted_by(text: str) -> float | str | None:
    try:
        return float(text)
    except ValueError:
        return None if text == NOTHING else text
