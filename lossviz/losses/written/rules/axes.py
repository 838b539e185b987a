"""Rules of functions that compute along axes: one number of many, or places and shares along an axis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from lossviz.losses.written.outlines import ONE, Level, N, Outline, OutlineError, Shape, axes_in, product, shape_words
from lossviz.losses.written.rules.base import INTEGERS, Given, elementwise, outline_of

MEAN = "tf.reduce_mean"

OF_SCORES = ("tf.nn.softmax_cross_entropy_with_logits", "tf.nn.sparse_softmax_cross_entropy_with_logits")
"""Cross-entropies of scores, whose classes may be the examples of the batch themselves."""

OF_ONE_NUMBER = (MEAN, "tf.reduce_sum", "tf.reduce_max", "tf.reduce_min", "tf.reduce_prod")
"""Operations that give one number back as it is."""


def reduced(operation: str, given: Given) -> Outline:
    """Make one number of many."""
    x = outline_of(_first(given))
    _check_type(operation, x)
    axes = axes_in(given["axis"], len(x.shape))
    keep = given["keepdims"]
    shape = tuple(ONE if axis in axes else size for axis, size in enumerate(x.shape) if axis not in axes or keep)
    return Outline(shape, _reduced_type(operation, x), _reduced_level(operation, x, axes, shape))


def _check_type(operation: str, x: Outline) -> None:
    logical = operation in ("tf.reduce_all", "tf.reduce_any")
    if logical != (x.dtype == "bool") and operation != "tf.math.count_nonzero":
        raise OutlineError(
            "It needs conditions." if logical else "A condition is no number: use `tf.cast(…, tf.float32)`."
        )
    if x.dtype in INTEGERS and operation in _REAL:
        raise OutlineError(f"It needs real numbers. Got type {x.dtype}: use `tf.cast(…, tf.float32)`.")


_OF_REAL = ("tf.nn.softmax", "keras.ops.softmax", "tf.nn.log_softmax", "tf.math.l2_normalize")

_REAL = ("tf.math.reduce_variance", "tf.math.reduce_std", "tf.reduce_logsumexp", "tf.norm", "tf.reduce_mean")


def _reduced_type(operation: str, x: Outline) -> str:
    return "int64" if operation == "tf.math.count_nonzero" else x.dtype


def _reduced_level(operation: str, x: Outline, axes: Iterable[int], shape: Shape) -> Level:
    over_batch = any(x.shape[axis].of_batch for axis in axes)
    if x.level >= Level.MEAN:
        return x.level if operation in OF_ONE_NUMBER and not x.shape else Level.COUPLED
    if not over_batch:
        return x.level
    if operation != MEAN:
        return Level.COUPLED
    if x.level == Level.FIXED:
        return Level.FIXED
    only = all(x.shape[axis] == N for axis in x.batch_axes)
    return Level.MEAN if shape == () and only else Level.COUPLED


def along(operation: str, given: Given) -> Outline:
    """Compute along an axis; the shape stays."""
    x = outline_of(_first(given))
    axes = axes_in(given["axis"], len(x.shape))
    if operation == "keras.ops.softmax" and all(x.shape[axis] == ONE for axis in axes):
        raise OutlineError("Along an axis of 1 all its shares are 1.")
    if operation in _OF_REAL and x.dtype not in ("float32", "fraction"):
        raise OutlineError(f"It needs real numbers. Got type {x.dtype}: use `tf.cast(…, tf.float32)`.")
    return Outline(x.shape, x.dtype, _along_level(x, axes))


def cumulative(operation: str, given: Given) -> Outline:
    """Add up along an axis; along all axes, in one."""
    x = outline_of(_first(given))
    shape = x.shape if given["axis"] is not None else (product(x.shape),)
    axis = given["axis"] if given["axis"] is not None else range(len(x.shape))
    return Outline(shape, x.dtype, _along_level(x, axes_in(axis, len(x.shape))))


def place(operation: str, given: Given) -> Outline:
    """Tell a place along an axis."""
    x = outline_of(_first(given))
    keras = operation.startswith("keras")
    axis = given["axis"] if given["axis"] is not None or keras else 0
    axes = axes_in(axis, len(x.shape))
    keep = given.get("keepdims", False)
    shape = tuple(ONE if a in axes else size for a, size in enumerate(x.shape) if a not in axes or keep)
    return Outline(shape, "int32" if keras else "int64", _along_level(x, axes))


def _along_level(x: Outline, axes: Iterable[int]) -> Level:
    mixes = any(x.shape[axis].of_batch for axis in axes) and x.level != Level.FIXED
    return Level.COUPLED if mixes or x.level == Level.MEAN else x.level


def over_last_axis(operation: str, given: Given) -> Outline:
    """Judge rows: those of targets and predictions along the last axis."""
    both = _judged(operation, given)
    axes = axes_in(given.get("axis", -1), len(both.shape))
    examples = len(both.shape) > 1 and operation in OF_SCORES
    if any(both.shape[axis].of_batch for axis in axes) and not examples:
        raise OutlineError(f"It needs rows of shape (n, k). Got shape {shape_words(both.shape)} instead.")
    if "categorical" in operation and any(both.shape[axis] == ONE for axis in axes):
        raise OutlineError(f"It needs two classes or more. Got shape {shape_words(both.shape)} instead.")
    return Outline(tuple(size for axis, size in enumerate(both.shape) if axis not in axes), "float32", both.level)


def over_outputs(operation: str, given: Given) -> Outline:
    """Judge each number, and take the mean along the last axis."""
    both = _judged(operation, given)
    axis = axes_in(given.get("axis", -1), len(both.shape))
    shape = tuple(size for each, size in enumerate(both.shape) if each not in axis)
    return Outline(shape, "float32", _reduced_level(MEAN, both, axis, shape))


def _judged(operation: str, given: Given) -> Outline:
    """Return the outline of targets and predictions together."""
    parts = [outline_of(value) for value in list(given.values())[:2]]
    if operation in _SQUEEZING:
        parts = _of_one_rank(*parts)
    if not all(part.shape for part in parts):
        raise OutlineError("It needs targets and predictions of shape (n, k). Got one number instead.")
    if parts[1].dtype not in ("float32", "fraction") or parts[0].dtype == "bool":
        raise OutlineError("It needs real numbers as predictions: use `tf.cast(…, tf.float32)`.")
    if len(parts[0].shape) != len(parts[1].shape) and operation not in ("keras.losses.huber", *_SQUEEZING):
        shapes = " and ".join(shape_words(part.shape) for part in parts)
        raise OutlineError(f"It needs targets and predictions of one shape. Got {shapes} instead.")
    return elementwise(operation, [replace(part, dtype="float32") for part in parts])


_SQUEEZING = tuple(
    f"keras.losses.{name}"
    for name in (
        "mean_squared_error",
        "mean_absolute_error",
        "mean_absolute_percentage_error",
        "mean_squared_logarithmic_error",
        "log_cosh",
        "cosine_similarity",
    )
)
"""Losses of Keras that bring targets of shape (n,) and predictions of shape (n, 1) together by themselves."""


def _of_one_rank(one: Outline, other: Outline) -> list[Outline]:
    ranks = len(one.shape), len(other.shape)
    if ranks == (1, 2) and other.shape[-1] == ONE:
        one = Outline((*one.shape, ONE), one.dtype, one.level)
    if ranks == (2, 1) and one.shape[-1] == ONE:
        other = Outline((*other.shape, ONE), other.dtype, other.level)
    return [one, other]


def looked_up(operation: str, given: Given) -> Outline:
    """Judge the score or probability of the class that a number tells."""
    labels, rows = (outline_of(value) for value in list(given.values())[:2])
    if len(rows.shape) < 2 or labels.shape not in (rows.shape[:-1], (*rows.shape[:-1], ONE)):
        came = f"Got shapes {shape_words(labels.shape)} and {shape_words(rows.shape)} instead."
        raise OutlineError(f"It needs class numbers of shape (n,) and predictions of shape (n, classes). {came}")
    if rows.shape[-1].of_batch and operation not in OF_SCORES:
        raise OutlineError("It needs a fixed number of classes, not as many as there are examples.")
    if operation.startswith("tf.") and labels.dtype not in INTEGERS:
        raise OutlineError("It needs class numbers: use `tf.cast(y_true, tf.int32)`.")
    if operation.startswith("tf.") and labels.shape != rows.shape[:-1]:
        raise OutlineError("It needs class numbers of shape (n,): use `tf.reshape(y_true, [-1])`.")
    level = max(labels.level, rows.level)
    return Outline(rows.shape[:-1], "float32", Level.COUPLED if level > Level.EXAMPLES else level)


def _first(given: Given) -> Any:
    return next(iter(given.values()))
