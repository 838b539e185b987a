"""Where tables are while somebody has them: in the server each once, whoever uploaded it; in a worker the latest ones.

Whoever has a `Table` keeps it here; with the last who lets go of it, it is gone. Knowing a fingerprint is not enough:
inside `OwnTables.only()` there are no tables but those of one visitor, and to ask for another one tells nothing of
whether somebody else has it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from weakref import WeakValueDictionary

from lossviz.datasets.tables.errors import TableError, UnknownTableError
from lossviz.datasets.tables.reading import read_written
from lossviz.datasets.tables.table import Table

MAX_TABLES = 8
"""Most tables of a visitor."""

MAX_TOTAL = 2_000_000
"""Most bytes of all tables of a visitor, in their written form."""

MAX_NAME = 40
"""Most signs of what a visitor calls a table."""

MAX_HELD = 40
"""Most tables that a worker has: as many as a call can ask for, and those of calls before it."""

_tables: WeakValueDictionary[str, Table] = WeakValueDictionary()
_lock = threading.Lock()
_held: OrderedDict[str, Table] = OrderedDict()
_only: ContextVar[Mapping[str, Table] | None] = ContextVar("only", default=None)


def keep(table: Table) -> Table:
    """Return the table of this content that is here from now on, as long as somebody has it."""
    with _lock:
        return _tables.setdefault(table.fingerprint, table)


def table_of(fingerprint: str) -> Table:
    """Return a table by its fingerprint.

    Raises:
        UnknownTableError: If it is not here, or not for whom it is asked.
    """
    own = _only.get()
    table = _tables.get(fingerprint) if own is None else own.get(fingerprint)
    if table is None:
        raise UnknownTableError(fingerprint)
    return table


def hold(written: bytes) -> None:
    """Keep a table in a worker, given its written form. Of many, those are let go that came first."""
    table = keep(read_written(written))
    _held[table.fingerprint] = table
    _held.move_to_end(table.fingerprint)
    while len(_held) > MAX_HELD:
        _held.popitem(last=False)


class OwnTables:
    """The tables of one visitor, by what they are called."""

    def __init__(self) -> None:
        """Begin without any."""
        self._tables: dict[str, Table] = {}

    @property
    def named(self) -> Mapping[str, Table]:
        """The tables, in the order in which they came."""
        return dict(self._tables)

    def add(self, name: str, table: Table) -> Table:
        """Take a table, which has its old name if it is here already.

        Raises:
            TableError: If there are as many as there may be.
        """
        for own in self._tables.values():
            if own.fingerprint == table.fingerprint:
                return own
        size = sum(len(own.csv) for own in (*self._tables.values(), table))
        if len(self._tables) >= MAX_TABLES or size > MAX_TOTAL:
            most = f"{MAX_TABLES} tables of {MAX_TOTAL // 1_000_000} MB together"
            raise TableError(f"You can have {most} at most: remove one before you open another.")
        table = keep(table)
        self._tables[self._free(name)] = table
        return table

    def _free(self, name: str) -> str:
        plain = "".join(filter(str.isprintable, " ".join(name.split())))[:MAX_NAME].strip() or "Table"
        free, number = plain, 1
        while free in self._tables:
            number += 1
            free = f"{plain[: MAX_NAME - 5]} ({number})"
        return free

    def copy(self) -> OwnTables:
        """Return the same tables, to which others can be added for a try."""
        copy = OwnTables()
        copy.take(self)
        return copy

    def take(self, others: OwnTables) -> None:
        """Have the tables of others instead."""
        self._tables = dict(others._tables)

    def remove(self, name: str) -> None:
        """Let go of a table, if there is one of that name."""
        self._tables.pop(name, None)

    @contextmanager
    def only(self) -> Iterator[None]:
        """Have no tables but these in sight: whatever a link or a file names is one of them, or unknown."""
        token = _only.set({table.fingerprint: table for table in self._tables.values()})
        try:
            yield
        finally:
            _only.reset(token)
