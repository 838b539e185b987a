"""Losses for three classes and more whose costs are bounded, or nearly so: wrong labels cannot dominate them.

Conventions are those of `multiclass`.
"""

from __future__ import annotations

import math
from typing import Annotated

from lossviz.declare import Param
from lossviz.lazy import tf
from lossviz.losses.base import LOSSES, Limit, Special
from lossviz.losses.stable import expm1_at_rate, log1p_at_rate, log_probability_of_true, probabilities


@LOSSES.declare(
    "Generalized cross-entropy",
    formula=r"\frac{1 - \hat p_y^{<q>}}{<q>}",
    labels="one_hot",
    convex=True,
    smooth=True,
    robust=lambda values: values["q"] == 1,
    symmetric=lambda values: values["q"] == 1,
    bound=lambda values: 1 / values["q"],
    special=(
        Special(at={"q": 0.001}, loss="categorical_crossentropy", within=0.01),
        Special(at={"q": 1.0}, loss="categorical_absolute", times=0.5),
    ),
    reference="Z. Zhang and M. R. Sabuncu, Generalized Cross Entropy Loss, 2018, arXiv:1805.07836",
)
def generalized_crossentropy(
    y_true,
    y_pred,
    *,
    q: Annotated[
        float,
        Param(
            low=0.001,
            high=1,
            soft=(0.01, 1),
            symbol="q",
            help="Near 0 it is cross-entropy, which learns fast; at 1 the absolute error, which withstands noise.",
        ),
    ] = 0.7,
):
    """Between cross-entropy and the absolute error of probabilities: you choose how much noise it should withstand.

    Reach for it when some labels are wrong and the absolute error learns too slowly. Avoid it when probabilities should
    be honest.
    """
    return -expm1_at_rate(log_probability_of_true(y_true, y_pred), q)


@LOSSES.declare(
    "Symmetric cross-entropy",
    formula=r"-<alpha> \cdot \log \hat p_y + <beta> \cdot <cut> \cdot (1 - \hat p_y)",
    labels="one_hot",
    convex=True,
    smooth=True,
    proper=lambda values: values["beta"] == 0,
    special=(Special(at={"alpha": 1.0, "beta": 0.0}, loss="categorical_crossentropy"),),
    reference="Y. Wang et al., Symmetric Cross Entropy for Robust Learning with Noisy Labels, 2019, arXiv:1908.06112",
)
def symmetric_crossentropy(
    y_true,
    y_pred,
    *,
    alpha: Annotated[
        float,
        Param(low=0.01, high=10, soft=(0.01, 2), symbol=r"\alpha", help="The weight of cross-entropy, which learns."),
    ] = 0.1,
    beta: Annotated[
        float,
        Param(
            low=0,
            high=10,
            soft=(0, 2),
            symbol=r"\beta",
            help="The weight of the reversed cross-entropy, which withstands noise.",
        ),
    ] = 1.0,
    cut: Annotated[
        float,
        Param(
            low=1,
            high=20,
            soft=(1, 10),
            symbol="A",
            help="What the logarithm of a label of 0 is taken for, with its sign changed.",
        ),
    ] = 4.0,
):
    """Cross-entropy plus the same with label and prediction exchanged, which does not run after wrong labels.

    Reach for it when labels are noisy and plain cross-entropy starts to memorise them. Avoid it when probabilities
    should be honest.
    """
    log_p = log_probability_of_true(y_true, y_pred)
    return -alpha * log_p - beta * cut * tf.math.expm1(log_p)


NEWTON_STEPS = 12
"""Enough for rounding in float32 over the whole range of temperatures, for up to ten classes."""


