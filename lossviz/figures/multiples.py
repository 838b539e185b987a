"""The histories of some values of a sweep side by side."""

from __future__ import annotations

import numpy as np

from lossviz.figures.base import Figure
from lossviz.figures.history import COLUMN_WORDS
from lossviz.figures.sweep import SweepView, cell_traces, history_layout
from lossviz.runs.sweep_run import SweepRun

MAX_MULTIPLES = 9
"""Most small charts side by side."""


def multiples_figure(run: SweepRun, column: str, view: SweepView) -> Figure:
    """Draw the histories of some values across the range side by side, all on the same axes."""
    n = min(MAX_MULTIPLES, run.sweep.n_cells)
    cells = np.unique(np.linspace(0, run.sweep.n_cells - 1, n).round().astype(int)).tolist()
    n_columns = 3
    n_rows = -(-len(cells) // n_columns)
    common = history_layout(run, column, view)
    layout: Figure = {"hovermode": "closest", "annotations": []}
    traces: list[Figure] = []
    for number, cell in enumerate(cells):
        row, place = divmod(number, n_columns)
        suffix = str(number + 1) if number else ""
        left, top = place / n_columns, 1 - row / n_rows
        right, bottom = left + 0.86 / n_columns, top - 0.86 / n_rows
        names = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
        traces += [trace | names for trace in cell_traces(run, column, cell, _few(run))]
        low = row == n_rows - 1 or number + n_columns >= len(cells)
        layout[f"xaxis{suffix}"] = {
            **common["xaxis"],
            "title": {"text": "epoch" if low else ""},
            "domain": [left, right],
            "anchor": names["yaxis"],
            "showticklabels": low,
            "nticks": 3,
        }
        layout[f"yaxis{suffix}"] = {
            **common["yaxis"],
            "title": {"text": "" if place else COLUMN_WORDS[column]},
            "domain": [max(bottom, 0), top - 0.14 / n_rows],
            "anchor": names["xaxis"],
            "showticklabels": not place,
            "nticks": 5,
        }
        text = f"<b>{run.sweep.words[0][cell]}</b>"
        where = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top", "showarrow": False}
        layout["annotations"].append({**where, "x": left, "y": top, "text": text, "font": {"size": 12}})
    return {"data": traces, "layout": layout}


def _few(run: SweepRun) -> np.ndarray:
    return np.unique(np.linspace(0, len(run.epochs) - 1, min(len(run.epochs), 41)).round().astype(int))
