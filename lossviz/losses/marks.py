"""The values of a parameter that have a meaning of their own: declared ones, and those at which a loss is another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lossviz.declare import Mark, value_words
from lossviz.losses.base import LOSSES, Loss, Special, Values

NAMES = ("Cauchy", "Gamma", "Geman", "Poisson")
"""Words with which labels begin that are names of people or functions: they keep their capital within a sentence."""


def marks_of(loss: Loss, name: str, values: Values) -> tuple[Mark, ...]:
    """Return the values of a parameter that mean something, the declared ones first.

    Args:
        loss: Whose parameter it is.
        name: Which one.
        values: All parameters as they are: what holds for other values of the others is no mark.
    """
    words: dict[float, str] = {}
    for value, said in (*loss.params[name].marks, *_others(loss, name, values)):
        words.setdefault(value, said)
    return tuple(Mark(value, said) for value, said in words.items())


def _others(loss: Loss, name: str, values: Values) -> Iterator[Mark]:
    for special in loss.special:
        rest = [other for other in special.at if other not in (name, special.unit)]
        # What needs several values of the other loss is not known by its name.
        telling = name in special.at and name != special.unit and len(special.given) <= 1
        if telling and all(values[other] == special.at[other] for other in rest):
            yield Mark(special.at[name], _words(special))


def _words(special: Special) -> str:
    """Return the other loss in few words: the factor, and the scale that follows from the unit, are left out."""
    other = LOSSES[special.loss]
    label = re.sub(r" \(.*\)|^Mean ", "", other.label)
    short = label if label.startswith(NAMES) else label[0].lower() + label[1:]
    given = {} if special.unit else special.given
    return ", ".join([short, *(f"{other.params[name].label} {value_words(value)}" for name, value in given.items())])