def _tempered_log_probabilities(scores, temperature):
    """Return log exp_t(s - l), with l such that the rows of exp_t(s - l) sum to one.

    The sum is a convex, falling function of l, and too large at l = max(s): Newton's method walks down from there. The
    walk itself is not differentiated: one more step from its end gives the exact slope, a second one the curvature.
    """

    def logarithms(normalizer):
        # exp_t(x) = (1 + (1 - t) x)^(1 / (1 - t)); its logarithm in this form holds at t = 1 too.
        return log1p_at_rate(scores - normalizer, 1.0 - temperature)

    def step(normalizer):
        log_p = logarithms(normalizer)
        slope = tf.reduce_sum(tf.exp(temperature * log_p), axis=-1, keepdims=True)
        return (tf.reduce_sum(tf.exp(log_p), axis=-1, keepdims=True) - 1.0) / slope

    # Counted from the largest score, a small normalizer keeps its digits.
    scores = scores - tf.stop_gradient(tf.reduce_max(scores, axis=-1, keepdims=True))
    normalizer = tf.zeros_like(scores[..., :1])
    for _ in range(NEWTON_STEPS):
        normalizer += step(normalizer)
    normalizer = tf.stop_gradient(normalizer)
    for _ in range(2):
        normalizer += step(normalizer)
    return logarithms(normalizer)


def _tempered_probability(scores, *, loss_temperature, softmax_temperature):
    return tf.exp(_tempered_log_probabilities(scores, softmax_temperature))


_BOUNDED = (
    r"\sum_j y_j \cdot \frac{1 - \hat p_j^{1 - <loss_temperature>}}{1 - <loss_temperature>}"
    r" - \frac{1 - \sum_j \hat p_j^{2 - <loss_temperature>}}{2 - <loss_temperature>}"
)
_SURPRISE = r"-\sum_j y_j \log \hat p_j"
_TEMPERED = (
    r", \quad \hat p_j = \left( 1 + (1 - <softmax_temperature>) \cdot (\hat s_j - \lambda)"
    r" \right)^{\frac{1}{1 - <softmax_temperature>}}"
)
_EXPONENTIAL = r", \quad \hat p_j = \exp(\hat s_j - \lambda)"


@LOSSES.declare(
    "Bi-tempered logistic",
    formula=_BOUNDED + _TEMPERED,
    limits=(
        Limit(at={"loss_temperature": 1.0, "softmax_temperature": 1.0}, formula=_SURPRISE + _EXPONENTIAL),
        Limit(at={"loss_temperature": 1.0}, formula=_SURPRISE + _TEMPERED),
        Limit(at={"softmax_temperature": 1.0}, formula=_BOUNDED + _EXPONENTIAL),
    ),
    labels="one_hot",
    scores=True,
    convex=lambda values: values["loss_temperature"] == values["softmax_temperature"] == 1,
    smooth=True,
    robust=True,
    proper=True,
    bound=lambda values: 1 / (1 - values["loss_temperature"]) if values["loss_temperature"] < 1 else math.inf,
    probability=_tempered_probability,
    reference="E. Amid et al., Robust Bi-Tempered Logistic Loss Based on Bregman Divergences, 2019, arXiv:1906.03361",
)
def bi_tempered_logistic(
    y_true,
    y_pred,
    *,
    loss_temperature: Annotated[
        float,
        Param(
            low=0,
            high=1,
            soft=(0, 1),
            symbol="t_1",
            help="Below 1 the cost is bounded, so examples far on the wrong side have no say.",
        ),
    ] = 0.8,
    softmax_temperature: Annotated[
        float,
        Param(
            low=1,
            high=4,
            soft=(1, 4),
            symbol="t_2",
            help="Above 1 probabilities have heavy tails, so labels wrong near the border do little harm.",
        ),
    ] = 1.4,
):
    """Cross-entropy with two temperatures: one bounds the cost, the other gives the softmax a heavy tail.

    Reach for it when labels are wrong both near and far from the border. At both temperatures 1 it is cross-entropy of
    a softmax. Avoid it when you have no time to tune two numbers, or more than ten classes. The number lambda makes the
    probabilities sum to one.
    """
    log_p = _tempered_log_probabilities(y_pred, softmax_temperature)
    # (1 - p^(1-t)) / (1 - t), which is -log p at t = 1.
    cost = -tf.reduce_sum(y_true * expm1_at_rate(log_p, 1.0 - loss_temperature), axis=-1)
    powers = tf.reduce_sum(tf.exp((2.0 - loss_temperature) * log_p), axis=-1)
    return cost - (1.0 - powers) / (2.0 - loss_temperature)


