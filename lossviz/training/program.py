"""The compiled update: written for one run, lifted over many, one XLA program for all epochs of a chunk.

The update of one run is plain TensorFlow: a Keras model called without its variables, a loss with scalar parameters, a
gradient tape, a stock Keras optimizer. `tf.vectorized_map` lifts it over a leading axis of runs, and the loops over
batches and epochs are one XLA program. What a slider can move enters that program as a tensor.

Two facts make it fast. All weights of a run are one flat vector: the optimizers treat every weight alike, so one
variable gives the same numbers as many, and XLA fuses its update into one kernel. And a row of the history costs no
pass of its own: `loss` and the metric are means over the batches of the epoch, as in Keras' `fit`.

Conventions: R runs, n examples, B examples a batch, W weights.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from lossviz.declare import Component
from lossviz.lazy import tf
from lossviz.losses import LOSSES, Loss
from lossviz.losses.forms import changed
from lossviz.models import build
from lossviz.optimizers import OPTIMIZERS
from lossviz.specs.program_key import ProgramKey
from lossviz.training.kept_weights import KEPT, ROWS
from lossviz.training.packing import Packing
from lossviz.training.stateless_optimizer import StatelessOptimizer

XLA_OPTIONS = " ".join(
    [
        "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=4000000",
        "--xla_cpu_experimental_ynn_fusion_type=invalid",
        "--xla_cpu_multi_thread_eigen=false",
    ]
)
"""How XLA compiles, read at the first compilation of the process.

