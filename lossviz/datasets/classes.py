"""Measured examples of some classes, with a share of labels that are written down wrong if you like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import numpy as np

from lossviz.datasets.base import Data, Split
from lossviz.datasets.code import labels_code, return_code, split_code
from lossviz.datasets.scaling import Scaling
from lossviz.declare import Param

LabelNoise = Annotated[
    float,
    Param(
        low=0,
        high=0.5,
        soft=(0, 0.5),
        help="The share of examples trained on whose class is written down wrong; validation keeps the true classes.",
    ),
]

NoiseSeed = Annotated[int, Param(low=0, high=2**31 - 1, help="Which examples are written down wrong.")]


def with_mistakes(
    x: np.ndarray,
    y: np.ndarray,
    feature_names: tuple[str, ...],
    *,
    label_noise: float,
    random: np.random.Generator,
    scaling: Scaling | None = None,
) -> Data:
    """Return examples and classes with the mistakes that are made if labels are noisy.

    Source: B. van Rooyen et al., 2015, arXiv:1505.07634 (each example alike, each wrong class alike).

    Args:
        x: Features as a model gets them, shape (n, n_features).
        y: Class numbers, shape (n,), of every class at least one.
        feature_names: Their names.
        label_noise: The share that is written down wrong.
        random: What draws the mistakes, the wrong classes first.
        scaling: How `x` was brought to one scale.
    """
    n_classes = int(y.max()) + 1
    mistaken = (y + random.integers(1, n_classes, len(y))) % n_classes
    return Data(
        x.astype(np.float32),
        y.astype(np.int32),
        feature_names=feature_names,
        scaling=scaling,
        mistaken=mistaken.astype(np.int32),
        mistakes=random.permutation(len(y)),
        mistake_share=label_noise,
    )


def n_mistakes(values: Mapping[str, Any], split: Split) -> int:
    """Return how many of the examples trained on are written down wrong."""
    return round(values["label_noise"] * split.n_train)


def mistakes_code(values: Mapping[str, Any], split: Split, n_classes: int) -> Iterator[str]:
    """Give the lines that follow when `x` and `y` are all examples and `random` draws: mistakes, split, labels."""
    n_wrong = n_mistakes(values, split)
    if n_wrong:
        yield f"wrong = (y + random.integers(1, {n_classes}, len(y))) % {n_classes}"
        yield "mistakes = random.permutation(len(y))"
    yield from split_code(split, stratified=True)
    if n_wrong:
        if split.n_validation:
            yield "mistakes = mistakes[np.isin(mistakes, train)]  # what is wrong must not judge the model"
        yield f"mistakes = mistakes[:{n_wrong}]"
        yield "y[mistakes] = wrong[mistakes]"
    yield from labels_code(split, n_classes)
    yield return_code(split)
