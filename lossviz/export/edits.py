"""Source text with some of its parts replaced, so that all that stands around them stays as it was written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from typing import NamedTuple

GONE = "\0"
"""The text of an edit that takes a statement away, with its line."""


class Edit(NamedTuple):
    """A part of a source that is replaced.

    Attributes:
        start: Its line, from 1, and the byte in that line where it begins.
        end: The same of its end.
        text: What stands there then.
    """

    start: tuple[int, int]
    end: tuple[int, int]
    text: str

    @classmethod
    def of(cls, node: ast.AST, text: str) -> Edit:
        """Return the edit that replaces a node of the source's tree."""
        lines = [getattr(node, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")]
        return cls((lines[0], lines[1]), (lines[2], lines[3]), text)

    @classmethod
    def of_name(cls, node: ast.FunctionDef | ast.ClassDef, text: str) -> Edit:
        """Return the edit that gives a function or class another name: its place is not in the tree."""
        column = node.col_offset + len("class " if isinstance(node, ast.ClassDef) else "def ")
        return cls((node.lineno, column), (node.lineno, column + len(node.name.encode())), text)


def edited(source: str, edits: Iterable[Edit]) -> str:
    """Return a source with all edits but those within another one."""
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line.encode()) + 1)
    data, before = source.encode(), len(source.encode()) + 1
    # From the end, and the longer first of those that begin together.
    spans = [(starts[e.start[0] - 1] + e.start[1], starts[e.end[0] - 1] + e.end[1], e.text) for e in edits]
    outer = [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] and o[1] > o[0] for o in spans)]
    for start, end, text in sorted(outer, reverse=True):
        assert end <= before, "Edits overlap."
        data, before = data[:start] + text.encode() + data[end:], start
    gone = re.compile(rf"^[ \t]*{GONE}[^\n]*(\n|\Z)", re.MULTILINE)
    return gone.sub("", data.decode())
