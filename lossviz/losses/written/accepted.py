"""Which constants the arguments of declared functions accept, and how messages say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lossviz.losses.written.constants import is_number
from lossviz.losses.written.graph import Node
from lossviz.losses.written.modules import DTYPES
from lossviz.losses.written.outlines import MAX_AXES
from lossviz.losses.written.values import Dtype

MAX_SIZE = 1_000
"""Most classes or elements that a loss may ask for by a number."""


def _is_axis(value: Any) -> bool:
    if isinstance(value, (tuple, list)):
        return len(value) <= MAX_AXES and all(type(part) is int for part in value)
    return value is None or type(value) is int


def _is_shape(value: Any) -> bool:
    parts = value if isinstance(value, (tuple, list)) else [value]
    return value is None or (
        len(parts) <= MAX_AXES and all(type(part) is int or isinstance(part, Node) for part in parts)
    )


ACCEPTED: Mapping[str, Callable[[Any], bool]] = {
    "axis": _is_axis,
    "shape": _is_shape,
    "flag": lambda value: isinstance(value, bool),
    "size": lambda value: type(value) is int and -1 <= value <= MAX_SIZE,
    "number": lambda value: value is None or is_number(value),
    "text": lambda value: value is None or isinstance(value, str),
    "order": lambda value: value in ("euclidean", 1, 2),
    "dtype": lambda value: value is None or isinstance(value, Dtype),
}
"""Which constants an argument accepts, by what it is."""

DOMAINS: Mapping[str, str] = {
    "axis": "the number of an axis",
    "shape": f"at most {MAX_AXES} whole numbers",
    "flag": "True or False",
    "size": f"a whole number up to {MAX_SIZE}",
    "number": "a number",
    "text": "a text",
    "order": "1, 2 or 'euclidean'",
    "dtype": f"one of {', '.join(f'tf.{name}' for name in DTYPES)}",
}
"""What these are, in words."""
