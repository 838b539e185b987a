"""The calls of a written loss: of declared functions, of losses of Keras, and of functions of the text itself."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from lossviz.losses.written.accepted import ACCEPTED, DOMAINS
from lossviz.losses.written.constants import computed, is_number
from lossviz.losses.written.expressions import Expressions, is_tensor
from lossviz.losses.written.functions import FUNCTIONS, SPELLINGS, Argument
from lossviz.losses.written.functions.base import REQUIRED, SEVERAL
from lossviz.losses.written.graph import Builder, Node
from lossviz.losses.written.modules import DTYPES
from lossviz.losses.written.outlines import ONE, N, Size
from lossviz.losses.written.rules import outline_of
from lossviz.losses.written.source import refusal
from lossviz.losses.written.values import (
    Arithmetic,
    Dtype,
    Helper,
    Known,
    LossObject,
    Names,
    Special,
    StaticShape,
)

EPSILON = 1e-7
"""What `keras.backend.epsilon()` gives."""

INSTEAD: Mapping[str, str] = {
    "print": "`print` shows nothing while a loss is compiled: leave it out.",
    "len": "`len` of a tensor is not known while compiling: use `tf.shape(x)[0]`.",
    "sum": "`sum` adds up one by one: use `tf.reduce_sum`.",
    "max": "`max` compares one by one: use `tf.maximum`, or `tf.reduce_max` along an axis.",
    "min": "`min` compares one by one: use `tf.minimum`, or `tf.reduce_min` along an axis.",
    "round": "`round` is for numbers: use `tf.round`, which has no slope.",
    "int": "`int` of a tensor is not known while compiling: use `tf.cast(x, tf.int32)`.",
    "float": "`float` of a tensor is not known while compiling: use `tf.cast(x, tf.float32)`.",
    "bool": "`bool` of a tensor is not known while compiling: use `tf.cast(x, tf.bool)`.",
    "range": "`range` is for loops: compute with whole tensors.",
}
"""What is said of functions of Python."""


_TYPED = ("x", "y", "a", "b")
"""Arguments of one type."""

_ANY_FIRST = ("operator.truediv", "tf.math.divide_no_nan", "tf.clip_by_value")
"""Operations of TensorFlow that take whole numbers before real ones."""

_PROMOTING = "keras.ops."
"""Functions of these names take tensors of several types."""


class Calls(Expressions):
    """Translates calls."""

    MAX_CALLS = 10
    """How deep functions of the text may call each other."""

    def __init__(self, builder: Builder) -> None:
        """Take over where nodes are collected."""
        super().__init__(builder)
        self.depth = 0

    def call_helper(self, helper: Helper, given: dict[str, Any], node: ast.AST) -> Any:
        """Return what a function of the text gives; `Translator` has it."""
        raise NotImplementedError

    def _call(self, node: ast.Call, names: Names) -> Any:
        if isinstance(node.func, ast.Name) and node.func.id not in names and node.func.id in INSTEAD:
            return self._python(node.func.id, node, names)
        called = self.value(node.func, names)
        positional = [self.value(argument, names) for argument in node.args]
        named: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value, names)
            if keyword.arg is not None:
                named[keyword.arg] = value
            elif not (isinstance(value, Special) and value.name == "**"):
                raise refusal("`**` is not possible here: write the arguments out.", node)
        return self.called(called, positional, named, node)

    def _python(self, name: str, node: ast.Call, names: Names) -> Any:
        """Return what a function of Python gives for constants; most have none."""
        if name in ("len", "float", "int") and len(node.args) == 1 and not node.keywords:
            value = self.value(node.args[0], names)
            if name == "len" and isinstance(value, StaticShape):
                return self.n_axes(value.node)
            if name == "len" and isinstance(value, (tuple, list)):
                return len(value)
            if name == "float" and isinstance(value, Node) and value.kind == "parameter":
                return value
            if name != "len" and is_number(value):
                return computed({"float": float, "int": int}[name], value, node=node)
        raise refusal(INSTEAD[name], node)

    def called(self, called: Any, positional: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
        """Return what a call gives."""
        if isinstance(called, Known):
            return self._call_known(called, positional, named, node)
        if isinstance(called, Helper):
            return self.call_helper(called, self.bound(called, [*called.given, *positional], named, node), node)
        if isinstance(called, LossObject):
            return self._call_loss(called, positional, named, node)
        if isinstance(called, Arithmetic):
            if not positional or not all(is_number(value) for value in positional):
                raise refusal(f"This `{called.spelling}` is for constants: use `tf.math.{called.spelling}`.", node)
            return computed(called.compute, *positional, node=node)
        if isinstance(called, Special):
            return self._call_special(called, positional, named, node)
        raise refusal("This cannot be called.", node)

    def _call_special(self, called: Special, positional: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
        """Return what one of the names gives that mean something in a few places."""
        first = positional[0] if len(positional) == 1 else None
        if called.name in ("keras.backend.epsilon", "keras.config.epsilon"):
            return EPSILON
        if called.name == "keras.backend.floatx":
            return "float32"
        if called.name == "super":
            return called
        if called.name == "super.__init__":
            return Special("super.__init__", named.get("reduction", "sum_over_batch_size"))
        if called.name in ("np.array", "np.float32") and is_tensor(first):
            return first
        if called.name in ("tf.rank", "keras.backend.ndim") and isinstance(first, Node):
            return self.n_axes(first)
        if called.name == "keras.backend.int_shape" and isinstance(first, Node):
            return StaticShape(first)
        if called.name == "keras.ops.shape" and isinstance(first, Node):
            return self._shape(first, node)
        if called.name == "keras.losses.get" and isinstance(first, str):
            function = SPELLINGS.get(f"keras.losses.{first}") or SPELLINGS.get(f"tf.keras.losses.{first}")
            if function is not None and not function.makes_loss:
                return Known(function, f"keras.losses.{first}")
            raise refusal(f"Keras has no loss of the name {first[:40]!r} that could be used here.", node)
        raise refusal(f"`{called.name}` cannot be called so here.", node)

    def _shape(self, x: Node, node: ast.AST) -> tuple[Any, ...]:
        """Return a shape as `keras.ops.shape` tells it: numbers where they are known."""
        told = self.operation(FUNCTIONS["tf.shape"], {"input": x}, node)
        sizes = x.outline.shape if self.builder.shapes else (N, Size(2))
        return tuple(
            self.builder.index(told, (axis,), node) if size.of_batch else size.factor for axis, size in enumerate(sizes)
        )

    # Declared functions

    def _call_known(self, known: Known, positional: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
        """Return the result of a declared function, or the loss object that it makes."""
        given = self._arguments(known, positional, dict(named), node)
        if known.function.makes_loss:
            given.pop("name", None)
            return LossObject(known.function, given, given.pop("reduction", "sum_over_batch_size"))
        if not any(isinstance(value, (Node, list, tuple)) for value in given.values()):
            python: dict[str, Callable[..., Any]] = {"pow": operator.pow, "abs": operator.abs}
            simple = python.get(known.spelling)
            if simple is not None:
                return computed(simple, *given.values(), node=node)
        if known.spelling.startswith(_PROMOTING):
            given = self._promoted(given, node)
        elif known.spelling.startswith("tf.") and self.builder.shapes:
            self._check_first(known, given, node)
        return self.operation(known.function, given, node, known.spelling)

    def _arguments(self, known: Known, positional: list[Any], named: dict[str, Any], node: ast.Call) -> dict[str, Any]:
        """Return arguments by the names that the operation has for them, defaults left out."""
        function, spelling = known.function, known.spelling
        if not any("name" in argument.names for argument in function.arguments):
            named.pop("name", None)  # everything of TensorFlow may be given one
        if len(positional) > len(function.arguments):
            raise refusal(f"`{spelling}` takes at most {len(function.arguments)} arguments.", node)
        given: dict[str, Any] = {}
        for place, argument in enumerate(function.arguments):
            values = [named.pop(name) for name in argument.names if name in named] + positional[place : place + 1]
            if len(values) > 1:
                raise refusal(f"`{spelling}` is given {argument.name} twice.", node)
            if not values and argument.default is REQUIRED:
                raise refusal(f"`{spelling}` needs the argument {argument.names[-1]}.", node)
            if values and not (values[0] is argument.default or _same(values[0], argument.default)):
                given[argument.name] = self._checked(argument, values[0], spelling, node)
        if named:
            allowed = ", ".join(argument.name for argument in function.arguments)
            raise refusal(f"The arguments of `{spelling}` are {allowed}. Got {next(iter(named))[:40]} instead.", node)
        return given

    def _checked(self, argument: Argument, value: Any, spelling: str, node: ast.Call) -> Any:
        """Return a value if an argument can have it."""
        kind = argument.constant
        if argument.name in SEVERAL and isinstance(value, (list, tuple)) and value and all(map(is_tensor, value)):
            return list(value)
        if not kind:
            if is_tensor(value):
                return value
            raise refusal(f"`{spelling}` needs a tensor or a number as {argument.name}. {_hint(value)}".strip(), node)
        if isinstance(value, Node):
            sizes = value.outline.sizes
            if kind == "shape":
                return value
            if kind == "size" and (len(sizes) == 1 or not self.builder.shapes):
                if not sizes:
                    return 2
                if not sizes[0].of_batch:
                    return sizes[0].factor
            raise self.needs_constant(value, f"The {argument.name} of `{spelling}`", node)
        if kind == "dtype" and isinstance(value, str) and value in DTYPES:
            return Dtype(value)
        if kind == "axis" and isinstance(value, (list, tuple)) and len(value) == 1:
            (value,) = value
        if not ACCEPTED[kind](value):
            raise refusal(f"The {argument.name} of `{spelling}` must be {DOMAINS[kind]}. {_hint(value)}".strip(), node)
        return value

    def _check_first(self, known: Known, given: dict[str, Any], node: ast.AST) -> None:
        """Refuse a whole number before real ones: TensorFlow takes the type of its graph from the first number."""
        tensors = [value for name, value in given.items() if name in _TYPED]
        if len(tensors) > 1 and known.function.operation not in _ANY_FIRST:
            types = [outline_of(value).dtype for value in tensors]
            if (
                types[0] in ("whole", "int32")
                and not isinstance(tensors[0], Node)
                and {"float32", "fraction"} & set(types)
            ):
                raise refusal(
                    f"`{known.spelling}` takes its type from the first number: write {_real(tensors[0])}.", node
                )

    def _promoted(self, given: dict[str, Any], node: ast.AST) -> dict[str, Any]:
        """Return arguments with tensors of one type, as `keras.ops` makes them by itself."""
        types = {name: outline_of(value).dtype for name, value in given.items() if isinstance(value, Node)}
        if "float32" not in types.values():
            return given
        to_float = {"x": None, "dtype": Dtype("float32")}
        alike = {
            name: self.operation(FUNCTIONS["tf.cast"], {**to_float, "x": given[name]}, node)
            for name, dtype in types.items()
            if dtype != "float32" and name not in ("condition", "indices")
        }
        return {**given, **alike}

    # Losses of Keras, and functions of the text

    def _call_loss(self, loss: LossObject, positional: list[Any], named: dict[str, Any], node: ast.Call) -> Node:
        """Return the mean of the costs of a batch, or what else its reduction asks for."""
        both = dict(zip(("y_true", "y_pred"), positional, strict=False)) | named
        if len(positional) > 2 or set(both) != {"y_true", "y_pred"} or not all(map(is_tensor, both.values())):
            raise refusal("A loss of Keras needs y_true and y_pred, and nothing else.", node)
        ranks = {name: len(outline_of(value).shape) for name, value in both.items()}
        for short, long in (("y_true", "y_pred"), ("y_pred", "y_true")):
            if ranks[short] == 1 and ranks[long] == 2 and outline_of(both[long]).shape[-1] == ONE:
                both[short] = self.operation(FUNCTIONS["tf.expand_dims"], {"input": both[short], "axis": -1}, node)
        costs = self.operation(FUNCTIONS[loss.function.operation], {**both, **loss.settings}, node)
        return self.reduced(costs, loss.reduction, node)

    def reduced(self, costs: Node, reduction: Any, node: ast.AST) -> Node:
        """Return costs as a reduction of Keras makes one number of them."""
        if reduction in (None, "none"):
            return costs
        if not outline_of(costs).shape and self.builder.shapes:
            return costs
        by = {"sum_over_batch_size": "tf.reduce_mean", "mean": "tf.reduce_mean", "sum": "tf.reduce_sum"}
        if reduction not in by:
            raise refusal(f"A reduction must be one of none, {', '.join(by)}. Got {str(reduction)[:40]!r}.", node)
        return self.operation(FUNCTIONS[by[reduction]], {"input_tensor": costs}, node)

    def bound(self, helper: Helper, positional: list[Any], named: dict[str, Any], node: ast.AST) -> dict[str, Any]:
        """Return the arguments of a function of the text by their names, defaults included."""
        told, name = helper.node.args, helper.node.name
        if told.vararg:
            raise refusal("`*` is not possible here: write the arguments out.", helper.node)
        arguments = [argument.arg for argument in (*told.posonlyargs, *told.args)]
        everything = [*arguments, *(argument.arg for argument in told.kwonlyargs)]
        if len(positional) > len(arguments):
            raise refusal(f"`{name}` takes at most {len(arguments)} arguments.", node)
        given = dict(zip(arguments, positional, strict=False))
        for each, value in named.items():
            if each not in everything or each in given:
                raise refusal(f"`{name}` cannot be given {each[:40]} here.", node)
            given[each] = value
        defaults = dict(zip(arguments[::-1], told.defaults[::-1], strict=False))
        defaults |= {a.arg: d for a, d in zip(told.kwonlyargs, told.kw_defaults, strict=True) if d is not None}
        given |= {each: self.value(value, helper.names) for each, value in defaults.items() if each not in given}
        missing = [each for each in everything if each not in given]
        if missing:
            raise refusal(f"`{name}` needs the argument {missing[0]}.", node)
        if told.kwarg:
            given[told.kwarg.arg] = Special("**")
        return given


def _real(value: Any) -> str:
    """Return a whole number, or a list of some, written as real ones."""
    return str([float(part) for part in value]) if isinstance(value, (list, tuple)) else str(float(value))


def _same(value: Any, default: Any) -> bool:
    return not isinstance(value, Node) and type(value) is type(default) and bool(value == default)


def _hint(value: Any) -> str:
    """Return what is said of a value that is no tensor, if it is a common mistake."""
    if isinstance(value, StaticShape):
        return "A shape is told by `tf.shape(x)`."
    return "A function must be called with brackets." if isinstance(value, (Known, Helper)) else ""
