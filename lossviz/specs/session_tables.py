"""The tables of one's own that a session file carries: their written forms, each once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lossviz.datasets.tables import MAX_TABLES, Table, TableError, read_written, table_in
from lossviz.specs.run import RunSpec


def saved_tables(specs: Iterable[RunSpec]) -> list[str]:
    """Return the written forms of all tables that some runs are trained on.

    Raises:
        UnknownTableError: If one of them is not here any more.
    """
    tables = {table.fingerprint: table for spec in specs if (table := table_in(spec.dataset.name))}
    return [table.csv.decode() for table in tables.values()]


def read_tables(saved: Any) -> list[Table]:
    """Return the tables of a session file; none if it has no list of them.

    Raises:
        TableError: If one of them is no table, or there are too many.
    """
    texts = saved if isinstance(saved, list) else []
    if len(texts) > MAX_TABLES or not all(isinstance(text, str) for text in texts):
        raise TableError(
            f"A session file must have at most {MAX_TABLES} tables, each a text. Got something else instead."
        )
    return [read_written(text.encode("utf-8", "replace")) for text in texts]
