"""A file as a table: what people have called its columns, which of them are numbers, and what was left out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lossviz.datasets.tables.cells import MAX_TEXT, Decimal, decimal_of, number_of, one_line, plain, text_of
from lossviz.datasets.tables.errors import TableError, UnknownTableError
from lossviz.datasets.tables.rows import SEPARATORS, Row, rows_of
from lossviz.datasets.tables.table import MAX_ROWS, MAX_VALUES, Column, Table
from lossviz.datasets.tables.text import decoded

MAX_SIZE = 1e30
"""Largest number of a table, of either sign: squares of larger ones are too large for float32 by far."""

MIN_SIZE = 1e-100
"""What is nearer to 0 is 0: squares of smaller numbers are that in any case, and nothing could be divided by them."""

MIN_ROWS = 2

SAMPLE_SEED = 0
"""Decides which rows of a long file are taken."""

_MOSTLY = 0.5
"""The share of cells from which on a column is one of numbers that some text spoils, rather than one of texts."""


@dataclass(frozen=True)
class Reading:
    """What was read, and how the file was understood.

    Attributes:
        table: What was read.
        encoding: `UTF-8`, `UTF-16` or `Latin-1`.
        separator: The word for the sign between cells.
        decimal: The sign in front of a number's fraction.
        header: Whether the first row has the names of the columns.
        n_rows: How many rows with values the file has; the table has at most `MAX_ROWS` of them.
        left_out: Columns that nothing can be made of, and why.
    """

    table: Table
    encoding: str
    separator: str
    decimal: Decimal
    header: bool
    n_rows: int
    left_out: Mapping[str, str]

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was understood, in sentences for people."""
        n_columns = len(self.table.columns) + len(self.left_out)
        sign = "comma" if self.decimal == "," else "point"
        written = f"{self.encoding}, separated by {self.separator}, decimal {sign}"
        told = [f"{self.n_rows:,} rows and {n_columns} columns: {written}."]
        if not self.header:
            told.append("There is no row with names: columns are called by their place.")
        if self.n_rows > MAX_ROWS:
            told.append(f"Of {self.n_rows:,} rows, {MAX_ROWS:,} are used, drawn at random, the same ones each time.")
        told += [f"{name} is left out: {why}." for name, why in self.left_out.items()]
        return tuple(told)


def read_table(data: bytes | str, header: bool | None = None) -> Reading:
    """Return the table that a file holds, or a text that was pasted.

    Args:
        data: What the file holds.
        header: Whether the first row has the names of the columns; None to find out.

    Raises:
        TableError: If it holds none. The message says what is wrong and in which row.
    """
    text, encoding = decoded(data)
    separator, rows = rows_of(text)
    head, body = rows[0], _cells(rows[1:])
    decimal = decimal_of(text for column in (body if len(rows) > 1 else _cells(rows)) for _, text in column)
    if header is None:
        header = _is_head(head, body, decimal)
    _check_rows(head, len(rows) - header, header)
    names = _names(head) if header else [f"column {number}" for number in range(1, len(head.cells) + 1)]
    columns, left_out = _columns(names, body if header else _cells(rows), decimal)
    return Reading(
        _without_empty_rows(columns, left_out),
        encoding,
        SEPARATORS[separator],
        decimal,
        header,
        len(rows) - header,
        left_out,
    )


def read_written(written: bytes) -> Table:
    """Return the table of a written form, `Table.csv`, about which there is nothing to find out.

    Raises:
        TableError: If it is none.
    """
    _, rows = rows_of(decoded(written).text, ",")
    _check_rows(rows[0], len(rows) - 1, header=True)
    return _without_empty_rows(*_columns(_names(rows[0]), _cells(rows[1:]), "."))


def fitting_table(data: bytes | str, fingerprint: str) -> Table:
    """Return the table of a file if it is the one of that fingerprint, whether or not its first row has names.

    Raises:
        TableError: If the file holds no table.
        UnknownTableError: If it is another one.
    """
    tables = [read_table(data).table]
    if tables[0].fingerprint != fingerprint:
        for header in (True, False):
            try:
                tables.append(read_table(data, header).table)
            except TableError:
                continue
    for table in tables:
        if table.fingerprint == fingerprint:
            return table
    raise UnknownTableError(fingerprint)


_Cells = list[tuple[int, str]]
"""What the cells of a column say, each with the number of its row."""


