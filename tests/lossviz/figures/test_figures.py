"""The numbers in figures; how they look is looked at."""

from __future__ import annotations

import json
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossviz.analysis.evaluation import evaluate
from lossviz.figures import (
    DASHES,
    MAX_LINE_POINTS,
    PALETTE,
    HistoryView,
    Line,
    confusion_figure,
    fit_figure,
    history_figure,
    probabilities_figure,
    series,
    shape_figure,
)
from lossviz.figures.base import rounded
from lossviz.runs.history import History
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance, columns

SPEC = RunSpec.from_query("epochs=40&change=10:loss.regularization_factor:1")


def line_of(spec: RunSpec = SPEC, number: int = 0, until: int | None = None, ghost: bool = False) -> Line:
    _, (chunk,) = advance([spec], [None], spec.epochs + 1)
    history = History(columns(spec))
    history.append(chunk.rows)
    return Line("Run 1", number, history, spec, spec.epochs if until is None else until, ghost)


def test_a_history_figure_holds_the_history() -> None:
    line = line_of()
    training, validation = history_figure([line], "loss", HistoryView())["data"]
    assert training["x"] == list(range(41))
    assert training["y"] == pytest.approx(line.history["loss"], rel=1e-4)
    assert validation["y"] == pytest.approx(line.history["val_loss"], rel=1e-4)
    assert (training["line"]["dash"], validation["line"]["dash"]) == ("solid", "dot")


def test_a_change_is_marked_where_it_happened() -> None:
    layout = history_figure([line_of()], "loss", HistoryView())["layout"]
    assert layout["annotations"][0]["text"] == "regularization factor 1"
    assert (layout["annotations"][0]["x"], layout["shapes"][0]["x0"]) == (10, 10)


def test_a_logarithmic_axis_leaves_epoch_0_out_and_marks_logarithms() -> None:
    figure = history_figure([line_of()], "loss", HistoryView(log_x=True))
    assert figure["data"][0]["x"][0] == 1
    assert figure["layout"]["annotations"][0]["x"] == pytest.approx(1.0)


def test_runs_that_are_compared_are_labelled_by_name_and_once() -> None:
    focus, pinned, ghost = line_of(), line_of(number=1), line_of(number=2, ghost=True)

    def labels(*lines: Line) -> list[str]:
        traces = history_figure(lines, "loss", HistoryView())["data"]
        return [trace["meta"]["label"] for trace in traces if "label" in trace["meta"]]

    assert labels(focus, ghost) == ["training", "validation"]
    assert labels(focus, pinned, ghost) == ["Run 1", "Run 1"]


def test_a_name_is_shown_as_it_stands() -> None:
    # Plotly reads tags, entities and templates in what it shows.
    name = "<b>&amp;</b> %{x} <a href='x'>"
    training, validation = history_figure([replace(line_of(), name=name), line_of()], "loss", HistoryView())["data"][:2]
    hover, _, rest = training["hovertemplate"].partition(", training<br>")
    assert unescape(hover) == name
    assert not set(hover) & set("<>{")
    assert rest == "epoch %{x}: %{y:.5g}<extra></extra>"
    assert training["meta"]["label"] == "&lt;b&gt;&amp;am…='x'&gt;"
    # The table that a chart is saved as has names, not markup.
    assert (training["name"], validation["name"]) == (f"{name}, training", f"{name}, validation")


def test_what_lies_ahead_of_the_playhead_is_faint() -> None:
    training, _, ahead, _ = history_figure([line_of(until=15)], "loss", HistoryView(), cursor=15)["data"]
    assert training["x"][-1] == 15
    assert (ahead["x"][0], ahead["x"][-1]) == (15, 40)
    assert ahead["opacity"] < 0.5


def test_at_epoch_0_everything_lies_ahead() -> None:
    training, _, ahead, _ = history_figure([line_of(until=0)], "loss", HistoryView(), cursor=0)["data"]
    assert training["x"] == [0]
    assert (ahead["x"][0], ahead["x"][-1]) == (0, 40)


