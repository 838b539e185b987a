"""Arithmetic on the constants of a written loss, which is done while it is read; all of it is bounded."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from lossviz.losses.written.source import refusal

LARGEST = 1e30
"""Numbers beyond this are refused: float32 ends at 3.4e38."""

MAX_EXPONENT = 100
"""The greatest exponent of a power, in size."""

BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.FloorDiv: operator.floordiv,
        ast.Mod: operator.mod,
        ast.Pow: operator.pow,
        ast.MatMult: operator.matmul,
    }
)

COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = MappingProxyType(
    {
        ast.Eq: operator.eq,
        ast.NotEq: operator.ne,
        ast.Lt: operator.lt,
        ast.LtE: operator.le,
        ast.Gt: operator.gt,
        ast.GtE: operator.ge,
        ast.Is: operator.is_,
        ast.IsNot: operator.is_not,
    }
)


def number(value: Any, node: ast.AST) -> Any:
    """Return a number as it is.

    Raises:
        SourceError: If it is too large, or none.
    """
    if isinstance(value, bool):
        return value
    if not isinstance(value, (int, float)) or not abs(value) <= LARGEST:
        raise refusal(f"A number in a loss must be a real one between -{LARGEST:g} and {LARGEST:g}.", node)
    return value


def is_number(value: Any) -> bool:
    """Return whether a constant is a number; true and false count as numbers, as in Python."""
    return isinstance(value, (int, float))


def computed(compute: Callable[..., Any], *values: Any, node: ast.AST) -> Any:
    """Return what an operation gives for constants.

    Raises:
        SourceError: If it gives nothing, or a number too large.
    """
    if compute is operator.pow:
        check_exponent(values[1], node)
    try:
        result = compute(*values)
    except ZeroDivisionError:
        raise refusal("Constants must not be divided by 0.", node) from None
    except (ArithmeticError, ValueError, TypeError):
        raise refusal("These constants cannot be computed with in this way.", node) from None
    return number(result, node)


def check_exponent(value: Any, node: ast.AST) -> None:
    """Refuse an exponent that is too large."""
    if is_number(value) and not (math.isfinite(value) and abs(value) <= MAX_EXPONENT):
        raise refusal(f"An exponent must be between -{MAX_EXPONENT} and {MAX_EXPONENT}.", node)
