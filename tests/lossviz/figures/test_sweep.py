"""The numbers in the figures of sweeps; how they look is looked at."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

from lossviz.figures import (
    SweepView,
    best_cell,
    cell_figure,
    cell_values,
    lost_cells,
    map_figure,
    multiples_figure,
    sweep_end_figure,
    sweep_evaluation_figures,
    sweep_history_figure,
)
from lossviz.figures.slider import Slider, seen, sliding_figure
from lossviz.figures.sweep import MAX_NUMBERS
from lossviz.runs.sweep_run import SweepRun
from lossviz.specs.sweep import Sweep
from tests.inline import Inline

VIEW = SweepView("sweep", at=1)


def trained(query: str) -> SweepRun:
    run = SweepRun(Sweep.from_query(query))
    run.start(Inline())
    assert run.outcome == "finished"
    return run


@pytest.fixture(scope="module")
def line() -> SweepRun:
    """One parameter, three seeds."""
    return trained("epochs=30&sweep=loss.regularization_factor:0:2:4:linear&seeds=3")


@pytest.fixture(scope="module")
def grid() -> SweepRun:
    """Two parameters; the greatest learning rate diverges."""
    base = "dataset=linear&loss=mean_squared_error&model=linear&optimizer=sgd&epochs=100"
    return trained(f"{base}&sweep=dataset.noise:0:1:2:linear&sweep=optimizer.learning_rate:0.001:1:3:log")


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


def test_a_value_without_a_sound_run_is_a_gap(line: SweepRun) -> None:
    figures = [{"data": [{"type": "scatter", "x": [0, 1], "y": [y, 2]}], "layout": {}} for y in (0, 5)]
    joined = sliding_figure(
        [figures[0], None, figures[1]], Slider(label="Delta", values=("a", "b", "c"), at=0, group="group")
    )
    assert [picture(joined, place, 0)["y"] for place in range(3)] == [[0, 2], [None, None], [5, 2]]


def test_small_multiples_share_their_axes(line: SweepRun) -> None:
    layout = multiples_figure(line, "loss", VIEW)["layout"]
    ranges = [axis["range"] for name, axis in layout.items() if name.startswith("yaxis")]
    assert len(ranges) == 4
    assert all(each == ranges[0] for each in ranges)
    assert [note["text"] for note in layout["annotations"]] == ["<b>0</b>", "<b>0.6667</b>", "<b>1.333</b>", "<b>2</b>"]


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


def test_a_cell_that_diverged_has_the_curve_up_to_there(grid: SweepRun) -> None:
    training = cell_figure(grid, "loss", 2, VIEW)["data"][0]
    assert training["y"][0] is not None
    assert training["y"][-1] is None


@pytest.mark.parametrize(
    ("measure", "best"),
    [("accuracy", 2), ("rmse", 1), ("bias", 1), ("over_predicted", 2)],
    ids=lambda value: str(value),
)
def test_what_is_best_depends_on_the_yardstick(measure: str, best: int) -> None:
    ends = np.array([[[-0.3]], [[0.1]], [[0.6]], [[np.nan]]])
    base = SimpleNamespace(n_validation=0)
    sweep = SimpleNamespace(base=base, n_cells=4, n_seeds=1)
    assert best_cell(SimpleNamespace(sweep=sweep, ends=ends, measures=(measure,)), measure) == best


def test_absurd_numbers_leave_the_picture() -> None:
    values = np.append(np.linspace(0, 1, 1000), 1e9)
    low, high = seen(values)
    assert -0.1 < low <= 0
    assert 1 <= high < 1.1
    assert seen(np.array([np.nan])) == [0, 1]


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
