"""What a written loss computes, by TensorFlow: each node of its graph is one operation of TensorFlow or Keras."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lossviz.lazy import tf
from lossviz.losses.written.batches import Batch
from lossviz.losses.written.graph import Graph, Node
from lossviz.losses.written.operations import function_of
from lossviz.losses.written.outlines import ONE, Level
from lossviz.losses.written.values import Dtype

REAL = ("x", "y", "t", "clip_value_min", "clip_value_max", "features", "value", "q")
"""Arguments that are real numbers, if they are not tensors."""


def results(
    graph: Graph, inputs: Mapping[str, Any], values: Mapping[str, Any], batch: Batch | None = None
) -> list[Any]:
    """Return the tensor of each node of a graph, the result last.

    Args:
        graph: What is computed.
        inputs: `y_true` and `y_pred`, of the shapes that the graph is for. The type of predictions, float32 or float64,
            is that of all computation.
        values: The parameters, as numbers or scalar tensors.
        batch: How parts of several examples are brought together; as TensorFlow does, if None.
    """
    known: dict[int, Any] = {}
    dtype = inputs["y_pred"].dtype
    for node in graph.nodes:
        if node.kind == "input":
            known[id(node)] = tf.cast(inputs[node.name], dtype)
        elif node.kind == "parameter":
            value = values[node.name]
            known[id(node)] = tf.cast(value, dtype) if tf.is_tensor(value) else tf.constant(value, dtype)
        else:
            arguments = {name: _given(argument, known, dtype) for name, argument in node.arguments.items()}
            special = batch.special(node, arguments) if batch is not None else None
            known[id(node)] = _called(node, arguments, dtype) if special is None else special
    return [known[id(node)] for node in graph.nodes]


def _given(argument: Any, known: Mapping[int, Any], floating: Any) -> Any:
    """Return an argument as TensorFlow takes it; `float32` in a text is the type of the predictions."""
    if isinstance(argument, Node):
        return known[id(argument)]
    if isinstance(argument, (list, tuple)):
        return type(argument)(_given(part, known, floating) for part in argument)
    if isinstance(argument, Dtype):
        return floating if argument.name == "float32" else tf.as_dtype(argument.name)
    return argument


def _called(node: Node, arguments: dict[str, Any], floating: Any) -> Any:
    if node.kind == "index":
        return arguments["x"][arguments["index"]]
    if node.operation == "tf.squeeze":
        # A batch of one example keeps its axis.
        shape = node.arguments["input"].outline.shape
        arguments.setdefault("axis", [axis for axis, size in enumerate(shape) if size == ONE])
    if node.operation.startswith("operator."):
        sides = [tf.convert_to_tensor(side) if isinstance(side, (list, tuple)) else side for side in arguments.values()]
        result = tf.convert_to_tensor(function_of(node.operation)(*(_floating(side, floating) for side in sides)))
    else:
        result = function_of(node.operation)(**_as_real(node, arguments))
    return _floating(result, floating)


def _as_real(node: Node, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments with real numbers instead of whole ones, where a result is real."""
    if node.outline.dtype not in ("float32", "bool"):
        return arguments
    return {name: float(value) if name in REAL and type(value) is int else value for name, value in arguments.items()}


def _floating(value: Any, floating: Any) -> Any:
    """Return real numbers in the type of the predictions; TensorFlow makes float32 of those of Python."""
    return tf.cast(value, floating) if tf.is_tensor(value) and value.dtype.is_floating else value


def costs(graph: Graph, y_true: Any, y_pred: Any, values: Mapping[str, Any]) -> Any:
    """Return the cost of each example as a batch of its own, shape (n,)."""
    if graph.result.outline.level != Level.COUPLED:
        return _each(graph, y_true, y_pred, values)
    numbers = {name: tf.convert_to_tensor(value) for name, value in values.items()}
    return _alone(graph)(tf.expand_dims(y_true, 1), tf.expand_dims(y_pred, 1), numbers)


@lru_cache(maxsize=64)
def _alone(graph: Graph) -> Any:
    """Return a function that gives the costs of batches of one example, traced once for some shapes."""

    def alone(y_true: Any, y_pred: Any, values: Mapping[str, Any]) -> Any:
        return tf.vectorized_map(lambda pair: _together(graph, pair[0], pair[1], values, tf.ones(1)), (y_true, y_pred))

    return tf.function(alone, autograph=False, reduce_retracing=True)


def batch_costs(graph: Graph, y_true: Any, y_pred: Any, mask: Any, values: Mapping[str, Any]) -> Any:
    """Return the cost of each example of a batch, shape (n,).

    If the examples are judged together, it is the same for each.

    Args:
        graph: What is computed.
        y_true: Targets.
        y_pred: Predictions.
        mask: 1 for each example, 0 for what only fills the batch up; shape (n,).
        values: The parameters.
    """
    if graph.result.outline.level != Level.COUPLED:
        return _each(graph, y_true, y_pred, values)
    return tf.fill(tf.shape(y_pred)[:1], _together(graph, y_true, y_pred, values, mask))


def _each(graph: Graph, y_true: Any, y_pred: Any, values: Mapping[str, Any]) -> Any:
    """Return the cost of each example, of a loss that judges each by itself or takes a mean over the batch."""
    batch = Batch(graph, None, _room(y_pred))
    return batch.mean_of_each(results(graph, {"y_true": y_true, "y_pred": y_pred}, values, batch)[-1])


def _together(graph: Graph, y_true: Any, y_pred: Any, values: Mapping[str, Any], mask: Any) -> Any:
    """Return the one cost of a batch."""
    batch = Batch(graph, mask, _room(y_pred))
    return batch.mean_of_all(results(graph, {"y_true": y_true, "y_pred": y_pred}, values, batch)[-1])


def _room(y_pred: Any) -> Any:
    return tf.shape(y_pred)[0] if y_pred.shape[0] is None else y_pred.shape[0]
