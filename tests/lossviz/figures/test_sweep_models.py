"""The shape of the loss and the model of each value of a sweep."""

from __future__ import annotations

import numpy as np

from lossviz.figures.sweep import SweepView
from lossviz.figures.sweep_models import sweep_evaluation_figures
from lossviz.runs.sweep_run import SweepRun

VIEW = SweepView("sweep", at=1)


def picture(figure: dict, place: int, trace: int) -> dict:
    """Return the attributes that a trace takes at a place of the slider."""
    return figure["layout"]["slider"]["pictures"][place][trace]


def test_shape_and_model_move_with_the_slider(line: SweepRun) -> None:
    known: dict = {}
    shape, model = sweep_evaluation_figures(line, VIEW, known)
    assert set(known) == set(range(4))
    costs = [picture(shape, place, 0)["y"] for place in range(4)]
    assert len({tuple(cost) for cost in costs}) == 4
    counts = picture(model, 2, 0).get("text", model["data"][0]["text"])
    assert np.sum(counts) == 120
    # Axes stand still, and hold every picture.
    low, high = shape["layout"]["yaxis"]["range"]
    assert low <= min(map(min, costs))
    assert max(map(max, costs)) <= high
