"""What a written loss computes: operations on tensors in the order in which they are written."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lossviz.losses.written.functions import Function
from lossviz.losses.written.outlines import Level, N, Outline, OutlineError, Shape, Size
from lossviz.losses.written.rules import indexed
from lossviz.losses.written.source import refusal

MAX_NODES = 400
"""Most operations of a loss: XLA takes a second for some thousand."""


class Shapes(NamedTuple):
    """The shapes in which a loss gets targets and predictions; the first axis of both is n long."""

    y_true: Shape
    y_pred: Shape

    @classmethod
    def of(cls, labels: str, n_outputs: int, *, flat: bool = False) -> Shapes:
        """Return the shapes for some labels, see `Loss.labels`, and a number of outputs."""
        alone = flat or labels == "integers"
        return cls((N,) if alone else (N, Size(n_outputs)), (N, Size(n_outputs)))

    @classmethod
    def of_tensors(cls, y_true: Any, y_pred: Any) -> Shapes:
        """Return the shapes of tensors or arrays; the size of the first axis does not matter."""
        return cls(*((N, *(Size(int(size)) for size in tensor.shape[1:])) for tensor in (y_true, y_pred)))


@dataclass(frozen=True, eq=False)
class Node:
    """A tensor.

    Attributes:
        kind: `input`, `parameter` or `call`; or `index`, of a tensor.
        name: Of an input (`y_true`, `y_pred`) or of a parameter; of a call, how it is written: `tf.square`, `+`.
        function: What is called.
        arguments: By the names of the function: nodes, constants, and lists of both.
        outline: What is known of it; nothing, in a graph without shapes.
        line: Where it stands in the text, from 1.
        column: Where in the line, from 1.
    """

    kind: str
    name: str = ""
    function: Function | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    outline: Outline = Outline()  # noqa: RUF009  # frozen
    line: int = 1
    column: int = 1

    @property
    def operation(self) -> str:
        """The name of what is called; empty if nothing is."""
        return self.function.operation if self.function else ""

    @property
    def parts(self) -> Iterator[Node]:
        """The nodes among its arguments."""
        for argument in self.arguments.values():
            for part in argument if isinstance(argument, (list, tuple)) else (argument,):
                if isinstance(part, Node):
                    yield part


class Builder:
    """Collects the nodes of a graph."""

    def __init__(self, shapes: Shapes | None) -> None:
        """Begin with none.

        Args:
            shapes: Those of targets and predictions; None if shapes are not looked at.
        """
        self.shapes = shapes
        self.nodes: list[Node] = []

    def input(self, name: str) -> Node:
        """Add `y_true` or `y_pred`; Keras hands both over as float32."""
        shape = getattr(self.shapes, name) if self.shapes else ()
        return self._add(Node("input", name, outline=Outline(shape, "float32", Level.EXAMPLES)))

    def parameter(self, name: str) -> Node:
        """Add a parameter: one number."""
        return self._add(Node("parameter", name))

    def call(self, function: Function, arguments: Mapping[str, Any], place: ast.AST, spelling: str = "") -> Node:
        """Add the call of a function, which has a name or a sign in the text.

        Raises:
            SourceError: If it cannot take the tensors, or there are too many operations.
        """
        self._check_room(place)
        arguments = function.completed(arguments)
        try:
            outline = function.outline(arguments) if self.shapes else Outline()
        except OutlineError as error:
            raise refusal(f"`{spelling or function.name}`: {_begun_small(str(error))}", place) from None
        return self._add(Node("call", spelling or function.name, function, arguments, outline, *_where(place)))

    def index(self, x: Node, index: tuple[Any, ...], place: ast.AST) -> Node:
        """Add what stands at an index.

        Raises:
            SourceError: If nothing does.
        """
        self._check_room(place)
        try:
            outline = indexed(x.outline, index) if self.shapes else Outline()
        except OutlineError as error:
            raise refusal(str(error), place) from None
        return self._add(Node("index", "", None, {"x": x, "index": index}, outline, *_where(place)))

    def _check_room(self, place: ast.AST) -> None:
        if len(self.nodes) >= MAX_NODES:
            raise refusal(f"A loss must have at most {MAX_NODES} operations.", place)

    def _add(self, node: Node) -> Node:
        self.nodes.append(node)
        return node


def _where(place: ast.AST) -> tuple[int, int]:
    return getattr(place, "lineno", 1), getattr(place, "col_offset", 0) + 1


def _begun_small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


@dataclass(frozen=True)
class Graph:
    """The operations of a loss.

    Attributes:
        nodes: Each behind all that it is computed from; the last one is the result.
    """

    nodes: tuple[Node, ...]

    @property
    def result(self) -> Node:
        """What the loss returns."""
        return self.nodes[-1]

    @classmethod
    def of(cls, nodes: list[Node], result: Node) -> Graph:
        """Return the graph of what a result is computed from."""
        used = {id(result)}
        for node in reversed(nodes):
            if id(node) in used:
                used.update(id(part) for part in node.parts)
        return cls((*(node for node in nodes if id(node) in used and node is not result), result))
