"""A family of shapes, one for each value of a parameter, through which a slider drags."""

from __future__ import annotations

import numpy as np

from lossviz.analysis.shapes import Family
from lossviz.declare import value_words
from lossviz.figures.base import PALETTE, Figure, curve_trace, rounded
from lossviz.figures.loss import stacked_layout
from lossviz.figures.slider import Slider


def family_figure(family: Family, words: str, now: float) -> Figure:
    """Draw a family of shapes, faint, and one of them that a slider below the chart picks out, in the browser alone.

    Args:
        family: The family.
        words: What the parameter is called.
        now: The value that is picked out at first: the nearest one.
    """
    first = family.curves[0]
    # One line for the whole family, with gaps: a trace for each would be slow to draw.
    gap = np.array([np.nan])
    x = np.concatenate([np.append(curve.position, gap) for curve in family.curves])
    pictures = [[rounded(curve.cost), rounded(curve.slope)] for curve in family.curves]
    at = int(np.abs(np.array(family.values) - now).argmin())
    solid = {"color": PALETTE[0], "width": 3}
    faint = {"color": "faint", "width": 0.7}
    layout = stacked_layout(first, ("cost", "slope"), (0.62, 0.38)) | {"hovermode": "closest"}
    for axis, parts in (("yaxis", [c.cost for c in family.curves]), ("yaxis2", [c.slope for c in family.curves])):
        layout[axis]["range"] = _seen(np.concatenate(parts))  # else it would jump with every picture
    slider = Slider(label=words, values=[value_words(value) for value in family.values], at=at)
    return {
        "data": [
            curve_trace(first.position, family.curves[at].cost, solid, "cost"),
            curve_trace(first.position, family.curves[at].slope, solid | {"width": 2}, "slope") | {"yaxis": "y2"},
            _faint_trace(x, [np.append(curve.cost, gap) for curve in family.curves], faint, "cost"),
            _faint_trace(x, [np.append(curve.slope, gap) for curve in family.curves], faint, "slope") | {"yaxis": "y2"},
        ],
        "layout": layout | {"slider": slider.layout(pictures)},
    }


def _faint_trace(x: np.ndarray, y: list[np.ndarray], line: Figure, name: str) -> Figure:
    trace = curve_trace(x, np.concatenate(y), line, f"{name}, all values")
    return trace | {"hoverinfo": "skip", "hovertemplate": None, "opacity": 0.6}


def _seen(values: np.ndarray) -> list[float]:
    """Return the range of an axis that shows nearly all values: the steepest ends may leave the picture."""
    low, high = np.percentile(values[np.isfinite(values)], (1, 97))
    margin = 0.08 * (high - low) or 1.0
    return rounded(np.array([low - margin, high + margin]))
