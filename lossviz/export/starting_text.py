"""A loss as a text to begin a loss of one's own with: what is declared, said as visitors may say it."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from lossviz.export.edits import GONE, Edit, edited
from lossviz.export.loss_code import function_parts
from lossviz.export.written_code import range_words, with_defaults
from lossviz.losses import Loss
from lossviz.losses.written import WrittenLoss
from lossviz.specs.choice import Choice

_UNKNOWN = ("scores_behind", "as_number")
"""Functions of lossviz that a written loss needs none of: it knows no scores behind probabilities, and computes with
parameters as they are."""


def starting_text(choice: Choice) -> str:
    """Return the text of a loss, with its values as defaults and the ranges of its sliders beside them.

    That of a declared one has the same costs of the same numbers. What a written loss has no word for is left out, as
    checks of shapes, or written out, as loops.
    """
    loss: Loss = choice.component
    if isinstance(loss, WrittenLoss):
        return with_defaults(choice)
    *used, function = function_parts(choice)
    constants = {name: value for name, value in choice.items if not loss.params[name].traced} | _constants(used)
    helpers = [part for part in used if not part.startswith(tuple(f"def {name}(" for name in _UNKNOWN))]
    said = [_said(part, constants).rstrip() for part in (*helpers, function)]
    said = [part for part in said if not _is_idle(part, said)]
    return "\n\n\n".join([*map(_without_docstring, said[:-1]), _with_ranges(said[-1], loss)])


def _is_idle(part: str, parts: Sequence[str]) -> bool:
    """Return whether a part is a number that no part uses any more."""
    name, equals, _ = part.partition(" = ")
    return bool(equals) and name.isidentifier() and not any(name in other for other in parts if other is not part)


def _constants(parts: Sequence[str]) -> dict[str, Any]:
    """Return the numbers among the sources that a function uses, by their names."""
    statements = [statement for part in parts for statement in ast.parse(part).body]
    assigned = [statement for statement in statements if isinstance(statement, ast.Assign)]
    return {ast.unparse(each.targets[0]): ast.literal_eval(each.value) for each in assigned}


def _said(source: str, constants: Mapping[str, Any]) -> str:
    """Return a source with all statements as they are that can be said as they are, and their comments."""
    edits = []
    for body in _bodies(ast.parse(source)):
        translate, ended = _Translation(constants), False
        for statement in body:
            said = [] if ended else translate.statements([copy.deepcopy(statement)])
            ended = ended or any(isinstance(each, ast.Return) for each in said)
            if [ast.dump(each) for each in said] != [ast.dump(statement)]:
                lines = [line for each in said for line in _written(each)]
                edits.append(Edit.of(statement, ("\n" + " " * statement.col_offset).join(lines or [GONE])))
    return edited(source, edits)


def _bodies(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    """Give the statements of each function, without functions within it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield [statement for statement in node.body if not isinstance(statement, ast.FunctionDef)]


def _written(statement: ast.stmt) -> list[str]:
    return ast.unparse(ast.fix_missing_locations(statement)).replace("'", '"').split("\n")


