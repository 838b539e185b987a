"""A loss by itself: its cost, slope and curvature, and others beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lossviz.analysis.curves import Curve
from lossviz.figures.base import DASHES, PALETTE, Figure, curve_trace, rounded, short_names
from lossviz.figures.leaving import leaving_trace
from lossviz.figures.ranges import Ends, Hold, at_rest, curve_ends, joined
from lossviz.losses.axes import AXES

MAX_OVERLAID = 6
"""Most losses in one chart: as many as there are colours."""


def stacked_layout(curve: Curve, titles: Sequence[str], shares: Sequence[float]) -> Figure:
    """Lay out panels above each other on one axis, the first on top."""
    layout: Figure = {
        "xaxis": {
            "title": {"text": AXES[curve.axis].label},
            "anchor": f"y{len(titles) if len(titles) > 1 else ''}",
            "range": rounded(curve.position[[0, -1]]),
        },
        "hovermode": "x unified",
    }
    top, gap = 1.0, 0.07
    for number, (title, share) in enumerate(zip(titles, shares), 1):
        height = share * (1 - gap * (len(titles) - 1))
        axis = f"yaxis{number if number > 1 else ''}"
        layout[axis] = {"title": {"text": title}, "domain": [round(max(top - height, 0), 4), round(top, 4)]}
        top -= height + gap
    return layout


def fitted(figure: Figure, hold: Hold) -> Figure:
    """Let each panel show its lines where they are not much higher than usual, and mark where they leave it."""
    layout, marks = dict(figure["layout"]), []
    for axis in [name for name in layout if name.startswith("yaxis")]:
        lines = [trace for trace in figure["data"] if trace.get("yaxis", "y") == axis.replace("axis", "")]
        own, before = ([line for line in lines if (line["line"]["color"] == "faint") is grey] for grey in (False, True))
        seen = _ends_of(own) if not before else joined(_ends_of(own), _ends_of(before))
        ends = hold(axis, seen)
        layout[axis] = layout[axis] | {"range": list(ends)}
        marks.append(leaving_trace(own, ends))
    return {"data": [*figure["data"], *marks], "layout": layout}


def _ends_of(lines: Sequence[Figure]) -> Ends:
    return curve_ends([np.array(line["y"], float) for line in lines])


def loss_figure(curve: Curve, before: Curve | None = None, label: str = "", hold: Hold = at_rest) -> Figure:
    """Draw cost, slope and curvature of a loss on one axis.

    Args:
        curve: Its shape.
        before: The shape before a hand moved it, in grey.
        label: What stands at the ends of the grey lines.
        hold: What makes the ends of the axes.
    """
    solid = {"color": PALETTE[0], "width": 3, "simplify": False}
    thin = solid | {"width": 2}
    traces = [
        curve_trace(curve.position, curve.cost, solid, "cost"),
        curve_trace(curve.position, curve.slope, thin, "slope") | {"yaxis": "y2"},
        curve_trace(curve.position, curve.curvature, thin, "curvature") | {"yaxis": "y3"},
    ]
    for trace in traces:
        trace["meta"] = {"label": trace["name"]}
    if before is not None:
        grey = {"color": "faint", "width": 2, "simplify": False}
        was = [
            curve_trace(before.position, before.cost, grey, "cost before") | {"meta": {"label": label}},
            curve_trace(before.position, before.slope, grey, "slope before") | {"yaxis": "y2"},
        ]
        traces = was + traces
    layout = stacked_layout(curve, ("cost", "slope", "curvature"), (0.46, 0.27, 0.27))
    return fitted({"data": traces, "layout": layout}, hold)


def overlay_figure(named: Sequence[tuple[str, Curve]], normalised: bool, hold: Hold = at_rest) -> Figure:
    """Draw several losses and their slopes over each other.

    Args:
        named: Names and shapes, up to `MAX_OVERLAID`, all on one axis.
        normalised: Whether each cost is divided by what a bad prediction costs, so that all meet there; by the greatest
            cost for those to which it costs nothing.
        hold: What makes the ends of the axes.
    """
    traces: list[Figure] = []
    labels = short_names([name for name, _ in named])
    for number, ((name, curve), label) in enumerate(zip(named, labels, strict=True)):
        at, unit = curve.position, 1.0
        if normalised:
            bad = float(np.interp(AXES[curve.axis].bad, at, curve.cost))
            unit = bad if bad > 1e-6 else float(np.abs(curve.cost).max()) or 1.0
        style = {"color": PALETTE[number], "width": 2.5, "dash": DASHES[number % len(DASHES)]}
        traces += [
            curve_trace(at, curve.cost / unit, style, f"{name}, cost") | {"meta": {"label": label}},
            curve_trace(at, curve.slope / unit, style | {"width": 1.5}, f"{name}, slope") | {"yaxis": "y2"},
        ]
    titles = ("cost, normalised", "slope, normalised") if normalised else ("cost", "slope")
    layout = stacked_layout(named[0][1], titles, (0.62, 0.38)) | {"hovermode": "closest"}
    return fitted({"data": traces, "layout": layout}, hold)
