"""A table that a link needs, and that the visitor has not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lossviz.datasets.tables import OwnTables
from lossviz.datasets.tables.table import FINGERPRINT_SIGNS
from lossviz.datasets.tables.understanding import PREFIX

_NAMED = re.compile(rf"\b{PREFIX}-([0-9a-f]{{{FINGERPRINT_SIGNS}}})-", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """A table that has to come before something can be shown.

    Attributes:
        fingerprint: The table's.
        text: What names it: a link, or what the browser has kept.
        kept: Whether it is what the browser has kept.
    """

    fingerprint: str
    text: str
    kept: bool = False


def tables_named(text: str) -> list[str]:
    """Return the fingerprints of the tables that a text names: a link, a session file, the name of a dataset."""
    return _NAMED.findall(text)


def wanted_in(text: str, tables: OwnTables, *, kept: bool = False) -> Wanted | None:
    """Return the first table that a text names and a visitor has not; None if there is none."""
    known = {table.fingerprint for table in tables.named.values()}
    missing = (fingerprint for fingerprint in tables_named(text) if fingerprint not in known)
    return next((Wanted(fingerprint, text, kept) for fingerprint in missing), None)
