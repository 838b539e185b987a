"""Formulas as MathML, which browsers draw by themselves: fast enough to follow a hand.

What the converter writes is mended where browsers without a font for mathematics would show it badly: braces that do
not grow, hats that touch their letters, names of functions without space. `pages/ui/static/formula.css` has the looks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert

from lossviz.declare import Value, value_words
from lossviz.losses.base import Loss

_FIRST = 0xE000
"""Signs that no font has (Unicode's private use) stand for values: LaTeX is read once, and never sees a value."""

_ACCENTS = {"^": "\N{COMBINING CIRCUMFLEX ACCENT}"}
_FUNCTIONS = ("arctan", "cosh", "exp", "log", "max", "min")
_BEFORE_SIGN = ("(", ",", "=", "≥")


def formula_mathml(loss: Loss, values: Mapping[str, Value], in_hand: str | None = None) -> str:
    """Return the formula of a loss with the values of its parameters, as a `math` element.

    Args:
        loss: Whose formula it is.
        values: The value of each parameter.
        in_hand: The parameter whose value has the class `in-hand`.
    """
    formula = _formula(loss.formula_at(values), tuple(loss.params))
    for number, name in enumerate(loss.params):
        value = _number(value_words(values[name]))
        marked = f'<mrow class="in-hand">{value}</mrow>' if name == in_hand else value
        formula = formula.replace(f"<mi>{chr(_FIRST + number)}</mi>", marked)
    return formula


def _number(words: str) -> str:
    """Return a number, in brackets if it is negative, and with a power of ten instead of an exponent."""
    digits, _, exponent = words.removeprefix("-").partition("e")
    number = f"<mn>{digits}</mn>"
    if exponent:
        power = f"<mn>{int(exponent)}</mn>".replace("-", "−")
        number = f"<mrow>{number}<mo>×</mo><msup><mn>10</mn>{power}</msup></mrow>"
    if not words.startswith("-"):
        return number
    return f'<mrow><mo stretchy="false">(</mo><mo form="prefix">−</mo>{number}<mo stretchy="false">)</mo></mrow>'


@lru_cache(maxsize=512)
def _formula(formula: str, params: tuple[str, ...]) -> str:
    """Return a formula with a sign of its own for each parameter."""
    signs = {parameter: chr(_FIRST + number) for number, parameter in enumerate(params)}
    latex = re.sub(r"<(\w+)>", lambda match: signs[match.group(1)], formula)
    root = ElementTree.fromstring(re.sub(r' xmlns="[^"]*"', "", convert(latex)))
    root.set("class", "lossviz-formula")
    _mend(root)
    return ElementTree.tostring(root, encoding="unicode")


def _mend(parent: Element) -> None:
    """Mend all that is in an element, the innermost first."""
    for child in parent:
        _mend(child)
        if child.tag == "mover":
            letter, accent = child
            _become(child, unicodedata.normalize("NFC", f"{letter.text}{_ACCENTS[str(accent.text)]}"))
        elif child.text in _FUNCTIONS:
            _become(child, child.text, mathvariant="normal")
        elif child.text == "|":
            child.attrib.update(lspace="0", rspace="0")
    if len(parent) > 1 and (parent[0].text, parent[1].tag) == ("{", "mtable"):
        parent[1].set("class", "lossviz-cases")  # which has a border for a brace
        parent.remove(parent[0])
    if len(parent) and parent[0].get("fence") and parent.find(".//mfrac") is not None:
        parent.set("class", "lossviz-tall")
    if parent.tag in ("mrow", "mtd"):
        _space(parent)


def _become(element: Element, name: str, **attributes: str) -> None:
    element.clear()
    element.tag, element.text = "mi", name
    element.attrib.update(attributes)


def _space(row: Element) -> None:
    """Put thin space around names of functions, and none behind a minus that is a sign."""
    children = list(row)
    row[:] = children[:1]
    signs = [child for child in children if child.tag != "mspace"]
    for before, child in pairwise(signs):
        if child.text == "−" and before.tag == "mo" and before.text in _BEFORE_SIGN:
            child.set("form", "prefix")
    for before, child in pairwise(children):
        factor = before.tag not in ("mo", "mspace") or before.text == ")"
        if (_is_function(before) and not _opens(child)) or (_is_function(child) and factor):
            row.append(Element("mspace", width="0.167em"))
        row.append(child)


def _is_function(element: Element) -> bool:
    return (element[0] if element.tag == "msub" else element).text in _FUNCTIONS


def _opens(element: Element) -> bool:
    return (element[0] if element.tag == "mrow" else element).text == "("
