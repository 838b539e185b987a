"""What many models of one architecture give, all at once."""

from __future__ import annotations

import numpy as np

from lossviz.lazy import keras, tf
from lossviz.specs.program_key import ProgramKey


def activations(key: ProgramKey, weights: np.ndarray, x: np.ndarray) -> list[np.ndarray]:
    """Return what each layer gives, shape (M, n, units) each; the last one gives the predictions.

    Args:
        key: The architecture.
        weights: Shape (M, W).
        x: Features, shape (n, n_features) if all models see the same, else (M, n, n_features).
    """
    parts = np.split(weights, np.cumsum(key.sizes)[:-1], axis=1)
    shaped = iter([part.reshape(-1, *shape) for part, shape in zip(parts, key.shapes, strict=True)])
    answers, seen = [], tf.constant(x if x.ndim == 3 else np.broadcast_to(x, (len(weights), *x.shape)))
    for layer in key.layers:
        seen = tf.matmul(seen, next(shaped))
        if layer.use_bias:
            seen += next(shaped)[:, None]
        seen = keras.activations.get(layer.activation)(seen)
        answers.append(seen.numpy())
    return answers
