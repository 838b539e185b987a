"""The models, as layers described by data and built by Keras.

The initial weights depend on the seed alone: layer i starts as its Keras initialiser with `seed + i` would.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from lossviz.declare import Component, Param, Registry, Task, Value
from lossviz.lazy import keras


@dataclass(frozen=True, kw_only=True)
class Initializer(Component):
    """A declared initialiser: `function(seed)` gives what `kernel_initializer` of a Keras layer takes.

    Exported code repeats what the function returns, so it is one expression of `seed` and `keras`.
    """

    def __call__(self, seed: int) -> Any:
        """Return the Keras initialiser."""
        return keras.initializers.get(self.function(seed))


INITIALIZERS: Registry[Initializer] = Registry("initializer", Initializer)


@INITIALIZERS.declare("Glorot uniform", reference="X. Glorot and Y. Bengio, 2010, PMLR 9")
def glorot_uniform(seed):
    """Drawn evenly between two ends that are narrower the more inputs and outputs a layer has; Keras' default."""
    return keras.initializers.GlorotUniform(seed)


@INITIALIZERS.declare("Standard normal")
def standard_normal(seed):
    """Drawn from the normal distribution of mean 0 and deviation 1, as in the article."""
    return keras.initializers.RandomNormal(stddev=1.0, seed=seed)


@INITIALIZERS.declare("Zeros")
def zeros(seed):
    """All zero, whatever the seed."""
    return "zeros"


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A fully connected layer, as the arguments of `keras.layers.Dense`."""

    units: int
    activation: str
    use_bias: bool = True
    initializer: str = "glorot_uniform"

    def keras_initializer(self, seed: int) -> Any:
        """Return the Keras initialiser of the kernel."""
        return INITIALIZERS[self.initializer](seed)


@dataclass(frozen=True, kw_only=True)
class Model(Component):
    """A declared model: `function(n_outputs, output, *, …)` gives its layers.

    Attributes:
        output: What its last layer gives: `probabilities` or a `sum` whatever the loss asks for, or what it asks for
            unless the parameter `output_activation` says otherwise.
    """

    output: Literal["probabilities", "sum", "any"] = "any"

    def output_activation(self, values: Mapping[str, Value], task: Task, wanted: str) -> str:
        """Return the activation of the last layer for a task, where the loss wants a certain one."""
        if self.output == "probabilities":
            return "sigmoid" if task == "binary" else "softmax"
        if self.output == "sum":
            return "softplus" if wanted == "softplus" else "linear"  # a sum that is kept above zero
        chosen = str(values["output_activation"])
        return wanted if chosen == "auto" else chosen

    def layers(self, values: Mapping[str, Value], n_outputs: int, task: Task, wanted: str) -> tuple[Layer, ...]:
        """Return the layers, from the first hidden one to the output."""
        return self.function(n_outputs, self.output_activation(values, task, wanted), **values)


def layers_in_words(layers: tuple[Layer, ...], n_features: int) -> str:
    """Return the way from the features to the output: `4 → 4 relu → 3 softmax`."""
    return " → ".join([str(n_features), *(f"{layer.units} {layer.activation}" for layer in layers)])


def weight_shapes(layers: tuple[Layer, ...], n_features: int) -> list[tuple[int, ...]]:
    """Return the shapes of the weights of these layers: kernel, then bias, layer by layer."""
    shapes: list[tuple[int, ...]] = []
    for layer in layers:
        shapes += [(n_features, layer.units), *([(layer.units,)] if layer.use_bias else [])]
        n_features = layer.units
    return shapes


def build(layers: tuple[Layer, ...], n_features: int, seed: int) -> Any:
    """Return the `keras.Sequential` of these layers, with its initial weights."""
    dense = [
        keras.layers.Dense(
            layer.units,
            activation=layer.activation,
            use_bias=layer.use_bias,
            kernel_initializer=layer.keras_initializer(seed + i),
        )
        for i, layer in enumerate(layers)
    ]
    return keras.Sequential([keras.Input((n_features,)), *dense])


MODELS: Registry[Model] = Registry("model", Model)


@MODELS.declare("Multilayer perceptron", reference="D. E. Rumelhart et al., 1986, doi:10.1038/323533a0")
def mlp(
    n_outputs,
    output,
    *,
    units: Annotated[int, Param(low=1, high=64, soft=(1, 32), help="Units in each hidden layer.")] = 4,
    layers: Annotated[int, Param(low=1, high=3, soft=(1, 3), help="Hidden layers.")] = 1,
    activation: Annotated[
        Literal["relu", "tanh", "sigmoid", "elu", "gelu"], Param(help="What bends the output of each hidden unit.")
    ] = "relu",
    output_activation: Annotated[
        Literal["auto", "linear", "softplus", "sigmoid", "softmax"],
        Param(help="The last layer: auto is what the loss wants for this data."),
    ] = "auto",
):
    """Hidden layers of units that each bend a weighted sum of their inputs."""
    return (Layer(units=units, activation=activation),) * layers + (Layer(units=n_outputs, activation=output),)


@MODELS.declare("Logistic (softmax) regression", output="probabilities")
def softmax(n_outputs, output):
    """No hidden layer: one weighted sum a class (one in all for two classes), turned into probabilities."""
    return (Layer(units=n_outputs, activation=output),)


@MODELS.declare("Linear", output="sum")
def linear(
    n_outputs,
    output,
    *,
    bias: Annotated[bool, Param(help="Whether an intercept is learnt.")] = True,
    initializer: Annotated[
        str,
        Param(
            options=tuple(INITIALIZERS),
            help="How weights start: Keras' default, normal with deviation 1 (the article), or zero.",
        ),
    ] = "glorot_uniform",
):
    """A weighted sum of the features."""
    return (Layer(units=n_outputs, activation=output, use_bias=bias, initializer=initializer),)
