"""The examples of a run as arrays, and the order in which each epoch sees them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from lossviz.datasets import Data
from lossviz.specs.choice import Choice, outline_of
from lossviz.specs.run import RunSpec
from lossviz.training.held_out import sides

ORDERS_AT_ONCE = 64
"""Epochs whose orders are drawn together: a generator for each epoch would cost as much as training it."""


class Arrays(NamedTuple):
    """The data of a run as a program takes it.

    `y` is what the loss compares with, for two classes 0 or 1 in shape (n, 1). `truth` is what the metric compares
    with: class numbers of shape (n,), or numbers of shape (n, 1).
    """

    x: np.ndarray
    y: np.ndarray
    truth: np.ndarray
    x_val: np.ndarray
    y_val: np.ndarray
    truth_val: np.ndarray


def arrays(spec: RunSpec) -> Arrays:
    """Return the data of a run: labels in the form its loss wants, split into training and validation."""
    return arrays_for(spec, spec.loss.component.labels)


def arrays_for(spec: RunSpec, labels: str) -> Arrays:
    """Return the data of a run with labels in another form, which is that of `Loss.labels`."""
    return arrays_of(spec.dataset, spec.n_validation, spec.split_seed, labels)


@lru_cache(maxsize=64)
def arrays_of(dataset: Choice, n_validation: int, split_seed: int, labels: str) -> Arrays:
    """Return the data that these arguments decide; `labels` is that of `Loss.labels`."""
    data, train, held_out = split(dataset, n_validation, split_seed)
    n_classes = outline_of(dataset).n_classes
    told = data.y.copy()
    if data.mistake_share:
        # Mistakes are made among the examples to train on: what is wrong must not judge the model.
        wrong = data.mistakes[np.isin(data.mistakes, train)][: round(data.mistake_share * len(train))]
        told[wrong] = data.mistaken[wrong]
    truth = told if n_classes else told.reshape(-1, 1)
    if n_classes == 2:
        y = told[:, None].astype(np.float32)
    else:
        y = np.eye(n_classes, dtype=np.float32)[told] if n_classes and labels != "integers" else told
    return Arrays(*(part[numbers] for numbers in (train, held_out) for part in (data.x, y, truth)))


def whole(data: Arrays) -> list[np.ndarray]:
    """Return `x`, `y` and `truth` of all examples: those to train on, then those held out."""
    return [np.concatenate(parts) for parts in zip(data[:3], data[3:], strict=True)]


@lru_cache(maxsize=64)
def split(dataset: Choice, n_validation: int, split_seed: int) -> tuple[Data, np.ndarray, np.ndarray]:
    """Return the data, the numbers of the examples to train on, and the numbers of those held out."""
    data: Data = dataset.component(**dataset.values)
    classes = data.y.astype(np.int32).tobytes() if outline_of(dataset).class_names else b""
    return data, *sides(len(data.x), n_validation, split_seed, classes)


def epoch_order(seed: int, epoch: int, n: int) -> np.ndarray:
    """Return the order in which an epoch sees the n examples, shape (n,). It depends on its arguments alone."""
    return _orders(seed, epoch // ORDERS_AT_ONCE, n)[epoch % ORDERS_AT_ONCE]


@lru_cache(maxsize=256)
def _orders(seed: int, block: int, n: int) -> np.ndarray:
    # NumPy moves numbers of 8 bytes fastest; kept are numbers of 4.
    every = np.tile(np.arange(n, dtype=np.int64), (ORDERS_AT_ONCE, 1))
    return np.random.default_rng([seed, block]).permuted(every, axis=1).astype(np.int32)


@lru_cache(maxsize=32)
def batch_numbers(seed: int, first: int, n_rows: int, n_train: int, batch_size: int) -> np.ndarray:
    """Return the numbers of the examples of each batch of some epochs.

    Returns:
        Shape (n_rows, batches, batch_size); -1 fills the last batch of an epoch.
    """
    n_batches = -(-n_train // batch_size)
    blocks = range(first // ORDERS_AT_ONCE, (first + n_rows - 1) // ORDERS_AT_ONCE + 1)
    orders = np.concatenate([_orders(seed, block, n_train) for block in blocks])
    numbers = np.full((n_rows, n_batches * batch_size), -1, np.int32)
    numbers[:, :n_train] = orders[first % ORDERS_AT_ONCE :][:n_rows]
    return numbers.reshape(n_rows, n_batches, batch_size)
