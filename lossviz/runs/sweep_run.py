"""A sweep as it grows: driven block by block over an executor, and what is known of its runs so far."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from lossviz.analysis.evaluation import Evaluation
from lossviz.analysis.yardsticks import fitting_yardsticks
from lossviz.errors import LossvizError
from lossviz.runs.run import COMPILED_ABOVE
from lossviz.runs.sweep_calls import MAX_BLOCK, BlockChunk, Ends, blocks_of, common_epochs, evaluate_ends, train_block
from lossviz.specs.sweep import TOGETHER, Sweep
from lossviz.training.advance import State, columns

CALL_SECONDS = 0.12
"""How long a call should take: short enough to share a worker fairly, and to stop soon."""

MODELS_A_CALL = 6
"""How many models are evaluated in one call, which then takes about as long as one that trains."""

MAX_MESSAGE = 300
"""Most characters of the sentence that says why a sweep failed."""

SweepOutcome = Literal["running", "finished", "stopped", "failed"]


class SweepRun:
    """A sweep being trained, or trained.

    Workers' answers arrive in threads of their own, pages read in theirs: all access to what grows goes through `lock`.
    A call of each sweep is under way at a time, so sweeps of several visitors take turns.

    Memory is bounded. The largest sweep, 33 × 33 values with 16 seeds, keeps 17,424 histories of 101 epochs and 5
    columns: 35 megabytes. Weights are kept for the first seed only: 39 megabytes for 1,089 of the largest models.
    Evaluations are kept for a sweep of one parameter only: at most 129, or 20 megabytes with 1,000 examples.

    Attributes:
        sweep: What is trained.
        epochs: The epochs at which histories are kept, shape (E,).
        columns: The names of the numbers in a row, those on validation if any run has them.
        yardsticks: The names of the yardsticks.
        rows: Shape (runs, E, columns); NaN where nothing is known yet, from where a run has diverged, and on
            validation where a run holds nothing out.
        reached: The last epoch of each run, -1 before the first; shape (runs,).
        diverged: The first epoch at which a number of a run was not finite; -1 for sound runs. Shape (runs,).
        died: Whether a run ended with a model that no longer answers, shape (runs,).
        ends: Yardsticks at the end, shape (runs, yardsticks, 2): training and validation. NaN until a run is done.
        weights: The final weights of the first seed of each cell, by cell.
        evaluations: What the model of the first seed of each cell does, by cell, for a sweep of one parameter.
        outcome: How it stands or ended.
        message: Why it failed, if it did.
        version: Grows with everything that is known.
    """

    def __init__(self, sweep: Sweep, clock: Callable[[], float] = time.monotonic) -> None:
        """Make a sweep that has not begun.

        Args:
            sweep: What is trained.
            clock: Gives the time in seconds.
        """
        self.sweep = sweep
        self._clock = clock
        self.epochs = common_epochs(sweep.base.epochs)
        first_of_programs = (sweep.spec(cells[0] * sweep.n_seeds) for cells in sweep.programs)
        self.columns = max(map(columns, first_of_programs), key=len)
        self.yardsticks = tuple(yardstick.name for yardstick in fitting_yardsticks(sweep.base.task))
        n_runs = sweep.n_runs
        self.rows = np.full((n_runs, len(self.epochs), len(self.columns)), np.nan, np.float32)
        self.reached = np.full(n_runs, -1)
        self.diverged = np.full(n_runs, -1)
        self.died = np.zeros(n_runs, bool)
        self.ends = np.full((n_runs, len(self.yardsticks), 2), np.nan, np.float32)
        self.weights: dict[int, np.ndarray] = {}
        self.evaluations: dict[int, Evaluation] = {}
        self.outcome: SweepOutcome = "running"
        self.message = ""
        self.version = 0
        self.lock = threading.RLock()
        self._grown = threading.Condition(self.lock)
        self._blocks = deque(blocks_of(sweep))
        self._states: tuple[State, ...] = ()
        self._unevaluated: list[int] = []
        self._under_way: Future[Any] | None = None
        self._pace = TOGETHER * sweep.base.epoch_seconds  # seconds that an epoch of one run takes among others
        self._begun: tuple[float, int] | None = None  # when the first answer came, and what was trained by then
        self._last = 0.0  # when the last one came

    # What is known

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.outcome == "running"

    @property
    def can_go_on(self) -> bool:
        """Whether it has ended and something is left to do."""
        return not self.running and bool(self._blocks or self._unevaluated)

    @property
    def n_done(self) -> int:
        """How many runs have ended."""
        return int(np.sum(self.reached == self.sweep.base.epochs))

    @property
    def share(self) -> float:
        """How much of all epochs is trained, from 0 to 1."""
        return self._trained / (self.sweep.n_runs * (self.sweep.base.epochs + 1))

    @property
    def rate(self) -> float:
        """Runs a second, compiling included; 0 before that is known."""
        if self._begun is None or (elapsed := self._last - self._begun[0]) <= 0:
            return 0.0
        return (self._trained - self._begun[1]) / (self.sweep.base.epochs + 1) / elapsed

    @property
    def seconds_left(self) -> float | None:
        """How long it will take from now on; None before that is known."""
        return (1 - self.share) * self.sweep.n_runs / self.rate if self.rate else None

    @property
    def _trained(self) -> int:
        return int(np.sum(self.reached + 1))

    # Going on

    def start(self, executor: Executor) -> None:
        """Train it in the background. Whatever goes wrong ends it, and is told by its outcome and message."""
        try:
            with self.lock:
                if not self.running or self._under_way is not None:
                    return
                call = self._next_call()
                if call is None:
                    self._end("finished")
                    return
                function, arguments, take = call
                future = self._under_way = executor.submit(function, *arguments)
        except Exception as error:
            self.fail(error)
        else:
            future.add_done_callback(lambda done: self._arrived(executor, done, take))

    def go_on(self, executor: Executor) -> None:
        """Train what is left of a sweep that has failed, or was stopped."""
        with self.lock:
            if not self.can_go_on:
                return
            self.outcome, self.message, self._begun = "running", "", None
            self.version += 1
        self.start(executor)

    def _next_call(self) -> tuple[Callable[..., Any], tuple[Any, ...], Callable[[Any], None]] | None:
        if self._unevaluated:
            cells = self._unevaluated[:MODELS_A_CALL]
            numbers = tuple(cell * self.sweep.n_seeds for cell in cells)
            weights = [self.weights[cell] for cell in cells]
            return evaluate_ends, (self.sweep, numbers, weights), lambda evaluations: self._keep(cells, evaluations)
        if not self._blocks:
            return None
        block = self._blocks[0]
        # A short block is filled up, or costs as much as a few runs anyway.
        epochs = max(1, int(CALL_SECONDS / self._pace / max(len(block), MAX_BLOCK // 4)))
        return train_block, (self.sweep, block, self._states, epochs), lambda chunk: self._extend(block, chunk)

    def _arrived(self, executor: Executor, future: Future[Any], take: Callable[[Any], None]) -> None:
        try:
            with self.lock:
                if self._under_way is not future or not self.running:
                    return
                self._under_way = None
                take(future.result())
                self.version += 1
                self._grown.notify_all()
        except Exception as error:
            self.fail(error)
        else:
            self.start(executor)

    def fail(self, error: Exception) -> None:
        """End it because of an error; what is done is kept."""
        told = isinstance(error, LossvizError)
        message = str(error) if told else f"A sweep must be computed to its end. {type(error).__name__}: {error}"
        with self.lock:
            self._under_way = None
            self._end("failed", message[:MAX_MESSAGE])

    def _extend(self, block: tuple[int, ...], chunk: BlockChunk) -> None:
        """Take over what the runs of a block did in some epochs."""
        runs = np.array(block)
        first = int(self.reached[runs[0]]) + 1
        self._measure_pace(chunk, len(block), chunk.epoch + 1 - first)
        places = np.flatnonzero((first <= self.epochs) & (self.epochs <= chunk.epoch))
        newly = (self.diverged[runs] < 0) & (chunk.diverged >= 0)
        self.diverged[runs[newly]] = chunk.diverged[newly]
        lost = (self.diverged[runs] >= 0)[:, None] & (self.epochs[places] >= self.diverged[runs][:, None])
        mine = np.array([self.columns.index(name) for name in columns(self.sweep.spec(block[0]))])
        self.rows[np.ix_(runs, places, mine)] = np.where(lost[..., None], np.nan, chunk.rows)
        self.reached[runs] = chunk.epoch
        self._states = chunk.states
        if chunk.ends is not None:
            self._blocks.popleft()
            self._finish(block, chunk.ends)
        self._last = self._clock()
        if self._begun is None:
            self._begun = self._last, self._trained

    def _finish(self, block: tuple[int, ...], ends: Ends) -> None:
        for number, weights, yardsticks, died in zip(block, ends.weights, ends.yardsticks, ends.died, strict=True):
            cell, seed = divmod(number, self.sweep.n_seeds)
            sound = self.diverged[number] < 0
            self.ends[number] = yardsticks if sound else np.nan
            self.died[number] = died and sound
            if seed == 0 and sound:
                self.weights[cell] = weights
                if len(self.sweep.ranges) == 1:
                    self._unevaluated.append(cell)

    def _keep(self, cells: list[int], evaluations: list[Evaluation]) -> None:
        self.evaluations |= dict(zip(cells, evaluations, strict=True))
        self._unevaluated = [cell for cell in self._unevaluated if cell not in self.evaluations]

    def _measure_pace(self, chunk: BlockChunk, n_runs: int, n_epochs: int) -> None:
        if chunk.seconds < COMPILED_ABOVE:
            self._pace = max(chunk.seconds / n_epochs / max(n_runs, MAX_BLOCK // 4), 1e-9)

    def stop(self) -> None:
        """End it where it is, at once; what is done is kept."""
        with self.lock:
            future, self._under_way = self._under_way, None
            self._end("stopped")
        if future is not None:
            future.cancel()

    def _end(self, outcome: SweepOutcome, message: str = "") -> None:
        with self.lock:
            if self.running:
                self.outcome, self.message = outcome, message
                self.version += 1
                self._grown.notify_all()

    def wait(self, seconds: float) -> None:
        """Wait until it has ended, but no longer than some seconds."""
        with self.lock:
            self._grown.wait_for(lambda: not self.running, seconds)


@dataclass(frozen=True)
class Tally:
    """How the runs of a sweep ended.

    Attributes:
        n_done: How many have ended.
        n_runs: How many there are to be.
        n_diverged: How many of them stopped being finite.
        n_died: How many ended with a model that no longer answers to its input.
    """

    n_done: int
    n_runs: int
    n_diverged: int
    n_died: int

    @classmethod
    def of(cls, run: SweepRun, cell: int | None = None) -> Tally:
        """Count the runs of a sweep, or of one of its cells."""
        n = run.sweep.n_seeds
        part = slice(None) if cell is None else slice(cell * n, (cell + 1) * n)
        ended = run.reached[part] == run.sweep.base.epochs
        diverged = run.diverged[part] >= 0
        return cls(int(ended.sum()), len(ended), int(diverged.sum()), int(run.died[part].sum()))

    @property
    def words(self) -> str:
        """The same in a sentence."""
        done = f"{self.n_runs:,} runs" if self.n_done == self.n_runs else f"{self.n_done:,} of {self.n_runs:,} runs"
        diverged = f"{self.n_diverged:,} diverged" if self.n_diverged else "none diverged"
        died = f"{self.n_died:,} died (no answer to the input is left)" if self.n_died else "none died"
        return f"{done}: {diverged}, {died}."
