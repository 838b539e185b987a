"""Losses that compare numbers.

Conventions: `y_true` and `y_pred` have shape (n, k), `error` is `y_pred - y_true`, and a loss returns shape (n,): the
mean over the k outputs, one cost per example. Parameters are scalars, as floats or tensors.
"""

from __future__ import annotations

from typing import Annotated

from lossviz.lazy import tf
from lossviz.losses.base import LOSSES
from lossviz.registry import Param


@LOSSES.declare(
    "Mean squared error",
    formula=r"\tfrac1k \sum_j (\hat y_j - y_j)^2",
    convex=True,
    reference="C. F. Gauss, Theoria combinationis observationum, 1823",
)
def mean_squared_error(y_true, y_pred):
    """The square of the error: twice the error costs four times as much.

    Reach for it when large errors really are worse than many small ones; its best constant prediction is the mean.
    Avoid it with outliers: a single one can outweigh all other examples.
    """
    return tf.reduce_mean(tf.square(y_pred - y_true), axis=-1)


@LOSSES.declare(
    "Mean absolute error",
    formula=r"\tfrac1k \sum_j |\hat y_j - y_j|",
    convex=True,
    over_predicted=lambda values: 0.5,
    reference="P.-S. Laplace, Mémoire sur la probabilité des causes par les évènements, 1774",
)
def mean_absolute_error(y_true, y_pred):
    """The size of the error: every unit of error costs the same.

    Reach for it when outliers should not decide; its best constant prediction is the median. The slope does not
    shrink near the target, so plain gradient descent keeps stepping back and forth there.
    """
    return tf.reduce_mean(tf.abs(y_pred - y_true), axis=-1)


@LOSSES.declare(
    "Huber",
    formula=r"\tfrac1k \sum_j \begin{cases} \frac12 e_j^2 & |e_j| \le <delta> \\"
    r" <delta>\,(|e_j| - \frac12 \cdot <delta>) & \text{else} \end{cases} \quad e_j = \hat y_j - y_j",
    convex=True,
    reference="P. J. Huber, Robust Estimation of a Location Parameter, 1964, doi:10.1214/aoms/1177703732",
)
def huber(
    y_true,
    y_pred,
    *,
    delta: Annotated[
        float,
        Param(
            low=1e-3,
            high=1e3,
            soft=(0.01, 10),
            log=True,
            symbol=r"\delta",
            help="The size of error at which the parabola becomes a straight line.",
        ),
    ] = 1.0,
):
    """Squared for small errors, linear for large ones: outliers pull, but not harder and harder.

    Reach for it as a first choice with noisy targets. A large delta gives half the squared error, a small one delta
    times the absolute error.
    """
    size = tf.abs(y_pred - y_true)
    # Both branches are finite everywhere, so the gradient of the one not taken cannot be NaN.
    return tf.reduce_mean(tf.where(size <= delta, 0.5 * tf.square(size), delta * (size - 0.5 * delta)), axis=-1)


@LOSSES.declare(
    "Quantile (pinball)",
    formula=r"\tfrac1k \sum_j \begin{cases} <level>\,(y_j - \hat y_j) & \hat y_j \le y_j \\"
    r" (1 - <level>)\,(\hat y_j - y_j) & \text{else} \end{cases}",
    convex=True,
    over_predicted=lambda values: values["level"],
    reference="R. Koenker and G. Bassett, Regression Quantiles, 1978, doi:10.2307/1913643",
)
def quantile(
    y_true,
    y_pred,
    *,
    level: Annotated[
        float,
        Param(
            low=0.001,
            high=0.999,
            soft=(0.05, 0.95),
            symbol=r"\tau",
            help="The share of targets that should lie below the prediction.",
        ),
    ] = 0.9,
):
    """Charges too low and too high predictions at different rates, so that training finds a quantile.

    Reach for it to predict a bound that a known share of targets stays under. At level 0.5 it is half the absolute
    error and finds the median.
    """
    shortfall = y_true - y_pred
    return tf.reduce_mean(tf.maximum(level * shortfall, (level - 1.0) * shortfall), axis=-1)


@LOSSES.declare(
    "Asymmetric absolute",
    formula=r"\tfrac1k \sum_j \begin{cases} <weight>\,(\hat y_j - y_j) & \hat y_j > y_j \\"
    r" y_j - \hat y_j & \text{else} \end{cases}",
    convex=True,
    over_predicted=lambda values: 1 / (1 + values["weight"]),
    reference="C. W. J. Granger, Prediction with a Generalized Cost of Error Function, 1969",
)
def asymmetric_absolute(
    y_true,
    y_pred,
    *,
    weight: Annotated[
        float,
        Param(
            low=0.01,
            high=100,
            soft=(0.1, 10),
            log=True,
            symbol="w",
            help="How many times more a unit of over-prediction costs than a unit of under-prediction.",
        ),
    ] = 3.0,
):
    """Over-predicting costs a chosen multiple of under-predicting.

    Reach for it when one side is expensive: promising more stock than there is, arriving too late. It is the quantile
    loss of level 1 / (1 + weight), times 1 + weight.
    """
    error = y_pred - y_true
    return tf.reduce_mean(tf.where(error > 0, weight * error, -error), axis=-1)


@LOSSES.declare(
    "CustomMSE",
    formula=r"\tfrac1k \sum_j (y_j - \hat y_j)^2 + <regularization_factor> \cdot"
    r" \tfrac1k \sum_j (\tfrac12 - \hat y_j)^2",
    convex=True,
    biased=True,
)
def custom_mse(
    y_true,
    y_pred,
    *,
    regularization_factor: Annotated[
        float,
        Param(
            low=0,
            high=100,
            soft=(0, 2),
            symbol=r"\lambda",
            help="How hard every prediction is pulled towards 0.5, against the pull of the target.",
        ),
    ] = 0.1,
):
    """Mean squared error plus a pull of every prediction towards 0.5.

    Reach for it to see what a penalty on predictions does: they become less certain, and the loss of a perfect
    prediction is no longer zero. At factor 0 it is the mean squared error.
    """
    squared_error = tf.reduce_mean(tf.square(y_true - y_pred), axis=-1)
    return squared_error + regularization_factor * tf.reduce_mean(tf.square(0.5 - y_pred), axis=-1)
