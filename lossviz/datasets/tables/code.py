"""A table of one's own in exported code: the lines that read it with Python's own reader, and make the same data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from lossviz.code_layout import folded
from lossviz.datasets.base import Split
from lossviz.datasets.classes import mistakes_code, n_mistakes
from lossviz.datasets.code import numbers_code
from lossviz.datasets.scaling import scaling_code
from lossviz.datasets.tables.table import Column, Table, name_cell
from lossviz.datasets.tables.understanding import Understanding, complete
from lossviz.declare import shortest
from lossviz.spreadsheet import spreadsheet_text


def table_code(table: Table, understanding: Understanding, values: Mapping[str, Any], split: Split) -> Iterator[str]:
    """Give the lines of the body of a function that makes the data of a table as it is understood."""
    columns = [table.columns[number] for number in understanding.features]
    target = table.columns[understanding.target]
    rows = complete(table, understanding)
    yield f"rows = list(csv.DictReader({split.table}))"
    if not rows.all():
        yield from folded("known = (", [_literal(name_cell(c.name)) for c in (*columns, target)], ")", indent=4)
        yield "rows = [row for row in rows if all(row[name] for name in known)]  # a value is missing in others"
    yield "columns = ["
    for column in columns:
        yield from (f"    [{each} for row in rows]," for each in _features(column))
    yield "]"
    yield "x = np.array(columns, float).T"
    yield from scaling_code(standardise=values["standardise"], constant=True)
    cell = f"row[{_literal(name_cell(target.name))}]"
    if understanding.task == "numbers":
        unit = values["target_unit"]
        yield f"y = np.array([float({cell}) for row in rows]){'' if unit == 1 else f' / {shortest(unit)}'}"
        yield from numbers_code(split, "y[:, None]")
        return
    classes = np.unique(target.cells[rows]).tolist()
    told = (
        [_literal(spreadsheet_text(target.values[number])) for number in classes]
        if target.values
        else map(repr, classes)
    )
    yield from folded("classes = [", told, "]", indent=4)
    yield f"y = np.array([classes.index({cell if target.values else f'float({cell})'}) for row in rows])"
    if n_mistakes(values, split):
        yield f"random = np.random.default_rng({values['seed']})"
    yield from mistakes_code(values, split, len(classes))


def _features(column: Column) -> Iterable[str]:
    """Return the expressions of the features that a column makes of a row."""
    cell = f"row[{_literal(name_cell(column.name))}]"
    if column.kind == "numbers":
        return [f"float({cell})"]
    values = column.values[-1:] if len(column.values) == 2 else column.values
    return [f"{cell} == {_literal(spreadsheet_text(value))}" for value in values]


def _literal(text: str) -> str:
    """Return a text as code, in double quotes unless it has more of these than of single ones."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + text.replace("\\", "\\\\").replace(quote, f"\\{quote}") + quote
