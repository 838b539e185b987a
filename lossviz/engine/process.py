"""The process of a worker, as the server sees it: calls go in, answers come out, and any thread can kill it."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lossviz.datasets.tables import UnknownTableError, hold, table_of

TENSORFLOW = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUDA_VISIBLE_DEVICES": "-1",
    "KERAS_BACKEND": "tensorflow",
}
"""The environment variables with which TensorFlow is quiet and gives the same numbers wherever a run is trained."""

CALL_SECONDS = 180.0
"""Longest time that a call may take.

A call trains for tenths of a second, and one epoch at least; what takes longest is to load TensorFlow and to compile,
which on a machine where others want all cores is many times the usual ten seconds.
"""


class WorkerProcess:
    """A process that answers one call at a time, those of one thread.

    Attributes:
        resident: The bytes of memory that it held when it had answered its first call.
    """

    def __init__(self, niceness: int, clock: Callable[[], float]) -> None:
        """Start it.

        Args:
            niceness: How far it stands back behind other processes, from 0 to 19.
            clock: Gives the time in seconds.
        """
        self.popen = _started(niceness)
        self.resident = 0
        self._clock = clock
        self._asked: float | None = None  # when the call under way was made
        self._answered = self._failed = False

    @property
    def broken(self) -> bool:
        """Whether it is of no use any more."""
        return self._failed or self.popen.poll() is not None

    @property
    def ready(self) -> bool:
        """Whether it has answered a call, the first of which loads what all others need, and can answer another."""
        return self._answered and not self.broken

    @property
    def rests(self) -> bool:
        """Whether no call is under way."""
        return self._asked is None

    def ask(self, message: bytes) -> tuple[Any, Exception | None]:
        """Return the result of a call, or why there is none.

        Raises:
            Exception: If the process does not live to answer, or says what cannot be understood.
        """
        self._asked = self._clock()
        try:
            answer = _with_tables(self.popen, message)
        except BaseException:  # Whatever went wrong, what comes next through the pipe cannot be trusted.
            self._failed = True
            raise
        finally:
            self._asked = None
        if not self._answered:
            self._answered, self.resident = True, resident_bytes(self.popen.pid)
        return answer

    @property
    def hangs(self) -> bool:
        """Whether it will not answer in time, or at all: it is stopped."""
        asked = self._asked
        return _is_stopped(self.popen) or (asked is not None and self._clock() - asked > CALL_SECONDS)

    def kill(self) -> None:
        """Let whoever waits for its answer know that there is none."""
        self.popen.kill()

    def end(self) -> None:
        """Leave nothing of it; for the thread that asks it."""
        self._failed = True
        self.popen.kill()
        self.popen.wait()
        for pipe in (self.popen.stdin, self.popen.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # a message that its reader did not live to take
                    pipe.close()


def _started(niceness: int) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).parents[2])
    path = {"PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))}
    environment = os.environ | TENSORFLOW | path
    command = [sys.executable, "-m", "lossviz.engine.worker", str(niceness)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)


def _with_tables(process: subprocess.Popen[bytes], message: bytes) -> tuple[Any, Exception | None]:
    """Return the answer to a call, which is made again with each table of a visitor's own that the process lacks."""
    given: set[str] = set()
    while True:
        answer = _converse(process, message)
        lacking = answer[1]
        if not isinstance(lacking, UnknownTableError) or lacking.fingerprint in given:
            return answer
        try:
            written = table_of(lacking.fingerprint).csv
        except UnknownTableError:  # its visitor has let go of it
            return answer
        given.add(lacking.fingerprint)
        _converse(process, pickle.dumps((hold, (written,)), protocol=pickle.HIGHEST_PROTOCOL))


def _converse(process: subprocess.Popen[bytes], message: bytes) -> tuple[Any, Exception | None]:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(message)
    process.stdin.flush()
    return pickle.load(process.stdout)


def _is_stopped(process: subprocess.Popen[bytes]) -> bool:
    """Return whether a process was stopped, as by SIGSTOP; where the system does not tell, the deadline has to do."""
    if process.returncode is not None or not hasattr(os, "waitid"):
        return False
    with contextlib.suppress(ChildProcessError):
        return os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOHANG | os.WNOWAIT) is not None
    return False


def resident_bytes(pid: int) -> int:
    """Return how much memory a process holds; 0 where the system does not tell."""
    with contextlib.suppress(OSError, ValueError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    with contextlib.suppress(OSError, ValueError):  # macOS
        told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=False, text=True)
        return int(told.stdout) * 1024
    return 0
