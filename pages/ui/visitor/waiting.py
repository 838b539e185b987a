"""What is kept for a while for somebody who may come back."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Waiting(Generic[T]):
    """Things that wait for their owners: some time, and no more than so many of them."""

    def __init__(
        self, seconds: float, most: int, end: Callable[[T], object], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Keep nothing yet.

        Args:
            seconds: How long a thing is kept.
            most: How many are; the oldest one goes first.
            end: Called with a thing that has to go, by any thread.
            clock: Gives the time in seconds.
        """
        self._seconds, self._most, self._end, self._clock = seconds, most, end, clock
        self._things: deque[tuple[float, T]] = deque()
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()

    def put(self, thing: T) -> None:
        """Keep a thing from now on."""
        with self._lock:
            self._things.append((self._clock() + self._seconds, thing))
        self._let_go()

    def take(self, thing: T) -> None:
        """Keep a thing no more, since its owner has come."""
        with self._lock:
            self._things = deque(pair for pair in self._things if pair[1] is not thing)

    def _let_go(self) -> None:
        """End what has waited for too long, and look again when the next one has."""
        now = self._clock()
        with self._lock:
            gone = [self._things.popleft()[1] for _ in range(len(self._things) - self._most)]
            while self._things and self._things[0][0] <= now:
                gone.append(self._things.popleft()[1])
            if self._timer is not None:
                self._timer.cancel()
            if self._things:
                self._timer = threading.Timer(self._things[0][0] - now, self._let_go)
                self._timer.daemon = True
                self._timer.start()
        for thing in gone:
            self._end(thing)
