"""Losses once more, from sources that share no line with lossviz: scikit-learn, SciPy, Keras and NumPy.

`COSTS` gives the cost of each example as NumPy arrays of shape (n,), from `y_true`, `y_pred` and the parameters.
`KERAS` holds losses that Keras has, with parameters that may be variables: a stock `fit` is then a judge that uses
nothing of ours. Losses that nobody else
has are compared with the formula that is shown of them, in `test_formulas.py`, as are all others.
`OPTIMIZERS` are those of Keras, written out: what they are given is not taken from our declarations.
"""

from __future__ import annotations

import numpy as np
import scipy.special
import scipy.stats
from scipy.spatial.distance import jensenshannon
from sklearn import metrics

from lossviz.lazy import keras


def _by_rows(score, rename=()):
    # scikit-learn gives one value a column, and columns are what it calls outputs: a row of ours is one of them.
    def costs(y_true, y_pred, **values):
        renamed = {dict(rename).get(name, name): value for name, value in values.items()}
        return score(y_true.T, y_pred.T, multioutput="raw_values", **renamed)

    return costs


def _row_by_row(score, **given):
    return lambda y_true, y_pred, **values: np.array(
        [score(truth, row, **given, **values) for truth, row in zip(y_true, y_pred)]
    )


def _huber(y_true, y_pred, *, delta):
    return scipy.special.huber(delta, y_pred - y_true).mean(axis=1)


def _pseudo_huber(y_true, y_pred, *, delta):
    return scipy.special.pseudo_huber(delta, y_pred - y_true).mean(axis=1)


def _log_cosh(y_true, y_pred):
    error = y_pred - y_true
    return (np.logaddexp(error, -error) - np.log(2)).mean(axis=1)


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


def _smoothed_entropy(y_true, y_pred, *, label_smoothing):
    k = y_pred.shape[1]
    return scipy.stats.entropy(y_true * (1 - label_smoothing) + label_smoothing / k, y_pred, axis=1)


def _logistic(y_true, y_pred):
    return -scipy.special.log_expit((2 * y_true - 1) * y_pred)[:, 0]


def _crammer_singer(y_true, y_pred):
    # Keras' own takes 0 for the best of the others where all of them are below that.
    labels = range(y_pred.shape[1])
    return np.array([metrics.hinge_loss([truth.argmax()], [row], labels=labels) for truth, row in zip(y_true, y_pred)])


def _jensen_shannon(y_true, y_pred):
    return np.square(jensenshannon(y_true, y_pred, axis=1))


def _of_keras(name, **given):
    function = getattr(keras.losses, name)
    return lambda y_true, y_pred, **values: np.asarray(function(y_true, y_pred, **given, **values))


def _sparse(y_true, y_pred, *, label_smoothing):
    # Keras smooths one-hot labels only.
    one_hot = np.eye(y_pred.shape[1])[y_true]
    return np.asarray(keras.losses.categorical_crossentropy(one_hot, y_pred, label_smoothing=label_smoothing))


def _generalized(y_true, y_pred, *, q):
    return np.asarray(keras.losses.categorical_generalized_cross_entropy(y_true.argmax(axis=1), y_pred, q))


def _cosine(y_true, y_pred):
    return 1 + np.asarray(keras.losses.cosine_similarity(y_true, y_pred))


def _brier(y_true, y_pred):
    return metrics.mean_squared_error(y_true.T, y_pred.T, multioutput="raw_values") * y_true.shape[1]


def _absolute(y_true, y_pred):
    return metrics.mean_absolute_error(y_true.T, y_pred.T, multioutput="raw_values") * y_true.shape[1]