def _cells(rows: Sequence[Row]) -> list[_Cells]:
    """Return what the cells of each column say in all rows, or of many rows in some that are drawn at random."""
    if len(rows) > MAX_ROWS:
        drawn = np.random.default_rng(SAMPLE_SEED).choice(len(rows), MAX_ROWS, replace=False)
        rows = [rows[number] for number in np.sort(drawn).tolist()]
    said = [[(row.number, plain(cell)) for cell in row.cells] for row in rows]
    return [list(column) for column in zip(*said)]


def _is_head(head: Row, body: Sequence[_Cells], decimal: Decimal) -> bool:
    """Return whether the first row has names: some text above numbers, or, without numbers, texts that all differ."""

    def is_number(text: str) -> bool:
        return number_of(text, decimal) is not None

    texts = [plain(cell) for cell in head.cells]
    above = [
        above
        for above, column in zip(texts, body)
        if above and any(text for _, text in column) and all(is_number(text) for _, text in column if text)
    ]
    if above:
        return not all(map(is_number, above))
    return all(texts) and len(set(texts)) == len(texts) and not any(map(is_number, texts))


def _check_rows(head: Row, n_rows: int, header: bool) -> None:
    if header and not n_rows:
        raise TableError(f"A table must have rows below its names. Got only names, in row {head.number}.", head.number)
    if n_rows < MIN_ROWS:
        raise _few_rows(n_rows)


def _few_rows(n_rows: int) -> TableError:
    return TableError(f"A table must have at least {MIN_ROWS} rows with values. Got {n_rows} instead.")


def _names(head: Row) -> list[str]:
    """Return the names of columns: in one line, no longer than people read, by their place where there is none."""
    names = []
    for number, cell in enumerate(head.cells, 1):
        name = text_of(one_line(cell))
        names.append((name if len(name) <= MAX_TEXT else f"{name[: MAX_TEXT - 1]}…") or f"column {number}")
    for name, n in Counter(names).items():
        if n > 1:
            raise TableError(
                f"The names of columns must differ. Got {name!r} {n} times in row {head.number}.", head.number
            )
    return names


def _columns(names: Sequence[str], body: Sequence[_Cells], decimal: Decimal) -> tuple[list[Column], dict[str, str]]:
    """Return the columns that something can be made of, and of all others why nothing can."""
    columns, left_out = [], {}
    for name, cells in zip(names, body, strict=True):
        column = _column(name, cells, decimal)
        if isinstance(column, str):
            left_out[name] = column
        else:
            columns.append(column)
    return columns, left_out


def _column(name: str, cells: _Cells, decimal: Decimal) -> Column | str:
    """Return a column, given the row and the text of each cell; or why nothing can be made of it.

    Raises:
        TableError: If a number is too large.
    """
    numbers = [number_of(cell, decimal) if cell else float("nan") for _, cell in cells]
    if None not in numbers:
        found = np.array(numbers, float)
        if np.isnan(found).all():
            return "all its values are missing"
        too_large = np.flatnonzero(np.abs(found) > MAX_SIZE)
        if len(too_large):
            row, cell = cells[too_large[0]]
            bounds = f"[−{MAX_SIZE:.0e}, {MAX_SIZE:.0e}]".replace("e+", "e")
            raise TableError(f"A number must lie in {bounds}. Got {cell[:20]} in row {row}, {name}, instead.", row)
        found[np.abs(found) < MIN_SIZE] = 0
        return Column(name, (), found)
    texts = [text_of(cell) for _, cell in cells]
    values = sorted({text for text, (_, cell) in zip(texts, cells) if cell})
    if len(values) > MAX_VALUES:
        n_numbers = sum(number == number for number in numbers if number is not None)
        if n_numbers > _MOSTLY * sum(bool(cell) for _, cell in cells):
            row, cell = cells[numbers.index(None)]
            return f"row {row} has {cell[:20]!r} among its numbers"
        return f"it has {len(values):,} different texts, more than {MAX_VALUES}"
    if max(map(len, values)) > MAX_TEXT:
        return f"it has texts of more than {MAX_TEXT} signs"
    places = {text: place for place, text in enumerate(values)}
    return Column(name, tuple(values), np.array([places[t] if c else -1 for t, (_, c) in zip(texts, cells)], np.int8))


def _without_empty_rows(columns: Sequence[Column], left_out: Mapping[str, str]) -> Table:
    """Return the table of some columns without the rows of which they know nothing."""
    if len(columns) < 2:
        name, why = next(iter(left_out.items()))
        raise TableError(f"A table must have 2 columns that can be learnt from. Of {name}, {why}.")
    some = np.logical_or.reduce([column.known for column in columns])
    if some.sum() < MIN_ROWS:
        raise _few_rows(int(some.sum()))
    return Table(tuple(Column(column.name, column.values, column.cells[some]) for column in columns))
