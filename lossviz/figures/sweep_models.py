"""What the models of a sweep do: the shape of the loss with the errors on it, and the fit or the confusions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lossviz.analysis.evaluation import Evaluation
from lossviz.figures.base import Figure, Line
from lossviz.figures.confusion import confusion_figure
from lossviz.figures.model import fit_figure, shape_ends, shape_figure
from lossviz.figures.ranges import common
from lossviz.figures.slider import sliding_figure
from lossviz.figures.sweep import SweepView, sweep_slider
from lossviz.runs.history import History
from lossviz.runs.sweep_run import SweepRun

SHAPE_POINTS, EXAMPLES = 81, 60
"""Most points on the shape of a loss, and most examples on it: as many as are seen while a slider moves."""


def sweep_evaluation_figures(
    run: SweepRun, view: SweepView, known: dict[int, tuple[Evaluation, Figure]]
) -> tuple[Figure, Figure]:
    """Draw the shape of the loss with the errors on it, and what the model does, for each value, one at a time.

    Args:
        run: A sweep of one parameter, with at least one look at a model.
        view: How it is drawn.
        known: What is drawn of the shape of each cell, and its model; grows.
    """
    for cell, evaluation in sorted(run.evaluations.items()):
        if cell not in known:
            known[cell] = _shortened(evaluation), _model_figure(run, cell, evaluation)
    ends = [shape_ends(evaluation) for evaluation, _ in known.values()]
    whole = common([high for high, _ in ends]), common([steep for _, steep in ends])  # they stand still under a hand
    cells = [known.get(cell) for cell in range(run.sweep.n_cells)]
    shapes = [shape_figure(each[0], _line(run, cell), whole) if each else None for cell, each in enumerate(cells)]
    slider = sweep_slider(run, view)
    return sliding_figure(shapes, slider), sliding_figure([each and each[1] for each in cells], slider)


def evaluation_figures(run: SweepRun, cell: int, evaluation: Evaluation) -> tuple[Figure, Figure]:
    """Draw the shape of the loss with the errors on it, and what the model of a cell does."""
    return shape_figure(_shortened(evaluation), _line(run, cell)), _model_figure(run, cell, evaluation)


def _line(run: SweepRun, cell: int) -> Line:
    spec = run.sweep.spec(cell * run.sweep.n_seeds)
    return Line("", 0, History(run.columns), spec, spec.epochs)


def _model_figure(run: SweepRun, cell: int, evaluation: Evaluation) -> Figure:
    line = _line(run, cell)
    return (fit_figure if line.spec.task == "regression" else confusion_figure)(evaluation, line)


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
