"""The weights with which a run begins: those that Keras' initialisers draw for its seed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from lossviz.lazy import keras, tf
from lossviz.models import Layer


@lru_cache(maxsize=256)
def initial_weights(layers: tuple[Layer, ...], n_features: int, seed: int) -> np.ndarray:
    """Return the flat initial weights, shape (W,): kernel, then bias, layer by layer."""
    (weights,) = _draws(layers, n_features).inference_fn.call_flat(tf.constant(seed))  # as programs are called
    return weights.numpy()


@lru_cache(maxsize=64)
def _draws(layers: tuple[Layer, ...], n_features: int) -> Any:
    """Return the function from a seed to initial weights; without it, a new seed would take as long as 200 epochs."""

    def draw(seed: Any) -> Any:
        weights, n_inputs = [], n_features
        for i, layer in enumerate(layers):
            kernel = layer.keras_initializer(_seed_tensor(seed + i))((n_inputs, layer.units))
            weights += [tf.reshape(kernel, [-1]), tf.zeros(layer.units * layer.use_bias)]
            n_inputs = layer.units
        return tf.concat(weights, axis=0)

    return tf.function(draw, autograph=False).get_concrete_function(tf.TensorSpec((), tf.int32))


def _seed_tensor(seed: Any) -> Any:
    """Return a tensor in the form in which Keras takes seeds that are not known yet."""

    class SeedTensor(keras.random.SeedGenerator):
        def __init__(self) -> None:
            pass  # no variable: nothing is counted

        def next(self, ordered: bool = True) -> Any:
            return tf.stack([seed, 0])  # as Keras makes of a whole number

    return SeedTensor()
