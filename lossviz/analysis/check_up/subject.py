"""The loss that is looked at, on data of the shape that a recipe has: what it costs, and how steep it is.

Conventions of the whole package: examples are rows. `y_true` has the form that the loss wants, `y_pred` shape
(n, outputs); costs have shape (n,) and slopes, the derivatives of a cost by each output, the shape of `y_pred`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np

from lossviz.analysis.check_up.findings import Picture
from lossviz.declare import Task, Value
from lossviz.errors import LossvizError
from lossviz.lazy import tf
from lossviz.losses import Loss
from lossviz.losses.written import WrittenLoss
from lossviz.losses.written.evaluation import results
from lossviz.losses.written.graph import Graph, Shapes
from lossviz.specs.run import RunSpec

Domain = Literal["numbers", "positive", "probability", "probabilities"]
"""Which predictions make sense: numbers of any size, or greater than 0; the probability of class 1, or of all."""

REACH: Mapping[str, Domain] = {"linear": "numbers", "softplus": "positive"}
"""What the activation of a last layer lets predictions be, where it makes no probabilities."""

PICTURE_POINTS = 81


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


class Form(NamedTuple):
    """Which targets and predictions make sense for a loss.

    Attributes:
        task: What is learnt.
        labels: In which form targets are, as `Loss.labels` says.
        scores: Whether predictions are scores.
        domain: Which predictions make sense.
        n_outputs: How many numbers a prediction has.
    """

    task: Task
    labels: str
    scores: bool
    domain: Domain
    n_outputs: int

    def of_classes(self, classes: np.ndarray) -> np.ndarray:
        """Return the targets that stand for the numbers of classes, which may exceed the number of classes."""
        if self.n_outputs == 1:
            return (classes % 2).astype(float)[:, None]
        classes = classes % self.n_outputs
        return classes.astype(np.int32) if self.labels == "integers" else np.eye(self.n_outputs)[classes]

    def targets_of(self, numbers: np.ndarray) -> np.ndarray:
        """Return numbers, of which each is the target of all outputs of an example; for classes, targets in turn."""
        if self.labels != "numbers":
            return self.of_classes(np.arange(len(numbers)))
        return numbers[:, None].repeat(self.n_outputs, axis=1)

    def some_targets(self, n: int) -> np.ndarray:
        """Return n plain targets: numbers around 1, or all classes in turn."""
        return self.targets_of(1 + np.arange(n) / 7) if self.task == "regression" else self.of_classes(np.arange(n))


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

    @cached_property
    def graph(self) -> Graph | None:
        """What a written loss computes; None for a declared one."""
        if not isinstance(self.loss, WrittenLoss):
            return None
        return self.loss.graph(self.values, Shapes.of(self.loss.labels, self.n_outputs, flat=self.flat))

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

    def results(self, graph: Graph, y_true: Any, y_pred: Any) -> list[Any]:
        """Return what each node of the graph gives, for tensors."""
        with _computing():
            return results(graph, {"y_true": tf.cast(y_true, y_pred.dtype), "y_pred": y_pred}, self.values)

    def whole(self, y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        """Return what the loss gives for a batch, as it stands: not one cost an example, if it is none."""
        if self.graph is not None:
            given = tf.constant(y_pred.astype(np.float32))
            truth = tf.constant(y_true if y_true.dtype.kind == "i" else y_true.astype(np.float32))
            return np.asarray(self.results(self.graph, truth, given)[-1].numpy(), float)
        return np.asarray(self._called(y_true, y_pred, np.float32, self.values)[0].numpy(), float)

    @property
    def flat(self) -> bool:
        """Whether targets have lost their last axis in this recipe."""
        return self.spec.outline.flat

    @property
    def reach(self) -> Domain:
        """Which predictions the last layer of the recipe can give."""
        of_classes: Domain = "probability" if self.n_outputs == 1 else "probabilities"
        return REACH.get(self.activation, of_classes)

    @cached_property
    def form(self) -> Form:
        """Which targets and predictions make sense for it."""
        form = Form(self.task, self.loss.labels, self.loss.scores, "numbers", self.n_outputs)
        return form._replace(domain=self._domain(form))

    def _domain(self, form: Form) -> Domain:
        """Return which predictions make sense: where the loss says so, else those that have costs."""
        if self.loss.scores:
            return "numbers"
        if self.loss.probabilities:
            return "probability" if self.loss.labels == "zero_one" else "probabilities"
        if self.loss.positive:
            return "positive"
        y_true, y_pred = form.targets_of(np.linspace(-2, 3, 60)), form.targets_of(np.linspace(3, -2, 60))
        return "numbers" if np.isfinite(self.cost(y_true, y_pred)).mean() > 0.6 else self.reach

    @cached_property
    def dtype(self) -> Any:
        """The precision in which it is looked at: float64, which a loss may refuse, or else that of training."""
        targets = Form(self.task, self.loss.labels, False, "numbers", self.n_outputs).some_targets(2)
        for dtype in (np.float64, np.float32):
            try:
                self._called(targets, np.full((2, self.n_outputs), 1 / self.n_outputs), dtype, self.values)
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
        """Return what examples cost."""
        cost, _ = self._called(y_true, y_pred, self.dtype, values or self.values)
        return np.asarray(cost.numpy(), float)

    def look(self, y_true: np.ndarray, y_pred: np.ndarray, dtype: Any = None) -> Costs:
        """Return what examples cost and how steep it is there, in the precision of `dtype`."""
        with tf.GradientTape() as tape:
            cost, given = self._called(y_true, y_pred, dtype or self.dtype, self.values, tape)
        slope = tape.gradient(cost, given)
        rows = (
            None if slope is None else np.asarray(tf.convert_to_tensor(slope).numpy(), float)
        )  # a look-up gives slices
        return Costs(np.asarray(cost.numpy(), float), rows)

    def _called(
        self, y_true: np.ndarray, y_pred: np.ndarray, dtype: Any, values: Mapping[str, Value], tape: Any = None
    ) -> tuple[Any, Any]:
        given = tf.constant(y_pred.astype(dtype))
        if tape is not None:
            tape.watch(given)
        truth = tf.constant(y_true if y_true.dtype.kind == "i" else y_true.astype(dtype))
        with _computing():
            return self.loss(truth, given, **values), given

    def picture(
        self, y_true: np.ndarray, start: np.ndarray, end: np.ndarray, at: float, chord: bool = False
    ) -> Picture:
        """Return costs on the straight way between two predictions for one target, all shaped (1, …).

        Args:
            y_true: The target.
            start: The prediction at which the way begins.
            end: The one at which it ends.
            at: The part of the way at which the place lies that the finding is about.
            chord: Whether the line between the costs of both ends is drawn.
        """
        parts = np.linspace(0, 1, PICTURE_POINTS)
        looked = self.look(np.repeat(y_true, len(parts), axis=0), start + parts[:, None] * (end - start))
        along = (looked.slopes * (end - start)).sum(axis=1)
        single = self.n_outputs == 1
        low, high = (float(start[0, 0]), float(end[0, 0])) if single else (0.0, 1.0)
        position = low + parts * (high - low)
        slope = along / (high - low) if high != low else along
        order = np.argsort(position, kind="stable")
        ends = ((low, float(looked.cost[0])), (high, float(looked.cost[-1])))
        return Picture(
            axis="prediction" if single else "part of the way between two predictions",
            position=tuple(position[order].tolist()),
            cost=tuple(looked.cost[order].tolist()),
            slope=tuple(slope[order].tolist()),
            at=low + at * (high - low),
            chord=ends if chord else (),
        )
