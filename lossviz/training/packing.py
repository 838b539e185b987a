"""What changes from call to call of a program, in two arrays: each array that TensorFlow is given takes its time.

Numbers are the weights, the optimizer's slots and the values of parameters; counts are slots of whole numbers.
Conventions: R runs, W weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lossviz.lazy import tf


class Packing:
    """Where each part of the state of a run lies."""

    def __init__(self, n_weights: int, slots: Sequence[np.ndarray], values: Sequence[str]) -> None:
        """Lay out the parts.

        Args:
            n_weights: W.
            slots: The optimizer's variables of one run.
            values: The names of the parameters.
        """
        self._shapes = [slot.shape for slot in slots]
        self._counts = [np.issubdtype(slot.dtype, np.integer) for slot in slots]
        self._values = tuple(values)
        sizes = [n_weights, *(slot.size for slot, counts in zip(slots, self._counts, strict=True) if not counts)]
        self._ends = [0, *np.cumsum(sizes).tolist()]

    def pack(
        self, weights: Sequence[np.ndarray], slots: Sequence[tuple[np.ndarray, ...]], values: Sequence[dict[str, float]]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the numbers, shape (R, …), and the counts, shape (R, …), of some runs."""
        numbers = np.empty((len(weights), self._ends[-1] + len(self._values)), np.float32)
        counts = np.empty((len(weights), sum(self._counts)), np.int64)
        for run, (its_weights, its_slots, its_values) in enumerate(zip(weights, slots, values, strict=True)):
            parts = [its_weights, *(slot.ravel() for slot, counted in zip(its_slots, self._counts) if not counted)]
            np.concatenate([*parts, [its_values[name] for name in self._values]], out=numbers[run], casting="same_kind")
            counts[run] = [slot for slot, counted in zip(its_slots, self._counts) if counted]
        return numbers, counts

    def unpack(self, numbers: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
        """Return the weights and slots of one run, given its row of each array."""
        weights, *floats = (numbers[start:end] for start, end in zip(self._ends, self._ends[1:]))
        return weights, self._in_order(floats, list(counts[:, None]), ())

    def opened(self, numbers: Any, counts: Any) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
        """Return the weights, slots and values of all runs as tensors with a leading axis R."""
        weights, *floats = (numbers[:, start:end] for start, end in zip(self._ends, self._ends[1:]))
        values = {name: numbers[:, self._ends[-1] + i] for i, name in enumerate(self._values)}
        slots = self._in_order(floats, tf.unstack(counts, axis=1), (int(numbers.shape[0]),))
        return weights, slots, values

    def closed(self, weights: Any, slots: tuple[Any, ...]) -> tuple[Any, Any]:
        """Return the weights and slots of all runs, which are tensors, as numbers and counts."""
        n_runs = weights.shape[0]
        flat = [tf.reshape(slot, (n_runs, -1)) for slot in slots]
        numbers = [weights, *(slot for slot, counted in zip(flat, self._counts) if not counted)]
        return tf.concat(numbers, 1), tf.concat([slot for slot, counted in zip(flat, self._counts) if counted], 1)

    def _in_order(self, floats: list[Any], counts: list[Any], leading: tuple[int, ...]) -> tuple[Any, ...]:
        """Return slots in the order of the optimizer and in their shapes."""
        sources = {True: iter(counts), False: iter(floats)}
        reshape = tf.reshape if leading else np.reshape
        return tuple(
            reshape(next(sources[counted]), (*leading, *shape)) for counted, shape in zip(self._counts, self._shapes)
        )
