"""Each declared function, called as people write it, against the same line executed by Python."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.lazy import keras, tf
from lossviz.losses.written.definition import definition
from lossviz.losses.written.evaluation import results
from lossviz.losses.written.functions import BARE, FUNCTIONS, SPELLINGS
from lossviz.losses.written.functions.base import REQUIRED
from lossviz.losses.written.graph import Shapes
from lossviz.losses.written.operations import function_of
from lossviz.losses.written.outlines import N, Size
from lossviz.losses.written.source import normalised

N_EXAMPLES, K = 5, 3

CALLS = {
    "tf.cast": "({}(y_pred, tf.int32) + 1) * 1",
    "tf.convert_to_tensor": "{}(y_pred) + {}([0.5, 1.0, 2.0])",
    "tf.reshape": "{}(y_pred, [-1, 3, 1])",
    "tf.keras.backend.flatten": "{}(y_pred)",
    "tf.expand_dims": "{}(y_pred, 1)",
    "tf.squeeze": "{}(y_pred[:, :1], -1)",
    "tf.stack": "{}([y_pred, y_true], 1)",
    "tf.concat": "{}([y_pred, y_true], 1)",
    "keras.ops.concatenate": "{}([y_pred, y_true], -1)",
    "tf.shape": "{}(y_pred)[1] * 1",
    "tf.matmul": "{}(y_pred, tf.transpose(y_true))",
    "keras.ops.matmul": "{}(y_pred, tf.transpose(y_true))",
    "tf.zeros": "y_pred + {}([1, 3])",
    "tf.ones": "y_pred + {}((1, 3))",
    "tf.fill": "y_pred + {}([1, 3], 2.5)",
    "tf.range": "y_pred + tf.cast({}(3), tf.float32)",
    "tf.eye": "tf.matmul(y_pred, {}(3))",
    "tf.linalg.diag_part": "{}(tf.matmul(y_pred, tf.transpose(y_true)))",
    "tf.linalg.band_part": "{}(tf.matmul(y_pred, tf.transpose(y_true)), 1, 0)",
    "tf.where": "{}(y_pred > 0.4, y_pred, 2.0 * y_true)",
    "tf.clip_by_value": "{}(y_pred, 0.3, 0.6)",
    "tf.add_n": "{}([y_pred, y_true, y_pred])",
    "tf.gather": "{}(y_pred, tf.cast(y_true[:, 0] * 2.9, tf.int32), batch_dims=1)",
    "keras.ops.take_along_axis": "{}(y_pred, tf.cast(y_true[:, :1] * 2.9, tf.int32), axis=-1)",
    "tf.one_hot": "{}(tf.cast(y_true[:, 0] * 2.9, tf.int32), 3) * y_pred",
    "keras.ops.one_hot": "{}(y_true[:, 0] * 2.9, 3) * y_pred",
    "tf.nn.sparse_softmax_cross_entropy_with_logits": "{}(labels=tf.cast(y_true[:, 0] * 2.9, tf.int32), logits=y_pred)",
    "tf.nn.softmax_cross_entropy_with_logits": "{}(labels=y_true, logits=y_pred)",
    "tf.nn.sigmoid_cross_entropy_with_logits": "{}(labels=y_true, logits=y_pred)",
    "keras.ops.sparse_categorical_crossentropy": "{}(tf.cast(y_true[:, 0] * 2.9, tf.int32), y_pred)",
    "keras.losses.sparse_categorical_crossentropy": "{}(tf.cast(y_true[:, 0] * 2.9, tf.int32), y_pred)",
    "keras.losses.SparseCategoricalCrossentropy": "{}(reduction='none')(tf.cast(y_true[:, 0] * 2.9, tf.int32), y_pred)",
    "tf.acosh": "{}(1.0 + y_pred)",
    "tf.reduce_all": "tf.cast({}(y_pred > 0.3, axis=-1), tf.float32)",
    "tf.reduce_any": "tf.cast({}(y_pred > 0.3, axis=-1), tf.float32)",
}
"""How functions are called that cannot simply be given y_true and y_pred, by their first names."""


def call_of(name: str, spelling: str) -> str:
    """Return a line that calls a function under one of its names."""
    function = SPELLINGS[name]
    if name in CALLS:
        return CALLS[name].replace("{}", spelling)
    if function.makes_loss:
        return f"{spelling}()(y_true, y_pred)"
    tensors = [each for each in function.arguments if not each.constant and each.default is REQUIRED]
    given = {1: "y_pred", 2: "y_pred, y_true"}[len(tensors)]
    if (spelling.startswith(("keras.losses", "keras.metrics", "keras.backend")) and "cross" in name) or "y_true" in {
        each.name for each in tensors
    }:
        given = "y_true, y_pred"
    if "logical" in name:
        given = given.replace("y_pred", "y_pred > 0.5").replace("y_true", "y_true > 0.5")
    line = f"{spelling}({given})"
    return (
        line
        if function.rule.__name__ not in ("comparison", "equality", "condition", "place")
        else (f"tf.cast({line}, tf.float32)")
    )


def numbers(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return targets and predictions between 0.1 and 0.9, rows of which sum to one."""
    random = np.random.default_rng(seed)
    y_true, y_pred = random.uniform(0.1, 0.9, (2, N_EXAMPLES, K)).astype(np.float32)
    return y_true / y_true.sum(1, keepdims=True), y_pred / y_pred.sum(1, keepdims=True)


