"""Losses for three classes and more that grow without limit, or ask for probabilities.

Conventions: `y_pred` has shape (n, k), each row probabilities that sum to one; `y_true` is a one-hot row of shape
(n, k) or the integer label, shape (n,). A loss returns shape (n,). Where the scores behind a softmax are known, the
logarithms of probabilities are theirs; else probabilities below `SMALLEST` count as that.
In formulas `y` as an index is the true class.
"""

from __future__ import annotations

from typing import Annotated

from lossviz.declare import Param
from lossviz.lazy import tf
from lossviz.losses.base import LOSSES, Special
from lossviz.losses.stable import SMALLEST, as_number, log_probabilities, log_probability_of_true

_CROSS_ENTROPY = "I. J. Good, Rational Decisions, 1952, doi:10.1111/j.2517-6161.1952.tb00104.x"

LabelSmoothing = Annotated[
    float,
    Param(
        low=0,
        high=0.9,
        soft=(0, 0.5),
        symbol=r"\varepsilon",
        help="How much of the label is shared among all classes, so that certainty is no longer the goal.",
    ),
]


def _class_weight(number: int) -> Param:
    return Param(
        low=0.01, high=100, soft=(0.1, 10), log=True, symbol=f"w_{number}", help="How many times this class counts."
    )


_SMOOTHED = r"\quad q_j = (1 - <label_smoothing>) \cdot y_j + \frac{<label_smoothing>}{k}"


def _smoothed(y_true, label_smoothing):
    return y_true * (1.0 - label_smoothing) + label_smoothing / y_true.shape[-1]


@LOSSES.declare(
    "Categorical cross-entropy",
    formula=r"-\sum_j q_j \log \hat p_j," + _SMOOTHED,
    labels="one_hot",
    convex=True,
    smooth=True,
    proper=lambda values: values["label_smoothing"] == 0,
    biased=lambda values: values["label_smoothing"] > 0,
    reference=_CROSS_ENTROPY,
)
def categorical_crossentropy(y_true, y_pred, *, label_smoothing: LabelSmoothing = 0.0):
    """The surprise at seeing the true class, given the predicted probabilities.

    Reach for it first in classification: it rewards honest probabilities, and its slope stays large while the model is
    confidently wrong. Avoid it with many wrong labels: a mislabelled example can cost a lot.
    """
    target = _smoothed(y_true, label_smoothing)
    return -tf.reduce_sum(target * log_probabilities(y_pred), axis=-1)


@LOSSES.declare(
    "Sparse categorical cross-entropy",
    formula=r"-(1 - <label_smoothing>) \log \hat p_y - \frac{<label_smoothing>}{k} \sum_j \log \hat p_j",
    labels="integers",
    convex=True,
    smooth=True,
    proper=lambda values: values["label_smoothing"] == 0,
    biased=lambda values: values["label_smoothing"] > 0,
    special=(Special(at={"label_smoothing": 0.0}, loss="cross_entropy_by_hand", within=1e-6),),
    reference=_CROSS_ENTROPY,
)
def sparse_categorical_crossentropy(y_true, y_pred, *, label_smoothing: LabelSmoothing = 0.0):
    """The surprise at seeing the true class, as categorical cross-entropy, told by its number alone.

    Reach for it when labels are stored as class numbers: it trains the same model to the same weights. Avoid it where
    categorical cross-entropy is to be avoided.
    """
    # Keras passes them as floats, with an axis of 1.
    labels = tf.cast(tf.reshape(y_true, tf.shape(y_pred)[:-1]), tf.int32)
    logarithms = log_probabilities(y_pred)
    # The softmax inside divides by the sum of the clipped probabilities, as Keras does.
    surprise = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logarithms)
    return (1.0 - label_smoothing) * surprise - label_smoothing * tf.reduce_mean(logarithms, axis=-1)


