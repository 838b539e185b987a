"""Files that visitors hand over as tables: good ones in all dialects, the same ones damaged, and hostile ones."""

from __future__ import annotations

import codecs
import gzip
import json
import zlib
from collections.abc import Callable, Sequence
from random import Random

import numpy.ma  # what NumPy loads when it is first asked for
import numpy.random  # noqa: F401

from lossviz.datasets.tables import (
    OwnTables,
    Understanding,
    dataset_name,
    read_table,
    read_written,
    sentences_of,
    suggested,
)
from lossviz.errors import SpecError
from lossviz.specs.choice import Choice
from lossviz.specs.comparison import Comparison, NamedSpec, read_file
from lossviz.specs.fitting import with_component
from lossviz.specs.run import RunSpec
from tests.fuzz.kind import Kind

MAX_SENTENCE = 500

CELLS = (
    *(
        "",
        "NA",
        "null",
        "-",
        "?",
        "x",
        "yes",
        "no",
        "rose",
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1",
        "-2",
        "@a",
        "'a",
        "\t=1",
    ),
    *("0", "1", "2", "3.5", "3,5", "1.234", "1,234", "1.234,5", "1,234.5", "1 000", "1'000", "1e3", "1e400", "-1e400"),
    *(
        "1e30",
        "1e31",
        "$1,200",
        "12 %",
        "5 €",
        "nan",
        "inf",
        "0x10",
        "1_000",
        "٣",
        "１２",
        "−5",
        "1e-400",
        "9" * 400,
        "1" + "0" * 20,
    ),
    *(
        '"',
        '""',
        "'",
        '"a""b"',
        '"a\nb"',
        "a;b",
        "a,b",
        "a\tb",
        "é",
        "日本",
        "\u202e",
        "\u200b",
        "\ufeff",
        "\u2028",
        "\0",
    ),
    *("<script>alert(1)</script>", "__import__('os').system('x')", "{x}", "%s", "\\", "$", "*a*", "`a`", "2024-01-02"),
)
"""What people, programs and attackers write into cells."""

_CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252", "utf-7", "utf-32")
for _codec in _CODECS:
    codecs.lookup(_codec)  # Python loads them when they are first asked for


def _table(random: Random) -> str:
    """Return a table as programs write it, good or nearly so."""
    n_columns, n_rows = random.randint(2, 6), random.choice([1, 3, 5, 8, 20, 60])
    separator, end = random.choice(",;\t|"), random.choice(["\n", "\r\n", "\r"])
    kinds = random.choices(["numbers", "whole", "few", "texts", "any"], [40, 20, 20, 10, 3], k=n_columns)
    rows = [[_cell(random, kind) for kind in kinds] for _ in range(n_rows)]
    if random.random() < 0.8:
        odd = random.random() < 0.2
        rows.insert(0, [_cell(random, "any") if odd else f"name {place}" for place in range(n_columns)])
    return end.join(separator.join(row) for row in rows) + random.choice(["", end, end * 2])


def _cell(random: Random, kind: str) -> str:
    if kind == "any" or random.random() < 0.005:
        return random.choice(CELLS)
    if kind == "numbers":
        text = f"{random.gauss(0, 10 ** random.randint(-3, 6)):.{random.randint(0, 6)}f}"
        return text.replace(".", ",") if random.random() < 0.01 else text
    if kind == "whole":
        return str(random.randint(0, 3))
    return random.choice(["a", "b", "c"]) if kind == "few" else f"text {random.random():.3f}"


def _good(random: Random) -> bytes:
    return _table(random).encode(random.choice(_CODECS if random.random() < 0.3 else _CODECS[:5]), "replace")


def _damaged(random: Random) -> bytes:
    """Return a table of which some bytes are changed, lost, doubled, or come of another one."""
    data = bytearray(_good(random))
    for _ in range(random.randint(1, 6)):
        start = random.randint(0, len(data))
        end = min(len(data), start + random.choice([0, 1, 2, 10, 100]))
        other = _good(random)
        data[start:end] = random.choice(
            [
                b"",
                random.randbytes(random.randint(1, 4)),
                data[start:end] * 2,
                other[: random.randint(0, 40)],
                random.choice(CELLS).encode(),
                random.choice([b"\0", b'"', b"\n", b"\r", b",", b";", b"\xff\xfe", b"\xef\xbb\xbf", b"sep=;\n"]),
            ]
        )
    return bytes(data)


