"""The loss that is looked at, on data of the shape that a recipe has: what it costs, and how steep it is.

Conventions of the whole package: examples are rows. `y_true` has the form that the loss wants, `y_pred` shape
(n, outputs); costs have shape (n,) and slopes, the derivatives of a cost by each output, the shape of `y_pred`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from lossviz.analysis.check_up.alone import each_alone
from lossviz.analysis.check_up.form import REACH, Domain, Form
from lossviz.declare import Task, Value
from lossviz.errors import LossvizError
from lossviz.lazy import tf
from lossviz.losses import Loss
from lossviz.losses.written import WrittenLoss
from lossviz.losses.written.evaluation import results
from lossviz.losses.written.graph import Graph, Shapes
from lossviz.specs.run import RunSpec

KNOWN = 0.6
"""The share of tries that must have a cost where predictions are to make sense."""

MAX_NUMBERS = 4_000_000
"""Most numbers that are held at a time, over all steps of a loss: 32 megabytes, and as much for their slopes."""


class NotComputedError(LossvizError):
    """A loss that TensorFlow refuses to compute.

    Attributes:
        line: The line of a written loss, counted from 1; 0 where that is not known.
    """

    def __init__(self, error: Exception) -> None:
        """Take over what TensorFlow says: its first line."""
        super().__init__(str(getattr(error, "message", error)).partition("\n")[0])
        self.line = int(getattr(error, "line", 0))


@contextmanager
def _computing() -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, IndexError, AttributeError, tf.errors.OpError) as error:
        raise NotComputedError(error) from error


class Costs(NamedTuple):
    """What examples cost, shape (n,), and their slopes, in the shape of the predictions; None if there is no slope."""

    cost: np.ndarray
    slope: np.ndarray | None

    @property
    def slopes(self) -> np.ndarray:
        """The slopes; none at all if there is no gradient."""
        return np.zeros((len(self.cost), 1)) if self.slope is None else self.slope


class Subject:
    """A loss with values for its parameters, as it is called while a run is trained."""

    def __init__(self, spec: RunSpec) -> None:
        """Take the loss of a run, and the shape of its data."""
        self.spec = spec
        self.loss: Loss = spec.loss.component
        self.values: dict[str, Value] = spec.loss.values
        self.task: Task = spec.task
        self.n_outputs = spec.outline.n_outputs
        self.activation = spec.layers[-1].activation

    @property
    def own_numbers(self) -> tuple[float, ...]:
        """The numbers that it names: values of its parameters, and constants in its text."""
        named = [float(value) for value in self.values.values() if isinstance(value, (int, float))]
        if isinstance(self.loss, WrittenLoss):
            constants = (node for node in ast.walk(self.loss.definition.module) if isinstance(node, ast.Constant))
            named += [float(node.value) for node in constants if isinstance(node.value, (int, float))]
        return tuple(dict.fromkeys(named))

    def line_of_parameter(self, name: str) -> int:
        """Return the line of a written loss in which a parameter is first named; 0 if there is none."""
        if not isinstance(self.loss, WrittenLoss):
            return 0
        nodes = ast.walk(self.loss.definition.module)
        named = [node for node in nodes if name in (getattr(node, "arg", ""), getattr(node, "id", ""))]
        return min((getattr(node, "lineno", 0) for node in named), default=0)

    def graph(self, y_true: Any, y_pred: Any) -> Graph | None:
        """Return what a written loss computes for tensors of some shapes; None for a declared one."""
        if not isinstance(self.loss, WrittenLoss):
            return None
        with _computing():
            return self.loss.graph(self.values, Shapes.of_tensors(y_true, y_pred))

    def results(self, graph: Graph, y_true: Any, y_pred: Any) -> list[Any]:
        """Return what each node of the graph gives, for tensors."""
        with _computing():
            return results(graph, {"y_true": y_true, "y_pred": y_pred}, self.values)

    def whole(self, y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        """Return what the loss gives for a batch, as it stands: not one cost an example, if it is none."""
        truth, given = self.tensors(y_true, y_pred, np.float32)
        graph = self.graph(truth, given)
        if graph is not None:
            return np.asarray(self.results(graph, truth, given)[-1].numpy(), float)
        with _computing():
            return np.asarray(self.loss(truth, given, **self.values).numpy(), float)

    @staticmethod
    def tensors(y_true: np.ndarray, y_pred: np.ndarray, dtype: Any) -> tuple[Any, Any]:
        """Return targets and predictions as tensors; class numbers stay whole."""
        truth = y_true if y_true.dtype.kind == "i" else y_true.astype(dtype)
        return tf.constant(truth), tf.constant(y_pred.astype(dtype))

    @property
    def flat(self) -> bool:
        """Whether targets have lost their last axis in this recipe."""
        return self.spec.outline.flat

    @property
    def reach(self) -> Domain:
        """Which predictions the last layer of the recipe can give."""
        of_classes: Domain = "probability" if self.n_outputs == 1 else "probabilities"
        return REACH.get(self.activation, of_classes)

    @property
    def recipe(self) -> Form:
        """The targets of the recipe, and the predictions that its last layer can give."""
        positive = self.loss.positive or self.spec.outline.positive
        return Form(self.task, self.loss.labels, self.loss.scores, self.reach, self.n_outputs, positive)

    @property
    def any_numbers(self) -> Form:
        """The targets of the recipe, and predictions of any size."""
        return self.recipe._replace(domain="numbers")

    @cached_property
    def form(self) -> Form:
        """The targets of the recipe, and the predictions that make sense for the loss."""
        return self.recipe._replace(domain=self._domain())

    def _domain(self) -> Domain:
        """Return which predictions make sense: where the loss says so, else those of the recipe.

        What is claimed of declared losses for numbers is claimed of all numbers, also where they train on classes.
        """
        if self.loss.scores:
            return "numbers"
        if self.loss.probabilities:
            return "probability" if self.loss.labels == "zero_one" else "probabilities"
        if self.loss.positive:
            return "positive"
        if isinstance(self.loss, WrittenLoss) and self.task != "regression":
            return self.reach
        y_true, y_pred = (self.recipe.targets_of(np.linspace(*ends, 60)) for ends in ((-2, 3), (3, -2)))
        return "numbers" if np.isfinite(self.cost(y_true, y_pred)).mean() > KNOWN else self.reach

    @cached_property
    def dtype(self) -> Any:
        """The precision in which it is looked at: float64, which a loss may refuse, or else that of training."""
        targets = self.recipe.some_targets(2)
        for dtype in (np.float64, np.float32):
            try:
                with _computing():
                    self._cost(*self.tensors(targets, np.full((2, self.n_outputs), 0.5), dtype), self.values)
            except NotComputedError:
                if dtype == np.float32:
                    raise
            else:
                return dtype
        raise AssertionError

    @property
    def rounding(self) -> float:
        """The relative size of what is rounded, with room for some arithmetic."""
        return 1e-10 if self.dtype == np.float64 else 1e-4

    def cost(self, y_true: np.ndarray, y_pred: np.ndarray, values: Mapping[str, Value] | None = None) -> np.ndarray:
        """Return what examples cost, each as a batch of its own."""
        parts = self._parts(y_true, y_pred, self.dtype)
        with _computing():
            return np.concatenate([self._cost(*part, values or self.values).numpy() for part in parts]).astype(float)

    def _cost(self, truth: Any, given: Any, values: Mapping[str, Value]) -> Any:
        return self._alone(truth, given, values)[0] if self._couples else self.loss(truth, given, **values)

    def look(self, y_true: np.ndarray, y_pred: np.ndarray, dtype: Any = None) -> Costs:
        """Return what examples cost and how steep it is there, in the precision of `dtype`."""
        with _computing():
            looked = [self._look(*part) for part in self._parts(y_true, y_pred, dtype or self.dtype)]
        slopes = [each.slope for each in looked if each.slope is not None]
        return Costs(np.concatenate([each.cost for each in looked]), np.concatenate(slopes) if slopes else None)

    def _look(self, truth: Any, given: Any) -> Costs:
        if self._couples:
            return Costs(*(part.numpy().astype(float) for part in self._alone(truth, given, self.values)))
        with tf.GradientTape() as tape:
            tape.watch(given)
            cost = self.loss(truth, given, **self.values)
        slope = tape.gradient(cost, given)
        # The slope of a look-up comes as slices.
        rows = None if slope is None else tf.convert_to_tensor(slope).numpy().astype(float)
        return Costs(cost.numpy().astype(float), rows)

    def _parts(self, y_true: np.ndarray, y_pred: np.ndarray, dtype: Any) -> Iterator[tuple[Any, Any]]:
        """Give examples as tensors, not more at a time than there is room for."""
        for start in range(0, len(y_pred), self._rows_at_once):
            part = slice(start, start + self._rows_at_once)
            yield self.tensors(y_true[part], y_pred[part], dtype)

    @cached_property
    def _rows_at_once(self) -> int:
        """How many examples may be looked at together: a written loss may make thousands of numbers of each."""
        graph = self.graph(*self.tensors(self.recipe.some_targets(1), np.zeros((1, self.n_outputs)), np.float32))
        numbers = 0 if graph is None else sum(node.outline.elements.factor for node in graph.nodes)
        return max(1, MAX_NUMBERS // max(numbers, 1))

    @cached_property
    def _couples(self) -> bool:
        return isinstance(self.loss, WrittenLoss) and self.loss.couples

    def _alone(self, truth: Any, given: Any, values: Mapping[str, Value]) -> tuple[Any, Any]:
        """Return costs and slopes of a loss that judges a batch together."""
        traced = [name for name in values if self.loss.params[name].traced]
        constants = tuple((name, value) for name, value in values.items() if name not in traced)
        specs = (tf.TensorSpec((None, *tensor.shape[1:]), tensor.dtype) for tensor in (truth, given))
        function = each_alone(self.loss.name, constants, tuple(traced), *specs)
        return function(tf.constant([values[name] for name in traced], given.dtype), truth, given)
