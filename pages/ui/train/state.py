"""The run in focus, earlier ones to compare with, and a playhead, without Streamlit."""

from __future__ import annotations

import itertools
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import replace
from typing import Any

from lossviz.analysis.curves import Curve
from lossviz.analysis.evaluation import Evaluation, evaluate
from lossviz.engine import Engine
from lossviz.errors import LossvizError, SpecError
from lossviz.figures.base import Line
from lossviz.figures.history import HistoryView
from lossviz.runs.run import Run
from lossviz.specs.choice import Choice
from lossviz.specs.fitting import with_component
from lossviz.specs.recipes import RECIPES
from lossviz.specs.run import RunSpec
from lossviz.specs.settings import has_param, parse_value
from lossviz.training.trap import Trap, spring_trap
from pages.ui.channel.scene import LOADING, PATIENCE, Scene
from pages.ui.kit.locked import locked
from pages.ui.kit.named_run import NamedRun

GHOSTS = 3
"""How many earlier runs stay on the charts by themselves."""

MAX_PINNED = 9
"""How many runs a visitor can keep."""

VIEWS_SECONDS = 1.5
"""How often what follows from the model is drawn while the playhead moves; the curves are drawn more often."""

REPLAY_SECONDS = 4.0
"""How long a replay takes at full speed."""

SPEEDS: dict[str, float | None] = {"5 epochs/s": 5.0, "20 epochs/s": 20.0, "100 epochs/s": 100.0, "Full speed": None}
"""Epochs a second, by the words for it; None is as fast as the machine."""


