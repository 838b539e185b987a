"""Synthetic regressions: a weighted sum of the features, with noise and outliers if you like, or above zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import numpy as np

from lossviz.code_layout import folded
from lossviz.datasets.base import DATASETS, Data, Outline, Split
from lossviz.datasets.code import numbers_code
from lossviz.declare import Param

Examples = Annotated[int, Param(low=2, high=1000, soft=(10, 500), help="How many examples are drawn.")]

DrawSeed = Annotated[int, Param(low=0, high=2**31 - 1, help="Which random examples are drawn.")]


_START = {"model": "linear", "optimizer": "adam", "optimizer.learning_rate": 0.1}
"""A line is found by this rate within some hundred steps, as far as its loss has a slope where it begins."""


def _weighted_sum(x: np.ndarray, y: np.ndarray, weights: tuple[float, ...], intercept: float) -> Data:
    names = tuple(f"x{i + 1}" for i in range(len(weights))) if len(weights) > 1 else ("x",)
    return Data(x.astype(np.float32), y.astype(np.float32), names, true_weights=(*weights, intercept))


def _weighted_sum_code(values: Mapping[str, Any]) -> Iterator[str]:
    intercept = values["intercept"]
    plus = f" + {intercept}" if intercept > 0 else f" - {-intercept}" if intercept else ""
    yield from folded("y = x @ [", map(repr, values["weights"]), f"]{plus}", indent=4)


def _linear_code(values: Mapping[str, Any], split: Split) -> Iterator[str]:
    n, n_shifted = values["examples"], round(values["outlier_share"] * values["examples"])
    yield f"random = np.random.default_rng({values['seed']})"
    yield f"x = random.normal({values['x_mean']}, {values['x_spread']}, ({n}, {len(values['weights'])}))"
    yield from _weighted_sum_code(values)
    if values["noise"] or n_shifted:  # the draws come before those of the outliers, even if they count for nothing
        yield f"y += {values['noise']} * random.standard_normal({n})  # noise"
    if n_shifted:
        yield f"y[random.permutation({n})[:{n_shifted}]] += {values['outlier_size']}  # outliers"
    yield from numbers_code(split, "y" if values["flat_target"] else "y[:, None]")


@DATASETS.declare(
    "Linear",
    outline=lambda values: Outline(
        n_examples=values["examples"], n_features=len(values["weights"]), flat=values["flat_target"]
    ),
    code=_linear_code,
    start=_START | {"dataset.examples": 60, "dataset.weights": (2.0,), "dataset.intercept": 1.0, "dataset.noise": 1.0},
)
def linear(
    *,
    examples: Examples = 20,
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
    seed: DrawSeed = 0,
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


_LEAST_TARGET = 1e-3
"""Positive targets are not below this: strong noise draws numbers that are 0 for all that a computer can tell."""


def _linear_positive_code(values: Mapping[str, Any], split: Split) -> Iterator[str]:
    n, noise = values["examples"], values["noise"]
    yield f"random = np.random.default_rng({values['seed']})"
    yield f"x = random.uniform(0, {values['x_high']}, ({n}, {len(values['weights'])}))"
    yield from _weighted_sum_code(values)
    if noise > 0.01:
        yield f"y *= random.gamma({noise}**-2, {noise}**2, {n})  # of mean 1 and deviation {noise}"
        yield f"y = np.maximum(y, {_LEAST_TARGET})"
    elif noise:
        yield f"y *= 1 + {noise} * random.normal(size={n})"
    yield from numbers_code(split, "y[:, None]")


@DATASETS.declare(
    "Linear, positive",
    outline=lambda values: Outline(n_examples=values["examples"], n_features=len(values["weights"]), positive=True),
    code=_linear_positive_code,
    start=_START | {"dataset.weights": (1.5,)},
    reference=(
        "J. A. Nelder and R. W. M. Wedderburn, Generalized Linear Models, 1972, J. R. Stat. Soc. A, doi:10.2307/2344614"
    ),
)
def linear_positive(
    *,
    examples: Examples = 100,
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
    seed: DrawSeed = 0,
):
    """Targets above zero, such as prices or times: the weighted sum is their mean, and they scatter in proportion."""
    random = np.random.default_rng(seed)
    x = random.uniform(0, x_high, (examples, len(weights)))
    mean = x @ np.array(weights) + intercept
    # Gamma's distribution of mean 1 and deviation `noise`.
    scatter = random.gamma(noise**-2, noise**2, examples) if noise > 0.01 else 1 + noise * random.normal(size=examples)
    return _weighted_sum(x, np.maximum(mean * scatter, _LEAST_TARGET)[:, None], weights, intercept)
