"""What a sweep of two parameters has found: a map of where its runs end, and the best of its cells."""

from __future__ import annotations

import numpy as np

from lossviz.analysis.seeds import spread
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.figures.base import PALETTE, Figure, rounded
from lossviz.runs.sweep_run import SweepRun


def cell_values(run: SweepRun, yardstick: str) -> np.ndarray:
    """Return the median over the seeds of a yardstick at the end of each cell, shape (cells,).

    It is that of the examples held out, if there are any. NaN for cells that are not done or have no sound run.
    """
    half = 1 if run.sweep.holds_out else 0
    ends = run.ends[:, run.yardsticks.index(yardstick), half]
    return spread(ends.reshape(run.sweep.n_cells, run.sweep.n_seeds).T).median


def best_cell(run: SweepRun, yardstick: str) -> int | None:
    """Return the cell with the best median of a yardstick; None while there is none."""
    values = YARDSTICKS[yardstick].distance(cell_values(run, yardstick))
    return int(np.nanargmin(values)) if np.isfinite(values).any() else None


def lost_cells(run: SweepRun) -> np.ndarray:
    """Return the cells of which every run has diverged."""
    return np.flatnonzero((run.diverged >= 0).reshape(run.sweep.n_cells, -1).all(axis=1))


def map_figure(run: SweepRun, yardstick: str, opened: int | None) -> Figure:
    """Draw a yardstick at the end over both parameters.

    Args:
        run: A sweep of two parameters, the first one to the right.
        yardstick: The name of the yardstick.
        opened: The cell whose curves are shown.
    """
    (first, second), (across, up) = run.sweep.ranges, map(list, run.sweep.words)
    values, label = cell_values(run, yardstick).reshape(run.sweep.shape), YARDSTICKS[yardstick].label
    heat = {
        "type": "heatmap",
        "x": across,
        "y": up,
        "z": rounded(values.T),
        "name": label,
        "colorscale": [[0, "grid"], [1, PALETTE[0]]],  # an empty cell has the colour of the page
        "colorbar": {"thickness": 10, "outlinewidth": 0, "len": 1},
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "hovertemplate": f"{first.label} %{{x}}<br>{second.label} %{{y}}<br>{label} %{{z:.4g}}<extra></extra>",
    }
    if np.isfinite(values).any():
        heat |= dict(zip(("zmin", "zmax"), _shades(values), strict=True))
    best = best_cell(run, yardstick)
    marks = [
        _marks(run, lost_cells(run).tolist(), "diverged", "x-thin", 7),
        _marks(run, [best] if best is not None else [], "best", "star", 12),
        _marks(run, [opened] if opened is not None else [], "opened", "square-open", 16),
    ]
    return {
        "data": [heat, *marks],
        "layout": {
            "xaxis": {"title": {"text": first.label}, "type": "category", "showgrid": False, "ticks": "", "nticks": 9},
            "yaxis": {
                "title": {"text": second.label},
                "type": "category",
                "showgrid": False,
                "ticks": "",
                "nticks": 9,
                "automargin": True,  # its values may be long words
            },
            "hovermode": "closest",
        },
    }


def _shades(values: np.ndarray) -> list[float]:
    """Return the ends of the scale of colours: absurd values must not leave one colour for all others."""
    low, high = (float(end) for end in np.nanpercentile(values, (2, 98)))
    return [low, high] if high > low else [low - 0.5, low + 0.5]


def _marks(run: SweepRun, cells: list[int], name: str, symbol: str, size: int) -> Figure:
    places = [np.unravel_index(cell, run.sweep.shape) for cell in cells]
    x, y = ([run.sweep.words[i][place[i]] for place in places] for i in range(2))
    line = {"color": "text", "width": 2 if name != "best" else 1}
    first, second = (swept.label for swept in run.sweep.ranges)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "name": name,
        "marker": {"color": "text" if name != "best" else "background", "symbol": symbol, "size": size, "line": line},
        "hovertemplate": f"{name}<br>{first} %{{x}}<br>{second} %{{y}}<extra></extra>",
    }
