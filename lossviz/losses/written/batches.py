"""How parts of several examples are brought together, in batches that are filled up.

A program has room for more examples than some batches have; what fills them up stands at the end and must not count.
Operations on each example by itself need nothing for that. Along an axis of examples, a number takes the place of what
does not count that leaves the result as it is; a mean divides by what counts; and a shape tells what counts.

Of a mean over the batch, the cost of each example is its part: there nothing is brought together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from lossviz.lazy import tf
from lossviz.losses.written.graph import Graph, Node
from lossviz.losses.written.operations import function_of
from lossviz.losses.written.outlines import Level, Shape, Size, axes_in, broadcast
from lossviz.losses.written.rules import OF_ONE_NUMBER, OF_SCORES, outline_of, over_outputs

_MEANS = ("tf.reduce_mean", "tf.math.reduce_variance", "tf.math.reduce_std")


class Batch:
    """A batch that may be filled up, or the examples of one by themselves."""

    def __init__(self, graph: Graph, mask: Any | None, room: Any) -> None:
        """Take over the batch.

        Args:
            graph: What is computed of it.
            mask: 1 for each example, 0 for what only fills it up; shape (n,). None to leave the examples by themselves.
            room: How long its axis is.
        """
        self._result = graph.result
        self._mask = mask
        self._room = room

    # Results

    def mean_of_each(self, result: Any) -> Any:
        """Return the cost of each example, shape (n,), of a result that is one or has several parts for each."""
        if self._result.outline.level == Level.MEAN:
            return result
        others = [axis for axis, size in enumerate(self._result.outline.shape) if not size.of_batch]
        result = tf.reduce_mean(result, axis=others) if others else result
        return tf.fill([self._room], result) if result.shape.rank == 0 else result

    def mean_of_all(self, result: Any) -> Any:
        """Return the mean of a result over all that counts."""
        shape = self._result.outline.shape
        return self._mean(result, shape, range(len(shape)), keepdims=False)

    # Operations

    def special(self, node: Node, arguments: dict[str, Any]) -> Any | None:
        """Return the result of an operation that brings examples together; None for one that does not.

        An argument may be replaced instead, so that the operation leaves out what does not count.
        """
        if node.operation in ("tf.shape", "tf.size"):
            return None if self._mask is None else self._counted(node.outline.sizes, node.outline.shape)
        self._give_room(node, arguments)
        if node.operation in ("tf.matmul", "operator.matmul"):
            self._without_fillers(node, arguments)
            return None
        if node.operation.startswith("keras.losses."):
            return self._of_losses(node, arguments)
        if node.operation in OF_SCORES and self._mask is not None:
            shape = outline_of(node.arguments["logits"]).shape
            if shape[-1].of_batch:
                arguments["logits"] = self._filled(arguments["logits"], shape, [len(shape) - 1], -math.inf)
            return None
        if next(node.parts, None) is None or not _has_axis(node):
            return None
        shape = _shape_of(node)
        if not shape and node.operation in OF_ONE_NUMBER:
            return next(iter(arguments.values()))
        axes = _axes(node)
        over = [axis for axis in axes if shape[axis].of_batch]
        if not over:
            return None
        if self._mask is None:
            return self._by_itself(node, arguments, axes, over) if node.outline.level == Level.MEAN else None
        name = next(iter(arguments))
        if node.operation in _MEANS:
            return self._moment(node, arguments[name], axes)
        if node.function is not None and node.function.neutral is not None:
            sign = -1 if arguments.get("direction") == "DESCENDING" else 1
            arguments[name] = self._filled(arguments[name], shape, over, sign * node.function.neutral)
        return None

    def _by_itself(self, node: Node, arguments: dict[str, Any], axes: Sequence[int], over: Sequence[int]) -> Any:
        """Return the part of each example in a mean over the batch."""
        x = arguments[next(iter(arguments))]
        others = [axis for axis in axes if axis not in over]
        return tf.reduce_mean(x, axis=others) if others else x

    def _without_fillers(self, node: Node, arguments: dict[str, Any]) -> None:
        """Let a product of matrices add up nothing that does not count."""
        names = list(node.arguments)[:2]
        for name, flag, axis in zip(names, ("transpose_a", "transpose_b"), (1, 0)):
            shape = outline_of(node.arguments[name]).shape
            along = 1 - axis if node.arguments.get(flag, False) else axis
            if shape[along].of_batch and self._mask is not None:
                arguments[name] = self._filled(arguments[name], shape, [along], 0)

    def _of_losses(self, node: Node, arguments: dict[str, Any]) -> Any | None:
        """Return what a loss of Keras gives that takes the mean along an axis of examples."""
        if node.function is None or node.function.rule is not over_outputs:
            return None
        names = list(node.arguments)[:2]
        shape = broadcast(outline_of(node.arguments[name]).shape for name in names)
        if len(node.outline.shape) == len(shape) or not shape[-1].of_batch:
            return None
        alone = {name: tf.expand_dims(arguments[name], -1) for name in names}
        costs = function_of(node.operation)(**{**arguments, **alone})
        return costs if self._mask is None else self._mean(costs, shape, [len(shape) - 1], keepdims=False)

    def _moment(self, node: Node, x: Any, axes: Sequence[int]) -> Any:
        """Return the mean, the variance or the deviation of what counts."""
        shape, keep = _shape_of(node), bool(node.arguments.get("keepdims", False))
        if node.operation == "tf.reduce_mean":
            return self._mean(x, shape, axes, keepdims=keep)
        centre = self._mean(x, shape, axes, keepdims=True)
        variance = self._mean(tf.square(x - centre), shape, axes, keepdims=keep)
        return variance if node.operation == "tf.math.reduce_variance" else tf.sqrt(variance)

    def _mean(self, x: Any, shape: Shape, axes: Sequence[int], *, keepdims: bool) -> Any:
        over = [axis for axis in axes if shape[axis].of_batch]
        if not over:
            return tf.reduce_mean(x, axis=list(axes), keepdims=keepdims) if axes else x
        total = tf.reduce_sum(self._filled(x, shape, over, 0), axis=list(axes), keepdims=keepdims)
        count = tf.ones((), x.dtype)
        for axis in axes:
            count *= tf.cast(self._count(shape[axis]), x.dtype)
        return total / count

    def _filled(self, x: Any, shape: Shape, axes: Sequence[int], number: float) -> Any:
        """Return a tensor with a number in the place of what does not count along some axes."""
        counts = tf.ones([1] * len(shape), tf.bool)
        for axis in axes:
            along = self._along(shape[axis])
            counts &= tf.reshape(along, [-1 if each == axis else 1 for each in range(len(shape))])
        if x.dtype == tf.bool:
            return tf.where(counts, x, bool(number))
        number = min(max(number, float(x.dtype.min)), float(x.dtype.max))
        return tf.where(counts, x, tf.cast(number, x.dtype))

    def _along(self, size: Size) -> Any:
        """Return what counts along an axis of examples, or of parts of examples or pairs behind each other."""
        counts = tf.cast(self._mask, tf.bool)
        if size.power == 2:
            counts = tf.reshape(counts[:, tf.newaxis] & counts[tf.newaxis], [-1])
        return tf.repeat(counts, size.factor) if size.factor > 1 else counts

    def _count(self, size: Size) -> Any:
        """Return how many count along an axis."""
        return size.at(tf.reduce_sum(tf.cast(self._mask, tf.int32)))

    def _counted(self, sizes: Shape, shape: Shape) -> Any:
        counted = [tf.convert_to_tensor(self._count(size), tf.int32) for size in sizes]
        return tf.stack(counted) if shape else counted[0]

    def _give_room(self, node: Node, arguments: dict[str, Any]) -> None:
        """Replace shapes that are asked for by such that have room for all that fills a batch up."""
        if node.operation in ("tf.reshape", "tf.fill", "tf.zeros", "tf.ones", "tf.range", "tf.eye"):
            sizes = [size.at(self._room) for size in node.outline.shape]
            name = next((name for name in ("shape", "dims", "start", "num_rows") if name in arguments), "")
            arguments[name] = sizes[0] if name in ("start", "num_rows") else sizes


def _shape_of(node: Node) -> Shape:
    """Return the shape along whose axes an operation computes: that of its first argument."""
    first = next(iter(node.arguments.values()))
    if isinstance(first, Node):
        return first.outline.shape
    return next(node.parts).outline.shape


def _has_axis(node: Node) -> bool:
    """Return whether an operation brings numbers along an axis together."""
    if node.function is None or not any(argument.name == "axis" for argument in node.function.arguments):
        return False
    return node.operation in _MEANS or node.function.neutral is not None


def _axes(node: Node) -> tuple[int, ...]:
    """Return the axes along which an operation computes."""
    assert node.function is not None
    default = next(argument.default for argument in node.function.arguments if argument.name == "axis")
    return axes_in(node.arguments.get("axis", default), len(_shape_of(node)))
