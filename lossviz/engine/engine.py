"""Where training is executed: worker processes behind the standard executor interface, and runs driven over them.

TensorFlow lives in the workers only. `Workers` is a `concurrent.futures.Executor`, and `Engine` asks nothing else of
it, so a cluster that offers the same interface can take its place.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from typing import Any

from lossviz.engine.calls import Looked, load, train_chunk, warm_up
from lossviz.engine.memory import remember
from lossviz.engine.workers import Workers
from lossviz.errors import EngineError
from lossviz.runs.run import Run
from lossviz.specs.program_key import ProgramKey
from lossviz.specs.run import RunSpec


class Engine:
    """Drives runs over an executor.

    Attributes:
        executor: Where calls are made.
        compiled: Programs of which an answer has come: it need not be compiled again.
    """

    def __init__(
        self,
        executor: Executor,
        n_workers: int = 1,
        background: Callable[[], Executor] | None = None,
        *,
        remembers: bool = False,
    ) -> None:
        """Take over an executor and warm its workers up with the default run.

        Args:
            executor: Where calls are made that somebody waits for.
            n_workers: How many workers it has.
            background: Starts an executor for long work, once there is some; by default that goes the same way.
            remembers: Whether the default run is kept for later starts, as `remembered` returns it.
        """
        self.executor = executor
        self.compiled: set[ProgramKey] = set()
        self._start_background = background
        self._background: Executor | None = None
        self._closed = False
        self._lock = threading.RLock()
        self._latest: dict[str, Future[Any]] = {}
        self._warm = [executor.submit(warm_up, RunSpec()) for _ in range(n_workers)]
        for future in self._warm:
            future.add_done_callback(self._is_warm)
        if remembers and self._warm:
            self._warm[0].add_done_callback(_remember)

    def _is_warm(self, future: Future[Any]) -> None:
        if not future.cancelled() and not future.exception():
            self.compiled.add(RunSpec().program_key)

    @property
    def ready(self) -> bool:
        """Whether a worker has loaded TensorFlow."""
        return any(future.done() for future in self._warm)

    @property
    def background(self) -> Executor:
        """Where long work is done that must hold up nobody; started on first use."""
        if self._start_background is None:
            return self.executor
        with self._lock:
            if self._background is None:
                if self._closed:
                    raise EngineError("The engine must be open for long work to begin. It is closed instead.")
                try:
                    self._background = self._start_background()
                except OSError as error:
                    raise EngineError(f"Long work must find a worker. {error}"[:500]) from error
            return self._background

    def latest(self, view: str, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Make a call for a view; an earlier call for the same view that has not started is cancelled."""
        with self._lock:
            earlier = self._latest.pop(view, None)
            future = self._latest[view] = self.executor.submit(function, *arguments)
        if earlier is not None:
            earlier.cancel()  # calls back, and whoever is called may hold a lock that others hold while they call us
        future.add_done_callback(lambda done: self._forget(view, done))
        return future

    def _forget(self, view: str, future: Future[Any]) -> None:
        with self._lock:
            if self._latest.get(view) is future:
                del self._latest[view]

    def train(self, run: Run, view: str) -> None:
        """Train a run up to its goal, chunk by chunk, in the background.

        Args:
            run: What to train. It may be called again at any time: a run has one chunk under way at most.
            view: What the run is shown in; a chunk of another run for the same view gives way if it has not started.
        """
        with run.lock:
            if not run.wants or (run.under_way is not None and not run.under_way.done()):
                return
            epochs = min(run.wants, run.chunk_epochs)
            future = run.under_way = self.latest(view, train_chunk, run.spec, run.state, epochs)
        future.add_done_callback(lambda done: self._arrived(run, view, done))

    def _arrived(self, run: Run, view: str, future: Future[Any]) -> None:
        try:
            state, chunk, seconds = future.result()
            with run.lock:
                # A chunk that a change of a parameter has overtaken is dropped, and asked for again.
                if run.under_way is future:
                    run.extend(state, chunk, seconds)
            self.train(run, view)
        except CancelledError:
            return
        except Exception as error:
            run.fail(str(error))

    def close(self) -> None:
        """End the workers, those in the background too."""
        with self._lock:
            self._closed, background = True, self._background
        self.executor.shutdown(wait=True, cancel_futures=True)
        if background is not None:
            background.shutdown(wait=True, cancel_futures=True)


def _remember(warm: Future[Looked]) -> None:
    """Keep the default run, unless it could not be trained."""
    if not warm.cancelled() and warm.exception() is None:
        remember(RunSpec(), warm.result())


BACKGROUND = 15
"""How far the worker for long work stands back: behind all others it gets a thirtieth of a core that both want."""

_shared: list[Engine] = []
_shared_lock = threading.Lock()


def n_workers() -> int:
    """Return the number of workers: the environment variable `LOSSVIZ_WORKERS`, else one core less than there are."""
    with contextlib.suppress(ValueError):
        return max(1, int(os.environ.get("LOSSVIZ_WORKERS", "")))
    return max(1, (os.cpu_count() or 1) - 1)


def shared_engine() -> Engine:
    """Return the engine of this process, started on first use and closed at exit."""
    with _shared_lock:
        if not _shared:
            workers = Workers(n_workers(), preparation=(warm_up, RunSpec()))
            _shared.append(Engine(workers, n_workers(), lambda: Workers(1, BACKGROUND, (load,)), remembers=True))
            atexit.register(close_shared_engine)
        return _shared[0]


def close_shared_engine() -> None:
    """Close the engine of this process, if there is one."""
    with _shared_lock:
        while _shared:
            _shared.pop().close()
