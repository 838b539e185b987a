"""The pictures of the Train page, from numbers of which no two parts are alike."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lossviz.analysis.evaluation import Evaluation, Fit, evaluate
from lossviz.figures.base import PALETTE, Figure, Line
from lossviz.figures.history import HistoryView
from lossviz.figures.train import (
    BESIDE_DASHES,
    BRIEF_POINTS,
    DIAMOND,
    OPEN,
    DrawnRun,
    columns_of,
    cost_figure,
    curves_figure,
    evaluated,
    fit_figure,
    on_axis,
    outputs_figure,
    slope_figure,
    standing_places,
)
from lossviz.runs.history import History
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance, columns
from tests.evaluations import AXIS, curve, drawn, looked_at, marks, number_fit

SPEC = RunSpec.from_query("epochs=4")
NUMBERS = RunSpec.from_query("epochs=4&dataset=linear&loss=mean_squared_error")
X, Y = (-1.0, 3.0), (0.0, 2.0)


def history_of(spec: RunSpec = SPEC, first: float = 1.0, n_rows: int = 5) -> History:
    history = History(("loss", "val_loss", spec.metric, f"val_{spec.metric}"))
    rows = [[first / (1 + n), 2 * first / (1 + n), n / 10, n / 20] for n in range(n_rows)]
    history.append(np.array(rows, np.float32).reshape(-1, 4))
    return history


def run(
    role: Any = "hand", number: int = 0, label: str = "λ 0.1", seen: Evaluation | None = None, **more: Any
) -> DrawnRun:
    spec = more.pop("spec", SPEC)
    history = more.pop("history", history_of(spec))
    line = Line(label, number, history, spec, more.pop("until", len(history) - 1))
    return DrawnRun(line, seen or looked_at(), role, label, **more)


BEFORE = run("before", -1, "before 0.5", looked_at(curve=curve(2)))
BESIDE = run("beside", 2, "mine", looked_at(curve=curve(3)))
THREE = (BEFORE, BESIDE, run())


def labels(figure: Figure) -> list[str]:
    return [trace["meta"]["label"] for trace in figure["data"] if "label" in trace.get("meta", {})]


def lines(figure: Figure) -> list[Figure]:
    return [trace for trace in figure["data"] if trace["mode"] == "lines" and len(trace["x"]) > 1]


def test_colours_dashes_and_widths_say_what_a_run_is() -> None:
    before, beside, hand = (trace["line"] for trace in lines(cost_figure(THREE, X, Y)))
    assert (before["color"], beside["color"], hand["color"]) == ("faint", PALETTE[2], PALETTE[0])
    assert (before["dash"], beside["dash"], hand["dash"]) == ("solid", BESIDE_DASHES[2], "solid")
    assert hand["width"] > before["width"]
    assert labels(slope_figure(THREE, X, Y)) == ["before 0.5", "mine", "λ 0.1"]
    assert len({run("beside", number).style["dash"] for number in range(4)}) == 4


def test_costs_and_slopes_are_those_of_the_losses_at_their_values() -> None:
    for figure, values in ((cost_figure, (1 - AXIS) ** 2), (slope_figure, AXIS - 1)):
        drawn = lines(figure(THREE, X, Y))
        for trace, factor in zip(drawn, (2, 3, 1), strict=True):
            assert trace["x"] == pytest.approx(AXIS)
            assert trace["y"] == pytest.approx(factor * values, rel=1e-3)


def test_only_examples_that_are_trained_on_lie_on_the_loss_and_far_ones_at_its_upper_end() -> None:
    figure = cost_figure(THREE, X, Y)
    dots = [trace for trace in drawn(figure) if trace["mode"] == "markers"]
    assert [(each["name"], each["marker"]["color"]) for each in dots] == [
        ("mine, examples", PALETTE[2]),
        ("λ 0.1, examples", PALETTE[0]),
    ]
    assert dots[-1]["x"] == pytest.approx([0.7, 0.6, 0.3, 0.8])
    assert dots[-1]["y"] == pytest.approx([0.1, 0.2, 1.97, 0.3])
    # Of the one held out that costs 9 nothing is said.
    marks = [trace for trace in figure["data"] if "above" in trace["meta"].get("label", "")]
    assert [(each["meta"]["label"], each["line"]["color"]) for each in marks] == [
        ("1 above, up to 5.0", PALETTE[2]),
        ("1 above, up to 5.0", PALETTE[0]),
    ]
    heights = [each["y"][0] for each in marks]
    assert Y[1] > heights[0] > heights[1] > Y[0]
    assert "above" not in str(cost_figure([run(seen=looked_at(cost=np.full(6, 0.5)))], X, Y))


def test_losses_on_another_axis_are_not_drawn_on_this_one() -> None:
    other = run("beside", 1, "huber", looked_at(curve=curve(axis="error")))
    assert [each.label for each, _ in on_axis([other, BESIDE, run()])] == ["mine", "λ 0.1"]
    assert labels(slope_figure([other, BESIDE, run()], X, Y)) == ["mine", "λ 0.1"]
    assert slope_figure([run()], X, Y)["layout"]["xaxis"]["title"]["text"] == "probability of the true class"
    unknown = DrawnRun(run("beside", 1).line, None, "beside", "new")
    assert [each.label for each, _ in evaluated([unknown, run()])] == ["λ 0.1"]


def test_both_charts_of_a_loss_are_read_at_one_place_and_curves_at_whole_epochs() -> None:
    cost, slope = (figure(THREE, X, Y)["layout"]["reading"] for figure in (cost_figure, slope_figure))
    assert cost == slope
    loss, metric = (curves_figure(THREE, name, HistoryView(), Y)["layout"] for name in ("loss", "accuracy"))
    assert loss["reading"] == metric["reading"]
    assert loss["reading"]["whole"]
    assert loss["reading"]["group"] != cost["group"]
    assert loss["playhead"] == {"at": 4, "last": 4, "name": "Epoch looked at"}


def test_curves_hold_the_columns_and_validation_is_dotted_and_not_labelled() -> None:
    figure = curves_figure(THREE, "loss", HistoryView(), Y)
    names = ["before 0.5", "before 0.5, validation", "mine", "λ 0.1", "λ 0.1, validation"]
    assert [trace["name"] for trace in figure["data"]] == names
    assert [trace["line"]["dash"] for trace in figure["data"]] == ["solid", "dot", BESIDE_DASHES[2], "solid", "dot"]
    assert labels(figure) == ["before 0.5", "mine", "λ 0.1"]
    training, validation = figure["data"][-2:]
    assert training["y"] == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4, 1 / 5], rel=1e-3)
    assert validation["y"] == pytest.approx([2, 1, 2 / 3, 1 / 2, 2 / 5], rel=1e-3)
    assert training["x"] == [0, 1, 2, 3, 4]
    accuracy, held_out = curves_figure([run()], "accuracy", HistoryView(), Y)["data"]
    assert (accuracy["y"], held_out["y"]) == ([0, 0.1, 0.2, 0.3, 0.4], [0, 0.05, 0.1, 0.15, 0.2])
    assert (columns_of(run(), "loss"), columns_of(BESIDE, "loss")) == (["loss", "val_loss"], ["loss"])


def test_curves_are_as_long_as_the_longest_run_and_a_playhead_hides_nothing() -> None:
    long = run("beside", 1, "long", spec=RunSpec.from_query("epochs=9"), history=history_of(n_rows=10))
    figure = curves_figure([long, run(until=2)], "loss", HistoryView(), Y)
    assert figure["layout"]["xaxis"]["range"] == [0, 9]
    assert figure["layout"]["playhead"] == {"at": 2, "last": 4, "name": "Epoch looked at"}
    assert figure["data"][-2]["x"] == [0, 1, 2, 3, 4], "what comes after the playhead is there below its veil"


def test_the_axis_of_epochs_is_not_that_of_what_was_before_but_stands_still_under_a_hand() -> None:
    long = run("before", -1, "before", spec=RunSpec.from_query("epochs=50"), history=history_of(n_rows=51))
    for brief, last in ((False, 4), (True, 50)):
        figure = curves_figure([long, run(brief=brief)], "loss", HistoryView(), Y)
        assert figure["layout"]["xaxis"]["range"] == [0, last]


def test_where_curves_leave_the_picture_of_a_loss_is_marked_but_for_what_was_before() -> None:
    # Costs are 2, 3 and 1 at a probability of 0, slopes the negative of that.
    (mark,) = marks(cost_figure(THREE, (0, 1), (0, 0.9)))
    assert mark["marker"]["color"] == [PALETTE[2], PALETTE[0]]
    assert mark["marker"]["symbol"] == ["triangle-up", "triangle-up"]
    assert mark["text"] == ["mine goes up to 3.0 at 0", "λ 0.1 goes up to 1.0 at 0"]
    assert 0.25 < mark["x"][0] < 0.5
    assert 0 < mark["x"][1] < 0.25
    (mark,) = marks(slope_figure(THREE, (0, 1), (-2.5, 0)))
    assert (mark["text"], mark["marker"]["symbol"]) == (["mine goes down to −3.0 at 0"], ["triangle-down"])
    assert marks(cost_figure(THREE, (0, 1), (0, 4)))[0]["x"] == []


def test_a_line_that_begins_above_the_axis_says_where() -> None:
    figure = curves_figure(
        [run("before", -1, history=history_of(first=50)), run(history=history_of(first=7))], "loss", HistoryView(), Y
    )
    (mark,) = [trace for trace in figure["data"] if "starts" in trace["meta"].get("label", "")]
    assert mark["meta"]["label"].startswith("starts at 7")
    assert 0 < mark["y"][0] < Y[1]
    assert "starts" not in str(curves_figure([run(history=history_of(first=7))], "loss", HistoryView(log_y=True), Y))


def test_changes_on_the_way_of_the_run_in_hand_are_marked() -> None:
    changed = RunSpec.from_query("epochs=4&change=2:loss.regularization_factor:1")
    for runs, n_marks in (([run("before", -1, spec=changed), run()], 0), ([run(), run(spec=changed)], 1)):
        layout = curves_figure(runs, "loss", HistoryView(), Y)["layout"]
        assert len(layout.get("shapes", [])) == len(layout.get("annotations", [])) == n_marks


def test_logarithmic_axes_end_at_exponents_and_begin_at_the_first_epoch() -> None:
    figure = curves_figure([run()], "loss", HistoryView(log_x=True, log_y=True), (-1.0, 0.5))
    layout = figure["layout"]
    assert (layout["xaxis"]["type"], layout["yaxis"]["type"]) == ("log", "log")
    assert layout["xaxis"]["range"] == pytest.approx([0, np.log10(4)])
    assert layout["yaxis"]["range"] == [-1.0, 0.5]
    assert figure["data"][0]["x"] == [1, 2, 3, 4]


def test_a_smoothed_line_has_the_one_it_was_made_of_behind_it() -> None:
    plain = curves_figure([run()], "loss", HistoryView(), Y)["data"]
    figure = curves_figure(THREE, "loss", HistoryView(smoothing=3), Y)["data"]
    raw, smooth = figure[:2], figure[-2:]
    assert [trace["y"] for trace in raw] == [trace["y"] for trace in plain]
    assert all(trace["y"] != made_of["y"] for trace, made_of in zip(smooth, raw, strict=True))
    assert [(trace["opacity"], trace["name"], "label" in trace["meta"]) for trace in raw] == [(0.3, "", False)] * 2
    assert len(figure) == len(curves_figure(THREE, "loss", HistoryView(), Y)["data"]) + 2


def test_lines_under_the_hand_have_few_points_at_the_same_places_and_few_digits() -> None:
    spec = RunSpec.from_query("epochs=300")
    history = history_of(first=1.23456, n_rows=301)
    brief = curves_figure([run(spec=spec, history=history, brief=True)], "loss", HistoryView(), Y)["data"][0]
    whole = curves_figure([run(spec=spec, history=history)], "loss", HistoryView(), Y)["data"][0]
    assert brief["x"] == list(range(0, 301, 3))
    assert len(brief["x"]) == BRIEF_POINTS
    assert (brief["y"][0], whole["y"][0]) == (1.23, 1.235)
    assert (brief["y"][-1], len(whole["x"])) == (pytest.approx(whole["y"][-1], rel=6e-3), 301)


def test_a_fit_has_the_true_line_the_examples_and_every_run() -> None:
    before = run("before", -1, "before", number_fit(fit=replace(number_fit().fit, predicted=np.array([5.0, 6.0]))))
    figure = fit_figure([before, run("beside", 1, "Huber", number_fit()), run(seen=number_fit())], X, Y)
    examples, true, *fitted = figure["data"]
    assert examples["x"] == [0, 1, 2, 3]
    assert examples["y"] == [2.5, 4, 6.5, 8]
    assert examples["marker"]["color"] == ["faint", "faint", "faint", "background"], "those held out are rings"
    assert (true["y"], true["line"]["dash"], true["meta"]["label"]) == ([2, 8], "dash", "true")
    assert [(each["y"], each["line"]["color"]) for each in fitted] == [
        ([5, 6], "faint"),
        ([1, 4], PALETTE[1]),
        ([1, 4], PALETTE[0]),
    ]
    assert labels(figure) == ["true", "before", "Huber", "λ 0.1"]
    assert (figure["layout"]["xaxis"]["range"], figure["layout"]["yaxis"]["range"]) == (list(X), list(Y))


@pytest.mark.parametrize("n_features", [2, 3])
def test_a_fit_of_several_features_is_prediction_over_target(n_features: int) -> None:
    grid = np.zeros((2, 2))
    fit = Fit((AXIS[:2],) * 2, grid, grid) if n_features == 2 else None
    other = run("beside", 1, "line", number_fit())
    exact, *dots = fit_figure([run("beside", 2, "old", number_fit(fit=fit)), run(seen=number_fit(fit=fit))], Y, Y)[
        "data"
    ]
    assert (exact["x"], exact["y"]) == (list(Y), list(Y))
    assert [each["marker"]["color"] for each in dots] == [PALETTE[2], PALETTE[0]]
    assert (dots[-1]["x"], dots[-1]["y"]) == ([2.5, 4, 6.5, 8], [1, 2, 3, 4]), "targets are across, predictions up"
    if fit is None:
        assert "line" not in str(labels(fit_figure([other, run(seen=number_fit(fit=None))], Y, Y)))


def test_outputs_stand_by_their_true_class_and_say_what_is_wrong_and_what_held_out() -> None:
    seen = looked_at()
    places = standing_places(seen)
    # By class, the surest first: examples 4 and 0, then 1 and 5, then 3 and 2, with gaps.
    assert places.tolist() == [1, 8, 17, 16, 0, 9]
    figure = outputs_figure([BEFORE, BESIDE, run(seen=seen)], places, Y)
    before, beside, hand = figure["data"]
    assert (hand["x"], hand["y"]) == (places.tolist(), seen.position.tolist())
    wrong, right = PALETTE[1], PALETTE[0]
    assert hand["marker"]["color"] == [right, right, wrong, right, right, wrong]
    assert hand["marker"]["symbol"] == [0, 0, DIAMOND, 0, OPEN, DIAMOND + OPEN]
    assert (before["marker"]["color"], beside["marker"]["color"]) == ("faint", PALETTE[2])
    assert max(before["marker"]["opacity"], beside["marker"]["opacity"]) < 0.6 < hand["marker"]["opacity"]
    axis = figure["layout"]["xaxis"]
    assert axis["ticktext"] == ["setosa", "versicolor", "virginica"]
    assert axis["tickvals"] == [0.5, 8.5, 16.5]
    assert axis["range"][0] < 0
    assert axis["range"][1] > 17


def test_outputs_of_other_examples_are_left_out() -> None:
    other = looked_at(position=np.array([0.5]))
    figure = outputs_figure([run("before", -1, "before", other), run()], standing_places(looked_at()), Y)
    assert [trace["name"] for trace in figure["data"]] == ["λ 0.1, examples"]


@pytest.mark.parametrize("name", ["<b>&amp;</b> %{x}"])
def test_a_name_is_shown_as_it_stands(name: str) -> None:
    (label,) = labels(slope_figure([run(label=name)], X, Y))
    assert label == name, "pages write labels as text, in which tags are no tags"


@pytest.mark.parametrize(
    "query",
    ["epochs=3", "epochs=3&validation_share=0", "epochs=3&dataset=iris_binary&loss=hinge"]
    + [f"epochs=3&dataset=linear&dataset.weights={weights}" for weights in ("1", "1,2", "1,2,3")],
)
def test_every_figure_is_plain_data_for_every_kind_of_run(query: str) -> None:
    spec = RunSpec.from_query(query)
    (state,), (chunk,) = advance([spec], [None], 4)
    history = History(columns(spec))
    history.append(chunk.rows)
    runs = [run(seen=evaluate(spec, 3, state.weights), spec=spec, history=history)]
    figures = [cost_figure(runs, X, Y), slope_figure(runs, X, Y)]
    figures += [curves_figure(runs, column, HistoryView(), Y) for column in ("loss", spec.metric)]
    if spec.task == "regression":
        figures.append(fit_figure(runs, X, Y))
    else:
        figures.append(outputs_figure(runs, standing_places(runs[0].evaluation), Y))
    for figure in figures:
        assert json.loads(json.dumps(figure, allow_nan=False))["data"]
