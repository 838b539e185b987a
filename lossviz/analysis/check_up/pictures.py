"""Costs on straight ways of predictions: the evidence that is looked at."""

from __future__ import annotations

import numpy as np

from lossviz.analysis.check_up.findings import Picture
from lossviz.analysis.check_up.subject import Subject

PICTURE_POINTS = 81


def picture(
    subject: Subject, y_true: np.ndarray, start: np.ndarray, end: np.ndarray, at: float, chord: bool = False
) -> Picture:
    """Return costs on the straight way between two predictions for one target, all shaped (1, …).

    Args:
        subject: The loss.
        y_true: The target.
        start: The prediction at which the way begins.
        end: The one at which it ends.
        at: The part of the way at which the place lies that the finding is about.
        chord: Whether the line between the costs of both ends is drawn.
    """
    parts = np.linspace(0, 1, PICTURE_POINTS)
    looked = subject.look(np.repeat(y_true, len(parts), axis=0), start + parts[:, None] * (end - start))
    along = (looked.slopes * (end - start)).sum(axis=1)
    single = subject.n_outputs == 1
    low, high = (float(start[0, 0]), float(end[0, 0])) if single else (0.0, 1.0)
    position = low + parts * (high - low)
    slope = along / (high - low) if high != low else along
    order = np.argsort(position, kind="stable")
    ends = ((low, float(looked.cost[0])), (high, float(looked.cost[-1])))
    return Picture(
        axis="prediction" if single else "part of the way between two predictions",
        position=tuple(position[order].tolist()),
        cost=tuple(looked.cost[order].tolist()),
        slope=tuple(slope[order].tolist()),
        at=low + at * (high - low),
        chord=ends if chord else (),
    )
