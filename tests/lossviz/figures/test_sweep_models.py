"""The shape of the loss and the model of each value of a sweep."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.analysis.curves import Curve
from lossviz.figures.base import PALETTE
from lossviz.figures.sweep import SweepView
from lossviz.figures.sweep_models import EXAMPLES, SHAPE_POINTS, evaluation_figures, sweep_evaluation_figures
from lossviz.runs.sweep_run import SweepRun
from tests.evaluations import curve, drawn, looked_at, marks, number_fit
from tests.sweeps import by_hand

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


def test_every_value_has_the_shape_and_the_confusions_of_its_own_model() -> None:
    run = by_hand("epochs=4&sweep=loss.regularization_factor:0:2:4:linear&seeds=2")
    for cell in (0, 1, 3):
        run.evaluations[cell] = looked_at(curve=curve(1 + cell), n_train=4 + (cell == 3))
    shape, model = sweep_evaluation_figures(run, VIEW, {})
    for cell in (0, 1, 3):
        assert picture(shape, cell, 0)["y"] == pytest.approx(curve(1 + cell).cost, rel=1e-3)
    assert set(picture(shape, 2, 0)["y"]) == {None}, "what is not known is a gap"
    assert shape["data"][0]["y"] == picture(shape, 1, 0)["y"]
    training, validation = model["data"]
    assert (training["text"], validation["text"]) == (
        [[1, 0, 0], [0, 1, 0], [0, 1, 1]],
        [[1, 0, 0], [1, 0, 0], [0] * 3],
    )
    assert picture(model, 3, 0)["text"] == [[2, 0, 0], [0, 1, 0], [0, 1, 1]]
    assert picture(model, 3, 1)["text"] == [[0, 0, 0], [1, 0, 0], [0, 0, 0]]
    colours = [shape["data"][0]["line"]["color"], shape["data"][2]["marker"]["color"]]
    assert colours == [PALETTE[0]] * 2


def test_all_values_are_drawn_on_the_axes_of_the_steepest_and_what_leaves_them_is_marked() -> None:
    run = by_hand("epochs=4&sweep=loss.regularization_factor:0:2:4:linear")
    at = np.linspace(0, 1, 201)
    steep = Curve("probability", at, 1e-2 / (at + 1e-5), -1e-2 / (at + 1e-5) ** 2, np.empty(0), 0.0)
    run.evaluations |= {0: looked_at(curve=curve(1)), 1: looked_at(curve=steep), 3: looked_at(curve=curve(3))}
    shape, _ = sweep_evaluation_figures(run, VIEW, {})
    single = [evaluation_figures(run, cell, run.evaluations[cell])[0]["layout"] for cell in (0, 1, 3)]
    for axis in ("yaxis", "yaxis2"):
        ends = np.array([layout[axis]["range"] for layout in single])
        assert shape["layout"][axis]["range"] == [ends[:, 0].min(), ends[:, 1].max()]
    up, down = marks(shape)
    assert len(up["x"]) == len(up["marker"]["symbol"]) == 1
    assert down["marker"]["symbol"] == ["triangle-down"]
    number = shape["data"].index(up)
    high = shape["layout"]["yaxis"]["range"][1]
    assert 0.9 * high < picture(shape, 1, number)["y"][0] < high, "at the edge of the common axis"
    assert [len(picture(shape, cell, number)["x"]) for cell in (0, 1, 3)] == [0, 1, 0]
    assert picture(shape, 0, number)["marker"]["symbol"] == []


def test_regressions_have_a_fit() -> None:
    run = by_hand("epochs=4&dataset=linear&loss=huber&sweep=loss.delta:0.1:1:2:linear")
    run.evaluations[0] = number_fit()
    _, model = sweep_evaluation_figures(run, SweepView("sweep", at=0), {})
    assert [trace["name"] for trace in model["data"]] == ["examples", "true line", "fitted"]


def test_of_many_points_and_examples_some_across_all_are_drawn_and_none_held_out() -> None:
    at, n = np.linspace(0, 1, 240), 200
    long = Curve("probability", at, (1 - at) ** 2, at - 1, np.empty(0), 0.0)
    position = np.linspace(0.1, 0.9, n)
    costs = np.where(np.arange(n) < 150, position, -1.0)
    seen = looked_at(curve=long, position=position, cost=costs, n_train=150)
    run = by_hand("epochs=4&sweep=loss.regularization_factor:0:2:4:linear")
    cost, slope, lying = drawn(evaluation_figures(run, 0, seen)[0])
    assert len(cost["x"]) == len(slope["x"]) == SHAPE_POINTS
    assert (cost["x"][0], cost["x"][-1]) == (0, 1)
    assert np.array(cost["y"]) == pytest.approx((1 - np.array(cost["x"])) ** 2, abs=1e-3)
    assert len(lying["x"]) == EXAMPLES
    assert lying["x"] == lying["y"], "each has its own cost"
    assert (lying["x"][0], lying["x"][-1]) == pytest.approx((0.1, position[149]), rel=1e-3)
