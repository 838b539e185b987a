"""Functions that make one number of many, of everything or along an axis; and those that compute along an axis."""

from __future__ import annotations

import math

from lossviz.losses.written.functions.base import function
from lossviz.losses.written.rules import along, cumulative, place, reduced

X = "input_tensor|x, axis=None, keepdims=False"

FUNCTIONS = (
    function("*reduce_mean ops.mean K.mean", X, reduced, "The mean."),
    function("*reduce_sum ops.sum K.sum", X, reduced, "The sum.", neutral=0),
    function("*reduce_max ops.max ops.amax K.max", X, reduced, "The greatest.", neutral=-math.inf),
    function("*reduce_min ops.min ops.amin K.min", X, reduced, "The smallest.", neutral=math.inf),
    function("*reduce_prod ops.prod K.prod", X, reduced, "The product.", neutral=1),
    function("*reduce_logsumexp ops.logsumexp", X, reduced, "log Σ eˣ, finite everywhere.", neutral=-math.inf),
    function("tf.math.reduce_variance ops.var K.var", X, reduced, "The variance."),
    function("tf.math.reduce_std ops.std K.std", X, reduced, "The standard deviation. Its slope at 0 is no number."),
    function("*reduce_all ops.all K.all", X, reduced, "Whether all hold.", neutral=1),
    function("*reduce_any ops.any K.any", X, reduced, "Whether one holds.", neutral=0),
    function(
        "tf.math.count_nonzero",
        "input, axis=None, keepdims=False, dtype='int64'",
        reduced,
        "How many are not 0. It has no slope.",
        neutral=0,
    ),
    function(
        "tf.norm tf.linalg.norm",
        "tensor|x, ord='euclidean', axis=None, keepdims=False",
        reduced,
        "The length of a vector. Its slope at 0 is no number.",
        neutral=0,
    ),
    function("*argmax", "input|x, axis=None", place, "Where the greatest is. It has no slope.", neutral=-math.inf),
    function("*argmin", "input|x, axis=None", place, "Where the smallest is. It has no slope.", neutral=math.inf),
    function("ops.argmax", "x, axis=None, keepdims=False", place, "As `tf.argmax`.", neutral=-math.inf),
    function("ops.argmin", "x, axis=None, keepdims=False", place, "As `tf.argmin`.", neutral=math.inf),
    function("K.argmax", "input|x, axis=-1", place, "As `tf.argmax`.", "tf.argmax", neutral=-math.inf),
    function("K.argmin", "input|x, axis=-1", place, "As `tf.argmin`.", "tf.argmin", neutral=math.inf),
    function("tf.nn.softmax", "logits|x, axis=-1", along, "Powers eˣ, as shares of their sum.", neutral=-math.inf),
    function(
        "ops.softmax ops.nn.softmax keras.activations.softmax K.softmax",
        "x, axis=-1",
        along,
        "As `tf.nn.softmax`.",
        neutral=-math.inf,
    ),
    function(
        "tf.nn.log_softmax ops.log_softmax",
        "logits|x, axis=-1",
        along,
        "log(softmax(x)), finite everywhere.",
        neutral=-math.inf,
    ),
    function(
        "tf.math.l2_normalize tf.nn.l2_normalize tf.linalg.l2_normalize K.l2_normalize",
        "x, axis=None, epsilon=1e-12",
        along,
        "x, divided by its length.",
        neutral=0,
    ),
    function(
        "*cumsum K.cumsum",
        "x, axis=0, exclusive=False, reverse=False",
        cumulative,
        "The sum of all up to each one.",
        neutral=0,
    ),
    function("ops.cumsum", "x, axis=None", cumulative, "The sum of all up to each one.", neutral=0),
    function(
        "tf.sort",
        "values|x, axis=-1, direction='ASCENDING'",
        along,
        "In ascending order, or `DESCENDING`.",
        neutral=math.inf,
    ),
    function("ops.sort", "x, axis=-1", along, "In ascending order.", neutral=math.inf),
)
