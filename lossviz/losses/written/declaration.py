"""A written loss as a `Loss`: named by its text, and declared when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lossviz.lazy import tf
from lossviz.losses.base import LOSSES, Loss, Values
from lossviz.losses.written.evaluation import evaluate
from lossviz.losses.written.graph import Graph
from lossviz.losses.written.labels import given
from lossviz.losses.written.reading import Definition, definition
from lossviz.losses.written.source import PREFIX, name_of, normalised, text_of

MAX_HELD = 128
"""Most written losses that a process holds at a time."""


@dataclass(frozen=True, kw_only=True)
class WrittenLoss(Loss):
    """A loss that a visitor has written.

    Attributes:
        source: The text, with line ends of one kind.
        definition: What it defines.
    """

    source: str
    definition: Definition

    def graph(self, values: Values) -> Graph:
        """Return what it computes for some values of its parameters: those that are true or false decide."""
        switches = ((name, bool(values[name])) for name, param in self.params.items() if param.type is bool)
        return self.definition.graph(tuple(switches))

    @property
    def summary(self) -> str:
        """What a learner reads of it."""
        return "A loss of your own."

    @property
    def description(self) -> str:
        """Nothing more is known of it."""
        return ""


def own_loss_name(source: str) -> str:
    """Return the name of a loss that is written as a text: `LOSSES` has it under this name.

    Raises:
        SourceError: If the text is no loss.
    """
    name = name_of(normalised(source))
    _ = LOSSES[name]
    return name


@lru_cache(maxsize=MAX_HELD)
def _component(name: str) -> WrittenLoss:
    text = text_of(name)
    told = definition(text)
    wants = given(told.graph(), told.of_classes)

    def costs(y_true: Any, y_pred: Any, **values: Any) -> Any:
        return _costs(told, y_true, y_pred, values)

    return WrittenLoss(
        name=name,
        label=told.name or "My own loss",
        function=costs,
        params=told.params,
        formula=rf"\text{{{(told.name or 'my loss').replace('_', ' ')}}}(y, \hat y)",
        labels=wants.labels,
        scores=wants.scores,
        source=text,
        definition=told,
    )


def _costs(told: Definition, y_true: Any, y_pred: Any, values: Mapping[str, Any]) -> Any:
    switches = tuple((name, bool(values[name])) for name, param in told.params.items() if param.type is bool)
    graph = told.graph(switches)
    result = evaluate(graph, {"y_true": tf.cast(y_true, y_pred.dtype), "y_pred": y_pred}, {**_defaults(told), **values})
    result = tf.cast(result, y_pred.dtype)
    if result.shape.rank == 0:
        return tf.fill(tf.shape(y_pred)[:1], result)
    return tf.reduce_mean(result, axis=list(range(1, result.shape.rank)))


def _defaults(told: Definition) -> dict[str, Any]:
    return {name: param.default for name, param in told.params.items()}


LOSSES.describe(PREFIX, _component)
