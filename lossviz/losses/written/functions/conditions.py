"""Comparisons, and choices by them."""

from __future__ import annotations

from lossviz.losses.written.functions.arithmetic import TWO
from lossviz.losses.written.functions.base import function
from lossviz.losses.written.rules import choice, comparison, condition, equality

FUNCTIONS = (
    function(
        "tf.where ops.where K.switch",
        "condition, x|x1|then_expression, y|x2|else_expression",
        choice,
        "x where a condition holds, y elsewhere.",
    ),
    function("*greater ops.greater K.greater", TWO, comparison, "Whether x > y.", "operator.gt"),
    function("*greater_equal ops.greater_equal K.greater_equal", TWO, comparison, "Whether x ≥ y.", "operator.ge"),
    function("*less ops.less K.less", TWO, comparison, "Whether x < y.", "operator.lt"),
    function("*less_equal ops.less_equal K.less_equal", TWO, comparison, "Whether x ≤ y.", "operator.le"),
    function("*equal ops.equal K.equal", TWO, equality, "Whether x = y."),
    function("*not_equal ops.not_equal K.not_equal", TWO, equality, "Whether x ≠ y."),
    function("*logical_and ops.logical_and", TWO, condition, "Whether both hold."),
    function("*logical_or ops.logical_or", TWO, condition, "Whether one holds, or both."),
    function("tf.math.logical_xor ops.logical_xor", TWO, condition, "Whether one holds, not both."),
    function("*logical_not ops.logical_not", "x", condition, "Whether a condition does not hold."),
    function("tf.math.is_nan ops.isnan", "x", comparison, "Whether x is no number."),
    function("tf.math.is_finite ops.isfinite", "x", comparison, "Whether x is a number, and finite."),
)
