"""The picture of a finding: cost and slope around the place that it is about."""

from __future__ import annotations

import numpy as np

from lossviz.analysis.check_up import KINDS, Finding, Picture
from lossviz.figures.base import PALETTE, Chart, Figure, curve_trace, marker, rounded
from lossviz.figures.loss import fitted
from lossviz.figures.ranges import Hold, at_rest

HEIGHT = 240
"""Of a picture, in pixels: it stands beside a sentence."""


def finding_chart(finding: Finding) -> Chart | None:
    """Return the picture of a finding with its words; None if it has none."""
    if finding.picture is None:
        return None
    return Chart(KINDS[finding.kind].rstrip("."), finding.sentence, picture_figure(finding.picture), HEIGHT)


def picture_figure(picture: Picture, hold: Hold = at_rest) -> Figure:
    """Draw costs and slopes on a way of predictions, and mark the place that a finding is about.

    Args:
        picture: The numbers; where they are none the lines have gaps.
        hold: What makes the ends of the axes.
    """
    position = np.array(picture.position)
    solid = {"color": PALETTE[0], "width": 2.5, "simplify": False}
    traces = [
        curve_trace(position, np.array(picture.cost), solid, "cost"),
        curve_trace(position, np.array(picture.slope), solid | {"width": 2}, "slope") | {"yaxis": "y2"},
    ]
    for trace in traces:
        trace["meta"] = {"label": trace["name"]}
    if picture.chord:
        ends = np.array(picture.chord)
        dashed = {"color": PALETTE[1], "width": 2, "dash": "dash"}
        traces.append(curve_trace(ends[:, 0], ends[:, 1], dashed, "line between both ends"))
    layout: Figure = {
        "xaxis": {"title": {"text": picture.axis}, "anchor": "y2", "range": rounded(position[[0, -1]])},
        "yaxis": {"title": {"text": "cost"}, "domain": [0.42, 1]},
        "yaxis2": {"title": {"text": "slope"}, "domain": [0, 0.34]},
        "hovermode": "x unified",
        "shapes": [marker(picture.at, "faint", "dot")],
    }
    return fitted({"data": traces, "layout": layout}, hold)
