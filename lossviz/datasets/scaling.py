"""Features on one scale: each minus its mean, divided by its standard deviation, over all examples of the data.

A model that is trained on them learns from all features alike, whatever their units are. What people read stays in the
original units, into which a `Scaling` brings features and weights back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, NamedTuple

import numpy as np

from lossviz.declare import Param

SCALES_DIFFER = 10.0
"""Data are standardised by default where one feature spreads more than this many times as far as another."""

_ROUNDING = 1e-9
"""A feature that spreads no more than this share of its size is the same for all: the rest is rounding."""

Standardise = Annotated[
    bool,
    Param(
        help="Whether the model gets each feature minus its mean, divided by its standard deviation. Weights and axes "
        "are told in original units either way."
    ),
]


class Scaling(NamedTuple):
    """How features were brought to one scale.

    Attributes:
        means: What was subtracted from each, shape (n_features,).
        spreads: What it was divided by then, shape (n_features,).
    """

    means: np.ndarray
    spreads: np.ndarray

    def original(self, x: np.ndarray) -> np.ndarray:
        """Return features in original units, of shape (…, n_features) as `x`."""
        return x * self.spreads + self.means

    def original_weights(self, weights: np.ndarray) -> np.ndarray:
        """Return the weights of a sum of features in original units, its intercept last, which it may have to get.

        Args:
            weights: Those of a sum of scaled features, shape (n_features,), or (n_features + 1,) with an intercept.
        """
        n = len(self.means)
        slopes = weights[:n] / self.spreads
        return np.append(slopes, weights[n:].sum() - slopes @ self.means)


def standardised(x: np.ndarray) -> tuple[np.ndarray, Scaling]:
    """Return features on one scale as float32, and how to go back; one that never varies is only moved to 0.

    Args:
        x: Features in original units, shape (n, n_features).
    """
    x = x.astype(float)
    spreads = x.std(axis=0)
    varies = spreads > _ROUNDING * np.abs(x).max(axis=0)
    scaling = Scaling(x.mean(axis=0), np.where(varies, spreads, 1))
    return ((x - scaling.means) / scaling.spreads).astype(np.float32), scaling


def scaling_code(*, standardise: bool, constant: bool = False) -> Iterator[str]:
    """Give the lines that make `x` what the model gets.

    Args:
        standardise: Whether it gets `standardised` features, else those in original units.
        constant: Whether a feature may be the same for all examples.
    """
    if not standardise:
        yield "x = x.astype(np.float32)"
    elif constant:
        yield "spreads = x.std(axis=0)"
        yield f"spreads[spreads <= {_ROUNDING} * np.abs(x).max(axis=0)] = 1  # features that never vary"
        yield "x = ((x - x.mean(axis=0)) / spreads).astype(np.float32)"
    else:
        yield "x = ((x - x.mean(axis=0)) / x.std(axis=0)).astype(np.float32)"
