"""Where training is executed: worker processes behind the standard executor interface, and runs driven over them.

TensorFlow lives in the workers only. `Workers` is a `concurrent.futures.Executor`, and `Engine` asks nothing else of
it, so a cluster that offers the same interface can take its place.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lossviz.errors import EngineError
from lossviz.evaluation import evaluate
from lossviz.run import Run
from lossviz.spec import RunSpec
from lossviz.training import Chunk, State, advance, initial_state

ATTEMPTS = 3
"""How often a call is made before the death of its worker counts as the call's own fault."""


TENSORFLOW = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUDA_VISIBLE_DEVICES": "-1",
    "KERAS_BACKEND": "tensorflow",
}
"""The environment variables with which TensorFlow is quiet and gives the same numbers wherever a run is trained."""


@dataclass(frozen=True)
class _Call:
    message: bytes
    future: Future[Any] = field(default_factory=Future)


class Workers(Executor):
    """An executor of a fixed number of processes, each replaced when it dies.

    Calls start in the order in which they were submitted; a call that has not started can be cancelled. A call whose
    worker dies is made again, so calls must be pure.
    """

    def __init__(self, n_workers: int, niceness: int = 0) -> None:
        """Start the processes.

        Args:
            n_workers: How many.
            niceness: How far they stand back behind other processes, from 0 to 19.
        """
        self._calls: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._closed = False
        self._niceness = niceness
        self.processes: list[subprocess.Popen[bytes]] = [_start_worker(niceness) for _ in range(n_workers)]
        self._threads = [threading.Thread(target=self._serve, args=(i,), daemon=True) for i in range(n_workers)]
        for thread in self._threads:
            thread.start()

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Ask for `function(*args)` in a worker; keyword arguments are not carried."""
        if self._closed or kwargs:
            raise RuntimeError("The workers are shut down." if self._closed else "Keyword arguments are not carried.")
        call = _Call(pickle.dumps((function, args), protocol=pickle.HIGHEST_PROTOCOL))
        self._calls.put(call)
        return call.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End all processes; calls under way are lost and calls not begun are cancelled."""
        self._closed = True
        for process in self.processes:
            process.kill()
        for _ in self._threads:
            self._calls.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def _serve(self, i: int) -> None:
        while (call := self._calls.get()) is not None:
            if self._closed:
                call.future.cancel()
            elif call.future.set_running_or_notify_cancel():
                try:
                    result, error = self._answer(call.message, i)
                except Exception as failure:  # a worker could not be replaced: the next call tries again
                    result, error = None, EngineError(f"A call must find a worker. {failure}"[:500])
                if error is None:
                    call.future.set_result(result)
                else:
                    call.future.set_exception(error)
        _end(self.processes[i])

    def _answer(self, message: bytes, i: int) -> tuple[Any, Exception | None]:
        for _ in range(ATTEMPTS):
            try:
                return _converse(self.processes[i], message)
            except Exception:  # Whatever went wrong, what comes next through the pipe cannot be trusted.
                if self._closed:
                    break
                self._replace(i)
        return None, EngineError(f"A call must leave its worker alive. Its worker died {ATTEMPTS} times instead.")

    def _replace(self, i: int) -> None:
        _end(self.processes[i])
        if not self._closed:
            self.processes[i] = _start_worker(self._niceness)
            if self._closed:  # in the meantime, so that nobody has ended this one
                self.processes[i].kill()


def _start_worker(niceness: int = 0) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).parent.parent)
    path = {"PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))}
    environment = os.environ | TENSORFLOW | path
    command = [sys.executable, "-m", "lossviz.worker", str(niceness)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # a message that its reader did not live to take
                pipe.close()


def _converse(process: subprocess.Popen[bytes], message: bytes) -> tuple[Any, Exception | None]:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(message)
    process.stdin.flush()
    return pickle.load(process.stdout)


def train_chunk(spec: RunSpec, state: State | None, epochs: int) -> tuple[State, Chunk, float]:
    """Return the new state of one run, its rows and the seconds they took. Runs in a worker."""
    started = time.perf_counter()
    (state,), (chunk,) = advance([spec], [state], epochs)
    return state, chunk, time.perf_counter() - started


def warm_up(spec: RunSpec) -> bool:
    """Load TensorFlow and compile what the first visitor will ask for. Runs in a worker."""
    advance([spec], [None], 1)
    evaluate(spec, 0, initial_state(spec).weights)
    return True


class Engine:
    """Drives runs over an executor.

    Attributes:
        executor: Where calls are made.
    """

    def __init__(
        self, executor: Executor, n_workers: int = 1, background: Callable[[], Executor] | None = None
    ) -> None:
        """Take over an executor and warm its workers up with the default run.

        Args:
            executor: Where calls are made that somebody waits for.
            n_workers: How many workers it has.
            background: Starts an executor for long work, once there is some; by default that goes the same way.
        """
        self.executor = executor
        self._start_background = background
        self._background: Executor | None = None
        self._closed = False
        self._lock = threading.RLock()
        self._latest: dict[str, Future[Any]] = {}
        self._warm = [executor.submit(warm_up, RunSpec()) for _ in range(n_workers)]

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
                self._background = self._start_background()
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
            _shared.append(Engine(Workers(n_workers()), n_workers(), lambda: Workers(1, BACKGROUND)))
            atexit.register(close_shared_engine)
        return _shared[0]


def close_shared_engine() -> None:
    """Close the engine of this process, if there is one."""
    with _shared_lock:
        while _shared:
            _shared.pop().close()
