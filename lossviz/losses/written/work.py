"""How long a written loss takes, by its operations and the sizes of their tensors: most take no time beside a model.

What takes long are tensors with a number for each two examples, and products of them. Seconds are of one core, with the
gradient; they were measured for batches of 1,000 examples, and are estimates elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lossviz.losses.written.graph import Graph, Node

NUMBER_SECONDS = 5e-9
"""For each number of a tensor, of most operations."""

SLOW_SECONDS: Mapping[str, float] = MappingProxyType({"tf.sort": 1e-7, "keras.ops.sort": 1e-7})
"""The same, of operations that take longer."""

PRODUCT_SECONDS = 7e-11
"""For each product of two numbers, in a product of matrices."""

PRODUCTS = ("tf.matmul", "operator.matmul", "keras.ops.matmul")


def batch_seconds(graph: Graph, n_examples: int) -> float:
    """Return roughly how long it takes to compute a graph with shapes, and its gradient, for a batch."""
    return sum(_seconds(node, n_examples) for node in graph.nodes)


def _seconds(node: Node, n: int) -> float:
    numbers = node.outline.elements.at(n)
    if node.operation in PRODUCTS:
        first = next(part for part in node.parts)
        # The axis that is summed over is one of the first factor's, whichever way it is turned.
        longest = max((size.at(n) for size in first.outline.shape[-2:]), default=1)
        return float(numbers * longest * PRODUCT_SECONDS)
    return float(numbers * SLOW_SECONDS.get(node.operation, NUMBER_SECONDS))
