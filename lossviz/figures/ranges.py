"""The ends of axes: round numbers, where the examples are, and the same while a hand moves."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from lossviz.losses.axes import rounded_up

Ends = tuple[float, float]

SAME, LEAST = 1e-9, 1e-300
"""Numbers that differ by less, as a share of their size or at all, are one number on an axis: steps between them would
be lost in rounding."""

FAR = 2.5
"""How many times as high as examples lie an axis is at most, if it is for them."""

ALONE, BELOW_EXAMPLES = 12.0, 7.5
"""How many times as high as it usually is a curve is seen: by itself, and below the examples that lie on it."""

A_LITTLE = 1.5
"""How many times as far as that a curve goes that is seen whole: squared error, 16 times as high at its ends, is."""

ABSURD = 10
"""How many times as wide as usual one of many axes is that does not count: the others would be flat on it."""

OTHER_SCALE = 3
"""How many times as wide an axis may get for what was there before: it is of another scale if it needs more."""


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


def usual(curve: np.ndarray) -> float:
    """Return below which size three fifths of a curve lie, in the middle half of its axis; 0 for one that is flat.

    At its ends it may be as high as it likes: a logarithm has no end there, and an exponential hides all the rest.
    """
    quarter = len(curve) // 4
    sizes = np.abs(curve[quarter : len(curve) - quarter])
    sizes = np.sort(sizes[np.isfinite(sizes) & (sizes > 0)])  # `np.quantile` takes ten times as long
    return float(sizes[int(0.6 * (len(sizes) - 1))]) if len(sizes) else 0.0


def curve_ends(curves: Sequence[np.ndarray], examples: Sequence[np.ndarray] = ()) -> Ends:
    """Return ends between which curves of a loss are seen: 0, the examples on them, and what is not much higher.

    Args:
        curves: The curves.
        examples: The numbers of the examples that lie on them, in groups of which each is to be seen.
    """
    among = [one for one in examples if len(one)]
    near, times = (bulk(among), BELOW_EXAMPLES) if among else (0.0, ALONE)
    most = max([FAR * near, *(times * usual(curve) for curve in curves)]) or 1.0
    heights = np.concatenate([np.nan_to_num(np.asarray(curve, float)) for curve in curves])
    if np.abs(heights).max(initial=0) > A_LITTLE * most:
        heights = heights.clip(-most, most)
    seen = [heights, *(np.nan_to_num(np.asarray(one, float)).clip(-near, near) for one in among)]
    return min(0.0, *(float(one.min()) for one in seen)), max(0.0, *(float(one.max()) for one in seen))


Hold = Callable[[str, Ends], Ends]
"""What makes the ends of an axis of what has to be seen on it, given its name: it may let it stand still."""


def at_rest(axis: str, ends: Ends) -> Ends:
    """Return round ends with a margin: the axis of a picture that no hand moves."""
    return rounded_out(*with_margin(ends))


def with_margin(ends: Ends) -> Ends:
    """Return ends between which a line at an edge is not cut."""
    margin = 0.03 * (ends[1] - ends[0])
    return ends[0] - margin, ends[1] + margin


def joined(own: Ends, before: Ends) -> Ends:
    """Return ends between which something is seen, and what was before it unless that is of quite another scale."""
    both = min(own[0], before[0]), max(own[1], before[1])
    return both if both[1] - both[0] <= OTHER_SCALE * (own[1] - own[0]) else own


def common(several: Sequence[Ends]) -> Ends:
    """Return ends between which many are seen in turn: those of all that are not absurdly wide."""
    ends = np.array(several)
    widths = ends[:, 1] - ends[:, 0]
    seen = ends[widths <= ABSURD * np.median(widths)]
    return float(seen[:, 0].min()), float(seen[:, 1].max())


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
