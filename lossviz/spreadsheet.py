"""Texts as cells of a table that a spreadsheet may open: none of them is taken for a formula."""

from __future__ import annotations

import re

UTF8_MARK = "\ufeff"
"""What a file begins with by which spreadsheets know UTF-8."""

_FORMULA = re.compile(r"\s*['=+\-@\uff1d\uff0b\uff0d\uff20]")
"""How texts begin that spreadsheets take for formulas, in letters of either width; and those with an apostrophe."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)


def spreadsheet_text(text: str) -> str:
    """Return a text as a cell in which no spreadsheet sees a formula: `'=1+1` for `=1+1`.

    Texts that differ give cells that differ: without its first apostrophe, a cell that begins with one is the text.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
