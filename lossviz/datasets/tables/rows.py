"""A text as rows of cells: which sign separates them, and rows that do not fit the others."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import count, islice
from typing import NamedTuple

from lossviz.datasets.tables.errors import TableError

SEPARATORS = {"\t": "tab", ";": "semicolon", "|": "bar", ",": "comma"}
"""The signs between cells, by the word for each; of those that fit, the first is taken: a comma is in many numbers."""

MAX_COLUMNS = 100
"""Most columns of a table."""

MAX_CELL = 1_000
"""Longest text in a cell: a longer one comes of a quotation mark that nobody has closed."""

_TRIED = 100
"""How many rows are looked at to find the separator."""

_TOLD_SEPARATOR = re.compile(r"\s*sep=([\t;|,])[ \t]*\n", re.IGNORECASE)
"""The line by which Excel is told the separator."""


class Row(NamedTuple):
    """A row of cells.

    Attributes:
        number: Where it stands, counted from 1 as spreadsheets do.
        cells: What stands in it.
    """

    number: int
    cells: list[str]


def rows_of(text: str, separator: str = "") -> tuple[str, list[Row]]:
    """Return the separator of a table, and all rows that are not blank, each as wide as the first one.

    Args:
        text: The table.
        separator: The sign between cells; empty to find out.

    Raises:
        TableError: If there are too few or too many columns, or a row is as wide as no other.
    """
    told = None if separator else _TOLD_SEPARATOR.match(text)
    skipped = 1 if told else 0
    text = text[told.end() :] if told else text
    separator = separator or (told[1] if told else _separator(text))
    rows: list[Row] = []
    for number, cells in _cells(text, separator, skipped):
        if not any(map(str.strip, cells)):
            continue
        _check(number, cells, len(rows[0].cells) if rows else 0)
        rows.append(Row(number, cells))
    if not rows:
        raise TableError("A file must have a row with names and rows with values. Got an empty one instead.")
    return separator, rows


def _check(number: int, cells: list[str], width: int) -> None:
    """Refuse a row, given the width of the first one, which is 0 for that one itself."""
    n = len(cells)
    if not width and not 2 <= n <= MAX_COLUMNS:
        got = f"{n:,} in row {number}" if n > 1 else f"one (what separates is {', '.join(SEPARATORS.values())})"
        raise TableError(f"A table must have 2 to {MAX_COLUMNS} columns. Got {got} instead.", number)
    if width and n != width:
        raise TableError(
            f"Each row must have {width} cells, as the first one. Got {n:,} in row {number} instead.", number
        )
    if max(map(len, cells)) > MAX_CELL:
        raise _long_cell(number)


def _long_cell(row: int) -> TableError:
    allowed = f"A cell must have at most {MAX_CELL:,} signs."
    return TableError(f"{allowed} Got more in row {row} instead: is a quotation mark left open?", row)


def _cells(text: str, separator: str, skipped: int = 0) -> Iterator[Row]:
    """Give the cells of each row, blank ones too, given how many rows come before the text."""
    rows = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True)
    for number in count(1 + skipped):
        try:
            yield Row(number, next(rows))
        except StopIteration:
            return
        except csv.Error:  # a cell of more signs than the reader takes
            raise _long_cell(number) from None


def _separator(text: str) -> str:
    """Return the sign that gives most of the first rows the same number of cells, two at least."""
    best, most = ",", 0.0
    for separator in SEPARATORS:
        try:
            widths = Counter(len(cells) for _, cells in islice(_cells(text, separator), _TRIED) if cells)
        except TableError:
            continue
        width, n_alike = max(widths.items(), key=lambda item: item[1], default=(0, 0))
        share = n_alike / max(widths.total(), 1)
        if width > 1 and share > most:
            best, most = separator, share
    return best
