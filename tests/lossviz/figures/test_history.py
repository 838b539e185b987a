"""The numbers in charts of histories; how they look is looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lossviz.figures.base import Line
from lossviz.figures.history import MAX_LINE_POINTS, HistoryView, growing_columns, marks_of_changes, series
from lossviz.runs.history import History
from tests.lines import SPEC, line_of


def test_the_points_of_a_line_are_the_rows_of_its_history() -> None:
    line = line_of()
    points = series(line, "val_loss", HistoryView())
    assert points.x == list(range(41))
    assert points.y == pytest.approx(line.history["val_loss"], rel=1e-4)
    assert series(line, "loss", HistoryView(log_x=True)).x == list(range(1, 41))


def test_smoothing_makes_a_line_calmer() -> None:
    rough, smooth = (series(line_of(), "accuracy", HistoryView(smoothing=span)).y for span in (1, 10))
    assert np.abs(np.diff(smooth)).sum() < np.abs(np.diff(rough)).sum()


@pytest.mark.parametrize(("log_x", "across"), [(False, 10), (True, 1)])
def test_a_change_is_marked_where_it_happened(log_x: bool, across: float) -> None:
    changes = SPEC.changes
    marks = marks_of_changes(changes, "loss", HistoryView(log_x=log_x))
    assert [note["text"] for note in marks["annotations"]] == ["regularization factor 1"]
    # Plotly wants exponents for words, and numbers for lines.
    assert (marks["annotations"][0]["x"], marks["shapes"][0]["x0"]) == (pytest.approx(across), 10)
    above, below = (
        marks_of_changes(changes, name, HistoryView())["annotations"][0]["y"] for name in ("loss", "accuracy")
    )
    assert (above, below) == (1, 0)


def test_a_change_before_the_first_epoch_has_no_place_on_a_logarithmic_axis() -> None:
    changes = (replace(SPEC.changes[0], epoch=0),)
    assert marks_of_changes(changes, "loss", HistoryView(log_x=True)) == {"shapes": [], "annotations": []}
    assert marks_of_changes(changes, "loss", HistoryView())["shapes"][0]["x0"] == 0


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


def test_training_comes_before_validation_which_may_be_missing() -> None:
    both, alone = History(("loss", "val_loss", "accuracy", "val_accuracy")), History(("loss", "accuracy"))
    assert growing_columns("loss", both) == ["loss", "val_loss"]
    assert growing_columns("accuracy", alone) == ["accuracy"]
