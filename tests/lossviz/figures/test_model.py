"""Charts of what a model does: which examples, which way round, in which colour, and as JSON that browsers can read."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from lossviz.analysis.curves import Curve
from lossviz.analysis.evaluation import evaluate
from lossviz.figures.base import PALETTE, Line
from lossviz.figures.confusion import confusion_figure
from lossviz.figures.model import fit_figure, shape_figure
from lossviz.runs.history import History
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance, columns
from tests.evaluations import curve, drawn, looked_at, marks, number_fit, plane_fit
from tests.lines import line_of

MINE = Line("mine", 1, History(("loss",)), RunSpec.from_query("epochs=4"), 4)


def test_only_examples_that_are_trained_on_lie_on_the_loss_above_its_slope() -> None:
    costs = np.array([0.1, 0.2, 2.5, 0.3, 9.0, 0.4])
    figure = shape_figure(looked_at(curve=curve(3), cost=costs), MINE)
    cost, slope, lying = drawn(figure)
    assert cost["x"] == slope["x"] == [0, 0.25, 0.5, 0.75, 1]
    assert cost["y"] == pytest.approx([3, 1.6875, 0.75, 0.1875, 0], rel=1e-3)
    assert slope["y"] == [-3, -2.25, -1.5, -0.75, 0]
    assert (lying["x"], lying["y"]) == ([0.7, 0.6, 0.3, 0.8], [0.1, 0.2, 2.5, 0.3])
    assert {cost["line"]["color"], slope["line"]["color"], lying["marker"]["color"]} == {PALETTE[1]}
    assert lying["marker"]["opacity"] < 1
    assert [trace.get("yaxis", "y") for trace in drawn(figure)] == ["y", "y2", "y"]
    layout = figure["layout"]
    assert layout["yaxis2"]["domain"][1] < layout["yaxis"]["domain"][0]
    assert [layout[axis]["title"]["text"] for axis in ("xaxis", "yaxis", "yaxis2")] == [
        "probability of the true class",
        "cost",
        "slope",
    ]
    assert layout["xaxis"]["range"] == [0, 1]


def test_axes_end_where_examples_lie_and_what_goes_beyond_is_marked_at_their_ends() -> None:
    at = np.linspace(0, 1, 201)
    steep = Curve("probability", at, 1e-4 / (at + 1e-6), -1e-4 / (at + 1e-6) ** 2, np.empty(0), 0.0)
    cost = np.array([1e-4, 2e-4, 3e-4, 77.0, 9.0, 9.0])
    figure = shape_figure(looked_at(curve=steep, cost=cost), MINE)
    high, low = figure["layout"]["yaxis"]["range"][1], figure["layout"]["yaxis2"]["range"][0]
    assert 3e-4 < high < 0.01
    assert -0.1 < low < 0
    lying = figure["data"][2]
    assert 0.9 * high < lying["y"][3] < high
    assert lying["text"] == ["0.0001", "0.0002", "0.0003", "77"], "what it costs is told all the same"
    up, down = marks(figure)
    assert (up["marker"]["symbol"], up["yaxis"]) == (["triangle-up"], "y")
    assert (down["marker"]["symbol"], down["yaxis"]) == (["triangle-down"], "y2")
    assert up["text"] == ["cost goes up to 100 at 0"]
    ends = (0.0, 200.0), (-1e9, 0.0)
    given = shape_figure(looked_at(curve=steep, cost=cost), MINE, ends)
    assert [given["layout"][axis]["range"] for axis in ("yaxis", "yaxis2")] == [[0, 200], [-1e9, 0]]
    assert given["data"][2]["y"] == [1e-4, 2e-4, 3e-4, 77]
    assert [mark["x"] for mark in marks(given)] == [[], []]


def test_a_fitted_line_is_solid_in_the_colour_of_the_run_and_the_true_one_dashed() -> None:
    figure = fit_figure(number_fit(), MINE)
    examples, true, fitted = figure["data"]
    assert (examples["x"], examples["y"]) == ([0, 1, 2, 3], [2.5, 4, 6.5, 8])
    assert (fitted["x"], fitted["y"], fitted["meta"]) == ([0, 3], [1, 4], {"label": "fitted"})
    assert (true["x"], true["y"], true["meta"]) == ([0, 3], [2, 8], {"label": "true"})
    assert (fitted["line"]["color"], fitted["line"].get("dash", "solid")) == (PALETTE[1], "solid")
    assert (true["line"]["color"], true["line"]["dash"]) == ("text", "dash")
    assert examples["marker"]["color"] == PALETTE[1]
    assert [figure["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis")] == ["length", "y"]
    unknown = replace(number_fit().fit, true=np.empty(0))
    assert [trace["name"] for trace in fit_figure(number_fit(fit=unknown), MINE)["data"]] == ["examples", "fitted"]


def test_without_a_line_predictions_stand_over_their_targets() -> None:
    figure = fit_figure(number_fit(fit=None), MINE)
    examples, exact = figure["data"]
    assert (examples["x"], examples["y"]) == ([2.5, 4, 6.5, 8], [1, 2, 3, 4])
    assert [figure["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis")] == ["target", "prediction"]
    assert exact["x"] == exact["y"] == [2.5, 8]
    assert exact["line"]["dash"] == "dash"


def test_a_plane_has_its_second_feature_along_the_first_axis_of_its_heights() -> None:
    figure = fit_figure(plane_fit(), MINE)
    true, fitted, examples = figure["data"]
    for surface in (true, fitted):
        assert (surface["type"], surface["x"], surface["y"]) == ("surface", [0, 1], [10, 20, 30])
        assert surface["opacity"] < 1
    # At width 1 and height 10 the model says 4, and the truth is 4.5.
    assert fitted["z"] == [[1, 4], [2, 5], [3, 6]]
    assert true["z"] == [[1.5, 4.5], [2.5, 5.5], [3.5, 6.5]]
    assert fitted["colorscale"] == [[0, PALETTE[1]], [1, PALETTE[1]]]
    assert true["colorscale"] == [[0, "faint"], [1, "faint"]]
    assert (examples["x"], examples["y"]) == ([0, 0.5, 1, 0.25], [10, 20, 30, 15])
    assert examples["z"] == [2.5, 4, 6.5, 8]
    scene = figure["layout"]["scene"]
    assert [scene[axis]["title"]["text"] for axis in ("xaxis", "yaxis", "zaxis")] == ["width", "height", "y"]
    unknown = replace(plane_fit().fit, true=np.empty(0))
    assert len(fit_figure(plane_fit(fit=unknown), MINE)["data"]) == 2


def test_what_is_not_finite_is_a_gap_and_not_infinity_which_browsers_cannot_read() -> None:
    query = "dataset=linear&loss=mean_squared_error&model=linear&optimizer=sgd&optimizer.learning_rate=1&batch_size=4"
    spec = RunSpec.from_query(f"{query}&validation_share=0")
    weights = np.full(3, 6e18, np.float32)
    evaluation = evaluate(spec, 3, weights)
    assert not np.isfinite(evaluation.cost).all()
    line = Line("Run 1", 0, History(columns(spec)), spec, -1)
    for figure in (shape_figure(evaluation, line), fit_figure(evaluation, line)):
        json.dumps(figure, allow_nan=False)


@pytest.mark.parametrize(
    "query",
    ["epochs=3", "epochs=3&validation_share=0"]
    + [f"epochs=3&dataset=linear&dataset.weights={weights}" for weights in ("1", "1,2", "1,2,3")],
)
def test_every_figure_is_plain_data_for_every_kind_of_run(query: str) -> None:
    spec = RunSpec.from_query(query)
    (state,), _ = advance([spec], [None], 4)
    evaluation, line = evaluate(spec, 3, state.weights), line_of(spec)
    model = fit_figure if spec.task == "regression" else confusion_figure
    for figure in (shape_figure(evaluation, line), model(evaluation, line)):
        assert json.loads(json.dumps(figure, allow_nan=False))["data"]
