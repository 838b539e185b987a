"""Losses for numbers greater than zero: prices, times, counts, rates.

Conventions are those of `regression`: arguments of shape (n, k), costs of shape (n,). Predictions below `SMALLEST`
count as that, so a last layer that keeps them above zero belongs to these losses.
"""

from __future__ import annotations

from typing import Annotated

from lossviz.declare import Param
from lossviz.lazy import tf
from lossviz.losses.base import LOSSES, Limit, Special
from lossviz.losses.stable import SMALLEST, expm1_at_rate

_TWEEDIE = (
    "B. Jørgensen, Exponential Dispersion Models, 1987, J. R. Stat. Soc. B 49, doi:10.1111/j.2517-6161.1987.tb01685.x"
)


@LOSSES.declare(
    "Mean absolute percentage error",
    formula=r"100 \cdot \frac{|e|}{y}",
    positive=True,
    convex=True,
    symmetric=True,
    reference=(
        "A. de Myttenaere et al., Mean Absolute Percentage Error for Regression Models, 2016, "
        "doi:10.1016/j.neucom.2015.12.114"
    ),
)
def mean_absolute_percentage_error(y_true, y_pred):
    """The error in percent of the target.

    Reach for it when a relative error is what people will quote. Avoid it with targets near zero, which decide
    everything, and remember that it prefers predictions that are too low: those can cost 100 percent at most. It is
    symmetric by amounts, not by factors: twice the target costs 100, half of it 50. So forecasters call it asymmetric.
    """
    return 100.0 * tf.reduce_mean(tf.abs(y_pred - y_true) / tf.maximum(tf.abs(y_true), SMALLEST), axis=-1)


@LOSSES.declare(
    "Mean squared logarithmic error",
    formula=r"\left( \log(1 + \hat y) - \log(1 + y) \right)^2",
    positive=True,
    smooth=True,
    reference=(
        "G. E. P. Box and D. R. Cox, An Analysis of Transformations, 1964, doi:10.1111/j.2517-6161.1964.tb00553.x"
    ),
)
def mean_squared_logarithmic_error(y_true, y_pred):
    """The squared error of logarithms: being wrong by a factor counts, not by an amount.

    Reach for it when targets spread over several orders of magnitude. Avoid it when the large targets are those that
    matter, or when predicting too little is worse than too much.
    """
    truth, prediction = (tf.maximum(y, SMALLEST) for y in (y_true, y_pred))
    # The difference of two logarithms cancels where they are near each other; that of their arguments does not.
    near = tf.clip_by_value((prediction - truth) / (1.0 + truth), -0.5, 0.5)
    far = tf.math.log1p(prediction) - tf.math.log1p(truth)
    return tf.reduce_mean(tf.square(tf.where(tf.abs(near) < 0.5, tf.math.log1p(near), far)), axis=-1)


def _deviance(y_true, y_pred, power):
    """Return the deviance of Tweedie's distributions, shape (n, k), for any power.

    It is 2 ((m^(2-p) - y^(2-p)) / (2 - p) - y (m^(1-p) - y^(1-p)) / (1 - p)). With y^(2-p) taken out, both differences
    are powers of m / y less 1, whose slopes are powers alone; at an exponent of 0 they are logarithms.
    """
    mean = tf.maximum(y_pred, SMALLEST)
    target = tf.maximum(y_true, SMALLEST)
    log_ratio = tf.math.log(mean / target)
    differences = expm1_at_rate(log_ratio, 2.0 - power) - expm1_at_rate(log_ratio, 1.0 - power)
    return 2.0 * tf.pow(target, 2.0 - power) * differences


@LOSSES.declare(
    "Poisson deviance",
    formula=r"2 \left( y \log \frac{y}{\hat y} - y + \hat y \right)",
    positive=True,
    convex=True,
    smooth=True,
    reference="J. A. Nelder and R. W. M. Wedderburn, Generalized Linear Models, 1972, doi:10.2307/2344614",
)
def poisson_deviance(y_true, y_pred):
    """Judges predicted rates of events: an error weighs less where the rate is high, since counts scatter more there.

    Reach for it for counts: visits, claims, goals. Avoid it when the scatter grows faster than the rate itself, as that
    of prices and times does.
    """
    return tf.reduce_mean(_deviance(y_true, y_pred, 1.0), axis=-1)


@LOSSES.declare(
    "Gamma deviance",
    formula=r"2 \left( \log \frac{\hat y}{y} + \frac{y}{\hat y} - 1 \right)",
    positive=True,
    smooth=True,
    reference="J. A. Nelder and R. W. M. Wedderburn, Generalized Linear Models, 1972, doi:10.2307/2344614",
)
def gamma_deviance(y_true, y_pred):
    """Judges predictions by their ratio to the target: ten percent cost the same for small and for large targets.

    Reach for it for durations, amounts of claims, intensities: what scatters in proportion to its mean. Avoid it where
    targets can be zero.
    """
    return tf.reduce_mean(_deviance(y_true, y_pred, 2.0), axis=-1)


@LOSSES.declare(
    "Tweedie deviance",
    formula=r"2 \left( \frac{y^{2 - <power>}}{(1 - <power>) \cdot (2 - <power>)}"
    r" - \frac{y \cdot \hat y^{1 - <power>}}{1 - <power>} + \frac{\hat y^{2 - <power>}}{2 - <power>} \right)",
    limits=(
        Limit(at={"power": 1.0}, formula=r"2 \left( y \cdot \log(y / \hat y) - y + \hat y \right)"),
        Limit(at={"power": 2.0}, formula=r"2 \left( \frac{y}{\hat y} - \log(y / \hat y) - 1 \right)"),
    ),
    positive=True,
    convex=lambda values: values["power"] <= 1,
    smooth=True,
    symmetric=lambda values: values["power"] == 0,
    special=(
        Special(at={"power": 0.0}, loss="mean_squared_error"),
        Special(at={"power": 1.0}, loss="poisson_deviance"),
        Special(at={"power": 2.0}, loss="gamma_deviance"),
    ),
    reference=_TWEEDIE,
)
def tweedie_deviance(
    y_true,
    y_pred,
    *,
    power: Annotated[
        float,
        Param(
            low=0,
            high=3,
            soft=(0, 3),
            symbol="p",
            help="How fast the scatter grows with the mean: 0 not at all, 1 as counts do, 2 in proportion to it.",
        ),
    ] = 1.5,
):
    """A family from the squared error (power 0) over Poisson (1) to gamma (2) and inverse Gaussian (3).

    Reach for powers between 1 and 2 for totals that are sums of random amounts: rain, insurance claims. Avoid it when
    you cannot say how the scatter grows with the mean.
    """
    return tf.reduce_mean(_deviance(y_true, y_pred, power), axis=-1)
