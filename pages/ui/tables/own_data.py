"""A visitor's own tables: those that they have, and the one that they are about to train on. Without Streamlit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from lossviz.datasets.tables import (
    OwnTables,
    Reading,
    Table,
    TableError,
    Understanding,
    dataset_name,
    read_table,
    suggested,
    table_in,
    tasks_of,
)
from lossviz.errors import SpecError
from lossviz.specs.choice import Choice

TASKS = {"numbers": "a number", "classes": "a class"}
"""What is learnt, in words."""


@dataclass(frozen=True)
class Draft:
    """A table as it is understood, before a model is trained on it.

    Attributes:
        name: What it is called.
        data: What it was read from.
        reading: What was read.
        understanding: What would be learnt from what.
        standardise: Whether the visitor wants features on one scale; None as long as they have not said so.
    """

    name: str
    data: bytes | str
    reading: Reading
    understanding: Understanding
    standardise: bool | None = None

    @property
    def table(self) -> Table:
        """What was read."""
        return self.reading.table

    @classmethod
    def of(cls, name: str, data: bytes | str, header: bool | None = None) -> Draft:
        """Return what a file or a text holds, as it is understood if nobody says otherwise.

        Raises:
            TableError: If it holds no table.
        """
        reading = read_table(data, header)
        return cls(name, data, reading, suggested(reading.table))

    @property
    def targets(self) -> list[int]:
        """The numbers of the columns that can be learnt."""
        return [number for number, column in enumerate(self.table.columns) if tasks_of(column)]

    def with_target(self, target: int) -> Draft:
        """Return the same with another column to learn; the one that was learnt becomes a feature instead of it."""
        now = self.understanding
        features = tuple(now.target if number == target else number for number in now.features)
        task = tasks_of(self.table.columns[target])[0]
        return replace(self, understanding=Understanding(target, features, task), standardise=None)

    def with_features(self, features: list[int]) -> Draft:
        """Return the same with other columns to learn from."""
        own = replace(self.understanding, features=tuple(features))
        return replace(self, understanding=own, standardise=None)

    def with_task(self, task: str) -> Draft:
        """Return the same with the target as numbers or as classes."""
        known = next(known for known in TASKS if known == task)
        return replace(self, understanding=replace(self.understanding, task=known))  # type: ignore[arg-type]

    def choice(self, tables: OwnTables) -> Choice:
        """Return the dataset that it is, given where its table is.

        Raises:
            SpecError: If nothing can be learnt from it that way.
        """
        name = dataset_name(self.table, self.understanding)
        with tables.only():
            chosen = Choice("dataset", name)
            return chosen if self.standardise is None else chosen.with_value("standardise", self.standardise)


class OwnData:
    """The tables of one visitor, on the Train page.

    Attributes:
        tables: Those that they have.
        shown: Whether their dialog is open.
        draft: The table in it.
        notice: What is wrong with the last file, in a sentence.
        n_read: How many files were read: each has a field of its own.
    """

    def __init__(self, tables: OwnTables) -> None:
        """Begin with a closed dialog."""
        self.tables = tables
        self.shown = False
        self.draft: Draft | None = None
        self.notice = ""
        self.n_read = 0
        self._chosen: dict[str, str] = {}  # the dataset that was last made of each table, by its fingerprint

    def show(self, *, shown: bool) -> None:
        """Open the dialog for another table, or close it; what stands there is forgotten."""
        self.shown, self.draft, self.notice = shown, None, ""

    def read(self, name: str, data: bytes | str, header: bool | None = None) -> None:
        """Read a file, or a text that was pasted; a bad one leaves what was there."""
        self.n_read += 1
        self._change(lambda: Draft.of(name, data, header))

    def correct(self, change: Callable[[Draft], Draft]) -> None:
        """Understand the table otherwise."""
        if self.draft is not None:
            draft = self.draft
            self._change(lambda: change(draft))

    def set_standardise(self, standardise: bool) -> None:
        """Bring features to one scale, or leave them as they are."""
        self.correct(lambda draft: replace(draft, standardise=standardise))

    def _change(self, make: Callable[[], Draft]) -> None:
        try:
            self.draft, self.notice = make(), ""
        except TableError as error:
            self.notice = str(error)

    def tried(self) -> tuple[Choice | None, str]:
        """Return the dataset in the dialog, if there is one, or what keeps it from being one, in a sentence."""
        if self.draft is None:
            return None, ""
        together = self.tables.copy()
        try:
            together.add(self.draft.name, self.draft.table)
            return self.draft.choice(together), ""
        except SpecError as error:
            return None, str(error)

    def take(self) -> Choice | None:
        """Keep the table of the dialog, and return the dataset that it is; None if it is none, which a notice says."""
        chosen, self.notice = self.tried()
        if chosen is not None and self.draft is not None:
            table = self.tables.add(self.draft.name, self.draft.table)
            self._chosen[table.fingerprint] = chosen.name
            self.show(shown=False)
        return chosen

    def options(self, chosen: str) -> dict[str, str]:
        """Return the datasets that a menu offers, and what they are called.

        Args:
            chosen: The dataset in hand, which may be one of them as somebody else understood it.
        """
        with self.tables.only():
            table = table_in(chosen)
        if table is not None:
            self._chosen[table.fingerprint] = chosen
        names = {self._dataset(table): name for name, table in self.tables.named.items()}
        return {dataset: name for dataset, name in names.items() if dataset}

    def _dataset(self, table: Table) -> str:
        """Return the dataset that was last made of a table, or that it suggests; empty if nothing can be learnt so."""
        if table.fingerprint not in self._chosen:
            with suppress(TableError):
                self._chosen[table.fingerprint] = dataset_name(table, suggested(table))
        return self._chosen.get(table.fingerprint, "")
