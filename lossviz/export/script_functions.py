"""The functions of exported code that make the data and the model of a run, and the call that makes its optimizer.

What is exported is cut out of the source that runs here wherever that reads well: optimizers, initialisers.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from typing import Any

from lossviz.code_layout import folded
from lossviz.datasets import Dataset, Split
from lossviz.models import INITIALIZERS, Layer, layers_in_words
from lossviz.specs.choice import Choice
from lossviz.specs.run import RunSpec


def data_source(spec: RunSpec, name: str, table: str = "") -> str:
    """Return the source of a function of that name: it returns `x` and `y` to train on, and what is held out.

    Args:
        spec: The run.
        name: The name.
        table: For a table of one's own, the expression that gives its lines.
    """
    dataset: Dataset = spec.dataset.component
    integers = spec.loss.component.labels == "integers"
    split = Split(
        n_train=spec.n_train,
        n_validation=spec.n_validation,
        seed=spec.split_seed,
        integers=integers,
        table=table,
    )
    held_out = f", and {spec.n_validation} that are held out" if spec.n_validation else ""
    lines = [
        f"def {name}():",
        f'    """Return {spec.n_train} examples to train on{held_out}."""',
        *(f"    {line}" for line in dataset.code(spec.dataset.values, split)),
    ]
    return "\n".join(lines) + "\n"


def draws_weights(spec: RunSpec) -> bool:
    """Return whether initial weights depend on the seed, which is then the argument of the function of the model."""
    return any(_seeds(_returned(INITIALIZERS[layer.initializer].function)) for layer in spec.layers)


def model_source(spec: RunSpec, name: str) -> str:
    """Return the source of a function of that name that returns the model of a run."""
    layers = spec.layers
    drawn = draws_weights(spec)
    decides = "; the seed decides its initial weights" if drawn else ""
    lines = [
        f"def {name}({'seed' if drawn else ''}):",
        f'    """Return the model {layers_in_words(layers, spec.n_features)}{decides}."""',
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
    """Return the expression of the initialiser of a layer, by its number, in a function with the argument `seed`."""
    expression = _returned(INITIALIZERS[layer.initializer].function)
    for name in _seeds(expression):
        name.id = f"seed + {number}" if number else "seed"
    return ast.unparse(expression).replace("'", '"')


def _seeds(expression: ast.expr) -> list[ast.Name]:
    """Return where an initialiser uses its seed."""
    return [node for node in ast.walk(expression) if isinstance(node, ast.Name) and node.id == "seed"]


def call_of(optimizer: Choice) -> tuple[str, list[str]]:
    """Return the head and the arguments of the call that a declared optimizer returns, with values for names."""
    call = _returned(optimizer.component.function)
    assert isinstance(call, ast.Call)
    given = [(argument.id if isinstance(argument, ast.Name) else "", argument) for argument in call.args]
    given += [(keyword.arg or "", keyword.value) for keyword in call.keywords]
    values = optimizer.values
    arguments = [
        f"{name}={values[value.id]!r}" if isinstance(value, ast.Name) else f"{name}={ast.unparse(value)}"
        for name, value in given
    ]
    return ast.unparse(call.func), arguments


def _returned(function: Callable[..., Any]) -> ast.expr:
    """Return the expression that a declared function returns."""
    (statement,) = (node for node in ast.walk(ast.parse(inspect.getsource(function))) if isinstance(node, ast.Return))
    assert statement.value is not None
    return statement.value
