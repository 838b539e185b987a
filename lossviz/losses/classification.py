"""Losses that judge the probabilities of classes.

Conventions: `y_pred` has shape (n, k), each row probabilities that sum to one; `y_true` is a one-hot row of shape
(n, k) or the integer label, shape (n,). A loss returns shape (n,). Probabilities below `SMALLEST` count as that:
their logarithm would be infinite. Keras draws the same line.
"""

from __future__ import annotations

from lossviz.lazy import tf
from lossviz.losses.base import LOSSES

SMALLEST = 1e-7

_CROSS_ENTROPY = "I. J. Good, Rational Decisions, 1952, doi:10.1111/j.2517-6161.1952.tb00104.x"


@LOSSES.declare(
    "Categorical cross-entropy",
    formula=r"-\sum_j y_j \log \hat p_j",
    labels="one_hot",
    convex=True,
    reference=_CROSS_ENTROPY,
)
def categorical_crossentropy(y_true, y_pred):
    """The surprise at seeing the true class, given the predicted probabilities; labels are one-hot rows.

    Reach for it first in classification: it rewards honest probabilities, and its slope stays large while the model is
    confidently wrong. A mislabelled example can therefore cost a lot.
    """
    probability = tf.clip_by_value(y_pred, SMALLEST, 1.0 - SMALLEST)
    return -tf.reduce_sum(y_true * tf.math.log(probability), axis=-1)


@LOSSES.declare(
    "Sparse categorical cross-entropy",
    formula=r"-\log \hat p_y",
    labels="integers",
    convex=True,
    reference=_CROSS_ENTROPY,
)
def sparse_categorical_crossentropy(y_true, y_pred):
    """The same surprise as categorical cross-entropy, with labels as integers instead of one-hot rows.

    Reach for it when labels are stored as class numbers: it trains the same model to the same weights.
    """
    logits = tf.math.log(tf.clip_by_value(y_pred, SMALLEST, 1.0 - SMALLEST))
    # The softmax inside divides by the sum of the clipped probabilities, as Keras does.
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y_true, logits=logits)


@LOSSES.declare(
    "Cross-entropy by hand",
    formula=r"H(p, q) = -\sum_j p_j \log q_j = -\log q_y",
    labels="integers",
    convex=True,
    reference="C. E. Shannon, A Mathematical Theory of Communication, 1948, doi:10.1002/j.1538-7305.1948.tb01338.x",
)
def cross_entropy_by_hand(y_true, y_pred):
    """Cross-entropy from its definition: look up the probability of the true class and take the logarithm.

    Reach for it to see that there is no magic inside: the look-up by a tensor of labels is `tf.gather` with
    `batch_dims=1`.
    """
    probability = tf.gather(y_pred, y_true, batch_dims=1)
    return -tf.math.log(tf.clip_by_value(probability, SMALLEST, 1.0))
