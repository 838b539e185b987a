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
    """Return the result of a graph; the arguments are those of `results`."""
    return results(graph, inputs, values)[-1]


def results(graph: Graph, inputs: Mapping[str, Any], values: Mapping[str, Any]) -> list[Any]:
    """Return what each node of a graph gives, the result last.

    Parameters, constants and what is cast to float32 follow `y_pred`, which may be of float64.

    Args:
        graph: The graph.
        inputs: `y_true` and `y_pred`, as tensors.
        values: The parameters, as numbers or scalar tensors.
    """
    dtype = inputs["y_pred"].dtype
    given: dict[int, Any] = {}
    for node in graph.nodes:
        if node.kind == "input":
            given[id(node)] = inputs[node.name]
        elif node.kind == "parameter":
            given[id(node)] = tf.cast(values[node.name], dtype)
        else:
            arguments = {name: _given(argument, given, dtype) for name, argument in node.arguments.items()}
            given[id(node)] = _called(node, arguments, dtype)
    return [given[id(node)] for node in graph.nodes]


def _given(argument: Any, given: Mapping[int, Any], dtype: Any) -> Any:
    if isinstance(argument, Node):
        return given[id(argument)]
    if isinstance(argument, list):
        return [_given(part, given, dtype) for part in argument]
    if isinstance(argument, Dtype):
        return dtype if argument.name == "float32" else argument.name
    return argument


def _called(node: Node, arguments: dict[str, Any], dtype: Any) -> Any:
    function: Function | None = node.function
    if function is None:
        return arguments["x"][arguments["index"]]
    compute = operation(function.operation)
    if function.operation.startswith("operator."):
        first, *rest = arguments.values()
        # Two numbers, or a list and a number: Python would not make a tensor of them.
        first = first if tf.is_tensor(first) or any(map(tf.is_tensor, rest)) else tf.convert_to_tensor(first, dtype)
        return compute(first, *rest)
    return compute(**arguments)
