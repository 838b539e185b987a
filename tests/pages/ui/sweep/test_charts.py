"""What the charts of the Sweep page are of: which cell, which examples, which seed."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.engine import Engine
from lossviz.runs.sweep_run import SweepRun
from pages.ui.sweep.charts import SweepScene
from pages.ui.train.state import TrainState
from tests.evaluations import curve, looked_at, number_fit
from tests.inline import Inline
from tests.sweeps import by_hand
from tests.told import Seen

MAP = "epochs=4&sweep=loss.regularization_factor:0:1:3:linear&sweep=optimizer.learning_rate:0.001:0.1:2:log&seeds=3"
LINE = "epochs=4&loss.regularization_factor=1.4&sweep=loss.regularization_factor:0:2:4:linear&seeds=3"


def drawn(run: SweepRun, **shown: object) -> Seen:
    """Return what a page shows of a sweep that is made by hand."""
    scene, screen = SweepScene(TrainState(Engine(Inline(), n_workers=0))), Seen()
    scene.run, scene.yardstick = run, "brier_score"
    run.outcome = "finished"
    for name, value in shown.items():
        setattr(scene, name, value)
    scene.draw(screen)
    return screen


@pytest.mark.parametrize(("share", "part", "half"), [("", "validation", 1), ("&validation_share=0", "training", 0)])
def test_a_map_says_on_which_examples_it_is_measured_and_shows_those(share: str, part: str, half: int) -> None:
    run = by_hand(MAP + share)
    screen = drawn(run, opened=3)
    title = screen.titles["sweep.map"]
    assert title.startswith("Brier score at the end | learning rate (optimizer) upwards, regularization factor to the")
    assert f"· {part}, median of 3 seeds · ★ least" in title
    heat = screen.figures["sweep.map"]["data"][0]
    values = run.ends[1::3, run.yardsticks.index("brier_score"), half]
    assert np.array(heat["z"]) == pytest.approx(values.reshape(3, 2).T, rel=1e-3)
    assert screen.alts["sweep.map"].startswith(
        "Map of Brier score over regularization factor (to the right) and learning rate (optimizer) (upwards)."
    )


def test_curves_beside_a_map_are_those_of_the_opened_cell() -> None:
    run = by_hand(MAP)
    screen = drawn(run, opened=3)
    for key, column in (("sweep.loss", "loss"), ("sweep.metric", "accuracy")):
        training = screen.figures[key]["data"][0]
        assert training["y"] == pytest.approx(run.rows[10, :, run.columns.index(column)], rel=1e-3)
        assert "0.5" in screen.titles[key]
        assert "0.1" in screen.titles[key]


def test_charts_of_one_parameter_are_of_its_columns_its_yardstick_and_its_place() -> None:
    run = by_hand(LINE)
    for cell in range(4):
        run.evaluations[cell] = looked_at(curve=curve(1 + cell))
    screen = drawn(run)  # its slider is at the value nearest to that of the recipe
    for key, column in (("sweep.loss", "loss"), ("sweep.metric", "accuracy"), ("sweep.multiples", "loss")):
        training = screen.figures[key]["data"][0]
        cell = 0 if key == "sweep.multiples" else 2
        assert training["y"] == pytest.approx(run.rows[3 * cell + 1, :, run.columns.index(column)], rel=1e-3)
    ends = screen.figures["sweep.end"]["data"][1]
    assert ends["y"] == pytest.approx(run.ends[1::3, run.yardsticks.index("brier_score"), 0], rel=1e-3)
    assert "The best" in screen.alts["sweep.end"]
    assert screen.figures["sweep.shape"]["data"][0]["y"] == pytest.approx(curve(3).cost, rel=1e-3)
    assert screen.titles["sweep.confusion"] == "Confusion | of true (rows) and predicted classes · first seed"
    assert screen.figures["sweep.confusion"]["data"][0]["text"] == [[1, 0, 0], [0, 1, 0], [0, 1, 1]]
    assert all(figure["layout"]["slider"]["at"] == 2 for key, figure in screen.figures.items() if "multi" not in key)


def test_a_regression_has_a_fit() -> None:
    run = by_hand("epochs=4&dataset=linear&loss=huber&dataset.weights=2&sweep=loss.delta:0.1:1:2:linear")
    run.evaluations[1] = number_fit()
    screen = drawn(run, yardstick="mae")
    assert screen.titles["sweep.fit.1"] == "Fit | the truth is dashed or grey"
    assert [trace["name"] for trace in screen.figures["sweep.fit.1"]["data"]] == ["examples", "true line", "fitted"]
