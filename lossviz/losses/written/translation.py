"""Python as people write it for Keras, translated into operations on tensors, statement by statement.

It is a translation, no execution: each kind of statement and expression has a method that says what it means, and what
has none is refused. Constants of Python are computed while translating; whatever depends on `y_true`, `y_pred` or a
parameter is a `Node`.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from lossviz.losses.written.calls import Calls
from lossviz.losses.written.functions import BARE
from lossviz.losses.written.graph import Builder
from lossviz.losses.written.modules import MODULES, full_name, resolved
from lossviz.losses.written.source import refusal
from lossviz.losses.written.values import NOTHING, Helper, Known, LossClass, Names, Namespace, Self, Special

REFUSED: Mapping[type[ast.stmt], str] = MappingProxyType(
    {
        **dict.fromkeys(
            (ast.For, ast.While),
            "Loops are not possible here: TensorFlow computes with all examples at once, as `tf.reduce_sum` does.",
        ),
        ast.With: "`with` is not possible here: write what stands in it without it.",
        ast.Try: "`try` is not possible here: leave it out.",
        ast.Raise: "`raise` is not possible here: leave it out.",
        ast.Assert: "`assert` is not possible here: leave it out.",
        ast.Delete: "`del` is not possible here: leave it out.",
        ast.Match: "`match` is not possible here: use `tf.where`.",
        ast.AsyncFunctionDef: "`async` is not possible here: write `def` alone.",
        **dict.fromkeys(
            (ast.Global, ast.Nonlocal), "Names of elsewhere cannot be changed: hand the value over as an argument."
        ),
    }
)
"""What is said of statements that a loss cannot have."""

_WITHOUT_MEANING = ("__future__", "typing", "typing_extensions", "collections.abc", "lossviz", "lossviz.declare")
"""Modules that bring nothing but annotations."""


def default_names() -> Names:
    """Return the names that mean something in every text."""
    names = Names()
    for name, path in MODULES.items():
        names[name] = Namespace(path)
    for name in ("abs", "pow"):
        names[name] = Known(BARE[name], name)
    names["super"] = Special("super")
    names["Loss"] = Special("keras.losses.Loss")
    return names


class Translator(Calls):
    """Translates the statements of a text; `Calls` and `Expressions` translate what stands in them.

    Attributes:
        reduction: How a loss class makes one number of costs, as it told Keras.
    """

    def __init__(self, builder: Builder) -> None:
        """Take over where nodes are collected."""
        super().__init__(builder)
        self.reduction: Any = "sum_over_batch_size"

    def run(self, statements: Sequence[ast.stmt], names: Names) -> Any:
        """Translate statements; return what they return, or `NOTHING`."""
        for statement in statements:
            result = self._statement(statement, names)
            if result is not NOTHING:
                return result
        return NOTHING

    def _statement(self, statement: ast.stmt, names: Names) -> Any:
        match statement:
            case ast.Return():
                return self._return(statement, names)
            case ast.If():
                chosen = self.truth(statement.test, names, "`if`")
                return self.run(statement.body if chosen else statement.orelse, names)
            case ast.Expr():
                self._alone(statement, names)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                self._assign(statement, names)
            case ast.Import() | ast.ImportFrom():
                self._import(statement, names)
            case ast.FunctionDef():
                self.check_decorators(statement, names)
                names[statement.name] = Helper(statement, names)
            case ast.ClassDef():
                self.check_decorators(statement, names)
                names[statement.name] = LossClass(statement, names)
            case ast.Pass():
                pass
            case _:
                raise refusal(REFUSED.get(type(statement), "This statement is not possible in a loss."), statement)
        return NOTHING

    def _return(self, statement: ast.Return, names: Names) -> Any:
        if statement.value is None:
            raise refusal("`return` must give the cost.", statement)
        return self.value(statement.value, names)

    def _alone(self, statement: ast.Expr, names: Names) -> None:
        """Translate an expression that stands alone: a docstring, or a call of `super().__init__`."""
        if isinstance(statement.value, ast.Constant):
            return
        if isinstance(statement.value, ast.Call):
            result = self.value(statement.value, names)
            if isinstance(result, Special) and result.name == "super.__init__":
                self.reduction = result.about
                return
        raise refusal("This line computes something that nothing uses: assign it to a name or leave it out.", statement)

    def _assign(self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign, names: Names) -> None:
        if isinstance(statement, ast.AugAssign):
            now = self._read(statement.target, names)
            value = self.binary(statement.op, now, self.value(statement.value, names), statement)
        elif statement.value is None:
            return
        else:
            value = self.value(statement.value, names)
        for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
            self._bind(target, value, names)

    def _read(self, target: ast.expr, names: Names) -> Any:
        """Return what stands under a name that is about to be assigned to."""
        if not isinstance(target, (ast.Name, ast.Attribute)):
            raise refusal("Parts of a tensor cannot be changed: use `tf.where`.", target)
        return self.value(target, names)

    def _bind(self, target: ast.expr, value: Any, names: Names) -> None:
        if isinstance(target, ast.Name):
            names[target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            if not isinstance(value, (tuple, list)) or len(value) != len(target.elts):
                raise refusal(f"{len(target.elts)} values must stand on the right side.", target)
            for part, each in zip(target.elts, value, strict=True):
                self._bind(part, each, names)
        elif isinstance(target, ast.Attribute) and isinstance(of := self.value(target.value, names), Self):
            of.attributes[target.attr] = value
        else:
            raise refusal("Parts of a tensor cannot be changed: use `tf.where`.", target)

    def _import(self, statement: ast.Import | ast.ImportFrom, names: Names) -> None:
        for alias in statement.names:
            if isinstance(statement, ast.Import):
                path = full_name(alias.name)
                found = resolved(path, statement)
                names[alias.asname or alias.name.partition(".")[0]] = (
                    found if alias.asname else Namespace(path.partition(".")[0])
                )
            elif statement.module not in _WITHOUT_MEANING:
                if alias.name == "*" or not statement.module or statement.level:
                    raise refusal("An import must name a module of TensorFlow or Keras, and what it brings.", statement)
                names[alias.asname or alias.name] = resolved(f"{statement.module}.{alias.name}", statement)

    def check_decorators(self, statement: ast.FunctionDef | ast.ClassDef, names: Names) -> None:
        """Refuse decorators, but those that only tell TensorFlow or Keras of a loss."""
        for decorator in statement.decorator_list:
            told = self.value(decorator.func if isinstance(decorator, ast.Call) else decorator, names)
            if not (isinstance(told, Special) and told.name.endswith(("tf.function", "register_keras_serializable"))):
                raise refusal("This decorator is not possible here: leave it out.", decorator)

    def call_helper(self, helper: Helper, given: dict[str, Any], node: ast.AST) -> Any:
        """Return what a function of the text gives for its arguments."""
        if self.depth >= self.MAX_CALLS:
            raise refusal(f"Functions must call each other at most {self.MAX_CALLS} deep.", node)
        inner = Names(helper.names)
        for name, value in given.items():
            inner[name] = value
        self.depth += 1
        result = self.run(helper.node.body, inner)
        self.depth -= 1
        if result is NOTHING:
            raise refusal(f"`{helper.node.name}` must end with a `return`.", helper.node)
        return result
