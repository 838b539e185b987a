"""What programs read besides the state of runs: data, batches and places. As tensors they are kept between calls."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from lossviz.lazy import tf
from lossviz.specs.batch_room import BatchRoom
from lossviz.specs.choice import Choice
from lossviz.specs.run import RunSpec
from lossviz.training.data import arrays, arrays_of, batch_numbers, whole
from lossviz.training.kept_weights import KEPT, ROWS, keeps_weights


class Inputs(NamedTuple):
    """What the runs of a call see, with an axis of runs unless all of them see the same.

    Attributes:
        data: `x`, `y` and `truth` of all examples, those held out last; the axis of runs is the first one.
        batches: The numbers of the examples, shape (ROWS, *room); -1 fills batches, and batches of nothing else fill an
            epoch. The axis of runs is the second one.
    """

    data: Any
    batches: Any


class Span(NamedTuple):
    """Some consecutive epochs of a call.

    Attributes:
        kept: Those after which weights are kept.
        packed: The first epoch, how many there are, and where the weights after each are kept; shape (2 + ROWS,).
    """

    kept: tuple[int, ...]
    packed: Any


@lru_cache(maxsize=256)
def span(first: int, n_rows: int) -> Span:
    """Return epochs by the first one and their number."""
    kept = tuple(epoch for epoch in range(first, first + n_rows) if keeps_weights(epoch))
    packed = np.full(2 + ROWS, KEPT - 1, np.int32)
    packed[:2] = first, n_rows
    packed[2 + np.array(kept, int) - first] = range(len(kept))
    return Span(kept, tf.constant(packed))


def see_the_same(specs: Sequence[RunSpec]) -> bool:
    """Return whether runs of one program see the same data and batches."""
    if len(specs) == 1:
        return True
    return len({(spec.dataset, spec.split_seed, spec.seed, spec.largest_batch) for spec in specs}) == 1


def inputs(specs: Sequence[RunSpec], first: int, n_rows: int) -> Inputs:
    """Return what runs see in some epochs; they have equally many examples, and the same room for batches."""
    one = specs[0]
    if see_the_same(specs):
        data = _kept_data(one.dataset, one.n_validation, one.split_seed, one.loss.component.labels)
        return Inputs(data, _kept_batches(one.seed, first, n_rows, one.n_train, one.largest_batch, one.batch_room))
    stacked = [*map(np.stack, zip(*(whole(arrays(spec)) for spec in specs), strict=True))]
    batches = [_batches(spec.seed, first, n_rows, spec.n_train, spec.largest_batch, spec.batch_room) for spec in specs]
    return Inputs(stacked, np.stack(batches, axis=1))


@lru_cache(maxsize=64)
def _kept_data(dataset: Choice, n_validation: int, split_seed: int, labels: str) -> Any:
    return [tf.constant(part) for part in whole(arrays_of(dataset, n_validation, split_seed, labels))]


def _batches(seed: int, first: int, n_rows: int, n_train: int, batch_size: int, room: BatchRoom) -> np.ndarray:
    numbers = batch_numbers(seed, first, n_rows, n_train, batch_size)
    kind = np.int16 if n_train <= np.iinfo(np.int16).max else np.int32  # half as much to copy, if that is enough
    filled = np.full((ROWS, *room), -1, kind)
    filled[:n_rows, : numbers.shape[1], :batch_size] = numbers
    return filled


@lru_cache(maxsize=32)
def _kept_batches(seed: int, first: int, n_rows: int, n_train: int, batch_size: int, room: BatchRoom) -> Any:
    return tf.constant(_batches(seed, first, n_rows, n_train, batch_size, room))