@LOSSES.declare(
    "Taylor cross-entropy",
    formula=r"\sum_{i=1}^{<order>} \frac{(1 - \hat p_y)^i}{i}",
    labels="one_hot",
    convex=True,
    smooth=True,
    robust=True,
    symmetric=lambda values: values["order"] == 1,
    bound=lambda values: sum(1 / i for i in range(1, values["order"] + 1)),
    special=(Special(at={"order": 1}, loss="categorical_absolute", times=0.5),),
    reference="L. Feng et al., Can Cross Entropy Loss Be Robust to Label Noise?, 2020, doi:10.24963/ijcai.2020/305",
)
def taylor_crossentropy(
    y_true,
    y_pred,
    *,
    order: Annotated[
        int,
        Param(
            low=1,
            high=10,
            soft=(1, 10),
            symbol="t",
            help="How many terms of the series of cross-entropy are kept; 1 is the absolute error.",
        ),
    ] = 2,
):
    """The first terms of the series of cross-entropy: bounded, since the infinite part is what is left out.

    Reach for it with noisy labels, when a whole number from 1 (very tolerant) to 10 (nearly cross-entropy) is all you
    want to choose. Avoid it when probabilities should be honest; with few terms it may ignore a class altogether.
    """
    missing = -tf.math.expm1(log_probability_of_true(y_true, y_pred))
    return tf.add_n([tf.pow(missing, float(i)) / i for i in range(1, order + 1)])


@LOSSES.declare(
    "Absolute error of probabilities",
    formula=r"\sum_j |y_j - \hat p_j|",
    labels="one_hot",
    convex=True,
    smooth=True,
    robust=True,
    symmetric=True,
    bound=lambda values: 2.0,
    reference=(
        "A. Ghosh et al., Robust Loss Functions under Label Noise for Deep Neural Networks, 2017, arXiv:1712.09482"
    ),
)
def categorical_absolute(y_true, y_pred):
    """Twice the probability that is given to wrong classes.

    Reach for it to see a loss whose best model is not moved by labels replaced at random. Avoid it for training: from
    many starts it does not find that model, and ignores a class altogether.
    """
    # Of rows that sum to one: what the true class lacks is what the others have.
    return 2.0 * (1.0 - tf.reduce_sum(y_true * y_pred, axis=-1))


@LOSSES.declare(
    "Brier",
    formula=r"\sum_j (y_j - \hat p_j)^2",
    labels="one_hot",
    convex=True,
    smooth=True,
    robust=True,
    proper=True,
    bound=lambda values: 2.0,
    reference=(
        "G. W. Brier, Verification of Forecasts Expressed in Terms of Probability, 1950, Mon. Weather Rev. 78, 1-3"
    ),
)
def categorical_brier(y_true, y_pred):
    """The squared distance between the predicted probabilities and what happened.

    Reach for it for honest probabilities that a few wrong labels should not spoil. Avoid it when confident mistakes
    must be learnt from quickly: behind a softmax its slope vanishes there.
    """
    return tf.reduce_sum(tf.square(y_true - y_pred), axis=-1)


@LOSSES.declare(
    "Jensen–Shannon",
    formula=r"\tfrac12 \sum_j \left( y_j \log \frac{y_j}{m_j} + \hat p_j \log \frac{\hat p_j}{m_j} \right),"
    r" \quad m_j = \tfrac12 (y_j + \hat p_j)",
    labels="one_hot",
    convex=True,
    smooth=True,
    bound=lambda values: math.log(2.0),
    reference="J. Lin, Divergence Measures Based on the Shannon Entropy, 1991, doi:10.1109/18.61115",
)
def jensen_shannon(y_true, y_pred):
    """How far label and prediction are from their mean: a distance with the same meaning in both directions.

    Reach for it for a bounded relative of cross-entropy. Avoid it when probabilities should be honest.
    """
    p = probabilities(y_pred)
    middle = 0.5 * (y_true + p)
    # Near 1 the mean is rounded, but what both lack of 1 is not.
    near_one = tf.math.log1p(tf.maximum(0.5 * ((y_true - 1.0) + (p - 1.0)), -0.5))
    log_middle = tf.where(middle > 0.5, near_one, tf.math.log(middle))
    terms = tf.math.xlogy(y_true, y_true) + p * tf.math.log(p) - (y_true + p) * log_middle
    return 0.5 * tf.reduce_sum(terms, axis=-1)


