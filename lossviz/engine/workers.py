"""Worker processes behind the standard executor interface: TensorFlow lives in them only."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lossviz.errors import EngineError

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
    root = str(Path(__file__).parents[2])
    path = {"PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))}
    environment = os.environ | TENSORFLOW | path
    command = [sys.executable, "-m", "lossviz.engine.worker", str(niceness)]
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
