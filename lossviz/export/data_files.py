"""Tables of one's own in exported code: a short one stands in the code, a long one in a file to be saved beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lossviz.datasets.tables import Table, table_in
from lossviz.specs.run import RunSpec

MAX_WITHIN = 64 * 1024
"""Longest table, in bytes, that stands in a script itself: with a longer one nobody finds the code."""


class KeptTable(NamedTuple):
    """Where exported code has a table.

    Attributes:
        lines: The expression that gives its lines.
        constant: The code that the expression needs before it; empty for a file.
    """

    lines: str
    constant: str = ""


def kept_tables(specs: Iterable[RunSpec], *, within: bool) -> Mapping[str, KeptTable]:
    """Return where code with these runs has their tables, by fingerprint.

    Args:
        specs: The runs.
        within: Whether the code has them all, however long they are.
    """
    kept: dict[str, KeptTable] = {}
    tables = _tables(specs)
    files = {} if within else _file_names(tables)
    for fingerprint, table in tables.items():
        if fingerprint in files:
            path = f'Path(__file__).with_name("{files[fingerprint]}")'
            kept[fingerprint] = KeptTable(f'{path}.read_text(encoding="utf-8").splitlines()')
        else:
            number = sum(bool(each.constant) for each in kept.values()) + 1
            name = f"TABLE_{number}" if number > 1 else "TABLE"
            text = table.csv.decode().replace("\\", "\\\\").replace('"', '\\"')
            kept[fingerprint] = KeptTable(f"{name}.splitlines()", f'{name} = """\\\n{text}"""\n')
    return kept


def data_files(specs: Iterable[RunSpec]) -> dict[str, bytes]:
    """Return what has to be saved beside a script with these runs, by the names of the files; nothing if it has all."""
    tables = _tables(specs)
    return {name: tables[fingerprint].csv for fingerprint, name in _file_names(tables).items()}


def _tables(specs: Iterable[RunSpec]) -> dict[str, Table]:
    return {table.fingerprint: table for spec in specs if (table := table_in(spec.dataset.name))}


def _file_names(tables: Mapping[str, Table]) -> dict[str, str]:
    """Return the names of the files of those tables that are too long for a script."""
    long = [fingerprint for fingerprint, table in tables.items() if len(table.csv) > MAX_WITHIN]
    return {fingerprint: f"data_{n}.csv" if n > 1 else "data.csv" for n, fingerprint in enumerate(long, 1)}
