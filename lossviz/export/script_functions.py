"""The functions of exported code that make the data and the model of a run."""

from __future__ import annotations

from lossviz.code_layout import folded
from lossviz.datasets import Dataset, Split
from lossviz.models import Layer
from lossviz.specs.run import RunSpec


def data_source(spec: RunSpec, name: str) -> str:
    """Return the source of a function of that name: it returns `x` and `y` to train on, and what is held out."""
    dataset: Dataset = spec.dataset.component
    integers = spec.loss.component.labels == "integers"
    split = Split(n_train=spec.n_train, n_validation=spec.n_validation, seed=spec.split_seed, integers=integers)
    held_out = f", and {spec.n_validation} that are held out" if spec.n_validation else ""
    lines = [
        f"def {name}():",
        f'    """Return {spec.n_train} examples to train on{held_out}."""',
        *(f"    {line}" for line in dataset.code(spec.dataset.values, split)),
    ]
    return "\n".join(lines) + "\n"


def draws_weights(spec: RunSpec) -> bool:
    """Return whether initial weights depend on the seed, which is then the argument of the function of the model."""
    return any(layer.initializer != "zeros" for layer in spec.layers)


def model_source(spec: RunSpec, name: str) -> str:
    """Return the source of a function of that name that returns the model of a run."""
    layers = spec.layers
    chain = " → ".join([str(spec.n_features), *(f"{layer.units} {layer.activation}" for layer in layers)])
    drawn = draws_weights(spec)
    decides = "; the seed decides its initial weights" if drawn else ""
    lines = [
        f"def {name}({'seed' if drawn else ''}):",
        f'    """Return the model {chain}{decides}."""',
        "    return keras.Sequential(",
        "        [",
        f"            keras.Input(({spec.n_features},)),",
    ]
    for number, layer in enumerate(layers):
        arguments = [str(layer.units)]
        if layer.activation != "linear":
            arguments.append(f'activation="{layer.activation}"')
        if not layer.use_bias:
            arguments.append("use_bias=False")
        arguments.append(f"kernel_initializer={_initializer(layer, number)}")
        folding = folded("keras.layers.Dense(", arguments, "),", indent=12)
        lines += [f"            {line}" for line in folding]
    return "\n".join([*lines, "        ]", "    )"]) + "\n"


def _initializer(layer: Layer, number: int) -> str:
    seed = f"seed + {number}" if number else "seed"
    return {
        "glorot_uniform": f"keras.initializers.GlorotUniform({seed})",
        "standard_normal": f"keras.initializers.RandomNormal(stddev=1.0, seed={seed})",
        "zeros": '"zeros"',
    }[layer.initializer]
