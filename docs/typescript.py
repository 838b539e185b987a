"""Records in Python as declarations in TypeScript, against which the JavaScript is checked."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

_PLAIN = {int: "number", float: "number", str: "string", bool: "boolean", type(None): "null"}


def declarations(*modules: ModuleType) -> str:
    """Return the records of modules, and their unions and literals, as the text of a `.d.ts` file.

    Args:
        modules: Each after those that it imports records from.
    """
    sources = ", ".join(f"{module.__name__.rpartition('.')[2]}.py" for module in modules)
    folder = modules[0].__name__.rpartition(".")[0].replace(".", "/")
    parts = [f"// Generated from {sources} in {folder} by `make docs`; a test fails when it is stale."]
    names: dict[Any, str] = {}  # of unions and literals, which do not know how they are called
    for module in modules:
        parts += _declared(module, names)
    return "\n\n".join(parts) + "\n"


def _declared(module: ModuleType, names: dict[Any, str]) -> list[str]:
    """Return what a module declares; `names` are those of unions and literals that are known, and get more."""
    parts = []
    constants = get_type_hints(module)
    for name, value in vars(module).items():
        if is_typeddict(value) and value.__module__ == module.__name__:
            parts.append(_interface(value, names))
        elif name in constants:
            parts.append(f"export type {_pascal(name)} = {_type(constants[name], names)};")
        elif get_origin(value) in (Union, types.UnionType, Literal) and names.get(value) != name:
            parts.append(f"export type {name} = {_type(value, names)};")
            names[value] = name
    return parts


def _interface(record: Any, names: dict[Any, str]) -> str:
    text = inspect.getdoc(record) or ""
    told = dict(re.findall(r"^    (\w+): (.*(?:\n      .*)*)", text, re.MULTILINE))
    lines = [_comment(text.partition("\n\nAttributes:")[0]), f"export interface {record.__name__} {{"]
    for name, kind in get_type_hints(record).items():
        lines += [f"  {_comment(told[name])}"] if name in told else []
        lines.append(f"  {name}{'' if name in record.__required_keys__ else '?'}: {_type(kind, names)};")
    return "\n".join([*lines, "}"])


def _comment(text: str) -> str:
    return f"/** {' '.join(text.split()).replace('None', 'null')} */"


def _type(kind: Any, names: dict[Any, str]) -> str:
    if kind in _PLAIN:
        return _PLAIN[kind]
    if is_typeddict(kind):
        return str(kind.__name__)
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in names:
        return names[kind]
    if origin is Literal:
        return " | ".join(_values(arguments))
    if origin in (Union, types.UnionType):
        return " | ".join(_type(each, names) for each in arguments)
    if origin is list:
        item = _type(arguments[0], names)
        return f"{item}[]" if get_origin(arguments[0]) is dict or " " not in item else f"({item})[]"
    if origin is dict and arguments[0] is str:
        return f"Record<string, {_type(arguments[1], names)}>"
    raise TypeError(f"A record must be made of plain types, lists, dicts and records. Got {kind!r} instead.")


def _values(values: tuple[Any, ...]) -> Iterator[str]:
    for value in values:
        yield (
            {True: "true", False: "false"}[value]
            if isinstance(value, bool)
            else f'"{value}"'
            if isinstance(value, str)
            else str(value)
        )


def _pascal(name: str) -> str:
    return name.title().replace("_", "")
