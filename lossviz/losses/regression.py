"""Losses that compare numbers and grow with the size of the error.

Conventions: `y_true` and `y_pred` have shape (n, k), `error` is `y_pred - y_true`, and a loss returns shape (n,): the
mean over the k outputs, one cost per example. Parameters are scalars, as floats or tensors. A formula gives the cost of
one output; `e` is its error.
"""

from __future__ import annotations

import math
from typing import Annotated

from lossviz.declare import Mark, Param
from lossviz.lazy import tf
from lossviz.losses.base import LOSSES, Special


@LOSSES.declare(
    "Mean squared error",
    formula=r"e^2",
    convex=True,
    smooth=True,
    symmetric=True,
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
    formula=r"|e|",
    convex=True,
    robust=True,
    symmetric=True,
    over_predicted=lambda values: 0.5,
    reference="P.-S. Laplace, Mémoire sur la probabilité des causes par les évènements, 1774",
)
def mean_absolute_error(y_true, y_pred):
    """The size of the error: every unit of error costs the same.

    Reach for it when outliers should not decide; its best constant prediction is the median. Avoid it where training
    should come to rest: the slope does not shrink near the target, so plain gradient descent steps back and forth
    there.
    """
    return tf.reduce_mean(tf.abs(y_pred - y_true), axis=-1)