def test_what_is_not_finite_is_a_gap_and_not_infinity_which_browsers_cannot_read() -> None:
    query = "dataset=linear&loss=mean_squared_error&model=linear&optimizer=sgd&optimizer.learning_rate=1&batch_size=4"
    spec = RunSpec.from_query(f"{query}&validation_share=0")
    weights = np.full(3, 6e18, np.float32)
    evaluation = evaluate(spec, 3, weights)
    assert not np.isfinite(evaluation.cost).all()
    line = Line("Run 1", 0, History(columns(spec)), spec, -1)
    for figure in (shape_figure(evaluation, line), fit_figure(evaluation, line)):
        json.dumps(figure, allow_nan=False)


def test_a_smoothed_line_keeps_the_raw_one_behind_it() -> None:
    line = line_of()
    figure = history_figure([line], "accuracy", HistoryView(smoothing=10))
    smooth, raw = figure["data"][0], figure["data"][2]
    assert raw["y"] == pytest.approx(line.history["accuracy"], rel=1e-4)
    assert np.abs(np.diff(smooth["y"])).sum() < np.abs(np.diff(raw["y"])).sum()


def test_points_that_are_appended_continue_the_line() -> None:
    line = line_of()
    whole = series(line, "loss", HistoryView())
    first, rest = series(line, "loss", HistoryView(), 0, 20), series(line, "loss", HistoryView(), 21)
    assert first.x + rest.x == whole.x
    assert first.y + rest.y == whole.y


def test_a_long_line_has_few_points_and_keeps_its_spike() -> None:
    history = History(("loss",))
    values = np.ones((5001, 1), np.float32)
    values[1234] = 50
    history.append(values)
    points = series(Line("Run 1", 0, history, SPEC, 5000), "loss", HistoryView())
    assert len(points.x) <= MAX_LINE_POINTS
    assert points.y[points.x.index(1234)] == 50
    assert (points.x[0], points.x[-1]) == (0, 5000)


def test_runs_differ_in_colour_and_then_in_dash() -> None:
    looks = {(line.colour, line.dash) for line in (line_of(number=i) for i in range(len(PALETTE) * len(DASHES)))}
    assert len(looks) == len(PALETTE) * len(DASHES)


@pytest.mark.parametrize(
    "query",
    ["epochs=3", "epochs=3&validation_share=0"]
    + [f"epochs=3&dataset=linear&dataset.weights={weights}" for weights in ("1", "1,2", "1,2,3")],
)
def test_every_figure_is_plain_data_for_every_kind_of_run(query: str) -> None:
    spec = RunSpec.from_query(query)
    (state,), _ = advance([spec], [None], 4)
    evaluation, line = evaluate(spec, 3, state.weights), line_of(spec)
    figures = [shape_figure(evaluation, line, evaluation.curve), history_figure([line], spec.metric, HistoryView())]
    if spec.task == "regression":
        figures.append(fit_figure(evaluation, line))
    else:
        figures += [confusion_figure(evaluation, line), probabilities_figure(evaluation, line)]
    for figure in figures:
        assert json.loads(json.dumps(figure, allow_nan=False))["data"]


def test_the_matrix_counts_every_example_once() -> None:
    (state,), _ = advance([SPEC], [None], 41)
    evaluation = evaluate(SPEC, 40, state.weights)
    training, validation = confusion_figure(evaluation, line_of())["data"]
    assert np.sum(training["text"]) == 120
    assert np.sum(validation["text"]) == 30
    assert np.trace(np.array(training["text"])) / 120 == pytest.approx(evaluation.yardsticks["accuracy"][0])


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), max_size=20))
def test_numbers_are_sent_with_few_digits_and_rounded_as_python_does(values: list[float]) -> None:
    sent = rounded(np.array(values, np.float32))
    assert sent == pytest.approx([float(f"{value:.4g}") for value in values], rel=1e-14, abs=0)
    assert all(len(str(number)) <= 9 for number in sent if number == 0 or 1e-3 < abs(number) < 1e3)
