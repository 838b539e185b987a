"""The one mechanism behind losses, datasets, models and optimizers.

A component is a plain function whose keyword-only, annotated parameters are its tunable parameters:

    @LOSSES.declare("Huber", formula=...)
    def huber(y_true, y_pred, *, delta: Annotated[float, Param(low=1e-3, high=1e3)] = 1.0): ...

Pickers, sliders, links, error messages, compiled programs and tests are all derived from that declaration. The
function's name is the key of the component everywhere.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, get_type_hints

from lossviz.declare.param import Param, Value, params_of
from lossviz.declare.words import one_of
from lossviz.errors import SpecError


@dataclass(frozen=True, kw_only=True)
class Component:
    """A declared function and everything that is known about it. Kinds of components add their own facts.

    Attributes:
        name: The function's name; the key in registries, links and tests.
        label: The name people read.
        function: The declared function.
        params: Its tunable parameters in declared order.
        reference: Source: author, title, year, DOI or arXiv number.
    """

    name: str
    label: str
    function: Callable[..., Any]
    params: Mapping[str, Param] = field(repr=False)
    reference: str = ""

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError(f"Components are not pickled; send their name ({self.name}) instead.")

    @property
    def summary(self) -> str:
        """The first sentence of the docstring: what a learner reads."""
        return (inspect.getdoc(self.function) or "").split("\n\n")[0].replace("\n", " ")

    @property
    def description(self) -> str:
        """The rest of the docstring, as Markdown: when to reach for it and when not."""
        return "\n\n".join((inspect.getdoc(self.function) or "").split("\n\n")[1:])

    @property
    def defaults(self) -> dict[str, Value]:
        """The default of every parameter."""
        return {name: param.default for name, param in self.params.items()}

    def check(self, values: Mapping[str, Any]) -> dict[str, Value]:
        """Return `values` completed with defaults, in declared order.

        Raises:
            SpecError: If a name is unknown or a value lies outside its domain.
        """
        for name in values:
            if name not in self.params:
                allowed = one_of(self.params, name) if self.params else "one of none: it has no parameters"
                raise SpecError(f"The parameter of {self.label} must be {allowed}. Got {name[:40]!r} instead.")
        return {name: param.check(values.get(name, param.default), self.label) for name, param in self.params.items()}


C = TypeVar("C", bound=Component)
F = TypeVar("F", bound=Callable[..., Any])


class Registry(Mapping[str, C], Generic[C]):
    """All declared components of one kind, by name, in the order of their declaration."""

    def __init__(self, kind: str, component: type[C]) -> None:
        """Make an empty registry; `kind` is the word for its components in links and messages."""
        self.kind = kind
        self._component = component
        self._components: dict[str, C] = {}
        self._described: dict[str, Callable[[str], C]] = {}

    def declare(self, label: str, **facts: Any) -> Callable[[F], F]:
        """Return a decorator that registers a function and leaves it as it is."""

        def register(function: F) -> F:
            signature = inspect.signature(function)
            defaults = {p.name: p.default for p in signature.parameters.values() if p.kind is p.KEYWORD_ONLY}
            params = params_of(get_type_hints(function, include_extras=True), defaults)
            name = function.__name__
            if name in self._components:
                raise ValueError(f"The {self.kind} {name} is declared twice.")
            self._components[name] = self._component(name=name, label=label, function=function, params=params, **facts)
            return function

        return register

    def describe(self, prefix: str, component_of: Callable[[str], C]) -> None:
        """Accept names that describe a component made at run time, which no list of declared ones has.

        Args:
            prefix: What such a name has before its first hyphen; no declared name has one.
            component_of: Returns the component of a whole name, the same object while it is in use; raises `SpecError`.
        """
        self._described[prefix] = component_of

    def __getitem__(self, name: str) -> C:
        """Return a component: a declared one, or the one that a name describes.

        Raises:
            SpecError: If there is none of that name.
        """
        if isinstance(name, str):
            if name in self._components:
                return self._components[name]
            prefix, hyphen, _ = name.partition("-")
            if hyphen and prefix in self._described:
                return self._described[prefix](name)
        allowed = one_of(self, str(name))
        raise SpecError(f"The {self.kind} must be {allowed}. Got {str(name)[:40]!r} instead.")

    def __contains__(self, name: object) -> bool:
        return name in self._components

    def __iter__(self) -> Iterator[str]:
        return iter(self._components)

    def __len__(self) -> int:
        return len(self._components)
