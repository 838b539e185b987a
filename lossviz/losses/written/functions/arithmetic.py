"""Functions of single numbers: of each element of a tensor by itself."""

from __future__ import annotations

from lossviz.losses.written.functions.base import function
from lossviz.losses.written.rules import any_type, number, real

TWO = "x|x1, y|x2"

FUNCTIONS = (
    function("*add ops.add", TWO, number, "x + y.", "operator.add"),
    function("*subtract ops.subtract", TWO, number, "x − y.", "operator.sub"),
    function("*multiply ops.multiply", TWO, number, "x · y.", "operator.mul"),
    function("*divide *truediv ops.divide ops.true_divide", TWO, real, "x / y.", "operator.truediv"),
    function("tf.math.divide_no_nan ops.divide_no_nan", TWO, real, "x / y, and 0 where y is 0."),
    function("tf.math.multiply_no_nan", "x, y", real, "x · y, and 0 where y is 0, whatever x is."),
    function("tf.math.floordiv ops.floor_divide", TWO, number, "The whole part of x / y.", "operator.floordiv"),
    function("tf.math.mod tf.math.floormod ops.mod", TWO, number, "What remains of x / y.", "operator.mod"),
    function("*pow ops.power K.pow pow", "x|x1|a, y|x2", number, "x to the power of y.", "operator.pow"),
    function("*negative ops.negative", "x", number, "−x.", "operator.neg"),
    function("*abs ops.abs ops.absolute K.abs abs", "x", number, "|x|.", "operator.abs"),
    function("*square ops.square K.square", "x", number, "x²."),
    function("tf.math.squared_difference", TWO, number, "(x − y)²."),
    function("*sqrt ops.sqrt K.sqrt", "x", real, "The square root. Its slope at 0 is infinite."),
    function("tf.math.rsqrt ops.rsqrt", "x", real, "1 / √x."),
    function("tf.math.reciprocal ops.reciprocal", "x", real, "1 / x."),
    function("*sign ops.sign K.sign", "x", number, "−1, 0 or 1. It has no slope."),
    function("*round ops.round K.round", "x", number, "The nearest whole number. It has no slope."),
    function("*floor ops.floor", "x", real, "The next lower whole number. It has no slope."),
    function("tf.math.ceil ops.ceil", "x", real, "The next higher whole number. It has no slope."),
    function("*exp ops.exp K.exp", "x", real, "e to the power of x."),
    function("tf.math.expm1 ops.expm1", "x", real, "eˣ − 1, exact near 0."),
    function("tf.math.log ops.log K.log", "x", real, "The natural logarithm. That of 0 is −∞."),
    function("tf.math.log1p ops.log1p", "x", real, "log(1 + x), exact near 0."),
    function("ops.log2", "x", real, "The logarithm to the base 2."),
    function("ops.log10", "x", real, "The logarithm to the base 10."),
    function("tf.math.xlogy", "x, y", real, "x · log y, and 0 where x is 0."),
    function("tf.math.xlog1py", "x, y", real, "x · log(1 + y), and 0 where x is 0."),
    function("*sigmoid", "x", real, "1 / (1 + e⁻ˣ)."),
    function(
        "ops.sigmoid ops.nn.sigmoid keras.activations.sigmoid K.sigmoid tf.nn.sigmoid", "x", real, "As `tf.sigmoid`."
    ),
    function("tf.math.log_sigmoid ops.log_sigmoid", "x", real, "log(sigmoid(x)), finite everywhere."),
    function("tf.math.softplus tf.nn.softplus ops.softplus K.softplus", "features|x", real, "log(1 + eˣ)."),
    function("tf.nn.softsign tf.math.softsign ops.softsign", "features|x", real, "x / (1 + |x|)."),
    function("tf.nn.relu ops.relu K.relu", "features|x", number, "max(0, x)."),
    function("tf.nn.elu ops.elu", "features|x", real, "x, and eˣ − 1 below 0."),
    function("tf.math.erf ops.erf", "x", real, "The error function."),
    function("tf.math.lgamma", "x", real, "The logarithm of Γ(x)."),
    function("tf.math.digamma", "x", real, "The slope of `tf.math.lgamma`."),
    function("*sin ops.sin K.sin", "x", real, "The sine."),
    function("*cos ops.cos K.cos", "x", real, "The cosine."),
    function("*tan ops.tan", "x", real, "The tangent."),
    function("*asin ops.arcsin", "x", real, "The inverse of the sine."),
    function("*acos ops.arccos", "x", real, "The inverse of the cosine."),
    function("*atan ops.arctan", "x", real, "The inverse of the tangent."),
    function("*atan2 ops.arctan2", "y|x1, x|x2", real, "The angle of the point (x, y)."),
    function("*sinh ops.sinh", "x", real, "(eˣ − e⁻ˣ) / 2."),
    function("*cosh ops.cosh", "x", real, "(eˣ + e⁻ˣ) / 2."),
    function("*tanh tf.nn.tanh ops.tanh K.tanh", "x", real, "sinh x / cosh x, between −1 and 1."),
    function("*asinh ops.arcsinh", "x", real, "The inverse of sinh."),
    function("*acosh ops.arccosh", "x", real, "The inverse of cosh."),
    function("*atanh ops.arctanh", "x", real, "The inverse of tanh."),
    function("*maximum ops.maximum K.maximum", TWO, number, "The greater one."),
    function("*minimum ops.minimum K.minimum", TWO, number, "The smaller one."),
    function(
        "tf.clip_by_value ops.clip K.clip",
        "t|x, clip_value_min|x_min|min_value, clip_value_max|x_max|max_value",
        number,
        "x, kept between two numbers. Beyond them it has no slope.",
    ),
    function("tf.add_n", "inputs", number, "The sum of several tensors."),
    function(
        "tf.stop_gradient ops.stop_gradient K.stop_gradient",
        "input|variable|variables",
        any_type,
        "x, whose slope counts as 0.",
    ),
)