@LOSSES.declare(
    "Cross-entropy by hand",
    formula=r"H(y, \hat p) = -\sum_j y_j \log \hat p_j = -\log \hat p_y",
    labels="integers",
    convex=True,
    smooth=True,
    proper=True,
    reference="C. E. Shannon, A Mathematical Theory of Communication, 1948, doi:10.1002/j.1538-7305.1948.tb01338.x",
)
def cross_entropy_by_hand(y_true, y_pred):
    """Cross-entropy from its definition: look up the probability of the true class and take the logarithm.

    Reach for it to see that there is no magic inside: the look-up by a tensor of labels is `tf.gather` with
    `batch_dims=1`. Avoid it in earnest: below a probability of one in ten million it stops learning, where the other
    cross-entropies go on from the scores behind the softmax.
    """
    # Keras passes them as floats, with an axis of 1.
    labels = tf.cast(tf.reshape(y_true, tf.shape(y_pred)[:-1]), tf.int32)
    # One label a row has batch_dims=1; sequences have an axis more.
    probability = tf.gather(y_pred, labels, batch_dims=labels.shape.rank)
    return -tf.math.log(tf.maximum(probability, SMALLEST))


@LOSSES.declare(
    "Categorical focal",
    formula=r"-(1 - \hat p_y)^{<gamma>} \log \hat p_y",
    labels="one_hot",
    convex=True,
    smooth=True,
    proper=lambda values: values["gamma"] == 0,
    special=(Special(at={"gamma": 0.0}, loss="categorical_crossentropy"),),
    reference="T.-Y. Lin et al., Focal Loss for Dense Object Detection, 2017, arXiv:1708.02002",
)
def categorical_focal(
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
):
    """Cross-entropy that nearly ignores easy examples, so that the hard ones decide.

    Reach for it when a few classes are rare and most examples are easy. Avoid it when probabilities should be honest:
    they come out too cautious; and with wrong labels, which look like hard examples.
    """
    log_p = log_probability_of_true(y_true, y_pred)
    missing = tf.maximum(-tf.math.expm1(log_p), 1e-30)  # where nothing is missing a power below 1 would have no slope
    return -tf.pow(missing, gamma) * log_p


@LOSSES.declare(
    "Weighted cross-entropy",
    formula=r"-\left( <first> \cdot y_1 + <second> \cdot y_2 + <third> \cdot y_3 \right) \log \hat p_y",
    labels="one_hot",
    n_outputs=3,
    convex=True,
    smooth=True,
    proper=lambda values: len(set(values.values())) == 1,
    special=(
        Special(at={"first": 1.0, "second": 1.0, "third": 1.0}, loss="categorical_crossentropy"),
        Special(at={"first": 2.0, "second": 2.0, "third": 2.0}, loss="categorical_crossentropy", times=2.0),
    ),
    reference=(
        "G. King and L. Zeng, Logistic Regression in Rare Events Data, 2001, doi:10.1093/oxfordjournals.pan.a004868"
    ),
)
def weighted_crossentropy(
    y_true,
    y_pred,
    *,
    first: Annotated[float, _class_weight(1)] = 1.0,
    second: Annotated[float, _class_weight(2)] = 2.0,
    third: Annotated[float, _class_weight(3)] = 5.0,
):
    """Cross-entropy in which a mistake about one class counts more than about another.

    Reach for it when a class is rare or when missing it is expensive. Avoid it when probabilities should be honest:
    what weighs more is predicted more often than it happens.
    """
    if y_pred.shape[-1] != 3:
        raise ValueError(f"The weighted cross-entropy has weights for 3 classes. Got {y_pred.shape[-1]} instead.")
    weights = tf.stack([as_number(weight, y_pred) for weight in (first, second, third)])
    return -tf.reduce_sum(y_true * weights, axis=-1) * log_probability_of_true(y_true, y_pred)


@LOSSES.declare(
    "Poly-1",
    formula=r"-\log \hat p_y + <epsilon> \cdot (1 - \hat p_y)",
    labels="one_hot",
    convex=True,
    smooth=True,
    proper=lambda values: values["epsilon"] == 0,
    special=(Special(at={"epsilon": 0.0}, loss="categorical_crossentropy"),),
    reference="Z. Leng et al., PolyLoss: A Polynomial Expansion Perspective, 2022, arXiv:2204.12511",
)
def poly_1(
    y_true,
    y_pred,
    *,
    epsilon: Annotated[
        float,
        Param(
            low=-1,
            high=10,
            soft=(-1, 5),
            symbol=r"\varepsilon",
            help="What is added to the first term of the series of cross-entropy in powers of 1 - p.",
        ),
    ] = 1.0,
):
    """Cross-entropy with another weight for the first term of its series: 1 + epsilon times the pull near certainty.

    Reach for it when answers should come out surer than with cross-entropy: with an epsilon above 0 they do. Avoid it
    when probabilities should be honest.
    """
    log_p = log_probability_of_true(y_true, y_pred)
    return -log_p - epsilon * tf.math.expm1(log_p)


