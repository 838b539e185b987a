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
from lossviz.datasets.tables.cells import cell_of
from lossviz.datasets.tables.table import Column, Table
from lossviz.datasets.tables.understanding import Understanding, known, used
from lossviz.declare import shortest


def table_code(table: Table, understanding: Understanding, values: Mapping[str, Any], split: Split) -> Iterator[str]:
    """Give the lines of the body of a function that makes the data of a table as it is understood."""
    columns = [table.columns[number] for number in understanding.features]
    target = table.columns[understanding.target]
    yield f"rows = list(csv.DictReader({split.table}))"
    complete = known(table, understanding)
    if not complete.all():
        yield from folded("known = (", [_literal(cell_of(c.name)) for c in (*columns, target)], ")", indent=4)
        yield "rows = [row for row in rows if all(row[name] for name in known)]  # a value is missing in others"
    classes = _classes(target, target.cells[used(table, understanding)]) if understanding.task == "classes" else []
    answer = _cell(target) if target.values else f"float({_cell(target)})"
    if classes:
        yield from folded("classes = [", classes, "]", indent=4)
    if (complete & ~used(table, understanding)).any():
        yield f"rows = [row for row in rows if {answer} in classes]  # of each other class there is only one"
    yield "columns = ["
    for column in columns:
        yield from (f"    [{each} for row in rows]," for each in _features(column))
    yield "]"
    yield "x = np.array(columns, float).T"
    yield from scaling_code(standardise=values["standardise"], constant=True)
    if classes:
        yield f"y = np.array([classes.index({answer}) for row in rows])"
        if n_mistakes(values, split):
            yield f"random = np.random.default_rng({values['seed']})"
        yield from mistakes_code(values, split, len(classes))
    else:
        unit = values["target_unit"]
        yield f"y = np.array([{answer} for row in rows]){'' if unit == 1 else f' / {shortest(unit)}'}"
        yield from numbers_code(split, "y[:, None]")


def _classes(target: Column, cells: np.ndarray) -> list[str]:
    """Return the classes among some cells of a target, as code."""
    classes = np.unique(cells).tolist()
    return [_literal(cell_of(target.values[cell])) if target.values else repr(cell) for cell in classes]


def _cell(column: Column) -> str:
    """Return the expression of the cell of a column in a row."""
    return f"row[{_literal(cell_of(column.name))}]"


def _features(column: Column) -> Iterable[str]:
    """Return the expressions of the features that a column makes of a row."""
    if column.kind == "numbers":
        return [f"float({_cell(column)})"]
    values = column.values[-1:] if len(column.values) == 2 else column.values
    return [f"{_cell(column)} == {_literal(cell_of(value))}" for value in values]


def _literal(text: str) -> str:
    """Return a text as code, in double quotes unless it has more of these than of single ones."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + text.replace("\\", "\\\\").replace(quote, f"\\{quote}") + quote
