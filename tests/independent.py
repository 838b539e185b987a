"""Every loss once more, from sources that share no line with lossviz: scikit-learn, SciPy, Keras and NumPy.

`COSTS` gives the cost of each example as NumPy arrays of shape (n,), from `y_true`, `y_pred` and the parameters.
`KERAS` holds the losses that Keras has: a stock `fit` is then a judge that uses nothing of ours.
"""

from __future__ import annotations

import numpy as np
import scipy.special
import scipy.stats
from sklearn import metrics

from lossviz.lazy import keras


def _by_rows(score):
    # scikit-learn gives one value a column, and columns are what it calls outputs: a row of ours is one of them.
    return lambda y_true, y_pred, **values: score(y_true.T, y_pred.T, multioutput="raw_values", **values)


def _huber(y_true, y_pred, *, delta):
    return scipy.special.huber(delta, y_pred - y_true).mean(axis=1)


def _pinball(y_true, y_pred, *, level):
    return _by_rows(metrics.mean_pinball_loss)(y_true, y_pred, alpha=level)


def _both_sides(y_true, y_pred, *, weight):
    error = y_pred - y_true
    return (weight * error.clip(min=0) + (-error).clip(min=0)).mean(axis=1)


def _article_custom_mse(y_true, y_pred, *, regularization_factor):
    # The class of the article, an example at a time: mse + factor * mean(square(0.5 - y_pred)).
    pull = [np.mean((0.5 - row) ** 2) for row in y_pred]
    return metrics.mean_squared_error(y_true.T, y_pred.T, multioutput="raw_values") + regularization_factor * np.array(
        pull
    )


def _entropy(y_true, y_pred):
    # The entropy of a certain label is 0, so its divergence from the prediction is their cross-entropy.
    one_hot = np.eye(y_pred.shape[1])[y_true]
    return scipy.stats.entropy(one_hot, y_pred, axis=1)


def _of_keras(name):
    return lambda y_true, y_pred, **values: np.asarray(getattr(keras.losses, name)(y_true, y_pred, **values))


COSTS = {
    "mean_squared_error": _by_rows(metrics.mean_squared_error),
    "mean_absolute_error": _by_rows(metrics.mean_absolute_error),
    "huber": _huber,
    "quantile": _pinball,
    "asymmetric_absolute": _both_sides,
    "custom_mse": _article_custom_mse,
    "categorical_crossentropy": _of_keras("categorical_crossentropy"),
    "sparse_categorical_crossentropy": _of_keras("sparse_categorical_crossentropy"),
    "cross_entropy_by_hand": _entropy,
}

KERAS = {
    "mean_squared_error": "mean_squared_error",
    "mean_absolute_error": "mean_absolute_error",
    "huber": "huber",
    "categorical_crossentropy": "categorical_crossentropy",
    "sparse_categorical_crossentropy": "sparse_categorical_crossentropy",
    "cross_entropy_by_hand": "sparse_categorical_crossentropy",
}
