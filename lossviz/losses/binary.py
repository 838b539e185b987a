"""Losses for two classes.

Conventions: `y_true` has shape (n, 1) and is 1 for the positive class and 0 for the other. `y_pred` has the same shape:
the probability `p` of class 1, or a score, any number that is greater the more likely class 1 is. A loss returns shape
(n,). The margin `m` of a score is the score for class 1 and its negative for class 0: how far it is on the right side.
"""

from __future__ import annotations

import math
from typing import Annotated

from lossviz.declare import Param
from lossviz.lazy import tf
from lossviz.losses.base import LOSSES, Special
from lossviz.losses.stable import exp_with_tangent, log_probability_and_complement

_ZHANG = "T. Zhang, Statistical Behavior and Consistency of Classification Methods, 2004, doi:10.1214/aos/1079120130"


def _margin(y_true, y_pred):
    return (2.0 * y_true - 1.0) * y_pred


# On probabilities


@LOSSES.declare(
    "Binary cross-entropy",
    formula=r"-q \log \hat p - (1 - q) \log(1 - \hat p), \quad q = (1 - <label_smoothing>) \cdot y"
    r" + \tfrac12 \cdot <label_smoothing>",
    labels="zero_one",
    convex=True,
    smooth=True,
    proper=lambda values: values["label_smoothing"] == 0,
    biased=lambda values: values["label_smoothing"] > 0,
    special=(Special(at={"label_smoothing": 0.0}, loss="binary_focal", given={"gamma": 0.0, "alpha": 0.5}, times=2.0),),
    reference="I. J. Good, Rational Decisions, 1952, doi:10.1111/j.2517-6161.1952.tb00104.x",
)
def binary_crossentropy(
    y_true,
    y_pred,
    *,
    label_smoothing: Annotated[
        float,
        Param(
            low=0,
            high=0.9,
            soft=(0, 0.5),
            symbol=r"\varepsilon",
            help="How far labels are moved from 0 and 1 towards one half.",
        ),
    ] = 0.0,
):
    """The surprise at seeing the class, given its predicted probability.

    Reach for it first when there are two classes: it rewards honest probabilities. Avoid it with many wrong labels: a
    confident prediction against a wrong label costs without limit. Smoothing the labels tempers that.
    """
    target, other = (y * (1.0 - label_smoothing) + 0.5 * label_smoothing for y in (y_true, 1.0 - y_true))
    log_p, log_not = log_probability_and_complement(y_pred)
    return -tf.reduce_mean(target * log_p + other * log_not, axis=-1)


@LOSSES.declare(
    "Binary focal",
    formula=r"-<alpha> \cdot y \cdot (1 - \hat p)^{<gamma>} \log \hat p"
    r" - (1 - <alpha>) \cdot (1 - y) \cdot \hat p^{<gamma>} \log(1 - \hat p)",
    labels="zero_one",
    convex=True,
    smooth=True,
    proper=lambda values: values["gamma"] == 0 and values["alpha"] == 0.5,
    special=(Special(at={"gamma": 0.0, "alpha": 0.5}, loss="binary_crossentropy", times=0.5),),
    reference="T.-Y. Lin et al., Focal Loss for Dense Object Detection, 2017, arXiv:1708.02002",
)
def binary_focal(
    y_true,
    y_pred,
    *,
    gamma: Annotated[
        float,
        Param(
            low=0,
            high=10,
            soft=(0, 5),
            symbol=r"\gamma",
            help="How strongly examples that are nearly right are discounted; 0 counts all alike.",
        ),
    ] = 2.0,
    alpha: Annotated[
        float,
        Param(low=0.01, high=0.99, soft=(0.05, 0.95), symbol=r"\alpha", help="The weight of class 1 against class 0."),
    ] = 0.25,
):
    """Cross-entropy that nearly ignores easy examples, so that the hard and rare ones decide.

    Reach for it when one class is rare and most examples are easy, as in detection. Avoid it when probabilities should
    be honest: they come out too cautious; and with wrong labels, which look like hard examples.
    """
    log_p, log_not = log_probability_and_complement(y_pred)
    rare = alpha * y_true * tf.exp(gamma * log_not) * log_p
    common = (1.0 - alpha) * (1.0 - y_true) * tf.exp(gamma * log_p) * log_not
    return -tf.reduce_mean(rare + common, axis=-1)


