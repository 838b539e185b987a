"""Lines of Python that are laid out as a formatter would lay them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

WIDTH = 120
"""Longest line of exported code, as of this project."""


def folded(head: str, parts: Iterable[str], tail: str, *, indent: int = 0) -> Iterator[str]:
    """Give `head part, part tail` in one line if that is short enough, else in three, else with a part a line.

    A list in square brackets never takes three.

    Args:
        head: Ends with an opening bracket.
        parts: What stands in the brackets.
        tail: Begins with the closing bracket.
        indent: How far all of it will be indented.
    """
    parts = list(parts)
    joined = ", ".join(parts)
    if indent + len(head + joined + tail) <= WIDTH:
        yield f"{head}{joined}{tail}"
    elif indent + 4 + len(joined) <= WIDTH and not tail.startswith("]"):
        yield from (head, f"    {joined}", tail)
    else:
        yield from (head, *(f"    {part}," for part in parts), tail)
