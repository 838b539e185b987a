"""Losses, called as compiled functions: moving a slider traces nothing, since numbers are tensors there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from lossviz.lazy import tf
from lossviz.losses import LOSSES, Loss
from lossviz.specs.choice import Choice

MAX_TRACED = 128
"""Most functions that are held, some hundred kilobytes each."""

Body = Callable[..., tuple[Any, ...]]
"""What is done with a loss: `body(loss, values, *about, *tensors)` returns tensors."""


def call_loss(body: Body, choice: Choice, about: tuple[Any, ...], *arguments: np.ndarray) -> list[np.ndarray]:
    """Return what a body gives for a loss and its values.

    Args:
        body: A function of a module, the same object at each call.
        choice: The loss and its parameters.
        about: What else the body is told, as it is; another value is traced anew.
        *arguments: What it is given as tensors, for example `y_true` and `y_pred`.
    """
    params = choice.component.params
    constants = tuple((name, value) for name, value in choice.items if not params[name].traced)
    numbers = {name: value for name, value in choice.items if params[name].traced}
    shapes = tuple((argument.shape, argument.dtype.char) for argument in arguments)
    traced = _traced(body, choice.name, choice.component.function, constants, tuple(numbers), about, shapes)
    return traced(np.array([*numbers.values()], np.float32), *arguments)


@lru_cache(maxsize=MAX_TRACED)
def _traced(
    body: Body,
    loss: str,
    function: Any,
    constants: tuple[tuple[str, Any], ...],
    numbers: tuple[str, ...],
    about: tuple[Any, ...],
    shapes: tuple[Any, ...],
) -> Traced:
    """Return the same object for the same arguments, whatever the values of the numbers."""
    component: Loss = LOSSES[loss]

    def called(values: Any, *tensors: Any) -> tuple[Any, ...]:
        given: Mapping[str, Any] = {**dict(constants), **dict(zip(numbers, tf.unstack(values), strict=True))}
        return body(component, given, *about, *tensors)

    return Traced(called)


class Traced:
    """A function on tensors of certain shapes that is traced when it is called for the second time.

    The first call takes some milliseconds without a trace, and twenty times that with one; most losses of a gallery are
    called once.
    """

    def __init__(self, function: Callable[..., tuple[Any, ...]]) -> None:
        """Take over the function."""
        self._function = function
        self._graph = tf.function(function, autograph=False)
        self._concrete: Any = None
        self._n_calls = 0

    def __call__(self, *arguments: np.ndarray) -> list[np.ndarray]:
        """Return the results as arrays."""
        self._n_calls += 1
        tensors = [tf.convert_to_tensor(argument) for argument in arguments]
        if self._n_calls == 2:
            self._concrete = self._graph.get_concrete_function(*tensors)
        return [result.numpy() for result in (self._concrete or self._function)(*tensors)]

    @property
    def n_traces(self) -> int:
        """How often it was traced."""
        return self._graph.experimental_get_tracing_count()
