"""What the models of a sweep do: the shape of the loss with the errors on it, and the fit or the confusions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lossviz.analysis.evaluation import Evaluation
from lossviz.figures.base import Figure, Line
from lossviz.figures.confusion import confusion_figure
from lossviz.figures.model import fit_figure, shape_figure
from lossviz.figures.slider import sliding_figure
from lossviz.figures.sweep import SweepView, sweep_slider
from lossviz.runs.history import History
from lossviz.runs.sweep_run import SweepRun

SHAPE_POINTS, EXAMPLES = 81, 60
"""Most points on the shape of a loss, and most examples on it: as many as are seen while a slider moves."""


def sweep_evaluation_figures(
    run: SweepRun, view: SweepView, known: dict[int, tuple[Figure, Figure]]
) -> tuple[Figure, Figure]:
    """Draw the shape of the loss with the errors on it, and what the model does, for each value, one at a time.

    Args:
        run: A sweep of one parameter, with at least one look at a model.
        view: How it is drawn.
        known: What has been drawn of cells before; grows.
    """
    for cell, evaluation in sorted(run.evaluations.items()):
        if cell not in known:
            known[cell] = evaluation_figures(run, cell, evaluation)
    slider = sweep_slider(run, view)
    pairs = [known.get(cell) for cell in range(run.sweep.n_cells)]
    shape, model = ([pair[i] if pair else None for pair in pairs] for i in range(2))
    return sliding_figure(shape, slider), sliding_figure(model, slider)


def evaluation_figures(run: SweepRun, cell: int, evaluation: Evaluation) -> tuple[Figure, Figure]:
    """Draw the shape of the loss with the errors on it, and what the model of a cell does."""
    spec = run.sweep.spec(cell * run.sweep.n_seeds)
    line = Line("", 0, History(run.columns), spec, spec.epochs)
    model = fit_figure if spec.task == "regression" else confusion_figure
    return shape_figure(_shortened(evaluation), line), model(evaluation, line)


def _shortened(evaluation: Evaluation) -> Evaluation:
    """Return an evaluation with fewer points on the shape of its loss, as is enough while a slider moves."""
    curve = evaluation.curve
    points = np.linspace(0, len(curve.position) - 1, min(len(curve.position), SHAPE_POINTS)).round().astype(int)
    examples = _spread_out(evaluation.n_train, EXAMPLES)
    thin = {name: getattr(curve, name)[points] for name in ("position", "cost", "slope")}
    return replace(
        evaluation,
        curve=replace(curve, **thin),
        position=evaluation.position[examples],
        cost=evaluation.cost[examples],
        n_train=len(examples),
    )


def _spread_out(n: int, most: int) -> Sequence[int]:
    return np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(int)).tolist()
