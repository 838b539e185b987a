"""The map of a sweep of two parameters, and its best cell."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from lossviz.figures.grid import best_cell, cell_values, lost_cells, map_figure
from lossviz.runs.sweep_run import SweepRun


def test_a_map_marks_the_best_cell_the_opened_one_and_those_that_diverged(grid: SweepRun) -> None:
    assert lost_cells(grid).tolist() == [2, 5]
    values = cell_values(grid, "mae")
    assert np.isnan(values[[2, 5]]).all()
    best = best_cell(grid, "mae")
    assert values[best] == np.nanmin(values)
    heat, diverged, star, opened = map_figure(grid, "mae", 4)["data"]
    assert np.shape(heat["z"]) == (3, 2)
    assert heat["z"][2] == [None, None]
    assert (diverged["x"], diverged["y"]) == (["0", "1"], ["1", "1"])
    assert (opened["x"], opened["y"]) == (["1"], ["0.03162"])
    assert len(star["x"]) == 1


@pytest.mark.parametrize(
    ("yardstick", "best"),
    [("accuracy", 2), ("rmse", 1), ("bias", 1), ("over_predicted", 2)],
    ids=lambda value: str(value),
)
def test_what_is_best_depends_on_the_yardstick(yardstick: str, best: int) -> None:
    ends = np.array([[[-0.3]], [[0.1]], [[0.6]], [[np.nan]]])
    sweep = SimpleNamespace(holds_out=False, n_cells=4, n_seeds=1)
    assert best_cell(SimpleNamespace(sweep=sweep, ends=ends, yardsticks=(yardstick,)), yardstick) == best
