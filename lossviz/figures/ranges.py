"""The ends of axes: round numbers, where the examples are, and the same while a hand moves."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from lossviz.losses.axes import rounded_up

Ends = tuple[float, float]

SAME, LEAST = 1e-9, 1e-300
"""Numbers that differ by less, as a share of their size or at all, are one number on an axis: steps between them would
be lost in rounding."""


def rounded_out(low: float, high: float) -> Ends:
    """Return round ends between which both numbers lie, in whichever order they come."""
    low, high = min(low, high), max(low, high)
    size = max(abs(low), abs(high))
    if high - low <= max(SAME * size, LEAST):
        low, high = low - max(size, 1.0) / 2, high + max(size, 1.0) / 2
    step = rounded_up((high - low) / 20)
    return step * math.floor(low / step + 1e-9), step * math.ceil(high / step - 1e-9)


def bulk(values: Sequence[np.ndarray], *, share: float = 0.95, slack: float = 1.5) -> float:
    """Return where an axis ends that shows nearly all of some numbers, by their size: a few far ones lie beyond it.

    Args:
        values: The numbers, in groups of which each is to be seen; empty ones count for nothing.
        share: How many of a group are seen for sure.
        slack: How far beyond these the axis goes at most.
    """
    tops = [
        min(float(group[-1]), slack * float(group[int(share * (len(group) - 1))]))
        for group in (np.sort(np.abs(one[np.isfinite(one)])) for one in values)
        if len(group)
    ]
    return max(tops, default=1.0) or 1.0


class HeldRanges:
    """The ends of all axes of a page, which only ever go outwards while a hand moves."""

    def __init__(self) -> None:
        """Know of no axis yet."""
        self._ends: dict[str, Ends] = {}

    def ends(self, axis: str, low: float, high: float, *, held: bool) -> Ends:
        """Return the ends of an axis, with round numbers for what has to be seen.

        Args:
            axis: Its name.
            low: The least number that has to be seen.
            high: The greatest one.
            held: Whether a hand moves what is drawn, so that no axis may shrink.
        """
        ends = rounded_out(low, high)
        if held and axis in self._ends:
            before = self._ends[axis]
            ends = min(before[0], ends[0]), max(before[1], ends[1])
        self._ends[axis] = ends
        return ends
