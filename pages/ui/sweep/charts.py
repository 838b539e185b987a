"""The charts of the Sweep page, drawn as the sweep grows: as often as that is cheap."""

from __future__ import annotations

import math
from typing import Any

from lossviz.analysis.evaluation import Evaluation
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.figures.base import Figure
from lossviz.figures.grid import best_cell, cell_values, lost_cells, map_figure
from lossviz.figures.history import COLUMN_WORDS
from lossviz.figures.multiples import multiples_figure
from lossviz.figures.sweep import SweepView, cell_figure, sweep_end_figure, sweep_history_figure
from lossviz.figures.sweep_models import evaluation_figures, sweep_evaluation_figures
from lossviz.runs.sweep_run import SweepRun
from pages.ui.channel.screen import Screen
from pages.ui.sweep.state import SweepState
from pages.ui.train.state import TrainState

LEAST = 0.2
"""Seconds from one drawing to the next while a sweep grows."""

SHARE = 4
"""How much longer than drawing takes it is left alone, so that training has the machine."""


class SweepScene(SweepState):
    """The Sweep page with its charts."""

    def __init__(self, train: TrainState) -> None:
        """Begin without a sweep."""
        super().__init__(train)
        self._drawn: Any = None
        self._drawn_at, self._took = -math.inf, 0.0
        self._figures: tuple[SweepRun | None, dict[int, tuple[Evaluation, Figure]]] = (None, {})

    def draw(self, screen: Screen) -> None:
        """Draw what is new, unless it has just been done or nothing is known yet."""
        run = self.run
        evaluation = self.evaluation() if len(self.sweep.ranges) == 2 else None
        way = (run, run.outcome, self.yardstick, self.log_y, self.opened, id(evaluation))
        now = self.clock()
        soon = now < self._drawn_at + max(LEAST, SHARE * self._took)
        if (way, run.version) == self._drawn or (run.running and (not run.share or (self._same(way) and soon))):
            return
        self._drawn = (way, run.version)
        if len(self.sweep.ranges) == 1:
            _draw_line(self, screen)
        else:
            _draw_map(self, screen, evaluation)
        self._drawn_at = self.clock()
        self._took = self._drawn_at - now

    def _same(self, way: Any) -> bool:
        return self._drawn is not None and self._drawn[0] == way

    def figures(self) -> dict[int, tuple[Evaluation, Figure]]:
        """Return what has been drawn of the models of this sweep before."""
        if self._figures[0] is not self.run:
            self._figures = (self.run, {})
        return self._figures[1]

    @property
    def model_key(self) -> str:
        """The chart of what the model does: another one for each kind."""
        base = self.sweep.base
        return f"sweep.fit.{min(base.n_features, 3)}" if base.task == "regression" else "sweep.confusion"


def _draw_line(scene: SweepScene, screen: Screen) -> None:
    """Draw the charts of one parameter, which its slider moves together."""
    run, view = scene.run, SweepView("sweep", scene.at, scene.log_y)
    swept, values, words = run.sweep.ranges[0], run.sweep.values[0], run.sweep.words[0]
    ends = f"{words[0]} to {words[-1]}"
    several = f" · median of {run.sweep.n_seeds} seeds" if run.sweep.n_seeds > 1 else ""
    for key, column in (("sweep.loss", "loss"), ("sweep.metric", run.sweep.base.metric)):
        title = f"{COLUMN_WORDS[column].capitalize()} | by epoch{_dots(run)}{several}"
        alt = f"{COLUMN_WORDS[column].capitalize()} by epoch for {len(values)} values of {swept.label}, {ends}."
        screen.draw(key, title, alt, sweep_history_figure(run, column, view, hidden=column != "loss"))
    known, yardstick = cell_values(run, scene.yardstick), YARDSTICKS[scene.yardstick]
    best = best_cell(run, scene.yardstick)
    found = "" if best is None else f" The best, {known[best]:.3g} ({yardstick.best_words}), is at {words[best]}."
    title = f"{yardstick.label} at the end | against {swept.label}{_dots(run)}{several}"
    alt = f"{yardstick.label} after the last epoch against {swept.label}, {ends}.{found}"
    screen.draw("sweep.end", title, alt, sweep_end_figure(run, scene.yardstick, view))
    title = f"Side by side | loss by epoch for values of {swept.label}, all on the same axes"
    alt = f"Small charts of the loss by epoch for some values of {swept.label}, {ends}."
    screen.draw("sweep.multiples", title, alt, multiples_figure(run, "loss", view))
    if run.evaluations:
        shape, model = sweep_evaluation_figures(run, view, scene.figures())
        _draw_evaluation(scene, screen, shape, model, f"for {len(values)} values of {swept.label}, {ends}")


def _draw_map(scene: SweepScene, screen: Screen, evaluation: Any) -> None:
    """Draw the map of two parameters, and the curves of one of its cells."""
    run, cell = scene.run, scene.cell
    (first, second), yardstick = run.sweep.ranges, YARDSTICKS[scene.yardstick]
    part = "validation" if run.sweep.holds_out else "training"
    several = f", median of {run.sweep.n_seeds} seeds" if run.sweep.n_seeds > 1 else ""
    n_lost = len(lost_cells(run))
    lost = f" · {n_lost} crossed cells diverged" if n_lost else ""
    axes = f"{second.label} upwards, {first.label} to the right"
    title = f"{yardstick.label} at the end | {axes} · {part}{several} · ★ {yardstick.best_words}{lost}"
    alt = f"Map of {yardstick.label} over {first.label} (to the right) and {second.label} (upwards).{_best(scene)}"
    screen.draw("sweep.map", title, alt, map_figure(run, scene.yardstick, cell))
    if cell is None:
        return
    view, where = SweepView("cell", 0, scene.log_y), run.sweep.cell_words(cell)
    for key, column in (("sweep.loss", "loss"), ("sweep.metric", run.sweep.base.metric)):
        words = COLUMN_WORDS[column].capitalize()
        screen.draw(key, f"{words} | {where}", f"{words} by epoch, {where}.", cell_figure(run, column, cell, view))
    if evaluation is not None:
        _draw_evaluation(scene, screen, *evaluation_figures(run, cell, evaluation), where)


def _draw_evaluation(scene: SweepScene, screen: Screen, shape: Figure, model: Figure, where: str) -> None:
    loss = scene.sweep.base.loss.component.label
    seed = " · first seed" if scene.sweep.n_seeds > 1 else ""
    title, alt = f"Shape of the loss | with training examples on it{seed}", f"Cost of {loss} and its slope, {where}."
    screen.draw("sweep.shape", title, alt, shape)
    if scene.sweep.base.task == "regression":
        title, alt = f"Fit | the truth is dashed or grey{seed}", f"Fitted against true values, {where}."
    else:
        title, alt = f"Confusion | of true (rows) and predicted classes{seed}", f"Confusion matrix, {where}."
    screen.draw(scene.model_key, title, alt, model)


def _best(scene: SweepScene) -> str:
    best = best_cell(scene.run, scene.yardstick)
    if best is None:
        return ""
    value = cell_values(scene.run, scene.yardstick)[best]
    words = YARDSTICKS[scene.yardstick].best_words
    return f" The best, {value:.3g} ({words}), is at {scene.run.sweep.cell_words(best)}."


def _dots(run: SweepRun) -> str:
    return " · validation dotted" if run.sweep.holds_out else ""
