"""What is known of tensors before they are computed: their shapes, their types, and how they depend on examples.

Sizes of axes are whole numbers or multiples of n, the number of examples in a batch, which is not known. What is n long
belongs to examples in their order; what fills a batch up stands at its end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class OutlineError(Exception):
    """Tensors that an operation cannot take; its message says why."""


@dataclass(frozen=True)
class Size:
    """The size of an axis: `factor` times n to the power of `power`."""

    factor: int = 1
    power: int = 0

    def __str__(self) -> str:
        n = {0: "", 1: "n"}.get(self.power, f"n^{self.power}")
        return f"{self.factor if self.factor != 1 or not n else ''}{n}"

    @property
    def of_batch(self) -> bool:
        """Whether it grows with the batch."""
        return self.power > 0

    def at(self, n: Any) -> Any:
        """Return the size for a batch of n, a number or a tensor."""
        return self.factor * n**self.power


ONE, N = Size(), Size(1, 1)

Shape = tuple[Size, ...]


class Level(IntEnum):
    """How a tensor depends on the examples of a batch.

    Attributes:
        FIXED: On none, but its shape may.
        EXAMPLES: Each part of it on the example in its place alone.
        MEAN: It is one number: a mean over the batch of something that depends on each example alone.
        COUPLED: In any other way.
    """

    FIXED = 0
    EXAMPLES = 1
    MEAN = 2
    COUPLED = 3


@dataclass(frozen=True)
class Outline:
    """What is known of a tensor.

    Attributes:
        shape: The sizes of its axes.
        dtype: `float32`, `int32`, `int64` or `bool`; empty for numbers of Python, which take the type of others.
        level: How it depends on examples.
        sizes: If it is a shape, or a part of one: which.
    """

    shape: Shape = ()
    dtype: str = "float32"
    level: Level = Level.FIXED
    sizes: Shape = ()

    @property
    def elements(self) -> Size:
        """How many numbers it holds."""
        return product(self.shape)

    @property
    def batch_axes(self) -> tuple[int, ...]:
        """The axes that grow with the batch."""
        return tuple(axis for axis, size in enumerate(self.shape) if size.of_batch)


MAX_AXES = 4
"""Most axes of a tensor."""

MAX_ROW = 4_096
"""Most numbers of a tensor for each example."""

MAX_PAIR = 16
"""Most numbers of a tensor for each two examples."""


def product(sizes: Iterable[Size]) -> Size:
    """Return the size of all axes together."""
    factor, power = 1, 0
    for size in sizes:
        factor, power = factor * size.factor, power + size.power
    return Size(factor, power)


def shape_words(shape: Shape) -> str:
    """Return a shape as people write it."""
    inner = ", ".join(map(str, shape))
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


def checked(outline: Outline) -> Outline:
    """Return an outline as it is.

    Raises:
        OutlineError: If such a tensor would be too large.
    """
    whole = outline.elements
    if len(outline.shape) > MAX_AXES:
        raise OutlineError(
            f"A tensor must have at most {MAX_AXES} axes. Got shape {shape_words(outline.shape)} instead."
        )
    if whole.power > 2 or whole.factor > (MAX_PAIR if whole.power == 2 else MAX_ROW):
        raise OutlineError(
            f"A tensor must hold at most {MAX_PAIR} numbers for each two examples of a batch, or {MAX_ROW} for each "
            f"one. Got shape {shape_words(outline.shape)} instead."
        )
    return outline


def broadcast(shapes: Iterable[Shape]) -> Shape:
    """Return the shape that several become together.

    Raises:
        OutlineError: If they do not fit each other.
    """
    result: Shape = ()
    for shape in shapes:
        rank = max(len(result), len(shape))
        pairs = zip(_filled(result, rank), _filled(shape, rank))
        for one, other in (pair for pair in pairs if ONE not in pair and pair[0] != pair[1]):
            hint = " n is the number of examples of a batch." if one.of_batch or other.of_batch else ""
            raise OutlineError(
                f"The shapes {shape_words(result)} and {shape_words(shape)} do not fit each other: "
                f"{one} is not {other}.{hint}"
            )
        pairs = zip(_filled(result, rank), _filled(shape, rank))
        result = tuple(other if one == ONE else one for one, other in pairs)
    return result


def _filled(shape: Shape, rank: int) -> Shape:
    return (ONE,) * (rank - len(shape)) + shape


def axis_in(axis: int, rank: int) -> int:
    """Return an axis counted from the front.

    Raises:
        OutlineError: If there is none of that number.
    """
    if not -rank <= axis < rank:
        raise OutlineError(f"There is no axis {axis} in a tensor of {rank} axes.")
    return axis % rank


def axes_in(axis: int | Iterable[int] | None, rank: int) -> tuple[int, ...]:
    """Return axes counted from the front; all for None."""
    if axis is None:
        return tuple(range(rank))
    return tuple(axis_in(each, rank) for each in ((axis,) if isinstance(axis, int) else axis))
