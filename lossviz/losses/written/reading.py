"""The three forms of a written loss: an expression, a function, a class; and functions that make a loss."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from lossviz.declare import Param
from lossviz.losses.written.functions import BARE, FUNCTIONS
from lossviz.losses.written.graph import Builder, Graph, Node
from lossviz.losses.written.params import MAX_PARAMS, MAX_SWITCHES, Comment, annotated, param_of, read_comment
from lossviz.losses.written.source import comments, parsed, refusal
from lossviz.losses.written.translation import NOTHING, Translator
from lossviz.losses.written.values import MODULES, Helper, Known, LossClass, Names, Namespace, Self, Special

Form = Literal["expression", "function", "maker", "class"]

_NOT_BARE = ("sum", "max", "min", "round", "all", "any")
"""Python's own functions, which are something else."""


@dataclass(frozen=True)
class Definition:
    """A text that is a loss.

    Attributes:
        text: It.
        form: `expression`; `function`; `maker`, a function that returns one; or `class`.
        name: Of the function or class; empty for an expression.
        params: The parameters.
        module: The text as Python reads it.
    """

    text: str
    form: Form
    name: str
    params: Mapping[str, Param]
    module: ast.Module

    @property
    def of_classes(self) -> bool:
        """Whether it is an expression of `p`, the probability of the true class."""
        names = {node.id for node in ast.walk(self.module) if isinstance(node, ast.Name)}
        return self.form == "expression" and "p" in names

    def graph(self, switches: tuple[tuple[str, bool], ...] = ()) -> Graph:
        """Return what it computes, given the parameters that are true or false.

        Raises:
            SourceError: If something in the text is not possible.
        """
        return _graph(self.text, switches)


@lru_cache(maxsize=64)
def _graph(text: str, switches: tuple[tuple[str, bool], ...]) -> Graph:
    return Reader(text).graph(dict(switches))


@lru_cache(maxsize=64)
def definition(text: str) -> Definition:
    """Return what a normalised text defines.

    Raises:
        SourceError: If it is no loss.
    """
    return Reader(text).definition()


@dataclass(frozen=True)
class _Told:
    """An argument that may be a parameter: its name, default if it has one, annotation, and where it stands."""

    name: str
    default: ast.expr | None
    annotation: ast.expr | None
    node: ast.AST