@LOSSES.declare(
    "Kullback–Leibler",
    formula=r"\sum_j q_j \log \frac{q_j}{\hat p_j}," + _SMOOTHED,
    labels="one_hot",
    convex=True,
    smooth=True,
    proper=lambda values: values["label_smoothing"] == 0,
    biased=lambda values: values["label_smoothing"] > 0,
    special=(Special(at={"label_smoothing": 0.0}, loss="categorical_crossentropy"),),
    reference="S. Kullback and R. A. Leibler, On Information and Sufficiency, 1951, doi:10.1214/aoms/1177729694",
)
def kullback_leibler(y_true, y_pred, *, label_smoothing: LabelSmoothing = 0.1):
    """How much longer a message gets by the predicted probabilities than by the true ones: avoidable cross-entropy.

    Reach for it when targets are probabilities themselves, as with smoothed labels or a teacher: its least cost is then
    zero. Avoid it for plain one-hot labels, where it is cross-entropy.
    """
    target = _smoothed(y_true, label_smoothing)
    return tf.reduce_sum(tf.math.xlogy(target, target) - target * log_probabilities(y_pred), axis=-1)


@LOSSES.declare(
    "Logit-adjusted cross-entropy",
    formula=r"-\log \frac{\hat p_y \cdot a_y}{\sum_j \hat p_j \cdot a_j},"
    r" \quad a_j = <imbalance>^{-<tau> \cdot \frac{j - 1}{k - 1}}",
    labels="one_hot",
    convex=lambda values: values["tau"] == 0 or values["imbalance"] == 1,
    smooth=True,
    proper=lambda values: values["tau"] == 0 or values["imbalance"] == 1,
    special=(
        Special(at={"tau": 0.0}, loss="categorical_crossentropy", within=1e-5),
        Special(at={"imbalance": 1.0}, loss="categorical_crossentropy", within=1e-5),
    ),
    reference="A. K. Menon et al., Long-tail Learning via Logit Adjustment, 2021, arXiv:2007.07314",
)
def logit_adjusted(
    y_true,
    y_pred,
    *,
    imbalance: Annotated[
        float,
        Param(
            low=1,
            high=50,
            soft=(1, 50),
            log=True,
            symbol="r",
            help="How many times more frequent the first class is than the last, as in the setting of the data.",
        ),
    ] = 10.0,
    tau: Annotated[
        float, Param(low=0, high=2, soft=(0, 2), symbol=r"\tau", help="How much of the imbalance is made up for.")
    ] = 1.0,
):
    """Cross-entropy that asks rare classes for more: what a model would predict anyway is taken out of its scores.

    Reach for it when classes are unevenly frequent and each should count the same in the end. Avoid it when the data is
    as frequent as the world is: probabilities are then meant for a world in which all classes are equally likely.
    """
    n_classes = y_pred.shape[-1]
    share = tf.range(n_classes, dtype=y_pred.dtype) / (n_classes - 1)
    logarithms = log_probabilities(y_pred) - tau * tf.math.log(as_number(imbalance, y_pred)) * share
    return tf.reduce_logsumexp(logarithms, axis=-1) - tf.reduce_sum(y_true * logarithms, axis=-1)


@LOSSES.declare(
    "Categorical hinge",
    formula=r"\max\left( 0,\; 1 + \max_{j \ne y} \hat s_j - \hat s_y \right)",
    labels="one_hot",
    scores=True,
    convex=True,
    robust=True,
    reference=(
        "K. Crammer and Y. Singer, On the Algorithmic Implementation of Multiclass Kernel-based Vector Machines, 2001"
    ),
)
def categorical_hinge(y_true, y_pred):
    """Free once the score of the true class leads all others by 1.

    Reach for it for a support vector machine with several classes. Avoid it when you need probabilities: its scores do
    not tell any. Keras' function of this name takes 0 for the best other score where all others are below 0, so it
    costs more there.
    """
    others = tf.reduce_max(y_pred - 1e9 * y_true, axis=-1)
    return tf.maximum(1.0 + others - tf.reduce_sum(y_true * y_pred, axis=-1), 0.0)
