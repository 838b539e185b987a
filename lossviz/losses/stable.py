"""Functions that several losses share, in a form whose value and gradient are finite wherever a loss may be asked."""

from __future__ import annotations

import math

from lossviz.lazy import tf

SMALLEST = 1e-7
"""Probabilities and means below this count as this: their logarithm would be infinite. Keras draws the same line."""

LARGEST_EXPONENT = 50.0
"""Beyond this the exponential goes on as its tangent, since float32 ends at an exponent of 88."""


def as_number(value, like):
    """Return a parameter, a Python number or a scalar tensor, as a tensor in the precision of another."""
    return tf.cast(value, like.dtype) if tf.is_tensor(value) else tf.constant(value, like.dtype)


def probabilities(y_pred):
    """Return probabilities that are neither 0 nor 1, shape as given; their slope is 1 where they are cut, too."""
    return y_pred + tf.stop_gradient(tf.clip_by_value(y_pred, SMALLEST, 1.0 - SMALLEST) - y_pred)


def scores_behind(y_pred):
    """Return the scores of which a softmax or a sigmoid has made probabilities; None if nobody knows them.

    Keras' activations leave them with what they return, for its own cross-entropies. Probabilities are rounded to 0 and
    1, and say nothing more of a confident mistake; scores do.
    """
    return getattr(y_pred, "_keras_logits", None)


def log_probabilities(y_pred):
    """Return the logarithms of rows of probabilities that sum to one, shape as given."""
    scores = scores_behind(y_pred)
    return tf.math.log(probabilities(y_pred)) if scores is None else tf.nn.log_softmax(scores)


def log_probability_of_true(y_true, y_pred):
    """Return the logarithm of the probability that is given to the true class, shape (n,), for one-hot labels."""
    return tf.reduce_sum(y_true * log_probabilities(y_pred), axis=-1)


def log_probability_and_complement(y_pred):
    """Return log p and log(1 - p) of the probabilities p of class 1, shape as given each."""
    scores = scores_behind(y_pred)
    if scores is None:
        p = probabilities(y_pred)
        return tf.math.log(p), tf.math.log1p(-p)
    return -tf.math.softplus(-scores), -tf.math.softplus(scores)


def exp_with_tangent(x):
    """Return exp(x), continued by its tangent where x is greater than `LARGEST_EXPONENT`."""
    steep = math.exp(LARGEST_EXPONENT)
    return tf.where(x < LARGEST_EXPONENT, tf.exp(tf.minimum(x, LARGEST_EXPONENT)), steep * (1.0 + x - LARGEST_EXPONENT))


def expm1_at_rate(x, rate):
    """Return (exp(rate x) - 1) / rate, which is x at rate 0; its slope is exp(rate x), of which no digit cancels."""
    rate = as_number(rate, x)
    none = tf.equal(rate, 0.0)
    return tf.where(none, x, tf.math.expm1(rate * x) / tf.where(none, tf.ones_like(rate), rate))


def log1p_at_rate(x, rate):
    """Return log(1 + rate x) / rate, which is x at rate 0; its slope is 1 / (1 + rate x)."""
    rate = as_number(rate, x)
    none = tf.equal(rate, 0.0)
    return tf.where(none, x, tf.math.log1p(rate * x) / tf.where(none, tf.ones_like(rate), rate))
