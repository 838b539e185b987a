"""What a written loss is given, from how it uses its arguments: which labels, and scores or probabilities."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal, NamedTuple

from lossviz.losses.written.graph import Graph, Node
from lossviz.losses.written.reading import Note

Labels = Literal["numbers", "zero_one", "one_hot", "integers"]

LABELS: Mapping[str, Labels] = {
    "keras.losses.sparse_categorical_crossentropy": "integers",
    "tf.nn.sparse_softmax_cross_entropy_with_logits": "integers",
    "keras.ops.sparse_categorical_crossentropy": "integers",
    "keras.ops.binary_crossentropy": "zero_one",
    "keras.ops.categorical_crossentropy": "one_hot",
    "keras.losses.binary_crossentropy": "zero_one",
    "keras.losses.binary_focal_crossentropy": "zero_one",
    "tf.nn.sigmoid_cross_entropy_with_logits": "zero_one",
    "keras.losses.hinge": "zero_one",
    "keras.losses.squared_hinge": "zero_one",
    "keras.losses.categorical_crossentropy": "one_hot",
    "keras.losses.categorical_focal_crossentropy": "one_hot",
    "keras.losses.categorical_hinge": "one_hot",
    "keras.losses.kl_divergence": "one_hot",
    "tf.nn.softmax_cross_entropy_with_logits": "one_hot",
}
"""Which labels functions want that know of classes."""

NUMBERS_OF_PLACES = ("tf.gather", "keras.ops.take_along_axis", "tf.one_hot", "keras.ops.one_hot")
"""Functions that take whole numbers as places."""

OF_SCORES: Mapping[str, Labels] = {
    "tf.sigmoid": "zero_one",
    "keras.ops.sigmoid": "zero_one",
    "tf.math.log_sigmoid": "zero_one",
    "tf.nn.softmax": "one_hot",
    "keras.ops.softmax": "one_hot",
    "tf.nn.log_softmax": "one_hot",
}
"""Functions that make probabilities of scores, and which labels go with these."""

WANT_SCORES = (
    "keras.losses.hinge",
    "keras.losses.squared_hinge",
    "keras.losses.categorical_hinge",
    "tf.nn.softmax_cross_entropy_with_logits",
    "tf.nn.sparse_softmax_cross_entropy_with_logits",
    "tf.nn.sigmoid_cross_entropy_with_logits",
)
"""Functions that want scores as predictions."""


OF_SHAPES = ("tf.shape", "tf.size", "tf.zeros_like", "tf.ones_like")
"""Functions that look at no numbers."""


LOGARITHMS = ("tf.math.log", "tf.math.log1p")
"""Functions that make scores of probabilities."""

PLACES_OF_MOST = ("tf.argmax", "keras.ops.argmax")
"""Functions that make class numbers of one-hot rows."""


class Given(NamedTuple):
    """What a loss is given, as `Loss` declares it."""

    labels: Labels
    scores: bool


def given(graph: Graph, of_classes: bool, notes: Collection[Note] = ()) -> Given:
    """Return what a loss is given.

    Args:
        graph: What it computes.
        of_classes: Whether it is an expression of the probability of the true class.
        notes: What comments say of it, which counts more.
    """
    of_true, of_pred = _behind(graph, "y_true"), _behind(graph, "y_pred")
    of_logarithm = of_pred - _behind(graph, "y_pred", (*OF_SHAPES, *LOGARITHMS))
    numbers = _behind(graph, "y_true", (*OF_SHAPES, *PLACES_OF_MOST))
    labels: list[Labels] = ["one_hot"] if of_classes else []
    scores = False
    for node in graph.nodes:
        called = node.operation
        if called in NUMBERS_OF_PLACES and _uses(node, ("indices", "x" if "one_hot" in called else "indices"), numbers):
            labels.insert(0, "integers")
        if called in LABELS and _uses(node, ("y_true", "labels", "target"), of_true):
            labels.insert(0, LABELS[called])
        if called in PLACES_OF_MOST and _uses(node, ("input", "x"), of_true - of_pred):
            labels.append("one_hot")
        if called in OF_SCORES and _uses(node, ("x", "logits"), of_pred - of_true):
            labels.append(OF_SCORES[called])
            scores = True
        if called in WANT_SCORES or node.arguments.get("from_logits") is True:
            scores = scores or _uses(node, ("y_pred", "logits", "output"), of_pred - of_logarithm)
    scores = scores or "scores" in notes
    if "two classes" in notes:
        labels.insert(0, "zero_one")
    elif "scores" in notes:
        labels.append("one_hot")
    return Given(labels[0] if labels else "numbers", scores)


def _behind(graph: Graph, name: str, without: tuple[str, ...] = OF_SHAPES) -> set[int]:
    """Return all that is computed from the numbers of an input, and it."""
    found: set[int] = set()
    for node in graph.nodes:
        parts = () if node.operation in without else node.parts
        if (node.name == name and node.kind == "input") or any(id(part) in found for part in parts):
            found.add(id(node))
    return found


def _uses(node: Node, names: Iterable[str], nodes: set[int]) -> bool:
    return any(id(node.arguments.get(name)) in nodes for name in names)
