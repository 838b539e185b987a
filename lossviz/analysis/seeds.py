"""What several seeds have in common: their median, and the band in which eight of ten lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BAND = (10, 90)
"""The percentiles between which the band lies."""

BAND_WORDS = "the band holds the middle 80 % of them, from the 10th to the 90th percentile"


@dataclass(frozen=True)
class Spread:
    """Runs that differ in their seeds alone, put together. NaN where there is no sound run.

    Attributes:
        median: Shape (…).
        low: The 10th percentile, in the same shape.
        high: The 90th percentile, in the same shape.
    """

    median: np.ndarray
    low: np.ndarray
    high: np.ndarray


def spread(values: np.ndarray) -> Spread:
    """Return what the seeds have in common; NaN counts as no value.

    Args:
        values: Shape (seeds, …).
    """
    # NumPy's own percentiles look at each column alone where some values are missing, a hundred times slower.
    ordered = np.sort(np.where(np.isfinite(values), values, np.nan).astype(float), axis=0)  # NaN comes last
    last = np.isfinite(ordered).sum(axis=0) - 1
    parts = []
    for percentile in (50, *BAND):
        place = np.maximum(last, 0) * percentile / 100
        below, above = (
            np.take_along_axis(ordered, end(place).astype(int)[None], axis=0)[0] for end in (np.floor, np.ceil)
        )
        parts.append(below + (above - below) * (place % 1))
    return Spread(*parts)
