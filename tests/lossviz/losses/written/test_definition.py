"""What is read from a text: its form, its parameters, what it is given, and how it depends on the batch."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.errors import SpecError
from lossviz.lazy import tf
from lossviz.losses import LOSSES
from lossviz.losses.written import SourceError, WrittenLoss, own_loss_name
from lossviz.losses.written.graph import Shapes
from lossviz.specs.run import RunSpec
from tests.executed import executed


def loss_of(text: str) -> WrittenLoss:
    return LOSSES[own_loss_name(text)]


def function(body: str, arguments: str = "") -> str:
    return f"def loss(y_true, y_pred{arguments}):\n    {body}"


FORMS = {
    "docstring, hints and steps": '''
import tensorflow as tf
from typing import Annotated


@tf.function
def my_loss(y: tf.Tensor, y_hat: tf.Tensor, *, weight: float = 3.0) -> tf.Tensor:
    """Charges the expensive side."""
    error: tf.Tensor = y_hat - y  # the error
    size = abs(error)
    size *= 2
    (over, under), both = (weight * size, size), 1.0
    return tf.reduce_mean(
        tf.where(error > 0, over, under) * both,
        axis=-1,
    )
''',
    "helpers and constants": """
import numpy as np
EPSILON, SCALE = 1e-7, np.sqrt(4.0) / 2 ** 3

def squared(x, times=1.0):
    return times * x * x

def loss(y_true, y_pred, times=2.0):
    total = squared(y_true - y_pred, times=times) + squared(y_pred)
    return tf.reduce_mean(total * SCALE + EPSILON + math.pi, axis=-1)
""",
    "a maker": """
def make_loss(weight, power=2.0):
    factor = weight * 2
    def loss(y_true, y_pred):
        return K.mean(factor * K.abs(y_true - y_pred) ** power, axis=-1)
    return loss
""",
    "a class of old spelling": """
from tensorflow.keras.losses import Loss

class Scaled(Loss):
    factor = 0.5

    def __init__(self, scale=2.0, squares=True, name='scaled', **kwargs):
        super(Scaled, self).__init__(name=name, **kwargs)
        self.scale = scale
        self.squares = squares

    def call(self, y_true, y_pred):
        e = self._error(y_true, y_pred)
        if self.squares:
            return tf.reduce_mean(tf.square(e), axis=-1)
        return tf.reduce_mean(tf.abs(e), axis=-1)

    def _error(self, y_true, y_pred):
        return self._scaled(y_true - y_pred, self.scale) * self.factor

    @staticmethod
    def _scaled(x, scale):
        return x * scale

    def get_config(self):
        config = super().get_config()
        config.update({"scale": self.scale})
        return config
""",
    "a registered class": """
import keras
from keras import ops

@keras.saving.register_keras_serializable(package="mine")
class Tilted(keras.losses.Loss):
    def __init__(self, tau=0.7, *, name="tilted"):
        super().__init__(name=name)
        self.tau = tau

    def call(self, y_true, y_pred):
        e = ops.subtract(y_true, y_pred)
        return ops.mean(ops.maximum(self.tau * e, (self.tau - 1) * e), axis=-1)
""",
    "conditions of constants": function(
        "k, n = y_pred.shape[-1], len(y_pred.shape)\n    total = y_true if k > 100 or n != 2 else y_pred\n"
        "    return tf.reduce_sum(tf.square(y_true - total), axis=n - 1) / k"
    ),
    "what is flattened, and a variable": """
def weighted(weights=[1.0, 2.0, 3.0]):
    weights = K.variable(weights)
    def loss(y_true, y_pred):
        return K.sum(K.square(y_true - y_pred) * weights, -1) + 0.0 * K.flatten(y_pred[:, :1])
    return loss
