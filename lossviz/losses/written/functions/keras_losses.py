"""The losses of Keras: as functions, by their names, and as objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lossviz.losses.written.functions.base import Function, function
from lossviz.losses.written.rules import Rule, looked_up, over_last_axis, over_outputs

_CLASSIFIES = "from_logits=False, label_smoothing=0.0, axis=-1"
_FOCAL = f"alpha=0.25, gamma=2.0, {_CLASSIFIES}"

_TABLE: tuple[tuple[str, str, Rule, str, str], ...] = (
    ("mean_squared_error mse MSE", "MeanSquaredError", over_outputs, "", "The mean of squared errors."),
    ("mean_absolute_error mae MAE", "MeanAbsoluteError", over_outputs, "", "The mean size of errors."),
    ("mean_absolute_percentage_error mape MAPE", "MeanAbsolutePercentageError", over_outputs, "", "Errors in percent."),
    (
        "mean_squared_logarithmic_error msle MSLE",
        "MeanSquaredLogarithmicError",
        over_outputs,
        "",
        "Squared errors of logarithms.",
    ),
    ("huber", "Huber", over_outputs, "delta=1.0", "Squared for small errors, linear for large ones."),
    ("log_cosh logcosh", "LogCosh", over_outputs, "", "The logarithm of cosh of errors."),
    ("poisson", "Poisson", over_outputs, "", "The deviance of counts, up to a constant."),
    ("cosine_similarity", "CosineSimilarity", over_last_axis, "axis=-1", "Minus the cosine of the angle."),
    ("kl_divergence kld KLD kullback_leibler_divergence", "KLDivergence", over_last_axis, "", "Σ y log(y / p)."),
    ("hinge", "Hinge", over_outputs, "", "max(0, 1 − y s) of scores s, with y −1 or 1."),
    ("squared_hinge", "SquaredHinge", over_outputs, "", "The square of the hinge."),
    ("categorical_hinge", "CategoricalHinge", over_last_axis, "", "The best wrong score against the true one."),
    ("binary_crossentropy", "BinaryCrossentropy", over_outputs, _CLASSIFIES, "Cross-entropy of 0 or 1."),
    (
        "binary_focal_crossentropy",
        "BinaryFocalCrossentropy",
        over_outputs,
        f"apply_class_balancing=False, {_FOCAL}",
        "Cross-entropy of 0 or 1 that leaves out what is learnt already.",
    ),
    ("categorical_crossentropy", "CategoricalCrossentropy", over_last_axis, _CLASSIFIES, "That of one-hot rows."),
    (
        "categorical_focal_crossentropy",
        "CategoricalFocalCrossentropy",
        over_last_axis,
        _FOCAL,
        "Cross-entropy of one-hot rows that leaves out what is learnt already.",
    ),
    (
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        looked_up,
        "from_logits=False, ignore_class=None, axis=-1",
        "Cross-entropy of class numbers.",
    ),
)
"""Of each loss: its names, its class, its rule, its settings, and what it is."""


def _declared() -> Iterator[Function]:
    for names, of_class, rule, settings, words in _TABLE:
        name = names.split()[0]
        # Short names are of TensorFlow's Keras alone.
        spellings = [f"keras.losses.{name}", *(f"tf.keras.losses.{short}" for short in names.split()[1:])]
        both = ", ".join(filter(None, ("y_true, y_pred", settings)))
        yield function(" ".join(spellings), both, rule, words)
        of_object = ", ".join(filter(None, (settings, "reduction='sum_over_batch_size', name=None")))
        yield replace(
            function(f"keras.losses.{of_class}", of_object, rule, words, f"keras.losses.{name}"), makes_loss=True
        )


FUNCTIONS = tuple(_declared())
