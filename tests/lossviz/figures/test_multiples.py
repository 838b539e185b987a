"""Small charts of a sweep side by side."""

from __future__ import annotations

from lossviz.figures.multiples import multiples_figure
from lossviz.figures.sweep import SweepView
from lossviz.runs.sweep_run import SweepRun

VIEW = SweepView("sweep", at=1)


def test_small_multiples_share_their_axes(line: SweepRun) -> None:
    layout = multiples_figure(line, "loss", VIEW)["layout"]
    ranges = [axis["range"] for name, axis in layout.items() if name.startswith("yaxis")]
    assert len(ranges) == 4
    assert all(each == ranges[0] for each in ranges)
    assert [note["text"] for note in layout["annotations"]] == ["<b>0</b>", "<b>0.6667</b>", "<b>1.333</b>", "<b>2</b>"]
