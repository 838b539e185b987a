"""A family of shapes, one for each value of a parameter, and the one in hand among them."""

from __future__ import annotations

import numpy as np

from lossviz.analysis.curves import Curve
from lossviz.analysis.shapes import Family
from lossviz.declare import value_words
from lossviz.figures.base import PALETTE, Figure, curve_trace
from lossviz.figures.leaving import leaving_trace
from lossviz.figures.loss import stacked_layout
from lossviz.figures.ranges import at_rest, curve_ends


def family_figure(family: Family, now: Curve, label: str) -> Figure:
    """Draw a family of shapes, faint, those at its ends with their values, and the one in hand.

    Args:
        family: The family.
        now: The shape in hand.
        label: What stands at the end of its line.
    """
    # One line for the whole family, with gaps: a trace for each would be slow to draw.
    gap = np.array([np.nan])
    x = np.concatenate([np.append(curve.position, gap) for curve in family.curves])
    costs, slopes = [curve.cost for curve in family.curves], [curve.slope for curve in family.curves]
    faint, edge = {"color": "faint", "width": 0.7}, {"color": "faint", "width": 1.4}
    solid = {"color": PALETTE[0], "width": 3, "simplify": False}
    ends = [
        curve_trace(curve.position, curve.cost, edge, f"cost at {value_words(value)}")
        | {"meta": {"label": value_words(value)}}
        for value, curve in zip(family.values, family.curves, strict=True)
        if value in (family.values[0], family.values[-1])
    ]
    layout = stacked_layout(family.curves[0], ("cost", "slope"), (0.6, 0.4)) | {"hovermode": "closest"}
    hand = [
        curve_trace(now.position, now.cost, solid, "cost") | {"meta": {"label": label}},
        curve_trace(now.position, now.slope, solid, "slope") | {"yaxis": "y2"},
    ]
    marks = []
    for trace, axis, parts in zip(hand, ("yaxis", "yaxis2"), (costs, slopes), strict=True):
        seen = at_rest(axis, curve_ends(parts))  # it stands still while a hand moves
        layout[axis]["range"] = list(seen)
        marks.append(leaving_trace([trace], seen))
    return {
        "data": [
            _faint_trace(x, [np.append(cost, gap) for cost in costs], faint, "cost"),
            _faint_trace(x, [np.append(slope, gap) for slope in slopes], faint, "slope") | {"yaxis": "y2"},
            *ends,
            *hand,
            *marks,
        ],
        "layout": layout,
    }


def _faint_trace(x: np.ndarray, y: list[np.ndarray], line: Figure, name: str) -> Figure:
    trace = curve_trace(x, np.concatenate(y), line, f"{name}, all values")
    return trace | {"hoverinfo": "skip", "hovertemplate": None, "opacity": 0.6}
