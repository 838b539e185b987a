"""Cells of a table: which are missing, which are numbers and how those are written, and how people read texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from lossviz.spreadsheet import spreadsheet_text

Decimal = Literal[".", ","]
"""The sign in front of a number's fraction."""

MISSING = frozenset(
    ("", "na", "n/a", "n.a.", "#n/a", "<na>", "nan", "null", "(null)", "none", "nil", "-", "--", "?", ".")
)
"""What stands in a cell, in small letters, of which nothing is known."""

MAX_TEXT = 40
"""Longest text of a cell that tells a class or a value apart, and longest name of a column."""

_UNITS = "$€£¥%"
"""Signs of units that people write at numbers; what remains is the number."""

_WRITTEN = {
    decimal: re.compile(
        rf"(?:[{_UNITS}] ?)?(?=[+-]?[.,]?\d)"
        rf"[+-]?(?:\d+|[1-9]\d{{0,2}}(?:[{thousands}]\d{{3}})+)?(?:{point}\d*)?(?:[eE][+-]?\d+)?"
        rf"(?: ?[{_UNITS}])?",
        re.ASCII,
    )
    for decimal, point, thousands in ((".", r"\.", ", '’"), (",", ",", ". '’"))
}
"""How numbers are written, by their decimal sign: thousands apart by the other sign, spaces or apostrophes, or not."""

_NO_DIGITS: dict[Decimal, re.Pattern[str]] = {
    ".": re.compile(rf"[, '’{_UNITS}]"),
    ",": re.compile(rf"[. '’{_UNITS}]"),
}
"""What stands in a number and does not count."""

_MINUS = str.maketrans("−－–＋", "---+")


def plain(cell: str) -> str:
    """Return a cell in one line; empty if nothing is known of it."""
    line = one_line(cell)
    return "" if line.lower() in MISSING else line


def cell_of(text: str) -> str:
    """Return a text as a cell that is nothing else, neither a number nor missing nor a formula: `'2019`, `'=1+1`."""
    return f"'{text}" if _looks_else(text) else text


def text_of(cell: str) -> str:
    """Return the text that `cell_of` has made a cell; any other cell is its own text."""
    return cell[1:] if cell.startswith("'") and _looks_else(cell[1:]) else cell


def _looks_else(text: str) -> bool:
    if not text:
        return False
    if text.lower() in MISSING or spreadsheet_text(text) != text:
        return True
    return number_of(text, ".") is not None or number_of(text, ",") is not None


def one_line(text: str) -> str:
    """Return a text in one line, without signs that cannot be seen."""
    line = " ".join(text.split())
    return line if line.isprintable() else " ".join("".join(filter(str.isprintable, line)).split())


def number_of(text: str, decimal: Decimal) -> float | None:
    """Return the number that a cell is, infinite if it is too large for a computer; None if it is none."""
    signs = text if text.isascii() else text.translate(_MINUS)
    if not _WRITTEN[decimal].fullmatch(signs):
        return None
    if not signs.isdigit():
        signs = _NO_DIGITS[decimal].sub("", signs).replace(",", ".")
    return float(signs) + 0.0  # -0.0 becomes 0.0: one spelling


def decimal_of(texts: Iterable[str]) -> Decimal:
    """Return the decimal sign of the numbers among some cells: the one that more of them cannot do without."""
    only = {".": 0, ",": 0}
    for text in texts:
        if "." in text or "," in text:
            signs = text if text.isascii() else text.translate(_MINUS)
            fits = [decimal for decimal, written in _WRITTEN.items() if written.fullmatch(signs)]
            if len(fits) == 1:
                only[fits[0]] += 1
    return "," if only[","] > only["."] else "."
