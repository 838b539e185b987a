"""Small charts of a sweep side by side."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.figures.multiples import multiples_figure
from lossviz.figures.sweep import SweepView
from lossviz.runs.sweep_run import SweepRun
from tests.sweeps import by_hand

VIEW = SweepView("sweep", at=1)


def test_small_multiples_share_their_axes(line: SweepRun) -> None:
    layout = multiples_figure(line, "loss", VIEW)["layout"]
    ranges = [axis["range"] for name, axis in layout.items() if name.startswith("yaxis")]
    assert len(ranges) == 4
    assert all(each == ranges[0] for each in ranges)
    assert [note["text"] for note in layout["annotations"]] == ["<b>0</b>", "<b>0.6667</b>", "<b>1.333</b>", "<b>2</b>"]


def test_each_value_has_a_chart_of_its_own_row_by_row_from_the_top_left() -> None:
    run = by_hand("epochs=4&sweep=loss.regularization_factor:0:2:5:linear")
    figure = multiples_figure(run, "loss", VIEW)
    layout = figure["layout"]
    for cell in range(5):
        suffix = str(cell + 1) if cell else ""
        training, validation = figure["data"][2 * cell : 2 * cell + 2]
        for trace, column in ((training, "loss"), (validation, "val_loss")):
            assert (trace["xaxis"], trace["yaxis"]) == (f"x{suffix}", f"y{suffix}")
            assert trace["y"] == pytest.approx(run.rows[cell, :, run.columns.index(column)], rel=1e-3)
        row, place = divmod(cell, 3)
        left, right = layout[f"xaxis{suffix}"]["domain"]
        bottom, top = layout[f"yaxis{suffix}"]["domain"]
        assert place / 3 == left < right < (place + 1) / 3
        assert 0.5 * (1 - row) <= bottom < top < 1 - 0.5 * row
        note = layout["annotations"][cell]
        assert (note["text"], note["x"], note["y"]) == (f"<b>{0.5 * cell:g}</b>", left, 1 - row / 2)
        assert layout[f"xaxis{suffix}"]["title"]["text"] == ("epoch" if cell >= 2 else ""), "below what is lowest"
        assert layout[f"yaxis{suffix}"]["title"]["text"] == ("" if place else "loss")


def test_of_many_values_nine_across_the_range_are_drawn() -> None:
    run = by_hand("epochs=4&sweep=loss.regularization_factor:0:2:17:linear")
    figure = multiples_figure(run, "accuracy", VIEW)
    for number, cell in enumerate(range(0, 17, 2)):
        training, column = figure["data"][2 * number], run.columns.index("accuracy")
        assert training["y"] == pytest.approx(run.rows[cell, :, column], rel=1e-3)
    notes = figure["layout"]["annotations"]
    assert [note["text"] for note in notes] == [f"<b>{value:g}</b>" for value in np.linspace(0, 2, 9)]
