"""What moves on the Train page: every chart shows the same runs, at the same epoch."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from lossviz.analysis.evaluation import Evaluation
from lossviz.declare import value_name
from lossviz.engine import Engine
from lossviz.figures.base import Line
from lossviz.figures.history import COLUMN_WORDS, Points, growing_columns, series
from lossviz.figures.leaving import leaving_words
from lossviz.figures.model import cost_ends, slope_ends
from lossviz.figures.ranges import Ends, HeldRanges, bulk, joined
from lossviz.figures.train import (
    DrawnRun,
    columns_of,
    cost_figure,
    curves_figure,
    evaluated,
    fit_figure,
    on_axis,
    outputs_figure,
    slope_figure,
    standing_places,
)
from lossviz.losses.axes import AXES
from lossviz.runs.model_facts import is_biased
from lossviz.specs.settings import has_param, value_of
from pages.ui.channel.screen import Screen
from pages.ui.kit.locked import locked
from pages.ui.kit.named_run import NamedRun
from pages.ui.train.own_tables import OwnTablesTrain
from pages.ui.train.panel import panel
from pages.ui.train.state import TrainState

CHARTS = ("cost", "slope", "loss", "metric", "fit", "outputs")
"""The charts of the page, column by column; a fit and outputs are never there together."""


class TrainScene(OwnTablesTrain):
    """The Train page with its charts."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without a run.

        Args:
            engine: Where runs are trained.
            clock: Gives the time in seconds.
        """
        super().__init__(engine, clock)
        self._ranges = HeldRanges()
        self._grown: dict[str, tuple[Any, int]] = {}  # what each chart of curves shows, and up to which epoch
        self._places: tuple[Any, np.ndarray] = (None, np.empty(0))

    def panel(self) -> dict[str, Any]:
        """Return what the words and controls around the charts say."""
        return panel(self) | super().panel()

    def to_keep(self) -> str:
        """Return the link to the run in hand, and the runs that stay as a session file."""
        return f"{self.to_query()}\n{self.pins.to_file()}"

    @locked
    def restore(self, text: str) -> None:
        """Train the run of a link and those that stay."""
        link, _, file = text.partition("\n")
        self.open(link)
        self.pins.open(file)

    def drawn_runs(self) -> list[DrawnRun]:
        """Return the runs that the charts show: what was before, what stays, what is beside the hand, the hand last."""
        spec = self.run.spec
        kept = [entry for entry in self.pins.entries if not entry.hidden]
        pinned = [self._drawn(entry, "beside", entry.name) for entry in kept]
        earlier = self.trained.before
        seen = earlier is None or any(entry.run is earlier.run for entry in kept)
        before = [] if earlier is None or seen else [self._drawn(earlier, "before", self._before_label())]
        beside = [self._drawn(named, "beside", named.name) for named in self.trained.beside]
        others = [run for run in before + pinned + beside if run.line.spec.metric == spec.metric]
        return [*others, self._drawn(self.entry, "hand", self.entry.name)]

    def _drawn(self, named: NamedRun, role: Any, label: str) -> DrawnRun:
        trained = any(named is one for one in self.trained.all)
        line = Line(named.name, named.number, named.run.history, named.run.spec, self.player.shown if trained else -1)
        return DrawnRun(line, named.evaluation, role, label, brief=self.held and trained)

    def _before_label(self) -> str:
        """Return what the run from before the hand moved is told by: its value, if that is what has changed."""
        before, now, hand = self.trained.before.run.spec, self.run.spec, self.hand  # type: ignore[union-attr]
        if has_param(before, hand) and value_of(before, hand) != value_of(now, hand):
            return f"before {value_name(value_of(before, hand))}"
        return "before"

    def draw(self, screen: Screen) -> None:
        """Draw all charts."""
        runs = self.drawn_runs()
        self._draw_curves(screen, runs)
        if evaluated(runs) and runs[-1].evaluation is not None:
            self._draw_loss(screen, runs)
            self._draw_model(screen, runs, runs[-1].evaluation)

    def _draw_curves(self, screen: Screen, runs: list[DrawnRun]) -> None:
        for key, column in zip(("loss", "metric"), ("loss", self.run.spec.metric), strict=True):
            self._draw_curve(screen, key, column, runs)

    def _draw_curve(self, screen: Screen, key: str, column: str, runs: list[DrawnRun]) -> None:
        """Draw a whole chart, or only what the run in hand has gained since."""
        *others, hand = runs
        y = self._height(runs, column)
        dotted = ", validation dotted" if self.run.spec.n_validation else ""
        told = f"{COLUMN_WORDS[column].capitalize()} | by epoch{dotted}", _curve_alt(self, column)
        beside = [(run.role, run.line.key, run.label, len(run.line.history)) for run in others]
        picture = (screen.age, self.run, column, self.view, y, self.run.spec.changes, beside)
        before, drawn = self._grown.get(key, (None, 0))
        until = hand.line.until
        self._grown[key] = (picture, until)
        if not (self.player.grows and self.view.smoothing == 1 and before == picture and 0 <= drawn <= until):
            title = "epoch" if key == "metric" else ""
            screen.draw(key, *told, curves_figure(runs, column, self.view, y, title=title))
        elif drawn < until:
            standing = [Points([], [])] * sum(len(columns_of(run, column)) for run in others)
            new = [series(hand.line, name, self.view, drawn + 1, until) for name in columns_of(hand, column)]
            screen.grow(key, *told, [*standing, *new], until)

    def _height(self, runs: list[DrawnRun], column: str) -> Ends:
        """Return the ends of the axis of a column: all of accuracy, else what most of the epochs need."""
        if column == "accuracy" and not self.view.log_y:
            return 0.0, 1.04
        log = self.view.log_y
        return self._ends(f"{column}.{log}", runs, lambda some: _height(some, column, log=log))

    def _ends(self, axis: str, runs: list[DrawnRun], ends: Callable[[list[DrawnRun]], Ends]) -> Ends:
        """Return the ends of an axis for runs: what was before them is seen, unless it is of quite another scale."""
        own, before = ([run for run in runs if (run.role == "before") is was] for was in (False, True))
        if not any(len(run.line.history) for run in own):
            own, before = runs, []  # nothing is known yet of those in hand
        seen = joined(ends(own), ends(before)) if before else ends(own)
        return self._ranges.ends(axis, *seen, held=self.held)

    def _draw_loss(self, screen: Screen, runs: list[DrawnRun]) -> None:
        """Draw the losses of the runs where their examples lie."""
        known = on_axis(runs)
        spec, seen = known[-1][0].line.spec, known[-1][1]
        loss = spec.loss.component
        told = spec.task == "regression" and is_biased(spec, seen)
        where = f" for a target of {seen.curve.target:.3g}" if told else " of one example"
        axis, drawn = f"{seen.curve.axis}.{loss.name}", [run for run, _ in known]
        x = self._ends(f"{axis}.x", drawn, _around)
        figure = cost_figure(runs, x, self._ends(f"{axis}.cost", drawn, lambda some: cost_ends(_models(some))))
        mean = float(seen.cost[: seen.n_train].mean())
        alt = f"Cost of {loss.label}; the mean cost of the training examples is {mean:.3g}.{leaving_words(figure)}"
        screen.draw("cost", f"Cost |{where}, dots: examples trained on", alt, figure)
        figure = slope_figure(runs, x, self._ends(f"{axis}.slope", drawn, lambda some: slope_ends(_models(some))))
        alt = f"Slope of {loss.label} over the {AXES[seen.curve.axis].label}.{leaving_words(figure)}"
        screen.draw("slope", "Slope | how hard it pulls", alt, figure)

    def _draw_model(self, screen: Screen, runs: list[DrawnRun], seen: Evaluation) -> None:
        """Draw what the models do."""
        if self.run.spec.task == "regression":
            screen.wipe("outputs")
            x, y = self._fit_ends(runs, seen)
            line = "with the fitted line" if seen.fit is not None and len(seen.fit.axes) == 1 else ""
            title = f"Target | by feature, {line}" if line else "Prediction | by target"
            screen.draw("fit", title, _fit_alt(seen), fit_figure(runs, x, y))
            return
        screen.wipe("fit")
        data = (self.run.spec.dataset, self.run.spec.split_seed, self.run.spec.n_validation)
        if self._places[0] != data:
            self._places = (data, standing_places(seen))
        probabilities = AXES[seen.curve.axis].reach is None
        y = (0.0, 1.04) if probabilities else self._ends("outputs", [run for run, _ in on_axis(runs)], _outputs_ends)
        right = seen.yardsticks["accuracy"][0]
        alt = f"What the model says of the true class of every example; {right:.1%} of the training examples are right."
        title = f"{AXES[seen.curve.axis].label.capitalize()} | one dot an example"
        screen.draw("outputs", title, alt, outputs_figure(runs, self._places[1], y))

    def _fit_ends(self, runs: list[DrawnRun], seen: Evaluation) -> tuple[Ends, Ends]:
        """Return the ends of both axes of a fit: around the examples, and the lines there."""
        if seen.fit is not None and len(seen.fit.axes) == 1:
            first, last = float(seen.fit.axes[0][0]), float(seen.fit.axes[0][-1])
            x = first - 0.03 * (last - first), last + 0.03 * (last - first)  # no dot is cut
            y = min(seen.truth.min(), seen.fit.predicted.min()), max(seen.truth.max(), seen.fit.predicted.max())
            return x, self._ranges.ends("fit.line", float(y[0]), float(y[1]), held=self.held)
        ends = self._ends("fit.targets", [run for run, _ in evaluated(runs)], _target_ends)
        return ends, ends


def _height(runs: list[DrawnRun], column: str, *, log: bool) -> Ends:
    """Return ends between which a column of some runs lies, or its exponents of ten: what most of the epochs need."""
    lines = [run.line.history[name] for run in runs for name in growing_columns(column, run.line.history)]
    lines = [line[np.isfinite(line)] for line in lines]
    values = np.concatenate(lines) if lines else np.empty(0)
    if log:
        values = np.log10(values[values > 0])
        return (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    low = min(0.0, float(values.min())) if len(values) else 0.0
    return low, bulk(lines, share=0.9, slack=2.5)


def _around(runs: list[DrawnRun]) -> Ends:
    """Return the ends of the curves of their losses."""
    return _span([one.curve.position for one in _models(runs)])


def _models(runs: list[DrawnRun]) -> list[Evaluation]:
    return [one for _, one in evaluated(runs)]


def _outputs_ends(runs: list[DrawnRun]) -> Ends:
    return _span([one.position for one in _models(runs)])


def _target_ends(runs: list[DrawnRun]) -> Ends:
    return _span([part for one in _models(runs) for part in (one.truth, one.y_pred)])


def _span(values: list[np.ndarray]) -> Ends:
    return min(float(one.min()) for one in values), max(float(one.max()) for one in values)


def _curve_alt(state: TrainState, column: str) -> str:
    history, until = state.run.history, state.player.shown
    if until < 0:
        return f"{COLUMN_WORDS[column].capitalize()} by epoch; no epoch is trained yet."
    parts = [
        f"{name} {history[name][0]:.3g} to {history[name][until]:.3g}" for name in growing_columns(column, history)
    ]
    return f"{COLUMN_WORDS[column].capitalize()} by epoch, from epoch 0 to {until}: {', '.join(parts)}."


def _fit_alt(evaluation: Evaluation) -> str:
    bias, mae = evaluation.yardsticks["bias"][0], evaluation.yardsticks["mae"][0]
    return f"Fitted against true values; the mean error is {bias:.3g}, the mean absolute error {mae:.3g}."
