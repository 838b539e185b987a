"""Losses for numbers that outliers cannot dominate: beyond a scale their slope returns towards zero, or stays.

Conventions are those of `regression`: arguments of shape (n, k), costs of shape (n,), `e` is `y_pred - y_true`. Unless
said, a loss is half the squared error for errors that are small against its scale.
"""

from __future__ import annotations

import math
from typing import Annotated

from lossviz.declare import Param
from lossviz.lazy import tf
from lossviz.losses.base import LOSSES, Limit, Special
from lossviz.losses.stable import as_number, expm1_at_rate

Scale = Annotated[
    float,
    Param(
        low=0.01,
        high=100,
        soft=(0.1, 10),
        log=True,
        symbol="c",
        help="The size of error, in units of y, beyond which an example counts as an outlier.",
    ),
]

_HALF_SQUARE = Special(at={"scale": 100.0}, loss="mean_squared_error", times=0.5, within=0.05)


@LOSSES.declare(
    "Cauchy (Lorentzian)",
    formula=r"\frac{<scale>^2}{2} \log\left( 1 + (e / <scale>)^2 \right)",
    smooth=True,
    robust=True,
    symmetric=True,
    special=(_HALF_SQUARE,),
    reference=(
        "M. J. Black and P. Anandan, The Robust Estimation of Multiple Motions, 1996, doi:10.1006/cviu.1996.0006"
    ),
)
def cauchy(y_true, y_pred, *, scale: Scale = 1.0):
    """Grows like a logarithm: an outlier costs more the farther it is, but pulls less and less.

    Reach for it with heavy-tailed noise; it is the likelihood of Cauchy's distribution. Avoid it when the start of
    training is far from the target, where its slope is weak.
    """
    error = y_pred - y_true
    return tf.reduce_mean(0.5 * scale**2 * tf.math.log1p(tf.square(error / scale)), axis=-1)


@LOSSES.declare(
    "Geman–McClure",
    formula=r"\tfrac12 \frac{e^2}{1 + (e / <scale>)^2}",
    smooth=True,
    robust=True,
    symmetric=True,
    bound=lambda values: 0.5 * values["scale"] ** 2,
    special=(
        _HALF_SQUARE,
        # Barron's shape -2 has its scale counted differently: 2 z / (z + 4) with z = (e / scale)².
        Special(at={"scale": 2.0}, loss="barron", given={"alpha": -2.0, "scale": 1.0}),
    ),
    reference=(
        "S. Geman and D. E. McClure, Statistical Methods for Tomographic Image Reconstruction, 1987, Bull. ISI 52"
    ),
)
def geman_mcclure(y_true, y_pred, *, scale: Scale = 1.0):
    """Saturates: beyond some error an example costs nearly the same, however far it is.

    Reach for it when outliers are gross mistakes that should be ignored. Avoid it when you start far from the target:
    there hardly any slope leads back.
    """
    error = y_pred - y_true
    # 1 - 1 / (1 + u) in a form of which neither the value of a small u nor the slope of a large one cancels.
    return tf.reduce_mean(-0.5 * scale**2 * tf.math.expm1(-tf.math.log1p(tf.square(error / scale))), axis=-1)


@LOSSES.declare(
    "Welsch (Leclerc)",
    formula=r"\frac{<scale>^2}{2} \left( 1 - \exp(-(e / <scale>)^2) \right)",
    smooth=True,
    robust=True,
    symmetric=True,
    bound=lambda values: 0.5 * values["scale"] ** 2,
    special=(_HALF_SQUARE,),
    reference=(
        "J. E. Dennis and R. E. Welsch, Techniques for Nonlinear Least Squares and Robust Regression, 1978, "
        "doi:10.1080/03610917808812083"
    ),
)
def welsch(y_true, y_pred, *, scale: Scale = 1.0):
    """Saturates exponentially fast: an upside-down bell around the target.

    Reach for it to ignore outliers more firmly than Geman–McClure does. Avoid it far from the target, where the slope
    is zero for all that a computer can tell.
    """
    error = y_pred - y_true
    return tf.reduce_mean(-0.5 * scale**2 * tf.math.expm1(-tf.square(error / scale)), axis=-1)


@LOSSES.declare(
    "Tukey's biweight",
    formula=r"\frac{<scale>^2}{6} \begin{cases} 1 - \left( 1 - (e / <scale>)^2 \right)^3 & |e| \le <scale> \\"
    r" 1 & \text{else} \end{cases}",
    smooth=True,
    robust=True,
    symmetric=True,
    bound=lambda values: values["scale"] ** 2 / 6,
    special=(_HALF_SQUARE,),
    reference="A. E. Beaton and J. W. Tukey, The Fitting of Power Series, 1974, doi:10.1080/00401706.1974.10489171",
)
def tukey_biweight(y_true, y_pred, *, scale: Scale = 4.685):
    """Beyond its scale an example costs a constant and pulls not at all.

    Reach for it when outliers must have no say; 4.685 standard deviations of the noise keep 95 % of the efficiency of
    least squares. Avoid it when all errors may begin beyond the scale: then nothing is learnt.
    """
    error = y_pred - y_true
    u = tf.minimum(tf.square(error / scale), 1.0)
    # 1 - (1 - u)³ multiplied out, since the difference would cancel for small errors.
    return tf.reduce_mean(scale**2 / 6.0 * u * (3.0 - 3.0 * u + tf.square(u)), axis=-1)


