"""Written losses executed by Python, which only tests do: the judge of what lossviz makes of them."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from lossviz.lazy import keras, tf
from lossviz.losses.written.functions import BARE
from lossviz.losses.written.operations import function_of


def executed(text: str, **values: Any) -> Any:
    """Return a text as what Keras takes as a loss: a function of `y_true` and `y_pred`, or a loss object.

    Args:
        text: An expression, a function, a function that makes one, or a class.
        **values: The parameters; the defaults of the text for those left out, and 1 where it has none.
    """
    names: dict[str, Any] = {"tf": tf, "keras": keras, "ops": keras.ops, "np": np, "math": math}
    names |= {"K": tf.keras.backend, "Loss": keras.losses.Loss}
    last = ast.parse(text).body[-1]
    if isinstance(last, ast.Expr):
        return _expression(text, {**names, **{name: function_of(f.operation) for name, f in BARE.items()}}, values)
    exec(text, names)
    loss = names[last.name]
    if isinstance(last, ast.ClassDef):
        return loss(**values)
    if isinstance(last.body[-1].value, ast.Name):
        arguments = last.args.args[: len(last.args.args) - len(last.args.defaults)]
        return loss(**{**{argument.arg: 1.0 for argument in arguments}, **values})
    return lambda y_true, y_pred: loss(y_true, y_pred, **values)


def _expression(text: str, names: dict[str, Any], values: dict[str, Any]) -> Callable[[Any, Any], Any]:
    def loss(y_true: Any, y_pred: Any) -> Any:
        given = {"e": y_pred - y_true, "p": tf.reduce_sum(y_true * y_pred, axis=-1), "y_true": y_true, "y_pred": y_pred}
        return eval(text, {**names, **given, **values})

    return loss
