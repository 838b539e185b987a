"""The plane of three classes: costs and arrows."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.analysis.plane import PLANE, plane
from lossviz.figures.plane import plane_figure
from lossviz.losses import LOSSES
from lossviz.specs.choice import Choice

THREE_CLASSES = [name for name, loss in LOSSES.items() if loss.task == "multiclass"]


@pytest.mark.parametrize("name", THREE_CLASSES)
@pytest.mark.parametrize("number", [0, 2])
def test_the_plane_falls_towards_the_true_class(name, number):
    seen = plane(Choice("loss", name), number)
    assert seen.cost.shape == (PLANE, PLANE)
    x, y = np.meshgrid(seen.x, seen.y)
    distance = np.hypot(x - seen.corners[number, 0], y - seen.corners[number, 1])
    inside = np.isfinite(seen.cost)
    assert inside.mean() == (1 if seen.scores else pytest.approx(0.5, abs=0.03))
    near = seen.cost[inside & (distance < 0.3 * np.nanmax(distance))].mean()
    assert near < np.nanmean(seen.cost)
    # An arrow points to where it costs less.
    figure = plane_figure(seen, ("a", "b", "c"))
    assert sum(note["showarrow"] for note in figure["layout"]["annotations"]) > 20
    middle = seen.corners[number] - seen.corners.mean(axis=0)
    assert (seen.arrows[:, 2:] @ middle).mean() > 0


def test_the_gradient_of_the_plane_is_the_change_of_its_cost():
    seen = plane(Choice("loss", "categorical_brier"), 1)
    # On the simplex the Brier score of class 1 is |p - corner|², which in the plane is twice the squared distance.
    expected = -4 * 0.5 * (seen.arrows[:, :2] - seen.corners[1]) * 2
    np.testing.assert_allclose(seen.arrows[:, 2:], expected, rtol=1e-4)
