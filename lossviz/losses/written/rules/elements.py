"""Rules of functions of single numbers: of each element of a tensor by itself."""

from __future__ import annotations

from lossviz.losses.written.outlines import Outline, OutlineError
from lossviz.losses.written.rules.base import Given, common, elementwise, outline_of, tensors


def any_type(operation: str, given: Given) -> Outline:
    """Give the shape and type of what is given."""
    return elementwise(operation, tensors(given))


def number(operation: str, given: Given) -> Outline:
    """Compute with numbers of one type."""
    result = elementwise(operation, tensors(given))
    if result.dtype == "bool":
        raise OutlineError("A condition is no number: use `tf.cast(…, tf.float32)`.")
    return result


def real(operation: str, given: Given) -> Outline:
    """Compute with real numbers."""
    result = number(operation, given)
    if result.dtype != "float32":
        raise OutlineError(f"It needs real numbers. Got type {result.dtype}: use `tf.cast(…, tf.float32)`.")
    return result


def judged(operation: str, given: Given) -> Outline:
    """Judge each number by itself: targets and predictions come first."""
    return real(operation, dict(list(given.items())[:2]))


def comparison(operation: str, given: Given) -> Outline:
    """Compare numbers of one type."""
    return elementwise(operation, [number("", given)], "bool") if len(given) == 1 else _compared(operation, given)


def _compared(operation: str, given: Given) -> Outline:
    number("", given)
    return elementwise(operation, tensors(given), "bool")


def equality(operation: str, given: Given) -> Outline:
    """Compare anything of one type."""
    common(tensors(given))
    return elementwise(operation, tensors(given), "bool")


def condition(operation: str, given: Given) -> Outline:
    """Join conditions."""
    parts = tensors(given)
    if any(part.dtype != "bool" for part in parts):
        raise OutlineError("It needs conditions, as `e > 0`.")
    return elementwise(operation, parts, "bool")


def choice(operation: str, given: Given) -> Outline:
    """Choose between two by a condition."""
    test, *sides = (outline_of(given[name]) for name in ("condition", "x", "y"))
    if test.dtype != "bool":
        raise OutlineError("The first argument must be a condition, as `e > 0`.")
    return elementwise(operation, [test, *sides], common(sides))
