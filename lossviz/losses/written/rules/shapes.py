"""Rules of functions that move numbers: other shapes, other types, places along an axis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lossviz.losses.written.outlines import (
    ONE,
    Level,
    N,
    Outline,
    OutlineError,
    Shape,
    Size,
    axes_in,
    axis_in,
    broadcast,
    checked,
    product,
    shape_words,
)
from lossviz.losses.written.rules.base import INTEGERS, Given, elementwise, outline_of


def cast(operation: str, given: Given) -> Outline:
    """Give another type, or none."""
    value, dtype = given.values()
    x = elementwise(operation, [outline_of(value)])
    return Outline(x.shape, dtype.name if dtype else x.dtype, x.level, outline_of(value).sizes)


def reshaped(operation: str, given: Given) -> Outline:
    """Give another shape to the same numbers."""
    x = outline_of(given["tensor"])
    shape = _asked(given["shape"], product(x.shape))
    if product(shape) != product(x.shape):
        raise OutlineError(f"Shape {shape_words(x.shape)} does not fit into {shape_words(shape)}.")
    before, after = ([size for size in sizes if size != ONE] for sizes in (x.shape, shape))
    if before == after or x.level == Level.FIXED:
        return checked(Outline(shape, x.dtype, x.level))
    rows = before[:1] == after[:1] == [N]
    flat = len(after) == 1 and (before[0] == N)
    if not (rows or flat):
        raise OutlineError(
            f"Numbers of different examples would be mixed: {shape_words(x.shape)} to {shape_words(shape)}. "
            "The first axis must stay."
        )
    return checked(Outline(shape, x.dtype, x.level if rows else Level.COUPLED))


def flattened(operation: str, given: Given) -> Outline:
    """Put all numbers behind each other."""
    return reshaped(operation, {"tensor": given["x"], "shape": -1})


def _asked(shape: Any, whole: Size | None) -> Shape:
    """Return a shape that is asked for, as constants or by `tf.shape`; -1 is what is left of the whole."""
    if hasattr(shape, "outline"):
        if not shape.outline.sizes:
            raise OutlineError("A shape must be of constants and of parts of `tf.shape`.")
        told: Shape = shape.outline.sizes
        return told
    parts = [_size(part) for part in (shape if isinstance(shape, (list, tuple)) else (shape,))]
    if None not in parts:
        return tuple(part for part in parts if part is not None)
    known = product(part for part in parts if part is not None)
    if whole is None or parts.count(None) > 1 or whole.factor % known.factor or whole.power < known.power:
        raise OutlineError("-1 can stand once in a shape, for what is left.")
    left = Size(whole.factor // known.factor, whole.power - known.power)
    return tuple(left if part is None else part for part in parts)


def _size(part: Any) -> Size | None:
    """Return a size that is asked for; None for -1."""
    if hasattr(part, "outline") and len(part.outline.sizes) == 1:
        told: Size = part.outline.sizes[0]
        return told
    if type(part) is int and (part == -1 or 1 <= part <= 1_000):
        return None if part == -1 else Size(part)
    raise OutlineError("A size must be a whole number in [1, 1000], or a part of `tf.shape`.")


def expanded(operation: str, given: Given) -> Outline:
    """Add an axis of 1."""
    x, axis = outline_of(given["input"]), axis_in(given["axis"], len(outline_of(given["input"]).shape) + 1)
    return checked(Outline((*x.shape[:axis], ONE, *x.shape[axis:]), x.dtype, x.level))


def squeezed(operation: str, given: Given) -> Outline:
    """Leave axes of 1 out."""
    x = outline_of(given["input"])
    axes = axes_in(given["axis"], len(x.shape)) if given["axis"] is not None else ()
    wrong = [axis for axis in axes if x.shape[axis] != ONE]
    if wrong:
        raise OutlineError(f"Axis {wrong[0]} of shape {shape_words(x.shape)} is not 1.")
    left = axes or tuple(axis for axis, size in enumerate(x.shape) if size == ONE)
    return Outline(tuple(size for axis, size in enumerate(x.shape) if axis not in left), x.dtype, x.level)


def transposed(operation: str, given: Given) -> Outline:
    """Swap axes."""
    x = outline_of(given["a"])
    order = given["perm"] if given["perm"] is not None else range(len(x.shape))[::-1]
    if sorted(order) != list(range(len(x.shape))):
        raise OutlineError(f"It must name each of the {len(x.shape)} axes once.")
    return Outline(tuple(x.shape[axis] for axis in order), x.dtype, x.level)


def stacked(operation: str, given: Given) -> Outline:
    """Put tensors of one shape side by side."""
    parts, whole = _several(operation, given)
    if any(part.shape != whole.shape for part in parts):
        raise OutlineError(f"Tensors must have one shape. Got {_shapes(parts)} instead.")
    axis = axis_in(given["axis"], len(whole.shape) + 1)
    return checked(Outline((*whole.shape[:axis], Size(len(parts)), *whole.shape[axis:]), whole.dtype, _parted(whole)))


def concatenated(operation: str, given: Given) -> Outline:
    """Put tensors one behind the other."""
    parts, _ = _several(operation, given)
    first = parts[0]
    axis = axis_in(given["axis"], len(first.shape))
    others = {(*part.shape[:axis], *part.shape[axis + 1 :]) for part in parts}
    sizes = [part.shape[axis] for part in parts if len(part.shape) == len(first.shape)]
    if len(others) > 1 or len(sizes) < len(parts) or any(size.of_batch for size in sizes):
        raise OutlineError(f"Tensors must differ in size along axis {axis} only, not along n. Got {_shapes(parts)}.")
    whole = Size(sum(size.factor for size in sizes))
    common = elementwise(operation, [Outline((), part.dtype, part.level) for part in parts])
    return checked(Outline((*first.shape[:axis], whole, *first.shape[axis + 1 :]), common.dtype, _parted(common)))


def _several(operation: str, given: Given) -> tuple[list[Outline], Outline]:
    values = next(iter(given.values()))
    if not isinstance(values, (list, tuple)):
        raise OutlineError("It needs a list of tensors, as `[x, y]`.")
    parts = [outline_of(value) for value in values]
    return parts, elementwise(operation, parts)


def _parted(outline: Outline) -> Level:
    return Level.COUPLED if outline.level == Level.MEAN else outline.level


def _shapes(parts: Iterable[Outline]) -> str:
    return ", ".join(shape_words(part.shape) for part in parts)


def shape_of(operation: str, given: Given) -> Outline:
    """Tell the shape."""
    shape = outline_of(given["input"]).shape
    return Outline((Size(len(shape)),), "int32", counted(shape), shape)


def size_of(operation: str, given: Given) -> Outline:
    """Tell how many numbers there are."""
    whole = product(outline_of(given["input"]).shape)
    return Outline((), "int32", counted((whole,)), (whole,))


def counted(sizes: Shape) -> Level:
    """Return how sizes depend on the batch: one with n in it is not that of one example alone."""
    return Level.COUPLED if any(size.of_batch for size in sizes) else Level.FIXED


def product_of_matrices(operation: str, given: Given) -> Outline:
    """Multiply matrices."""
    (a, b), swapped = [outline_of(value) for value in list(given.values())[:2]], list(given.values())[2:]
    if len(a.shape) != 2 or len(b.shape) != 2:
        raise OutlineError(f"It needs two matrices. Got {_shapes((a, b))} instead.")
    left, right = (
        part.shape[::-1] if swap else part.shape for part, swap in zip((a, b), swapped or (False, False), strict=True)
    )
    if left[1] != right[0]:
        raise OutlineError(f"The matrices {shape_words(left)} and {shape_words(right)} do not fit each other.")
    common = elementwise(operation, [Outline((), part.dtype, part.level) for part in (a, b)])
    coupled = left[1].of_batch or (left[0].of_batch and right[1].of_batch)
    level = Level.COUPLED if coupled and common.level else _parted(common)
    return checked(Outline((left[0], right[1]), common.dtype, level))


# Tensors of nothing but a shape


def like(operation: str, given: Given) -> Outline:
    """Make the shape of another tensor."""
    x = outline_of(given["input"])
    return Outline(x.shape, given["dtype"].name if given["dtype"] else x.dtype)


def filled(operation: str, given: Given) -> Outline:
    """Make a shape that is asked for."""
    value = outline_of(given["value"]) if "value" in given else Outline()
    dtype = given.get("dtype") or value.dtype
    name = dtype if isinstance(dtype, str) else dtype.name
    shape = _asked(given["dims"] if "dims" in given else given["shape"], None)
    return checked(Outline(shape, {"whole": "int32", "fraction": "float32"}.get(name, name), value.level))


def numbered(operation: str, given: Given) -> Outline:
    """Count up to a limit."""
    size = _asked(given["start"], None)
    return Outline(size, "int32", counted(size))


def identity(operation: str, given: Given) -> Outline:
    """Make a matrix of pairs."""
    size = _asked(given["num_rows"], None)
    return checked(Outline((*size, *size), "float32", counted(size)))


def diagonal(operation: str, given: Given) -> Outline:
    """Take the diagonal of a square matrix."""
    x = outline_of(given["input"])
    if len(x.shape) != 2 or x.shape[0] != x.shape[1]:
        raise OutlineError(f"It needs a square matrix. Got shape {shape_words(x.shape)} instead.")
    return Outline(x.shape[:1], x.dtype, x.level)


def band(operation: str, given: Given) -> Outline:
    """Keep the shape of a matrix."""
    x = outline_of(given["input"])
    if len(x.shape) != 2:
        raise OutlineError(f"It needs a matrix. Got shape {shape_words(x.shape)} instead.")
    return x


# Places


def gathered(operation: str, given: Given) -> Outline:
    """Take what stands at places of an axis."""
    x, indices, rows = outline_of(given["params"]), outline_of(given["indices"]), given["batch_dims"]
    if indices.dtype not in (*INTEGERS, "whole"):
        raise OutlineError("Places must be whole numbers: use `tf.cast(y_true, tf.int32)`.")
    axis = axis_in(given["axis"] if given["axis"] is not None else rows, len(x.shape))
    if rows not in (0, 1) or rows > axis or x.shape[:rows] != indices.shape[:rows]:
        raise OutlineError(f"Shapes {_shapes((x, indices))} do not fit each other with batch_dims={rows}.")
    if x.shape[axis].of_batch and x.level > Level.FIXED:
        raise OutlineError("It would take whole examples of the batch: add `batch_dims=1` to look into each row.")
    shape = (*x.shape[:axis], *indices.shape[rows:], *x.shape[axis + 1 :])
    level = max(x.level, indices.level)
    several = sum(size.power for size in shape) > 1
    return checked(Outline(shape, x.dtype, Level.COUPLED if level > Level.EXAMPLES or several else level))


def taken_along(operation: str, given: Given) -> Outline:
    """Take in each row what stands at its places."""
    x, indices = outline_of(given["x"]), outline_of(given["indices"])
    if given["axis"] is None or len(x.shape) != len(indices.shape):
        raise OutlineError(f"It needs an axis, and tensors of equally many axes. Got shapes {_shapes((x, indices))}.")
    axis = axis_in(given["axis"], len(x.shape))
    if x.shape[axis].of_batch:
        raise OutlineError("It would take whole examples of the batch: use `axis=-1` to look into each row.")
    around = broadcast((*part.shape[:axis], ONE, *part.shape[axis + 1 :]) for part in (x, indices))
    level = max(x.level, indices.level)
    shape = (*around[:axis], indices.shape[axis], *around[axis + 1 :])
    return checked(Outline(shape, x.dtype, Level.COUPLED if level > Level.EXAMPLES else level))


def one_hot(operation: str, given: Given) -> Outline:
    """Make a row of each place."""
    place, depth = (outline_of(next(iter(given.values()))), list(given.values())[1])
    if operation == "tf.one_hot" and place.dtype not in (*INTEGERS, "whole"):
        raise OutlineError("Places must be whole numbers: use `tf.cast(y_true, tf.int32)`.")
    axis = axis_in(-1 if given["axis"] is None else given["axis"], len(place.shape) + 1)
    dtype = given["dtype"].name if given["dtype"] else "float32"
    return checked(Outline((*place.shape[:axis], Size(depth), *place.shape[axis:]), dtype, _parted(place)))


def indexed(x: Outline, index: tuple[Any, ...]) -> Outline:
    """Return the outline of `x[index]`."""
    n_axes = sum(part is not None and part is not Ellipsis for part in index)
    if n_axes > len(x.shape):
        raise OutlineError(f"There are {len(x.shape)} axes, and {n_axes} indices.")
    if Ellipsis not in index:
        index = (*index, Ellipsis)
    at = index.index(Ellipsis)
    whole = (slice(None),) * (len(x.shape) - n_axes)
    shape: list[Size] = []
    sizes, left = x.sizes, iter(x.shape)
    for part in (*index[:at], *whole, *index[at + 1 :]):
        if part is None:
            shape.append(ONE)
            continue
        size = next(left)
        if part == slice(None):
            shape.append(size)
            continue
        if size.of_batch:
            raise OutlineError("Examples of a batch have no numbers of their own: use `:` for the first axis.")
        numbers = range(size.factor)[part] if isinstance(part, slice) else _at(size.factor, part)
        if not numbers and isinstance(part, slice):
            raise OutlineError(f"Nothing is left of an axis of {size}.")
        if isinstance(part, slice):
            shape.append(Size(len(numbers)))
        sizes = (sizes[part] if isinstance(part, slice) else (sizes[part],)) if x.sizes else ()
    level = counted(sizes) if x.sizes else x.level
    return checked(Outline(tuple(shape), x.dtype, level, sizes))


def _at(size: int, part: int) -> list[int]:
    if not -size <= part < size:
        raise OutlineError(f"There is no number {part} on an axis of {size}.")
    return [part]
