"""What one visitor has on the bench: a run in focus, earlier ones to compare with, and a playhead."""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field, replace
from typing import Any

from lossviz.analysis.curves import Curve
from lossviz.analysis.evaluation import Evaluation, evaluate
from lossviz.engine import Engine
from lossviz.errors import LossvizError, SpecError
from lossviz.figures.base import Line
from lossviz.figures.history import HistoryView
from lossviz.runs.run import Run
from lossviz.specs.choice import KINDS, Choice, fitting_datasets, fitting_losses
from lossviz.specs.run import RunSpec, parse_value
from lossviz.training.trap import Trap, spring_trap
from pages.ui.kit.locked import alone
from pages.ui.kit.named_run import Entry

GHOSTS = 3
"""How many earlier runs stay on the charts by themselves."""

MAX_PINNED = 9
"""How many runs a visitor can keep."""

PATIENCE = 0.3
"""Seconds that a page waits for an answer, which mostly comes in a tenth of that, before it is drawn without it."""

LOOK_SECONDS = 1.5
"""How often the model is looked at while the playhead moves; the curves are drawn more often."""

REPLAY_SECONDS = 4.0
"""How long a replay takes at full speed."""

SPEEDS: dict[str, float | None] = {"5 epochs/s": 5.0, "20 epochs/s": 20.0, "100 epochs/s": 100.0, "Full speed": None}
"""Epochs a second, by the words for it; None is as fast as the machine."""


