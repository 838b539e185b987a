"""Written losses train as `fit` trains with the same text executed by Python."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lossviz.lazy import keras, tf
from lossviz.losses import LOSSES
from lossviz.losses.written import EXAMPLES, own_loss_name
from lossviz.models import build
from lossviz.specs.choice import Choice
from lossviz.specs.fitting import with_component
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance, columns
from lossviz.training.data import arrays, epoch_order
from tests.executed import executed

EPOCHS = 3

COUPLED = {
    "sum": "def loss(y_true, y_pred):\n    return tf.reduce_sum(tf.square(y_true - y_pred))",
    "sum over the size of the batch": """
def loss(y_true, y_pred):
    n = tf.cast(tf.shape(y_true)[0], tf.float32)
    return tf.reduce_sum(tf.abs(y_true - y_pred)) / n + 1.0 / n
""",
    "normalised by its deviation": """
def loss(y_true, y_pred):
    e = y_pred - y_true
    spread = tf.math.reduce_std(e, axis=0, keepdims=True) + tf.math.reduce_variance(e)
    return tf.reduce_mean(tf.square(e / (spread + 0.1)), axis=-1)
""",
    "worst of the batch": "reduce_max(abs(e)) + a * reduce_mean(e**2) - reduce_min(e, axis=0)",
    "soft worst": "reduce_logsumexp(4.0 * abs(e)) / 4.0 + reduce_sum(softmax(abs(e), axis=0) * e**2)",
    "pairs": """
def ranking(y_true, y_pred, margin=0.2):
    t, s = y_true[:, 0], y_pred[:, 0]
    wants = tf.sign(t[:, None] - t[None, :])
    has = s[:, None] - s[None, :]
    return tf.reduce_mean(tf.nn.relu(margin - wants * has))
""",
    "similarity": """
def contrastive(y_true, y_pred, temperature=0.5):
    a = tf.math.l2_normalize(y_true + 0.1, axis=-1)
    b = tf.math.l2_normalize(y_pred + 0.1, axis=-1)
    scores = tf.matmul(a, b, transpose_b=True) / temperature
    n = tf.shape(y_true)[0]
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.range(n), logits=scores))
""",
    "similarity by rows": """
def contrastive(y_true, y_pred):
    scores = (y_pred + 0.1) @ tf.transpose(y_true + 0.1)
    labels = tf.eye(tf.shape(y_true)[0])
    return tf.nn.softmax_cross_entropy_with_logits(labels, scores)
""",
    "correlation": """
def correlation(y_true, y_pred):
    a = y_true - tf.reduce_mean(y_true)
    b = y_pred - tf.reduce_mean(y_pred)
    product = tf.matmul(a, b, transpose_a=True)
    return 1.0 - tf.reduce_sum(product) / (tf.norm(a) * tf.norm(b) + 1e-3)
""",
    "flattened": """
def loss(y_true, y_pred):
    t = tf.reshape(y_true, [-1])
    p = tf.reshape(y_pred, [-1])
    return tf.sqrt(tf.reduce_mean(tf.square(t - p)) + 1e-6) + keras.losses.mean_absolute_error(t, p)
""",
    "mean along the batch": "reduce_mean(square(y_true - y_pred), axis=0) ** 2",
    "a trap of one's own": """
def loss(y_true, y_pred):
    return tf.reduce_mean(tf.abs(y_true[:, 0] - y_pred), axis=-1)
""",
    "dice": """
def dice_loss(y_true, y_pred, smooth=1.0):
    y_true_f = K.flatten(y_true) if False else tf.reshape(y_true, (-1,))
    y_pred_f = tf.reshape(y_pred, (-1,))
    intersection = K.sum(y_true_f * y_pred_f)
    return 1 - (2. * intersection + smooth) / (K.sum(y_true_f) + K.sum(y_pred_f) + smooth)
""",
    "an object that sums": """
def loss(y_true, y_pred):
    return keras.losses.Huber(delta=0.5, reduction="sum")(y_true, y_pred) * 0.1
""",
    "a class that sums": """
class Summed(keras.losses.Loss):
    def __init__(self, factor=0.1, **kwargs):
        super().__init__(reduction="sum", **kwargs)
        self.factor = factor

    def call(self, y_true, y_pred):
        return self.factor * tf.reduce_sum(tf.square(y_true - y_pred), axis=-1)
""",
    "sorted": """
def trimmed(y_true, y_pred):
    costs = tf.sort(tf.reduce_mean(tf.square(y_true - y_pred), axis=-1), direction="DESCENDING")
    ranks = tf.cast(tf.range(tf.shape(costs)[0]), tf.float32)
    return tf.reduce_sum(costs * tf.exp(-0.1 * ranks)) / tf.reduce_sum(tf.exp(-0.1 * ranks))
""",
    "cumulative": "reduce_mean(cumsum(e**2, axis=0) * 0.01) + reduce_mean(cumsum(e**2, axis=0, reverse=True) * 0.01)",
}
"""Losses that judge the examples of a batch together."""

APART = {
    "a mean of both": "reduce_mean(e**2) + a * reduce_mean(abs(y_pred)) / 2",
    "an object": "def loss(y_true, y_pred):\n    return keras.losses.MeanSquaredError()(y_true, y_pred)",
    "an object by name": """
loss = keras.losses.get("mse")