@LOSSES.declare(
    "Huber",
    formula=r"\begin{cases} \tfrac12 e^2 & |e| \le <delta> \\ <delta>\,(|e| - \tfrac12 \cdot <delta>) & \text{else}"
    r" \end{cases}",
    convex=True,
    smooth=True,
    robust=True,
    symmetric=True,
    special=(Special(at={"delta": 1000.0}, loss="mean_squared_error", times=0.5),),
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
    times the absolute error. Avoid it when you cannot say which size of error is large: delta is in units of y.
    """
    error = y_pred - y_true
    size = tf.abs(error)
    # Both branches are finite everywhere, so the gradient of the one not taken cannot be NaN.
    return tf.reduce_mean(tf.where(size <= delta, 0.5 * tf.square(error), delta * (size - 0.5 * delta)), axis=-1)


@LOSSES.declare(
    "Log-cosh",
    formula=r"\log \cosh e",
    convex=True,
    smooth=True,
    robust=True,
    symmetric=True,
    reference="P. J. Green, Bayesian Reconstructions from Emission Tomography Data, 1990, doi:10.1109/42.52985",
)
def log_cosh(y_true, y_pred):
    """Nearly half the squared error for small errors, nearly the absolute error for large ones, without a seam.

    Reach for it like Huber with a delta of about 1, when second derivatives should be smooth too. Avoid it when y is
    not of the order of 1: it has no parameter for the scale.
    """
    error = y_pred - y_true
    size = tf.abs(error)
    # cosh² = 1 + sinh², which keeps all digits of small errors; and cosh overflows where the other form is exact.
    near = 0.5 * tf.math.log1p(tf.square(tf.sinh(tf.clip_by_value(error, -1.0, 1.0))))
    far = size + tf.math.softplus(-2.0 * size) - math.log(2.0)
    return tf.reduce_mean(tf.where(size < 1.0, near, far), axis=-1)


@LOSSES.declare(
    "Pseudo-Huber (Charbonnier)",
    formula=r"<delta>^2 \left( \sqrt{1 + (e / <delta>)^2} - 1 \right)",
    convex=True,
    smooth=True,
    robust=True,
    symmetric=True,
    special=(Special(at={"delta": 1000.0}, loss="mean_squared_error", times=0.5, within=1e-3),),
    reference="P. Charbonnier et al., Deterministic Edge-preserving Regularization, 1997, doi:10.1109/83.551699",
)
def pseudo_huber(
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
            help="The size of error around which the parabola turns into a straight line.",
        ),
    ] = 1.0,
):
    """Huber without a seam: a hyperbola that begins as a parabola and ends as a straight line.

    Reach for it where Huber fits and all derivatives should exist. Avoid it when errors must be told apart exactly at
    delta: the change from one regime to the other is gradual.
    """
    error = y_pred - y_true
    # With the root in the denominator nothing cancels: r - 1 = (r² - 1) / (r + 1).
    return tf.reduce_mean(tf.square(error) / (1.0 + tf.sqrt(1.0 + tf.square(error / delta))), axis=-1)


@LOSSES.declare(
    "Epsilon-insensitive",
    formula=r"\max(0,\; |e| - <epsilon>)",
    convex=True,
    robust=True,
    symmetric=True,
    special=(Special(at={"epsilon": 0.0}, loss="mean_absolute_error"),),
    reference="V. N. Vapnik, The Nature of Statistical Learning Theory, 1995, doi:10.1007/978-1-4757-2440-0",
)
def epsilon_insensitive(
    y_true,
    y_pred,
    *,
    epsilon: Annotated[
        float,
        Param(low=0, high=100, soft=(0, 5), symbol=r"\varepsilon", help="The size of error that costs nothing."),
    ] = 0.5,
):
    """Errors up to a tolerance are free; beyond it every unit costs the same.

    Reach for it when a deviation within a tolerance does no harm: it is the loss of support vector regression. Avoid it
    when small errors matter: within the tolerance nothing is learnt.
    """
    return tf.reduce_mean(tf.maximum(tf.abs(y_pred - y_true) - epsilon, 0.0), axis=-1)


@LOSSES.declare(
    "Squared epsilon-insensitive",
    formula=r"\max(0,\; |e| - <epsilon>)^2",
    convex=True,
    smooth=True,
    symmetric=True,
    special=(Special(at={"epsilon": 0.0}, loss="mean_squared_error"),),
    reference="C.-H. Ho and C.-J. Lin, Large-scale Linear Support Vector Regression, 2012, JMLR 13, 3323-3348",
)
def squared_epsilon_insensitive(
    y_true,
    y_pred,
    *,
    epsilon: Annotated[
        float,
        Param(low=0, high=100, soft=(0, 5), symbol=r"\varepsilon", help="The size of error that costs nothing."),
    ] = 0.5,
):
    """Errors up to a tolerance are free; what is beyond it is squared.

    Reach for it when a tolerance is allowed and the slope should not jump at its end. Avoid it with outliers, as you
    would avoid the squared error.
    """
    return tf.reduce_mean(tf.square(tf.maximum(tf.abs(y_pred - y_true) - epsilon, 0.0)), axis=-1)


SHORTEST = 1e-6
"""Vectors that are shorter are divided by this instead of their length, as in Keras."""


@LOSSES.declare(
    "Cosine",
    formula=r"1 - \frac{\sum_j y_j \hat y_j}{\sqrt{\sum_j y_j^2} \cdot \sqrt{\sum_j \hat y_j^2}}",
    least_outputs=2,
    bound=lambda values: 2.0,
    reference="G. Salton et al., A Vector Space Model for Automatic Indexing, 1975, doi:10.1145/361219.361220",
)
def cosine_similarity(y_true, y_pred):
    """One minus the cosine of the angle between target and prediction: only the direction counts, not the length.

    Reach for it to compare embeddings, or any vectors whose length means nothing. Avoid it for a single output, which
    has no direction, and where the size of a prediction matters. Keras' function of this name is less by 1.
    """
    truth, prediction = (tf.math.l2_normalize(y, axis=-1, epsilon=SHORTEST**2) for y in (y_true, y_pred))
    # Of two directions, half their squared distance: it keeps the digits of small angles. What is too short has none.
    squares = tf.minimum(tf.reduce_sum(tf.square(y_true), axis=-1), tf.reduce_sum(tf.square(y_pred), axis=-1))
    near = 0.5 * tf.reduce_sum(tf.square(prediction - truth), axis=-1)
    return tf.where(squares >= SHORTEST**2, near, 1.0 - tf.reduce_sum(truth * prediction, axis=-1))


@LOSSES.declare(
    "CustomMSE",
    formula=r"e^2 + <regularization_factor> \cdot (\tfrac12 - \hat y)^2",
    convex=True,
    smooth=True,
    symmetric=lambda values: values["regularization_factor"] == 0,
    biased=lambda values: values["regularization_factor"] > 0,
    special=(Special(at={"regularization_factor": 0.0}, loss="mean_squared_error"),),
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
            marks=(Mark(1.0, "both pull alike"),),
        ),
    ] = 0.1,
):
    """Mean squared error plus a pull of every prediction towards 0.5.

    Reach for it to see what a penalty on predictions does: they become less certain, and the loss of a perfect
    prediction is no longer zero. Avoid it when y is not between 0 and 1: 0.5 is then no middle.
    """
    squared_error = tf.reduce_mean(tf.square(y_true - y_pred), axis=-1)
    return squared_error + regularization_factor * tf.reduce_mean(tf.square(0.5 - y_pred), axis=-1)
