"""What changes from call to call of a program, in one array: each array that TensorFlow is given takes its time.

Slots that are whole numbers count steps, of which a run has at most `MAX_UPDATES`: float32 holds them exactly.
Conventions: R runs, W weights, P numbers a run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from lossviz.lazy import tf


class Packing:
    """Where each part of the state of a run lies: weights, slots of the optimizer, and values of parameters last."""

    def __init__(self, n_weights: int, slots: Sequence[np.ndarray], values: Sequence[str]) -> None:
        """Lay out the parts.

        Args:
            n_weights: W.
            slots: The optimizer's variables of one run.
            values: The names of the parameters.
        """
        self._slots = [(slot.shape, slot.dtype) for slot in slots]
        self._values = tuple(values)
        self._ends = [0, *np.cumsum([n_weights, *(slot.size for slot in slots)]).tolist()]

    def pack(
        self, weights: Sequence[np.ndarray], slots: Sequence[tuple[np.ndarray, ...]], values: Sequence[dict[str, float]]
    ) -> np.ndarray:
        """Return the numbers of some runs, shape (R, P)."""
        numbers = np.empty((len(weights), self._ends[-1] + len(self._values)), np.float32)
        for row, its_weights, its_slots, its_values in zip(numbers, weights, slots, values, strict=True):
            for (start, end), part in zip(self._places, [its_weights, *its_slots], strict=True):
                row[start:end] = part.ravel()
            row[self._ends[-1] :] = [its_values[name] for name in self._values]
        return numbers

    def unpack(self, numbers: np.ndarray) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
        """Return the weights and slots of one run, given its numbers without values."""
        weights, *slots = (numbers[start:end] for start, end in self._places)
        typed = zip(slots, self._slots, strict=True)
        return weights, tuple(slot.reshape(shape).astype(dtype, copy=False) for slot, (shape, dtype) in typed)

    def opened(self, numbers: Any) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
        """Return the weights, slots and values of all runs as tensors with a leading axis R, given their numbers."""
        weights, *slots = (numbers[:, start:end] for start, end in self._places)
        values = {name: numbers[:, self._ends[-1] + i] for i, name in enumerate(self._values)}
        typed = zip(slots, self._slots, strict=True)
        return weights, tuple(tf.cast(tf.reshape(slot, (-1, *shape)), dtype) for slot, (shape, dtype) in typed), values

    def closed(self, weights: Any, slots: tuple[Any, ...]) -> Any:
        """Return the numbers of all runs without values, given their weights and slots as tensors."""
        n_runs = weights.shape[0]
        return tf.concat([weights, *(tf.cast(tf.reshape(slot, (n_runs, -1)), tf.float32) for slot in slots)], axis=1)

    @property
    def _places(self) -> Iterator[tuple[int, int]]:
        return pairwise(self._ends)