def named(y_true, y_pred):
    return loss(y_true, y_pred) + 0.0
""",
    "of the true class": "-log(maximum(p, 1e-7)) * (1 - p) ** gamma",
    "weights of classes": """
WEIGHTS = [1.0, 2.0, 0.5]

def weighted(y_true, y_pred, scale=1.0):
    p = scale * tf.clip_by_value(y_pred, 1e-7, 1.0)
    return -tf.reduce_sum(y_true * WEIGHTS * tf.math.log(p), axis=-1)
""",
    "smoothed": """
def smooth(y_true, y_pred):
    return keras.losses.categorical_crossentropy(y_true, y_pred, label_smoothing=0.1)
""",
    "scores": """
def from_scores(y_true, y_pred):
    return tf.nn.softmax_cross_entropy_with_logits(labels=y_true, logits=y_pred)
""",
    "scores of integers": """
class FromScores(tf.keras.losses.Loss):
    def __init__(self, temperature=1.0, name="from_scores", **kwargs):
        super(FromScores, self).__init__(name=name, **kwargs)
        self.temperature = temperature

    def scaled(self, y_pred):
        return y_pred / self.temperature

    def call(self, y_true, y_pred):
        return keras.losses.sparse_categorical_crossentropy(y_true, self.scaled(y_pred), from_logits=True)
""",
}
"""Losses that judge each example by itself."""


def run_of(text: str, **parts: Any) -> RunSpec:
    """Return a run with a written loss on data that it was made for, in batches of which the last ones are small."""
    spec = RunSpec(epochs=EPOCHS, batch_size=25, validation_share=0.4, **parts)
    spec, _ = with_component(spec, Choice("loss", own_loss_name(text)))
    return spec.with_value("optimizer.learning_rate", 0.01)


def fitted(spec: RunSpec, loss: Any) -> dict[str, np.ndarray]:
    """Return the history of `fit` with a loss: the same weights, batches and data."""
    data = arrays(spec)
    orders = [epoch_order(spec.seed, epoch, spec.n_train) for epoch in range(1, spec.epochs + 1)]
    model = build(spec.layers, spec.n_features, spec.seed)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss=loss, jit_compile=False)
    model.optimizer.build(model.trainable_variables)
    rows: dict[str, list[float]] = {"loss": [], "val_loss": []}
    for order in orders:
        history = model.fit(
            data.x[order],
            data.y[order],
            batch_size=spec.batch_size,
            validation_data=(data.x_val, data.y_val),
            shuffle=False,
            verbose=0,
        )
        for name, column in rows.items():
            column += history.history[name]
    return {name: np.array(column) for name, column in rows.items()}


def assert_equals_fit(text: str, **values: float) -> None:
    spec = run_of(text)
    for name, value in values.items():
        spec = spec.with_value(f"loss.{name}", value)
    assert spec.n_train % spec.batch_size
    _, [chunk] = advance([spec], [None], EPOCHS + 1)
    ours = dict(zip(columns(spec), chunk.rows[1:].T, strict=True))
    judged = fitted(spec, executed(text, **spec.loss.values))
    for name, column in judged.items():
        np.testing.assert_allclose(ours[name], column, rtol=2e-4, atol=1e-6, err_msg=name)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_trains_as_keras_does(example):
    assert_equals_fit(example.text)


@pytest.mark.parametrize("text", APART.values(), ids=list(APART))
def test_costs_of_single_examples_train_as_keras_does(text):
    assert not LOSSES[own_loss_name(text)].couples
    assert_equals_fit(text)


@pytest.mark.parametrize("text", COUPLED.values(), ids=list(COUPLED))
def test_examples_that_are_judged_together_train_as_keras_does(text):
    assert LOSSES[own_loss_name(text)].couples
    assert_equals_fit(text)


def test_runs_of_coupled_losses_beside_each_other_train_as_alone():
    text = COUPLED["pairs"]
    specs = [run_of(text).with_value("loss.margin", margin) for margin in (0.1, 0.5, 1.0)]
    _, beside = advance(specs, [None] * 3, EPOCHS + 1)
    for spec, chunk in zip(specs, beside, strict=True):
        _, [alone] = advance([spec], [None], EPOCHS + 1)
        np.testing.assert_allclose(chunk.rows, alone.rows, rtol=1e-4, atol=1e-6)


def test_a_slider_of_a_written_loss_traces_nothing():
    from lossviz.training.program import program

    spec = run_of("where(e > 0, a * e**2, abs(e))")
    for a in (1.0, 2.0, 5.0):
        advance([spec.with_value("loss.a", a)], [None], 3)
    assert program(spec.program_key, 1, True).n_traces == 1


def test_costs_alone_are_those_of_batches_of_one():
    for text in COUPLED.values():
        loss = LOSSES[own_loss_name(text)]
        random = np.random.default_rng(0)
        y_true, y_pred = (tf.constant(random.uniform(0.2, 0.8, (4, loss.n_outputs or 2)), tf.float32) for _ in range(2))
        costs = loss(y_true, y_pred, **loss.defaults)
        one_by_one = [loss.batch_costs(y_true[i : i + 1], y_pred[i : i + 1], tf.ones(1))[0] for i in range(4)]
        np.testing.assert_allclose(costs, one_by_one, rtol=1e-5, atol=1e-6)
