"""What is declared of a dataset: how to make it, what is known of it beforehand, and its exported code.

Data are small arrays. NumPy only, and scikit-learn imported where it is used: the declared functions
run in worker processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lossviz.datasets.scaling import Scaling
from lossviz.declare import Component, Registry, Task


@dataclass(frozen=True)
class Data:
    """Examples and targets.

    Attributes:
        x: Features as a model gets them, shape (n, n_features), float32.
        y: Class numbers of shape (n,) and type int32, or targets of shape (n, 1) and type float32.
        mistaken: What `y` is if it is written down wrong, in the form of `y`.
        mistakes: All examples, by number, in the order in which they are written down wrong; shape (n,).
        mistake_share: The share of the examples trained on that are written down wrong.
        feature_names: One name a feature, with its unit if it has one.
        true_weights: The weights that made `y` of features in original units, and the intercept last; empty if unknown.
        scaling: How `x` was brought to one scale; None if it is in original units.
    """

    x: np.ndarray
    y: np.ndarray
    feature_names: tuple[str, ...]
    true_weights: tuple[float, ...] = ()
    scaling: Scaling | None = None
    mistaken: np.ndarray = field(default_factory=lambda: np.empty(0, np.int32))
    mistakes: np.ndarray = field(default_factory=lambda: np.empty(0, int))
    mistake_share: float = 0.0

    def original(self, x: np.ndarray) -> np.ndarray:
        """Return features as a model gets them, shape (…, n_features), in original units."""
        return self.scaling.original(x) if self.scaling else x


@dataclass(frozen=True, kw_only=True)
class Outline:
    """What is known of data before they are made.

    Attributes:
        n_examples: Number of examples.
        n_features: Number of features of an example.
        class_names: One name a class; empty for regression.
        positive: Whether all targets are greater than 0.
        flat: Whether targets of a regression have shape (n,) instead of (n, 1), which is a trap.
    """

    n_examples: int
    n_features: int
    class_names: tuple[str, ...] = ()
    positive: bool = False
    flat: bool = False

    @property
    def n_classes(self) -> int:
        """Number of classes; 0 for regression."""
        return len(self.class_names)

    @property
    def task(self) -> Task:
        """What is learnt."""
        if not self.class_names:
            return "regression"
        return "binary" if self.n_classes == 2 else "multiclass"

    @property
    def n_outputs(self) -> int:
        """How many numbers a model predicts for an example."""
        return self.n_classes if self.task == "multiclass" else 1


@dataclass(frozen=True, kw_only=True)
class Split:
    """How the examples are handed to a run, as far as exported code has to tell.

    Attributes:
        n_train: Number of examples to train on.
        n_validation: Number of examples held out.
        seed: Which ones are held out.
        integers: Whether more than two classes are told by their numbers, instead of by one-hot rows.
        table: For a table of one's own, the expression that gives its lines.
    """

    n_train: int
    n_validation: int
    seed: int
    integers: bool
    table: str = ""


@dataclass(frozen=True, kw_only=True)
class Dataset(Component):
    """A declared dataset: `function(*, …)` gives a `Data`.

    Attributes:
        outline: What is known of the data for given values of the parameters.
        code: The lines of the body of a function that makes the same data with NumPy and what `imports` brings, for
            given values. It returns `x, y` to train on, and a pair of the same that is held out if there is one;
            `lossviz.datasets.code` has lines for the end. What the values do not ask for is not written.
        imports: The imports that its code needs beside NumPy and the split, one name each.
        start: What it brings when it is chosen, as a link calls it: a model, an optimizer and its rate, and values of
            its own, with which losses made for it learn something. What is not named stays as it was.
    """

    outline: Callable[[Mapping[str, Any]], Outline]
    code: Callable[[Mapping[str, Any], Split], Iterable[str]]
    imports: tuple[str, ...] = ()
    start: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, **values: Any) -> Data:
        """Return the data for these values of the parameters."""
        return self.function(**values)


DATASETS: Registry[Dataset] = Registry("dataset", Dataset)
