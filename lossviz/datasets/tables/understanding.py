"""A table as it is understood: what is learnt from what. It is part of a dataset's name, with the table's fingerprint.

`table-<fingerprint>-<target><n or c>-<features>`: the number of the target's column from 0, whether it tells numbers or
classes, and the features' columns as the bits of a number in hexadecimal, the first column lowest. A name says
everything, and nothing of what stands in the table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from lossviz.datasets.tables.errors import TableError
from lossviz.datasets.tables.table import FINGERPRINT_SIGNS, MAX_VALUES, Column, Table
from lossviz.errors import SpecError

PREFIX = "table"
"""How the names of these datasets begin."""

MAX_FEATURES = 20
"""Most features that a model gets; a column of texts makes several."""

MIN_ROWS = 4
"""Fewest rows: some to train on and some to judge by."""

MIN_OF_CLASS = 2
"""Fewest rows of a class: one to train on and one to judge by."""

_ROWS_A_CLASS = 5
"""How often, on average, each of a few whole numbers stands in a column that is taken for classes."""

_TARGETS = ("target", "class", "label", "y", "outcome")
"""How columns are called that people want to be learnt, in small letters."""

_COUNTERS = ("id", "index", "no", "no.", "nr", "row", "#", "unnamed: 0", "column 1")
"""How columns are called that count rows if each number is one more than the one before."""

_NAME = re.compile(
    rf"{PREFIX}-([0-9a-f]{{{FINGERPRINT_SIGNS}}})-(0|[1-9]\d?)([nc])-([1-9a-f][0-9a-f]{{0,24}})", re.ASCII
)

_TASKS: dict[str, Literal["numbers", "classes"]] = {"n": "numbers", "c": "classes"}


@dataclass(frozen=True)
class Understanding:
    """What is learnt from what.

    Attributes:
        target: The number of the column that is learnt, from 0.
        features: The numbers of the columns that it is learnt from, increasing.
        task: Whether the target tells numbers, or one of 2 to 10 classes.
    """

    target: int
    features: tuple[int, ...]
    task: Literal["numbers", "classes"]

    def __post_init__(self) -> None:
        object.__setattr__(self, "features", tuple(sorted(set(self.features))))

    @property
    def text(self) -> str:
        """It, as the end of a dataset's name."""
        return f"{self.target}{self.task[0]}-{sum(1 << number for number in self.features):x}"


def dataset_name(table: Table, understanding: Understanding) -> str:
    """Return the name of the dataset that a table is as it is understood.

    Raises:
        TableError: If nothing can be learnt from it that way.
    """
    check(table, understanding)
    return f"{PREFIX}-{table.fingerprint}-{understanding.text}"


@lru_cache(maxsize=256)  # it is read whenever a run is asked for its data
def read_name(name: str) -> tuple[str, Understanding]:
    """Return the fingerprint of the table that a dataset's name tells of, and how it is understood.

    Raises:
        SpecError: If it is no such name.
    """
    found = _NAME.fullmatch(name)
    if not found:
        raise SpecError(f"The dataset must be {PREFIX}-fingerprint-target-features. Got {name[:40]!r} instead.")
    fingerprint, target, task, mask = found.groups()
    features = tuple(number for number, bit in enumerate(reversed(f"{int(mask, 16):b}")) if bit == "1")
    return fingerprint, Understanding(int(target), features, _TASKS[task])


# What a table suggests


def suggested(table: Table) -> Understanding:
    """Return how a table is understood as long as nobody says otherwise, whether or not that can be learnt.

    The target is the last column that can be one, or the one that is called so. Features are the others, up to
    `MAX_FEATURES`, without those that only count rows, that never vary, or that are mostly missing.

    Raises:
        TableError: If no column varies.
    """
    targets = [number for number, column in enumerate(table.columns) if tasks_of(column)]
    if not targets:
        column = table.columns[-1]
        raise TableError(
            f"A target must have 2 different values or more. Got {column.n_values} in {column.name} instead."
        )
    called = [number for number in targets if table.columns[number].name.lower() in _TARGETS]
    target = (called or targets)[-1]
    others = [number for number in range(len(table.columns)) if number != target]
    features: tuple[int, ...] = ()
    for number in [number for number in others if _tells(table.columns[number])] or others:
        if n_features(table, (*features, number)) <= MAX_FEATURES:
            features = (*features, number)
    return Understanding(target, features, tasks_of(table.columns[target])[0])


