"""A loss as code for anyone's project: its function alone, and the four ways to train a Keras model with it.

What is exported is the source that runs here, cut out of its module with what it needs; nothing is written twice.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from string import Template
from types import ModuleType
from typing import Any

from lossviz.code_layout import folded
from lossviz.export.written_code import names_in, written_code
from lossviz.losses import Loss, forms, stable
from lossviz.losses.written import WrittenLoss
from lossviz.specs.choice import Choice

_IMPORTS = {"keras": "import keras", "np": "import numpy as np", "tf": "import tensorflow as tf"}


def loss_source(choice: Choice) -> str:
    """Return a Python module with the function of a loss, its values as defaults, that needs only TensorFlow.

    A loss that a visitor wrote stands there as it was written.
    """
    if isinstance(choice.component, WrittenLoss):
        source = written_code(choice, _IMPORTS).source
        return _module(source, *(line for name, line in _IMPORTS.items() if name in names_in(source)))
    return _module(_function(choice), _IMPORTS["tf"])


def _module(code: str, *imports: str) -> str:
    needs_math = "math" in names_in(code)
    head = "\n".join([*(["import math\n"] if needs_math else []), *imports])
    return f"{head}\n\n\n{code}"


def _function(choice: Choice) -> str:
    """Return the source of the function of a loss, behind all that it uses, for targets and predictions of anyone."""
    form = forms.form_of(choice.component).__name__
    *used, function = function_parts(choice, f"    y_true, y_pred = {form}(y_true, y_pred)\n")
    return "\n\n".join([*_sources(forms, form), *used, function])


def function_parts(choice: Choice, before: str = "") -> list[str]:
    """Return the sources of all that the function of a loss uses, and last its own, with its values as defaults.

    Args:
        choice: The loss and its values.
        before: A line that its own source has on top.
    """
    function = choice.component.function
    module = inspect.getmodule(function)
    lines, named = _statements(module)
    node = named[function.__name__]
    arguments = ("y_true", "y_pred", *(f"{name}={value!r}" for name, value in choice.items))
    signature = "\n".join(folded(f"def {function.__name__}(", arguments, "):"))
    body = "".join(lines[node.body[1].lineno - 1 : node.end_lineno])  # behind the docstring
    comments = _comments_above(lines, node.body[1].lineno - 1)
    summary = textwrap.fill(f'"""{choice.component.summary}"""', 116, initial_indent="    ", subsequent_indent="    ")
    return [*dict.fromkeys(_needed(module, node)), f"{signature}\n{summary}\n{before}{comments}{body}"]


@lru_cache(maxsize=32)
def _statements(module: ModuleType | None) -> tuple[list[str], dict[str, Any]]:
    """Return the lines of a module, and its functions and constants by name."""
    assert module is not None
    source = inspect.getsource(module)
    named: dict[str, Any] = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.FunctionDef):
            named[statement.name] = statement
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            named[statement.targets[0].id] = statement
    return source.splitlines(keepends=True), named


def _comments_above(lines: list[str], index: int) -> str:
    first = index
    while lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return "".join(lines[first:index])


def _needed(module: ModuleType | None, node: ast.AST) -> Iterator[str]:
    """Give the source of all functions and constants of lossviz that a function uses, those they use first."""
    names = [
        used.id for statement in getattr(node, "body", []) for used in ast.walk(statement) if isinstance(used, ast.Name)
    ]
    for name in dict.fromkeys(names):
        for home in (module, stable):
            if name in _statements(home)[1]:
                yield from _sources(home, name)
                break


def _sources(home: ModuleType | None, name: str) -> Iterator[str]:
    """Give the source of a function or constant of a module, behind what it uses."""
    lines, named = _statements(home)
    yield from _needed(home, named[name])
    yield "".join(lines[named[name].lineno - 1 : named[name].end_lineno])


_FIT = """\
model.fit(x, y, batch_size=32, epochs=3, verbose=0)
print(model.evaluate(x, y, verbose=0))
"""

AS_CLASS = "As a Loss class"

_WITH_OWN_CLASS = f"""\
$head
model = keras.Sequential($layers)
model.compile(optimizer="adam", loss=$class_name())
{_FIT}"""
"""The same for a loss that a visitor wrote as a class."""

ATTACHMENTS = {
    "As a function": f"""\
$head
# A model that is loaded looks for this function, not for one of Keras that has its name.
keras.saving.register_keras_serializable()($name)
model = keras.Sequential($layers)
model.compile(optimizer="adam", loss=$name)
{_FIT}""",
    AS_CLASS: f"""\
$head

@keras.saving.register_keras_serializable()
class $class_name(keras.losses.Loss):
    def __init__(self$arguments, **others):
        super().__init__(**others)
$kept
    def call(self, y_true, y_pred):
        return $name(y_true, y_pred$passed)

    def get_config(self):
        return {{**super().get_config()$config}}


