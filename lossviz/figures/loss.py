"""A loss by itself: its shape, others beside it, a range of a parameter, and the plane of three classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lossviz.analysis.curves import Curve
from lossviz.analysis.shapes import Family, Plane
from lossviz.declare import value_words
from lossviz.figures.base import DASHES, PALETTE, Figure, curve_trace, rounded
from lossviz.figures.slider import Slider
from lossviz.losses.axes import AXES

MAX_OVERLAID = 6
"""Most losses in one chart: as many as there are colours."""

LABEL_LENGTH = 18
"""Most letters of a label at the end of a line."""


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


def loss_figure(curve: Curve, colour: str = PALETTE[0]) -> Figure:
    """Draw cost, slope and curvature of a loss on one axis."""
    solid = {"color": colour, "width": 2.5}
    thin = {"color": colour, "width": 1.5}
    return {
        "data": [
            curve_trace(curve.position, curve.cost, solid, "cost"),
            curve_trace(curve.position, curve.slope, thin, "slope") | {"yaxis": "y2"},
            curve_trace(curve.position, curve.curvature, thin, "curvature") | {"yaxis": "y3"},
        ],
        "layout": stacked_layout(curve, ("cost", "slope", "curvature"), (0.5, 0.25, 0.25)),
    }


def overlay_figure(named: Sequence[tuple[str, Curve]], normalised: bool) -> Figure:
    """Draw several losses and their slopes over each other.

    Args:
        named: Names and shapes, up to `MAX_OVERLAID`, all on one axis.
        normalised: Whether each cost is divided by what a bad prediction costs, so that all meet there; by the greatest
            cost for those to which it costs nothing.
    """
    traces: list[Figure] = []
    for number, (name, curve) in enumerate(named):
        at, unit = curve.position, 1.0
        if normalised:
            bad = float(np.interp(AXES[curve.axis].bad, at, curve.cost))
            unit = bad if bad > 1e-6 else float(np.abs(curve.cost).max()) or 1.0
        style = {"color": PALETTE[number], "width": 2.5, "dash": DASHES[number % len(DASHES)]}
        traces += [
            curve_trace(at, curve.cost / unit, style, f"{name}, cost") | {"meta": {"label": _end_label(name)}},
            curve_trace(at, curve.slope / unit, style | {"width": 1.5}, f"{name}, slope") | {"yaxis": "y2"},
        ]
    titles = ("cost, normalised", "slope, normalised") if normalised else ("cost", "slope")
    layout = stacked_layout(named[0][1], titles, (0.62, 0.38)) | {"hovermode": "closest"}
    return {"data": traces, "layout": layout}


def _end_label(name: str) -> str:
    return name if len(name) <= LABEL_LENGTH else f"{name[: LABEL_LENGTH - 1]}…"


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


def plane_figure(plane: Plane, class_names: Sequence[str]) -> Figure:
    """Draw contours of the cost over all predictions for three classes, and where training pushes each of them."""
    reach = float(np.nanmax(np.abs(np.stack([plane.x[-1] - plane.x[0], plane.y[-1] - plane.y[0]]))))
    arrows = []
    steepest = float(np.percentile(np.hypot(plane.arrows[:, 2], plane.arrows[:, 3]), 80)) or 1.0
    for x, y, u, v in plane.arrows:
        size = np.hypot(u, v) / steepest
        if size < 1e-3:
            continue
        # Lengths are roots, and end at that of the steep fifth, which would leave only dots elsewhere.
        scale = 0.075 * reach * np.sqrt(min(size, 1)) / (size * steepest)
        arrows.append(
            {
                **dict(zip(("ax", "ay", "x", "y"), rounded(np.array([x, y, x + u * scale, y + v * scale])))),
                "axref": "x",
                "ayref": "y",
                "text": "",
                "showarrow": True,
                "arrowhead": 2,
                "arrowsize": 0.9,
                "arrowwidth": 1.1,
                "arrowcolor": "text",
            }
        )
    names = [_corner(plane, number, name) for number, name in enumerate(class_names)]
    contour = {
        "type": "contour",
        "x": rounded(plane.x),
        "y": rounded(plane.y),
        "z": rounded(plane.cost),
        "colorscale": [[0, "background"], [1, PALETTE[0]]],
        "ncontours": 14,
        "showscale": False,
        "contours": {"coloring": "heatmap", "showlines": True},
        "line": {"color": "grid", "width": 1},
        "connectgaps": False,
        "zmin": float(np.nanmin(plane.cost)),
        "zmax": float(np.nanpercentile(plane.cost, 95)),
        "hovertemplate": "cost %{z:.4g}<extra></extra>",
    }
    hidden = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": "", "showline": False}
    margin = 0.12 * reach
    edge = np.append(plane.corners, plane.corners[:1], axis=0)
    outline = curve_trace(edge[:, 0], edge[:, 1], {"color": "text", "width": 1.5}, "edge") | {"hoverinfo": "skip"}
    return {
        "data": [contour] if plane.scores else [contour, outline | {"hovertemplate": None}],
        "layout": {
            "xaxis": hidden | {"range": rounded(plane.x[[0, -1]] + [-margin, margin])},
            "yaxis": hidden | {"range": rounded(plane.y[[0, -1]] + [-margin, margin]), "scaleanchor": "x"},
            "annotations": arrows + names,
            "hovermode": "closest",
        },
    }


def _corner(plane: Plane, number: int, name: str) -> Figure:
    x, y = plane.corners[number]
    if plane.scores:
        x, y = 0.92 * plane.x[-1] * np.array([x, y]) / np.abs(plane.corners).max()
    below = y <= plane.corners[:, 1].mean()
    return {
        **dict(zip(("x", "y"), rounded(np.array([x, y])))),
        "text": f"<b>{name}</b>",
        "showarrow": False,
        "yanchor": "top" if below else "bottom",
        "yshift": -4 if below else 4,
        "font": {"size": 13, "color": "text"},
    }