def executed(line: str, y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """Return what a line gives if Python executes it: the judge."""
    names = {"tf": tf, "keras": keras, "abs": abs, "pow": pow}
    return np.asarray(eval(line, names, {"y_true": tf.constant(y_true), "y_pred": tf.constant(y_pred)}))


def computed(line: str, y_true: np.ndarray, y_pred: np.ndarray, dtype=np.float32) -> tuple[np.ndarray, object]:
    """Return what a line gives here, and the outline of it."""
    told = definition(normalised(f"def loss(y_true, y_pred):\n    return {line}"))
    graph = told.graph(Shapes((N, Size(K)), (N, Size(K))))
    inputs = {"y_true": tf.constant(y_true, dtype), "y_pred": tf.constant(y_pred, dtype)}
    return np.asarray(results(graph, inputs, {})[-1]), graph.result.outline


def same_shape(outline, array: np.ndarray) -> bool:
    return tuple(size.at(N_EXAMPLES) for size in outline.shape) == array.shape


@pytest.mark.parametrize(("name", "spelling"), [(f.name, s) for f in FUNCTIONS.values() for s in f.spellings])
def test_a_function_gives_what_it_gives_in_tensorflow(name, spelling):
    line, both = call_of(name, spelling), numbers()
    expected = executed(line, *both)
    actual, outline = computed(line, *both)
    np.testing.assert_allclose(actual, expected, rtol=1e-6, atol=1e-7)
    assert same_shape(outline, expected), (outline, expected.shape)
    assert outline.dtype == expected.dtype.name


@pytest.mark.parametrize("name", [name for name, f in FUNCTIONS.items() if f.rule.__name__ in ("reduced", "along")])
@pytest.mark.parametrize("arguments", ["axis=-1", "axis=0", "axis=(0, 1)", "axis=1, keepdims=True", "axis=None"])
def test_axes_are_those_of_tensorflow(name, arguments):
    if FUNCTIONS[name].rule.__name__ == "along" and arguments not in ("axis=-1", "axis=0"):
        arguments = "axis=1"
    condition = name in ("tf.reduce_all", "tf.reduce_any")
    given = "y_pred > 0.3" if condition else "y_pred"
    line = f"{name}({given}, {arguments})"
    line = f"tf.cast({line}, tf.float32)" if condition else line
    expected = executed(line, *numbers())
    actual, outline = computed(line, *numbers())
    np.testing.assert_allclose(actual, expected, rtol=1e-6)
    assert same_shape(outline, expected)


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_a_function_computes_in_double_precision_if_predictions_are(name):
    line, both = call_of(name, name), numbers()
    single, _ = computed(line, *both)
    double, outline = computed(line, *both, np.float64)
    np.testing.assert_allclose(double, single, rtol=1e-5, atol=1e-6)
    assert double.dtype == ("float64" if outline.dtype == "float32" else outline.dtype)


def test_each_function_has_an_operation_a_line_of_help_and_names_of_its_own():
    spellings = [spelling for function in FUNCTIONS.values() for spelling in function.spellings]
    assert len(set(spellings)) == len(spellings)
    for function in FUNCTIONS.values():
        assert callable(function_of(function.operation))
        assert function.help.endswith(".")
        assert len(function.help) < 100
    assert 100 <= len(FUNCTIONS) <= 180
    assert {"square", "log", "where", "reduce_mean", "mean", "maximum", "huber"} <= set(BARE)
