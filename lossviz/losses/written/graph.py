"""What a written loss computes: operations on tensors in the order in which they are written."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lossviz.losses.written.functions import Function
from lossviz.losses.written.source import refusal

MAX_NODES = 400
"""Most operations of a loss: XLA takes a second for some thousand."""


@dataclass(frozen=True, eq=False)
class Node:
    """A tensor.

    Attributes:
        kind: `input`, `parameter` or `call`; or `index`, of a tensor.
        name: Of an input (`y_true`, `y_pred`) or of a parameter.
        function: What is called.
        arguments: By the names of the function: nodes, constants, and lists of both.
        line: Where it stands in the text, from 1.
        column: Where in the line, from 1.
    """

    kind: str
    name: str = ""
    function: Function | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    line: int = 1
    column: int = 1

    @property
    def parts(self) -> Iterator[Node]:
        """The nodes among its arguments."""
        for argument in self.arguments.values():
            for part in argument if isinstance(argument, (list, tuple)) else (argument,):
                if isinstance(part, Node):
                    yield part


class Builder:
    """Collects the nodes of a graph."""

    def __init__(self) -> None:
        """Begin with none."""
        self.nodes: list[Node] = []

    def add(self, node: Node, place: ast.AST) -> Node:
        """Add a node.

        Raises:
            SourceError: If there are too many.
        """
        if len(self.nodes) >= MAX_NODES:
            raise refusal(f"A loss must have at most {MAX_NODES} operations.", place)
        self.nodes.append(node)
        return node


@dataclass(frozen=True)
class Graph:
    """The operations of a loss.

    Attributes:
        nodes: Each behind all that it is computed from.
        result: The last one.
    """

    nodes: tuple[Node, ...]
    result: Node

    @classmethod
    def of(cls, nodes: list[Node], result: Node) -> Graph:
        """Return the graph of what a result is computed from."""
        used = {id(result)}
        for node in reversed(nodes):
            if id(node) in used:
                used.update(id(part) for part in node.parts)
        return cls(tuple(node for node in nodes if id(node) in used), result)
