"""At which epochs the weights of a run are kept, and how much a call of a program has room for."""

from __future__ import annotations

ROWS = 512
"""Most epochs of one call of a program; its buffers have this length."""

KEPT_WORDS = "every epoch up to 64, then 32 in each doubling of the epoch"
"""At which epochs weights are kept, in words."""


def keeps_weights(epoch: int) -> bool:
    """Return whether the weights at an epoch are kept."""
    return epoch % (1 << max(0, epoch.bit_length() - 6)) == 0


KEPT = sum(map(keeps_weights, range(ROWS))) + 1
"""Places for kept weights in one call: as many as the first epochs fill, and one for those that are dropped."""
