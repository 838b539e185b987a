"""Which features a model answers by: those whose values it misses when they are shuffled.

Source: L. Breiman, Random Forests, 2001, doi:10.1023/A:1010933404324, where a feature is permuted; here the change of
what a model says counts instead of its accuracy, which a model that is always right, or never, would not lose.
"""

from __future__ import annotations

import numpy as np

from lossviz.analysis.evaluation import outputs_of
from lossviz.specs.run import RunSpec
from lossviz.training.forward import answers


def importances(spec: RunSpec, weights: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return how much what a model says changes on average when each feature is shuffled, shape (n_features,).

    Args:
        spec: The run.
        weights: Shape (W,).
        x: Examples as the model gets them, shape (n, n_features).
    """
    n, n_features = x.shape
    order = np.random.default_rng(0).permutation(n)
    shuffled = np.tile(x, (1 + n_features, 1, 1))
    for feature in range(n_features):
        shuffled[1 + feature, :, feature] = x[order, feature]
    scores = answers(spec.program_key, weights[None], shuffled.reshape(-1, n_features)).scores[0]
    said = outputs_of(spec, scores).reshape(1 + n_features, n, -1)
    return np.nan_to_num(np.abs(said[1:] - said[0]).sum(axis=2).mean(axis=1))


def two_that_matter(spec: RunSpec, weights: np.ndarray, x: np.ndarray) -> tuple[int, ...]:
    """Return the numbers of the two features that matter most to a model, increasing; of two or one feature all.

    The arguments are those of `importances`.
    """
    n_features = x.shape[1]
    if n_features <= 2:
        return tuple(range(n_features))
    most = np.argsort(-importances(spec, weights, x), kind="stable")[:2]
    return tuple(sorted(most.tolist()))
