"""The map of a sweep of two parameters, and its best cell."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from lossviz.figures.base import PALETTE
from lossviz.figures.grid import best_cell, cell_values, lost_cells, map_figure
from lossviz.runs.sweep_run import SweepRun
from tests.sweeps import by_hand


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


def test_the_first_parameter_is_to_the_right_and_the_second_upwards() -> None:
    run = by_hand("sweep=loss.regularization_factor:0:1:3:linear&sweep=optimizer.learning_rate:0.001:0.1:2:log&seeds=3")
    assert run.ends.shape == (18, 4, 2)
    middle = run.ends[1::3]  # the median of the three seeds of each of six cells
    values = middle[:, run.yardsticks.index("brier_score"), 1].reshape(3, 2)
    assert cell_values(run, "brier_score") == pytest.approx(values.ravel()), "on the examples held out"
    figure = map_figure(run, "brier_score", 1)
    heat, _, star, opened = figure["data"]
    assert (heat["x"], heat["y"]) == (["0", "0.5", "1"], ["0.001", "0.1"])
    assert np.array(heat["z"]) == pytest.approx(values.T, rel=1e-3)
    # The cells of the first value come first, and the second parameter runs fastest.
    assert (opened["x"], opened["y"]) == (["0"], ["0.1"])
    assert (star["x"], star["y"]) == (["0"], ["0.001"])
    assert star["marker"]["symbol"] == "star"
    assert figure["layout"]["xaxis"]["title"]["text"] == "regularization factor"
    assert figure["layout"]["yaxis"]["title"]["text"] == "learning rate (optimizer)"
    assert {figure["layout"][axis]["type"] for axis in ("xaxis", "yaxis")} == {"category"}
    assert heat["colorscale"] == [[0, "grid"], [1, PALETTE[0]]]
    assert heat["hovertemplate"].startswith(
        "regularization factor %{x}<br>learning rate (optimizer) %{y}<br>Brier score %{z"
    )


def test_without_held_out_examples_a_map_is_of_training() -> None:
    sweeps = "sweep=loss.regularization_factor:0:1:3:linear&sweep=optimizer.learning_rate:0.001:0.1:2:log"
    run = by_hand(f"{sweeps}&validation_share=0")
    run.ends[:, :, 1] = np.nan
    assert cell_values(run, "accuracy") == pytest.approx(run.ends[:, run.yardsticks.index("accuracy"), 0])


def test_shades_are_between_most_values_and_not_the_absurd_one() -> None:
    run = by_hand("sweep=loss.regularization_factor:0:1:9:linear&sweep=optimizer.learning_rate:0.001:0.1:9:log")
    run.ends[:, 0, 1] = np.arange(81)
    run.ends[7, 0, 1] = 1e9
    heat = map_figure(run, run.yardsticks[0], None)["data"][0]
    assert 0 <= heat["zmin"] < 3
    assert 76 < heat["zmax"] < 82
