"""Losses that judge the examples of a batch together, called with each example as a batch of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from lossviz.declare import Value
from lossviz.lazy import tf
from lossviz.losses import LOSSES

MAX_TRACED = 16
"""Most functions that are held, some hundred kilobytes each."""


@lru_cache(maxsize=MAX_TRACED)
def each_alone(
    loss: str, constants: tuple[tuple[str, Value], ...], numbers: tuple[str, ...], truth: Any, given: Any
) -> Callable[..., tuple[Any, Any]]:
    """Return a function that gives costs and slopes, traced once: for an eager call each example would be traced anew.

    Args:
        loss: The name of the loss.
        constants: The parameters that decide what is computed, with their values.
        numbers: The names of the others.
        truth: The `TensorSpec` of targets, of any number of examples.
        given: The same of predictions.

    Returns:
        A function of the values of `numbers`, targets and predictions.
    """
    component = LOSSES[loss]

    def called(values: Any, y_true: Any, y_pred: Any) -> tuple[Any, Any]:
        traced = dict(zip(numbers, tf.unstack(values), strict=True))
        with tf.GradientTape() as tape:
            tape.watch(y_pred)
            cost = component(y_true, y_pred, **dict(constants), **traced)
        return cost, tape.gradient(cost, y_pred, unconnected_gradients="zero")

    signature = [tf.TensorSpec((len(numbers),), given.dtype), truth, given]
    return tf.function(called, autograph=False, input_signature=signature)
