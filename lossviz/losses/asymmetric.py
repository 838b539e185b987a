"""Losses for numbers that charge too high and too low predictions differently.

Conventions are those of `regression`: arguments of shape (n, k), costs of shape (n,), `e` is `y_pred - y_true`.
"""

from __future__ import annotations

from typing import Annotated

from lossviz.declare import Mark, Param
from lossviz.lazy import tf
from lossviz.losses.base import LOSSES, Limit, Special
from lossviz.losses.stable import exp_with_tangent

Weight = Annotated[
    float,
    Param(
        low=0.01,
        high=100,
        soft=(0.1, 10),
        log=True,
        symbol="w",
        help="How many times more over-prediction costs than under-prediction by the same amount.",
    ),
]


@LOSSES.declare(
    "Quantile (pinball)",
    formula=r"\begin{cases} -<level> \cdot e & e \le 0 \\ (1 - <level>) \cdot e & \text{else} \end{cases}",
    convex=True,
    robust=True,
    symmetric=lambda values: values["level"] == 0.5,
    over_predicted=lambda values: values["level"],
    special=(Special(at={"level": 0.5}, loss="mean_absolute_error", times=0.5),),
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
            marks=(Mark(0.5, "median"),),
        ),
    ] = 0.9,
):
    """Charges too low and too high predictions at different rates, so that training finds a quantile.

    Reach for it to predict a bound that a known share of targets stays under. At level 0.5 it is half the absolute
    error and finds the median. Avoid extreme levels with few examples: hardly any target then decides.
    """
    shortfall = y_true - y_pred
    return tf.reduce_mean(tf.maximum(level * shortfall, (level - 1.0) * shortfall), axis=-1)


@LOSSES.declare(
    "Expectile",
    formula=r"\begin{cases} <level> \cdot e^2 & e \le 0 \\ (1 - <level>) \cdot e^2 & \text{else} \end{cases}",
    convex=True,
    smooth=True,
    symmetric=lambda values: values["level"] == 0.5,
    special=(Special(at={"level": 0.5}, loss="mean_squared_error", times=0.5),),
    reference=(
        "W. K. Newey and J. L. Powell, Asymmetric Least Squares Estimation and Testing, 1987, doi:10.2307/1911031"
    ),
)
def expectile(
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
            help="How much of the weight lies on predictions that are too low; 0.5 finds the mean.",
            marks=(Mark(0.5, "mean"),),
        ),
    ] = 0.9,
):
    """The quantile loss with squares: training finds a mean in which one side weighs more.

    Reach for it when the far end of a distribution matters, not only how many lie beyond, as in measures of risk. Avoid
    it with outliers: they are squared.
    """
    error = y_pred - y_true
    square = tf.square(error)
    return tf.reduce_mean(tf.where(error <= 0, level * square, (1.0 - level) * square), axis=-1)


@LOSSES.declare(
    "Asymmetric absolute",
    formula=r"\begin{cases} <weight> \cdot e & e > 0 \\ -e & \text{else} \end{cases}",
    convex=True,
    robust=True,
    symmetric=lambda values: values["weight"] == 1,
    over_predicted=lambda values: 1 / (1 + values["weight"]),
    special=(
        Special(at={"weight": 1.0}, loss="mean_absolute_error"),
        Special(at={"weight": 3.0}, loss="quantile", given={"level": 0.25}, times=4.0),
    ),
    reference=(
        "C. W. J. Granger, Prediction with a Generalized Cost of Error Function, 1969, doi:10.1057/jors.1969.52"
    ),
)
def asymmetric_absolute(y_true, y_pred, *, weight: Weight = 3.0):
    """Over-predicting costs a chosen multiple of under-predicting.

    Reach for it when one side is expensive: promising more stock than there is, arriving too late. It is the quantile
    loss of level 1 / (1 + weight), times 1 + weight. Avoid it when the mean is wanted: it finds a quantile.
    """
    error = y_pred - y_true
    return tf.reduce_mean(tf.where(error > 0, weight * error, -error), axis=-1)


@LOSSES.declare(
    "Asymmetric squared",
    formula=r"\begin{cases} <weight> \cdot e^2 & e > 0 \\ e^2 & \text{else} \end{cases}",
    convex=True,
    smooth=True,
    symmetric=lambda values: values["weight"] == 1,
    special=(
        Special(at={"weight": 1.0}, loss="mean_squared_error"),
        Special(at={"weight": 3.0}, loss="expectile", given={"level": 0.25}, times=4.0),
    ),
    reference=(
        "C. W. J. Granger, Prediction with a Generalized Cost of Error Function, 1969, doi:10.1057/jors.1969.52"
    ),
)
def asymmetric_squared(y_true, y_pred, *, weight: Weight = 3.0):
    """The squared error, with over-prediction counted a chosen number of times.

    Reach for it when one side is more expensive and large errors are worse than many small ones. Avoid it with
    outliers, above all on the expensive side.
    """
    error = y_pred - y_true
    square = tf.square(error)
    return tf.reduce_mean(tf.where(error > 0, weight * square, square), axis=-1)


@LOSSES.declare(
    "LINEX",
    formula=r"\frac{2}{<asymmetry>^2} \left( \exp(<asymmetry> \cdot e) - <asymmetry> \cdot e - 1 \right)",
    limits=(Limit(at={"asymmetry": 0.0}, formula="e^2"),),
    convex=True,
    smooth=True,
    symmetric=lambda values: values["asymmetry"] == 0,
    special=(Special(at={"asymmetry": 0.0}, loss="mean_squared_error"),),
    reference=(
        "A. Zellner, Bayesian Estimation and Prediction Using Asymmetric Loss Functions, 1986, "
        "doi:10.1080/01621459.1986.10478289"
    ),
)
def linex(
    y_true,
    y_pred,
    *,
    asymmetry: Annotated[
        float,
        Param(
            low=-5,
            high=5,
            soft=(-3, 3),
            symbol="a",
            help="Above 0 over-prediction is the expensive side, below 0 under-prediction; at 0 both cost the same.",
        ),
    ] = 1.0,
):
    """Grows nearly exponentially on one side of the target and nearly linearly on the other.

    Reach for it when errors on one side are not just more expensive but soon unbearable: a dam that is built too low.
    Avoid it with outliers on the steep side. Scaled so that small errors cost their square; exponents above 50 go on as
    a straight line.
    """
    error = y_pred - y_true
    x = asymmetry * error
    # (exp(x) - x - 1) / (x² / 2), by its series where the difference would cancel. Each branch gets an x at which both
    # are finite, so that the gradient of the one not taken cannot be NaN.
    near = tf.abs(x) < 0.1
    small, large = tf.where(near, x, tf.zeros_like(x)), tf.where(near, tf.ones_like(x), x)
    series = 1.0 + small / 3.0 * (1.0 + small / 4.0 * (1.0 + small / 5.0 * (1.0 + small / 6.0)))
    closed = 2.0 * (exp_with_tangent(large) - large - 1.0) / tf.square(large)
    return tf.reduce_mean(tf.square(error) * tf.where(near, series, closed), axis=-1)