@LOSSES.declare(
    "Binary Brier",
    formula=r"(y - \hat p)^2",
    labels="zero_one",
    convex=True,
    smooth=True,
    robust=True,
    proper=True,
    bound=lambda values: 1.0,
    reference=(
        "G. W. Brier, Verification of Forecasts Expressed in Terms of Probability, 1950, Mon. Weather Rev. 78, 1-3"
    ),
)
def binary_brier(y_true, y_pred):
    """The squared distance between the predicted probability and what happened.

    Reach for it for honest probabilities that a few wrong labels should not spoil: a cost of 1 is the worst. Avoid it
    when confident mistakes must be learnt from quickly: behind a sigmoid its slope vanishes there.
    """
    return tf.reduce_mean(tf.square(y_true - y_pred), axis=-1)


# On scores


@LOSSES.declare(
    "Logistic",
    formula=r"\log(1 + \exp(-m))",
    labels="zero_one",
    scores=True,
    convex=True,
    smooth=True,
    robust=True,
    proper=True,
    probability=lambda score: tf.sigmoid(score),
    reference="D. R. Cox, The Regression Analysis of Binary Sequences, 1958, doi:10.1111/j.2517-6161.1958.tb00292.x",
)
def logistic(y_true, y_pred):
    """Cross-entropy on scores: it charges a wrong side in proportion, and never quite stops asking for more margin.

    Reach for it when the model gives scores: it is cross-entropy behind a sigmoid. Avoid it when scores should
    stay small: on separable data they grow for ever.
    """
    return tf.reduce_mean(tf.math.softplus(-_margin(y_true, y_pred)), axis=-1)


@LOSSES.declare(
    "Hinge",
    formula=r"\max(0,\; 1 - m)",
    labels="zero_one",
    scores=True,
    convex=True,
    robust=True,
    reference="C. Cortes and V. Vapnik, Support-Vector Networks, 1995, doi:10.1007/BF00994018",
)
def hinge(y_true, y_pred):
    """Free once an example is on the right side with a margin of 1; before that every unit costs the same.

    Reach for it for a support vector machine: only examples near the border decide. Avoid it when you need
    probabilities: its scores do not tell any.
    """
    return tf.reduce_mean(tf.maximum(1.0 - _margin(y_true, y_pred), 0.0), axis=-1)


def _clipped_score(score):
    # The risk of both is least at the score 2p - 1.
    return (tf.clip_by_value(score, -1.0, 1.0) + 1.0) / 2.0


@LOSSES.declare(
    "Squared hinge",
    formula=r"\max(0,\; 1 - m)^2",
    labels="zero_one",
    scores=True,
    convex=True,
    smooth=True,
    proper=True,
    probability=_clipped_score,
    reference=_ZHANG,
)
def squared_hinge(y_true, y_pred):
    """The hinge with its cost squared: no kink, but examples far on the wrong side pull very hard.

    Reach for it when you want a margin and probabilities: a score s stands for (s + 1) / 2. Avoid it with wrong labels.
    """
    return tf.reduce_mean(tf.square(tf.maximum(1.0 - _margin(y_true, y_pred), 0.0)), axis=-1)


@LOSSES.declare(
    "Modified Huber",
    formula=r"\begin{cases} \max(0,\; 1 - m)^2 & m \ge -1 \\ -4 m & \text{else} \end{cases}",
    labels="zero_one",
    scores=True,
    convex=True,
    smooth=True,
    robust=True,
    proper=True,
    probability=_clipped_score,
    reference=_ZHANG,
)
def modified_huber(y_true, y_pred):
    """The squared hinge near the border, a straight line far on the wrong side: a smooth hinge.

    Reach for it when you want a margin and probabilities, and the pull of one example should have a limit. Avoid it
    when examples far on the wrong side should be ignored: they still pull, with a slope of 4.
    """
    margin = _margin(y_true, y_pred)
    near = tf.square(tf.maximum(1.0 - tf.maximum(margin, -1.0), 0.0))
    return tf.reduce_mean(tf.where(margin < -1.0, -4.0 * margin, near), axis=-1)


@LOSSES.declare(
    "Exponential",
    formula=r"\exp(-m)",
    labels="zero_one",
    scores=True,
    convex=True,
    smooth=True,
    proper=True,
    probability=lambda score: tf.sigmoid(2.0 * score),
    reference="Y. Freund and R. E. Schapire, A Decision-Theoretic Generalization, 1997, doi:10.1006/jcss.1997.1504",
)
def exponential(y_true, y_pred):
    """Grows exponentially on the wrong side: the loss that AdaBoost minimises.

    Reach for it to understand boosting, and why it overfits wrong labels. Avoid it with any noise in the labels.
    Exponents above 50 go on as a straight line.
    """
    return tf.reduce_mean(exp_with_tangent(-_margin(y_true, y_pred)), axis=-1)


