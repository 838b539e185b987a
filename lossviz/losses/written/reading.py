"""The forms of a written loss, and its parameters: an expression, a function, a class, a function that makes a loss."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, get_args

from lossviz.declare import Param
from lossviz.losses.written.functions import BARE
from lossviz.losses.written.graph import Builder
from lossviz.losses.written.params import MAX_NAME, MAX_PARAMS, MAX_SWITCHES, Comment, annotated, param_of, read_comment
from lossviz.losses.written.source import comments, parsed, refusal
from lossviz.losses.written.translation import Translator, default_names
from lossviz.losses.written.values import NOTHING, Names

Form = Literal["expression", "function", "maker", "class"]

MEANINGS: Mapping[str, str] = MappingProxyType({"e": "y_pred - y_true", "p": "tf.reduce_sum(y_true * y_pred, axis=-1)"})
"""What expressions are given besides y_true and y_pred: the error, and the probability of the true class."""

P_OF_TWO = "tf.reduce_sum(y_true * y_pred + (1.0 - y_true) * (1.0 - y_pred), axis=-1)"
"""The probability of the true class, where the prediction is that of class 1."""

GIVEN = (*MEANINGS, "y_true", "y_pred")
"""What expressions are given."""

Note = Literal["two classes", "scores"]

NOTES: tuple[Note, ...] = get_args(Note)
"""What a comment can say of what a loss is given, where its code does not tell."""

_BEFORE_EXPRESSION = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.FunctionDef)


@dataclass(frozen=True)
class Told:
    """An argument of a loss beside targets and predictions, or a free name of an expression.

    Attributes:
        name: It.
        default: Its default, if it has one.
        annotation: Its annotation, if it has one.
        node: Where it stands.
    """

    name: str
    default: ast.expr | None
    annotation: ast.expr | None
    node: ast.AST


class Text:
    """A normalised text, taken apart.

    Attributes:
        text: It.
        module: It, as Python reads it.
        around: What stands around the loss: imports, constants, helpers.
        loss: The loss: the last function or class, or an expression.
    """

    def __init__(self, text: str) -> None:
        """Parse the text.

        Raises:
            SourceError: If there is no loss in it.
        """
        self.text = text
        self.module = parsed(text)
        self._comments = comments(text)
        statements = [statement for statement in self.module.body if not _is_docstring(statement)]
        self.loss = _loss_in(statements or self.module.body)
        self.around = statements if self.form != "expression" else statements[:-1]

    @property
    def form(self) -> Form:
        """Which of the forms the loss has."""
        if isinstance(self.loss, ast.Expr):
            return "expression"
        if isinstance(self.loss, ast.ClassDef):
            return "class"
        inner = {statement.name for statement in self.loss.body if isinstance(statement, ast.FunctionDef)}
        returned = self.loss.body[-1]
        makes = isinstance(returned, ast.Return) and isinstance(returned.value, ast.Name) and returned.value.id in inner
        return "maker" if makes else "function"

    @property
    def name(self) -> str:
        """The name of the function or class; empty for an expression."""
        return "" if isinstance(self.loss, ast.Expr) else self.loss.name

    @property
    def of_classes(self) -> bool:
        """Whether it is an expression of the probability of the true class."""
        names = {node.id for node in ast.walk(self.loss) if isinstance(node, ast.Name)}
        return self.form == "expression" and "p" in names

    @cached_property
    def notes(self) -> frozenset[Note]:
        """What comments say of what it is given."""
        said = {part.strip().lower() for comment in self._comments.values() for part in comment.split(";")}
        return frozenset(note for note in NOTES if note in said)

    @property
    def meanings(self) -> Mapping[str, str]:
        """What an expression is given besides y_true and y_pred, as code."""
        return {**MEANINGS, "p": P_OF_TWO} if "two classes" in self.notes else MEANINGS

    def names(self, translator: Translator) -> Names:
        """Return the names that the loss finds around it."""
        names = default_names()
        if translator.run(self.around, names) is not NOTHING:
            raise refusal("`return` must stand in a function.", self.loss)
        return names

    # Parameters

    @cached_property
    def told(self) -> list[Told]:
        """What may be parameters, in the order in which they stand."""
        if isinstance(self.loss, ast.Expr):
            return list(self._free_names(self.loss))
        if isinstance(self.loss, ast.ClassDef):
            init = method(self.loss, "__init__")
            return list(_arguments(init, 1)) if init else []
        return list(_arguments(self.loss, 0 if self.form == "maker" else 2))

    def _free_names(self, expression: ast.Expr) -> Iterator[Told]:
        translator = Translator(Builder(None))
        known = self.names(translator)
        called = {id(node.func) for node in ast.walk(expression) if isinstance(node, ast.Call)}
        free = [node for node in ast.walk(expression) if isinstance(node, ast.Name) and id(node) not in called]
        seen = {*GIVEN}
        for node in sorted(free, key=lambda node: (node.lineno, node.col_offset)):
            if node.id not in seen and node.id not in known:
                seen.add(node.id)
                yield Told(node.id, None, None, node)

    @cached_property
    def params(self) -> Mapping[str, Param]:
        """The parameters: numbers, and what is true or false.

        Raises:
            SourceError: If there are too many, or one cannot be read.
        """
        translator = Translator(Builder(None))
        names = self.names(translator)
        params: dict[str, Param] = {}
        every = self.told
        if len(every) > 2 * MAX_PARAMS:
            raise refusal(f"A loss must have at most {MAX_PARAMS} parameters.", every[-1].node)
        for told in every:
            if len(told.name) > MAX_NAME:
                raise refusal(f"The name of a parameter must have at most {MAX_NAME} letters.", told.node)
            if told.default is None and self.form == "function":
                raise refusal(
                    f"`{told.name}` needs a default, as in `{told.name}=1.0`: it becomes a slider.", told.node
                )
            default = 1.0 if told.default is None else translator.value(told.default, names)
            if not isinstance(default, (bool, int, float)):
                continue
            noted = annotated(told.annotation, lambda node: translator.value(node, names)) or self._comment(told)
            params[told.name] = param_of(told.name, default, noted, told.node)
            if len(params) > MAX_PARAMS:
                raise refusal(f"A loss must have at most {MAX_PARAMS} parameters.", told.node)
            if sum(param.type is bool for param in params.values()) > MAX_SWITCHES:
                raise refusal(f"A loss must have at most {MAX_SWITCHES} parameters that are true or false.", told.node)
        return params

    def _comment(self, told: Told) -> Comment:
        """Return what comments say of a parameter: by its name anywhere, or on its line if it is alone there."""
        said = {line: read_comment(text) for line, text in self._comments.items()}
        for each in (comment for line in said.values() for comment in line):
            if each.name == told.name:
                return each
        if self.form == "expression":
            lines, rivals = list(said), len(self.told)
        else:
            line = getattr(told.node, "lineno", 1)
            lines, rivals = [line], sum(getattr(other.node, "lineno", 1) == line for other in self._numbers())
        nameless = [comment for line in lines for comment in said.get(line, []) if not comment.name]
        return nameless[0] if nameless and rivals == 1 else Comment()

    def _numbers(self) -> list[Told]:
        """Return what may be parameters, without texts and the like."""
        return [
            t for t in self.told if not isinstance(t.default, ast.Constant) or isinstance(t.default.value, (int, float))
        ]


def _loss_in(statements: list[ast.stmt]) -> ast.Expr | ast.FunctionDef | ast.ClassDef:
    """Return the loss among the statements of a text.

    Raises:
        SourceError: If there is none.
    """
    *before, last = statements or [ast.Pass()]
    defined = [statement for statement in statements if isinstance(statement, (ast.FunctionDef, ast.ClassDef))]
    if isinstance(last, ast.Expr) and not (isinstance(last.value, ast.Call) and _is_model(last.value)):
        strange = [statement for statement in before if not isinstance(statement, _BEFORE_EXPRESSION)]
        if not strange:
            return last
    behind = statements[statements.index(defined[-1]) + 1 :] if defined else []
    if behind and not isinstance(behind[0], ast.Assign):
        raise refusal("Behind the loss nothing may stand: leave the rest of the script out.", behind[0])
    if defined:
        return defined[-1]
    raise refusal("A loss must be an expression, a function or a class: none of them stands here.", last)


def _is_model(call: ast.Call) -> bool:
    """Return whether something is called as `model.compile` is."""
    return isinstance(call.func, ast.Attribute) and call.func.attr in (
        "compile",
        "fit",
        "evaluate",
        "predict",
        "summary",
    )


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and _is_text(statement.value)


def _is_text(constant: ast.Constant) -> bool:
    return isinstance(constant.value, str)


def method(node: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    """Return a method of a class, if it has one of that name."""
    return next((s for s in node.body if isinstance(s, ast.FunctionDef) and s.name == name), None)


def _arguments(function: ast.FunctionDef, first: int) -> Iterator[Told]:
    """Give the arguments of a function behind the first ones."""
    told = function.args
    both = [*told.posonlyargs, *told.args]
    defaults: list[Any] = [None] * (len(both) - len(told.defaults)) + list(told.defaults)
    for argument, default in [*list(zip(both, defaults, strict=True))[first:], *zip(told.kwonlyargs, told.kw_defaults)]:
        yield Told(argument.arg, default, argument.annotation, argument)


def expression_names(around: Names) -> Names:
    """Return the names of an expression: functions without saying whose they are."""
    names = Names(around)
    for name, function in BARE.items():
        if name not in _PYTHON and name not in around:
            names[name] = function
    return names


_PYTHON = ("sum", "max", "min", "round", "all", "any")
"""Python's own functions, which are something else than those of their names in Keras."""
