"""A worker that lasts: one process after another, replaced when it dies, hangs or has grown."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from lossviz.engine.process import WorkerProcess, resident_bytes
from lossviz.errors import EngineError

ATTEMPTS = 3
"""How often a call is made before the death of its worker counts as the call's own fault."""

LOADING_SECONDS = 240.0
"""How long processes may go on dying before one of them has loaded what all calls need."""

LOADING_PAUSE = 0.5
"""Seconds between the death of a process that was loading and the next one."""

MAX_GROWN = 600_000_000
"""Bytes by which a process grows, at most, before another one takes its place while nobody asks.

Every program that was ever compiled stays in the memory of its process, some 5 to 17 megabytes each.
"""

MAX_GROWN_BUSY = 900_000_000
"""The same if it is asked all the time."""

REST_SECONDS = 5.0
"""How long nobody must have asked before a successor is loaded, which takes a core for some seconds."""

MAX_REPEATED = 4
"""How many of the last calls a successor makes again, so that it has compiled what is in use."""

MAX_REPEATED_BYTES = 500_000
"""Longest call that is kept for that."""


class LastingWorker:
    """A worker of which one thread asks, while another one looks after it.

    A call whose process dies is made again, so calls must be pure.

    Attributes:
        process: The process that answers now.
    """

    def __init__(self, preparation: bytes, niceness: int, clock: Callable[[], float]) -> None:
        """Start a process.

        Args:
            preparation: The first call of every process, which loads what all others need.
            niceness: How far it stands back behind other processes, from 0 to 19.
            clock: Gives the time in seconds.
        """
        self._preparation, self._niceness, self._clock = preparation, niceness, clock
        self._closing = threading.Event()
        self.process = WorkerProcess(niceness, clock)
        self._loading: WorkerProcess | None = None
        self._successor: WorkerProcess | None = None  # once it is loaded
        self._following: threading.Thread | None = None
        self._repeated: deque[bytes] = deque(maxlen=MAX_REPEATED)
        self._dying_since: float | None = None
        self._last_asked = clock()

    # For the thread that asks

    def ask(self, message: bytes) -> tuple[Any, Exception | None]:
        """Return the result of a call, or why there is none.

        Raises:
            EngineError: If no process lives long enough to be asked.
            OSError: If none can be started.
        """
        deaths = 0
        while deaths < ATTEMPTS and not self._closing.is_set():
            self.be_ready()
            try:
                answer = self.process.ask(message)
            except Exception:
                deaths += 1
                continue
            self._last_asked = self._clock()
            _, error = answer
            if error is None and len(message) <= MAX_REPEATED_BYTES:
                self._repeated.append(message)
            return answer
        return None, EngineError(f"A call must leave its worker alive. Its worker died {ATTEMPTS} times instead.")

    def be_ready(self) -> None:
        """Have a process that has loaded what all calls need; that some die on the way is no fault of a call.

        Raises:
            EngineError: If they die for too long, or none is wanted any more.
            OSError: If none can be started.
        """
        self._take_over()
        while not self.process.ready:
            if self._closing.is_set():
                raise EngineError("The workers are shut down.")
            if self.process.broken:
                self.process.end()
                self.process = self._start()
            try:
                self.process.ask(self._preparation)
            except Exception as error:
                self._dying_since = self._clock() if self._dying_since is None else self._dying_since
                if self._given_up:
                    raise EngineError(
                        "A worker must live until it has loaded what all calls need. "
                        f"Each one has died before for {LOADING_SECONDS:.0f} seconds instead."
                    ) from error
                self._closing.wait(LOADING_PAUSE)
        self._dying_since = None

    def rest(self) -> None:
        """Have a process ready before there is a call; where all die of that, only calls try again."""
        if not self._given_up:
            with contextlib.suppress(EngineError, OSError):
                self.be_ready()

    @property
    def _given_up(self) -> bool:
        return self._dying_since is not None and self._clock() - self._dying_since > LOADING_SECONDS

    def _take_over(self) -> None:
        """Let the successor take the place, if there is one that is loaded."""
        successor, self._successor = self._successor, None
        if successor is not None:
            before, self.process = self.process, successor
            threading.Thread(target=before.end, daemon=True).start()  # much memory takes a while to give back

    def _start(self) -> WorkerProcess:
        process = WorkerProcess(self._niceness, self._clock)
        if self._closing.is_set():  # in the meantime, so that nobody has killed this one
            process.kill()
        return process

    # For the thread that looks after it

    def look_after(self) -> None:
        """Kill a process that hangs, and have a successor for one that has grown."""
        for process in (self.process, self._loading):
            if process is not None and process.hangs:
                process.kill()
        if self._has_grown and (self._following is None or not self._following.is_alive()):
            self._following = threading.Thread(target=self._load_successor, daemon=True)
            self._following.start()

    @property
    def _has_grown(self) -> bool:
        process = self.process
        if not process.ready or self._successor is not None:
            return False
        rested = process.rests and self._clock() - self._last_asked > REST_SECONDS
        return resident_bytes(process.popen.pid) - process.resident > (MAX_GROWN if rested else MAX_GROWN_BUSY)

    def _load_successor(self) -> None:
        """Start another process, and let it load and compile what is in use before it takes the place."""
        with contextlib.suppress(OSError):  # with the next look there may be room for it
            self._loading = process = self._start()
            try:
                for message in (self._preparation, *self._repeated):
                    process.ask(message)
                self._successor = process
            except Exception:
                process.end()
            finally:
                self._loading = None
            if self._closing.is_set():
                process.kill()

    # The end

    def kill(self) -> None:
        """End all calls, and make no more; for any thread."""
        self._closing.set()
        for process in (self.process, self._loading, self._successor):
            if process is not None:
                process.kill()

    def end(self) -> None:
        """Leave no process, after `kill`; for the thread that asks."""
        if self._following is not None:
            self._following.join()
        for process in (self.process, self._successor):
            if process is not None:
                process.end()
