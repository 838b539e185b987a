"""The calls of a written loss: of declared functions, of losses of Keras, and of functions of the text itself."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

from lossviz.losses.written.constants import computed, is_number
from lossviz.losses.written.expressions import Expressions, is_tensor
from lossviz.losses.written.functions import FUNCTIONS, REQUIRED, SEVERAL, SPELLINGS, Argument
from lossviz.losses.written.graph import Builder, Node
from lossviz.losses.written.source import refusal
from lossviz.losses.written.values import (
    DTYPES,
    Arithmetic,
    Dtype,
    Helper,
    Known,
    LossObject,
    Names,
    Special,
)

EPSILON = 1e-7
"""What `keras.backend.epsilon()` gives."""

MAX_SIZE = 1_000
"""Most classes or elements that a loss may ask for by a number."""

INSTEAD = {
    "print": "`print` shows nothing while a loss is compiled: leave it out.",
    "len": "`len` of a tensor is not known while compiling: use `tf.shape(x)[0]`.",
    "sum": "`sum` adds up one by one: use `tf.reduce_sum`.",
    "max": "`max` compares one by one: use `tf.maximum`, or `tf.reduce_max` along an axis.",
    "min": "`min` compares one by one: use `tf.minimum`, or `tf.reduce_min` along an axis.",
    "round": "`round` is for numbers: use `tf.round`, which has no slope.",
    "int": "`int` of a tensor is not known while compiling: use `tf.cast(x, tf.int32)`.",
    "float": "`float` of a tensor is not known while compiling: use `tf.cast(x, tf.float32)`.",
    "bool": "`bool` of a tensor is not known while compiling: use `tf.cast(x, tf.bool)`.",
    "range": "`range` is for loops: use whole tensors.",
}
"""What is said of functions of Python."""


def _is_axis(value: Any) -> bool:
    if isinstance(value, (tuple, list)):
        return len(value) <= MAX_AXES and all(type(part) is int for part in value)
    return value is None or type(value) is int


MAX_AXES = 4
"""Most axes of a tensor."""

ACCEPTED: Mapping[str, Callable[[Any], bool]] = {
    "axis": _is_axis,
    "shape": _is_axis,
    "flag": lambda value: isinstance(value, bool),
    "size": lambda value: type(value) is int and 1 <= value <= MAX_SIZE,
    "number": lambda value: value is None or is_number(value),
    "text": lambda value: value in ("ASCENDING", "DESCENDING"),
    "order": lambda value: value in ("euclidean", 1, 2),
    "dtype": lambda value: isinstance(value, Dtype),
}
"""Which constants an argument accepts, by what it is."""

DOMAINS: Mapping[str, str] = {
    "axis": "the number of an axis",
    "shape": f"at most {MAX_AXES} whole numbers",
    "flag": "True or False",
    "size": f"a whole number in [1, {MAX_SIZE}]",
    "number": "a number",
    "text": "ASCENDING or DESCENDING",
    "order": "1, 2 or euclidean",
    "dtype": f"one of {', '.join(DTYPES)}",
}
"""What these are, in words."""


class Calls(Expressions):
    """Translates calls."""

    MAX_CALLS = 10
    """How deep functions of the text may call each other."""

    def __init__(self, builder: Builder) -> None:
        """Take over where nodes are collected."""
        super().__init__(builder)
        self.depth = 0

    def call_helper(self, helper: Helper, given: dict[str, Any], node: ast.AST) -> Any:
        """Return what a function of the text gives; statements are translated in `translation`."""
        raise NotImplementedError

    def _call(self, node: ast.Call, names: Names) -> Any:
        if isinstance(node.func, ast.Name) and node.func.id not in names and node.func.id in INSTEAD:
            raise refusal(INSTEAD[node.func.id], node)
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

    def called(self, called: Any, positional: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
        """Return what a call gives."""
        if isinstance(called, Known):
            return self.call_known(called, positional, named, node)
        if isinstance(called, Helper):
            return self.call_helper(called, self.bound(called, positional, named, node), node)
        if isinstance(called, LossObject):
            return self._call_loss(called, positional, named, node)
        if isinstance(called, Arithmetic):
            if not positional or not all(is_number(value) for value in positional):
                raise refusal(f"This `{called.spelling}` is for constants: use `tf.math.{called.spelling}`.", node)
            return computed(called.compute, *positional, node=node)
        if isinstance(called, Special):
            return self.call_special(called, positional, named, node)
        raise refusal("This cannot be called.", node)

    def call_special(self, called: Special, positional: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
        """Return what one of the names gives that mean something in a few places."""
        if called.name in ("keras.backend.epsilon", "keras.config.epsilon"):
            return EPSILON
        if called.name == "keras.backend.floatx":
            return Dtype("float32")
        if called.name == "super":
            return called
        if called.name == "super.__init__":
            return Special("nothing")
        if called.name in ("np.array", "np.float32") and len(positional) == 1 and is_tensor(positional[0]):
            return positional[0]
        if called.name == "keras.losses.get" and len(positional) == 1 and isinstance(positional[0], str):
            function = SPELLINGS.get(f"keras.losses.{positional[0]}")
            if function is not None:
                return Known(function, f"keras.losses.{positional[0]}")
            raise refusal(f"Keras has no loss of the name {positional[0][:40]!r} that could be used here.", node)
        raise refusal(f"`{called.name}` cannot be called so here.", node)

    # Declared functions

    def call_known(self, known: Known, positional: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
        """Return the result of a declared function, or the loss object that it makes."""
        function = known.function
        given = self._arguments(known, positional, dict(named), node)
        if function.loss_class:
            reduction = given.pop("reduction", None) or "none"
            given.pop("name", None)
            return LossObject(function, given, str(reduction))
        if all(not isinstance(part, Node) for part in given.values()) and function.operation == "operator.pow":
            return computed(pow, *given.values(), node=node)
        return self.operation(function, given, node)

    def _arguments(self, known: Known, positional: list[Any], named: dict[str, Any], node: ast.Call) -> dict[str, Any]:
        """Return arguments by the names that the operation has for them."""
        function, spelling = known.function, known.spelling.removeprefix("bare.")
        if "name" not in {name for argument in function.arguments for name in argument.names}:
            named.pop("name", None)
        if len(positional) > len(function.arguments):
            raise refusal(f"`{spelling}` takes at most {len(function.arguments)} arguments.", node)
        given: dict[str, Any] = {}
        for place, argument in enumerate(function.arguments):
            values = [named.pop(name) for name in argument.names if name in named]
            values += positional[place : place + 1]
            if len(values) > 1:
                raise refusal(f"`{spelling}` is given {argument.name} twice.", node)
            if not values and argument.default is REQUIRED:
                raise refusal(f"`{spelling}` needs the argument {argument.name}.", node)
            if values and values[0] != argument.default:
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
        if not kind or (kind == "shape" and isinstance(value, Node)):
            if is_tensor(value) or (isinstance(value, str) and argument.name in ("reduction", "name")):
                return value
            raise refusal(f"`{spelling}` needs a tensor or a number as {argument.name}.", node)
        if isinstance(value, Node):
            raise refusal(f"The {argument.name} of `{spelling}` must be a constant, known while compiling.", node)
        if kind == "dtype" and value in DTYPES:
            return Dtype(value)
        if not ACCEPTED[kind](value):
            raise refusal(f"The {argument.name} of `{spelling}` must be {DOMAINS[kind]}.", node)
        return value

    # Losses of Keras, and functions of the text

    def _call_loss(self, loss: LossObject, positional: list[Any], named: dict[str, Any], node: ast.Call) -> Node:
        """Return the mean of the costs of a batch, or what else its reduction asks for."""
        both = dict(zip(("y_true", "y_pred"), positional, strict=False)) | named
        if set(both) != {"y_true", "y_pred"} or not all(map(is_tensor, both.values())):
            raise refusal("A loss of Keras needs y_true and y_pred, and nothing else.", node)
        costs = self.operation(loss.function, {**both, **loss.settings}, node)
        reductions = {"sum_over_batch_size": "tf.reduce_mean", "mean": "tf.reduce_mean", "sum": "tf.reduce_sum"}
        if loss.reduction == "none":
            return costs
        if loss.reduction not in reductions:
            raise refusal(f"A reduction must be one of none, {', '.join(reductions)}.", node)
        return self.operation(FUNCTIONS[reductions[loss.reduction]], {"input_tensor": costs}, node)

    def bound(self, helper: Helper, positional: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
        """Return the arguments of a function of the text by their names, defaults included."""
        function, told = helper.node, helper.node.args
        arguments = [argument.arg for argument in (*told.posonlyargs, *told.args)]
        if len(positional) > len(arguments):
            raise refusal(f"`{function.name}` takes at most {len(arguments)} arguments.", node)
        given = dict(zip(arguments, positional, strict=False))
        everything = {*arguments, *(argument.arg for argument in told.kwonlyargs)}
        for name, value in named.items():
            if name not in everything or name in given:
                raise refusal(f"`{function.name}` cannot be given {name[:40]} here.", node)
            given[name] = value
        defaults = dict(zip(arguments[::-1], told.defaults[::-1], strict=False))
        defaults |= {a.arg: d for a, d in zip(told.kwonlyargs, told.kw_defaults, strict=True) if d is not None}
        given |= {name: self.value(value, helper.names) for name, value in defaults.items() if name not in given}
        missing = [name for name in everything if name not in given]
        if missing:
            raise refusal(f"`{function.name}` needs the argument {min(missing)}.", node)
        return given
