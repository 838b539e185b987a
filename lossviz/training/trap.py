"""The broadcasting trap of the article: a target that has lost its last axis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance


@dataclass(frozen=True)
class Trap:
    """The two results of a run whose target has, or has not, lost its last axis.

    Attributes:
        y_pred_shape: Shape of the predictions of a batch.
        flat_shape: Shape of a flat target, and of a proper one without the last axis.
        flat_error_shape: Shape of prediction minus flat target.
        flat_weights: What training finds with the flat target.
        proper_weights: What training finds with a target of shape (n, 1).
    """

    y_pred_shape: tuple[int, ...]
    flat_shape: tuple[int, ...]
    flat_error_shape: tuple[int, ...]
    flat_weights: tuple[float, ...]
    proper_weights: tuple[float, ...]


def has_trap(spec: RunSpec) -> bool:
    """Return whether the broadcasting trap can be shown on a run: full batches, and weights that can be read."""
    full = spec.n_train % spec.largest_batch == 0
    return "flat_target" in spec.dataset.values and full and len(spec.layers) == 1


def spring_trap(spec: RunSpec) -> Trap:
    """Train a run with and without the trap, and return both results. Runs in a worker."""
    both = [spec.with_value("dataset.flat_target", flat) for flat in (True, False)]
    (flat, proper), _ = advance(both, [None, None], spec.epochs + 1)
    n = spec.largest_batch
    return Trap(
        y_pred_shape=(n, 1),
        flat_shape=(n,),
        flat_error_shape=np.broadcast_shapes((n, 1), (n,)),
        flat_weights=tuple(map(float, flat.weights)),
        proper_weights=tuple(map(float, proper.weights)),
    )