@dataclass(eq=False)
class Lab:
    """The bench of one visitor.

    Attributes:
        engine: Where runs are trained.
        spec: What the controls show; without changes on the way.
        notice: One sentence about input that was refused or adapted.
        link: The link by which it was opened, if there was one.
        entries: All runs, oldest first; the last one is in focus.
        playing: Whether the playhead moves.
        head: The epoch it is at; None while it follows the end of the run.
        speed: One of `SPEEDS`.
        view: How histories are drawn.
        before: The shape of the loss before the last change.
        lock: Held by whoever acts on the bench: the page, or the socket that moves the playhead meanwhile.
    """

    engine: Engine
    spec: RunSpec = field(default_factory=RunSpec)
    notice: str = ""
    link: str = ""
    entries: list[Entry] = field(default_factory=list)
    playing: bool = False
    head: float | None = None
    speed: str = "Full speed"
    view: HistoryView = field(default_factory=HistoryView)
    before: Curve | None = None
    lock: Any = field(default_factory=threading.RLock)
    _key: str = field(default_factory=lambda: uuid.uuid4().hex)
    _moved: float = field(default_factory=time.monotonic)
    _looked: float = 0.0
    _numbers: Any = field(default_factory=itertools.count)
    _evaluation: tuple[Run, int, Evaluation] | None = None
    _asked: tuple[Run, int, Future[Evaluation]] | None = None
    _trap: tuple[RunSpec, Future[Trap]] | None = None
    _trap_due: bool = False

    # Choosing

    @alone
    def open(self, query: str) -> None:
        """Start the run of a link; a link that cannot be read gives a notice and the default run."""
        self.link = query
        try:
            self.spec = RunSpec.from_query(query)
        except SpecError as error:
            self.notice = f"This link cannot be used, so you see the default run. {error}"
        self.start(self.spec)

    @alone
    def change(self, name: str, value: Any) -> None:
        """Give a parameter another value: in the run in focus if it is on its way, else in a new run.

        Args:
            name: The parameter as a link calls it.
            value: A value, or the text of one.
        """
        kind, _, parameter = name.rpartition(".")
        if kind and parameter not in getattr(self.spec, kind).values:
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

    @alone
    def choose(self, kind: str, name: str) -> None:
        """Take another component with its default values; what does not fit it is replaced, and a notice says so."""
        self.take(Choice(kind, name))

    @alone
    def take(self, choice: Choice) -> None:
        """Take another component; what does not fit it is replaced, and a notice says so."""
        self.notice = ""
        choices = {kind: getattr(self.spec, kind) for kind in KINDS} | {choice.kind: choice}
        loss, dataset = choices["loss"], choices["dataset"]
        if loss.name not in fitting_losses(dataset.name):
            if choice.kind == "loss":
                choices["dataset"] = Choice("dataset", fitting_datasets(loss.component)[0])
            else:
                choices["loss"] = Choice("loss", fitting_losses(dataset.name)[0])
        try:
            try:
                spec = self._with(choices)
            except SpecError:
                if choice.kind == "model":
                    raise
                choices["model"] = Choice("model", "mlp")
                spec = self._with(choices)
        except SpecError as error:
            self.notice = str(error)
            return
        replaced = [kind for kind in KINDS if kind != choice.kind and choices[kind] != getattr(self.spec, kind)]
        if replaced:
            labels = " and ".join(f"the {kind} {choices[kind].component.label}" for kind in replaced)
            self.notice = f"{choice.component.label} needs another {' and '.join(replaced)}: you see {labels}."
        self.start(spec)

    def _with(self, choices: dict[str, Choice]) -> RunSpec:
        return replace(self.spec, changes=(), **choices)  # type: ignore[arg-type]

    # Playing

    @property
    def entry(self) -> Entry:
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
    def grows(self) -> bool:
        """Whether the run in focus is being trained, and followed."""
        return self.playing and self.run.running

    @alone
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

    def enter(self, spec: RunSpec, name: str = "") -> Entry:
        """Return a run with a number, and so a colour, that no other run of this visitor has had."""
        number = next(self._numbers)
        return Entry(Run(spec), number, name or f"Run {number + 1}")

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

    @alone
    def play(self) -> None:
        """Train on, or replay a run that has ended."""
        self.playing, self._moved = True, time.monotonic()
        if self.run.running:
            self.head = None
            self._train_to(self.run.spec.epochs if SPEEDS[self.speed] is None else max(self.run.epoch, 0))
            self.playing = self.run.running
        elif self.head is None or self.head >= self.run.epoch:
            self.head = 0.0

    @alone
    def pause(self) -> None:
        """Hold the playhead, and training with it."""
        self.playing = False
        self.run.hold()
        if self.run.running:
            self.head = None

    @alone
    def step(self) -> None:
        """Go one epoch further."""
        self.pause()
        if self.run.running:
            self._train_to(self.run.epoch + 1)
        elif self.head is not None:
            self.scrub(int(self.head) + 1)

    @alone
    def stop(self) -> None:
        """End the run where it is."""
        self.pause()
        self.run.stop()

    @alone
    def reset(self) -> None:
        """Begin again, paused before the first epoch."""
        self.start(self.spec, goal=0)

    @alone
    def scrub(self, epoch: int) -> None:
        """Look at an epoch."""
        self.pause()
        self.head = None if epoch >= self.run.epoch else float(max(epoch, 0))

    @alone
    def set_speed(self, speed: str) -> None:
        """Play at another speed from now on."""
        self.speed = speed
        if self.playing:
            self.run.hold()
            self.play()

    @alone
    def scale(self, name: str, value: Any) -> None:
        """Draw all histories on another scale."""
        self.view = replace(self.view, **{name: value})

    @alone
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

    # Looking

    @property
    def stage(self) -> tuple[Any, ...]:
        """What the whole page shows: the run and its settings, how it stands, and at rest the epoch looked at."""
        run = self.run
        return run, run.spec, run.outcome, self.playing, self.notice, None if self.playing else self.shown

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
        return self.playing or bool(self.run.wants) or bool(self._awaited())

    @property
    def due_for_a_look(self) -> bool:
        """Whether what follows from the model should be drawn again; while the playhead moves, that is now and then."""
        if self.playing and time.monotonic() >= self._looked + LOOK_SECONDS:
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

    @alone
    def clear(self) -> None:
        """Forget all runs but the one in focus."""
        self.entries = self.entries[-1:]

    def close(self) -> None:
        """Stop what is still on its way, when the visitor has gone."""
        for entry in self.entries:
            entry.run.stop()
