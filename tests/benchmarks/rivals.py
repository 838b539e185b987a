"""The same training as others would write it: Keras' `fit`, JAX, C, and the article's own loop.

Each function runs in a process of its own. What a rival can prepare before the clock starts is prepared.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
import time
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lossviz.training.data import Arrays


class Task(NamedTuple):
    """The numbers that decide a run of recipe 1.

    Attributes:
        data: Examples and one-hot labels.
        batches: Numbers of the examples of each batch, shape (epochs, batches, batch size); -1 fills the last one.
        places: Where the weights after each epoch are kept, shape (epochs,).
        kept: Zeros, shape (places, W), to be filled with them.
        weights: Kernels and biases of both layers.
        learning_rates: One a run.
    """

    data: Arrays
    batches: np.ndarray
    places: np.ndarray
    kept: np.ndarray
    weights: list[np.ndarray]
    learning_rates: np.ndarray


# Keras


@lru_cache(maxsize=1)
def _keras_model() -> Any:
    os.environ.pop("XLA_FLAGS", None)  # Those of lossviz are not Keras' defaults.
    import keras

    layers = [keras.Input((4,)), keras.layers.Dense(4, "relu"), keras.layers.Dense(3, "softmax")]
    model = keras.Sequential(layers)
    model.compile("adam", "mean_squared_error", metrics=["accuracy"])
    return model


def fit_seconds(data: Arrays, warm_up: int, epochs: int) -> float:
    """Return the seconds of some epochs of one `fit`, after its first ones; its start-up is not counted."""
    import keras

    ends: list[float] = []
    clock = keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: ends.append(time.perf_counter()))
    validation = (data.x_val, data.y_val) if len(data.x_val) else None
    _keras_model().fit(
        data.x,
        data.y,
        batch_size=32,
        epochs=warm_up + epochs,
        validation_data=validation,
        callbacks=[clock],
        verbose=0,
    )
    return ends[-1] - ends[-1 - epochs]


# JAX


def jax_load(xla_flags: str) -> None:
    """Load JAX with these XLA options; empty for its defaults."""
    os.environ["XLA_FLAGS"] = xla_flags
    import jax

    jax.numpy.zeros(1).block_until_ready()


def jax_seconds(task: Task) -> tuple[float, np.ndarray]:
    """Return the seconds of all runs and their rows, shape (runs, epochs, columns)."""
    train, arguments = _jax_program(task.data.x.shape, len(task.learning_rates)), _jax_arguments(task)
    started = time.perf_counter()
    rows, kept, state = train(*arguments)
    np.asarray(kept), [np.asarray(part) for part in state]
    rows = np.asarray(rows)
    return time.perf_counter() - started, rows.reshape(len(task.learning_rates), *rows.shape[-2:])


_prepared: dict[bytes, tuple[Any, ...]] = {}


def _jax_arguments(task: Task) -> tuple[Any, ...]:
    import jax

    key = task.learning_rates.tobytes() + bytes(str(task.data.x.shape), "ascii")
    if key not in _prepared:
        rates = task.learning_rates if len(task.learning_rates) > 1 else task.learning_rates[0]
        arguments = (
            rates,
            [task.data.x, task.data.y, task.data.x_val, task.data.y_val],
            task.batches,
            task.places,
            task.kept,
            task.weights,
        )
        _prepared[key] = jax.block_until_ready(jax.device_put(arguments))
    return _prepared[key]


@lru_cache(maxsize=8)
def _jax_program(shape: tuple[int, ...], n_runs: int) -> Any:
    import jax

    return jax.jit(jax.vmap(_jax_train, in_axes=(0, None, None, None, None, None)) if n_runs > 1 else _jax_train)


def _jax_train(rate, data, batches, places, kept, weights):
    """Train one run; the same arithmetic as `lossviz.training.program`, epoch 0 seen but not learnt from."""
    import jax
    import jax.numpy as jnp

    x, y, x_val, y_val = data
    n_batches = batches.shape[1]
    sizes = [part.size for part in weights]
    ends = np.cumsum(sizes)[:-1]
    shapes = [part.shape for part in weights]

    def predict(flat, x):
        kernel_1, bias_1, kernel_2, bias_2 = (
            part.reshape(shape) for part, shape in zip(jnp.split(flat, ends), shapes, strict=True)
        )
        return jax.nn.softmax(jax.nn.relu(x @ kernel_1 + bias_1) @ kernel_2 + bias_2)

    def cost(y_true, y_pred):
        return jnp.mean(jnp.square(y_pred - y_true), axis=-1)

    def hits(y_true, y_pred):
        return (y_pred.argmax(-1) == y_true.argmax(-1)).astype(jnp.float32)

    def loss(flat, x, y, mask):
        y_pred = predict(flat, x)
        total = jnp.sum(mask * cost(y, y_pred))
        return total / mask.sum(), (total, jnp.sum(mask * hits(y, y_pred)))

    def adam(flat, mean, square, step, gradient):
        # As in lossviz, where a slider moves them, the decays are float32: 1 - 0.999 is then 0.00099999.
        beta_1, beta_2 = jnp.float32(0.9), jnp.float32(0.999)
        step = step + 1.0
        size = rate * jnp.sqrt(1 - beta_2**step) / (1 - beta_1**step)
        mean = mean + (1 - beta_1) * (gradient - mean)
        square = square + (1 - beta_2) * (gradient * gradient - square)
        return flat - size * mean / (jnp.sqrt(square) + 1e-7), mean, square, step

    def epoch(carry, numbered):
        state, kept = carry
        number, order, place = numbered

        def batch(carry, examples):
            state, sums = carry
            picked = jnp.maximum(examples, 0)
            mask = (examples >= 0).astype(jnp.float32)
            (_, (total, right)), gradient = jax.value_and_grad(loss, has_aux=True)(state[0], x[picked], y[picked], mask)
            new = adam(*state, gradient)
            state = tuple(jnp.where(number > 0, after, before) for after, before in zip(new, state, strict=True))
            return (state, sums + jnp.stack([total, right, jnp.sqrt(jnp.sum(gradient * gradient))])), None

        (state, sums), _ = jax.lax.scan(batch, (state, jnp.zeros(3)), order)
        row = sums / jnp.array([len(x), len(x), n_batches], jnp.float32)
        if len(x_val):
            y_pred = predict(state[0], x_val)
            validation = jnp.stack([cost(y_val, y_pred).mean(), hits(y_val, y_pred).mean()])
            row = jnp.concatenate([row[:2], validation, row[2:]])
        return (state, jax.lax.dynamic_update_index_in_dim(kept, state[0], place, 0)), row

    flat = jnp.concatenate([part.ravel() for part in weights])
    start = (flat, jnp.zeros_like(flat), jnp.zeros_like(flat), jnp.float32(0))
    (state, kept), rows = jax.lax.scan(epoch, (start, kept), (jnp.arange(len(batches)), batches, places))
    return rows, kept, state


# C


def c_compiler() -> str | None:
    """Return the C compiler of this machine, if there is one."""
    return shutil.which(os.environ.get("CC", "cc"))


@lru_cache(maxsize=1)
def _c_function() -> Any:
    compiler = c_compiler()
    assert compiler is not None
    with tempfile.TemporaryDirectory() as folder:
        library, source = f"{folder}/rival.so", str(Path(__file__).with_name("rival.c"))
        flags = ["-O3", "-march=native", "-ffast-math", "-shared", "-fPIC"]
        subprocess.run([compiler, *flags, source, "-o", library, "-lm"], check=True)
        return ctypes.CDLL(library).train


def c_seconds(task: Task) -> tuple[float, np.ndarray]:
    """Return the seconds of one run and its rows, shape (1, epochs, columns); only with held-out examples."""
    function, data = _c_function(), task.data
    weights = np.concatenate([part.ravel() for part in task.weights])
    rows, kept = np.zeros((len(task.batches), 5), np.float32), np.zeros_like(task.kept)
    arrays = [data.x, data.y, data.x_val, data.y_val]

    def pointer(array: np.ndarray) -> ctypes.c_void_p:
        assert array.flags.c_contiguous
        return array.ctypes.data_as(ctypes.c_void_p)

    started = time.perf_counter()
    function(
        *map(pointer, arrays),
        *(len(data.x), len(data.x_val)),
        pointer(task.batches),
        *task.batches.shape,
        ctypes.c_float(task.learning_rates[0]),
        *map(pointer, (weights, task.places, kept, rows)),
    )
    return time.perf_counter() - started, rows[None]


# The article's loop


def eager_seconds(steps: int) -> float:
    """Return the seconds of some steps of the article's recipe 6, written as there, with `y` in its right shape."""
    import tensorflow as tf

    rng = np.random.default_rng(0)
    x = tf.constant(rng.normal(2, 1, (20, 2)), tf.float32)
    y = x[:, :1] + 2 * x[:, 1:]
    w = tf.Variable(rng.normal(size=(2, 1)), dtype=tf.float32)
    started = time.perf_counter()
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y_hat = tf.matmul(x, w)
            loss = tf.reduce_mean(tf.where(y_hat > y, 3 * (y_hat - y), y - y_hat))
        w.assign_sub(0.002 * tape.gradient(loss, w))
    w.numpy()
    return time.perf_counter() - started
