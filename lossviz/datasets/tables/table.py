"""A table as it was read: named columns of numbers or of a few texts, and its one written form.

That form is CSV in UTF-8 with commas, points and shortest numbers. It is what the fingerprint is of, what workers get,
what a session file carries and what exported code reads, so that one file in two dialects is one table.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from lossviz.datasets.tables.cells import cell_of
from lossviz.datasets.tables.rows import SEPARATORS
from lossviz.declare import shortest

if TYPE_CHECKING:
    from lossviz.datasets.base import Dataset

MAX_ROWS = 1_000
"""Most rows of a table; of more, some are drawn."""

MAX_VALUES = 10
"""Most different texts of a column: as many classes can be told apart, or columns made of them."""

FINGERPRINT_SIGNS = 32
"""Length of a fingerprint: 128 bits, as the head of what `sha256sum` says of the written form."""

N_EXAMPLES = 3


@dataclass(frozen=True, eq=False)
class Column:
    """A column of numbers, or of a few different texts.

    Attributes:
        name: What it is called.
        values: The different texts, in alphabetical order; empty for numbers.
        cells: Shape (n,): numbers, NaN where they are missing; or the places of texts in `values`, -1 where they are.
    """

    name: str
    values: tuple[str, ...]
    cells: np.ndarray

    @property
    def kind(self) -> Literal["numbers", "texts"]:
        """What it holds."""
        return "texts" if self.values else "numbers"

    @cached_property
    def known(self) -> np.ndarray:
        """Which cells are not missing, shape (n,)."""
        known: np.ndarray = self.cells >= 0 if self.values else ~np.isnan(self.cells)
        return known

    @property
    def n_missing(self) -> int:
        """How many cells are missing."""
        return len(self.cells) - int(self.known.sum())

    @cached_property
    def n_values(self) -> int:
        """How many different values it has."""
        return len(np.unique(self.cells[self.known]))

    def text(self, cell: float) -> str:
        """Return a cell as it is written."""
        return self.values[int(cell)] if self.values else shortest(float(cell))

    @property
    def texts(self) -> list[str]:
        """Its cells as they are written, empty where they are missing."""
        if self.values:
            return ["" if code < 0 else self.values[code] for code in self.cells.tolist()]
        return ["" if number != number else shortest(number) for number in self.cells.tolist()]

    @property
    def examples(self) -> tuple[str, ...]:
        """Its first different values, as they are written."""
        return tuple(list(dict.fromkeys(filter(None, self.texts)))[:N_EXAMPLES])


@dataclass(frozen=True, eq=False)
class Table:
    """A table as it was read; two of the same content have the same fingerprint.

    Attributes:
        columns: At least two, no two of one name, all with as many cells, none with all of them missing.
        datasets: The datasets that were made of it, by name: they last as long as it does.
    """

    columns: tuple[Column, ...]
    datasets: dict[str, Dataset] = field(default_factory=dict, repr=False)

    @property
    def n_rows(self) -> int:
        """How many rows it has below its names."""
        return len(self.columns[0].cells)

    @cached_property
    def csv(self) -> bytes:
        """Its written form, which `read_table` reads as the same table."""
        head = [_quoted(cell_of(column.name)) for column in self.columns]
        cells = [
            [_quoted(cell_of(text)) for text in column.texts] if column.values else column.texts
            for column in self.columns
        ]
        return "".join(f"{','.join(row)}\n" for row in [head, *zip(*cells, strict=True)]).encode()

    @cached_property
    def fingerprint(self) -> str:
        """The name of its content."""
        return hashlib.sha256(self.csv).hexdigest()[:FINGERPRINT_SIGNS]


def _quoted(cell: str) -> str:
    """Return a cell in quotation marks if it has one, or a sign that separates cells in this dialect or another one."""
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ('"', *SEPARATORS)) else cell
