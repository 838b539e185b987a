"""Losses that are accepted, computed for a small batch: TensorFlow takes whatever the language lets through."""

from __future__ import annotations

import numpy as np

from lossviz.lazy import tf
from lossviz.losses import LOSSES, Loss
from lossviz.losses.written import SourceError, own_loss_name
from tests.fuzz.kind import Kind
from tests.fuzz.texts import made

N = 5


def evaluate(text: str) -> str:
    """Compute what a text costs, and its gradient; the outcome is `costs`, or `sentences` if it is refused."""
    try:
        loss = LOSSES[own_loss_name(text)]
    except SourceError:
        return "sentences"
    y_true, y_pred = (tf.constant(side) for side in batch(loss))
    mask = tf.constant([1.0] * (N - 1) + [0.0])
    with tf.GradientTape() as tape:
        tape.watch(y_pred)
        costs = loss.batch_costs(y_true, y_pred, mask, **loss.defaults)
    assert costs.shape == (N,), costs.shape
    gradient = tape.gradient(costs, y_pred)
    assert gradient is None or gradient.shape == y_pred.shape
    assert loss(y_true, y_pred, **loss.defaults).shape == (N,)
    return "costs"


def batch(loss: Loss) -> tuple[np.ndarray, np.ndarray]:
    """Return targets and predictions as a loss wants them, always the same."""
    random = np.random.default_rng(0)
    n_outputs = loss.n_outputs or max(loss.least_outputs, 3 if loss.task == "multiclass" else 1)
    y_pred = random.random((N, n_outputs)).astype(np.float32)
    if not loss.scores and n_outputs > 1:
        y_pred /= y_pred.sum(axis=1, keepdims=True)
    classes = random.integers(0, n_outputs, N)
    y_true = {
        "numbers": random.random((N, n_outputs)).astype(np.float32),
        "zero_one": (random.random((N, 1)) < 0.5).astype(np.float32),
        "one_hot": np.eye(n_outputs, dtype=np.float32)[classes],
        "integers": classes.astype(np.int32),
    }[loss.labels]
    return y_true, y_pred


EVALUATIONS = Kind("evaluations", made, evaluate, watched=False)
"""Texts of losses that are computed, too; TensorFlow loads parts of itself when they are first needed."""
