"""The target of a yardstick, whose first epoch the table of runs tells, as a parameter with a slider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from lossviz.analysis.snapshots import Snapshots
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.declare import Param
from lossviz.figures.comparison import of_interest

TARGET = Param(
    name="target",
    low=-1e9,
    high=1e9,
    default=0.0,
    help="The table tells after which epoch a run is first at least as good as this.",
)
"""The value of the yardstick that is asked for."""


def target_param(snapshots: Mapping[str, Snapshots], yardstick: str) -> Param:
    """Return the target: from the least to the greatest value that a run has had, and at first the worst last one.

    Args:
        snapshots: Of each run.
        yardstick: Its name; empty while there is none.
    """
    known = [of_interest(each.yardsticks[yardstick]) for each in snapshots.values() if yardstick in each.yardsticks]
    values = np.concatenate([np.zeros(0), *known])
    values = values[np.isfinite(values)]
    ends = (float(f"{values.min():.3g}"), float(f"{values.max():.3g}")) if len(values) else (0.0, 0.0)
    return replace(
        TARGET,
        name=f"target_of_{YARDSTICKS[yardstick].label.lower()}" if yardstick else TARGET.name,
        default=_least_reached(known, yardstick),
        soft=ends if ends[0] < ends[1] else None,
    )


def _least_reached(known: list[np.ndarray], yardstick: str) -> float:
    """Return what the least good run reaches in the end, given the values of each."""
    reached = np.array([values[-1] for values in known if np.isfinite(values[-1])])
    return float(f"{reached[YARDSTICKS[yardstick].distance(reached).argmax()]:.4g}") if len(reached) else 0.0
