"""The models: their layers, and weights that start as Keras' initialisers do."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz import lazy
from lossviz.declare import Param
from lossviz.errors import SpecError
from lossviz.models import INITIALIZERS, MODELS, Layer, build
from lossviz.specs.choice import Choice, fitting_losses
from lossviz.specs.run import RunSpec
from lossviz.training.initial_weights import initial_weights


def specs() -> list[RunSpec]:
    """Return a run of every model with each of its options and ends of its whole numbers, on a dataset it fits."""
    found = []
    for name, model in MODELS.items():
        values = [(param.name, value) for param in model.params.values() for value in _tried(param)]
        # Choices are equal if their values are, so a default that is tried again counts once.
        for choice in dict.fromkeys(Choice("model", name, items) for items in [(), *((pair,) for pair in values)]):
            for dataset in ("iris", "linear"):
                loss = Choice("loss", fitting_losses(Choice("dataset", dataset))[0])
                try:
                    found.append(RunSpec(dataset=Choice("dataset", dataset), loss=loss, model=choice))
                except SpecError:
                    continue
    return found


def _tried(param: Param) -> tuple:
    return {bool: (False, True), int: (param.low, param.high), str: param.options}[param.type]


SPECS = specs()
every_model = pytest.mark.parametrize(
    "spec", SPECS, ids=[f"{s.dataset.name}-{s.model.name}-{'-'.join(str(v) for _, v in s.model.items)}" for s in SPECS]
)


def test_every_model_is_built():
    assert {spec.model.name for spec in SPECS} == set(MODELS)
    assert {layer.initializer for spec in SPECS for layer in spec.layers} == set(INITIALIZERS)


@every_model
def test_a_model_goes_from_the_features_to_the_outputs(spec):
    built = build(spec.layers, spec.n_features, spec.seed)
    assert built.input_shape == (None, spec.n_features)
    assert built.output_shape == (None, 3 if spec.task == "multiclass" else 1)
    assert built.layers[-1].activation.__name__ == spec.layers[-1].activation
    assert [weight.shape for weight in built.weights] == spec.program_key.shapes


@every_model
def test_initial_weights_are_those_of_keras(spec):
    # The documented rule: layer i starts as its Keras initialiser with `seed + i` would, biases at zero.
    initialisers = {
        "glorot_uniform": lazy.keras.initializers.GlorotUniform,
        "standard_normal": lambda seed: lazy.keras.initializers.RandomNormal(mean=0.0, stddev=1.0, seed=seed),
        "zeros": lambda seed: lazy.keras.initializers.Zeros(),
    }
    for seed in (0, 41, 2**31 - 100):
        expected, n_inputs = [], spec.n_features
        for i, layer in enumerate(spec.layers):
            expected.append(np.ravel(initialisers[layer.initializer](seed=seed + i)((n_inputs, layer.units))))
            expected.append(np.zeros(layer.units if layer.use_bias else 0))
            n_inputs = layer.units
        weights = initial_weights(spec.layers, spec.n_features, seed)
        np.testing.assert_array_equal(weights, np.concatenate(expected))
        built = build(spec.layers, spec.n_features, seed)
        np.testing.assert_array_equal(weights, np.concatenate([np.ravel(part) for part in built.get_weights()]))


def test_the_seed_decides_the_weights():
    layers = RunSpec().layers
    first, same, other = (initial_weights.__wrapped__(layers, 4, seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, same)
    assert not np.array_equal(first, other)


def test_hidden_layers_of_one_size_start_differently():
    layers = RunSpec.from_query("model=mlp&model.layers=3&model.units=4").layers
    weights = initial_weights(layers, 4, 0)
    # Kernel and bias of a layer of four units with four inputs are 20 numbers.
    assert not np.array_equal(weights[:20], weights[20:40])


def test_the_default_model_is_the_one_of_the_article():
    assert RunSpec().layers == (Layer(units=4, activation="relu"), Layer(units=3, activation="softmax"))


@pytest.mark.parametrize(
    ("query", "layers"),
    [
        (
            "model=mlp&model.units=7&model.layers=2&model.activation=tanh",
            (Layer(units=7, activation="tanh"),) * 2 + (Layer(units=3, activation="softmax"),),
        ),
        ("model=mlp&model.output_activation=sigmoid", (*RunSpec().layers[:1], Layer(units=3, activation="sigmoid"))),
        ("model=softmax", (Layer(units=3, activation="softmax"),)),
        ("model=linear&model.bias=false", (Layer(units=3, activation="linear", use_bias=False),)),
        ("dataset=linear&model=mlp", (*RunSpec().layers[:1], Layer(units=1, activation="linear"))),
        (
            "dataset=linear&model=linear&model.initializer=zeros",
            (Layer(units=1, activation="linear", initializer="zeros"),),
        ),
    ],
)
def test_the_layers_follow_from_the_choices(query, layers):
    assert RunSpec.from_query(query).layers == layers
