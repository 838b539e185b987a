"""Functions that move numbers without changing them."""

from __future__ import annotations

from lossviz.losses.written.functions.base import function
from lossviz.losses.written.rules import (
    cast,
    concatenated,
    expanded,
    flattened,
    product_of_matrices,
    reshaped,
    shape_of,
    size_of,
    squeezed,
    stacked,
    transposed,
)

FUNCTIONS = (
    function("tf.cast ops.cast K.cast", "x, dtype", cast, "In another type, as `tf.float32`."),
    function(
        "tf.convert_to_tensor tf.constant tf.identity ops.convert_to_tensor K.constant K.variable",
        "value|x|input, dtype=None",
        cast,
        "As a tensor.",
    ),
    function("tf.reshape ops.reshape K.reshape", "tensor|x, shape|newshape", reshaped, "In another shape."),
    function("K.flatten ops.ravel", "x", flattened, "All numbers behind each other.", "keras.ops.ravel"),
    function("tf.expand_dims ops.expand_dims K.expand_dims", "input|x, axis", expanded, "With one more axis."),
    function("tf.squeeze ops.squeeze K.squeeze", "input|x, axis=None", squeezed, "Without axes of 1."),
    function("tf.transpose ops.transpose K.transpose", "a|x, perm|axes=None", transposed, "With axes swapped."),
    function("tf.stack ops.stack K.stack", "values|x|arrays, axis=0", stacked, "Tensors side by side on a new axis."),
    function("tf.concat", "values, axis", concatenated, "Tensors one behind the other."),
    function("ops.concatenate K.concatenate", "xs|tensors, axis=0", concatenated, "Tensors one behind the other."),
    function("tf.shape K.shape", "input|x", shape_of, "The shape."),
    function("tf.size ops.size", "input|x", size_of, "How many numbers there are."),
    function(
        "tf.matmul tf.linalg.matmul",
        "a, b, transpose_a=False, transpose_b=False",
        product_of_matrices,
        "The product of matrices, as `a @ b`.",
    ),
    function("ops.matmul K.dot", "x1|x, x2|y", product_of_matrices, "The product of matrices.", "operator.matmul"),
)
