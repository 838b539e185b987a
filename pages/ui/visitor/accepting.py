"""What the server says when it cannot accept another connection."""

from __future__ import annotations

import asyncio
import errno
import logging
import math
import time
from collections.abc import Callable
from typing import Any

SECONDS = 60.0
"""How often that is said."""

_FULL = (errno.EMFILE, errno.ENFILE)


class FullServer:
    """Handles errors of an event loop, of which some come thousands of times a second.

    Without a file left for another connection, the loop of asyncio tries as often as connections may wait, every
    second, and writes a traceback each time.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Have said nothing yet.

        Args:
            clock: Gives the time in seconds.
        """
        self._clock = clock
        self._said = -math.inf

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Say once in a while that the server is full, and all else as asyncio does."""
        error = context.get("exception")
        if not (isinstance(error, OSError) and error.errno in _FULL and "socket" in context):
            loop.default_exception_handler(context)
        elif self._clock() - self._said >= SECONDS:
            self._said = self._clock()
            logging.getLogger(__name__).error("No connection can be accepted: %s. Raise `ulimit -n`.", error.strerror)
