"""How much room a compiled program has for the batches of an epoch."""

from __future__ import annotations

from typing import NamedTuple


class BatchRoom(NamedTuple):
    """Room for the batches of an epoch: as many batch sizes share it as possible, so that they share a program.

    Attributes:
        batches: Most batches an epoch has.
        examples: Most examples a batch has.
    """

    batches: int
    examples: int

    @classmethod
    def of(cls, batch_size: int, n_train: int, *, full: bool) -> BatchRoom:
        """Return the room for batches of a size.

        Sizes above a power of two share it up to the next one, since what the room has too much is computed in vain.
        One batch of all examples, the fastest there is, has just its own.

        Args:
            batch_size: How many examples make an update of the weights.
            n_train: How many there are.
            full: Whether a batch must fill its room.
        """
        if full or batch_size >= n_train:
            return cls(-(-n_train // batch_size), min(batch_size, n_train))
        power = 1 << (batch_size - 1).bit_length()
        least = power // 2 + 1
        return cls(-(-n_train // least), min(power, n_train))

    def always_used(self, n_train: int) -> bool:
        """Return whether an epoch has that many batches at every size that shares the room."""
        return self.batches == -(-n_train // self.examples)
