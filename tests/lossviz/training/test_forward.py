"""The forward pass in NumPy against Keras."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from lossviz.models import MODELS, build
from lossviz.specs.run import RunSpec
from lossviz.training.forward import ACTIVATIONS, answers

OF_MODELS = {
    option
    for model in MODELS.values()
    for name, param in model.params.items()
    if name in ("activation", "output_activation")
    for option in param.options
    if option != "auto"
}


def test_every_activation_of_a_model_is_known():
    assert set(ACTIVATIONS) >= OF_MODELS


ROUNDING = {"elu": 1e-7, "gelu": 1e-6}
"""What TensorFlow loses where it subtracts numbers that are nearly equal."""


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_are_those_of_keras(name):
    sizes = np.geomspace(1e-6, 90, 600, dtype=np.float32)
    x = np.concatenate([-sizes, np.zeros(3, np.float32), sizes]).reshape(-1, 3)
    expected = keras.ops.convert_to_numpy(keras.activations.get(name)(keras.ops.convert_to_tensor(x)))
    actual = ACTIVATIONS[name](x)
    assert actual.dtype == np.float32
    np.testing.assert_allclose(actual, expected, rtol=3e-6, atol=ROUNDING.get(name, 1e-30))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_of_numbers_without_end_are_those_of_keras(name):
    ends = [np.inf, -np.inf, np.nan, 1e30, -1e30]
    x = np.array([[end, 1.0] for end in ends], np.float32)
    expected = keras.ops.convert_to_numpy(keras.activations.get(name)(keras.ops.convert_to_tensor(x)))
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(ACTIVATIONS[name](x)[:, 0], expected[:, 0])


@pytest.mark.parametrize(
    "query",
    [
        "model=mlp",
        "model=mlp&model.units=13&model.layers=3&model.activation=gelu",
        "dataset=iris_binary&loss=binary_crossentropy&model=softmax",
        "dataset=linear&dataset.weights=1,2,3&loss=huber&model=linear&model.bias=false",
    ],
)
def test_predictions_of_many_models_are_those_of_keras(query):
    spec = RunSpec.from_query(query)
    key, random = spec.program_key, np.random.default_rng(3)
    weights = random.normal(size=(3, key.n_weights)).astype(np.float32)
    x = random.normal(size=(3, 7, spec.n_features)).astype(np.float32)
    model = build(spec.layers, spec.n_features, seed=0)
    together, shared = answers(key, weights, x).y_pred, answers(key, weights, x[0]).y_pred
    for i in range(3):
        parts = np.split(weights[i], np.cumsum(key.sizes)[:-1])
        model.set_weights([part.reshape(shape) for part, shape in zip(parts, key.shapes, strict=True)])
        np.testing.assert_allclose(together[i], model(x[i]).numpy(), rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(shared[i], model(x[0]).numpy(), rtol=1e-5, atol=1e-6)
