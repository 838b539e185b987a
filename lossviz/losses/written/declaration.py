"""A written loss as a `Loss`: named by its text, and declared when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from lossviz.losses.base import LOSSES, Loss, Values
from lossviz.losses.written import evaluation
from lossviz.losses.written.canonical import canonical_text
from lossviz.losses.written.definition import Definition, Switches, definition
from lossviz.losses.written.graph import Graph, Shapes
from lossviz.losses.written.labels import Given, given
from lossviz.losses.written.latex import formula
from lossviz.losses.written.outlines import Level
from lossviz.losses.written.source import PREFIX, SourceError, name_of, normalised, text_of
from lossviz.losses.written.work import batch_seconds

MAX_HELD = 128
"""Most written losses that a process holds at a time."""

MAX_OUTPUTS = 10
"""Most outputs of a model, for which a loss is checked."""

TRIED = 4
"""Numbers of outputs that are looked at first: a loss that takes two in a row takes any."""


@dataclass(frozen=True, kw_only=True)
class WrittenLoss(Loss):
    """A loss that a visitor has written.

    Attributes:
        source: The text, with line ends of one kind.
        definition: What it defines.
    """

    source: str
    definition: Definition

    @property
    def summary(self) -> str:
        """What a learner reads of it."""
        return "A loss of your own."

    @property
    def description(self) -> str:
        """Nothing more is known of it."""
        return ""

    def claims(self, values: Values | None = None) -> dict[str, bool]:
        """Return nothing: only a check-up can tell."""
        return {}

    @property
    def program_name(self) -> str:
        """The name of the loss with whose program it is trained: another default or comment compiles nothing anew."""
        return _program_name(self.name)

    @cached_property
    def couples(self) -> bool:
        """Whether it judges the examples of a batch together, so that its cost is no mean of their costs."""
        shapes = Shapes.of(self.labels, max(self.n_outputs, self.least_outputs))
        return any(
            self.definition.graph(shapes, switches).result.outline.level == Level.COUPLED
            for switches in self.definition.all_switches
        )

    def batch_seconds(self, n_examples: int, n_outputs: int) -> float:
        """Return roughly how long it takes for a batch, with its gradient."""
        shapes = Shapes.of(self.labels, n_outputs)
        return batch_seconds(self.definition.graph(shapes), n_examples)

    def misshaped(self, n_outputs: int, *, flat: bool) -> str:
        """Return what is wrong with the shapes that it gets of some data; empty if nothing is."""
        error = _refused(self.definition, Shapes.of(self.labels, n_outputs, flat=flat))
        return str(error or "")

    def largest_tensor(self, n_examples: int, n_outputs: int) -> int:
        """Return how many numbers its largest tensor holds for a batch."""
        nodes = self.definition.graph(Shapes.of(self.labels, n_outputs)).nodes
        return max(int(node.outline.elements.at(n_examples)) for node in nodes)

    def graph(self, values: Values, shapes: Shapes) -> Graph:
        """Return what it computes.

        Args:
            values: Its parameters; those that are true or false decide.
            shapes: Those of targets and predictions.

        Raises:
            SourceError: If it takes no such shapes.
        """
        params = self.definition.params
        switches = tuple((name, bool(values[name])) for name, param in params.items() if param.type is bool)
        return self.definition.graph(shapes, switches)

    def __call__(self, y_true: Any, y_pred: Any, **values: Any) -> Any:
        """Return the cost of each example; if examples are judged together, of each as a batch of its own."""
        values = {**self.defaults, **values}
        return evaluation.costs(self.graph(values, Shapes.of_tensors(y_true, y_pred)), y_true, y_pred, values)

    def batch_costs(self, y_true: Any, y_pred: Any, mask: Any, **values: Any) -> Any:
        """Return the cost of each example of a batch; the same for each, if they are judged together."""
        values = {**self.defaults, **values}
        return evaluation.batch_costs(
            self.graph(values, Shapes.of_tensors(y_true, y_pred)), y_true, y_pred, mask, values
        )


def own_loss_name(source: str) -> str:
    """Return the name of a loss that is written as a text: `LOSSES` has it under this name.

    Raises:
        SourceError: If the text is no loss.
    """
    name = name_of(normalised(source))
    _ = LOSSES[name]
    return name


@lru_cache(maxsize=MAX_HELD)
def _program_name(name: str) -> str:
    loss = LOSSES[name]
    assert isinstance(loss, WrittenLoss)
    try:
        plain = LOSSES[own_loss_name(canonical_text(loss.source, loss.definition))]
    except SourceError:  # it has become too long, or its form depends on a default
        return name
    return plain.name if tuple(plain.params) == tuple(loss.params) and plain.labels == loss.labels else name


@lru_cache(maxsize=MAX_HELD)
def _component(name: str) -> WrittenLoss:
    told = definition(text_of(name))
    wants = _given(told)
    least, n_outputs = _outputs(told, wants)

    def function(y_true: Any, y_pred: Any, **values: Any) -> Any:
        return loss(y_true, y_pred, **values)

    loss = WrittenLoss(
        name=name,
        label=told.name or "My own loss",
        function=function,
        params=told.params,
        formula=formula(told.graph(Shapes.of(wants.labels, n_outputs or least)), *wants, told.name or "my loss"),
        labels=wants.labels,
        scores=wants.scores,
        least_outputs=least,
        n_outputs=n_outputs,
        source=told.text,
        definition=told,
    )
    return loss


def _given(told: Definition) -> Given:
    """Return what a loss is given, and check the text for all values of what is true or false."""
    wants = [given(told.graph(None, switches), told.of_classes, told.notes) for switches in told.all_switches]
    return wants[0]


def _outputs(told: Definition, wants: Given) -> tuple[int, int]:
    """Return the fewest outputs for which a loss can be computed, and their number if it is for no other.

    Raises:
        SourceError: If it can be computed for none.
    """
    numbers = {"numbers": range(1, MAX_OUTPUTS + 1), "zero_one": range(1, 2)}.get(
        wants.labels, range(2, MAX_OUTPUTS + 1)
    )
    first = [_refused(told, Shapes.of(wants.labels, n)) for n in numbers[:TRIED]]
    accepted = [n for n, error in zip(numbers, first) if error is None]
    several = any(n > 1 and n + 1 in accepted for n in accepted)
    if accepted and (several or wants.labels == "zero_one"):
        return accepted[0], 0
    # A number of constants, such as weights of classes, goes with that number of outputs; one output takes any.
    alone = max(accepted, default=0)
    if alone < 2:
        alone = next((n for n in numbers[TRIED:] if not _refused(told, Shapes.of(wants.labels, n))), alone)
    if alone:
        return alone, alone
    error = first[numbers.index(3)] if wants.labels != "numbers" and len(first) > 1 else first[0]
    raise error or SourceError("A loss must take predictions of shape (n, outputs).")


def _refused(told: Definition, shapes: Shapes) -> SourceError | None:
    """Return what is wrong with a loss for targets and predictions of some shapes; None if nothing is."""
    try:
        for switches in told.all_switches:
            _check_result(told.graph(shapes, switches))
    except SourceError as error:
        return error
    return None


def _check_result(graph: Graph) -> None:
    """Refuse a result that is no cost."""
    node = graph.result
    if node.outline.dtype != "float32":
        raise SourceError(
            f"A loss must return real numbers. Got type {node.outline.dtype} instead.", node.line, node.column
        )
    if node.outline.level == Level.FIXED:
        raise SourceError("A loss must depend on y_true and y_pred.", node.line, node.column)


__all__ = ["Switches", "WrittenLoss", "own_loss_name"]

LOSSES.describe(PREFIX, _component)
