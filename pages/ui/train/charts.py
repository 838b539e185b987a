"""What moves on the Train page: the curves while a run plays, and what its model does."""

from __future__ import annotations

from typing import Any

from lossviz.analysis.evaluation import Evaluation
from lossviz.engine import Engine
from lossviz.figures.base import Line
from lossviz.figures.confusion import confusion_figure, probabilities_figure
from lossviz.figures.history import COLUMN_WORDS, growing_columns, history_figure, series
from lossviz.figures.model import fit_figure, shape_figure
from pages.ui.channel.screen import Screen
from pages.ui.train.state import TrainState

CURVES = ("history.loss", "history.metric")


class TrainScene(TrainState):
    """The Train page with its charts."""

    def __init__(self, engine: Engine) -> None:
        """Begin without a run."""
        super().__init__(engine)
        self._curves: dict[str, tuple[Any, int]] = {}  # what each shows, and up to which epoch

    def draw(self, screen: Screen) -> None:
        """Draw the loss and the metric of the task over the epochs, of the run in focus and those beside it."""
        lines = self.lines()
        for key, column in zip(CURVES, ("loss", self.run.spec.metric), strict=True):
            self._draw_curve(screen, key, column, lines)

    def _draw_curve(self, screen: Screen, key: str, column: str, lines: list[Line]) -> None:
        """Draw the whole chart, or only what the run in focus has gained since."""
        focus, *others = lines
        until = focus.until
        rest = [(line.number, line.name, line.ghost, len(line.history)) for line in others]
        picture = (screen.age, focus.number, column, self.view, self.run.spec.changes, rest)
        before, drawn = self._curves.get(key, (None, 0))
        dashes = " · validation dotted" if self.run.spec.n_validation else ""
        title = f"{COLUMN_WORDS[column].capitalize()} | by epoch{dashes}"
        alt = _curve_alt(self, column, until)
        if self.grows and self.view.smoothing == 1 and before == picture and 0 <= drawn <= until:
            if drawn < until:
                names = growing_columns(column, focus.history)
                screen.grow(key, title, alt, [series(focus, name, self.view, drawn + 1, until) for name in names])
        else:
            cursor = None if self.head is None or self.grows else self.shown
            screen.draw(key, title, alt, history_figure(lines, column, self.view, cursor))
        self._curves[key] = (picture, until)

    def draw_model(self, screen: Screen, evaluation: Evaluation) -> None:
        """Draw the shape of the loss with the errors lying on it, and what the model does now."""
        line, spec = self.entry.line(self.shown), self.run.spec.at(max(self.shown, 0))
        loss = spec.loss.component
        told = loss.is_biased(spec.loss.values) and spec.task == "regression"
        where = f" · for a target of {evaluation.curve.target:.3g}" if told else ""
        title = f"Shape of the loss | and its slope, every training example at its cost{where}"
        mean = float(evaluation.cost[: evaluation.n_train].mean())
        alt = f"Cost of {loss.label} and its slope; the mean cost of the training examples is {mean:.3g}."
        screen.draw("shape", title, alt, shape_figure(evaluation, line, self.before))
        if spec.task == "regression":
            title = "Fit | after this epoch; the truth is dashed or grey"
            screen.draw(self.fit_key, title, _fit_alt(evaluation), fit_figure(evaluation, line))
            return
        right_share = evaluation.yardsticks["accuracy"][0]
        alt = f"Confusion matrix; {right_share:.1%} of the training examples are on its diagonal."
        title = "Confusion | of true (rows) and predicted classes"
        screen.draw("confusion", title, alt, confusion_figure(evaluation, line))
        title, alt = "Outputs | for every example", "Outputs of the model for every class and example."
        screen.draw("probabilities", title, alt, probabilities_figure(evaluation, line))

    @property
    def fit_key(self) -> str:
        """The chart of a fit: another one for each number of features."""
        return f"fit.{self.run.spec.n_features}"


def _curve_alt(state: TrainState, column: str, until: int) -> str:
    history = state.run.history
    if until < 0:
        return f"{COLUMN_WORDS[column].capitalize()} by epoch; no epoch is trained yet."
    parts = [
        f"{name} {history[name][0]:.3g} to {history[name][until]:.3g}" for name in growing_columns(column, history)
    ]
    return f"{COLUMN_WORDS[column].capitalize()} by epoch, from epoch 0 to {until}: {', '.join(parts)}."


def _fit_alt(evaluation: Evaluation) -> str:
    bias, mae = evaluation.yardsticks["bias"][0], evaluation.yardsticks["mae"][0]
    return f"Fitted against true values; the mean error is {bias:.3g}, the mean absolute error {mae:.3g}."