@LOSSES.declare(
    "Perceptron",
    formula=r"\max(0,\; -m)",
    labels="zero_one",
    scores=True,
    convex=True,
    robust=True,
    reference="F. Rosenblatt, The Perceptron, 1958, doi:10.1037/h0042519",
)
def perceptron(y_true, y_pred):
    """Free on the right side, however narrowly; on the wrong side every unit costs the same.

    Reach for it to see the oldest rule of learning at work. Avoid it otherwise: a score of zero for everything costs
    nothing, and no margin is asked for.
    """
    return tf.reduce_mean(tf.maximum(-_margin(y_true, y_pred), 0.0), axis=-1)


@LOSSES.declare(
    "Savage",
    formula=r"\left( \frac{1}{1 + \exp(m)} \right)^2",
    labels="zero_one",
    scores=True,
    smooth=True,
    robust=True,
    proper=True,
    bound=lambda values: 1.0,
    probability=lambda score: tf.sigmoid(score),
    reference=(
        "H. Masnadi-Shirazi and N. Vasconcelos, On the Design of Loss Functions for Classification, 2008, NeurIPS 21"
    ),
)
def savage(y_true, y_pred):
    """Gives up on examples that are far on the wrong side: their cost approaches 1, their pull zero.

    Reach for it when labels are wrong here and there and you still want probabilities. Avoid it when training starts
    with large scores on the wrong side: they are hardly corrected. It is the Brier score of the sigmoid of its score:
    convex by the probability, not by the score.
    """
    # The square of a sigmoid, whose own slope is lost where the sigmoid is nearly 1.
    return tf.reduce_mean(tf.exp(-2.0 * tf.math.softplus(_margin(y_true, y_pred))), axis=-1)


@LOSSES.declare(
    "Tangent",
    formula=r"(2 \arctan m - 1)^2",
    labels="zero_one",
    scores=True,
    smooth=True,
    robust=True,
    proper=True,
    bound=lambda values: (math.pi + 1) ** 2,
    probability=lambda score: tf.clip_by_value(tf.atan(score) + 0.5, 0.0, 1.0),
    reference=(
        "H. Masnadi-Shirazi et al., On the Design of Robust Classifiers for Computer Vision, 2010, "
        "doi:10.1109/CVPR.2010.5540136"
    ),
)
def tangent(y_true, y_pred):
    """Bounded on the wrong side, and it charges for being too far on the right side, too: more than on the border.

    Reach for it with outliers in the features, on whichever side of the border they lie. Avoid it when a large margin
    is no fault.
    """
    return tf.reduce_mean(tf.square(2.0 * tf.atan(_margin(y_true, y_pred)) - 1.0), axis=-1)


@LOSSES.declare(
    "Ramp",
    formula=r"\min(1 - <floor>,\; \max(0,\; 1 - m))",
    labels="zero_one",
    scores=True,
    robust=True,
    symmetric=lambda values: values["floor"] == -1,
    bound=lambda values: 1 - values["floor"],
    reference="R. Collobert et al., Trading Convexity for Scalability, 2006, doi:10.1145/1143844.1143870",
)
def ramp(
    y_true,
    y_pred,
    *,
    floor: Annotated[
        float,
        Param(low=-10, high=0, soft=(-5, 0), symbol="s", help="The margin below which an example costs no more."),
    ] = -1.0,
):
    """The hinge cut off: examples too far on the wrong side cost a constant and no longer pull.

    Reach for it when a support vector machine should ignore wrong labels. Avoid it at the start of training: what is
    beyond the floor is never corrected.
    """
    return tf.reduce_mean(tf.clip_by_value(1.0 - _margin(y_true, y_pred), 0.0, 1.0 - floor), axis=-1)


@LOSSES.declare(
    "Unhinged",
    formula=r"1 - m",
    labels="zero_one",
    scores=True,
    convex=True,
    smooth=True,
    robust=True,
    symmetric=True,
    least=-math.inf,
    reference="B. van Rooyen et al., Learning with Symmetric Label Noise, 2015, arXiv:1505.07634",
)
def unhinged(y_true, y_pred):
    """The hinge without its hinge: a straight line, which rewards ever more margin without end.

    Reach for it to see that a convex loss can withstand labels flipped at random, if it has no lower end. Avoid it
    without some limit on the weights: they grow for ever.
    """
    return tf.reduce_mean(1.0 - _margin(y_true, y_pred), axis=-1)