class Reader:
    """Reads a text: finds its form and its parameters, and what it computes."""

    def __init__(self, text: str) -> None:
        """Parse the text and translate what stands around the loss: imports, constants, helpers."""
        self.text = text
        self.module = parsed(text)
        self.comments = comments(text)
        self.builder = Builder()
        self.translator = Translator(self.builder)
        self.names = Names()
        for name, path in MODULES.items():
            self.names[name] = Namespace(path)
        for name in ("abs", "pow"):
            self.names[name] = Known(BARE[name], name)
        self.names["super"] = Special("super")
        *before, last = [s for s in self.module.body if not _is_docstring(s)] or [ast.Pass()]
        self.last: ast.Expr | ast.FunctionDef | ast.ClassDef
        if isinstance(last, ast.Expr):
            for statement in before:
                if not isinstance(statement, (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.FunctionDef)):
                    raise refusal("An expression must stand alone, or behind assignments and functions.", statement)
            self.statements, self.last = before, last
            return
        loss = next((s for s in reversed(self.module.body) if isinstance(s, (ast.FunctionDef, ast.ClassDef))), None)
        if loss is None:
            place: ast.AST = last or self.module
            raise refusal("A loss must be an expression, a function or a class: none of them stands here.", place)
        self.statements, self.last = self.module.body, loss

    # What it is

    @property
    def form(self) -> Form:
        """Which of the forms it is."""
        if isinstance(self.last, ast.Expr):
            return "expression"
        if isinstance(self.last, ast.ClassDef):
            return "class"
        inner = {s.name for s in self.last.body if isinstance(s, ast.FunctionDef)}
        returned = self.last.body[-1]
        makes = isinstance(returned, ast.Return) and isinstance(returned.value, ast.Name) and returned.value.id in inner
        return "maker" if makes else "function"

    def definition(self) -> Definition:
        """Return what the text defines."""
        params = self._params()
        name = "" if isinstance(self.last, ast.Expr) else self.last.name
        return Definition(self.text, self.form, name, MappingProxyType(params), self.module)

    def _params(self) -> dict[str, Param]:
        self._around()
        params: dict[str, Param] = {}
        for told in self._told():
            default = 1.0 if told.default is None else self.translator.value(told.default, self.names)
            if not isinstance(default, (bool, int, float)):
                continue
            comment = self._comment(told)
            params[told.name] = param_of(told.name, default, comment, told.node)
            if len(params) > MAX_PARAMS:
                raise refusal(f"A loss must have at most {MAX_PARAMS} parameters.", told.node)
            if sum(param.type is bool for param in params.values()) > MAX_SWITCHES:
                raise refusal(f"A loss must have at most {MAX_SWITCHES} parameters that are true or false.", told.node)
        return params

    def _comment(self, told: _Told) -> Comment:
        """Return what comments and annotations say of a parameter."""
        noted = annotated(told.annotation, lambda node: self.translator.value(node, self.names))
        if noted != Comment():
            return noted
        every = {line: read_comment(text) for line, text in self.comments.items()}
        by_name = [c for said in every.values() for c in said if c.name == told.name]
        if by_name:
            return by_name[0]
        rivals = {other.name for other in self._told() if _line(other) == _line(told)} if told.default else {told.name}
        if isinstance(self.last, ast.Expr):
            rivals = {other.name for other in self._told()}
        lines = self.comments if isinstance(self.last, ast.Expr) else [_line(told)]
        nameless = [c for line in lines for c in every.get(line, []) if not c.name]
        return nameless[0] if nameless and len(rivals) == 1 else Comment()

    def _told(self) -> list[_Told]:
        """Return what may be parameters, in the order in which they stand."""
        if isinstance(self.last, ast.Expr):
            return list(self._free_names(self.last))
        if isinstance(self.last, ast.ClassDef):
            init = _method(self.last, "__init__")
            return list(_arguments(init, 1)) if init else []
        return list(_arguments(self.last, 0 if self.form == "maker" else 2))

    def _free_names(self, expression: ast.Expr) -> Iterator[_Told]:
        called = {id(node.func) for node in ast.walk(expression) if isinstance(node, ast.Call)}
        seen = {"e", "p", "y_true", "y_pred", "y", "y_hat"}
        free = [
            node
            for node in ast.walk(expression)
            if isinstance(node, ast.Name) and id(node) not in called and node.id not in self.names
        ]
        for node in sorted(free, key=lambda node: (node.lineno, node.col_offset)):
            if node.id not in seen:
                seen.add(node.id)
                yield _Told(node.id, None, None, node)

    # What it computes

    def graph(self, switches: Mapping[str, bool]) -> Graph:
        """Return what it computes, given the parameters that are true or false."""
        params = self._params()
        y_true, y_pred = (self.builder.add(Node("input", name), self.last) for name in ("y_true", "y_pred"))
        given = {
            name: switches.get(name, param.default)
            if param.type is bool
            else self.builder.add(Node("parameter", name), self.last)
            for name, param in params.items()
        }
        result = self._result(y_true, y_pred, given)
        if not isinstance(result, Node):
            raise refusal("A loss must depend on y_true and y_pred.", self.last)
        return Graph.of(self.builder.nodes, result)

    def _around(self) -> None:
        """Translate what stands around the loss."""
        if self.translator.run(self.statements, self.names) is not NOTHING:
            raise refusal("`return` must stand in a function.", self.last)

    def _result(self, y_true: Node, y_pred: Node, given: dict[str, Any]) -> Any:
        translator, last = self.translator, self.last
        if isinstance(last, ast.Expr):
            return translator.value(last.value, self._for_expression(y_true, y_pred, given))
        if isinstance(last, ast.ClassDef):
            return self._of_class(last, y_true, y_pred, given)
        helper = Helper(last, self.names)
        if self.form == "function":
            return translator.call_helper(helper, translator.bound(helper, [y_true, y_pred], given, last), last)
        inner = translator.call_helper(helper, translator.bound(helper, [], given, last), last)
        return translator.call_helper(inner, translator.bound(inner, [y_true, y_pred], {}, inner.node), inner.node)

    def _for_expression(self, y_true: Node, y_pred: Node, given: dict[str, Any]) -> Names:
        names = Names(self.names)
        for name, function in BARE.items():
            if name not in _NOT_BARE and name not in self.names:
                names[name] = Known(function, name)
        error = self.translator.operation(FUNCTIONS["tf.subtract"], {"x": y_pred, "y": y_true}, self.last)
        both = self.translator.operation(FUNCTIONS["tf.multiply"], {"x": y_true, "y": y_pred}, self.last)
        true = self.translator.operation(FUNCTIONS["tf.reduce_sum"], {"input_tensor": both, "axis": -1}, self.last)
        for name, value in {
            "e": error,
            "p": true,
            "y_true": y_true,
            "y_pred": y_pred,
            "y": y_true,
            "y_hat": y_pred,
        }.items():
            names[name] = value
        for name, value in given.items():
            names[name] = value
        return names

    def _of_class(self, node: ast.ClassDef, y_true: Node, y_pred: Node, given: dict[str, Any]) -> Any:
        translator = self.translator
        loss = Self(LossClass(node, self.names))
        self._check_base(node)
        init = _method(node, "__init__")
        if init is not None:
            helper = Helper(init, self.names)
            bound = translator.bound(helper, [loss], given, init)
            inner = Names(self.names)
            for name, value in bound.items():
                inner[name] = value
            if init.args.kwarg:
                inner[init.args.kwarg.arg] = Special("**")
            if translator.run(init.body, inner) is not NOTHING:
                raise refusal("`__init__` must not return anything.", init)
        call = _method(node, "call")
        if call is None:
            raise refusal("A loss class must have a method `call(self, y_true, y_pred)`.", node)
        helper = Helper(call, self.names)
        return translator.call_helper(helper, translator.bound(helper, [loss, y_true, y_pred], {}, call), call)

    def _check_base(self, node: ast.ClassDef) -> None:
        bases = [self.translator.value(base, self.names) if not _is_loss(base) else None for base in node.bases]
        if len(bases) != 1 or not (
            bases[0] is None or (isinstance(bases[0], Special) and bases[0].name.endswith("Loss"))
        ):
            raise refusal("A loss class must be one of `keras.losses.Loss`.", node)


def _is_loss(base: ast.expr) -> bool:
    return isinstance(base, ast.Name) and base.id == "Loss"


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _method(node: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    return next((s for s in node.body if isinstance(s, ast.FunctionDef) and s.name == name), None)


def _line(told: _Told) -> int:
    return getattr(told.node, "lineno", 1)


def _arguments(function: ast.FunctionDef, first: int) -> Iterator[_Told]:
    """Give the arguments of a function behind the first ones."""
    told = function.args
    both = [*told.posonlyargs, *told.args]
    defaults = [None] * (len(both) - len(told.defaults)) + list(told.defaults)
    for argument, default in [*list(zip(both, defaults, strict=True))[first:], *zip(told.kwonlyargs, told.kw_defaults)]:
        yield _Told(argument.arg, default, argument.annotation, argument)