A loop over epochs that touches less than 4 megabytes an epoch becomes one kernel. By default each operation in its body
is a kernel of its own, and calling those takes three times as long as the arithmetic of a small model. Larger models
are better off with the default, whose matrix products are faster. Inside a kernel there can be neither YNNPACK fusions
nor threads.
"""
os.environ.setdefault("XLA_FLAGS", XLA_OPTIONS)

MAX_PROGRAMS = 24
"""Most compiled programs that a process uses again. One that is forgotten still keeps its memory (see `MAX_GROWN`)."""

_building = threading.Lock()
"""Held while a program is built or traced: Keras keeps names and scopes for the whole process."""


def program(key: ProgramKey, n_runs: int, shared: bool) -> Program:
    """Return the program of a key, the same object while it is among the last used ones."""
    with _building:
        return _program(key, n_runs, shared)


@lru_cache(maxsize=MAX_PROGRAMS)
def _program(key: ProgramKey, n_runs: int, shared: bool) -> Program:
    return Program(key, n_runs, shared)


def _value_names(*components: Component) -> list[str]:
    """Return the parameters that enter a program as tensors, by their names in a link."""
    return [
        f"{kind}.{name}"
        for kind, component in zip(("loss", "optimizer"), components, strict=True)
        for name, param in component.params.items()
        if param.traced
    ]


def _tensor(array: np.ndarray) -> Any:
    """Return an array as a tensor; `tf.constant` looks a device up first, which takes as long as 30 epochs of iris."""
    return tf.__internal__.EagerTensor(array, None, tf.as_dtype(array.dtype).as_datatype_enum)


class Program:
    """The compiled training of R runs that differ in numbers only."""

    def __init__(self, key: ProgramKey, n_runs: int, shared: bool) -> None:
        """Build the model and the optimizer; the first call compiles.

        Args:
            key: What to compile for.
            n_runs: R.
            shared: Whether all runs see the same data and batches, which then have no axis of runs.
        """
        self.key, self.n_runs, self.shared = key, n_runs, shared
        self._model = build(key.layers, key.n_features, seed=0)
        self._loss: Loss = LOSSES[key.loss]
        self._optimizer = StatelessOptimizer(OPTIMIZERS[key.optimizer], dict(key.optimizer_constants), key.n_weights)
        self.initial_slots = self._optimizer.initial_slots
        self.packing = Packing(key.n_weights, self.initial_slots, _value_names(self._loss, OPTIMIZERS[key.optimizer]))
        self._compiled = tf.function(self._packed, jit_compile=True, autograph=False)
        self._concrete: Any = None

    def __call__(self, numbers: np.ndarray, data: Any, batches: Any, span: Any) -> list[np.ndarray]:
        """Run the program.

        Args:
            numbers: See `Packing`.
            data: `x`, `y` and `truth` of all examples, those held out last, with a leading axis R unless shared; arrays
                or tensors, as all that follows.
            batches: Numbers of examples, as `_train` takes them.
            span: Epoch of the first row, epochs to train, and where the weights after each row are kept:
                shape (2 + ROWS,).

        Returns:
            The new numbers, the rows in shape (ROWS, R, columns), the kept weights in shape (KEPT, R, W).
        """
        tensors = [_tensor(part) if isinstance(part, np.ndarray) else part for part in (numbers, *data, batches, span)]
        if self._concrete is None:
            with _building:
                # All calls have the same shapes. Comparing them each time would take as long as 100 epochs of iris.
                self._concrete = self._concrete or self._compiled.get_concrete_function(*tensors)
        # Called directly, it would compare and cast the tensors, which takes as long as 50 epochs of iris.
        return [tensor.numpy() for tensor in self._concrete.inference_fn.call_flat(*tensors)]

    @property
    def compiled(self) -> bool:
        """Whether it was called before: XLA compiles at the first call."""
        return self._concrete is not None

    @property
    def n_traces(self) -> int:
        """How often the program was traced; it stays 1 while sliders move."""
        return self._compiled.experimental_get_tracing_count()

    def _packed(self, numbers, x, y, truth, batches, span):
        weights, slots, values = self.packing.opened(numbers)
        sizes, axis = (self.key.n_train, self.key.n_validation), 0 if self.shared else 1
        train, held_out = zip(*(tf.split(part, sizes, axis) for part in (x, y, truth)))
        weights, slots, rows, kept = self._train(
            weights, slots, values, train, held_out, batches, span[2:], first=span[0], n_rows=span[1]
        )
        return self.packing.closed(weights, slots), rows, kept

    def _train(self, weights, slots, values, train, held_out, batches, places, *, first, n_rows):
        """Loop over epochs.

        Args:
            weights: Shape (R, W).
            slots: Optimizer variables, each with a leading axis R.
            values: Parameters by name, shape (R,) each.
            train: `x`, `y` and `truth` of the examples to train on, with a leading axis R unless shared.
            held_out: The same of those held out.
            batches: Numbers of examples, shape (ROWS, batches, B), or (ROWS, R, batches, B) unless shared.
            places: Where the weights after each row are kept, shape (ROWS,).
            first: Epoch of the first row. Epoch 0 is seen but not learnt from.
            n_rows: Epochs to train.

        Returns:
            The new weights and slots, the rows in shape (ROWS, R, columns), the kept weights in shape (KEPT, R, W).
        """
        n_batches = self._n_batches(batches)

        def epoch(row, weights, slots, rows, kept):
            learns = first + row > 0
            seen = (train, held_out, batches[row], n_batches)
            weights, slots, numbers = self._epoch(weights, slots, values, *seen, learns)
            return row + 1, weights, slots, rows.write(row, numbers), kept.write(places[row], weights)

        n_columns = 5 if self.key.n_validation else 3
        rows = tf.TensorArray(tf.float32, ROWS, element_shape=(self.n_runs, n_columns))
        kept = tf.TensorArray(tf.float32, KEPT, element_shape=weights.shape)
        start = (tf.constant(0), weights, slots, rows, kept)
        _, weights, slots, rows, kept = tf.while_loop(lambda row, *_: row < n_rows, epoch, start)
        return weights, slots, rows.stack(), kept.stack()

    def _n_batches(self, batches):
        """Return how many batches an epoch has, shape () if shared, else (R,); the first row tells."""
        if self.key.room.always_used(self.key.n_train):
            return tf.fill(batches.shape[1:-2], self.key.room.batches)
        return tf.reduce_sum(tf.cast(batches[0, ..., 0] >= 0, tf.int32), axis=-1)

    def _epoch(self, weights, slots, values, train, held_out, batches, n_batches, learns):
        def batch(number, weights, slots, sums):
            examples = tf.cast(batches[..., number, :], tf.int32)
            axes = 0 if self.shared else 1
            x, y, truth = (tf.gather(part, tf.maximum(examples, 0), batch_dims=axes) for part in train)
            # Beside runs with smaller batches, one with larger batches has seen all examples before they have.
            takes = learns if self.shared else learns & (number < n_batches)
            weights, slots, sums = self._for_each_run(
                lambda run, seen: self._update(*run, *seen),
                (weights, slots, values, sums),
                (takes, x, y, truth, tf.cast(examples >= 0, tf.float32)),
            )
            return number + 1, weights, slots, sums

        start = (tf.constant(0), weights, slots, tf.zeros((self.n_runs, 3)))
        most = tf.reduce_max(n_batches)
        _, weights, slots, sums = tf.while_loop(lambda number, *_: number < most, batch, start)
        n_train = tf.fill(n_batches.shape, self.key.n_train)
        means = sums / tf.cast(tf.stack([n_train, n_train, n_batches], axis=-1), tf.float32)
        if not self.key.n_validation:
            return weights, slots, means
        validation = self._for_each_run(lambda run, seen: self._validate(*run, *seen), (weights, values), held_out)
        return weights, slots, tf.concat([means[:, :2], validation, means[:, 2:]], axis=1)

    def _for_each_run(self, function: Callable[[Any, Any], Any], runs: Any, seen: Any) -> Any:
        """Return `function(run, seen)` for each run, with its own part of `seen` unless that is shared."""
        if self.n_runs == 1:  # The same program as below, traced in half the time.
            result = function(tf.nest.map_structure(lambda part: part[0], runs), seen)
            return tf.nest.map_structure(lambda part: part[tf.newaxis], result)
        if self.shared:
            return tf.vectorized_map(lambda run: function(run, seen), runs)
        return tf.vectorized_map(lambda both: function(*both), (runs, seen))

    # One run

    def _update(self, weights, slots, values, sums, learns, x, y, truth, mask):
        """Take one step if it `learns`; `mask` is 0 for examples that only fill the batch."""
        parts = self._shaped(weights)
        with tf.GradientTape() as tape:
            tape.watch(parts)
            y_pred = self._predict(parts, x)
            cost = tf.reduce_sum(mask * self._cost(y, y_pred, mask, values))
            loss = cost / tf.maximum(tf.reduce_sum(mask), 1)
        gradient = tf.concat([tf.reshape(part, [-1]) for part in tape.gradient(loss, parts)], axis=0)
        new_weights, new_slots = self._optimizer.step(weights, slots, gradient, values)
        metric = tf.reduce_sum(mask * self._metric(truth, y_pred))
        return (
            tf.where(learns, new_weights, weights),
            tuple(tf.where(learns, new, old) for new, old in zip(new_slots, slots)),
            sums + tf.stack([cost, metric, tf.norm(gradient)]),
        )

    def _validate(self, weights, values, x, y, truth):
        y_pred = self._predict(self._shaped(weights), x)
        return tf.stack([self._validation_loss(y, y_pred, values), tf.reduce_mean(self._metric(truth, y_pred))])

    def _validation_loss(self, y_true, y_pred, values):
        """Return the mean cost of the examples held out; of one batch after the other, if it judges them together."""
        n, size = self.key.n_validation, self.key.validation_batch
        if not size:
            return tf.reduce_mean(self._cost(y_true, y_pred, tf.ones(n), values))

        def batch(first, total):
            examples = first + tf.range(size)
            mask = tf.cast(examples < n, tf.float32)
            of_batch = tf.minimum(examples, n - 1)
            predicted = changed(y_pred, lambda side: tf.gather(side, of_batch))
            return first + size, total + tf.reduce_sum(
                mask * self._cost(tf.gather(y_true, of_batch), predicted, mask, values)
            )

        return tf.while_loop(lambda first, _: first < n, batch, (tf.constant(0), tf.constant(0.0)))[1] / n

    def _shaped(self, weights):
        """Return the flat weights of a run as those of the model: kernel, then bias, layer by layer."""
        parts = tf.split(weights, self.key.sizes)
        return [tf.reshape(part, shape) for part, shape in zip(parts, self.key.shapes)]

    def _predict(self, parts, x):
        return self._model.stateless_call(parts, [], x)[0]

    def _cost(self, y_true, y_pred, mask, values):
        traced = {name: values[f"loss.{name}"] for name, param in self._loss.params.items() if param.traced}
        return self._loss.batch_costs(y_true, y_pred, mask, **dict(self.key.loss_constants), **traced)

    def _metric(self, truth, y_pred):
        if self.key.metric == "mae":
            return tf.reduce_mean(tf.abs(y_pred - truth), axis=-1)
        if y_pred.shape[-1] == 1:
            predicted = tf.cast(y_pred[..., 0] > self._loss.threshold, tf.int32)
        else:
            predicted = tf.argmax(y_pred, axis=-1, output_type=tf.int32)
        return tf.cast(tf.equal(predicted, truth), tf.float32)
