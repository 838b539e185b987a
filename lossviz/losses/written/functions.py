"""The functions that a written loss may call: one declaration each, from which all else derives.

A declaration names an operation of TensorFlow or Keras, the names under which people call it, its arguments, how the
shape of its result follows from theirs, and a line of help. Whatever stands in no declaration cannot be called.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

CONSTANTS: Mapping[str, str] = MappingProxyType(
    {
        "axis": "axis",
        "batch_dims": "axis",
        "ord": "order",
        "keepdims": "flag",
        "transpose_a": "flag",
        "transpose_b": "flag",
        "from_logits": "flag",
        "exclusive": "flag",
        "reverse": "flag",
        "direction": "text",
        "depth": "size",
        "num_classes": "size",
        "k": "size",
        "repeats": "size",
        "dtype": "dtype",
        "shape": "shape",
        "perm": "shape",
        "axes": "shape",
        "multiples": "shape",
        "label_smoothing": "number",
        "epsilon": "number",
        "ignore_class": "number",
    }
)
"""Arguments that must be known while a loss is compiled, by what they are; all others are tensors."""

SEVERAL = ("values", "inputs")
"""Arguments that are several tensors in a list."""

REQUIRED = object()
"""The default of an argument that has none."""


@dataclass(frozen=True)
class Argument:
    """An argument of a function.

    Attributes:
        names: What it may be called: first as the operation calls it.
        default: Its value if none is given; `REQUIRED` if it must be given.
    """

    names: tuple[str, ...]
    default: Any = REQUIRED

    @property
    def name(self) -> str:
        """What the operation calls it."""
        return self.names[0]

    @property
    def constant(self) -> str:
        """What it is, if it must be known while a loss is compiled; empty for a tensor."""
        return CONSTANTS.get(self.name, "")


@dataclass(frozen=True)
class Function:
    """A function that a written loss may call.

    Attributes:
        operation: What is computed: the full name of a function of TensorFlow, Keras or Python's `operator`.
        spellings: The full names under which people call it, the first one for messages.
        arguments: In their order.
        rule: How its shape follows from those of its arguments: a name in `shapes.RULES`.
        help: What it is, in a line.
        loss_class: Whether calling it makes a loss object, as `keras.losses.Huber()` does, which is then called.
    """

    operation: str
    spellings: tuple[str, ...]
    arguments: tuple[Argument, ...]
    rule: str
    help: str
    loss_class: bool = False


def _arguments(text: str) -> Iterator[Argument]:
    """Read `x|input_tensor, axis=None`: names of an argument, and its default if it has one."""
    for part in filter(None, text.split(", ")):
        names, equals, default = part.partition("=")
        yield Argument(tuple(names.split("|")), ast.literal_eval(default) if equals else REQUIRED)


def _function(
    operation: str,
    arguments: str,
    rule: str,
    help: str,  # noqa: A002  # as in Param
    *,
    tf: str = "",
    ops: str = "",
    backend: str = "",
    other: str = "",
) -> Function:
    """Declare a function: names in `tf`, `keras.ops`, `keras.backend`, and full ones, with spaces between them."""
    homes = (("tf.", tf), ("keras.ops.", ops), ("keras.backend.", backend), ("", other))
    spellings = [home + name for home, names in homes for name in names.split()]
    return Function(operation, tuple(spellings), tuple(_arguments(arguments)), rule, help)


_SIZE = "input_tensor|x, axis=None, keepdims=False"

_DECLARED = (
    # Arithmetic
    _function("operator.add", "x|x1, y|x2", "elementwise", "x + y", tf="add math.add", ops="add"),
    _function("operator.sub", "x|x1, y|x2", "elementwise", "x − y", tf="subtract math.subtract", ops="subtract"),
    _function("operator.mul", "x|x1, y|x2", "elementwise", "x · y", tf="multiply math.multiply", ops="multiply"),
    _function(
        "operator.truediv",
        "x|x1, y|x2",
        "elementwise",
        "x / y",
        tf="divide math.divide truediv math.truediv",
        ops="divide true_divide",
    ),
    _function(
        "tf.math.divide_no_nan",
        "x|x1, y|x2",
        "elementwise",
        "x / y, and 0 where y is 0",
        tf="math.divide_no_nan",
        ops="divide_no_nan",
    ),
    _function(
        "operator.floordiv", "x|x1, y|x2", "steps", "The whole part of x / y", tf="math.floordiv", ops="floor_divide"
    ),
    _function(
        "operator.mod", "x|x1, y|x2", "elementwise", "What remains of x / y", tf="math.mod math.floormod", ops="mod"
    ),
    _function(
        "operator.pow",
        "x|x1|a, y|x2",
        "elementwise",
        "x to the power of y",
        tf="pow math.pow",
        ops="power",
        backend="pow",
        other="pow",
    ),
    _function("operator.neg", "x", "elementwise", "−x", tf="negative math.negative", ops="negative"),
    _function(
        "operator.abs", "x", "elementwise", "|x|", tf="abs math.abs", ops="abs absolute", backend="abs", other="abs"
    ),
    _function("tf.square", "x", "elementwise", "x²", tf="square math.square", ops="square", backend="square"),
    _function("tf.math.squared_difference", "x|x1, y|x2", "elementwise", "(x − y)²", tf="math.squared_difference"),
    _function(
        "tf.sqrt",
        "x",
        "elementwise",
        "The square root; its slope at 0 is infinite",
        tf="sqrt math.sqrt",
        ops="sqrt",
        backend="sqrt",
    ),
    _function("tf.math.rsqrt", "x", "elementwise", "1 / √x", tf="math.rsqrt", ops="rsqrt"),
    _function("tf.math.reciprocal", "x", "elementwise", "1 / x", tf="math.reciprocal", ops="reciprocal"),
    _function("tf.sign", "x", "steps", "−1, 0 or 1", tf="sign math.sign", ops="sign", backend="sign"),
    _function(
        "tf.round", "x", "steps", "The nearest whole number", tf="round math.round", ops="round", backend="round"
    ),
    _function("tf.floor", "x", "steps", "The next lower whole number", tf="floor math.floor", ops="floor"),
    _function("tf.math.ceil", "x", "steps", "The next higher whole number", tf="math.ceil", ops="ceil"),
    # Exponentials
    _function("tf.exp", "x", "elementwise", "eˣ", tf="exp math.exp", ops="exp", backend="exp"),
    _function("tf.math.expm1", "x", "elementwise", "eˣ − 1, exact near 0", tf="math.expm1", ops="expm1"),
    _function(
        "tf.math.log",
        "x",
        "elementwise",
        "The natural logarithm; of 0 it is −∞",
        tf="math.log",
        ops="log",
        backend="log",
    ),
    _function("tf.math.log1p", "x", "elementwise", "log(1 + x), exact near 0", tf="math.log1p", ops="log1p"),
    _function("keras.ops.log2", "x", "elementwise", "The logarithm to the base 2", ops="log2"),
    _function("keras.ops.log10", "x", "elementwise", "The logarithm to the base 10", ops="log10"),
    _function("tf.math.xlogy", "x, y", "elementwise", "x · log y, and 0 where x is 0", tf="math.xlogy"),
    _function("tf.math.xlog1py", "x, y", "elementwise", "x · log(1 + y), and 0 where x is 0", tf="math.xlog1py"),
    _function("tf.math.multiply_no_nan", "x, y", "elementwise", "x · y, and 0 where y is 0", tf="math.multiply_no_nan"),
    _function("tf.sigmoid", "x", "elementwise", "1 / (1 + e⁻ˣ)", tf="sigmoid math.sigmoid", other="bare.sigmoid"),
    _function(
        "keras.ops.sigmoid",
        "x",
        "elementwise",
        "1 / (1 + e⁻ˣ)",
        ops="sigmoid nn.sigmoid",
        backend="sigmoid",
        other="tf.nn.sigmoid keras.activations.sigmoid",
    ),
    _function("tf.math.log_sigmoid", "x", "elementwise", "log(sigmoid(x))", tf="math.log_sigmoid", ops="log_sigmoid"),
    _function(
        "tf.math.softplus",
        "features|x",
        "elementwise",
        "log(1 + eˣ)",
        tf="math.softplus nn.softplus",
        ops="softplus",
        backend="softplus",
    ),
    _function(
        "tf.nn.softsign", "features|x", "elementwise", "x / (1 + |x|)", tf="nn.softsign math.softsign", ops="softsign"
    ),
    _function("tf.nn.relu", "features|x", "elementwise", "max(0, x)", tf="nn.relu", ops="relu", backend="relu"),
    _function("tf.nn.elu", "features|x", "elementwise", "x, and eˣ − 1 below 0", tf="nn.elu", ops="elu"),
    _function("tf.math.erf", "x", "elementwise", "The error function", tf="math.erf", ops="erf"),
    _function("tf.math.lgamma", "x", "elementwise", "The logarithm of Γ(x)", tf="math.lgamma"),
    _function("tf.math.digamma", "x", "elementwise", "The slope of lgamma", tf="math.digamma"),
    # Angles
    _function("tf.sin", "x", "elementwise", "Sine", tf="sin math.sin", ops="sin", backend="sin"),
    _function("tf.cos", "x", "elementwise", "Cosine", tf="cos math.cos", ops="cos", backend="cos"),
    _function("tf.tan", "x", "elementwise", "Tangent", tf="tan math.tan", ops="tan"),
    _function("tf.asin", "x", "elementwise", "Inverse of the sine", tf="asin math.asin", ops="arcsin"),
    _function("tf.acos", "x", "elementwise", "Inverse of the cosine", tf="acos math.acos", ops="arccos"),
    _function("tf.atan", "x", "elementwise", "Inverse of the tangent", tf="atan math.atan", ops="arctan"),
    _function(
        "tf.math.atan2",
        "y|x1, x|x2",
        "elementwise",
        "The angle of the point (x, y)",
        tf="math.atan2 atan2",
        ops="arctan2",
    ),
    _function("tf.sinh", "x", "elementwise", "(eˣ − e⁻ˣ) / 2", tf="sinh math.sinh", ops="sinh"),
    _function("tf.cosh", "x", "elementwise", "(eˣ + e⁻ˣ) / 2", tf="cosh math.cosh", ops="cosh"),
    _function(
        "tf.tanh",
        "x",
        "elementwise",
        "sinh / cosh, between −1 and 1",
        tf="tanh math.tanh nn.tanh",
        ops="tanh",
        backend="tanh",
    ),
    _function("tf.asinh", "x", "elementwise", "Inverse of sinh", tf="asinh math.asinh", ops="arcsinh"),
    _function("tf.atanh", "x", "elementwise", "Inverse of tanh", tf="atanh math.atanh", ops="arctanh"),
    # Choices
    _function(
        "tf.where",
        "condition, x|x1, y|x2",
        "elementwise",
        "x where the condition holds, y elsewhere",
        tf="where",
        ops="where",
    ),
    _function("keras.ops.where", "condition|condition, x1, x2", "elementwise", "As tf.where", backend="switch"),
    _function(
        "tf.maximum",
        "x|x1, y|x2",
        "elementwise",
        "The greater one",
        tf="maximum math.maximum",
        ops="maximum",
        backend="maximum",
    ),
    _function(
        "tf.minimum",
        "x|x1, y|x2",
        "elementwise",
        "The smaller one",
        tf="minimum math.minimum",
        ops="minimum",
        backend="minimum",
    ),
    _function(
        "tf.clip_by_value",
        "t|x, clip_value_min|x_min|min_value, clip_value_max|x_max|max_value",
        "elementwise",
        "x, kept between two numbers",
        tf="clip_by_value",
        ops="clip",
        backend="clip",
    ),
    _function(
        "operator.gt", "x|x1, y|x2", "condition", "x > y", tf="greater math.greater", ops="greater", backend="greater"
    ),
    _function(
        "operator.ge",
        "x|x1, y|x2",
        "condition",
        "x ≥ y",
        tf="greater_equal math.greater_equal",
        ops="greater_equal",
        backend="greater_equal",
    ),
    _function("operator.lt", "x|x1, y|x2", "condition", "x < y", tf="less math.less", ops="less", backend="less"),
    _function(
        "operator.le",
        "x|x1, y|x2",
        "condition",
        "x ≤ y",
        tf="less_equal math.less_equal",
        ops="less_equal",
        backend="less_equal",
    ),
    _function("tf.equal", "x|x1, y|x2", "condition", "x = y", tf="equal math.equal", ops="equal", backend="equal"),
    _function(
        "tf.not_equal",
        "x|x1, y|x2",
        "condition",
        "x ≠ y",
        tf="not_equal math.not_equal",
        ops="not_equal",
        backend="not_equal",
    ),
    _function(
        "tf.logical_and", "x|x1, y|x2", "condition", "Both hold", tf="logical_and math.logical_and", ops="logical_and"
    ),
    _function(
        "tf.logical_or",
        "x|x1, y|x2",
        "condition",
        "One holds, or both",
        tf="logical_or math.logical_or",
        ops="logical_or",
    ),
    _function(
        "tf.math.logical_xor",
        "x|x1, y|x2",
        "condition",
        "One holds, not both",
        tf="math.logical_xor",
        ops="logical_xor",
    ),
    _function(
        "tf.logical_not",
        "x",
        "condition",
        "The condition does not hold",
        tf="logical_not math.logical_not",
        ops="logical_not",
    ),
    _function("tf.math.is_nan", "x", "condition", "x is no number", tf="math.is_nan", ops="isnan"),
    _function("tf.math.is_finite", "x", "condition", "x is a number", tf="math.is_finite", ops="isfinite"),
    # Reductions
    _function(
        "tf.reduce_mean", _SIZE, "reduce", "The mean", tf="reduce_mean math.reduce_mean", ops="mean", backend="mean"
    ),
    _function("tf.reduce_sum", _SIZE, "reduce", "The sum", tf="reduce_sum math.reduce_sum", ops="sum", backend="sum"),
    _function(
        "tf.reduce_max", _SIZE, "reduce", "The greatest", tf="reduce_max math.reduce_max", ops="max amax", backend="max"
    ),
    _function(
        "tf.reduce_min", _SIZE, "reduce", "The smallest", tf="reduce_min math.reduce_min", ops="min amin", backend="min"
    ),
    _function(
        "tf.reduce_prod", _SIZE, "reduce", "The product", tf="reduce_prod math.reduce_prod", ops="prod", backend="prod"
    ),
    _function(
        "tf.reduce_logsumexp", _SIZE, "reduce", "log Σ eˣ", tf="reduce_logsumexp math.reduce_logsumexp", ops="logsumexp"
    ),
    _function(
        "tf.math.reduce_variance", _SIZE, "reduce", "The variance", tf="math.reduce_variance", ops="var", backend="var"
    ),
    _function(
        "tf.math.reduce_std", _SIZE, "reduce", "The standard deviation", tf="math.reduce_std", ops="std", backend="std"
    ),
    _function(
        "tf.reduce_all", _SIZE, "reduce", "Whether all hold", tf="reduce_all math.reduce_all", ops="all", backend="all"
    ),
    _function(
        "tf.reduce_any", _SIZE, "reduce", "Whether one holds", tf="reduce_any math.reduce_any", ops="any", backend="any"
    ),
    _function(
        "tf.math.count_nonzero",
        "input, axis=None, keepdims=False, dtype=None",
        "reduce",
        "How many are not 0",
        tf="math.count_nonzero",
    ),
    _function(
        "tf.norm",
        "tensor|x, ord='euclidean', axis=None, keepdims=False",
        "reduce",
        "The length of a vector",
        tf="norm linalg.norm",
    ),
    _function(
        "tf.argmax",
        "input|x, axis=None",
        "choose",
        "Where the greatest one is; it has no slope",
        tf="argmax math.argmax",
        backend="argmax",
    ),
    _function(
        "tf.argmin",
        "input|x, axis=None",
        "choose",
        "Where the smallest one is; it has no slope",
        tf="argmin math.argmin",
        backend="argmin",
    ),
    _function(
        "keras.ops.argmax",
        "x, axis=None, keepdims=False",
        "choose",
        "Where the greatest one is; it has no slope",
        ops="argmax",
    ),
    _function(
        "keras.ops.argmin",
        "x, axis=None, keepdims=False",
        "choose",
        "Where the smallest one is; it has no slope",
        ops="argmin",
    ),
    # Along an axis
    _function("tf.nn.softmax", "logits|x, axis=-1", "along", "Powers eˣ as shares of their sum", tf="nn.softmax"),
    _function(
        "keras.ops.softmax",
        "x, axis=-1",
        "along",
        "Powers eˣ as shares of their sum",
        ops="softmax nn.softmax",
        backend="softmax",
        other="keras.activations.softmax bare.softmax",
    ),
    _function(
        "tf.nn.log_softmax",
        "logits|x, axis=-1",
        "along",
        "The logarithm of softmax",
        tf="nn.log_softmax",
        ops="log_softmax",
    ),
    _function(
        "tf.math.l2_normalize",
        "x, axis=None, epsilon=1e-12",
        "along",
        "x divided by its length",
        tf="math.l2_normalize nn.l2_normalize linalg.l2_normalize",
        backend="l2_normalize",
    ),
    _function(
        "tf.cumsum",
        "x, axis=0, exclusive=False, reverse=False",
        "along",
        "The sum up to each one",
        tf="cumsum math.cumsum",
        backend="cumsum",
    ),
    _function("keras.ops.cumsum", "x, axis=None", "along", "The sum up to each one", ops="cumsum"),
    _function("tf.sort", "values, axis=-1, direction='ASCENDING'", "along", "In ascending order", tf="sort"),
    # Shapes
    _function("tf.cast", "x, dtype", "cast", "In another type", tf="cast", ops="cast", backend="cast"),
    _function(
        "tf.convert_to_tensor",
        "value|x, dtype=None",
        "cast",
        "As a tensor",
        tf="convert_to_tensor constant identity",
        ops="convert_to_tensor",
        backend="constant",
    ),
    _function(
        "tf.stop_gradient",
        "input|variable|variables",
        "elementwise",
        "x, of which the slope counts as 0",
        tf="stop_gradient",
        ops="stop_gradient",
        backend="stop_gradient",
    ),
    _function(
        "tf.reshape",
        "tensor|x, shape|newshape",
        "reshape",
        "In another shape",
        tf="reshape",
        ops="reshape",
        backend="reshape",
    ),
    _function(
        "tf.expand_dims",
        "input|x, axis",
        "expand_dims",
        "With an axis of 1 more",
        tf="expand_dims",
        ops="expand_dims",
        backend="expand_dims",
    ),
    _function(
        "tf.squeeze",
        "input|x, axis=None",
        "squeeze",
        "Without axes of 1",
        tf="squeeze",
        ops="squeeze",
        backend="squeeze",
    ),
    _function(
        "tf.transpose",
        "a|x, perm|axes=None",
        "transpose",
        "With axes in another order",
        tf="transpose",
        ops="transpose",
        backend="transpose",
    ),
    _function(
        "tf.zeros_like",
        "input|x, dtype=None",
        "like",
        "Zeros in the shape of x",
        tf="zeros_like",
        ops="zeros_like",
        backend="zeros_like",
    ),
    _function(
        "tf.ones_like",
        "input|x, dtype=None",
        "like",
        "Ones in the shape of x",
        tf="ones_like",
        ops="ones_like",
        backend="ones_like",
    ),
    _function(
        "tf.stack",
        "values|x, axis=0",
        "stack",
        "Several tensors along a new axis",
        tf="stack",
        ops="stack",
        backend="stack",
    ),
    _function(
        "tf.concat",
        "values|xs, axis",
        "concat",
        "Several tensors one behind the other",
        tf="concat",
        backend="concatenate",
    ),
    _function(
        "keras.ops.concatenate",
        "xs|inputs, axis=0",
        "concat",
        "Several tensors one behind the other",
        ops="concatenate",
    ),
    _function("tf.shape", "input|x", "shape", "The shape of a tensor", tf="shape", ops="shape", backend="shape"),
    _function("tf.size", "input|x", "size", "How many numbers a tensor has", tf="size", ops="size"),
    _function(
        "tf.gather",
        "params|x, indices, axis=None, batch_dims=0",
        "gather",
        "What stands at numbers of an axis",
        tf="gather",
    ),
    _function(
        "keras.ops.take_along_axis",
        "x, indices, axis=None",
        "take_along_axis",
        "In each row, what stands at a number",
        ops="take_along_axis",
    ),
    _function(
        "tf.one_hot", "indices, depth, axis=None, dtype=None", "one_hot", "Rows with a 1 at a number", tf="one_hot"
    ),
    _function(
        "keras.ops.one_hot",
        "x|indices, num_classes, axis=-1, dtype=None",
        "one_hot",
        "Rows with a 1 at a number",
        ops="one_hot nn.one_hot",
        backend="one_hot",
    ),
    _function(
        "operator.matmul",
        "a|x1|x, b|x2|y",
        "matmul",
        "The product of matrices",
        tf="matmul linalg.matmul",
        ops="matmul",
        backend="dot",
    ),
    # Losses behind scores
    _function(
        "tf.nn.softmax_cross_entropy_with_logits",
        "labels, logits, axis=-1",
        "reduce_last",
        "Cross-entropy of one-hot rows and scores",
        tf="nn.softmax_cross_entropy_with_logits",
    ),
    _function(
        "tf.nn.sparse_softmax_cross_entropy_with_logits",
        "labels, logits",
        "lookup",
        "Cross-entropy of class numbers and scores",
        tf="nn.sparse_softmax_cross_entropy_with_logits",
    ),
    _function(
        "tf.nn.sigmoid_cross_entropy_with_logits",
        "labels, logits",
        "elementwise",
        "Cross-entropy of 0 or 1 and scores",
        tf="nn.sigmoid_cross_entropy_with_logits",
    ),
)


_LOSSES = (
    ("mean_squared_error", "MeanSquaredError", "mse MSE", "", "reduce_last", "The mean of squared errors"),
    ("mean_absolute_error", "MeanAbsoluteError", "mae MAE", "", "reduce_last", "The mean of sizes of errors"),
    (
        "mean_absolute_percentage_error",
        "MeanAbsolutePercentageError",
        "mape MAPE",
        "",
        "reduce_last",
        "Errors in percent",
    ),
    (
        "mean_squared_logarithmic_error",
        "MeanSquaredLogarithmicError",
        "msle MSLE",
        "",
        "reduce_last",
        "Squared errors of logarithms",
    ),
    ("huber", "Huber", "", "delta=1.0", "reduce_last", "Squared for small errors, linear for large ones"),
    ("log_cosh", "LogCosh", "logcosh", "", "reduce_last", "log cosh e"),
    ("cosine_similarity", "CosineSimilarity", "", "axis=-1", "reduce_axis", "Minus the cosine of the angle"),
    ("poisson", "Poisson", "", "", "reduce_last", "Deviance of counts"),
    ("kl_divergence", "KLDivergence", "kld KLD kullback_leibler_divergence", "", "reduce_last", "Σ y log(y / p)"),
    ("hinge", "Hinge", "", "", "reduce_last", "max(0, 1 − y s)"),
    ("squared_hinge", "SquaredHinge", "", "", "reduce_last", "max(0, 1 − y s)²"),
    ("categorical_hinge", "CategoricalHinge", "", "", "reduce_last", "The best wrong score against the true one"),
    (
        "binary_crossentropy",
        "BinaryCrossentropy",
        "",
        "from_logits=False, label_smoothing=0.0, axis=-1",
        "reduce_axis",
        "Cross-entropy of 0 or 1",
    ),
    (
        "binary_focal_crossentropy",
        "BinaryFocalCrossentropy",
        "",
        "apply_class_balancing=False, alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1",
        "reduce_axis",
        "Focal loss of 0 or 1",
    ),
    (
        "categorical_crossentropy",
        "CategoricalCrossentropy",
        "",
        "from_logits=False, label_smoothing=0.0, axis=-1",
        "reduce_axis",
        "Cross-entropy of one-hot rows",
    ),
    (
        "categorical_focal_crossentropy",
        "CategoricalFocalCrossentropy",
        "",
        "alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1",
        "reduce_axis",
        "Focal loss of one-hot rows",
    ),
    (
        "categorical_generalized_cross_entropy",
        "CategoricalGeneralizedCrossEntropy",
        "",
        "q=0.5",
        "lookup",
        "Between cross-entropy and mean absolute error",
    ),
    (
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        "",
        "from_logits=False, ignore_class=None, axis=-1",
        "lookup",
        "Cross-entropy of class numbers",
    ),
)


def _losses() -> Iterator[Function]:
    for name, of_class, short, arguments, rule, words in _LOSSES:
        told = tuple(_arguments("y_true, y_pred" + (f", {arguments}" if arguments else "")))
        names = (name, *short.split())
        homes = ("keras.losses.", "keras.metrics.")
        spellings = tuple(home + each for home in homes for each in names)
        if "crossentropy" in name:
            spellings += (f"keras.backend.{name}",)
        yield Function(f"keras.losses.{name}", spellings, told, rule, words)
        settings = (*told[2:], Argument(("reduction",), "sum_over_batch_size"), Argument(("name",), None))
        yield Function(f"keras.losses.{name}", (f"keras.losses.{of_class}",), settings, rule, words, loss_class=True)


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {function.spellings[0]: function for function in (*_DECLARED, *_losses())}
)
"""All functions, by their first spelling."""

SPELLINGS: Mapping[str, Function] = MappingProxyType(
    {spelling: function for function in FUNCTIONS.values() for spelling in function.spellings}
)
"""All functions, by any full name that people use."""


def _bare() -> dict[str, Function]:
    names: dict[str, Function] = {}
    for home in ("", "bare.", "tf.", "tf.math.", "tf.nn.", "keras.ops.", "keras.losses."):
        for spelling, function in SPELLINGS.items():
            if spelling.startswith(home) and "." not in spelling.removeprefix(home) and not function.loss_class:
                names.setdefault(spelling.removeprefix(home), function)
    return names


BARE: Mapping[str, Function] = MappingProxyType(_bare())
"""The functions that expressions call without saying whose they are."""