@LOSSES.declare(
    "Fair",
    formula=r"<scale>^2 \left( \frac{|e|}{<scale>} - \log\left( 1 + \frac{|e|}{<scale>} \right) \right)",
    convex=True,
    smooth=True,
    robust=True,
    symmetric=True,
    special=(Special(at={"scale": 100.0}, loss="mean_squared_error", times=0.5, within=0.15),),
    reference=(
        "R. C. Fair, On the Robust Estimation of Econometric Models, 1974, Ann. Econ. Soc. Measurement 3, 667-677"
    ),
)
def fair(y_true, y_pred, *, scale: Scale = 1.4):
    """Between the squared and the absolute error: convex, and with a slope that approaches a limit slowly.

    Reach for it like Huber, with a gentler change between the regimes. Avoid it where a known size of error separates
    noise from outliers: Huber says that size.
    """
    error = y_pred - y_true
    size = tf.abs(error) / scale
    # Near zero by its series, of which the square has a curvature at zero, where the size has not even a slope.
    series = 1.0 / 3.0 - size * (0.25 - size * (0.2 - size * (1.0 / 6.0 - size * (1.0 / 7.0 - size / 8.0))))
    series = tf.square(error) * (0.5 - size * series)
    return tf.reduce_mean(tf.where(size < 0.03, series, scale**2 * (size - tf.math.log1p(size))), axis=-1)


@LOSSES.declare(
    "Barron's general robust",
    formula=r"\frac{|<alpha> - 2|}{<alpha>} \left( \left( \frac{(e / <scale>)^2}{|<alpha> - 2|} + 1"
    r" \right)^{<alpha> / 2} - 1 \right)",
    limits=(
        Limit(at={"alpha": 0.0}, formula=r"\log\left( 1 + \tfrac12 (e / <scale>)^2 \right)"),
        Limit(at={"alpha": 2.0}, formula=r"\tfrac12 (e / <scale>)^2"),
    ),
    convex=lambda values: values["alpha"] >= 1,
    smooth=True,
    robust=lambda values: values["alpha"] <= 1,
    symmetric=True,
    bound=lambda values: (values["alpha"] - 2) / values["alpha"] if values["alpha"] < 0 else math.inf,
    special=(
        Special(at={"alpha": 2.0, "scale": 1.0}, loss="mean_squared_error", times=0.5, within=1e-6, unit="scale"),
        Special(at={"alpha": 1.0, "scale": 3.0}, loss="pseudo_huber", given={"delta": 3.0}, times=1 / 9, unit="scale"),
        Special(at={"alpha": 0.0, "scale": 1.0}, loss="cauchy", given={"scale": math.sqrt(2)}, unit="scale"),
        Special(at={"alpha": -2.0, "scale": 1.0}, loss="geman_mcclure", given={"scale": 2.0}, unit="scale"),
    ),
    reference="J. T. Barron, A General and Adaptive Robust Loss Function, 2019, arXiv:1701.03077",
)
def barron(
    y_true,
    y_pred,
    *,
    alpha: Annotated[
        float,
        Param(
            low=-20,
            high=4,
            soft=(-6, 2),
            symbol=r"\alpha",
            help="The shape: 2 is the squared error, 1 pseudo-Huber, 0 Cauchy, -2 Geman-McClure; lower is more robust.",
        ),
    ] = 0.0,
    scale: Scale = 1.0,
):
    """One family for all of them: a single number turns the squared error into Cauchy's, Geman–McClure's and beyond.

    Reach for it to find out how robust a loss should be: the shape can be swept, or learnt. Avoid low shapes at the
    start of training, where most errors are large. The error is counted in units of the scale.
    """
    z = tf.square((y_pred - y_true) / scale)
    # With b = |alpha - 2| and L = log(1 + z / b) the cost is b · (exp(alpha · L / 2) - 1) / alpha, which is b · L / 2
    # at alpha = 0. At alpha = 2 b would be 0, and the limit is reached closely enough before.
    b = tf.maximum(tf.abs(as_number(alpha, z) - 2.0), 1e-6)
    growth = tf.math.log1p(z / b)
    return tf.reduce_mean(0.5 * b * expm1_at_rate(growth, 0.5 * alpha), axis=-1)


@LOSSES.declare(
    "Truncated squared",
    formula=r"\min(e^2,\; <scale>^2)",
    robust=True,
    symmetric=True,
    bound=lambda values: values["scale"] ** 2,
    special=(Special(at={"scale": 100.0}, loss="mean_squared_error"),),
    reference="A. Blake and A. Zisserman, Visual Reconstruction, 1987, doi:10.7551/mitpress/7132.001.0001",
)
def truncated_squared(y_true, y_pred, *, scale: Scale = 2.0):
    """The squared error up to a limit; beyond it an example costs a constant and does not pull.

    Reach for it to see the sharpest form of ignoring outliers. Avoid it for training from far away, and where the jump
    of its slope disturbs.
    """
    return tf.reduce_mean(tf.minimum(tf.square(y_pred - y_true), scale**2), axis=-1)
