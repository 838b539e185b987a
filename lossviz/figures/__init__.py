"""Figures as plain dicts for Plotly: numbers are extracted elsewhere and only drawn here.

Colours are words (`blue`, `text`, `faint`, …) that the page's chart replaces by the colours of the theme it is shown
in, so one figure serves light and dark. What is the same for all figures (fonts, grid, margins) is added there too.
"""

from lossviz.figures.base import DASHES, PALETTE, Figure, Line
from lossviz.figures.confusion import confusion_figure, probabilities_figure
from lossviz.figures.grid import best_cell, cell_values, lost_cells, map_figure
from lossviz.figures.history import (
    COLUMN_WORDS,
    MAX_LINE_POINTS,
    HistoryView,
    Points,
    history_figure,
    live_columns,
    series,
)
from lossviz.figures.loss import (
    MAX_OVERLAID,
    family_figure,
    loss_figure,
    overlay_figure,
    plane_figure,
)
from lossviz.figures.model import fit_figure, shape_figure
from lossviz.figures.pulls import pulls_figure, pulls_words
from lossviz.figures.sweep import (
    SweepView,
    cell_figure,
    evaluation_figures,
    multiples_figure,
    sweep_end_figure,
    sweep_evaluation_figures,
    sweep_history_figure,
)

__all__ = [
    "COLUMN_WORDS",
    "DASHES",
    "MAX_LINE_POINTS",
    "MAX_OVERLAID",
    "PALETTE",
    "Figure",
    "HistoryView",
    "Line",
    "Points",
    "SweepView",
    "best_cell",
    "cell_figure",
    "cell_values",
    "confusion_figure",
    "evaluation_figures",
    "family_figure",
    "fit_figure",
    "history_figure",
    "live_columns",
    "loss_figure",
    "lost_cells",
    "map_figure",
    "multiples_figure",
    "overlay_figure",
    "plane_figure",
    "probabilities_figure",
    "pulls_figure",
    "pulls_words",
    "series",
    "shape_figure",
    "sweep_end_figure",
    "sweep_evaluation_figures",
    "sweep_history_figure",
]
