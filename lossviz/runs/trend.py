"""Where the loss of a run is going: a trend over its last epochs, told from the noise of single ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

LEAST_EPOCHS = 20
"""Fewest epochs that have a trend."""

MOVES = 0.01
"""The part of its loss that a run gains or loses in the window to count as moving."""

SURE = 3.0
"""How many times the noise of a window's mean a change must be to count as one."""

AT_REST = 1e-3
"""The part of its largest gradient below which a run that does not move counts as resting: plateaus have more."""

STRONG = 0.3
"""The part of its largest gradient above which it counts as one that should move a run."""

RESTLESS = 0.25
"""The share of epochs in which the loss goes up from which on it counts as going up and down."""

STEADY = 0.7
"""How much of the fall in the window before a window must have for the fall to count as undiminished."""

Kind = Literal["falls", "creeps", "rises", "rests", "rattles", "drags", "pauses"]
"""Falls, creeps (falls as fast as before, and has not lost half of what it was), rises. Or it does not move: rests
without a gradient, rattles back and forth, drags in spite of a strong gradient, pauses with a weak one."""


@dataclass(frozen=True)
class Trend:
    """What a run did in its last epochs, an eighth of all.

    Attributes:
        kind: In one word.
        window: How many epochs it is about.
        first: The mean loss in as many epochs before.
        last: The mean loss in these.
        gradient: The last norm of the gradient that is known, as a part of the largest one.
    """

    kind: Kind
    window: int
    first: float
    last: float
    gradient: float

    @property
    def change(self) -> float:
        """The part of the loss that was gained; negative if it was lost."""
        return (self.last - self.first) / max(abs(self.first), abs(self.last), np.finfo(float).tiny)


def trend(loss: np.ndarray, norm: np.ndarray) -> Trend | None:
    """Return where a loss is going; None for too few epochs.

    Args:
        loss: The loss by epoch, shape (n,), on one scale.
        norm: The norm of the gradient, in the same shape; infinite where it has overflowed.
    """
    if len(loss) <= LEAST_EPOCHS:
        return None
    loss = np.asarray(loss, float)
    window = max(LEAST_EPOCHS // 3, len(loss) // 8)
    earlier, before, now = (loss[len(loss) - n * window : len(loss) - (n - 1) * window] for n in (3, 2, 1))
    known = norm[np.isfinite(norm)]
    gradient = float(known[-1] / known.max()) if known.max(initial=0) > 0 else 0.0
    seen = Trend("pauses", window, float(before.mean()), float(now.mean()), gradient)
    sure = abs(seen.last - seen.first) > SURE * np.hypot(_noise(before), _noise(now))
    if sure and seen.change > MOVES:
        kind: Kind = "rises"
    elif sure and seen.change < -MOVES:
        steady = seen.first - seen.last > STEADY * (earlier.mean() - seen.first) > 0
        kind = "creeps" if steady and seen.last > loss[0] / 2 > 0 else "falls"
    elif gradient <= AT_REST:
        kind = "rests"
    elif float(np.mean(np.diff(now) > 0)) > RESTLESS:
        kind = "rattles"
    else:
        kind = "drags" if gradient >= STRONG else "pauses"
    return Trend(kind, window, seen.first, seen.last, gradient)


def _noise(values: np.ndarray) -> float:
    """Return how uncertain the mean of some epochs is, beside the line that they follow."""
    epochs = np.arange(len(values)) - (len(values) - 1) / 2
    slope = (epochs @ values) / (epochs @ epochs)
    return float(np.std(values - slope * epochs) / np.sqrt(len(values)))
