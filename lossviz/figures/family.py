"""A family of shapes, one for each value of a parameter, and the one in hand among them."""

from __future__ import annotations

import numpy as np

from lossviz.analysis.curves import Curve
from lossviz.analysis.shapes import Family
from lossviz.declare import value_words
from lossviz.figures.base import PALETTE, Figure, curve_trace, rounded
from lossviz.figures.loss import stacked_layout


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
    for axis, parts in (("yaxis", costs), ("yaxis2", slopes)):
        layout[axis]["range"] = _seen(np.concatenate(parts))  # it stands still while a hand moves
    return {
        "data": [
            _faint_trace(x, [np.append(cost, gap) for cost in costs], faint, "cost"),
            _faint_trace(x, [np.append(slope, gap) for slope in slopes], faint, "slope") | {"yaxis": "y2"},
            *ends,
            curve_trace(now.position, now.cost, solid, "cost") | {"meta": {"label": label}},
            curve_trace(now.position, now.slope, solid, "slope") | {"yaxis": "y2"},
        ],
        "layout": layout,
    }


def _faint_trace(x: np.ndarray, y: list[np.ndarray], line: Figure, name: str) -> Figure:
    trace = curve_trace(x, np.concatenate(y), line, f"{name}, all values")
    return trace | {"hoverinfo": "skip", "hovertemplate": None, "opacity": 0.6}


def _seen(values: np.ndarray) -> list[float]:
    """Return the range of an axis that shows nearly all values: the steepest ends may leave the picture."""
    low, high = np.percentile(values[np.isfinite(values)], (1, 97))
    margin = 0.08 * (high - low) or 1.0
    return rounded(np.array([low - margin, high + margin]))
