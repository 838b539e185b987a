"""Functions that make tensors of nothing but a shape."""

from __future__ import annotations

from lossviz.losses.written.functions.base import function
from lossviz.losses.written.rules import band, diagonal, filled, identity, like, numbered

FUNCTIONS = (
    function("tf.zeros_like ops.zeros_like K.zeros_like", "input|x, dtype=None", like, "Zeros in the shape of x."),
    function("tf.ones_like ops.ones_like K.ones_like", "input|x, dtype=None", like, "Ones in the shape of x."),
    function("tf.zeros ops.zeros K.zeros", "shape, dtype='float32'", filled, "Zeros."),
    function("tf.ones ops.ones K.ones", "shape, dtype='float32'", filled, "Ones."),
    function("tf.fill", "dims, value", filled, "One number everywhere."),
    function("tf.range", "start|limit", numbered, "0, 1, 2 and so on, up to the limit."),
    function("tf.eye", "num_rows", identity, "A matrix with ones on its diagonal."),
    function("tf.linalg.diag_part tf.linalg.tensor_diag_part", "input", diagonal, "The diagonal of a matrix."),
    function("tf.linalg.band_part", "input, num_lower, num_upper", band, "A matrix without what is off its band."),
)