COSTS = {
    "mean_squared_error": _by_rows(metrics.mean_squared_error),
    "mean_absolute_error": _by_rows(metrics.mean_absolute_error),
    "huber": _huber,
    "log_cosh": _log_cosh,
    "pseudo_huber": _pseudo_huber,
    "cosine_similarity": _cosine,
    "custom_mse": _article_custom_mse,
    "quantile": _by_rows(metrics.mean_pinball_loss, {"level": "alpha"}.items()),
    "asymmetric_absolute": _both_sides,
    "mean_absolute_percentage_error": _of_keras("mean_absolute_percentage_error"),
    "mean_squared_logarithmic_error": _of_keras("mean_squared_logarithmic_error"),
    "poisson_deviance": _row_by_row(metrics.mean_poisson_deviance),
    "gamma_deviance": _row_by_row(metrics.mean_gamma_deviance),
    "tweedie_deviance": _row_by_row(
        lambda truth, row, power: (
            # scikit-learn refuses powers between 0 and 1, for which there is no distribution.
            np.nan if 0 < power < 1 else metrics.mean_tweedie_deviance(truth, row, power=power)
        )
    ),
    "binary_crossentropy": _of_keras("binary_crossentropy"),
    "binary_focal": _of_keras("binary_focal_crossentropy", apply_class_balancing=True),
    "binary_brier": _by_rows(metrics.mean_squared_error),
    "logistic": _logistic,
    "hinge": _of_keras("hinge"),
    "squared_hinge": _of_keras("squared_hinge"),
    "categorical_crossentropy": _of_keras("categorical_crossentropy"),
    "sparse_categorical_crossentropy": _sparse,
    "cross_entropy_by_hand": _entropy,
    "categorical_focal": _of_keras("categorical_focal_crossentropy", alpha=1.0),
    "generalized_crossentropy": _generalized,
    "kullback_leibler": _smoothed_entropy,
    "categorical_hinge": _crammer_singer,
    "categorical_absolute": _absolute,
    "categorical_brier": _brier,
    "jensen_shannon": _jensen_shannon,
}

KERAS = {
    "mean_squared_error": "mean_squared_error",
    "mean_absolute_error": "mean_absolute_error",
    "mean_absolute_percentage_error": "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error": "mean_squared_logarithmic_error",
    "huber": "huber",
    "log_cosh": "log_cosh",
    "hinge": "hinge",
    "squared_hinge": "squared_hinge",
    "categorical_crossentropy": "categorical_crossentropy",
    "binary_crossentropy": "binary_crossentropy",
    "cross_entropy_by_hand": "sparse_categorical_crossentropy",
}


def _sgd(*, learning_rate):
    return keras.optimizers.SGD(learning_rate=learning_rate, momentum=0.0, nesterov=False)


def _momentum(*, learning_rate, momentum):
    return keras.optimizers.SGD(learning_rate=learning_rate, momentum=momentum, nesterov=False)


def _nesterov(*, learning_rate, momentum):
    return keras.optimizers.SGD(learning_rate=learning_rate, momentum=momentum, nesterov=True)


def _rmsprop(*, learning_rate, rho, epsilon):
    return keras.optimizers.RMSprop(learning_rate=learning_rate, rho=rho, momentum=0.0, epsilon=epsilon, centered=False)


def _adam(*, learning_rate, beta_1, beta_2, epsilon):
    return keras.optimizers.Adam(
        learning_rate=learning_rate, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon, amsgrad=False
    )


def _adamw(*, learning_rate, weight_decay, beta_1, beta_2, epsilon):
    return keras.optimizers.AdamW(
        learning_rate=learning_rate,
        weight_decay=weight_decay,
        beta_1=beta_1,
        beta_2=beta_2,
        epsilon=epsilon,
        amsgrad=False,
    )


def _nadam(*, learning_rate, beta_1, beta_2, epsilon):
    return keras.optimizers.Nadam(learning_rate=learning_rate, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon)


def _adagrad(*, learning_rate, epsilon):
    return keras.optimizers.Adagrad(learning_rate=learning_rate, initial_accumulator_value=0.1, epsilon=epsilon)


def _lion(*, learning_rate, beta_1, beta_2):
    return keras.optimizers.Lion(learning_rate=learning_rate, beta_1=beta_1, beta_2=beta_2)


OPTIMIZERS = {
    "sgd": _sgd,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "rmsprop": _rmsprop,
    "adam": _adam,
    "adamw": _adamw,
    "nadam": _nadam,
    "adagrad": _adagrad,
    "lion": _lion,
}
