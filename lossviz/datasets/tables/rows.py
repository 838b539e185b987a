"""A text as rows of cells: which sign separates them, and rows that do not fit the others."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
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
    skipped = text.count("\n", 0, told.end()) if told else 0
    text = text[told.end() :] if told else text
    separator = separator or (told[1] if told else _separator(text))
    rows: list[Row] = []
    width = 0
    for number, cells in _cells(text, separator, skipped):
        if not "".join(cells).strip():
            continue
        if len(cells) != width:
            if width:
                got = f"Got {len(cells):,} in row {number} instead."
                raise TableError(f"Each row must have {width} cells, as the first one. {got}", number)
            _check_width(number, len(cells))
            width = len(cells)
        if len(max(cells, key=len)) > MAX_CELL:
            raise _long_cell(number)
        rows.append(Row(number, cells))
    if not rows:
        raise TableError("A file must have a row with names and rows with values. Got an empty one instead.")
    return separator, rows


def _check_width(number: int, width: int) -> None:
    if not 2 <= width <= MAX_COLUMNS:
        got = f"{width:,} in row {number}" if width > 1 else f"one (what separates is {', '.join(SEPARATORS.values())})"
        raise TableError(f"A table must have 2 to {MAX_COLUMNS} columns. Got {got} instead.", number)


def _long_cell(row: int) -> TableError:
    allowed = f"A cell must have at most {MAX_CELL:,} signs."
    return TableError(f"{allowed} Got more in row {row} instead: is a quotation mark left open?", row)


def _cells(text: str, separator: str, skipped: int = 0, *, strict: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Give the number and the cells of each row, blank ones too.

    Args:
        text: The table.
        separator: The sign between cells.
        skipped: How many rows come before the text.
        strict: Whether a cell must end where its quotation mark does.
    """
    number = skipped
    try:
        for cells in csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True, strict=strict):
            number += 1
            yield number, cells
    except csv.Error:  # a cell of more signs than the reader takes
        raise _long_cell(number + 1) from None


def _separator(text: str) -> str:
    """Return the sign that gives most of the first rows the same number of cells, two at least.

    Where none does if quotation marks must be where they belong, they may be anywhere.
    """
    for strict in (True, False):
        shares = {separator: _share_alike(text, separator, strict=strict) for separator in SEPARATORS}
        best = max(shares, key=shares.__getitem__)
        if shares[best]:
            return best
    return ","


def _share_alike(text: str, separator: str, *, strict: bool) -> float:
    """Return how many of the first rows have the same number of cells; 0 if these are no rows of several cells."""
    try:
        widths = Counter(len(cells) for _, cells in islice(_cells(text, separator, strict=strict), _TRIED) if cells)
    except TableError:
        return 0.0
    width, n_alike = max(widths.items(), key=lambda item: item[1], default=(0, 0))
    return n_alike / widths.total() if width > 1 else 0.0
