"""The training examples of a run, lying on a loss, and how hard each of them pulls."""

from __future__ import annotations

import numpy as np

from lossviz.analysis.pulls import Pulls
from lossviz.figures.base import Figure, curve_trace, rounded
from lossviz.figures.leaving import leaving_trace
from lossviz.figures.loss import stacked_layout
from lossviz.figures.model import lying_at
from lossviz.figures.ranges import at_rest, curve_ends
from lossviz.losses.axes import AXES


def pulls_figure(pulls: Pulls, colour: str) -> Figure:
    """Draw training examples on a loss and, below, how hard each of them pulls, with an arrow for their sum.

    The pull of an example is the negative slope of its cost: above zero it pulls to the right.
    """
    curve, points = pulls.curve, pulls.points
    pull = -points.slope / len(points.position)
    layout = stacked_layout(curve, ("cost", "pull"), (0.62, 0.38)) | {"hovermode": "closest"}
    high = at_rest("cost", curve_ends([curve.cost], [points.cost]))
    hard = at_rest("pull", curve_ends([pull], [pull]))
    layout["yaxis"] |= {"range": list(high)}
    layout["yaxis2"] |= {"range": list(hard)}
    examples = {
        "type": "scatter",
        "mode": "markers",
        **lying_at(points.position, points.cost, high),
        "name": "training examples",
        "marker": {"color": colour, "size": 8, "opacity": 0.55, "line": {"color": "background", "width": 1}},
        "hovertemplate": "%{x:.4g} costs %{text}<extra></extra>",
    }
    cost = curve_trace(curve.position, curve.cost, {"color": colour, "width": 2}, "cost")
    stems = _stems(points.position, pull, colour)
    return {
        "data": [cost, examples, stems, leaving_trace([cost], high), leaving_trace([stems], hard)],
        "layout": layout | {"annotations": _net_arrow(pulls, float(pull.sum()), colour)},
    }


def _stems(position: np.ndarray, pull: np.ndarray, colour: str) -> Figure:
    """Draw the pull of each example as a line from zero; all of them are one trace, with gaps."""
    x = np.stack([position, position, np.full_like(position, np.nan)], axis=1).ravel()
    y = np.stack([np.zeros_like(pull), pull, np.full_like(pull, np.nan)], axis=1).ravel()
    return {
        "type": "scatter",
        "mode": "lines",
        "x": rounded(x),
        "y": rounded(y),
        "yaxis": "y2",
        "name": "pull",
        "line": {"color": colour, "width": 1.5},
        "hovertemplate": "at %{x:.4g} a pull of %{y:.3g}<extra></extra>",
    }


def _net_arrow(pulls: Pulls, net: float, colour: str) -> list[Figure]:
    """Draw the sum of all pulls as an arrow from the middle of the axis, with its words."""
    curve, middle = pulls.curve, AXES[pulls.curve.axis].middle
    steepest = float(np.abs(pulls.points.slope).max()) or 1.0
    tip = middle + 0.4 * float(curve.position[-1] - curve.position[0]) * net / steepest
    arrow = {
        **dict(zip(("ax", "x"), rounded(np.array([middle, tip])))),
        "axref": "x",
        "y": 0.97,
        "ay": 0.97,
        "yref": "y domain",
        "ayref": "y domain",
        "text": "",
        "showarrow": True,
        "arrowhead": 2,
        "arrowwidth": 3,
        "arrowcolor": colour,
    }
    words = {
        "x": middle,
        "y": 0.97,
        "yref": "y domain",
        "text": f"net pull {net:.3g}",
        "showarrow": False,
        "xanchor": "right" if net > 0 else "left",
        "xshift": -8 if net > 0 else 8,
    }
    return [arrow, words]


def pulls_words(pulls: Pulls, moves: tuple[str, str]) -> str:
    """Return who pulls how hard, in words.

    Args:
        pulls: The examples.
        moves: What a pull to the left and to the right is called.
    """
    pull = -pulls.points.slope
    size = np.abs(pull)
    if not size.sum():
        return "No example pulls: every slope is zero."
    strongest = np.sort(size)[::-1]
    n_half = int(np.searchsorted(np.cumsum(strongest), 0.5 * size.sum()) + 1)
    shares = (float(size[pull < 0].sum() / size.sum()), float(size[pull > 0].sum() / size.sum()))
    ways = " and ".join(f"{share:.0%} of it goes {way}" for share, way in zip(shares, moves) if share >= 0.005)
    return (
        f"{n_half} of {len(pull)} training examples do half of all the pulling; {ways}. The mean of all slopes is "
        f"{-pull.mean():.3g}."
    )