""",
    "an index": function("return tf.square(y_true[:, 0] - y_pred[..., -1]) + tf.abs(y_pred[:, 0:1])[:, 0]"),
    "new axes": function("return tf.reduce_mean(tf.abs(y_true[:, tf.newaxis] - y_pred[:, None]), axis=[1, 2])"),
    "an expression": "where(e > 0, 3 * e**2, abs(e)) + 0.1 * mean(square(y_pred), axis=-1, keepdims=True)",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=list(FORMS))
def test_a_text_gives_what_python_gives(text):
    loss = loss_of(text)
    random = np.random.default_rng(0)
    y_true, y_pred = (tf.constant(random.normal(size=(6, 3)), tf.float32) for _ in range(2))
    judge = executed(text.strip())
    with_numbers = judge.call(y_true, y_pred) if hasattr(judge, "call") else judge(y_true, y_pred)
    expected = np.reshape(with_numbers, (6, -1)).mean(axis=1)
    np.testing.assert_allclose(loss(y_true, y_pred), expected, rtol=1e-5, atol=1e-6)


def test_forms_and_names_are_told():
    told = {name: loss_of(text).definition for name, text in FORMS.items()}
    assert [(each.form, each.name) for each in told.values()][:5] == [
        ("function", "my_loss"),
        ("function", "loss"),
        ("maker", "make_loss"),
        ("class", "Scaled"),
        ("class", "Tilted"),
    ]
    assert told["an expression"].form == "expression"
    default = told["a class of old spelling"].defaults["scale"]
    assert (
        FORMS["a class of old spelling"]
        .strip("\n")
        .split("\n")[default.lineno - 1][default.col_offset :]
        .startswith("2.0")
    )


# Parameters


RANGES = {
    "a * abs(e)": ((0, 4), False, 1.0),
    "a * abs(e)  # 3, 0.1 to 10, log": ((0.1, 10), True, 3.0),
    "# a: 2, 0 to 5\na * abs(e) + b": ((0, 5), False, 2.0),
    function("return a * (y_pred - y_true)", ", a=0.25"): ((0, 1), False, 0.25),
    function("return a * (y_pred - y_true)", ", a=3"): ((0, 10), False, 3.0),
    function("return a * (y_pred - y_true)", ", a=0"): ((-1, 1), False, 0.0),
    function("return a * (y_pred - y_true)", ", a=-2.0"): ((-8, 0), False, -2.0),
    function("return a * (y_pred - y_true)", ", a=1e-3"): ((1e-5, 0.1), True, 1e-3),
    function("return a * (y_pred - y_true)", ", a=1000.0"): ((10, 1e5), True, 1000.0),
    "def loss(y_true, y_pred, a=2.0):  # -5 to 5\n    return a * (y_pred - y_true)": ((-5, 5), False, 2.0),
    "def loss(\n    y_true,\n    y_pred,\n    a=2.0,  # 1 to 5, log\n):\n    return a * (y_pred - y_true)": (
        (1, 5),
        True,
        2.0,
    ),
    function("return a * (y_pred - y_true)", ", a: Annotated[float, Param(low=0.5, high=8, log=True)] = 2.0"): (
        (0.5, 8),
        True,
        2.0,
    ),
    function("return a * (y_pred - y_true)  # a: 0 to 3", ", a=2.0"): ((0, 3), False, 2.0),
    function("return a * (y_pred - y_true)  # 17 to 18 are not meant", ", a=2.0"): ((0, 8), False, 2.0),
}


@pytest.mark.parametrize(("text", "expected"), RANGES.items())
def test_the_slider_of_a_parameter_shows_a_range_that_makes_sense(text, expected):
    param = loss_of(text).params["a"]
    assert (param.soft, param.log, param.default) == expected
    assert param.low <= param.soft[0] <= param.default <= param.soft[1] <= param.high
    assert np.isfinite([param.low, param.high]).all()
    assert param.low > 0 or not param.log


def test_switches_are_constants_and_both_values_are_checked():
    text = function("return tf.abs(y_true - y_pred) if absolute else tf.square(y_true - y_pred)", ", absolute=True")
    loss = loss_of(text)
    assert not loss.params["absolute"].traced
    y_true, y_pred = tf.zeros((2, 1)), tf.constant([[3.0], [-3.0]])
    np.testing.assert_allclose(loss(y_true, y_pred), [3, 3])
    np.testing.assert_allclose(loss(y_true, y_pred, absolute=False), [9, 9])
    with pytest.raises(SourceError, match=r"tf\.sqare"):
        loss_of(text.replace("square", "sqare"))


def test_a_number_that_is_needed_while_compiling_is_no_slider():
    loss = loss_of(function("return a * tf.reduce_mean(y_pred - y_true, axis=axis)", ", a=2.0, axis=-1"))
    assert list(loss.params) == ["a"]


# What it is given


GIVEN = {
    "e**2": ("numbers", False),
    "-log(p)": ("one_hot", False),
    function("return keras.losses.sparse_categorical_crossentropy(y_true, y_pred)"): ("integers", False),
    function("return keras.losses.binary_crossentropy(y_true, y_pred)"): ("zero_one", False),
    function("return keras.losses.BinaryCrossentropy(from_logits=True)(y_true, y_pred)"): ("zero_one", True),
    function("return keras.losses.categorical_crossentropy(y_true, y_pred / 2.0, from_logits=True)"): ("one_hot", True),
    function("return tf.nn.sigmoid_cross_entropy_with_logits(labels=y_true, logits=y_pred)"): ("zero_one", True),
    function("p = tf.nn.softmax(y_pred)\n    return -tf.reduce_sum(y_true * tf.math.log(p), axis=-1)"): (
        "one_hot",
        True,
    ),
    function("p = tf.sigmoid(y_pred)\n    return tf.square(y_true - p)"): ("zero_one", True),
    function("return tf.sigmoid(y_pred - y_true) ** 2"): ("numbers", False),
    function(
        "c = tf.cast(y_true, tf.int32)\n    logits = tf.math.log(y_pred)\n"
        "    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=c, logits=logits)"
    ): ("integers", False),
    function("y = tf.one_hot(tf.cast(y_true, tf.int32), 3)\n    return tf.reduce_sum(tf.abs(y - y_pred), -1)"): (
        "integers",
        False,
    ),
    function("y = tf.cast(y_true, tf.int32)[:, None]\n    return -ops.take_along_axis(y_pred, y, axis=-1)"): (
        "integers",
        False,
    ),
    function("w = tf.gather([1.0, 2.0, 3.0], tf.argmax(y_true, axis=-1))\n    return w * tf.reduce_sum(y_pred, -1)"): (
        "one_hot",
        False,
    ),
}


@pytest.mark.parametrize(("text", "expected"), GIVEN.items())
def test_what_a_loss_is_given_follows_from_how_it_uses_it(text, expected):
    loss = loss_of(text)
    assert (loss.labels, loss.scores) == expected


def test_a_loss_for_some_number_of_outputs_says_so():
    assert (loss_of("e**2").least_outputs, loss_of("e**2").n_outputs) == (1, 0)
    second = loss_of(function("return tf.abs(y_true[:, 1] - y_pred[:, 1])"))
    assert (second.least_outputs, second.n_outputs) == (2, 0)
    weights = loss_of(
        function("return y_true * tf.math.log(y_pred) * [1.0, 2.0, 3.0, 4.0] + tf.reshape(y_pred, (-1, 4))")
    )
    assert (weights.least_outputs, weights.n_outputs) == (4, 4)


def test_nothing_is_claimed_of_a_written_loss():
    loss = loss_of("e**2")
    assert loss.claims() == {}
    assert loss.program_name != "mean_squared_error"


def test_texts_that_compute_the_same_share_a_program():
    names = {
        loss_of(text).program_name
        for text in (
            function("return a * tf.abs(y_true - y_pred)", ", a=2.0"),
            function("return  a * tf.abs(y_true  - y_pred)  # a: 0 to 3", ", a=-7.5"),
        )
    }
    assert len(names) == 1
    other = loss_of(function("return a * tf.abs(y_pred - y_true)", ", a=2.0")).program_name
    assert other not in names


def test_weights_of_classes_go_with_their_number():
    text = function(
        "w = tf.constant([1.0, 2.0, 5.0])\n    return -tf.reduce_sum(w * y_true * tf.math.log(y_pred), axis=-1)"
    )
    assert (loss_of(text).least_outputs, loss_of(text).n_outputs) == (3, 3)
    for n in (2, 5, 10):
        weights = loss_of(f"reduce_sum({[1.0] * n} * e**2, axis=-1)")
        assert (weights.least_outputs, weights.n_outputs) == (n, n)


def test_the_largest_tensor_of_a_loss_grows_with_pairs_of_examples():
    assert loss_of("e**2").largest_tensor(100, 1) == 100
    pairs = loss_of(function("return tf.matmul(y_pred, y_true, transpose_b=True) @ (y_true @ tf.transpose(y_pred))"))
    assert pairs.largest_tensor(100, 3) == 100 * 100


def test_a_run_whose_targets_have_a_shape_that_a_loss_cannot_take_is_refused():
    name = own_loss_name(function("return tf.abs(y_true[:, 0] - y_pred[:, 0])"))
    spec = RunSpec.from_query(f"dataset=linear&model=linear&loss={name}&validation_share=0&batch_size=1000")
    with pytest.raises(SpecError, match=r"does not fit the shapes of .* Line 2: There are 1 axes"):
        spec.with_value("dataset.flat_target", True)


def test_a_flat_target_meets_every_prediction_as_in_the_article():
    loss = loss_of(
        "def asymmetric(y, y_hat):\n    return tf.reduce_mean(tf.where(y_hat > y, 3.0 * (y_hat - y), y - y_hat))"
    )
    y_true, y_pred = tf.constant([1.0, 2.0, 4.0]), tf.constant([[1.5], [2.5], [3.0]])
    expected = np.where(y_pred > y_true, 3 * (y_pred - y_true), y_true - y_pred).mean()
    np.testing.assert_allclose(loss.batch_costs(y_true, y_pred, tf.ones(3)), [expected] * 3, rtol=1e-6)
    shapes = Shapes.of("numbers", 1, flat=True)
    wide = [node for node in loss.graph({}, shapes).nodes if len(node.outline.batch_axes) > 1]
    assert (wide[0].line, wide[0].name) == (2, ">")


def test_a_comment_says_what_a_loss_of_two_classes_is_given():
    chance, score = (
        loss_of("-log(p)  # two classes"),
        loss_of("softplus(-(2 * y_true - 1) * y_pred)  # two classes; scores"),
    )
    assert (chance.labels, chance.scores, chance.task) == ("zero_one", False, "binary")
    assert (score.labels, score.scores, score.task) == ("zero_one", True, "binary")
    y_true = tf.constant([[0.0], [1.0], [1.0]])
    y_pred = tf.constant([[0.2], [0.7], [0.1]])
    expected = LOSSES["binary_crossentropy"](y_true, y_pred, label_smoothing=0.0)
    np.testing.assert_allclose(chance(y_true, y_pred), expected, rtol=1e-5)
    scores = tf.math.log(y_pred / (1 - y_pred))
    np.testing.assert_allclose(score(y_true, scores), expected, rtol=1e-5)
    assert loss_of("reduce_sum(y_true * y_pred, axis=-1)  # scores").labels == "one_hot"
    assert loss_of("e**2  # of scores in two classes").labels == "numbers", "a comment on something else"
