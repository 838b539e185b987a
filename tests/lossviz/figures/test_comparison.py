"""Runs side by side: which is which, on which examples, and which part of a line is strong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lossviz.analysis.snapshots import Snapshots
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.figures.base import DASHES, PALETTE, Line
from lossviz.figures.comparison import losses_chart, losses_figure, of_interest, yardstick_chart, yardstick_figure
from lossviz.runs.history import History
from lossviz.specs.run import RunSpec
from tests.evaluations import curve

SPEC = RunSpec.from_query("epochs=4")
FORK = RunSpec.from_query("epochs=4&change=2:loss.regularization_factor:1")


def line(name: str, number: int, factor: float = 1.0, spec: RunSpec = SPEC, n_rows: int = 5) -> Line:
    history = History(("loss", "val_loss"))
    rows = [[factor / (1 + n), 10 * factor / (1 + n)] for n in range(n_rows)]
    history.append(np.array(rows, np.float32).reshape(-1, 2))
    return Line(name, number, history, spec, n_rows - 1)


def seen(*accuracy: tuple[float, float], epochs: tuple[int, ...] = (0, 2, 4)) -> Snapshots:
    """Return a run with accuracies on training and on held-out examples."""
    empty: Any = np.empty(0)
    values = {"accuracy": np.array(accuracy)}
    return Snapshots(np.array(epochs), values, (), curve(), {}, empty, empty, empty, (), ())


LINES = [line("one", 1), line("other", 3, factor=2)]
BY_RUN = {"run1": seen((0.1, 0.2), (0.3, 0.5), (0.6, 0.7)), "run3": seen((0.0, 0.15), (0.8, 0.25), (0.9, 0.35))}


def test_a_yardstick_is_drawn_on_held_out_examples_or_if_there_are_none_on_those_of_training() -> None:
    figure = yardstick_figure(LINES, BY_RUN, "accuracy")
    *_, one, other, _ = figure["data"]
    assert (one["x"], one["y"]) == ([0, 2, 4], [0.2, 0.5, 0.7])
    assert (other["x"], other["y"]) == ([0, 2, 4], [0.15, 0.25, 0.35])
    assert figure["layout"]["yaxis"]["title"]["text"] == YARDSTICKS["accuracy"].label
    assert of_interest(np.array([[1, np.nan], [2, np.nan]])).tolist() == [1, 2]
    assert of_interest(np.array([[1, np.nan], [2, 5]]))[1] == 5
    none_held_out = {"run1": seen((0.1, np.nan), (0.2, np.nan), (0.3, np.nan))}
    assert yardstick_figure(LINES, none_held_out, "accuracy")["data"][1]["y"] == [0.1, 0.2, 0.3]


def test_the_title_says_on_which_examples_it_is_measured() -> None:
    without = seen((0.1, np.nan), (0.2, np.nan), (0.3, np.nan))
    titles = [
        yardstick_chart(LINES, by_run, "accuracy").title
        for by_run in (BY_RUN, {"run1": without}, BY_RUN | {"run3": without})
    ]
    assert titles == [
        "Accuracy | by epoch on held-out examples",
        "Accuracy | by epoch on the training examples",
        "Accuracy | by epoch on held-out examples, for other on those of training",
    ]


def test_every_run_has_its_colour_and_dash_faint_as_a_whole_and_strong_where_the_slider_cuts_it() -> None:
    for figure in (yardstick_figure(LINES, BY_RUN, "accuracy"), losses_figure(LINES, log_y=False)):
        faint, strong, tips = figure["data"][:2], figure["data"][2:4], figure["data"][4]
        for number, behind, before in zip((1, 3), faint, strong, strict=True):
            for trace in (behind, before):
                assert (trace["line"]["color"], trace["line"]["dash"]) == (PALETTE[number], DASHES[number])
                assert trace["meta"]["run"] == f"run{number}"
            assert behind["opacity"] == 0.25
            assert before.get("opacity", 1) == 1
            assert before["meta"]["cut"]
            assert "cut" not in behind["meta"]
        assert [trace["meta"]["label"] for trace in strong] == ["one", "other"]
        assert tips["marker"]["color"] == [PALETTE[1], PALETTE[3]]
        assert tips["meta"] == {"tips": [2, 3]}
        assert tips["x"] == [trace["x"][-1] for trace in strong]
        assert tips["y"] == [trace["y"][-1] for trace in strong]
        assert figure["layout"]["slider"]["cut"]


def test_losses_are_those_of_training_on_an_axis_that_may_be_logarithmic() -> None:
    figure = losses_figure(LINES, log_y=False)
    assert figure["data"][2]["y"] == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4, 1 / 5], rel=1e-3)
    assert figure["data"][3]["y"] == pytest.approx([2, 1, 2 / 3, 1 / 2, 2 / 5], rel=1e-3)
    assert figure["data"][2]["x"] == [0, 1, 2, 3, 4]
    assert figure["layout"]["xaxis"]["range"] == [0, 4]
    assert figure["layout"]["yaxis"] == {"title": {"text": "loss"}, "type": "linear"}
    assert losses_figure(LINES, log_y=True)["layout"]["yaxis"]["type"] == "log"
    assert losses_chart(LINES, log_y=False).alt == "Training loss by epoch of one, other."


def test_the_slider_goes_through_the_epochs_of_all_runs() -> None:
    by_run = {"run1": seen((0, 0.1), (0, 0.2), epochs=(0, 3)), "run3": seen((0, 0.1), (0, 0.2), epochs=(1, 8))}
    figure = yardstick_figure(LINES, by_run, "accuracy")
    slider = figure["layout"]["slider"]
    assert (slider["numbers"], slider["at"], slider["hidden"]) == ([0, 1, 3, 8], 3, False)
    assert figure["layout"]["xaxis"]["range"] == [0, 8]
    assert losses_figure(LINES, log_y=False)["layout"]["slider"]["hidden"]


def test_a_fork_is_drawn_from_where_it_leaves_its_parent() -> None:
    fork = line("fork", 2, spec=FORK)
    assert losses_figure([line("one", 1), fork], log_y=False)["data"][3]["x"] == [2, 3, 4]
    assert losses_figure([fork], log_y=False)["data"][1]["x"] == [0, 1, 2, 3, 4], "alone it is a whole run"


def test_the_target_is_a_line_across_and_what_is_not_known_is_left_out() -> None:
    *_, target = yardstick_figure(LINES, BY_RUN, "accuracy", 0.9)["data"]
    assert (target["x"], target["y"], target["line"]["dash"]) == ([0, 4], [0.9, 0.9], "dot")
    assert target["line"]["color"] == "faint"
    assert len(yardstick_figure(LINES, {"run3": BY_RUN["run3"]}, "accuracy")["data"]) == 3
    empty = yardstick_figure(LINES, {}, "", 0.9)
    assert [trace["mode"] for trace in empty["data"]] == ["markers"]
    assert losses_figure([line("new", 0, n_rows=0)], log_y=False)["data"][0]["x"] == []
