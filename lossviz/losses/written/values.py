"""What names in a written loss can stand for, besides tensors and constants of Python."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lossviz.losses.written.functions import Function
from lossviz.losses.written.graph import Node


@dataclass(frozen=True)
class Namespace:
    """A module, or a part of one, by its full name: `tf.math`."""

    path: str


@dataclass(frozen=True)
class Known:
    """A function that may be called, under the name that the text has for it."""

    function: Function
    spelling: str


@dataclass(frozen=True)
class Arithmetic:
    """A function of `math`, for constants only."""

    compute: Callable[..., float]
    spelling: str


@dataclass(frozen=True)
class Dtype:
    """A type of numbers: `tf.float32`."""

    name: str


@dataclass(frozen=True, eq=False)
class StaticShape:
    """The shape of a tensor, as far as it is known while compiling."""

    node: Node


@dataclass(frozen=True, eq=False)
class Helper:
    """A function of the text, with what it is given first of all: the object, if it is a method of one."""

    node: ast.FunctionDef
    names: Names
    given: tuple[Any, ...] = ()


@dataclass(frozen=True, eq=False)
class LossClass:
    """A class of the text."""

    node: ast.ClassDef
    names: Names


@dataclass(frozen=True, eq=False)
class Self:
    """The loss object within its own methods."""

    of: LossClass
    attributes: dict[str, Any] = field(default_factory=dict)
    methods: dict[str, Helper] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class LossObject:
    """A loss of Keras with its settings, which is called with targets and predictions."""

    function: Function
    settings: Mapping[str, Any]
    reduction: str


@dataclass(frozen=True)
class Special:
    """A name that means something in a few places only: `super`, `**kwargs`, `len`."""

    name: str
    about: Any = None


NOTHING = Special("nothing")
"""What a body gives that has no `return`."""


class Names:
    """Names and what they stand for, in a function and around it."""

    def __init__(self, around: Names | None = None) -> None:
        """Begin with none but those around."""
        self.own: dict[str, Any] = {}
        self._around = around

    def __setitem__(self, name: str, value: Any) -> None:
        self.own[name] = value

    def __getitem__(self, name: str) -> Any:
        if name in self.own:
            return self.own[name]
        if self._around is None:
            raise KeyError(name)
        return self._around[name]

    def find(self, name: str) -> Any:
        """Return what a name stands for; None for nothing."""
        try:
            return self[name]
        except KeyError:
            return None

    def __contains__(self, name: str) -> bool:
        return name in self.own or (self._around is not None and name in self._around)
