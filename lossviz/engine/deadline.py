"""How much a call may compute and hold: a worker gives up one that takes more, so that others are served.

XLA cannot be interrupted, so a worker that gives up a call ends with it. Time is that of the processor: who else wants
the cores does not count. `CALL_SECONDS` in `process` ends a worker that does not even get as far as that.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from typing import Any

from lossviz.engine.process import resident_bytes
from lossviz.errors import EngineError
from lossviz.losses import LOSSES
from lossviz.specs.choice import Choice
from lossviz.specs.run import Change

WRITTEN_SECONDS = 20.0
"""Seconds of computing that a call may take that is about something a visitor wrote: a tenth of that is usual."""

WRITTEN_BYTES = 2_000_000_000
"""Bytes by which a worker may grow in such a call."""

LOOK_SECONDS = 0.1
"""How often a call is looked at."""


def is_written(argument: Any) -> bool:
    """Return whether what a call is asked with names a loss that a visitor wrote."""
    match argument:
        case Choice(kind="loss") | Change(name="loss"):
            return (argument.name if isinstance(argument, Choice) else argument.value) not in LOSSES
        case tuple() | list():
            return any(map(is_written, argument))
    if is_dataclass(argument) and not isinstance(argument, type):
        return any(is_written(getattr(argument, field.name)) for field in fields(argument))
    return False


class Deadline:
    """Looks at the calls of this process from a thread of its own, and gives up one that takes too much."""

    def __init__(self, give_up: Callable[[EngineError], None]) -> None:
        """Begin to look.

        Args:
            give_up: Is told why a call is given up, and ends the process.
        """
        self._give_up = give_up
        self._answering = threading.Lock()
        self._began: tuple[float, int] | None = None
        threading.Thread(target=self._look, daemon=True).start()

    @contextmanager
    def over(self, arguments: tuple[Any, ...]) -> Iterator[None]:
        """Look at the call with these arguments until it is done; what comes behind is not interrupted."""
        if not is_written(arguments):
            yield
            return
        self._began = (time.process_time(), resident_bytes(os.getpid()))
        try:
            yield
        finally:
            with self._answering:
                self._began = None

    def _look(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            with self._answering:
                if self._began is not None and (reason := _excess(*self._began)):
                    self._give_up(EngineError(reason))


def _excess(seconds: float, resident: int) -> str:
    """Return in a sentence what a call takes too much of; empty if nothing."""
    what = "What you wrote must be compiled and trained"
    if time.process_time() - seconds > WRITTEN_SECONDS:
        return f"{what} within {WRITTEN_SECONDS:.0f} seconds of computing. It took longer instead, and was given up."
    if resident_bytes(os.getpid()) - resident > WRITTEN_BYTES:
        return f"{what} within {WRITTEN_BYTES / 1e9:.0f} GB of memory. It took more instead, and was given up."
    return ""
