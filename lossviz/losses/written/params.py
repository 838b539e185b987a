"""The parameters of a written loss: their defaults, and the ranges that their sliders show."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from html.entities import html5
from typing import Any

from lossviz.declare import Param
from lossviz.losses.written.source import refusal

MAX_PARAMS = 12
"""Most parameters of a loss: as many sliders as a page can show."""

MAX_NAME = 40
"""Longest name of a parameter."""

MAX_SWITCHES = 3
"""Most parameters that are true or false: a loss is checked for all their values."""

FURTHEST = 1e6
"""The hard bounds of a parameter, unless its range or its default lies further out."""

_NUMBER = r"[-+−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_COMMENT = re.compile(
    rf"(?:(?P<name>[^\W\d]\w*)\s*[:=]\s*)?(?:(?P<default>{_NUMBER})\s*(?:,|;|$)\s*)?"
    rf"(?:(?P<low>{_NUMBER})\s*(?:to|…|\.\.\.?|–)\s*(?P<high>{_NUMBER}))?(?:\s*,?\s*(?P<log>log)\b)?"
)


@dataclass(frozen=True)
class Comment:
    """What a comment says of a parameter.

    Attributes:
        name: Of which one; empty if it does not say.
        default: Its default, or None.
        soft: The range of its slider, or None.
        log: Whether steps are ratios.
    """

    name: str = ""
    default: float | None = None
    soft: tuple[float, float] | None = None
    log: bool = False


def read_comment(text: str) -> list[Comment]:
    """Return what a comment says of parameters: `0.1 to 10, log`; `a: 3, 0.1 to 10; b: 0 to 1`; nothing in most."""
    found = []
    for part in text.split(";"):
        match = _COMMENT.match(part.strip())
        if match is None or not (
            match["low"] or (match["default"] and (match["name"] or match.end() == len(part.strip())))
        ):
            continue
        default, low, high = (_float(match[name]) for name in ("default", "low", "high"))
        soft = None if low is None or high is None or not low < high else (low, high)
        found.append(Comment(match["name"] or "", default, soft, bool(match["log"])))
    return found


def _float(text: str | None) -> float | None:
    number = None if text is None else float(text.replace("−", "-"))
    return number if number is not None and abs(number) <= 1e9 else None


def param_of(name: str, default: Any, comment: Comment, node: ast.AST) -> Param:
    """Return a parameter.

    Args:
        name: Its name.
        default: A number, true or false; what the comment says goes first.
        comment: What is said of it.
        node: Where it stands.

    Raises:
        SourceError: If its range cannot be one.
    """
    if isinstance(default, bool):
        return Param(name=name, type=bool, default=default, help="Yes or no.")
    default = float(default if comment.default is None else comment.default)
    soft = comment.soft or soft_range(default)
    log = comment.log or (comment.soft is None and _wide(default))
    if log and soft[0] <= 0:
        raise refusal(f"A logarithmic slider must begin above 0. Got {soft[0]:g} instead.", node)
    if not soft[0] <= default <= soft[1]:
        soft = (min(soft[0], default), max(soft[1], default))
    furthest = max(FURTHEST, *(1000 * abs(number) for number in (default, *soft)))
    try:
        return Param(
            low=soft[0] / 1000 if log else -furthest,
            high=furthest,
            soft=soft,
            log=log,
            symbol=symbol_of(name),
            name=name,
            default=default,
        )
    except ValueError as error:
        raise refusal(str(error), node) from None


def soft_range(default: float) -> tuple[float, float]:
    """Return the range that a slider shows for a default: what a person would want to try."""
    if default == 0:
        return (-1.0, 1.0)
    if default < 0:
        low, high = soft_range(-default)
        return (-high, -low)
    if _wide(default):
        return (_round(default / 100), _round(default * 100))
    return (0.0, 1.0) if default < 1 else (0.0, _round(4 * default))


def _wide(default: float) -> bool:
    """Return whether a slider moves by ratios around a default: for very small and very large ones."""
    return 0 < default < 0.01 or default > 100


def _round(number: float) -> float:
    """Return a number with one digit."""
    return float(f"{number:.0e}") if number else 0.0


def symbol_of(name: str) -> str:
    """Return the LaTeX of a name: a Greek letter if it is called by one."""
    base, _, index = name.rstrip("_").partition("_")
    index = index.replace("_", " ")
    base, digits = (base.rstrip("0123456789"), index) if index else _with_digits(base)
    if len(base) == 1 or (f"{base};" in html5 and len(html5[f"{base};"]) == 1 and base.lower() in _GREEK):
        letter = base if len(base) == 1 else f"\\{base}"
        return (
            f"{letter}_{{{digits}}}" if digits.isdigit() else letter if not digits else rf"{letter}_\text{{{digits}}}"
        )
    return rf"\text{{{name.replace('_', ' ')}}}"


_GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"),
    *("xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"),
)


def _with_digits(base: str) -> tuple[str, str]:
    letters = base.rstrip("0123456789")
    return letters, base[len(letters) :]


def annotated(node: ast.expr | None, constant: Callable[[ast.expr], Any]) -> Comment | None:
    """Return what an annotation `Annotated[float, Param(…)]` says, which is read, not executed.

    Args:
        node: The annotation, if there is one.
        constant: Returns the value of an expression of constants.
    """
    if not (
        isinstance(node, ast.Subscript) and getattr(node.value, "id", getattr(node.value, "attr", "")) == "Annotated"
    ):
        return None
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    call = next(
        (part for part in parts if isinstance(part, ast.Call) and getattr(part.func, "id", "") == "Param"), None
    )
    if call is None:
        return None
    facts = {
        keyword.arg: constant(keyword.value)
        for keyword in call.keywords
        if keyword.arg in ("low", "high", "soft", "log")
    }
    soft: Any = facts.get("soft") or (facts.get("low"), facts.get("high"))
    try:
        low, high = (float(end) for end in soft)
    except (TypeError, ValueError):
        raise refusal("The range of a `Param` must be two numbers, as in `soft=(0.1, 10)`.", node) from None
    if not (low < high and math.isfinite(low) and math.isfinite(high)):
        raise refusal("The range of a `Param` must be two numbers, as in `soft=(0.1, 10)`.", node)
    return Comment(soft=(low, high), log=bool(facts.get("log", False)))
