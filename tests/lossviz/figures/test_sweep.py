"""The numbers in the figures of sweeps; how they look is looked at."""

from __future__ import annotations

import json

import numpy as np
import pytest

from lossviz.figures.sweep import MAX_NUMBERS, SweepView, cell_figure, sweep_end_figure, sweep_history_figure
from lossviz.runs.sweep_run import SweepRun
from lossviz.specs.sweep import Sweep

VIEW = SweepView("sweep", at=1)


def picture(figure: dict, place: int, trace: int) -> dict:
    """Return the attributes that a trace takes at a place of the slider."""
    return figure["layout"]["slider"]["pictures"][place][trace]


def test_the_slider_of_a_history_shows_the_median_of_each_value_and_the_band_around_it(line: SweepRun) -> None:
    figure = sweep_history_figure(line, "loss", VIEW, hidden=False)
    assert figure["layout"]["slider"]["values"] == ["0", "0.6667", "1.333", "2"]
    losses = line.rows[:, :, line.columns.index("loss")].reshape(4, 3, -1)
    for place in range(4):
        np.testing.assert_allclose(picture(figure, place, 0)["y"], np.median(losses[place], axis=0), rtol=1e-3)
        low, high = (np.array(picture(figure, place, i)["y"]) for i in (2, 3))
        assert (low <= np.array(picture(figure, place, 0)["y"])).all()
        assert (np.array(picture(figure, place, 0)["y"]) <= high).all()
    assert figure["data"][0]["y"] == picture(figure, 1, 0)["y"]
    assert figure["data"][-1]["name"] == "all values, training"
    each = [y for y in figure["data"][4]["y"] if y is not None]
    assert len(each) == losses[1].size


def test_the_end_is_told_for_training_and_validation_with_the_sliders_place(line: SweepRun) -> None:
    figure = sweep_end_figure(line, "accuracy", VIEW)
    mark, training, *_ = figure["data"]
    assert mark["x"] == [line.sweep.values[0][1]] * 2
    assert picture(figure, 3, 0) == {"x": [2, 2]}
    np.testing.assert_allclose(training["y"], np.median(line.ends[:, 0, 0].reshape(4, 3), axis=1), rtol=1e-3)
    assert figure["layout"]["slider"]["group"] == "sweep"
    assert figure["layout"]["slider"]["hidden"]


def test_a_logarithmic_range_has_a_logarithmic_axis() -> None:
    run = SweepRun(Sweep.from_query("sweep=optimizer.learning_rate:0.001:0.1:3:log"))
    axis = sweep_end_figure(run, "accuracy", VIEW)["layout"]["xaxis"]
    assert axis["type"] == "log"
    assert axis["range"] == pytest.approx([-3.04, -0.96])


def test_a_cell_that_diverged_has_the_curve_up_to_there(grid: SweepRun) -> None:
    training = cell_figure(grid, "loss", 2, VIEW)["data"][0]
    assert training["y"][0] is not None
    assert training["y"][-1] is None


def test_pictures_stay_small_and_are_json() -> None:
    run = SweepRun(Sweep.from_query("sweep=loss.regularization_factor:0:2:129:linear&seeds=16"))
    run.rows[:] = np.random.default_rng(0).random(run.rows.shape)
    run.reached[:] = 300
    figure = sweep_history_figure(run, "loss", VIEW, hidden=False)
    n_numbers = sum(
        len(part) for each in figure["layout"]["slider"]["pictures"] for trace in each for part in trace.values()
    )
    assert n_numbers < 1.5 * MAX_NUMBERS
    json.dumps(figure, allow_nan=False)
