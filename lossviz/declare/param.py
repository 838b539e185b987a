"""A parameter: a tunable number or choice, declared where the function that uses it is."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import unescape
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args, get_origin

from lossviz.errors import SpecError

Value = bool | int | float | str | tuple[float, ...]


Task = Literal["regression", "binary", "multiclass"]
"""What is learnt: numbers, one of two classes, or one of more."""


class Mark(NamedTuple):
    """A value of a parameter that has a meaning of its own, in words short enough for a tick of its slider."""

    value: float
    words: str


@dataclass(frozen=True, kw_only=True)
class Param:
    """A tunable number (or choice) of a component, with the domain in which it is accepted.

    The author of a component writes bounds and words; name, type, default and options are read off the signature (the
    options of a plain `str` are written, too).

    Attributes:
        low: Least value accepted (inclusive); for tuples, of each element.
        high: Greatest value accepted (inclusive).
        soft: The range a slider shows, within `[low, high]`; None for a number to type, such as a seed.
        log: Whether steps are ratios rather than differences.
        symbol: LaTeX symbol in the component's formula.
        help: One sentence for the person who moves the slider.
        marks: Values with a meaning of their own.
        max_length: Most elements of a tuple.
        name: Name of the argument.
        type: `float`, `int`, `bool`, `str` (one of `options`) or `tuple` (of floats).
        default: Value when none is given.
        options: The accepted strings when `type` is `str`.
    """

    low: float = -math.inf
    high: float = math.inf
    soft: tuple[float, float] | None = None
    log: bool = False
    symbol: str = ""
    help: str = ""
    marks: tuple[Mark, ...] = ()
    max_length: int = 1
    name: str = ""
    type: type = float
    default: Any = None
    options: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        low, high = self.soft or (self.low, self.high)
        if not self.low <= low <= high <= self.high:
            raise ValueError(f"The soft range of '{self.name}' must lie in [{self.low}, {self.high}]. Got {self.soft}.")

    @property
    def label(self) -> str:
        """Its name in words."""
        return label_of(self.name)

    @property
    def sign(self) -> str:
        """Its symbol as plain text, such as λ or β₁; empty without one, and for one that is a word."""
        if self.symbol.startswith(r"\text"):
            return ""
        letters = re.sub(r"\\(?:var)?([A-Za-z]+)", lambda match: unescape(f"&{match.group(1)};"), self.symbol)
        return re.sub(r"_(\d)", lambda match: chr(ord("₀") + int(match.group(1))), letters)

    @property
    def traced(self) -> bool:
        """Whether the value enters compiled programs as a tensor, so that changing it never compiles again."""
        return self.type is float

    @property
    def domain(self) -> str:
        """The accepted values in words, as used in error messages."""
        bounds = f"[{self.low:.10g}, {self.high:.10g}]"
        return {
            bool: "true or false",
            int: f"a whole number in {bounds}",
            float: f"a number in {bounds}",
            str: f"one of {', '.join(self.options)}",
            tuple: f"1 to {self.max_length} numbers in {bounds}, separated by commas",
        }[self.type]

    def check(self, value: Any, owner: str) -> Value:
        """Return `value` in its exact type.

        Raises:
            SpecError: If it is not in the domain.
        """
        accepted = self._accept(value)
        if accepted is None:
            got = repr(value) if len(repr(value)) <= 40 else f"{repr(value)[:40]}…"
            raise SpecError(f"The {self.label} of {owner} must be {self.domain}. Got {got} instead.")
        return accepted

    def _accept(self, value: Any) -> Value | None:
        if self.type is bool:
            return value if isinstance(value, bool) else None
        if self.type is str:
            return value if value in self.options else None
        if self.type is tuple:
            parts = value if isinstance(value, (tuple, list)) else ()
            numbers = tuple(number for number in map(self._number, parts) if number is not None)
            return numbers if 1 <= len(numbers) == len(parts) <= self.max_length else None
        number = self._number(value)
        if number is None or self.type is float:
            return number
        return int(number) if number == int(number) else None

    def _number(self, value: Any) -> float | None:
        if isinstance(value, (bool, str)) or not hasattr(value, "__float__"):
            return None
        try:
            number = float(value) + 0.0  # -0.0 becomes 0.0: one spelling in links
        except (OverflowError, TypeError):  # a whole number of 400 digits, an array of several numbers
            return None
        return number if math.isfinite(number) and self.low <= number <= self.high else None

    def parse(self, text: str, owner: str) -> Value:
        """Read a value as `format` writes it, or as people type it: `0,5` is a half, or two of several numbers.

        Raises:
            SpecError: If the text is not a value of the domain.
        """
        readers: dict[type, Callable[[str], Any]] = {
            bool: {"true": True, "false": False}.get,
            int: _int_or_text,
            float: _float_or_text,
            str: str,
            tuple: lambda text: tuple(map(_float_or_text, _parts(text))),
        }
        value = readers[self.type](text)
        return self.check(text if value is None else value, owner)

    def format(self, value: Value) -> str:
        """Write a value for a link: the shortest text that reads back as the same value."""
        if isinstance(value, tuple):
            return ",".join(shortest(number) for number in value)
        if isinstance(value, bool):
            return str(value).lower()
        return shortest(value) if isinstance(value, float) else str(value)


def label_of(name: str) -> str:
    """Return the name of a parameter in words."""
    return name.replace("_", " ")


def value_words(value: Value) -> str:
    """Return a value in words, where it need not be read back: four digits of a number."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def shortest(number: float) -> str:
    """Return the shortest text that reads back as the same number."""
    text = repr(number)
    return text[:-2] if text.endswith(".0") else text


_TYPED = str.maketrans("０１２３４５６７８９．，；＋－−–", "0123456789.,;+---")
"""Signs as keyboards of other languages and word processors write them."""

_THOUSANDS = re.compile(r"\s*[+-]?[1-9]\d{0,2},\d{3}\s*")
"""What is a thousand to some and one to others."""


def read_number(text: str) -> float:
    """Return the number that a text plainly means: with a decimal point or comma, in letters of either width.

    Raises:
        ValueError: If it means none, or two: `1,000`.
    """
    return float(_plain(text))


def _plain(text: str) -> str:
    text = text.translate(_TYPED)
    return text if _THOUSANDS.fullmatch(text) else text.replace(",", ".", 1)


def _parts(text: str) -> list[str]:
    """Return what is between the signs that divide several numbers: with semicolons, a comma is a decimal one."""
    text = text.translate(_TYPED)
    return text.split(";" if ";" in text else ",")


def _float_or_text(text: str) -> float | str:
    try:
        return read_number(text)
    except ValueError:
        return text


def _int_or_text(text: str) -> float | str:
    # A float would lose digits of a large seed.
    try:
        return int(_plain(text))
    except ValueError:
        return _float_or_text(text)


def params_of(hints: Mapping[str, Any], defaults: Mapping[str, Any]) -> Mapping[str, Param]:
    """Return the `Param` of every annotated name, completed with its type, default and options.

    Args:
        hints: Resolved annotations, extras included.
        defaults: The default of each parameter; names without one are not parameters.
    """
    params = {}
    for name, default in defaults.items():
        kind, param = get_args(hints[name])[:2]
        options = get_args(kind) if get_origin(kind) is Literal else param.options
        plain = str if options else get_origin(kind) or kind
        bound = replace(param, name=name, type=plain, default=default, options=options)
        params[name] = replace(bound, default=bound.check(default, "a declaration"))
    return MappingProxyType(params)