class TrainState(Scene):
    """What the Train page shows to one visitor.

    Attributes:
        spec: What the controls show; without changes on the way.
        entries: All runs, oldest first; the last one is in focus.
        playing: Whether the playhead moves.
        head: The epoch it is at; None while it follows the end of the run.
        speed: One of `SPEEDS`.
        view: How histories are drawn.
        before: The shape of the loss before the last change.
    """

    def __init__(self, engine: Engine) -> None:
        """Begin without a run."""
        super().__init__(engine)
        self.spec = RunSpec()
        self.entries: list[NamedRun] = []
        self.playing = False
        self.head: float | None = None
        self.speed = "Full speed"
        self.view = HistoryView()
        self.before: Curve | None = None
        self._moved = time.monotonic()
        self._looked = 0.0
        self._numbers = itertools.count()
        self._evaluation: tuple[Run, int, Evaluation] | None = None
        self._asked: tuple[Run, int, Future[Evaluation]] | None = None
        self._trap: tuple[RunSpec, Future[Trap]] | None = None
        self._trap_due = False

    # The link

    @locked
    def begin(self) -> None:
        """Train the default run if there is none."""
        if not self.entries:
            self.start(self.spec)

    @locked
    def open(self, query: str) -> None:
        """Start the run of a link; one that cannot be read gives a notice."""
        try:
            spec = RunSpec.from_query(query)
        except SpecError as error:
            shown = "nothing has changed" if self.entries else "you see the default run"
            self.notice = f"This link cannot be used, so {shown}. {error}"
            self.begin()
        else:
            if not self.entries or spec != self.run.spec:
                self.notice = ""
                self.start(spec)

    def to_query(self) -> str:
        """Return the link to the run in focus."""
        return self.run.spec.to_query()

    # Choosing

    @locked
    def change(self, name: str, value: Any) -> None:
        """Give a parameter another value: in the run in focus if it is on its way, else in a new run.

        Args:
            name: The parameter as a link calls it.
            value: A value, or the text of one.
        """
        if not has_param(self.spec, name):
            return  # The control has left the page since it was moved.
        self.notice = ""
        try:
            if isinstance(value, str):
                value = parse_value(self.spec, name, value.strip())
            spec = self.spec.with_value(name, value)
            if spec == self.spec:
                return
            if name in spec.traced and self.run.epoch >= 0 and self.run.change(name, float(value)):
                self.spec = self.run.spec.at(self.run.spec.epochs)
            else:
                self.start(spec)
        except LossvizError as error:
            self.notice = str(error)

    @locked
    def take_recipe(self, label: str | None) -> None:
        """Start a recipe of the article."""
        for recipe in RECIPES:
            if recipe.label == label:
                self.notice = ""
                self.start(recipe.spec)

    @locked
    def choose(self, kind: str, name: str) -> None:
        """Take another component with its default values; what does not fit it is replaced, and a notice says so."""
        self.take(Choice(kind, name))

    @locked
    def take(self, choice: Choice) -> None:
        """Take another component; what does not fit it is replaced, and a notice says so."""
        try:
            spec, self.notice = with_component(self.spec, choice)
        except SpecError as error:
            self.notice = str(error)
        else:
            self.start(spec)

    # Playing

    @property
    def entry(self) -> NamedRun:
        """The run in focus among the others."""
        return self.entries[-1]

    @property
    def run(self) -> Run:
        """The run in focus."""
        return self.entry.run

    @property
    def shown(self) -> int:
        """The epoch that is looked at."""
        return self.run.epoch if self.head is None or self.grows else min(int(self.head), self.run.epoch)

    @property
    def status(self) -> str:
        """How the run in focus stands, in one word."""
        return "paused" if self.run.running and not self.playing else self.run.outcome

    @property
    def moving(self) -> bool:
        """Whether the run in focus is on its way, or its playhead."""
        return self.playing or bool(self.run.wants)

    @property
    def grows(self) -> bool:
        """Whether the run in focus is being trained, and followed."""
        return self.playing and self.run.running

    @locked
    def start(self, spec: RunSpec, goal: int | None = None) -> None:
        """Begin a new run, and play it unless it has a goal of its own."""
        if self.entries:
            self.run.stop()
            looked = self._evaluation
            self.before = looked[2].curve if looked and spec.task == looked[0].spec.task else None
        self.entries.append(self.enter(spec))
        self._tidy()
        self.spec, self.head = spec.at(spec.epochs), None
        self._asked, self._trap_due = None, False
        if goal is None:
            self.play()
        else:
            self.playing = False
            self._train_to(goal)

    def enter(self, spec: RunSpec, name: str = "") -> NamedRun:
        """Return a run with a number, and so a colour, that no other run of this visitor has had."""
        number = next(self._numbers)
        return NamedRun(Run(spec), number, name or f"Run {number + 1}")

    def _tidy(self) -> None:
        """Keep the pinned runs and the last ghosts that show something."""
        *earlier, focus = self.entries
        ghosts = [entry for entry in earlier if not entry.pinned and entry.run.epoch >= 1][-GHOSTS:]
        pinned = [entry for entry in earlier if entry.pinned]
        kept = pinned[-MAX_PINNED:]
        if len(pinned) > MAX_PINNED:
            self.notice = f"At most {MAX_PINNED} runs stay pinned: {pinned[0].name} was let go."
        for entry in ghosts + kept:
            entry.run.forget_weights()
        self.entries = [*sorted(ghosts + kept, key=lambda entry: entry.number), focus]

    def _train_to(self, goal: int, patience: float = PATIENCE) -> None:
        self.run.goal = goal
        self.engine.train(self.run, self._key)
        if self.engine.ready:
            self.run.wait(patience)

    @locked
    def play(self) -> None:
        """Train on, or replay a run that has ended."""
        self.playing, self._moved = True, time.monotonic()
        if self.run.running:
            self.head = None
            self._train_to(self.run.spec.epochs if SPEEDS[self.speed] is None else max(self.run.epoch, 0))
            self.playing = self.run.running
        elif self.head is None or self.head >= self.run.epoch:
            self.head = 0.0

    @locked
    def pause(self) -> None:
        """Hold the playhead, and training with it."""
        self.playing = False
        self.run.hold()
        if self.run.running:
            self.head = None

    @locked
    def step(self) -> None:
        """Go one epoch further."""
        self.pause()
        if self.run.running:
            self._train_to(self.run.epoch + 1)
        elif self.head is not None:
            self.scrub(int(self.head) + 1)

    @locked
    def stop(self) -> None:
        """End the run where it is."""
        self.pause()
        self.run.stop()

    @locked
    def reset(self) -> None:
        """Begin again, paused before the first epoch."""
        self.start(self.spec, goal=0)

    @locked
    def scrub(self, epoch: int) -> None:
        """Look at an epoch."""
        self.pause()
        self.head = None if epoch >= self.run.epoch else float(max(epoch, 0))

    @locked
    def set_speed(self, speed: str) -> None:
        """Play at another speed from now on."""
        self.speed = speed
        if self.playing:
            self.run.hold()
            self.play()

    @locked
    def scale(self, name: str, value: Any) -> None:
        """Draw all histories on another scale."""
        self.view = replace(self.view, **{name: value})

    @locked
    def tick(self) -> None:
        """Move the playhead to where it should be by now."""
        now = time.monotonic()
        elapsed, self._moved = now - self._moved, now
        if not self.playing:
            return
        speed = SPEEDS[self.speed]
        if self.run.running and speed is not None:
            ahead = (self.head or float(self.run.epoch)) + speed * elapsed
            self.head = min(ahead, self.run.epoch + 1 + speed * 0.5)
            self._train_to(int(self.head), patience=0)
        elif not self.run.running and self.head is not None:
            self.head += (speed or self.run.epoch / REPLAY_SECONDS) * elapsed
        if not self.run.running and (self.head is None or self.head >= self.run.epoch):
            self.head, self.playing = None, False

    # As a scene

    @property
    def stage(self) -> tuple[Any, ...]:
        """What the whole page shows: the run and its settings, how it stands, and at rest the epoch looked at."""
        run = self.run
        return run, run.spec, run.outcome, self.playing, self.notice, None if self.playing else self.shown

    @property
    def standing(self) -> str:
        """How far the run in focus is."""
        run = self.run
        if run.epoch < 0:
            if self.engine.ready:
                return "Compiling the training of these settings, about a second."
            return LOADING
        done = f"epoch {self.shown} of {run.spec.epochs} · {self.status}"
        if SPEEDS[self.speed] is not None or not run.rate:
            return done
        left = (run.spec.epochs - run.epoch) / run.rate
        rest = f" · {left:.0f} s left" if run.running and left > 1 else ""
        return f"{done} · trained at {run.rate:,.0f} epochs/s{rest}"

    @property
    def share(self) -> float | None:
        """Which part of its epochs the playhead has passed, while it moves."""
        return max(self.shown, 0) / self.run.spec.epochs if self.playing else None

    # Looking

    def evaluation(self) -> Evaluation | None:
        """Return what the model does at the epoch that is looked at, or the last answer while the next is computed."""
        self._looked = time.monotonic()
        known = self.run.weights_at(self.shown)
        if known is None:
            return self._evaluation[2] if self._evaluation and self._evaluation[0] is self.run else None
        epoch, weights = known
        if self._evaluation is None or self._evaluation[:2] != (self.run, epoch):
            if self._asked is None or self._asked[:2] != (self.run, epoch):
                future = self.engine.latest(f"{self._key}:evaluation", evaluate, self.run.spec, epoch, weights)
                self._asked = (self.run, epoch, future)
            self._take_evaluation(self._asked)
        return self._evaluation[2] if self._evaluation and self._evaluation[0] is self.run else None

    def _take_evaluation(self, asked: tuple[Run, int, Future[Evaluation]]) -> None:
        run, epoch, future = asked
        try:
            self._evaluation = (run, epoch, future.result(PATIENCE))
        except NotYet:
            return
        except LossvizError as error:
            self.notice = str(error)
        self._asked = None

    def trap(self) -> Trap | None:
        """Return what the broadcasting trap does to the run in focus, once that is computed."""
        spec = self.run.spec.with_value("dataset.flat_target", False)
        if self._trap is None or self._trap[0] != spec:
            self._trap = (spec, self.engine.latest(f"{self._key}:trap", spring_trap, spec))
        future = self._trap[1]
        self._trap_due = not future.done()
        return None if self._trap_due or future.exception() else future.result()

    @property
    def pending(self) -> bool:
        """Whether something is still to come, so that the browser should ask again soon."""
        return self.moving or bool(self._awaited())

    @property
    def views_due(self) -> bool:
        """Whether what follows from the model should be drawn again; while the playhead moves, that is now and then."""
        if self.playing and time.monotonic() >= self._looked + VIEWS_SECONDS:
            return True
        return any(future.done() for future in self._awaited())

    def _awaited(self) -> list[Future[Any]]:
        """Return the answers for which the page waits."""
        asked, trap = self._asked, self._trap
        return [*([asked[2]] if asked else []), *([trap[1]] if trap and self._trap_due else [])]

    def lines(self) -> list[Line]:
        """Return the runs that the charts show, the one in focus first; others only if they measure the same."""
        others = [e for e in self.entries[:-1] if not e.hidden and e.run.spec.metric == self.run.spec.metric]
        focus = self.entry.line(self.shown)
        return [focus, *(entry.line(entry.run.epoch, ghost=not entry.pinned) for entry in reversed(others))]

    # Keeping

    @locked
    def clear(self) -> None:
        """Forget all runs but the one in focus."""
        self.entries = self.entries[-1:]

    def close(self) -> None:
        """Stop what is still on its way, when the visitor has gone."""
        for entry in self.entries:
            entry.run.stop()