DICE_CONVEX = 3.68
"""The smoothing from which on the Dice loss is convex, for any number of classes.

It bends down most where a wrong class is certain. There its second derivative in all directions in which probabilities
can move is positive beyond the root of s³ - 2 s² - 4 s - 8, which is 3.679, as the number of classes grows; for two
classes beyond 1 + √5.
"""


@LOSSES.declare(
    "Dice",
    formula=r"1 - \frac{2 \cdot \hat p_y + <smoothing>}{1 + \sum_j \hat p_j^2 + <smoothing>}",
    labels="one_hot",
    convex=lambda values: values["smoothing"] >= DICE_CONVEX,
    smooth=True,
    robust=True,
    bound=lambda values: 2 / (2 + values["smoothing"]),
    reference="F. Milletari et al., V-Net, 2016, arXiv:1606.04797",
)
def dice(
    y_true,
    y_pred,
    *,
    smoothing: Annotated[
        float,
        Param(low=0, high=10, soft=(0, 5), symbol="s", help="Added above and below the line: the larger, the flatter."),
    ] = 0.0,
):
    """One minus the overlap of label and prediction, measured against their sizes.

    Reach for it in segmentation, where what is looked for is small. Avoid it for ordinary classes, where each example
    has one label: it says little that the Brier score does not. Keras' function of this name takes a whole batch as one
    picture, and sizes without squares.
    """
    # The sizes less twice the overlap are the squared distance, of which small ones keep their digits.
    distance = tf.reduce_sum(tf.square(y_true - y_pred), axis=-1)
    sizes = tf.reduce_sum(tf.square(y_true) + tf.square(y_pred), axis=-1)
    return distance / (sizes + smoothing)


@LOSSES.declare(
    "Tversky",
    formula=r"1 - \frac{\hat p_y}{\hat p_y + (<alpha> + <beta>) \cdot (1 - \hat p_y)}",
    labels="one_hot",
    convex=lambda values: values["alpha"] + values["beta"] <= 1,
    smooth=True,
    robust=True,
    symmetric=lambda values: values["alpha"] + values["beta"] == 1,
    bound=lambda values: 1.0,
    special=(Special(at={"alpha": 0.5, "beta": 0.5}, loss="categorical_absolute", times=0.5),),
    reference="S. S. M. Salehi et al., Tversky Loss Function for Image Segmentation, 2017, arXiv:1706.05721",
)
def tversky(
    y_true,
    y_pred,
    *,
    alpha: Annotated[
        float,
        Param(
            low=0.1, high=10, soft=(0.1, 2), symbol=r"\alpha", help="The weight of probability given to wrong classes."
        ),
    ] = 0.3,
    beta: Annotated[
        float,
        Param(low=0.1, high=10, soft=(0.1, 2), symbol=r"\beta", help="The weight of probability the true class lacks."),
    ] = 0.7,
):
    """The overlap of label and prediction, with a weight of its own for each kind of mistake.

    Reach for it in segmentation, when missing something is worse than marking too much. Avoid it where probabilities
    sum to one: what the true class lacks is then what wrong classes have, and only the sum of both weights counts.
    Keras' function of this name takes a whole batch as one picture, and its alpha and beta the other way round.
    """
    hit = tf.reduce_sum(y_true * y_pred, axis=-1)
    wrong = tf.reduce_sum((1.0 - y_true) * y_pred, axis=-1)
    missed = tf.reduce_sum(y_true * (1.0 - y_pred), axis=-1)
    mistaken = alpha * wrong + beta * missed
    return mistaken / (hit + mistaken)