def tasks_of(column: Column) -> tuple[Literal["numbers", "classes"], ...]:
    """Return what a column can be the target of, the more likely first; none if it never varies."""
    if column.n_values < 2:
        return ()
    if column.kind == "texts":
        return ("classes",)
    if column.n_values > MAX_VALUES:
        return ("numbers",)
    known = column.cells[column.known]
    few = len(known) >= _ROWS_A_CLASS * column.n_values and bool((known == known.round()).all())
    return ("classes", "numbers") if few else ("numbers", "classes")


def n_features(table: Table, features: tuple[int, ...]) -> int:
    """Return how many numbers a model gets of some columns: one of numbers or of two texts, else one for each text."""
    return sum(len(names_of(table.columns[number])) for number in features)


def names_of(column: Column) -> tuple[str, ...]:
    """Return the names of the features that a column makes."""
    if column.kind == "numbers":
        return (column.name,)
    return tuple(
        f"{column.name}: {value}" for value in (column.values[-1:] if len(column.values) == 2 else column.values)
    )


def _tells(column: Column) -> bool:
    """Return whether a column is likely to tell something: it varies, is mostly known, and does not only count rows."""
    counts = column.name.lower() in _COUNTERS and column.kind == "numbers" and bool((np.diff(column.cells) == 1).all())
    return column.n_values > 1 and column.n_missing <= len(column.cells) / 2 and not counts


# What can be learnt


def known(table: Table, understanding: Understanding) -> np.ndarray:
    """Return which rows have all values that are asked of them, shape (n_rows,)."""
    asked = [table.columns[number].known for number in (*understanding.features, understanding.target)]
    rows: np.ndarray = np.logical_and.reduce(asked)
    return rows


def used(table: Table, understanding: Understanding) -> np.ndarray:
    """Return which rows are learnt from, shape (n_rows,): those of which all is known and whose class has others."""
    rows = known(table, understanding)
    if understanding.task == "numbers":
        return rows
    cells = table.columns[understanding.target].cells
    values, counts = np.unique(cells[rows], return_counts=True)
    return rows & np.isin(cells, values[counts >= MIN_OF_CLASS])


def check(table: Table, understanding: Understanding) -> None:
    """Refuse what nothing can learn from.

    Raises:
        TableError: If a column is none of the table's, or what remains of target, features or rows is too little.
    """
    if max(understanding.target, *understanding.features, 0) >= len(table.columns):
        raise TableError(f"A column must be one of the {len(table.columns)} of the table. Got another one instead.")
    target = table.columns[understanding.target]
    if not understanding.features or understanding.target in understanding.features:
        got = "the target itself" if understanding.features else "none"
        raise TableError(f"Features must be columns other than the target {target.name}. Got {got} instead.")
    n = n_features(table, understanding.features)
    if n > MAX_FEATURES:
        raise TableError(
            f"A model must get 1 to {MAX_FEATURES} features. Got {n} instead: texts count once for each value."
        )
    if understanding.task == "numbers" and target.kind == "texts":
        raise TableError(f"A target of texts must be learnt as classes. Got {target.name} as numbers instead.")
    _check_target(target, target.cells[known(table, understanding)], understanding.task)
    rows = used(table, understanding)
    if rows.sum() < MIN_ROWS:
        alike = "" if understanding.task == "numbers" else ", and a class that others have, too"
        got = f"Got {rows.sum()} of {table.n_rows} instead: choose other features."
        raise TableError(f"At least {MIN_ROWS} rows must have all their values{alike}. {got}")
    _check_target(target, target.cells[rows], understanding.task)


def _check_target(target: Column, cells: np.ndarray, task: str) -> None:
    values = np.unique(cells)
    if task == "classes" and len(values) > MAX_VALUES:
        raise TableError(f"A target of classes must have 2 to {MAX_VALUES} of them. Got {len(values)} instead.")
    if len(values) == 1:
        what = "the only class" if task == "classes" else "a constant"
        raise TableError(f"A target must have 2 different values or more. Got {target.text(values[0])}, {what}.")


def class_names(target: Column, cells: np.ndarray) -> tuple[str, ...]:
    """Return the names of the classes among some cells of a target, in the order of their values."""
    return tuple(target.text(value) for value in np.unique(cells))
