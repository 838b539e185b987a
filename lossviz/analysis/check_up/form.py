"""Which targets and predictions make sense for a loss on the data of a recipe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np

from lossviz.declare import Task

Domain = Literal["numbers", "positive", "probability", "probabilities"]
"""Which predictions make sense: numbers of any size, or greater than 0; the probability of class 1, or of all."""

REACH: Mapping[str, Domain] = {"linear": "numbers", "softplus": "positive"}
"""What the activation of a last layer lets predictions be, where it makes no probabilities."""


class Form(NamedTuple):
    """Which targets and predictions make sense for a loss.

    Attributes:
        task: What is learnt.
        labels: In which form targets are, as `Loss.labels` says.
        scores: Whether predictions are scores.
        domain: Which predictions make sense.
        n_outputs: How many numbers a prediction has.
        positive: Whether targets that are numbers are greater than 0.
    """

    task: Task
    labels: str
    scores: bool
    domain: Domain
    n_outputs: int
    positive: bool

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

    def typical_targets(self) -> list[np.ndarray]:
        """Return some targets, each of shape (1, …): all classes, or some numbers."""
        if self.task != "regression":
            return [self.of_classes(np.array([number])) for number in range(max(self.n_outputs, 2))]
        some = (0.5, 1.0, 4.0) if self.positive else (0.0, 1.0, -2.5)
        return [self.targets_of(np.array([number])) for number in some]

    def some_targets(self, n: int) -> np.ndarray:
        """Return n plain targets: numbers around 1, or all classes in turn."""
        return self.targets_of(1 + np.arange(n) / 7) if self.task == "regression" else self.of_classes(np.arange(n))
