"""The lock of what one visitor has: whoever holds it sees no tables but the visitor's own."""

from __future__ import annotations

import threading
from contextlib import ExitStack

from lossviz.datasets.tables import OwnTables


class OwnLock:
    """A lock that a thread can take again while it has it.

    All that a browser says is read with it held, so a link, a file or a menu that names the table of somebody else
    finds nothing.
    """

    def __init__(self, tables: OwnTables) -> None:
        """Make a lock that is free.

        Args:
            tables: Those in sight, as they are whenever it is taken.
        """
        self._tables = tables
        self._lock = threading.RLock()
        self._taken: list[ExitStack] = []

    def acquire(self, timeout: float = -1) -> bool:
        """Take it, and return whether it was free within so many seconds; without a limit below 0."""
        if not self._lock.acquire(timeout=timeout):
            return False
        sight = ExitStack()
        sight.enter_context(self._tables.only())
        self._taken.append(sight)
        return True

    def release(self) -> None:
        """Let go of it."""
        self._taken.pop().close()
        self._lock.release()

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()
