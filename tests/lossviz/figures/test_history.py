"""The numbers in charts of histories; how they look is looked at."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import numpy as np
import pytest

from lossviz.figures.base import Line
from lossviz.figures.history import MAX_LINE_POINTS, HistoryView, history_figure, series
from lossviz.runs.history import History
from tests.lines import SPEC, line_of


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
    # Labels and the table that a chart is saved as have names, not markup.
    assert training["meta"]["label"] == "<b>&am…='x'>"
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
