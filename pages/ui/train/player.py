"""The playhead over runs that are trained, or were: like a media player's."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from lossviz.engine import Engine
from lossviz.runs.run import Run
from pages.ui.channel.scene import PATIENCE

REPLAY_SECONDS = 4.0
"""How long a replay takes at full speed."""

SPEEDS: dict[str, float | None] = {"5/s": 5.0, "20/s": 20.0, "100/s": 100.0, "full": None}
"""Epochs a second, by the words for it; None is as fast as the machine."""


class Player:
    """Plays one run, and those that are trained beside it.

    Attributes:
        runs: The run in hand first.
        playing: Whether the playhead moves.
        head: The epoch it is at; None while it follows the end of the run.
        speed: One of `SPEEDS`.
        by_hand: Whether the visitor lets the run go on epoch by epoch, so that a change of it is one on its way.
    """

    def __init__(self, engine: Engine, view: str, *runs: Run, clock: Callable[[], float] = time.monotonic) -> None:
        """Put runs in, at rest.

        Args:
            engine: Where runs are trained.
            view: What they are shown in.
            runs: The run in hand first.
            clock: Gives the time in seconds.
        """
        self.runs: Sequence[Run] = runs
        self.playing = False
        self.head: float | None = None
        self.speed = "full"
        self.by_hand = False
        self._engine, self._view, self._clock = engine, view, clock
        self._moved = clock()

    @property
    def run(self) -> Run:
        """The run in hand."""
        return self.runs[0]

    @property
    def shown(self) -> int:
        """The epoch that is looked at."""
        return self.run.epoch if self.head is None or self.grows else min(int(self.head), self.run.epoch)

    @property
    def status(self) -> str:
        """How the run in hand stands, in one word."""
        return "paused" if self.run.running and not self.playing else self.run.outcome

    @property
    def moving(self) -> bool:
        """Whether a run is on its way, or the playhead."""
        return self.playing or any(run.wants for run in self.runs)

    @property
    def grows(self) -> bool:
        """Whether the run in hand is being trained, and followed."""
        return self.playing and self.run.running

    def load(self, runs: Sequence[Run]) -> None:
        """Put in other runs, at rest; the epoch that is looked at stays.

        Args:
            runs: The run in hand first.
        """
        self.runs, self.playing, self.by_hand = runs, False, False

    def train_to(self, goal: int, patience: float = PATIENCE) -> None:
        """Train up to an epoch, and wait for that a little."""
        for number, run in enumerate(self.runs):
            run.goal = goal
            self._engine.train(run, f"{self._view}:{number}")
        if self._engine.ready:
            self.run.wait(patience)

    def rewind(self) -> None:
        """Train up to before the first epoch alone; the visitor lets it go on from there."""
        self.head, self.by_hand = None, True
        self.train_to(0)

    def play(self) -> None:
        """Train on, or replay a run that has ended."""
        self.by_hand = True
        self.go_on()

    def go_on(self) -> None:
        """Train on, or replay a run that has ended, for whoever only waits for it."""
        self.playing, self._moved = True, self._clock()
        if self.run.running:
            self.head = None
            self.train_to(self.run.spec.epochs if SPEEDS[self.speed] is None else max(self.run.epoch, 0))
            self.playing = self.run.running
        elif self.head is None or self.head >= self.run.epoch:
            self.head = 0.0

    def pause(self) -> None:
        """Hold the playhead, and training with it."""
        self.playing = False
        for run in self.runs:
            run.hold()
        if self.run.running:
            self.head = None

    def step(self) -> None:
        """Go one epoch further."""
        self.by_hand = True
        self.pause()
        if self.run.running:
            self.train_to(self.run.epoch + 1)
        elif self.head is not None:
            self.scrub(int(self.head) + 1)

    def stop(self) -> None:
        """End the runs where they are."""
        self.pause()
        for run in self.runs:
            run.stop()

    def scrub(self, epoch: int) -> None:
        """Look at an epoch."""
        self.pause()
        self.head = None if epoch >= self.run.epoch else float(max(epoch, 0))

    def set_speed(self, speed: str) -> None:
        """Play at another speed from now on, if there is one that is called so."""
        self.speed = speed if speed in SPEEDS else self.speed
        if self.playing:
            self.run.hold()
            self.go_on()

    def tick(self) -> None:
        """Move the playhead to where it should be by now."""
        now = self._clock()
        elapsed, self._moved = now - self._moved, now
        if not self.playing:
            return
        speed = SPEEDS[self.speed]
        if self.run.running and speed is not None:
            ahead = (self.head or float(self.run.epoch)) + speed * elapsed
            self.head = min(ahead, self.run.epoch + 1 + speed * 0.5)
            self.train_to(int(self.head), patience=0)
        elif not self.run.running and self.head is not None:
            self.head += (speed or self.run.epoch / REPLAY_SECONDS) * elapsed
        if not self.run.running and (self.head is None or self.head >= self.run.epoch):
            self.head, self.playing = None, False
