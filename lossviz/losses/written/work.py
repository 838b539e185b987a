"""How much work a written loss is for a batch."""

from __future__ import annotations

from typing import Any

from lossviz.losses.base import Work
from lossviz.losses.written.graph import Graph, Node
from lossviz.losses.written.outlines import Shape, product
from lossviz.losses.written.rules import outline_of


def work_of(graph: Graph, n_examples: int) -> Work:
    """Return the work of a loss for a batch of some examples."""
    sizes = [product(node.outline.shape).at(n_examples) for node in graph.nodes]
    return Work(sum(_operations(node, n_examples) for node in graph.nodes), max(sizes))


def _operations(node: Node, n_examples: int) -> int:
    """Return how many operations a node is: one for each number that it reads or gives, or adds up in a product."""
    given: list[Any] = list(node.arguments.values())
    own: int = product(node.outline.shape).at(n_examples)
    if node.operation in ("tf.matmul", "operator.matmul"):
        a = outline_of(given[0]).shape
        along = a[0] if node.arguments.get("transpose_a", False) else a[1]
        return 2 * own * int(along.at(n_examples))
    read: list[Shape] = [part.outline.shape for part in node.parts]
    if node.operation == "tf.sort":
        own *= 20
    return own + sum(product(shape).at(n_examples) for shape in read)
