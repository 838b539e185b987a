"""Losses with a fault, one each, as people write them: the check-up must find it, and the editor offers them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Faulty:
    """A loss with a fault.

    Attributes:
        label: What it is called in menus.
        kind: What the check-up must find fault with, a kind of its findings.
        dataset: The name of the dataset on which it is shown.
        source: Its text.
    """

    label: str
    kind: str
    dataset: str
    source: str


FAULTY: tuple[Faulty, ...] = (
    Faulty(
        "Each target meets each prediction",
        "broadcast",
        "linear",
        """def squeezed_squared_error(y_true, y_pred):
    y_pred = tf.squeeze(y_pred, axis=-1)
    return tf.reduce_mean(tf.square(y_true - y_pred), axis=-1)
""",
    ),
    Faulty(
        "The mean over the wrong axis",
        "shape",
        "iris",
        """def mean_over_examples(y_true, y_pred):
    y_pred = tf.clip_by_value(y_pred, 1e-7, 1.0)
    return -tf.reduce_mean(y_true * tf.math.log(y_pred), axis=0)
""",
    ),
    Faulty(
        "A sum over the batch",
        "batch",
        "linear",
        """def sum_of_squares(y_true, y_pred):
    return tf.reduce_sum(tf.square(y_true - y_pred))
""",
    ),
    Faulty(
        "Divided by the largest error of the batch",
        "batch",
        "linear",
        """def normalised_error(y_true, y_pred):
    error = tf.abs(y_true - y_pred)
    error = error / (tf.reduce_max(error) + 1e-7)
    return tf.reduce_mean(error, axis=-1)
""",
    ),
    Faulty(
        "The root of a square",
        "finite_slope",
        "linear",
        """def root_of_square(y_true, y_pred):
    squared = tf.square(y_pred - y_true)
    return tf.reduce_mean(tf.sqrt(squared), axis=-1)
""",
    ),
    Faulty(
        "The logarithm of zero",
        "finite",
        "iris",
        """def cross_entropy(y_true, y_pred):
    return -tf.reduce_sum(y_true * tf.math.log(y_pred), axis=-1)
""",
    ),
    Faulty(
        "A division by zero behind `tf.where`",
        "finite_slope",
        "linear",
        """def relative_error(y_true, y_pred):
    error = tf.abs(y_pred - y_true)
    relative = tf.where(y_true == 0.0, 0.0, error / tf.abs(y_true))
    return tf.reduce_mean(relative, axis=-1)
""",
    ),
    Faulty(
        "An exponential without end",
        "finite",
        "linear",
        """def linex(y_true, y_pred, a=1.0):
    error = y_pred - y_true
    return tf.reduce_mean(tf.exp(a * error) - a * error - 1.0, axis=-1)
""",
    ),
    Faulty(
        "The logarithm of any number",
        "outputs",
        "linear",
        """def squared_logarithmic_error(y_true, y_pred):
    difference = tf.math.log(y_pred) - tf.math.log(tf.abs(y_true) + 1.0)
    return tf.reduce_mean(tf.square(difference), axis=-1)
""",
    ),
    Faulty(
        "A softmax behind a softmax",
        "outputs",
        "iris",
        """def cross_entropy_of_scores(y_true, y_pred):
    powers = tf.exp(y_pred)
    shares = powers / tf.reduce_sum(powers, axis=-1, keepdims=True)
    return -tf.reduce_sum(y_true * tf.math.log(shares), axis=-1)
""",
    ),
    Faulty(
        "The share of wrong answers",
        "gradient",
        "iris",
        """def share_of_wrong_answers(y_true, y_pred):
    right = tf.equal(tf.argmax(y_true, axis=-1), tf.argmax(y_pred, axis=-1))
    return 1.0 - tf.cast(right, tf.float32)
""",
    ),
    Faulty(
        "Rounded predictions",
        "gradient",
        "linear",
        """def whole_numbers(y_true, y_pred):
    error = tf.round(y_pred) - y_true
    return tf.reduce_mean(tf.square(error), axis=-1)
""",
    ),
    Faulty(
        "How many are too far off",
        "gradient",
        "linear",
        """def too_far_off(y_true, y_pred, tolerance=0.5):
    far = tf.abs(y_pred - y_true) > tolerance
    return tf.reduce_mean(tf.cast(far, tf.float32), axis=-1)
""",
    ),
    Faulty(
        "One output of three",
        "gradient",
        "iris",
        """def first_output(y_true, y_pred):
    return tf.square(y_true[:, 0] - y_pred[:, 0])
""",
    ),
    Faulty(
        "A slope that is only half of it",
        "difference",
        "linear",
        """def weighted_by_itself(y_true, y_pred):
    error = tf.abs(y_pred - y_true)
    weight = tf.stop_gradient(error)
    return tf.reduce_mean(weight * error, axis=-1)
""",
    ),
    Faulty(
        "A minus that is missing",
        "direction",
        "iris",
        """def log_likelihood(y_true, y_pred):
    y_pred = tf.clip_by_value(y_pred, 1e-7, 1.0)
    return tf.reduce_sum(y_true * tf.math.log(y_pred), axis=-1)
""",
    ),
    Faulty(
        "Errors that cancel",
        "direction",
        "linear",
        """def mean_error(y_true, y_pred):
    return tf.reduce_mean(y_pred - y_true, axis=-1)
""",
    ),
    Faulty(
        "One side rewards errors",
        "direction",
        "linear",
        """def asymmetric(y_true, y_pred, factor=3.0):
    error = y_pred - y_true
    return tf.reduce_mean(tf.where(error > 0, factor * error, error), axis=-1)
""",
    ),
    Faulty(
        "A parameter that is left out",
        "parameter",
        "linear",
        """def huber(y_true, y_pred, delta=1.0):
    error = tf.abs(y_pred - y_true)
    limit = delta * (error - 0.5 * delta)
    return tf.reduce_mean(tf.where(error < 1.0, 0.5 * tf.square(error), error - 0.5), axis=-1)
""",
    ),
)
"""All of them, in the order of menus."""