def _hostile(random: Random) -> bytes:
    """Return what should cost much, or is something else."""
    n = random.choice([10, 1_000, 49_000, 200_000, 999_990])
    sign = random.choice(
        [b",", b'"', b"a", b"\n", b"1,", b"1,2\n", b'",', b"\0", b"\xff", b"'", b"=", b" ", b"\r", b"1e9,2;3\t4|5\n"]
    )
    return random.choice(
        [
            lambda: (sign * n)[:1_000_000],
            lambda: b"a,b\n" + (sign * n)[:999_000],
            lambda: (
                "\n".join(f"{i},{i * 7 % 1000},v{i % 12},{random.random()}" for i in range(min(n, 30_000)))
            ).encode(),
            lambda: ",".join(f"c{i}" for i in range(min(n, 6_000))).encode() + b"\n" + b"1," * min(n, 6_000),
            lambda: random.randbytes(min(n, 5_000)),
            lambda: b"\x89PNG\r\n\x1a\n" + random.randbytes(100),
            lambda: gzip.compress(_good(random)),
            lambda: zlib.compress(_good(random)),
            lambda: b"PK\x03\x04" + random.randbytes(100),
            lambda: json.dumps([{"a": 1, "b": 2}] * 20).encode(),
            lambda: b"<html><table><tr><td>1</td></tr></table></html>",
        ]
    )()


def _session(random: Random) -> bytes:
    """Return a session file that carries something as its tables."""
    tables = [_table(random) for _ in range(random.choice([0, 1, 2, 9]))]
    runs = [{"name": "a", "recipe": f"dataset=table-{random.randbytes(16).hex()}-1n-1", "pinned": False}]
    content = {
        "format": "lossviz comparison",
        "version": 1,
        "runs": runs,
        "tables": random.choice([tables, "a", 5, [5]]),
    }
    return json.dumps(content).encode()


_WAYS: Sequence[tuple[int, Callable[[Random], bytes]]] = ((40, _good), (45, _damaged), (10, _hostile), (5, _session))


def make(random: Random) -> bytes:
    """Return a file."""
    (way,) = random.choices([way for _, way in _WAYS], [weight for weight, _ in _WAYS])
    return way(random)


def take(data: bytes) -> str:
    """Read a file as all that a visitor can take it for, and use it as far as it goes."""
    try:
        if data.startswith(b"{"):
            read_file(data, OwnTables())
            return "sessions"
        return _used(data)
    except SpecError as error:
        sentence = str(error)
        assert 0 < len(sentence) <= MAX_SENTENCE, sentence
        assert sentence.isprintable(), sentence
        assert sentence.endswith((".", "?")), sentence
        return "sentences"


def _used(data: bytes) -> str:
    """Return what a table is good for, after everything was made of it that the app makes."""
    reading = read_table(data)
    assert all(sentence.isprintable() for sentence in reading.sentences)
    own = OwnTables()
    table = own.add("a", reading.table)
    assert read_table(table.csv).table.fingerprint == read_written(table.csv).fingerprint == table.fingerprint
    understanding: Understanding = suggested(table)
    name = dataset_name(table, understanding)
    assert all(sentence.isprintable() for sentence in sentences_of(table, understanding))
    with own.only():
        dataset = Choice("dataset", name)
        spec, _ = with_component(RunSpec(), dataset)
        assert RunSpec.from_query(spec.to_query()) == spec
        made = dataset.component(**dataset.values)
        assert made.x.shape == (spec.outline.n_examples, spec.outline.n_features)
        comparison = Comparison((NamedSpec("a", spec),))
        assert read_file(comparison.to_file(tables=True).encode(), OwnTables()) == comparison
    return "tables"


TABLES = Kind("tables", make, take)
