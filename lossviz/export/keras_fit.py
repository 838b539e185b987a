"""Training by Keras' own `fit` on the batches of a run: the functions that exported code takes along.

`script` cuts their source, without the lines that name `held_out` where nothing is held out.

Conventions: `history` is a list for each column, one number an epoch, epoch 0 first.
"""

from __future__ import annotations

import csv
import math

from lossviz.lazy import tf
from lossviz.training.data import epoch_order


def batches(x, y, batch_size, seed, epochs):
    """Return the batches of some epochs as a dataset. The order of examples depends on seed and epoch alone."""
    orders = tf.data.Dataset.from_generator(
        lambda: (epoch_order(seed, epoch, len(x)) for epoch in epochs),
        output_signature=tf.TensorSpec(len(x), tf.int32),
    )
    examples = orders.flat_map(lambda order: tf.data.Dataset.from_tensor_slices(order).batch(batch_size))
    return examples.map(lambda numbers: (tf.gather(x, numbers), tf.gather(y, numbers)))


def before(model, x, y, held_out, batch_size, seed):
    """Return a history that holds epoch 0 alone: what Keras says of the model before training."""
    n_batches = math.ceil(len(x) / batch_size)
    row = model.evaluate(batches(x, y, batch_size, seed, [0]), steps=n_batches, verbose=0, return_dict=True)
    row = {"loss": row["loss"], **row}  # the loss is the first column
    if held_out:
        of_held_out = model.evaluate(tf.data.Dataset.from_tensors(held_out), verbose=0, return_dict=True)
        row |= {f"val_{name}": of_held_out[name] for name in row}
    return {name: [number] for name, number in row.items()}


def train(model, x, y, held_out, batch_size, seed, history, last):
    """Train on up to an epoch, and add what `fit` says to the history."""
    first = len(history["loss"])
    fitted = model.fit(
        batches(x, y, batch_size, seed, range(first, last + 1)),
        initial_epoch=first - 1,
        epochs=last,
        steps_per_epoch=math.ceil(len(x) / batch_size),
        # As a dataset of one batch, held_out costs each epoch a third of the time that arrays would.
        validation_data=tf.data.Dataset.from_tensors(held_out) if held_out else None,
        shuffle=False,  # the batches are in order
        verbose=0,
    )
    for name, column in history.items():
        column += fitted.history[name]


def save(history, path):
    """Write the history as a table: one row an epoch, numbers with nine digits.

    The columns are those of lossviz but for gradient_norm, which `fit` does not tell.
    """
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["epoch", *history])
        for epoch, row in enumerate(zip(*history.values())):
            table.writerow([epoch, *(f"{number:.9g}" for number in row)])
