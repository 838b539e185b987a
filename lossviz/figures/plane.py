"""The plane of three classes: contours of the cost, and arrows downhill."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lossviz.analysis.plane import Plane
from lossviz.figures.base import PALETTE, Figure, curve_trace, rounded


def plane_figure(plane: Plane, class_names: Sequence[str]) -> Figure:
    """Draw contours of the cost over all predictions for three classes, and where training pushes each of them."""
    reach = float(np.nanmax(np.abs(np.stack([plane.x[-1] - plane.x[0], plane.y[-1] - plane.y[0]]))))
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
            "annotations": _arrows(plane, reach) + names,
            "hovermode": "closest",
        },
    }


def _arrows(plane: Plane, reach: float) -> list[Figure]:
    """Draw the arrows of a plane that is so wide; none where it is flat."""
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
    return arrows


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
