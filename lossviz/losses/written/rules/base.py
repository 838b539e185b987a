"""What rules are, and what most of them begin with: several tensors become one, element by element.

A rule is given the operation and all its arguments by name: nodes, which have an `outline`, and constants. It returns
the outline of the result, or raises an `OutlineError` that says what does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lossviz.losses.written.outlines import (
    Level,
    Outline,
    OutlineError,
    Shape,
    Size,
    broadcast,
    checked,
)

Given = Mapping[str, Any]

Rule = Callable[[str, Given], Outline]

WHOLE, FRACTION = "whole", "fraction"
"""The types of numbers of Python, which become those of the tensors beside them."""

INTEGERS = ("int32", "int64")

SUMS = (
    "operator.add",
    "operator.sub",
    "operator.neg",
    "tf.add_n",
    "tf.cast",
    "tf.convert_to_tensor",
    "tf.stop_gradient",
)
"""Operations that make a mean over the batch of means, if they are given numbers of the same size."""


def outline_of(value: Any) -> Outline:
    """Return what is known of a node, a number, or a list of them."""
    if hasattr(value, "outline"):
        found: Outline = value.outline
        return found
    if isinstance(value, (list, tuple)):
        parts = [outline_of(part) for part in value]
        whole = elementwise("", parts)
        if any(part.shape != whole.shape for part in parts):
            raise OutlineError("Tensors in a list must have one shape.")
        return Outline(
            (Size(len(parts)), *whole.shape), whole.dtype, whole.level, tuple(s for p in parts for s in p.sizes)
        )
    if isinstance(value, bool):
        return Outline(dtype="bool")
    return Outline(dtype=WHOLE, sizes=(Size(value),)) if isinstance(value, int) else Outline(dtype=FRACTION)


def elementwise(operation: str, parts: Iterable[Outline], dtype: str = "") -> Outline:
    """Return the outline of an operation on each element by itself.

    Args:
        operation: Which one.
        parts: What it is given.
        dtype: The type of the result; that of the parts if empty.
    """
    parts = list(parts)
    shape = broadcast(part.shape for part in parts)
    return checked(Outline(shape, dtype or common(parts), _level(operation, parts, shape)))


def common(parts: Iterable[Outline]) -> str:
    """Return the one type of some tensors."""
    types = {part.dtype for part in parts}
    tensors = sorted(types - {WHOLE, FRACTION})
    if len(tensors) > 1:
        cast = "tf.cast(…, tf.float32)" if "float32" in tensors else f"tf.cast(…, tf.{tensors[0]})"
        raise OutlineError(f"Tensors of the types {' and '.join(tensors)} do not fit each other: use `{cast}`.")
    if not tensors:
        return "float32" if FRACTION in types else "int32"
    if tensors[0] != "float32" and FRACTION in types:
        raise OutlineError(f"A tensor of type {tensors[0]} does not fit a fraction: use `tf.cast(…, tf.float32)`.")
    if tensors[0] == "bool" and WHOLE in types:
        raise OutlineError("A condition does not fit a number: use `tf.cast(…, tf.float32)`.")
    return tensors[0]


def _of_list(values: Any) -> list[Outline]:
    if not isinstance(values, (list, tuple)) or not all(hasattr(value, "outline") for value in values):
        raise OutlineError("It needs a list of tensors, as `[x, y]`.")
    parts = [outline_of(value) for value in values]
    if len({part.shape for part in parts}) > 1:
        raise OutlineError("All tensors must have one shape.")
    return parts


def _level(operation: str, parts: list[Outline], shape: Shape) -> Level:
    level = max((part.level for part in parts), default=Level.FIXED)
    if level == Level.MEAN:
        return Level.MEAN if _keeps_mean(operation, parts) else Level.COUPLED
    several = sum(size.power for size in shape) > 1
    return Level.COUPLED if level > Level.FIXED and several else level


def _keeps_mean(operation: str, parts: list[Outline]) -> bool:
    """Return whether an operation on means over the batch gives such a mean: only sums and multiples do."""
    if any(part.shape for part in parts):
        return False
    first, *rest = (part.level for part in parts)
    if operation in SUMS:
        return True
    if operation == "operator.mul":
        return Level.FIXED in (first, *rest)
    return operation == "operator.truediv" and all(level == Level.FIXED for level in rest)


def tensors(given: Given, *without: str) -> list[Outline]:
    """Return the outlines of all arguments that are tensors or numbers."""
    parts = []
    for name, value in given.items():
        if name not in without and value is not None and not isinstance(value, str):
            parts += _of_list(value) if name == "inputs" else [outline_of(value)]
    return parts
