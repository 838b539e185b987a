"""The data that runs are trained on, as small arrays in original units.

NumPy only, and scikit-learn imported where it is used: these functions run in worker processes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import numpy as np

from lossviz.declare import Component, Param, Registry, Task


@dataclass(frozen=True)
class Data:
    """Examples and targets.

    Attributes:
        x: Features, shape (n, n_features), float32.
        y: Class numbers of shape (n,) and type int32, or targets of shape (n, 1) and type float32.
        mistaken: What `y` is if it is written down wrong, in the form of `y`.
        mistakes: All examples, by number, in the order in which they are written down wrong; shape (n,).
        mistake_share: The share of the examples trained on that are written down wrong.
        feature_names: One name a feature, with its unit if it has one.
        class_names: One name a class; empty for regression.
        true_weights: The weights that made `y`, and the intercept last; empty if unknown.
    """

    x: np.ndarray
    y: np.ndarray
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    true_weights: tuple[float, ...] = ()
    mistaken: np.ndarray = field(default_factory=lambda: np.empty(0, np.int32))
    mistakes: np.ndarray = field(default_factory=lambda: np.empty(0, int))
    mistake_share: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Dataset(Component):
    """A declared dataset: `function(*, …)` gives a `Data`.

    Attributes:
        task: What is learnt from it.
        n_classes: Number of classes; 0 for regression.
        positive: Whether all targets are greater than 0.
        size: Number of examples and of features, for given values of the parameters.
    """

    task: Task
    n_classes: int = 0
    positive: bool = False
    size: Callable[[Mapping[str, Any]], tuple[int, int]]

    @property
    def n_outputs(self) -> int:
        """How many numbers a model predicts for an example."""
        return self.n_classes if self.task == "multiclass" else 1

    def __call__(self, **values: Any) -> Data:
        """Return the data for these values of the parameters."""
        return self.function(**values)


DATASETS: Registry[Dataset] = Registry("dataset", Dataset)


_FISHER = (
    "R. A. Fisher, The Use of Multiple Measurements in Taxonomic Problems, 1936, doi:10.1111/j.1469-1809.1936.tb02137.x"
)

SPECIES = ("setosa", "versicolor", "virginica")

FEATURES = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")

Pair = Literal[
    "versicolor or virginica",
    "setosa or versicolor",
    "setosa or virginica",
    "the rest or setosa",
    "the rest or versicolor",
    "the rest or virginica",
]

Imbalance = Annotated[
    float,
    Param(
        low=1,
        high=10,
        soft=(1, 10),
        help="How many times more examples the first class has than the last; others lie between.",
    ),
]

LabelNoise = Annotated[
    float,
    Param(
        low=0,
        high=0.5,
        soft=(0, 0.5),
        help="The share of examples trained on whose class is written down wrong; validation keeps the true classes.",
    ),
]

DataSeed = Annotated[int, Param(low=0, high=2**31 - 1, help="Which examples are drawn, or written down wrong.")]


def _flowers() -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import load_iris

    bunch = load_iris()
    return bunch.data.astype(np.float32), bunch.target.astype(np.int32)


def class_sizes(available: tuple[int, ...], imbalance: float) -> list[int]:
    """Return how many examples of each class stay: as many as possible, falling by equal ratios to the last class."""
    shares = [imbalance ** (-number / (len(available) - 1)) for number in range(len(available))]
    first = min(size / share for size, share in zip(available, shares))
    return [round(first * share) for share in shares]


def _classes(
    x: np.ndarray, y: np.ndarray, names: tuple[str, ...], imbalance: float, label_noise: float, seed: int
) -> Data:
    """Return examples and classes with the imbalance asked for, and the mistakes that are made if labels are noisy.

    Source of the imbalance: Y. Cui et al., Class-Balanced Loss, 2019, arXiv:1901.05555; of the noise: B. van Rooyen
    et al., 2015, arXiv:1505.07634 (each example alike, each wrong class alike).
    """
    random = np.random.default_rng(seed)
    counts = np.bincount(y)
    kept = [
        random.permutation(np.flatnonzero(y == number))[:size]
        for number, size in enumerate(class_sizes(tuple(counts), imbalance))
    ]
    examples = np.sort(np.concatenate(kept))
    x, y = x[examples], y[examples]
    mistaken = (y + random.integers(1, len(counts), len(y))) % len(counts)
    return Data(
        x,
        y,
        feature_names=FEATURES,
        class_names=names,
        mistaken=mistaken.astype(np.int32),
        mistakes=random.permutation(len(y)),
        mistake_share=label_noise,
    )


@DATASETS.declare(
    "Iris",
    task="multiclass",
    n_classes=3,
    size=lambda values: (sum(class_sizes((50, 50, 50), values["imbalance"])), 4),
    reference=_FISHER,
)
def iris(*, imbalance: Imbalance = 1.0, label_noise: LabelNoise = 0.0, seed: DataSeed = 0):
    """150 flowers of three species, four measurements each: one species stands apart, two overlap."""
    return _classes(*_flowers(), SPECIES, imbalance, label_noise, seed)


def pair_sizes(pair: str) -> tuple[int, int]:
    """Return how many examples there are of both classes of a pair."""
    return (100, 50) if pair.startswith("the rest") else (50, 50)


@DATASETS.declare(
    "Iris, two classes",
    task="binary",
    n_classes=2,
    size=lambda values: (sum(class_sizes(pair_sizes(values["pair"]), values["imbalance"])), 4),
    reference=_FISHER,
)
def iris_binary(
    *,
    pair: Annotated[
        Pair, Param(help="Class 0 and class 1: two species, or all the others against one.")
    ] = "versicolor or virginica",
    imbalance: Imbalance = 1.0,
    label_noise: LabelNoise = 0.0,
    seed: DataSeed = 0,
):
    """Two species of iris, or one against the rest: class 1 is the one named last."""
    x, species = _flowers()
    names = tuple(pair.split(" or "))
    numbers = [SPECIES.index(name) for name in names if name in SPECIES]
    chosen = np.isin(species, numbers) if len(numbers) == 2 else np.full(len(species), True)
    y = (species[chosen] == numbers[-1]).astype(np.int32)
    return _classes(x[chosen], y, names, imbalance, label_noise, seed)


@DATASETS.declare(
    "Linear",
    task="regression",
    size=lambda values: (values["examples"], len(values["weights"])),
)
def linear(
    *,
    examples: Annotated[int, Param(low=2, high=1000, soft=(10, 500), help="How many examples are drawn.")] = 20,
    weights: Annotated[
        tuple[float, ...],
        Param(low=-100, high=100, max_length=8, help="The true weights, one a feature, separated by commas."),
    ] = (1.0, 2.0),
    intercept: Annotated[float, Param(low=-100, high=100, soft=(-5, 5), help="What y is when every x is 0.")] = 0.0,
    x_mean: Annotated[float, Param(low=-100, high=100, soft=(-5, 5), help="The mean of every feature.")] = 2.0,
    x_spread: Annotated[
        float, Param(low=0, high=100, soft=(0.1, 5), help="The standard deviation of every feature.")
    ] = 1.0,
    noise: Annotated[
        float, Param(low=0, high=100, soft=(0, 5), help="The standard deviation of the noise added to y.")
    ] = 0.0,
    outlier_share: Annotated[
        float, Param(low=0, high=0.5, soft=(0, 0.5), help="The share of examples whose y is shifted.")
    ] = 0.0,
    outlier_size: Annotated[
        float, Param(low=-1000, high=1000, soft=(-50, 50), help="How far an outlier is shifted, in units of y.")
    ] = 10.0,
    seed: Annotated[int, Param(low=0, high=2**31 - 1, help="Which random examples are drawn.")] = 0,
    flat_target: Annotated[
        bool,
        Param(
            help="The trap of the article: y has shape (n,) while predictions have shape (n, 1), so their difference "
            "broadcasts to (n, n)."
        ),
    ] = False,
):
    """Examples whose target is a weighted sum of the features, plus noise and outliers if you like."""
    random = np.random.default_rng(seed)
    x = random.normal(x_mean, x_spread, (examples, len(weights)))
    y = x @ np.array(weights) + intercept + noise * random.standard_normal(examples)
    shifted = random.permutation(examples)[: round(outlier_share * examples)]
    y[shifted] += outlier_size
    return _weighted_sum(x, y if flat_target else y[:, None], weights, intercept)


def _weighted_sum(x: np.ndarray, y: np.ndarray, weights: tuple[float, ...], intercept: float) -> Data:
    names = tuple(f"x{i + 1}" for i in range(len(weights)))
    return Data(x.astype(np.float32), y.astype(np.float32), names, true_weights=(*weights, intercept))


LEAST_TARGET = 1e-3
"""Positive targets are not below this: strong noise draws numbers that are 0 for all that a computer can tell."""


@DATASETS.declare(
    "Linear, positive",
    task="regression",
    positive=True,
    size=lambda values: (values["examples"], len(values["weights"])),
    reference=(
        "J. A. Nelder and R. W. M. Wedderburn, Generalized Linear Models, 1972, J. R. Stat. Soc. A, doi:10.2307/2344614"
    ),
)
def linear_positive(
    *,
    examples: Annotated[int, Param(low=2, high=1000, soft=(10, 500), help="How many examples are drawn.")] = 100,
    weights: Annotated[
        tuple[float, ...],
        Param(low=0, high=100, max_length=8, help="The true weights, one a feature, separated by commas."),
    ] = (1.0, 2.0),
    intercept: Annotated[
        float, Param(low=0.1, high=100, soft=(0.1, 5), help="What the mean of y is when every x is 0.")
    ] = 0.5,
    x_high: Annotated[
        float, Param(low=0.1, high=100, soft=(0.5, 10), help="Features are drawn evenly between 0 and this.")
    ] = 4.0,
    noise: Annotated[
        float,
        Param(low=0, high=2, soft=(0, 2), help="The standard deviation of y, as a multiple of its mean."),
    ] = 0.3,
    seed: DataSeed = 0,
):
    """Targets above zero, such as prices or times: the weighted sum is their mean, and they scatter in proportion."""
    random = np.random.default_rng(seed)
    x = random.uniform(0, x_high, (examples, len(weights)))
    mean = x @ np.array(weights) + intercept
    # Gamma's distribution of mean 1 and deviation `noise`.
    scatter = random.gamma(noise**-2, noise**2, examples) if noise > 0.01 else 1 + noise * random.normal(size=examples)
    return _weighted_sum(x, np.maximum(mean * scatter, LEAST_TARGET)[:, None], weights, intercept)
