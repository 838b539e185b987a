"""Python's operators between tensors."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from lossviz.losses.written.functions import FUNCTIONS, Function


class Operator(NamedTuple):
    """An operator.

    Attributes:
        sign: How it is written.
        function: What it means.
    """

    sign: str
    function: Function


OPERATORS: Mapping[type[ast.AST], Operator] = MappingProxyType(
    {
        ast.Add: Operator("+", FUNCTIONS["tf.add"]),
        ast.Sub: Operator("-", FUNCTIONS["tf.subtract"]),
        ast.Mult: Operator("*", FUNCTIONS["tf.multiply"]),
        ast.Div: Operator("/", FUNCTIONS["tf.divide"]),
        ast.FloorDiv: Operator("//", FUNCTIONS["tf.math.floordiv"]),
        ast.Mod: Operator("%", FUNCTIONS["tf.math.mod"]),
        ast.Pow: Operator("**", FUNCTIONS["tf.pow"]),
        ast.MatMult: Operator("@", FUNCTIONS["keras.ops.matmul"]),
        ast.USub: Operator("-", FUNCTIONS["tf.negative"]),
        ast.Eq: Operator("==", FUNCTIONS["tf.equal"]),
        ast.NotEq: Operator("!=", FUNCTIONS["tf.not_equal"]),
        ast.Lt: Operator("<", FUNCTIONS["tf.less"]),
        ast.LtE: Operator("<=", FUNCTIONS["tf.less_equal"]),
        ast.Gt: Operator(">", FUNCTIONS["tf.greater"]),
        ast.GtE: Operator(">=", FUNCTIONS["tf.greater_equal"]),
        ast.BitAnd: Operator("&", FUNCTIONS["tf.logical_and"]),
        ast.BitOr: Operator("|", FUNCTIONS["tf.logical_or"]),
        ast.BitXor: Operator("^", FUNCTIONS["tf.math.logical_xor"]),
        ast.Invert: Operator("~", FUNCTIONS["tf.logical_not"]),
    }
)
"""What Python's operators mean between tensors."""
