"""The link that a page shows, as a visitor's browser sends it: sometimes late."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from urllib.parse import parse_qsl

UNDER_WAY = 3.0
"""Seconds in which a browser may still send the link that it had before the newest one."""


MAX_WRITTEN = 1000
"""How many links are remembered that were written: a browser goes back to them."""


class Address:
    """What stands behind the question mark of a page."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing.

        Args:
            clock: Gives the time in seconds.
        """
        self._clock = clock
        self._query = ""
        self._outdated: deque[tuple[Callable[[], str], float]] = deque(maxlen=20)
        self._written: deque[int] = deque(maxlen=MAX_WRITTEN)  # by their hashes

    def takes(self, query: str) -> bool:
        """Return whether a link asks for something new: it is not the one written last, nor one that is late."""
        pairs, now = _spelled(query), self._clock()
        late = [old() for old, until in self._outdated if now < until]
        if any(pairs == _spelled(known) for known in (self._query, *late)):
            return False
        self._query = query
        return True

    def write(self, query: str) -> str:
        """Take note of the link to what is shown now, and return it."""
        until = self._clock() + UNDER_WAY
        self._outdated = deque(((old, min(each, until)) for old, each in self._outdated), self._outdated.maxlen)
        if query != self._query:
            before, self._query = self._query, query
            self._outdated.append((lambda: before, until))
            self._written.append(_hash(query))
        return query

    def wrote(self, query: str) -> bool:
        """Return whether a link is one of those that were written here."""
        return _hash(query) in self._written

    def expect_none_late(self) -> None:
        """Take note that what comes now is asked for, even if it was shown a moment ago."""
        self._outdated.clear()

    def outdate(self, other: Address) -> None:
        """Take note that what another address says, now or soon, no longer counts, though a browser may send it.

        It may do so until it is told another link, however long that takes, and a little longer.
        """
        self._outdated.append((lambda: other._query, math.inf))


def _hash(query: str) -> int:
    return hash(tuple(_spelled(query)))


def _spelled(query: str) -> list[tuple[str, str]]:
    """Return the pairs of a link, in which browsers escape other characters than we do."""
    return sorted(parse_qsl(query, keep_blank_values=True))
