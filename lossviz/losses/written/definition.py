"""What a text defines: a loss with its parameters, and the operations that it computes in some shapes."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from lossviz.declare import Param
from lossviz.losses.written.expressions import ConstantNeededError
from lossviz.losses.written.graph import Builder, Graph, Node, Shapes
from lossviz.losses.written.reading import Form, Note, Text, expression_names, method
from lossviz.losses.written.source import refusal
from lossviz.losses.written.translation import Translator, default_names
from lossviz.losses.written.values import NOTHING, Helper, Known, LossClass, Names, Self, Special

Switches = tuple[tuple[str, bool], ...]
"""The values of the parameters that are true or false, by name."""


@dataclass(frozen=True)
class Definition:
    """A loss as its text defines it.

    Attributes:
        text: The text.
        form: `expression`; `function`; `maker`, a function that returns one; or `class`.
        name: Of the function or class; empty for an expression.
        params: The parameters.
        defaults: The default of each parameter as it stands in the text; None if it has none.
        module: The text as Python reads it.
        of_classes: Whether it is an expression of `p`, the probability of the true class.
        notes: What comments say of what it is given.
        meanings: What its names stand for besides y_true and y_pred, as code, if it is an expression.
    """

    text: str
    form: Form
    name: str
    params: Mapping[str, Param]
    defaults: Mapping[str, ast.expr | None]
    module: ast.Module
    of_classes: bool
    notes: frozenset[Note]
    meanings: Mapping[str, str]

    def graph(self, shapes: Shapes | None, switches: Switches = ()) -> Graph:
        """Return what it computes.

        Args:
            shapes: Those of targets and predictions; None if they are not looked at.
            switches: The parameters that are true or false, where they have not their defaults.

        Raises:
            SourceError: If something in the text is not possible in these shapes.
        """
        return _graph(self.text, tuple(self.params), shapes, switches)

    @property
    def all_switches(self) -> list[Switches]:
        """All values of the parameters that are true or false, the defaults first."""
        values: list[Switches] = [()]
        for name, param in self.params.items():
            if param.type is bool:
                values = [(*given, (name, value)) for value in (param.default, not param.default) for given in values]
        return values


@lru_cache(maxsize=128)
def definition(text: str) -> Definition:
    """Return what a normalised text defines.

    Raises:
        SourceError: If it is no loss.
    """
    read = _text(text)
    params = dict(read.params)
    for _ in range(len(params) + 1):
        try:
            _Loss(read, tuple(params)).graph(None, {})
            break
        except ConstantNeededError as error:
            del params[error.name]  # no slider can move it
    defaults = {told.name: told.default for told in read.told if told.name in params}
    told = (MappingProxyType(params), MappingProxyType(defaults), read.module)
    return Definition(text, read.form, read.name, *told, read.of_classes, read.notes, read.meanings)


@lru_cache(maxsize=32)
def _text(text: str) -> Text:
    return Text(text)


@lru_cache(maxsize=256)
def _graph(text: str, params: tuple[str, ...], shapes: Shapes | None, switches: Switches) -> Graph:
    return _Loss(_text(text), params).graph(shapes, dict(switches))


class _Loss:
    """The loss of a text, which is translated anew for each graph."""

    def __init__(self, text: Text, params: tuple[str, ...]) -> None:
        """Take over the text and the names of its parameters."""
        self.text, self.params = text, params

    def graph(self, shapes: Shapes | None, switches: Mapping[str, bool]) -> Graph:
        """Return what it computes."""
        builder = Builder(shapes)
        self.translator = Translator(builder)
        self.around = self.text.names(self.translator)
        y_true, y_pred = builder.input("y_true"), builder.input("y_pred")
        result = self._result(y_true, y_pred, self._values(builder, switches))
        if isinstance(result, (list, tuple)):
            raise refusal("A loss must return one tensor. Got several instead.", self.text.loss)
        if not isinstance(result, Node):
            raise refusal("A loss must depend on y_true and y_pred.", self.text.loss)
        if self.text.form == "class":
            result = self.translator.reduced(result, self.translator.reduction, self.text.loss)
        return Graph.of(builder.nodes, result)

    def _values(self, builder: Builder, switches: Mapping[str, bool]) -> dict[str, Any]:
        """Return what stands for each parameter: a node, or a constant for what is true or false."""
        every = self.text.params
        return {
            name: switches.get(name, every[name].default) if every[name].type is bool else builder.parameter(name)
            for name in self.params
        }

    def _result(self, y_true: Node, y_pred: Node, given: dict[str, Any]) -> Any:
        translator, loss = self.translator, self.text.loss
        if isinstance(loss, ast.Expr):
            return translator.value(loss.value, self._of_expression(y_true, y_pred, given))
        if isinstance(loss, ast.ClassDef):
            return self._of_class(loss, y_true, y_pred, given)
        helper = self.around[loss.name]
        if self.text.form == "function":
            return translator.call_helper(helper, translator.bound(helper, [y_true, y_pred], given, loss), loss)
        inner = translator.call_helper(helper, translator.bound(helper, [], given, loss), loss)
        return translator.call_helper(inner, translator.bound(inner, [y_true, y_pred], {}, inner.node), inner.node)

    def _of_expression(self, y_true: Node, y_pred: Node, given: dict[str, Any]) -> Names:
        names = expression_names(self.around)
        for name, function in list(names.own.items()):
            names[name] = Known(function, name)
        used = {node.id for node in ast.walk(self.text.loss) if isinstance(node, ast.Name)}
        names["y_true"], names["y_pred"] = y_true, y_pred
        meant = default_names()
        meant["y_true"], meant["y_pred"] = y_true, y_pred
        for name in used & self.text.meanings.keys():
            names[name] = self.translator.value(self._code(self.text.meanings[name]), meant)
        for name, value in given.items():
            names[name] = value
        return names

    def _code(self, code: str) -> ast.expr:
        """Return an expression that stands where the loss does."""
        expression = ast.parse(code, mode="eval").body
        for node in ast.walk(expression):
            ast.copy_location(node, self.text.loss)
        return expression

    def _of_class(self, node: ast.ClassDef, y_true: Node, y_pred: Node, given: dict[str, Any]) -> Any:
        translator = self.translator
        self._check_base(node)
        loss = Self(LossClass(node, self.around))
        init, call = method(node, "__init__"), method(node, "call")
        if call is None:
            raise refusal("A loss class must have a method `call(self, y_true, y_pred)`.", node)
        for statement in node.body:
            self._of_body(statement, loss)
        if init is not None:
            helper = Helper(init, self.around)
            inner = Names(self.around)
            for name, value in translator.bound(helper, [loss], given, init).items():
                inner[name] = value
            if translator.run(init.body, inner) is not NOTHING:
                raise refusal("`__init__` must not return anything.", init)
        helper = Helper(call, self.around)
        return translator.call_helper(helper, translator.bound(helper, [loss, y_true, y_pred], {}, call), call)

    def _of_body(self, statement: ast.stmt, loss: Self) -> None:
        """Take what stands in the body of a class: its methods, and constants that `self` has."""
        if isinstance(statement, ast.FunctionDef):
            static = any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in statement.decorator_list)
            loss.methods[statement.name] = Helper(statement, self.around, () if static else (loss,))
        elif isinstance(statement, ast.Assign) and all(isinstance(target, ast.Name) for target in statement.targets):
            value = self.translator.value(statement.value, self.around)
            loss.attributes.update({target.id: value for target in statement.targets if isinstance(target, ast.Name)})
        elif not isinstance(statement, (ast.Pass, ast.Expr, ast.AnnAssign)):
            raise refusal("The body of a loss class must have methods and constants only.", statement)

    def _check_base(self, node: ast.ClassDef) -> None:
        bases = [self.translator.value(base, self.around) for base in node.bases]
        if len(bases) != 1 or not (isinstance(bases[0], Special) and bases[0].name.endswith("Loss")):
            raise refusal("A loss class must be a subclass of `keras.losses.Loss`.", node)
