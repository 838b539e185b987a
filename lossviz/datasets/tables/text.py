"""The bytes of a file as text: encodings, and what is no text at all."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from lossviz.datasets.tables.errors import TableError

MAX_BYTES = 1_000_000
"""Longest file that is read."""

MAX_LINE = 50_000
"""Longest line: bounds what one row can cost before it is known to be too wide."""

_NO_TEXT = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a zip archive, as Excel's .xlsx files are: save the sheet as CSV"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file: save the sheet as CSV"),
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"%PDF", "a PDF document"),
    (b"PAR1", "a Parquet file: save it as CSV"),
    (b"SQLite format 3", "an SQLite database: save the table as CSV"),
)
"""How files begin that are often taken for tables, and what they are."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
"""Signs that stand in no text."""


class Text(NamedTuple):
    """A decoded file.

    Attributes:
        text: What it says, with line feeds between lines and without a byte order mark.
        encoding: How its signs were written, in the words of people.
    """

    text: str
    encoding: str


def decoded(data: bytes | str) -> Text:
    """Return what a file says, or a text that was pasted.

    Raises:
        TableError: If it is empty, too long, or no text.
    """
    if isinstance(data, str):
        data = data.encode("utf-8", "replace")
    if len(data) > MAX_BYTES:
        raise TableError(f"A file must have at most {MAX_BYTES:,} bytes. Got {len(data):,} instead.")
    for start, what in _NO_TEXT:
        if data.startswith(start):
            raise TableError(f"A file must be a table as text: CSV or TSV. Got {what}.")
    text, encoding = _signs(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise TableError("A file must have a row with names and rows with values. Got an empty one instead.")
    if wrong := _CONTROL.search(text):
        row = text.count("\n", 0, wrong.start()) + 1
        sign = "a null" if wrong[0] == "\0" else f"the control sign {ord(wrong[0])}"
        raise TableError(f"A file must be text. Got {sign} in row {row} instead.", row)
    for row, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise TableError(
                f"A row must have at most {MAX_LINE:,} signs. Got {len(line):,} in row {row} instead.", row
            )
    return Text(text, encoding)


def _signs(data: bytes) -> tuple[str, str]:
    """Return the signs of a file and the name of their encoding: the first of those that people use which fits."""
    for mark, codec, name in (
        (codecs.BOM_UTF8, "utf-8", "UTF-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
    ):
        if data.startswith(mark):
            signs = data[len(mark) :]
            try:
                return signs.decode(codec), name
            except UnicodeDecodeError as error:
                row = signs[: error.start].decode(codec, "ignore").count("\n") + 1
                sentence = f"A file that begins as {name} must be {name}. Got other bytes in row {row} instead."
                raise TableError(sentence, row) from None
    for zeros, others, codec in ((data[1::2], data[::2], "utf-16-le"), (data[::2], data[1::2], "utf-16-be")):
        # Without a mark, every other byte of a table's signs is still zero.
        if len(data) % 2 == 0 and zeros.count(0) > 0.7 * len(zeros) and others.count(0) == 0:
            return data.decode(codec, "replace"), "UTF-16"
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "Latin-1"  # Windows' own version of it, which has letters in more places
    except UnicodeDecodeError:
        return data.decode("latin-1"), "Latin-1"
