"""The data that runs are trained on, as small arrays in original units.

NumPy only, and scikit-learn imported where it is used: these functions run in worker processes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np

from lossviz.registry import Component, Param, Registry

Task = Literal["classification", "regression"]


@dataclass(frozen=True)
class Data:
    """Examples and targets.

    Attributes:
        x: Features, shape (n, n_features), float32.
        y: Class numbers of shape (n,) and type int32, or targets of shape (n, 1) and type float32.
        feature_names: One name a feature, with its unit if it has one.
        class_names: One name a class; empty for regression.
        true_weights: The weights that made `y`, and the intercept last; empty if unknown.
    """

    x: np.ndarray
    y: np.ndarray
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    true_weights: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Dataset(Component):
    """A declared dataset: `function(*, …)` gives a `Data`.

    Attributes:
        task: What is learnt from it.
        n_outputs: Number of classes, or of targets.
        size: Number of examples and of features, for given values of the parameters.
    """

    task: Task
    n_outputs: int
    size: Callable[[Mapping[str, Any]], tuple[int, int]]

    def __call__(self, **values: Any) -> Data:
        """Return the data for these values of the parameters."""
        return self.function(**values)


DATASETS: Registry[Dataset] = Registry("dataset", Dataset)


@DATASETS.declare(
    "Iris",
    task="classification",
    n_outputs=3,
    size=lambda values: (150, 4),
    reference=(
        "R. A. Fisher, The Use of Multiple Measurements in Taxonomic Problems, 1936, "
        "doi:10.1111/j.1469-1809.1936.tb02137.x"
    ),
)
def iris():
    """150 flowers of three species, four measurements each: one species stands apart, two overlap."""
    from sklearn.datasets import load_iris

    bunch = load_iris()
    return Data(
        x=bunch.data.astype(np.float32),
        y=bunch.target.astype(np.int32),
        feature_names=tuple(bunch.feature_names),
        class_names=tuple(map(str, bunch.target_names)),
    )


@DATASETS.declare(
    "Linear",
    task="regression",
    n_outputs=1,
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
    return Data(
        x=x.astype(np.float32),
        y=y.astype(np.float32) if flat_target else y.astype(np.float32)[:, None],
        feature_names=tuple(f"x{i + 1}" for i in range(len(weights))),
        true_weights=(*weights, intercept),
    )
