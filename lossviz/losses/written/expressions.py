"""The expressions of a written loss, translated into operations on tensors; see `translation`."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from lossviz.losses.written.constants import BINARY, COMPARISONS, check_exponent, computed, is_number, number
from lossviz.losses.written.functions import Function
from lossviz.losses.written.graph import Builder, Node
from lossviz.losses.written.modules import resolved, unknown
from lossviz.losses.written.operators import OPERATORS
from lossviz.losses.written.source import SourceError, refusal
from lossviz.losses.written.values import Dtype, Names, Namespace, Self, Special, StaticShape

MAX_STEPS = 20_000
"""Most expressions that are translated, those of functions of the text each time they are called."""

_UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = MappingProxyType(
    {ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Not: operator.not_}
)

REFUSED: Mapping[type[ast.expr], str] = MappingProxyType(
    {
        ast.Lambda: "`lambda` is not possible here: define a function with `def`.",
        ast.ListComp: "Comprehensions are not possible here: write the list out, or compute with whole tensors.",
        ast.GeneratorExp: "Comprehensions are not possible here: compute with whole tensors.",
        ast.SetComp: "Comprehensions are not possible here: compute with whole tensors.",
        ast.DictComp: "Comprehensions are not possible here: compute with whole tensors.",
        ast.Dict: "Dictionaries are not possible here: use names of their own.",
        ast.Set: "Sets are not possible here: use a list.",
        ast.JoinedStr: "Texts with values in them are not possible here.",
        ast.NamedExpr: "`:=` is not possible here: assign on a line of its own.",
        ast.Starred: "`*` is not possible here: write the values out.",
        ast.Await: "`await` is not possible here.",
        ast.Yield: "`yield` is not possible here: use `return`.",
        ast.YieldFrom: "`yield` is not possible here: use `return`.",
    }
)
"""What is said of expressions that a loss cannot have."""


class ConstantNeededError(SourceError):
    """A parameter stands where a constant must: no slider can move it."""

    def __init__(self, name: str, place: ast.AST) -> None:
        """Take the name of the parameter."""
        self.name = name
        where = getattr(place, "lineno", 1), getattr(place, "col_offset", 0) + 1
        super().__init__(
            f"`{name}` must be a constant here: it is needed while compiling, no slider can move it.", *where
        )


class Expressions:
    """Translates expressions; `Calls` adds calls."""

    def __init__(self, builder: Builder) -> None:
        """Take over where nodes are collected."""
        self.builder = builder
        self.steps = 0

    def value(self, node: ast.expr, names: Names) -> Any:
        """Return what an expression is: a constant, a `Node`, or one of `values`.

        Raises:
            SourceError: If it is nothing that a loss may have.
        """
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise refusal("A loss must be simpler: its functions call each other too often.", node)
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise refusal(REFUSED.get(type(node), "This expression is not possible in a loss."), node)
        return method(node, names)

    def operation(self, function: Function, arguments: Mapping[str, Any], node: ast.AST, spelling: str = "") -> Node:
        """Add a call of a function of TensorFlow, which has a name or a sign in the text."""
        return self.builder.call(function, arguments, node, spelling)

    def needs_constant(self, node: Node, what: str, place: ast.AST) -> SourceError:
        """Return what is said where a constant must stand and something else does."""
        if node.kind == "parameter":
            return ConstantNeededError(node.name, place)
        return refusal(f"{what} must be a constant, known while compiling.", place)

    def truth(self, test: ast.expr, names: Names, what: str) -> bool:
        """Return whether a condition holds, which must be known while translating."""
        value = self.value(test, names)
        if isinstance(value, Node) and value.kind == "parameter":
            raise ConstantNeededError(value.name, test)
        if isinstance(value, Node):
            raise refusal(
                f"{what} on a tensor needs `tf.where(condition, x, y)`: each example has its own answer.", test
            )
        return bool(value)

    # Names and constants

    def _constant(self, node: ast.Constant, names: Names) -> Any:
        if node.value is None or node.value is Ellipsis or isinstance(node.value, (bool, str)):
            return node.value
        return number(node.value, node)

    def _name(self, node: ast.Name, names: Names) -> Any:
        if node.id in names:
            return names[node.id]
        raise unknown(node.id, node)

    def _attribute(self, node: ast.Attribute, names: Names) -> Any:
        path = self._path(node, names)
        if path:
            return resolved(path, node)
        value = self.value(node.value, names)
        if isinstance(value, Self):
            if node.attr in value.attributes:
                return value.attributes[node.attr]
            if node.attr in value.methods:
                return value.methods[node.attr]
            raise refusal(f"`self.{node.attr}` must be assigned in `__init__` first.", node)
        if isinstance(value, Special) and value.name == "super" and node.attr == "__init__":
            return Special("super.__init__")
        return self.attribute(value, node)

    def _path(self, node: ast.expr, names: Names) -> str:
        """Return the full name that an expression writes out, as `tf.math.log` does; empty for anything else."""
        if isinstance(node, ast.Name):
            value = names.find(node.id)
            return value.path if isinstance(value, Namespace) else ""
        around = self._path(node.value, names) if isinstance(node, ast.Attribute) else ""
        return f"{around}.{node.attr}" if around and isinstance(node, ast.Attribute) else ""

    def attribute(self, value: Any, node: ast.Attribute) -> Any:
        """Return an attribute of a tensor: its type, or its shape as far as it is known."""
        if isinstance(value, StaticShape) and node.attr in ("rank", "ndims"):
            return self.n_axes(value.node)
        if isinstance(value, Node):
            if node.attr == "dtype":
                return Dtype(value.outline.dtype)
            if node.attr == "shape":
                return StaticShape(value)
            if node.attr == "ndim":
                return self.n_axes(value)
            if node.attr == "numpy":
                raise refusal("`.numpy()` has no value while a loss is compiled: compute with the tensor itself.", node)
        raise refusal(f"`.{node.attr[:40]}` is not possible here: call a function of `tf.` instead.", node)

    def n_axes(self, node: Node) -> int:
        """Return how many axes a tensor has; two, where shapes are not looked at."""
        return len(node.outline.shape) if self.builder.shapes else 2

    def _size(self, shape: StaticShape, index: Any, node: ast.Subscript) -> int:
        """Return the size of an axis, if it is known."""
        if type(index) is not int:
            raise refusal("A part of a shape must be told by one number.", node)
        if not self.builder.shapes:
            return 2
        sizes = shape.node.outline.shape
        if not -len(sizes) <= index < len(sizes):
            raise refusal(f"There is no axis {index} in a tensor of {len(sizes)} axes.", node)
        if sizes[index].of_batch:
            raise refusal("The number of examples is not known while compiling: use `tf.shape(x)[0]`.", node)
        return sizes[index].factor

    def _tuple(self, node: ast.Tuple, names: Names) -> Any:
        return tuple(self.value(part, names) for part in node.elts)

    def _list(self, node: ast.List, names: Names) -> Any:
        return [self.value(part, names) for part in node.elts]

    # Operators

    def _binop(self, node: ast.BinOp, names: Names) -> Any:
        return self.binary(node.op, self.value(node.left, names), self.value(node.right, names), node)

    def binary(self, sign: ast.operator, left: Any, right: Any, node: ast.AST) -> Any:
        """Return what an operator gives."""
        if type(sign) not in OPERATORS:
            raise refusal("This operator is not possible in a loss.", node)
        if isinstance(left, Node) or isinstance(right, Node):
            if isinstance(sign, ast.Pow):
                check_exponent(right, node)
            return self._operator(sign, (left, right), node)
        compute = BINARY.get(type(sign))
        if compute is None or not (is_number(left) and is_number(right)):
            raise refusal("This operator needs numbers or tensors on both sides.", node)
        return computed(compute, left, right, node=node)

    def _operator(self, sign: ast.AST, sides: Sequence[Any], node: ast.AST) -> Node:
        """Return what an operator gives of tensors."""
        if not all(map(is_tensor, sides)):
            raise refusal("This operator needs numbers or tensors on both sides.", node)
        written, function = OPERATORS[type(sign)]
        names = (argument.name for argument in function.arguments)
        return self.operation(function, dict(zip(names, sides)), node, written)

    def _unaryop(self, node: ast.UnaryOp, names: Names) -> Any:
        value = self.value(node.operand, names)
        if not isinstance(value, Node):
            if type(node.op) not in _UNARY or isinstance(value, (str, Special)):
                raise refusal("This operator needs a number or a tensor.", node)
            return computed(_UNARY[type(node.op)], value, node=node)
        if isinstance(node.op, ast.Not):
            raise refusal("`not` on a tensor needs `tf.logical_not`.", node)
        return value if isinstance(node.op, ast.UAdd) else self._operator(node.op, (value,), node)

    def _boolop(self, node: ast.BoolOp, names: Names) -> Any:
        word = "and" if isinstance(node.op, ast.And) else "or"
        value: Any = None
        for part in node.values:
            value = self.value(part, names)
            if isinstance(value, Node):
                raise refusal(f"`{word}` on a tensor needs `tf.logical_{word}`.", node)
            if bool(value) == (word == "or"):
                break
        return value

    def _compare(self, node: ast.Compare, names: Names) -> Any:
        sides = [self.value(part, names) for part in (node.left, *node.comparators)]
        tensors = any(isinstance(side, Node) for side in sides)
        if tensors and len(sides) > 2:
            raise refusal("A chain of comparisons needs `tf.logical_and(a < b, b < c)`.", node)
        if tensors and not isinstance(node.ops[0], (ast.Is, ast.IsNot, ast.In, ast.NotIn)):
            return self._operator(node.ops[0], sides, node)
        for sign, left, right in zip(node.ops, sides, sides[1:]):
            if type(sign) not in COMPARISONS:
                raise refusal("`in` is not possible here: compare with `==`.", node)
            try:
                if not COMPARISONS[type(sign)](left, right):
                    return False
            except TypeError:
                raise refusal("These constants cannot be compared.", node) from None
        return True

    def _ifexp(self, node: ast.IfExp, names: Names) -> Any:
        return self.value(node.body if self.truth(node.test, names, "`if`") else node.orelse, names)

    # Indices

    def _subscript(self, node: ast.Subscript, names: Names) -> Any:
        value, index = self.value(node.value, names), self.value(node.slice, names)
        if isinstance(value, StaticShape):
            return self._size(value, index, node)
        if isinstance(value, (tuple, list)):
            try:
                return value[index] if isinstance(index, (int, slice)) else _no_index(node)
            except IndexError:
                return _no_index(node)
        if not isinstance(value, Node):
            return _no_index(node)
        parts = index if isinstance(index, tuple) else (index,)
        if not all(_is_index(part) for part in parts):
            raise refusal("An index must be a number, `:`, `...` or `tf.newaxis`: use `tf.gather` for a tensor.", node)
        return self.builder.index(value, parts, node)

    def _slice(self, node: ast.Slice, names: Names) -> slice:
        return slice(*(part and self.value(part, names) for part in (node.lower, node.upper, node.step)))


def is_tensor(value: Any) -> bool:
    """Return whether TensorFlow makes a tensor of a value: a node, a number, or a list of these."""
    if isinstance(value, (tuple, list)):
        return bool(value) and all(is_tensor(part) for part in value)
    return isinstance(value, Node) or is_number(value)


def _is_index(part: Any) -> bool:
    if isinstance(part, slice):
        return all(end is None or type(end) is int for end in (part.start, part.stop, part.step))
    return part is None or part is Ellipsis or type(part) is int


def _no_index(node: ast.Subscript) -> Any:
    raise refusal("This cannot be indexed so.", node)
