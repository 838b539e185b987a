"""How the outline of a result follows from those of what it is computed from: the rules that functions declare.

A rule is given the operation and all its arguments by name: nodes, which have an `outline`, and constants. It returns
the outline of the result, or raises an `OutlineError` that says what does not fit.
"""

from lossviz.losses.written.rules.axes import along, cumulative, looked_up, over_last_axis, over_outputs, place, reduced
from lossviz.losses.written.rules.base import Rule, elementwise, outline_of
from lossviz.losses.written.rules.elements import any_type, choice, comparison, condition, equality, number, real
from lossviz.losses.written.rules.shapes import (
    band,
    cast,
    concatenated,
    diagonal,
    expanded,
    filled,
    gathered,
    identity,
    indexed,
    like,
    numbered,
    one_hot,
    product_of_matrices,
    reshaped,
    shape_of,
    size_of,
    squeezed,
    stacked,
    taken_along,
    transposed,
)

__all__ = [
    "Rule",
    "along",
    "any_type",
    "band",
    "cast",
    "choice",
    "comparison",
    "concatenated",
    "condition",
    "cumulative",
    "diagonal",
    "elementwise",
    "equality",
    "expanded",
    "filled",
    "gathered",
    "identity",
    "indexed",
    "like",
    "looked_up",
    "number",
    "numbered",
    "one_hot",
    "outline_of",
    "over_last_axis",
    "over_outputs",
    "place",
    "product_of_matrices",
    "real",
    "reduced",
    "reshaped",
    "shape_of",
    "size_of",
    "squeezed",
    "stacked",
    "taken_along",
    "transposed",
]
