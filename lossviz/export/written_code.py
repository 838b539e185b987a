"""A loss that a visitor wrote as code for anyone's project: as it was written, with the values of its parameters.

The text stays as it is but for what would not run alone: defaults that sliders have moved, imports, which every file
has once, and names that only older versions of Keras have. An expression becomes a function.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lossviz.code_layout import folded
from lossviz.declare import Param
from lossviz.export.edits import Edit, edited
from lossviz.export.running_names import running_names
from lossviz.losses.written import WrittenLoss
from lossviz.specs.choice import Choice

EXPRESSION = "my_loss"
"""What the function of an expression is called."""


@dataclass(frozen=True)
class WrittenCode:
    """The code of a written loss.

    Attributes:
        source: Its definitions, for a module that imports `tf`, `keras`, `np` and `math` where they are used.
        name: The function, the class, or the function that makes one.
        form: As in its definition; an expression is a function here.
    """

    source: str
    name: str
    form: str

    @property
    def is_called(self) -> bool:
        """Whether a call of its name gives what Keras takes as the loss, instead of the name itself."""
        return self.form in ("class", "maker")

    def function(self, arguments: Collection[str] = ()) -> tuple[str, list[str]]:
        """Return the function of y_true and y_pred for arguments `name=value`, and which are left to give."""
        if self.is_called:
            made = f"{self.name}({', '.join(arguments)})"
            return (f"{made}.call" if self.form == "class" else made), []
        return self.name, list(arguments)


def written_code(choice: Choice, taken: Collection[str] = ()) -> WrittenCode:
    """Return the code of a written loss.

    Args:
        choice: The loss and its values, which become the defaults.
        taken: Names that mean something else where it will stand: its own ones get another then.
    """
    loss: WrittenLoss = choice.component
    definition = loss.definition
    tree = ast.parse(loss.source)
    source = edited(loss.source, [*_moved(choice), *_annotations(tree), *running_names(tree)])
    if definition.form == "expression":
        source = _as_function(source, choice)
    source, names = _renamed(source.strip("\n") + "\n", taken)
    name = definition.name or EXPRESSION
    return WrittenCode(source, names.get(name, name), definition.form)


def with_defaults(choice: Choice) -> str:
    """Return the text of a written loss whose defaults are the values that it has now."""
    loss: WrittenLoss = choice.component
    moved = [name for name, value in choice.items if value != loss.params[name].default]
    if not moved:
        return loss.source
    if loss.definition.form != "expression":
        return edited(loss.source, _moved(choice))
    told = "; ".join(f"{name}: {choice.values[name]!r}, {range_words(loss.params[name])}" for name in moved)
    return f"# {told}\n{loss.source}"


def range_words(param: Param) -> str:
    """Return the range of a slider as a comment in a written loss says it."""
    low, high = param.soft or (param.low, param.high)
    return f"{low:g} to {high:g}{', log' if param.log else ''}"


def names_in(source: str) -> set[str]:
    """Return all names that a source binds or uses."""
    nodes = list(ast.walk(ast.parse(source)))
    bound = {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    return bound | {node.id for node in nodes if isinstance(node, ast.Name)}


def _moved(choice: Choice) -> Iterator[Edit]:
    """Give the defaults in the text of a loss that are not its values."""
    loss: WrittenLoss = choice.component
    for name, default in loss.definition.defaults.items():
        if default is not None and choice.values[name] != loss.params[name].default:
            yield Edit.of(default, repr(choice.values[name]))


def _annotations(tree: ast.Module) -> Iterator[Edit]:
    """Give the annotations that say the range of a slider, which only lossviz understands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and isinstance(node.annotation, ast.Subscript):
            of = ast.unparse(node.annotation.value)
            if of.rpartition(".")[2] == "Annotated" and isinstance(node.annotation.slice, ast.Tuple):
                yield Edit.of(node.annotation, ast.unparse(node.annotation.slice.elts[0]))


def _as_function(source: str, choice: Choice) -> str:
    """Return the source of an expression, and of what stands before it, as that of a function."""
    tree = ast.parse(source)
    *before, last = tree.body
    if before and before[-1].end_lineno == last.lineno:
        return _as_function("\n".join(map(ast.unparse, tree.body)), choice)
    lines = source.split("\n")
    above, own = lines[: last.lineno - 1], lines[last.lineno - 1 :]
    used = {node.id for node in ast.walk(last) if isinstance(node, ast.Name)}
    meanings = choice.component.definition.meanings
    meant = [f"    {name} = {meaning}" for name, meaning in meanings.items() if name in used]
    arguments = ("y_true", "y_pred", *(f"{name}={value!r}" for name, value in choice.items))
    head = list(folded(f"def {EXPRESSION}(", arguments, "):"))
    if len(own) == 1 or (own[0] == "(" and own[-1] == ")"):
        own[0] = f"return {own[0]}"
    else:
        own = ["return (", *(f"    {line}" for line in own), ")"]
    code = [*head, *meant, *(f"    {line}".rstrip() for line in own)]
    around = "\n".join(above).rstrip()
    return "\n".join([*([around, "", ""] if around else []), *code])


def _renamed(source: str, taken: Collection[str]) -> tuple[str, dict[str, str]]:
    """Return a source whose own names are not among those that are taken, and the new names by the old ones."""
    tree = ast.parse(source)
    own = [statement.name for statement in tree.body if isinstance(statement, (ast.FunctionDef, ast.ClassDef))]
    own += [node.id for s in tree.body if isinstance(s, (ast.Assign, ast.AnnAssign)) for node in _assigned(s)]
    every = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | set(own)
    names: dict[str, str] = {}
    for name in dict.fromkeys(own):
        if name in taken:
            free = (f"{name}_{number}" for number in range(2, len(taken) + len(every) + 3))
            names[name] = next(other for other in free if other not in taken and other not in every)
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    edits = [
        Edit.of(node, names[node.id])
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in names and node.id not in arguments
    ]
    defined = [s for s in tree.body if isinstance(s, (ast.FunctionDef, ast.ClassDef)) and s.name in names]
    edits += [Edit.of_name(statement, names[statement.name]) for statement in defined]
    return edited(source, edits), names


def _assigned(statement: ast.Assign | ast.AnnAssign) -> Iterator[ast.Name]:
    for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
        yield from (node for node in ast.walk(target) if isinstance(node, ast.Name))