model = keras.Sequential($layers)
model.compile(optimizer="adam", loss=$class_name())
{_FIT}""",
    "In a GradientTape loop": """\
$head
model = keras.Sequential($layers)
optimizer = keras.optimizers.Adam()
batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x), seed=0).batch(32)
for epoch in range(3):
    for x_batch, y_batch in batches:
        with tf.GradientTape() as tape:
            cost = tf.reduce_mean($name(y_batch, model(x_batch, training=True)))
        gradients = tape.gradient(cost, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
print(float(tf.reduce_mean($name(y, model(x)))))
""",
    "In a train_step": f"""\
$head

class Model(keras.Sequential):
    def __init__(self, layers):
        super().__init__(layers)
        self.mean_cost = keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        return [self.mean_cost]  # what Keras tells as the loss; one of its own would stay 0

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            costs = $name(y, self(x, training=True))
            loss = tf.reduce_mean(costs)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return self._told(costs)

    def test_step(self, data):
        x, y = data
        return self._told($name(y, self(x)))

    def _told(self, costs):
        self.mean_cost.update_state(costs)
        return {{"loss": self.mean_cost.result()}}


model = Model($layers)
model.compile(optimizer="adam")
{_FIT}""",
}
"""How a loss is attached to a Keras model, in words, and a script that does it, as a `string.Template`."""


def attachments(choice: Choice) -> dict[str, str]:
    """Return four scripts that train a small Keras model with a loss, by the words for how it is attached.

    Each makes its own data, so that it runs as it stands.
    """
    loss: Loss = choice.component
    source, name = _attached(choice) if isinstance(loss, WrittenLoss) else (_function(choice), loss.name)
    dense = f'keras.layers.Dense({_units(loss)}, activation="{loss.outputs_for(loss.task)[0]}")'
    facts = {
        "head": f"{_module(source, *_IMPORTS.values())}\n\n{_data(loss)}",
        "layers": f"[keras.Input((4,)), {dense}]",
        "name": name,
        "class_name": class_name(name),
        "arguments": "".join(f", {param}={value!r}" for param, value in choice.items),
        "kept": "".join(f"        self.{param} = {param}\n" for param, _ in choice.items),
        "passed": "".join(f", {param}=self.{param}" for param, _ in choice.items),
        "config": "".join(f', "{param}": self.{param}' for param, _ in choice.items),
    }
    scripts = ATTACHMENTS
    if isinstance(loss, WrittenLoss) and loss.definition.form == "class":
        facts["class_name"] = written_code(choice, _TAKEN).name
        scripts = {**ATTACHMENTS, AS_CLASS: _WITH_OWN_CLASS}
    return {words: Template(script).substitute(facts) for words, script in scripts.items()}


def _attached(choice: Choice) -> tuple[str, str]:
    """Return the source of a written loss and the name of its function: one behind it that calls it, if it is none."""
    code = written_code(choice, _TAKEN)
    if not code.is_called:
        return code.source, code.name
    passed = [f"{param}={param}" for param, _ in choice.items]
    arguments = ("y_true", "y_pred", *(f"{param}={value!r}" for param, value in choice.items))
    head = "\n".join(folded(f"def {FUNCTION}(", arguments, "):"))
    return f"{code.source}\n\n{head}\n    return {code.function(passed)[0]}(y_true, y_pred)\n", FUNCTION


FUNCTION = "loss_of_batch"
"""What the function is called that calls a loss written as a class, or as a function that makes one."""

_TAKEN = {FUNCTION, *_IMPORTS, *dir(builtins)} | {
    name
    for script in ATTACHMENTS.values()
    for name in names_in(Template(script).substitute(defaultdict(str, name="_", class_name="_", layers="[]")))
}
"""Names that mean something in the scripts."""


def class_name(name: str) -> str:
    """Return what the class of a loss is called: nothing that Keras knows, or a model would be loaded with that."""
    return "".join(part.capitalize() for part in (*name.split("_"), "loss"))


def _units(loss: Loss) -> int:
    return 3 if loss.task == "multiclass" else loss.least_outputs


def _data(loss: Loss) -> str:
    """Return the lines that make 200 examples for a loss."""
    target = {
        "numbers": f"(x @ random.normal(size=(4, {_units(loss)}))).astype(np.float32)",
        "zero_one": "(x[:, :1] + x[:, 1:2] > 0).astype(np.float32)",
        "one_hot": "np.eye(3, dtype=np.float32)[x[:, :3].argmax(axis=1)]",
        "integers": "x[:, :3].argmax(axis=1).astype(np.int32)",
    }[loss.labels]
    if loss.positive:
        target = f"np.exp({target})"
    return f"random = np.random.default_rng(0)\nx = random.normal(size=(200, 4)).astype(np.float32)\ny = {target}\n"
