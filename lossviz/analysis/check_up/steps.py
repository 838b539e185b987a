"""What a written loss does, step by step: which step is the first that goes wrong, and in which line it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from lossviz.analysis.check_up.subject import Subject
from lossviz.lazy import tf

SIGNS = {
    "operator.add": "+",
    "operator.sub": "-",
    "operator.mul": "*",
    "operator.truediv": "/",
    "operator.floordiv": "//",
    "operator.mod": "%",
    "operator.pow": "**",
    "operator.gt": ">",
    "operator.ge": ">=",
    "operator.lt": "<",
    "operator.le": "<=",
    "operator.matmul": "@",
}
"""Operations as people write them, where they are no functions."""

WITHOUT_SLOPE = ("tf.stop_gradient", "tf.round", "tf.floor", "tf.math.ceil", "tf.sign", "operator.floordiv")
"""Operations on numbers of which no slope gets out; those that give whole numbers or conditions have none either."""


class Step(NamedTuple):
    """One operation.

    Attributes:
        operation: Its full name; empty for arguments and parameters.
        name: As people write it: `tf.sqrt`, `/`.
        line: Where it stands, counted from 1.
        inputs: The numbers of the steps that it computes with.
        of_prediction: Whether it depends on the prediction.
        value: What it gives.
        slope: The derivative of the sum of all costs by what it gives; None if there is none.
    """

    operation: str
    name: str
    line: int
    inputs: tuple[int, ...]
    of_prediction: bool
    value: Any
    slope: np.ndarray | None

    @property
    def words(self) -> str:
        """What it is, for sentences."""
        return f"`{self.name}` in line {self.line}"


def steps(subject: Subject, y_true: np.ndarray, y_pred: np.ndarray, dtype: Any = np.float32) -> list[Step]:
    """Return the steps of a written loss for a batch; none for a declared loss, whose code is not read."""
    truth, given = subject.tensors(y_true, y_pred, dtype)
    graph = subject.graph(truth, given)
    if graph is None:
        return []
    with tf.GradientTape() as tape:
        tape.watch(given)
        results = subject.results(graph, truth, given)
        total = tf.reduce_sum(tf.cast(results[-1], given.dtype))
    floats = [i for i, result in enumerate(results) if tf.is_tensor(result) and result.dtype.is_floating]
    slopes = dict(zip(floats, tape.gradient(total, [results[i] for i in floats])))
    numbers = {id(node): i for i, node in enumerate(graph.nodes)}
    found: list[Step] = []
    for i, node in enumerate(graph.nodes):
        inputs = tuple(numbers[id(part)] for part in node.parts)
        spelled = node.function.spellings[0] if node.function else ""
        slope = slopes.get(i)
        found.append(
            Step(
                node.operation,
                SIGNS.get(node.operation, spelled),
                node.line,
                inputs,
                node.name == "y_pred" if node.kind == "input" else any(found[j].of_prediction for j in inputs),
                results[i],
                None if slope is None else np.asarray(tf.convert_to_tensor(slope)),
            )
        )
    return found


def first(every: Sequence[Step], wrong: Callable[[Step], bool]) -> Step | None:
    """Return the first step that is wrong though none of its inputs is."""
    return next(
        (step for step in every if step.operation and wrong(step) and not any(wrong(every[i]) for i in step.inputs)),
        None,
    )


def not_finite(step: Step) -> bool:
    """Return whether a step gives NaN or infinity somewhere."""
    value = step.value
    return bool(value.dtype.is_floating and not np.isfinite(value.numpy()).all()) if tf.is_tensor(value) else False


def first_of_slope(every: Sequence[Step]) -> Step | None:
    """Return the step through which a slope that is a number becomes none, on the way back from the cost."""

    def sound(step: Step) -> bool:
        return step.slope is None or bool(np.isfinite(step.slope).all())

    def passes(step: Step) -> bool:
        return bool(step.operation) and step.slope is not None  # through a condition no slope goes

    return next(
        (
            step
            for step in reversed(every)
            if passes(step) and sound(step) and not all(sound(every[i]) for i in step.inputs)
        ),
        None,
    )


def cut(every: Sequence[Step], *, numbers: bool = False) -> Step | None:
    """Return the first step behind which nothing of the prediction has a slope.

    Args:
        every: All steps.
        numbers: Whether only steps count that give numbers: conditions choose, and need no slope for that.
    """

    def cuts(step: Step) -> bool:
        return step.operation in WITHOUT_SLOPE or not (numbers or step.value.dtype.is_floating)

    return next((step for step in every if step.of_prediction and step.operation and cuts(step)), None)
