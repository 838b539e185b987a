"""The forms in which losses compute with targets and predictions; what comes in any other is refused in one sentence.

Runs of lossviz make their own data and call losses as they are. `lossviz.losses`, `lossviz.keras_loss` and exported
functions take what anyone hands over, by way of these functions: each returns `y_true` and `y_pred` as its losses want
them. Their source is exported, too, so they use nothing but TensorFlow, each other and `stable`.

Shapes are checked as soon as they are known; eagerly, numbers are, too. In a graph an assertion refuses them when it
runs. XLA, with which Keras compiles models for a GPU, leaves assertions out: what would be refused costs NaN there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any

from lossviz.lazy import tf
from lossviz.losses.stable import scores_behind

if TYPE_CHECKING:
    from lossviz.losses.base import Loss


def changed(y_pred, change):
    """Return predictions after a change, and with them the scores behind them, changed alike."""
    result, scores = change(y_pred), scores_behind(y_pred)
    if scores is not None:
        result._keras_logits = change(scores)
    return result


def floating(y_pred):
    """Return predictions in float32 or float64 as they are, others in float32: float16 ends at 65,504."""
    if y_pred.dtype in (tf.float32, tf.float64):
        return y_pred
    return changed(y_pred, lambda side: tf.cast(side, tf.float32))


def shaped(y_true, y_pred, what):
    """Return both as tensors of one shape, (..., outputs); either may lack a last axis of 1."""
    y_true, y_pred = tf.convert_to_tensor(y_true), tf.convert_to_tensor(y_pred)
    came = f"Got shapes {y_true.shape} and {y_pred.shape} instead."
    if not (y_true.shape.rank and y_pred.shape.rank):
        raise ValueError(f"{what} and predictions must have a known number of axes, one or more. {came}")
    # Between (n,) and (n, 1) a subtraction would broadcast to (n, n).
    if y_true.shape.rank == 1:
        y_true = y_true[:, tf.newaxis]
    if y_pred.shape.rank == 1:
        y_pred = changed(y_pred, lambda side: side[:, tf.newaxis])
    if y_true.shape.rank == y_pred.shape.rank - 1 and y_pred.shape[-1] == 1:
        y_true = y_true[..., tf.newaxis]
    elif y_pred.shape.rank == y_true.shape.rank - 1 and y_true.shape[-1] == 1:
        y_pred = changed(y_pred, lambda side: side[..., tf.newaxis])
    rule = f"{what} must have the shape of the predictions."
    if not y_true.shape.is_compatible_with(y_pred.shape):
        raise ValueError(f"{rule} {came}")
    # Where a size becomes known later, as that of a batch; XLA leaves the assertion out, but cannot reshape then.
    tf.debugging.assert_equal(tf.shape(y_true), tf.shape(y_pred), rule)
    return tf.reshape(y_true, tf.shape(y_pred)), floating(y_pred)


def allowed(right, rule, y_true, y_pred):
    """Return the predictions if all labels are right; XLA, which can refuse none, makes NaN of those of wrong ones."""
    if tf.executing_eagerly():
        if not tf.reduce_all(right):
            raise ValueError(f"{rule} Got {tf.boolean_mask(y_true, ~right)[0].numpy():g} instead.")
        return y_pred
    with tf.control_dependencies([tf.debugging.Assert(tf.reduce_all(right), [rule, y_true])]):
        factor = tf.where(right, tf.ones_like(y_pred), float("nan"))
        return changed(y_pred, lambda side: side * factor)


def numbers(y_true, y_pred):
    """Return targets and predictions in one shape and precision."""
    y_true, y_pred = shaped(y_true, y_pred, "Targets")
    return tf.cast(y_true, y_pred.dtype), y_pred


def vectors(y_true, y_pred):
    """Return targets and predictions in one shape and precision, with two outputs or more."""
    y_true, y_pred = numbers(y_true, y_pred)
    if y_pred.shape[-1] == 1:
        raise ValueError(f"Predictions must have 2 outputs or more. Got shape {y_pred.shape} instead.")
    return y_true, y_pred


def positive_numbers(y_true, y_pred):
    """Return targets, none of them below 0, and predictions in one shape and precision."""
    y_true, y_pred = numbers(y_true, y_pred)
    return y_true, allowed(y_true >= 0, "Targets must be 0 or greater.", y_true, y_pred)


def labels_of_probabilities(y_true, y_pred):
    """Return labels from 0 to 1, and the probabilities of class 1, in one shape and precision."""
    y_true, y_pred = numbers(y_true, y_pred)
    return y_true, allowed((y_true >= 0) & (y_true <= 1), "Labels must lie between 0 and 1.", y_true, y_pred)


def labels_of_scores(y_true, y_pred):
    """Return labels 0 and 1, which may come as -1 and 1, and scores in one shape and precision."""
    y_true, y_pred = numbers(y_true, y_pred)
    lower = tf.where(tf.reduce_any(y_true == -1), -tf.ones_like(y_true), tf.zeros_like(y_true))
    rule = "Labels must all be 0 and 1, or all -1 and 1."
    return tf.maximum(y_true, 0), allowed((y_true == lower) | (y_true == 1), rule, y_true, y_pred)


def one_hot_rows(y_true, y_pred):
    """Return rows of labels, one-hot or shares that sum to one, and predictions in one shape and precision."""
    y_true, y_pred = shaped(y_true, y_pred, "One-hot labels")
    if y_pred.shape[-1] == 1:
        raise ValueError(
            f"Predictions must have an output for each of 2 classes or more. Got shape {y_pred.shape} instead."
        )
    y_true = tf.cast(y_true, y_pred.dtype)
    y_pred = allowed(y_true >= 0, "One-hot labels must be 0 or greater.", y_true, y_pred)
    sums = tf.reduce_sum(y_true, axis=-1, keepdims=True)
    return y_true, allowed(abs(sums - 1) < 0.01, "Each row of one-hot labels must sum to 1.", sums, y_pred)


def class_numbers(y_true, y_pred):
    """Return the numbers of the classes, shape (...), and predictions of shape (..., classes)."""
    y_true, y_pred = tf.convert_to_tensor(y_true), floating(tf.convert_to_tensor(y_pred))
    rank = y_pred.shape.rank or 0
    if rank < 2 or y_pred.shape[-1] == 1:
        raise ValueError(f"Predictions must have shape (..., 2 classes or more). Got shape {y_pred.shape} instead.")
    column = y_true[..., tf.newaxis] if y_true.shape.rank == rank - 1 else y_true
    if not column.shape.is_compatible_with(y_pred[..., :1].shape):
        came = f"Got shape {y_true.shape} beside predictions of shape {y_pred.shape} instead."
        raise ValueError(f"Integer labels must have shape (...) or (..., 1) of predictions (..., classes). {came}")
    labels, n_classes = tf.cast(column, tf.int32), y_pred.shape[-1]
    right = (tf.cast(labels, column.dtype) == column) & (labels >= 0) & (labels < n_classes)
    rule = f"Integer labels must be whole numbers from 0 to {n_classes - 1}."
    return tf.reshape(labels, tf.shape(y_pred)[:-1]), allowed(right, rule, column, y_pred)


def form_of(loss: Loss) -> Callable[[Any, Any], tuple[Any, Any]]:
    """Return the function that brings targets and predictions into the form that a loss computes with."""
    if loss.labels == "numbers":
        return positive_numbers if loss.positive else vectors if loss.least_outputs > 1 else numbers
    if loss.labels == "zero_one":
        return labels_of_scores if loss.scores else labels_of_probabilities
    return one_hot_rows if loss.labels == "one_hot" else class_numbers


def checked(loss: Loss) -> Callable[..., Any]:
    """Return the function of a loss for targets and predictions of anyone; the same object for the same loss."""
    return _checked(loss.function, form_of(loss))


@lru_cache(maxsize=256)
def _checked(function: Callable[..., Any], form: Callable[[Any, Any], tuple[Any, Any]]) -> Callable[..., Any]:
    @wraps(function)
    def costs(y_true: Any, y_pred: Any, **values: Any) -> Any:
        return function(*form(y_true, y_pred), **values)

    return costs
