"""Where curves leave the picture: a small triangle at the edge, and in words how far they go."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from lossviz.declare import number_words
from lossviz.figures.base import Figure, plain_text, rounded
from lossviz.figures.ranges import Ends

EDGE = 0.04
"""How far from the edge of the picture the middle of a triangle is, as a share of its height: none of it is cut off."""


class Exit(NamedTuple):
    """A place where a curve leaves the picture.

    Attributes:
        x: Where it crosses the edge, or where it begins if it begins beyond and ends there.
        above: Whether it leaves at the upper edge.
        farthest: Its farthest value beyond.
        at: Where that is.
    """

    x: float
    above: bool
    farthest: float
    at: float


def exits(x: Sequence[float], y: Sequence[float | None], ends: Ends) -> list[Exit]:
    """Return the places where a curve leaves its axis, one for each stretch beyond."""
    across, up = np.array(x, float), np.array(y, float)  # gaps are no numbers
    slack = 1e-3 * (ends[1] - ends[0])
    beyond = (up > ends[1] + slack).astype(int) - (up < ends[0] - slack)
    if not beyond.any():
        return []
    found = []
    for side, stretch in groupby(range(len(up)), key=lambda i: beyond[i]):
        if side:
            places = list(stretch)
            farthest = max(places, key=lambda i: side * up[i])
            crossing = _crossing(across, up, places, ends[int(side > 0)])
            found.append(Exit(crossing, side > 0, float(up[farthest]), float(across[farthest])))
    return found


def _crossing(across: np.ndarray, up: np.ndarray, places: list[int], edge: float) -> float:
    """Return where a stretch beyond an edge begins, or ends if the curve begins with it."""
    for inside, outside in ((places[0] - 1, places[0]), (places[-1] + 1, places[-1])):
        if 0 <= inside < len(up) and np.isfinite(up[inside]):
            share = (edge - up[inside]) / (up[outside] - up[inside])
            return float(across[inside] + share * (across[outside] - across[inside]))
    return float(across[places[0]])


def leaving_trace(curves: Sequence[Figure], ends: Ends) -> Figure:
    """Mark where curves leave their axis, with how far they go; without points if none does.

    Args:
        curves: Their traces, all on one axis.
        ends: The ends of that axis.
    """
    margin = EDGE * (ends[1] - ends[0])
    marks = [(trace, place) for trace in curves for place in exits(trace["x"], trace["y"], ends)]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": rounded(np.array([place.x for _, place in marks])),
        "y": rounded(np.array([ends[1] - margin if place.above else ends[0] + margin for _, place in marks])),
        "text": [_words(trace["name"], place) for trace, place in marks],
        "marker": {
            "size": 9,
            "color": [trace["line"]["color"] for trace, _ in marks],
            "symbol": [f"triangle-{'up' if place.above else 'down'}" for _, place in marks],
        },
        "hovertemplate": "%{text}<extra></extra>",
        "meta": {"beyond": True},
        "yaxis": curves[0].get("yaxis", "y"),
    }


def _words(name: str, place: Exit) -> str:
    way = "up" if place.above else "down"
    return f"{plain_text(name)} goes {way} to {number_words(place.farthest)} at {number_words(place.at)}"


def leaving_words(figure: Figure) -> str:
    """Return in a sentence for each how far the curves of a figure go that leave it; empty if none does."""
    marks = [text for trace in figure["data"] if "beyond" in trace.get("meta", {}) for text in trace["text"]]
    return "".join(f" {text[:1].upper()}{text[1:]}, beyond the picture." for text in marks)
