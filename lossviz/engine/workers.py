"""Worker processes behind the standard executor interface: TensorFlow lives in them only."""

from __future__ import annotations

import contextlib
import pickle
import queue
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Any

from lossviz.engine.replacement import LastingWorker
from lossviz.errors import EngineError

LOOK_SECONDS = 1.0
"""How often workers are looked after."""

NOTHING = (int,)
"""A preparation that loads nothing."""


@dataclass(frozen=True)
class _Call:
    message: bytes
    future: Future[Any] = field(default_factory=Future)


class Workers(Executor):
    """An executor of a fixed number of processes, each replaced when it dies, hangs or has grown.

    Calls start in the order in which they were submitted; a call that has not started can be cancelled. A call whose
    worker dies is made again, so calls must be pure.
    """

    def __init__(
        self,
        n_workers: int,
        niceness: int = 0,
        preparation: tuple[Any, ...] = NOTHING,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start the processes.

        Args:
            n_workers: How many.
            niceness: How far they stand back behind other processes, from 0 to 19.
            preparation: A function and its arguments: the first call that is made in every process. As long as it is
                under way, the death of a process is no fault of another call.
            clock: Gives the time in seconds.
        """
        self._calls: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._submitting = threading.Lock()
        self._closed = threading.Event()
        prepare = _message(preparation[0], preparation[1:])
        self._workers = [LastingWorker(prepare, niceness, clock) for _ in range(n_workers)]
        threads = [threading.Thread(target=self._serve, args=(each,), daemon=True) for each in self._workers]
        self._threads = [*threads, threading.Thread(target=self._look_after, daemon=True)]
        for thread in self._threads:
            thread.start()

    @property
    def processes(self) -> list[subprocess.Popen[bytes]]:
        """The processes that answer now."""
        return [worker.process.popen for worker in self._workers]

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Ask for `function(*args)` in a worker; keyword arguments are not carried."""
        if kwargs:
            raise RuntimeError("Keyword arguments are not carried.")
        call = _Call(_message(function, args))
        with self._submitting:  # What comes behind the end of the queue would never be answered.
            if self._closed.is_set():
                raise RuntimeError("The workers are shut down.")
            self._calls.put(call)
        return call.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End all processes; calls under way are lost and calls not begun are cancelled."""
        with self._submitting:
            self._closed.set()
            for worker in self._workers:
                worker.kill()
                self._calls.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
        if not self._workers:
            self._cancel_all()

    def _cancel_all(self) -> None:
        with contextlib.suppress(queue.Empty):
            while call := self._calls.get_nowait():
                _cancel(call.future)

    def _serve(self, worker: LastingWorker) -> None:
        """Make calls in a worker until there are no more, and have it ready between them."""
        while True:
            worker.rest()
            try:
                call = self._calls.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                continue
            if call is None:
                break
            if self._closed.is_set():
                _cancel(call.future)
            elif call.future.set_running_or_notify_cancel():
                _make(call, worker)
        worker.end()

    def _look_after(self) -> None:
        while not self._closed.wait(LOOK_SECONDS):
            for worker in self._workers:
                worker.look_after()


def _message(function: Callable[..., Any], arguments: tuple[Any, ...]) -> bytes:
    return pickle.dumps((function, arguments), protocol=pickle.HIGHEST_PROTOCOL)


def _make(call: _Call, worker: LastingWorker) -> None:
    try:
        result, error = worker.ask(call.message)
    except Exception as failure:  # a worker could not be replaced: the next call tries again
        result, error = None, EngineError(f"A call must find a worker. {failure}"[:500])
    if error is None:
        call.future.set_result(result)
    else:
        call.future.set_exception(error)


def _cancel(future: Future[Any]) -> None:
    """Cancel a call, and tell whoever waits for it."""
    if future.cancel():
        future.set_running_or_notify_cancel()
