"""Parts of a formula in LaTeX, and what functions are called in formulas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TINY = 1e-6
"""Numbers that only keep logarithms and quotients finite."""

SUM, PRODUCT, POWER, ATOM = range(4)
"""How tightly the parts of a formula hold together."""

NAMED: Mapping[str, str] = {
    **{f"tf.{name}": rf"\{name}" for name in ("exp", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "tf.math.log": r"\log",
    "tf.atan": r"\arctan",
    "tf.sign": r"\text{sign}",
    "tf.sigmoid": r"\sigma",
    "keras.ops.sigmoid": r"\sigma",
    "tf.math.erf": r"\text{erf}",
    "tf.round": r"\text{round}",
}
"""Functions that have a name in formulas."""

RELATIONS: Mapping[str, str] = {
    "operator.gt": ">",
    "operator.ge": r"\ge",
    "operator.le": r"\le",
    "tf.equal": "=",
    "tf.not_equal": r"\ne",
}

SAME = ("tf.cast", "tf.convert_to_tensor", "tf.stop_gradient", "tf.reshape", "tf.expand_dims", "tf.squeeze")
"""Operations that a formula does not show."""

REDUCTIONS: Mapping[str, str] = {
    "tf.reduce_mean": r"\text{mean}",
    "tf.reduce_sum": r"\text{sum}",
    "tf.reduce_max": r"\max",
    "tf.reduce_min": r"\min",
    "tf.math.reduce_std": r"\text{std}",
    "tf.math.reduce_variance": r"\text{var}",
}

OF_KERAS: Mapping[str, str] = {
    "tf.nn.softmax_cross_entropy_with_logits": r"-\log \hat p_y",
    "tf.nn.sparse_softmax_cross_entropy_with_logits": r"-\log \hat p_y",
    "tf.nn.sigmoid_cross_entropy_with_logits": r"-y \log \hat p - (1 - y) \log(1 - \hat p)",
    "mean_squared_error": "e^2",
    "mean_absolute_error": "|e|",
    "log_cosh": r"\log(\cosh(e))",
    "binary_crossentropy": r"-y \log \hat p - (1 - y) \log(1 - \hat p)",
    "categorical_crossentropy": r"-\log \hat p_y",
    "sparse_categorical_crossentropy": r"-\log \hat p_y",
}
"""Losses of Keras with their default settings."""


class NoFormulaError(Exception):
    """There is no formula that is short enough."""


@dataclass(frozen=True)
class Part:
    """A part of a formula.

    Attributes:
        latex: It.
        level: How tightly it holds together.
        negative: Whether it is a minus and a product.
    """

    latex: str
    level: int = ATOM
    negative: bool = False

    @property
    def positive(self) -> Part:
        """It without the minus that it begins with."""
        return Part(self.latex.removeprefix("-"), PRODUCT if len(self.latex) > 2 else ATOM) if self.negative else self

    def within(self, level: int) -> str:
        """Return it as a part of something that holds together that tightly, in brackets if need be."""
        return self.latex if self.level >= level else rf"\left( {self.latex} \right)"

    @property
    def argument(self) -> str:
        """It behind the name of a function."""
        return f" {self.latex}" if re.fullmatch(r"(\\hat )?[a-z](_[a-z])?", self.latex) else rf"({self.latex})"


def negated(part: Part) -> Part:
    """Return a part with the other sign."""
    return part.positive if part.negative else Part(f"-{part.within(PRODUCT)}", SUM, negative=True)


def quotient(over: Part, under: Part) -> Part:
    """Return a fraction."""
    quotient = Part(rf"\frac{{{over.positive.latex}}}{{{under.positive.latex}}}", PRODUCT)
    return negated(quotient) if over.negative != under.negative else quotient


def is_number(value: Any) -> bool:
    """Return whether a constant is a number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def number(value: Any) -> Part:
    """Return a number as it stands in a formula."""
    if not is_number(value):
        raise NoFormulaError
    if value == 0.5:
        return Part(r"\tfrac12")
    digits, _, exponent = f"{value:.6g}".partition("e")
    if exponent:
        power = f"10^{{{int(exponent)}}}"
        return Part(power if digits == "1" else rf"{digits} \cdot {power}", PRODUCT)
    return Part(digits, SUM, negative=True) if digits.startswith("-") else Part(digits)
