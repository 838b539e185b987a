"""What a written loss computes, by TensorFlow: each node of its graph is one operation of TensorFlow or Keras."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from lossviz.lazy import keras, tf
from lossviz.losses.written.functions import Function
from lossviz.losses.written.graph import Graph, Node
from lossviz.losses.written.values import Dtype


@lru_cache(maxsize=256)
def operation(name: str) -> Callable[..., Any]:
    """Return the function of TensorFlow, Keras or Python's `operator` that a declaration names."""
    home, *path = name.split(".")
    found: Any = {"tf": tf, "keras": keras, "operator": operator}[home]
    for part in path:
        found = getattr(found, part)
    return found


def evaluate(graph: Graph, inputs: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    """Return the result of a graph.

    Args:
        graph: The graph.
        inputs: `y_true` and `y_pred`, as tensors.
        values: The parameters, as numbers or scalar tensors.
    """
    results: dict[int, Any] = {}
    for node in graph.nodes:
        if node.kind == "input":
            results[id(node)] = inputs[node.name]
        elif node.kind == "parameter":
            results[id(node)] = tf.convert_to_tensor(values[node.name], tf.float32)
        else:
            arguments = {name: _given(argument, results) for name, argument in node.arguments.items()}
            results[id(node)] = _called(node, arguments)
    return results[id(graph.result)]


def _given(argument: Any, results: Mapping[int, Any]) -> Any:
    if isinstance(argument, Node):
        return results[id(argument)]
    if isinstance(argument, list):
        return [_given(part, results) for part in argument]
    return argument.name if isinstance(argument, Dtype) else argument


def _called(node: Node, arguments: dict[str, Any]) -> Any:
    function: Function | None = node.function
    if function is None:
        return arguments["x"][arguments["index"]]
    compute = operation(function.operation)
    if function.operation.startswith("operator."):
        first, *rest = arguments.values()
        # Two numbers, or a list and a number: Python would not make a tensor of them.
        first = (
            first if tf.is_tensor(first) or any(map(tf.is_tensor, rest)) else tf.convert_to_tensor(first, tf.float32)
        )
        return compute(first, *rest)
    return compute(**arguments)