class _Translation(ast.NodeTransformer):
    """Says in the language of written losses what it has other words for."""

    def __init__(self, constants: Mapping[str, Any]) -> None:
        self._constants = constants
        self._nothing: set[str] = set()  # names that stand for None

    def statements(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        """Return what is said instead of some statements."""
        return [said for statement in statements for said in self._statement(statement)]

    def _statement(self, statement: ast.stmt) -> list[ast.stmt]:
        match statement:
            case ast.If(body=[ast.Raise()]):
                return []
            case ast.For(iter=ast.Call(func=ast.Name("range"), args=[count])):
                return self.statements(
                    [copy.deepcopy(each) for _ in range(self._number(count)) for each in statement.body]
                )
            case ast.If(test=test):
                truth = self._truth(test)
                if truth is not None:
                    return self.statements(statement.body if truth else statement.orelse)
            case ast.Assign(targets=[ast.Name(name)], value=ast.Call(func=ast.Name("scores_behind"))):
                self._nothing.add(name)
                return []
        said = self.visit(copy.deepcopy(statement))
        match said, statement:
            case ast.Assign(targets=[ast.Name(name)], value=ast.Name(same)), _ if name == same:
                return []
            case ast.Assign(targets=[ast.Tuple(names)], value=ast.Tuple(values)), ast.Assign(value=ast.GeneratorExp()):
                return [ast.Assign([name], value) for name, value in zip(names, values, strict=True)]
        return [said]

    def _truth(self, test: ast.expr) -> bool | None:
        match test:
            case ast.Compare(left=ast.Name(name), ops=[ast.Is()]) if name in self._nothing:
                return True
        return None

    def _number(self, node: ast.expr) -> int:
        return int(self._constants[node.id]) if isinstance(node, ast.Name) else int(ast.literal_eval(node))

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:  # as ast calls it
        """Return the branch that is taken of one about scores."""
        return self.generic_visit(node) if self._truth(node.test) is None else self.visit(node.body)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Return a parameter as it is, a number in place of its conversion, and a sum or a range in simple words."""
        if ast.unparse(node.func) == "as_number":
            return self.visit(node.args[0])
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name("float"), args=[ast.Constant(int() as value)]):
                return ast.Constant(float(value))
            case ast.Call(func=ast.Attribute(attr="range"), keywords=[ast.keyword(arg="dtype")]):
                whole = ast.Call(node.func, node.args, [])
                return ast.parse(f"tf.cast({ast.unparse(whole)}, tf.float32)", mode="eval").body
            case ast.Call(func=ast.Attribute(attr="add_n"), args=[ast.List(first_and_more)]):
                return reduce(lambda left, right: ast.BinOp(left, ast.Add(), right), first_and_more)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Return the number of axes of labels, which is that of plain examples."""
        return ast.Constant(1) if node.attr == "rank" else self.generic_visit(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        """Return the parts of what stands in brackets, written out."""
        return ast.Tuple(self._parts(node), ast.Load())

    def visit_ListComp(self, node: ast.ListComp) -> ast.AST:
        """Return the same for a list."""
        return ast.List(self._parts(node), ast.Load())

    def _parts(self, node: ast.GeneratorExp | ast.ListComp) -> list[ast.expr]:
        (over,) = node.generators
        match over.iter:
            case ast.Tuple(values):
                pass
            case ast.Call(func=ast.Name("range"), args=[first, ast.BinOp(left=last)]):  # up to and with the last
                values = [ast.Constant(i) for i in range(self._number(first), self._number(last) + 1)]
            case _:
                raise ValueError(f"This has no other words: {ast.unparse(node)}")
        return [self.visit(_Put(ast.unparse(over.target), value).visit(copy.deepcopy(node.elt))) for value in values]


class _Put(ast.NodeTransformer):
    """Puts an expression in the place of a name."""

    def __init__(self, name: str, value: ast.expr) -> None:
        self._name, self._value = name, value

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Return what is there instead."""
        return copy.deepcopy(self._value) if node.id == self._name else node


def _without_docstring(source: str) -> str:
    """Return the source of a function, or of a constant, without its docstring."""
    (statement,) = ast.parse(source).body
    if not isinstance(statement, ast.FunctionDef) or ast.get_docstring(statement) is None:
        return source
    lines = source.split("\n")
    docstring = statement.body[0]
    del lines[docstring.lineno - 1 : docstring.end_lineno]
    return "\n".join(lines).replace("\n\n", "\n", 1)


def _with_ranges(source: str, loss: Loss) -> str:
    """Return the source of a loss with a line for each parameter, and the range of its slider as a comment there."""
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    defaults = {argument.arg: default for argument, default in zip(function.args.args[2:], function.args.defaults)}
    lines = [
        f"    {name}={ast.unparse(default)},  # {range_words(loss.params[name])}\n"
        for name, default in defaults.items()
        if loss.params[name].traced
    ]
    head = (
        f"def {function.name}(\n    y_true,\n    y_pred,\n{''.join(lines)}):"
        if lines
        else f"def {function.name}(y_true, y_pred):"
    )
    body = source.split("\n")[function.body[0].lineno - 1 :]
    return "\n".join([head, *body]) + "\n"
