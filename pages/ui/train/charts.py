"""What moves while a run plays: its curves, and the words on how far it is. Drawn by the page and by the socket."""

from __future__ import annotations

from typing import Any

from lossviz.figures.base import Line
from lossviz.figures.history import COLUMN_WORDS, history_figure, live_columns, series
from pages.ui.channel.screen import Screen
from pages.ui.train.state import SPEEDS, Lab

CHARTS = ("history.loss", "history.metric")


class Curves:
    """What moves on the Train page."""

    def __init__(self, lab: Lab) -> None:
        """Show a bench."""
        self._lab = lab
        self.lock = lab.lock

    @property
    def stage(self) -> Any:
        """What the bench says the whole page shows."""
        return self._lab.stage

    @property
    def pending(self) -> bool:
        """Whether something is still to come."""
        return self._lab.pending

    @property
    def due_for_a_look(self) -> bool:
        """Whether what follows from the model should be drawn again."""
        return self._lab.due_for_a_look

    @property
    def standing(self) -> str:
        """How far the run in focus is."""
        return _standing(self._lab)

    @property
    def share(self) -> float | None:
        """Which part of its epochs the playhead has passed, while it moves."""
        return max(self._lab.shown, 0) / self._lab.run.spec.epochs if self._lab.playing else None

    def tick(self) -> None:
        """Move the playhead."""
        self._lab.tick()

    def draw(self, screen: Screen) -> None:
        """Draw the loss and the metric of the task over the epochs, of the run in focus and those beside it."""
        lines = self._lab.lines()
        for key, column in zip(CHARTS, ("loss", self._lab.run.spec.metric), strict=True):
            _draw(self._lab, screen, key, column, lines)


def _draw(lab: Lab, screen: Screen, key: str, column: str, lines: list[Line]) -> None:
    """Draw the whole chart, or only what the run in focus has gained since."""
    focus, *others = lines
    until = focus.until
    rest = [(line.number, line.name, line.ghost, len(line.history)) for line in others]
    picture = (focus.number, column, lab.view, lab.run.spec.changes, rest)
    before, drawn = screen.curves.get(key, (None, 0))
    dashes = " · validation dotted" if lab.run.spec.n_validation else ""
    title = f"{COLUMN_WORDS[column].capitalize()} | by epoch{dashes}"
    alt = _alt(lab, column, until)
    if lab.grows and lab.view.smoothing == 1 and before == picture and 0 <= drawn <= until:
        if drawn < until:
            points = [series(focus, name, lab.view, drawn + 1, until) for name in live_columns(column, focus.history)]
            screen.grow(key, title, alt, points)
    else:
        cursor = None if lab.head is None or lab.grows else lab.shown
        screen.draw(key, title, alt, history_figure(lines, column, lab.view, cursor))
    screen.curves[key] = (picture, until)


def _alt(lab: Lab, column: str, until: int) -> str:
    history = lab.run.history
    if until < 0:
        return f"{COLUMN_WORDS[column].capitalize()} by epoch; no epoch is trained yet."
    parts = [f"{name} {history[name][0]:.3g} to {history[name][until]:.3g}" for name in live_columns(column, history)]
    return f"{COLUMN_WORDS[column].capitalize()} by epoch, from epoch 0 to {until}: {', '.join(parts)}."


def _standing(lab: Lab) -> str:
    run = lab.run
    if run.epoch < 0:
        if lab.engine.ready:
            return "Compiling the training of these settings, about a second."
        return "The engine is loading TensorFlow, some seconds after a cold start."
    done = f"epoch {lab.shown} of {run.spec.epochs} · {lab.status}"
    if SPEEDS[lab.speed] is not None or not run.rate:
        return done
    left = (run.spec.epochs - run.epoch) / run.rate
    return f"{done} · trained at {run.rate:,.0f} epochs/s{f' · {left:.0f} s left' if run.running and left > 1 else ''}"
