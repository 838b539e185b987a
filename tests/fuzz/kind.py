"""A kind of input that visitors hand over, and what is watched while many of them are taken."""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

WATCHED = (
    "exec",
    "open",
    "import",
    "os.",
    "subprocess.",
    "socket.",
    "ctypes.",
    "shutil.",
    "pty.",
    "marshal.",
    "pickle.",
)
"""How events begin that Python raises when something is executed, loaded, or reaches out of the process."""


HARMLESS = (("open", ("<loss>",)),)
"""What Python's reader does on its own: it looks for a file of the name that it is told, to cite from it."""


@dataclass(frozen=True)
class Kind:
    """A kind of input.

    Attributes:
        name: What several are called: `texts`.
        make: Returns one, the same for the same state of the random numbers.
        take: Takes one, and returns in a word what came of it; whatever it raises is a finding.
        watched: Whether nothing may be executed, loaded or opened.
    """

    name: str
    make: Callable[[Random], Any]
    take: Callable[[Any], str]
    watched: bool = True


class Canary:
    """Takes note of all that is executed, loaded or opened while it is armed."""

    def __init__(self) -> None:
        """Begin to listen, for as long as the process lives: there is no way to stop."""
        self.armed = False
        self.seen: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.armed and event.startswith(WATCHED) and (event, arguments[:1]) not in HARMLESS:
            self.seen.append(f"{event} {arguments!r}"[:200])


CANARY = Canary()


@dataclass
class Report:
    """What came of many inputs.

    Attributes:
        outcomes: How often each outcome was seen.
        seconds: How long it took to take them all, in time of the processor, as for the next.
        slowest: The longest that one took, and which one.
        memory: Megabytes that the process held after the first tenth, and in the end.
        findings: Inputs that went wrong, and how.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    slowest: tuple[float, Any] = (0.0, None)
    memory: tuple[float, float] = (0.0, 0.0)
    findings: list[tuple[Any, str]] = field(default_factory=list)


def fuzz(kind: Kind, n: int, seed: int) -> Report:
    """Take many inputs of a kind, and watch what happens."""
    report, begun = Report(), 0.0
    for number in range(n):
        given = kind.make(Random(f"{seed} {number}"))
        started = time.process_time()
        CANARY.armed, CANARY.seen = kind.watched, []
        try:
            report.outcomes[kind.take(given)] += 1
        except BaseException as error:  # that is what is looked for
            report.findings.append((given, f"{type(error).__name__}: {error}"[:300]))
        finally:
            CANARY.armed = False
        took = time.process_time() - started
        if CANARY.seen:
            report.findings.append((given, f"executed: {CANARY.seen[0]}"))
        report.seconds += took
        report.slowest = max(report.slowest, (took, given), key=lambda slow: slow[0])
        if number == n // 10:
            begun = megabytes()
    report.memory = (begun, megabytes())
    return report


def megabytes() -> float:
    """Return how much memory this process holds."""
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
