"""The numbers in the figures of sweeps; how they look is looked at."""

from __future__ import annotations

import json

import numpy as np
import pytest

from lossviz.figures.base import PALETTE
from lossviz.figures.sweep import MAX_NUMBERS, SweepView, cell_figure, sweep_end_figure, sweep_history_figure
from lossviz.runs.sweep_run import SweepRun
from lossviz.specs.sweep import Sweep
from tests.sweeps import by_hand

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


SWEPT = "epochs=4&seeds=3&sweep=loss.regularization_factor:0:2:4:linear"


def test_a_history_is_the_median_of_training_in_full_and_of_validation_dotted() -> None:
    run = by_hand(SWEPT)
    figure = cell_figure(run, "accuracy", 2, VIEW)
    training, validation, low, high, each = figure["data"]
    rows = run.rows[6:9]  # the seeds of the third cell
    column, held_out = run.columns.index("accuracy"), run.columns.index("val_accuracy")
    assert training["x"] == validation["x"] == [0, 1, 2, 3, 4]
    assert training["y"] == pytest.approx(rows[1, :, column], rel=1e-3)
    assert validation["y"] == pytest.approx(rows[1, :, held_out], rel=1e-3)
    assert (training["line"]["dash"], validation["line"]["dash"]) == ("solid", "dot")
    assert [trace["name"] for trace in (training, validation)] == [
        "median of 3 seeds, training",
        "median of 3 seeds, validation",
    ]
    assert low["y"] == pytest.approx(np.percentile(rows[:, :, column], 10, axis=0), rel=1e-3)
    assert high["y"] == pytest.approx(np.percentile(rows[:, :, column], 90, axis=0), rel=1e-3)
    assert (high["fill"], "fill" in low) == ("tonexty", False)
    assert each["x"] == [0, 1, 2, 3, 4, None] * 3
    assert [y for y in each["y"] if y is not None] == pytest.approx(rows[:, :, column].ravel(), rel=1e-3)
    assert each["opacity"] < 0.5
    assert {trace["line"]["color"] for trace in figure["data"]} == {PALETTE[0]}


def test_one_seed_has_no_band_and_no_held_out_examples_no_dotted_line() -> None:
    one = cell_figure(by_hand(SWEPT.replace("seeds=3", "seeds=1")), "loss", 0, VIEW)["data"]
    assert [trace["name"] for trace in one] == ["training", "validation"]
    (whole,) = cell_figure(by_hand(SWEPT.replace("seeds=3", "seeds=1&validation_share=0")), "loss", 0, VIEW)["data"]
    assert whole["name"] == "training"


@pytest.mark.parametrize("log_y", [False, True])
def test_the_axis_of_histories_holds_training_and_validation_of_all_cells(log_y: bool) -> None:
    run = by_hand(SWEPT)
    layout = cell_figure(run, "loss", 0, SweepView("sweep", log_y=log_y))["layout"]
    numbers = run.rows[:, :, [run.columns.index(name) for name in ("loss", "val_loss")]]
    ends = [numbers[numbers > 0].min() if log_y else 0, numbers.max()]
    low, high = np.log10(ends) if log_y else ends
    margin = 0.06 * (high - low)
    assert layout["yaxis"]["type"] == ("log" if log_y else "linear")
    assert layout["yaxis"]["range"] == pytest.approx([low - margin, high + margin], rel=1e-3, abs=1e-2)
    assert layout["yaxis"]["title"]["text"] == "loss"
    assert layout["xaxis"]["range"] == [0, 4]


def test_all_values_are_faint_behind_the_one_of_the_slider() -> None:
    run = by_hand(SWEPT)
    figure = sweep_history_figure(run, "loss", VIEW, hidden=True)
    behind = figure["data"][-1]
    medians = run.rows[1::3, :, run.columns.index("loss")]
    assert [y for y in behind["y"] if y is not None] == pytest.approx(medians.ravel(), rel=1e-3)
    assert (behind["line"]["color"], behind["line"]["width"] < 1) == ("faint", True)
    assert picture(figure, 3, 1)["y"] == pytest.approx(run.rows[10, :, run.columns.index("val_loss")], rel=1e-3)
    assert (figure["layout"]["slider"]["at"], figure["layout"]["slider"]["hidden"]) == (1, True)


def test_the_ends_are_the_yardstick_of_training_and_of_validation_with_their_bands() -> None:
    run = by_hand(SWEPT)
    figure = sweep_end_figure(run, "brier_score", VIEW)
    mark, training, low, high, validation, val_low, val_high = figure["data"]
    ends = run.ends[:, run.yardsticks.index("brier_score")].reshape(4, 3, 2)
    for half, trace, ten, ninety in ((0, training, low, high), (1, validation, val_low, val_high)):
        assert trace["x"] == [0, 0.666667, 1.33333, 2]
        assert trace["y"] == pytest.approx(ends[:, 1, half], rel=1e-3)
        assert ten["y"] == pytest.approx(np.percentile(ends[:, :, half], 10, axis=1), rel=1e-3)
        assert ninety["y"] == pytest.approx(np.percentile(ends[:, :, half], 90, axis=1), rel=1e-3)
    assert (training["line"]["dash"], validation["line"]["dash"]) == ("solid", "dot")
    assert (training["marker"]["symbol"], validation["marker"]["symbol"]) == ("circle", "circle-open")
    assert mark["y"] == figure["layout"]["yaxis"]["range"]
    assert figure["layout"]["yaxis"]["title"]["text"] == "Brier score"
    axis = figure["layout"]["xaxis"]
    assert (axis["type"], axis["title"]["text"]) == ("linear", "regularization factor")
    assert axis["range"] == pytest.approx([-0.04, 2.04])
