"""Fisher's flowers: three species, or two classes made of them, with rare classes and wrong labels if you like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np

from lossviz.datasets.base import DATASETS, Data, Outline, Split
from lossviz.datasets.classes import LabelNoise, mistakes_code, n_mistakes, with_mistakes
from lossviz.declare import Param

_FISHER = (
    "R. A. Fisher, The Use of Multiple Measurements in Taxonomic Problems, 1936, doi:10.1111/j.1469-1809.1936.tb02137.x"
)

_START = {"model": "mlp", "optimizer": "adam", "optimizer.learning_rate": 0.01}

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

MistakeSeed = Annotated[
    int, Param(low=0, high=2**31 - 1, help="Which examples stay if classes are rare, or are written down wrong.")
]


def _flowers() -> tuple[np.ndarray, np.ndarray]:
    """Return the flowers that scikit-learn has, too; loading it would take longer than a first run."""
    table = np.loadtxt(Path(__file__).with_name("iris.csv"), delimiter=",")
    return table[:, :4].astype(np.float32), table[:, 4].astype(np.int32)


def _class_sizes(available: tuple[int, ...], imbalance: float) -> list[int]:
    """Return how many examples of each class stay: as many as possible, falling by equal ratios to the last class."""
    shares = [imbalance ** (-number / (len(available) - 1)) for number in range(len(available))]
    first = min(size / share for size, share in zip(available, shares))
    return [round(first * share) for share in shares]


def _classes(x: np.ndarray, y: np.ndarray, imbalance: float, label_noise: float, seed: int) -> Data:
    """Return examples and classes with the imbalance and the mistakes that are asked for.

    Source of the imbalance: Y. Cui et al., Class-Balanced Loss, 2019, arXiv:1901.05555.
    """
    random = np.random.default_rng(seed)
    kept = [
        random.permutation(np.flatnonzero(y == number))[:size]
        for number, size in enumerate(_class_sizes(tuple(np.bincount(y)), imbalance))
    ]
    examples = np.sort(np.concatenate(kept))
    return with_mistakes(x[examples], y[examples], FEATURES, label_noise=label_noise, random=random)


def _outline(available: tuple[int, ...], class_names: tuple[str, ...], imbalance: float) -> Outline:
    n_examples = sum(_class_sizes(available, imbalance))
    return Outline(n_examples=n_examples, n_features=len(FEATURES), class_names=class_names)


def _flowers_code() -> Iterator[str]:
    yield "x, y = load_iris(return_X_y=True)"
    yield "x = x.astype(np.float32)"


def _classes_code(available: tuple[int, ...], values: Mapping[str, Any], split: Split) -> Iterator[str]:
    """Give what follows when `x` and `y` are all flowers: imbalance, mistakes, the split, the form of labels."""
    sizes = tuple(_class_sizes(available, values["imbalance"]))
    if sizes != available or n_mistakes(values, split):
        yield f"random = np.random.default_rng({values['seed']})"
        yield f"sizes = {sizes}  # how many examples of each class stay"
        yield "kept = [random.permutation(np.flatnonzero(y == number))[:size] for number, size in enumerate(sizes)]"
        yield "kept = np.sort(np.concatenate(kept))"
        yield "x, y = x[kept], y[kept]"
    yield from mistakes_code(values, split, len(sizes))


_ALL = (50, 50, 50)


def _iris_code(values: Mapping[str, Any], split: Split) -> Iterator[str]:
    yield from _flowers_code()
    yield from _classes_code(_ALL, values, split)


@DATASETS.declare(
    "Iris",
    outline=lambda values: _outline(_ALL, SPECIES, values["imbalance"]),
    code=_iris_code,
    imports=("from sklearn.datasets import load_iris",),
    start=_START,
    reference=_FISHER,
)
def iris(*, imbalance: Imbalance = 1.0, label_noise: LabelNoise = 0.0, seed: MistakeSeed = 0):
    """150 flowers of three species, four measurements each: one species stands apart, two overlap."""
    return _classes(*_flowers(), imbalance, label_noise, seed)


def _classes_of(pair: str) -> tuple[str, ...]:
    """Return the names of both classes of a pair."""
    return tuple(pair.split(" or "))


def _pair_sizes(pair: str) -> tuple[int, int]:
    """Return how many examples there are of both classes of a pair."""
    return (100, 50) if pair.startswith("the rest") else (50, 50)


def _iris_binary_code(values: Mapping[str, Any], split: Split) -> Iterator[str]:
    yield from _flowers_code()
    pair = values["pair"]
    zero, one = _classes_of(pair)
    number = SPECIES.index(one)
    if zero in SPECIES:
        yield f"chosen = np.isin(y, ({SPECIES.index(zero)}, {number}))"
        yield f"x, y = x[chosen], (y[chosen] == {number}).astype(int)  # {pair}"
    else:
        yield f"y = (y == {number}).astype(int)  # {pair}"
    yield from _classes_code(_pair_sizes(pair), values, split)


@DATASETS.declare(
    "Iris, two classes",
    outline=lambda values: _outline(_pair_sizes(values["pair"]), _classes_of(values["pair"]), values["imbalance"]),
    code=_iris_binary_code,
    imports=("from sklearn.datasets import load_iris",),
    start=_START,
    reference=_FISHER,
)
def iris_binary(
    *,
    pair: Annotated[
        Pair, Param(help="Class 0 and class 1: two species, or all the others against one.")
    ] = "versicolor or virginica",
    imbalance: Imbalance = 1.0,
    label_noise: LabelNoise = 0.0,
    seed: MistakeSeed = 0,
):
    """Two species of iris, or one against the rest: class 1 is the one named last."""
    x, species = _flowers()
    numbers = [SPECIES.index(name) for name in _classes_of(pair) if name in SPECIES]
    chosen = np.isin(species, numbers) if len(numbers) == 2 else np.full(len(species), True)
    y = (species[chosen] == numbers[-1]).astype(np.int32)
    return _classes(x[chosen], y, imbalance, label_noise, seed)
