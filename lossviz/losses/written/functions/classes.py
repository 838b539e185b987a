"""Functions of classes: places by their numbers, and cross-entropies of scores."""

from __future__ import annotations

from lossviz.losses.written.functions.base import function
from lossviz.losses.written.rules import gathered, judged, looked_up, one_hot, over_last_axis, taken_along

FUNCTIONS = (
    function(
        "tf.gather",
        "params|x, indices, axis=None, batch_dims=0",
        gathered,
        "What stands at some places of an axis; with `batch_dims=1` each row has its own.",
    ),
    function("ops.take_along_axis", "x, indices, axis=None", taken_along, "In each row, what stands at its places."),
    function(
        "tf.one_hot K.one_hot",
        "indices, depth|num_classes, axis=None, dtype=None",
        one_hot,
        "Rows with a 1 at a place.",
    ),
    function(
        "ops.one_hot ops.nn.one_hot",
        "x|indices, num_classes, axis=-1, dtype=None",
        one_hot,
        "Rows with a 1 at a place.",
    ),
    function(
        "ops.binary_crossentropy K.binary_crossentropy",
        "target, output, from_logits=False",
        judged,
        "Cross-entropy of 0 or 1, of each number.",
    ),
    function(
        "ops.categorical_crossentropy K.categorical_crossentropy",
        "target, output, from_logits=False, axis=-1",
        over_last_axis,
        "Cross-entropy of one-hot rows.",
    ),
    function(
        "ops.sparse_categorical_crossentropy K.sparse_categorical_crossentropy",
        "target, output, from_logits=False, axis=-1",
        looked_up,
        "Cross-entropy of class numbers.",
    ),
    function(
        "tf.nn.softmax_cross_entropy_with_logits",
        "labels, logits, axis=-1",
        over_last_axis,
        "Cross-entropy of one-hot rows and scores.",
    ),
    function(
        "tf.nn.sparse_softmax_cross_entropy_with_logits",
        "labels, logits",
        looked_up,
        "Cross-entropy of class numbers and scores.",
    ),
    function(
        "tf.nn.sigmoid_cross_entropy_with_logits",
        "labels, logits",
        judged,
        "Cross-entropy of 0 or 1 and scores, of each number.",
    ),
)
