"""Figures as plain dicts for Plotly: numbers are extracted elsewhere and only drawn here.

Colours are words (`blue`, `text`, `faint`, …) that the page's chart replaces by the colours of the theme it is shown
in, so one figure serves light and dark. What is the same for all figures (fonts, grid, margins) is added there too.
"""

from lossviz.figures.base import DASHES, PALETTE, Figure, Line
from lossviz.figures.grid import best_cell, best_words, cell_values, lost_cells, map_figure
from lossviz.figures.history import COLUMN_WORDS, POINTS, Points, View, history_figure, live_columns, series
from lossviz.figures.loss import (
    MAX_OVERLAID,
    fan_figure,
    loss_figure,
    overlay_figure,
    plane_figure,
    rain_figure,
    rain_words,
)
from lossviz.figures.model import confusion, confusion_figure, fit_figure, probabilities_figure, shape_figure
from lossviz.figures.sweep import (
    Look,
    cell_figure,
    look_figures,
    multiples_figure,
    sweep_end_figure,
    sweep_history_figure,
    sweep_look_figures,
    value_text,
)

__all__ = [
    "COLUMN_WORDS",
    "DASHES",
    "MAX_OVERLAID",
    "PALETTE",
    "POINTS",
    "Figure",
    "Line",
    "Look",
    "Points",
    "View",
    "best_cell",
    "best_words",
    "cell_figure",
    "cell_values",
    "confusion",
    "confusion_figure",
    "fan_figure",
    "fit_figure",
    "history_figure",
    "live_columns",
    "look_figures",
    "loss_figure",
    "lost_cells",
    "map_figure",
    "multiples_figure",
    "overlay_figure",
    "plane_figure",
    "probabilities_figure",
    "rain_figure",
    "rain_words",
    "series",
    "shape_figure",
    "sweep_end_figure",
    "sweep_history_figure",
    "sweep_look_figures",
    "value_text",
]
