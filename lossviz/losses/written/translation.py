"""Python as people write it for Keras, translated into operations on tensors, statement by statement.

It is a translation, no execution: each kind of statement and expression has a method here that says what it means, and
what has none is refused. Constants of Python are computed while translating; whatever depends on `y_true`, `y_pred` or
a parameter is a `Node`.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from lossviz.losses.written.calls import Calls
from lossviz.losses.written.source import refusal
from lossviz.losses.written.values import Helper, LossClass, Names, Namespace, Self, Special, full_name, resolved

NOTHING = Special("nothing")
"""What a body gives that has no `return`."""

REFUSED: dict[type[ast.stmt], str] = {
    ast.For: "Loops are not possible here: TensorFlow computes with all examples at once, as `tf.reduce_sum` does.",
    ast.While: "Loops are not possible here: TensorFlow computes with all examples at once, as `tf.reduce_sum` does.",
    ast.With: "`with` is not possible here: write what stands in it without it.",
    ast.Try: "`try` is not possible here: a loss is computed, nothing in it fails.",
    ast.Raise: "`raise` is not possible here: leave it out.",
    ast.Assert: "`assert` is not possible here: leave it out.",
    ast.Delete: "`del` is not possible here: leave it out.",
    ast.Global: "`global` is not possible here: hand the value over as an argument.",
    ast.Nonlocal: "`nonlocal` is not possible here: hand the value over as an argument.",
}
"""What is said of statements that a loss cannot have."""


class Translator(Calls):
    """Translates the statements of a text; `Calls` and `Expressions` translate what stands in them."""

    def run(self, statements: Sequence[ast.stmt], names: Names) -> Any:
        """Translate statements; return what they return, or `NOTHING`."""
        for statement in statements:
            result = self._statement(statement, names)
            if result is not NOTHING:
                return result
        return NOTHING

    def _statement(self, statement: ast.stmt, names: Names) -> Any:
        method = getattr(self, f"_{type(statement).__name__.lower()}", None)
        if method is None:
            words = REFUSED.get(type(statement), "This statement is not possible in a loss.")
            raise refusal(words, statement)
        return method(statement, names)

    def _return(self, statement: ast.Return, names: Names) -> Any:
        if statement.value is None:
            raise refusal("`return` must give the cost.", statement)
        return self.value(statement.value, names)

    def _expr(self, statement: ast.Expr, names: Names) -> Any:
        if isinstance(statement.value, ast.Constant):
            return NOTHING  # a docstring
        if isinstance(statement.value, ast.Call) and self.value(statement.value, names) == NOTHING:
            return NOTHING  # super().__init__(…)
        raise refusal("This line computes something that nothing uses: assign it to a name or leave it out.", statement)

    def _pass(self, statement: ast.Pass, names: Names) -> Any:
        return NOTHING

    def _assign(self, statement: ast.Assign, names: Names) -> Any:
        value = self.value(statement.value, names)
        for target in statement.targets:
            self._bind(target, value, names)
        return NOTHING

    def _annassign(self, statement: ast.AnnAssign, names: Names) -> Any:
        if statement.value is not None:
            self._bind(statement.target, self.value(statement.value, names), names)
        return NOTHING

    def _augassign(self, statement: ast.AugAssign, names: Names) -> Any:
        target = (
            ast.copy_location(ast.Name(statement.target.id, ast.Load()), statement.target)
            if isinstance(statement.target, ast.Name)
            else statement.target
        )
        value = self.binary(statement.op, self.value(target, names), self.value(statement.value, names), statement)
        self._bind(statement.target, value, names)
        return NOTHING

    def _bind(self, target: ast.expr, value: Any, names: Names) -> None:
        if isinstance(target, ast.Name):
            names[target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            if not isinstance(value, (tuple, list)) or len(value) != len(target.elts):
                raise refusal(f"{len(target.elts)} values must stand on the right side.", target)
            for part, each in zip(target.elts, value, strict=True):
                self._bind(part, each, names)
        elif isinstance(target, ast.Attribute) and isinstance(self.value(target.value, names), Self):
            self.value(target.value, names).attributes[target.attr] = value
        else:
            raise refusal("Only names can be assigned to: parts of a tensor cannot be changed, use `tf.where`.", target)

    def _if(self, statement: ast.If, names: Names) -> Any:
        chosen = self.truth(statement.test, names, "`if`")
        return self.run(statement.body if chosen else statement.orelse, names)

    def _import(self, statement: ast.Import, names: Names) -> Any:
        for alias in statement.names:
            path = full_name(alias.name)
            found = resolved(path, statement)
            if alias.asname:
                names[alias.asname] = found
            else:
                names[alias.name.partition(".")[0]] = Namespace(path.partition(".")[0])
        return NOTHING

    def _importfrom(self, statement: ast.ImportFrom, names: Names) -> Any:
        if statement.module in ("__future__", "typing", "lossviz.declare"):
            return NOTHING
        for alias in statement.names:
            if alias.name == "*" or not statement.module:
                raise refusal("Imports must say which names they bring.", statement)
            names[alias.asname or alias.name] = resolved(f"{statement.module}.{alias.name}", statement)
        return NOTHING

    def _functiondef(self, statement: ast.FunctionDef, names: Names) -> Any:
        names[statement.name] = Helper(statement, names)
        return NOTHING

    def _classdef(self, statement: ast.ClassDef, names: Names) -> Any:
        names[statement.name] = LossClass(statement, names)
        return NOTHING

    # Functions of the text

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
