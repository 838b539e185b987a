"""A run as it grows."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Any, Literal

import numpy as np

from lossviz.runs.history import History
from lossviz.specs.run import RunSpec
from lossviz.training.advance import Chunk, State, columns, sound_rows

CHUNK_SECONDS = 0.08
"""How long a chunk should take: short enough to share a worker fairly, long enough to waste little on messages."""

COMPILED_ABOVE = 0.5
"""Seconds from which on a first chunk counts as one whose program had to be compiled, and says nothing of the pace."""

Outcome = Literal["running", "finished", "stopped", "diverged", "failed"]


class Run:
    """A spec being trained, or trained.

    Workers' rows arrive in threads of their own, pages read in theirs: all access to what grows goes through `lock`.

    Attributes:
        spec: What is trained; parameters changed on the way are in `spec.changes`.
        history: The rows so far.
        state: Where training is; None before the first chunk.
        goal: The epoch up to which training is wanted for now. A paused run has reached its goal.
        outcome: How it stands or ended.
        message: Why it failed, if it did.
        under_way: The chunk that is being computed.
        chunk_epochs: How many epochs a chunk should have.
        seconds: How long it was trained, compiling included.
        rate: Epochs a second, as measured without compiling; 0 before it is known.
    """

    def __init__(self, spec: RunSpec) -> None:
        """Make a run that has not begun."""
        self.spec = spec
        self.history = History(columns(spec))
        self.state: State | None = None
        self.goal = -1
        self.outcome: Outcome = "running"
        self.message = ""
        self.under_way: Future[Any] | None = None
        self.chunk_epochs = max(1, int(CHUNK_SECONDS / spec.epoch_seconds))
        self.seconds = 0.0
        self.rate = 0.0
        self._timed = np.zeros(2)
        self.lock = threading.RLock()
        self._grown = threading.Condition(self.lock)
        self._kept: dict[int, np.ndarray] = {}

    @property
    def epoch(self) -> int:
        """The last epoch that has a row; -1 before the first."""
        return self.history.last_epoch

    @property
    def running(self) -> bool:
        """Whether it can still go on."""
        return self.outcome == "running"

    @property
    def wants(self) -> int:
        """How many more rows are wanted for now."""
        return max(0, min(self.goal, self.spec.epochs) - self.epoch) if self.running else 0

    def extend(self, state: State, chunk: Chunk, seconds: float) -> None:
        """Take over what a worker computed in some seconds, unless the run has moved on without it."""
        with self.lock:
            if not self.running or chunk.first != self.epoch + 1:
                return
            sound = sound_rows(chunk.rows)
            n_sound = len(sound) if sound.all() else int(sound.argmin())
            self.history.append(chunk.rows[:n_sound])
            self._kept |= {epoch: weights for epoch, weights in chunk.kept.items() if epoch <= self.epoch}
            self.seconds += seconds
            self._pace(len(chunk.rows), seconds)
            if n_sound < len(sound):
                self.outcome = "diverged"
            else:
                self.state = state
                self.outcome = "finished" if self.epoch >= self.spec.epochs else "running"
            self._grown.notify_all()

    def _pace(self, n_rows: int, seconds: float) -> None:
        if self.epoch + 1 > n_rows or seconds < COMPILED_ABOVE:
            self._timed += (n_rows, seconds)
            self.rate = float(self._timed[0] / self._timed[1])
        if self.epoch + 1 > n_rows:
            self.chunk_epochs = max(1, min(2 * self.chunk_epochs, int(n_rows * CHUNK_SECONDS / seconds)))

    def stop(self) -> None:
        """End the run where it is."""
        with self.lock:
            if self.running:
                self.outcome = "stopped"
                self._grown.notify_all()

    def fail(self, message: str) -> None:
        """End the run because a chunk cannot be computed; a run that has ended otherwise stays as it is."""
        with self.lock:
            if self.running:
                self.outcome, self.message = "failed", message
                self._grown.notify_all()

    def wait(self, seconds: float) -> None:
        """Wait until the run has reached its goal, but no longer than some seconds."""
        with self.lock:
            self._grown.wait_for(lambda: not self.wants, seconds)

    def hold(self) -> None:
        """Want no more rows than there are: those on their way are dropped, and asked for again when play goes on."""
        with self.lock:
            self.goal, self.under_way = self.epoch, None

    def change(self, name: str, value: float) -> bool:
        """Let a parameter take another value from the next epoch on; return False for a run that has ended."""
        with self.lock:
            if not self.running:
                return False
            self.spec = self.spec.with_change(max(self.epoch, 0), name, value)
            self.under_way = None  # Its rows would be those of the old value.
            return True

    def known_weights(self) -> dict[int, np.ndarray]:
        """Return all weights that are known, of shape (W,) each, by epoch."""
        with self.lock:
            last = {} if self.state is None else {self.state.epoch: self.state.weights}
            return {**self._kept, **last}

    def weights_at(self, epoch: int) -> tuple[int, np.ndarray] | None:
        """Return the last epoch up to `epoch` whose weights are known, and these weights of shape (W,)."""
        known = self.known_weights()
        last = max((known_epoch for known_epoch in known if known_epoch <= epoch), default=None)
        return None if last is None else (last, known[last])

    def forget_weights(self) -> None:
        """Drop the weights of earlier epochs, for a run that is only looked at as a curve."""
        with self.lock:
            self._kept.clear()
