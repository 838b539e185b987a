"""Hypothesis strategies for tables, the dialects in which programs write them, and bytes that look like tables."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from lossviz.datasets.tables import Table, dataset_name, keep, read_table, suggested
from lossviz.specs.choice import Choice
from lossviz.specs.fitting import with_component
from lossviz.specs.run import RunSpec

FLOWERS = keep(
    read_table(
        "id,length,width,site,flower\n1,5.5,0.2,north,rose\n2,60,0.1,south,tulip\n3,4,,east,rose\n"
        "4,7,0.1,north,tulip\n5,5,0.4,east,rose\n6,5,0.4,south,daisy\n7,4.5,0.3,north,daisy\n8,9,0.3,north,lily\n"
    ).table
)
"""Three classes, texts, a missing value and a column that counts rows."""

HOUSES = keep(read_table("area;price\n50;200000,5\n60;250000\n70;330000\n80;310000\n90;450000\n100;420000\n").table)
"""Large numbers."""

SIGNS = st.characters(codec="latin-1", categories=["L", "N", "P", "S", "Zs"], exclude_characters="\xa0")


class Dialect(NamedTuple):
    """How a program writes a table."""

    separator: str
    decimal: str
    encoding: str
    line_end: str
    quotes_all: bool


class dialects:  # noqa: N801  # a strategy that has a plain one
    """Return any dialect that can be told apart: a comma does not separate what has it as a decimal sign, unquoted."""

    plain = Dialect(",", ".", "utf-8", "\n", False)

    def __new__(cls) -> st.SearchStrategy[Dialect]:
        """Return the strategy."""
        return st.builds(
            Dialect,
            st.sampled_from(",;\t|"),
            st.sampled_from(".,"),
            st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"]),
            st.sampled_from(["\n", "\r\n", "\r"]),
            st.booleans(),
        )


def _words(min_size: int = 1) -> st.SearchStrategy[str]:
    """Return texts of letters that are no numbers and not what stands for a missing value."""
    letters = st.text(st.characters(codec="latin-1", categories=["L"]), min_size=1, max_size=6)
    signs = st.text(SIGNS, max_size=6)
    return st.builds(lambda head, tail: f"w{head}{tail}".strip(), letters, signs).map(
        lambda text: " ".join(text.split())
    )


NUMBERS = st.one_of(
    st.integers(-(10**6), 10**6).map(float),
    st.floats(-1e6, 1e6, allow_subnormal=False).map(lambda number: round(number, 4) + 0.0),
)


@st.composite
def frames(draw) -> pd.DataFrame:
    """Return any table of which something can be made: numbers, a few texts, some of them missing."""
    names = draw(st.lists(_words(), min_size=2, max_size=5, unique=True))
    n = draw(st.integers(3, 12))
    # One that tells which decimal sign there is: 1,234 alone could be a thousand.
    columns = {names[0]: np.array([0.5, *draw(st.lists(NUMBERS, min_size=n - 1, max_size=n - 1))])}
    for name in names[1:]:
        if draw(st.booleans()):
            cells = draw(st.lists(st.one_of(NUMBERS, st.just(np.nan)), min_size=n - 1, max_size=n - 1))
            columns[name] = np.array([1.0, *cells])
        else:
            values = draw(st.lists(_words(), min_size=1, max_size=4, unique=True))
            cells = draw(st.lists(st.sampled_from([*values, None]), min_size=n - 1, max_size=n - 1))
            columns[name] = np.array([values[0], *cells], object)
    return pd.DataFrame(columns)


def choice_of(table: Table) -> Choice:
    """Return a table as a dataset, as it suggests."""
    return Choice("dataset", dataset_name(table, suggested(table)))


def spec_on(table: Table, query: str = "") -> RunSpec:
    """Return a run on a table as it suggests, with the rest of a link."""
    return with_component(RunSpec.from_query(query), choice_of(table))[0]


def table_bytes(frame: pd.DataFrame, dialect: Dialect) -> bytes:
    """Return a table as pandas writes it in a dialect."""
    texts = frame.map(lambda cell: _cell(cell, dialect.decimal))
    text = texts.to_csv(
        sep=dialect.separator, index=False, lineterminator=dialect.line_end, quoting=1 if dialect.quotes_all else 0
    )
    return text.encode(dialect.encoding)


def _cell(cell: object, decimal: str) -> str:
    if isinstance(cell, str):
        return cell
    if cell is None or cell != cell:
        return ""
    return repr(cell).replace(".", decimal)


def table_like_bytes() -> st.SearchStrategy[bytes]:
    """Return bytes that look like a table, with what is wrong in files of people."""
    cell = st.one_of(
        st.sampled_from(
            ["", "1", "2.5", "3,5", "NA", "x", "=1", "-2", '"', "'", "1e400", "é", "1.234", " ", "a b", "\0"]
        ),
        st.text(max_size=3),
        NUMBERS.map(repr),
    )
    row = st.lists(cell, min_size=1, max_size=4)
    written = st.builds(
        lambda rows, sign, end: end.join(sign.join(row) for row in rows),
        st.lists(row, max_size=6),
        st.sampled_from([",", ";", "\t", "|", ", "]),
        st.sampled_from(["\n", "\r\n", "\r"]),
    )
    codecs = st.sampled_from(["utf-8", "utf-16", "utf-8-sig", "utf-16-le"])
    return st.builds(lambda text, codec: text.encode(codec, "replace"), written, codecs)
