"""What a benchmark returns, how contenders are timed, and how the result is told."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from importlib.metadata import version
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Row:
    """One measured number.

    Attributes:
        benchmark: What it belongs to.
        name: What was measured.
        value: The number, a median unless `note` says otherwise.
        unit: Its unit.
        at_most: The goal, if the number should be small.
        at_least: The goal, if the number should be large.
        note: How it was measured, if that is not plain.
        load: The machine's average load of the last minute when it had been measured.
    """

    benchmark: str
    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""
    load: float = 0.0

    @property
    def goal(self) -> str:
        """The goal and whether it is reached, in words; empty if there is none."""
        if self.at_most is not None:
            return f"<= {self.at_most:g} {'reached' if self.value <= self.at_most else 'MISSED'}"
        if self.at_least is not None:
            return f">= {self.at_least:g} {'reached' if self.value >= self.at_least else 'MISSED'}"
        return ""


def interleaved(rounds: int, contenders: Mapping[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Return the seconds of each contender in each round; a round lets every one run once, one after another.

    Other work on the machine then slows all of them alike, so that ratios of one round can be trusted more than times.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, measure in contenders.items():
            seconds[name].append(measure())
    return seconds


def ratio(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    """Return the median over rounds of the ratio of two contenders."""
    return median(a / b for a, b in zip(numerators, denominators, strict=True))


def milliseconds(seconds: Sequence[float]) -> float:
    """Return the median in milliseconds."""
    return 1000 * median(seconds)


def machine() -> dict[str, Any]:
    """Return the facts about the machine that the numbers depend on."""
    return {
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "platform": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("tensorflow", "keras", "jax", "numpy")},
    }


def loaded(rows: Sequence[Row]) -> list[Row]:
    """Return rows that have just been measured, with the load of the machine; those that have one keep it."""
    load = machine()["load"]
    return [replace(row, load=row.load or load) for row in rows]


def report(rows: Sequence[Row], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything as plain values for JSON."""
    return {"machine": dict(facts), "rows": [{**asdict(row), "goal": row.goal} for row in rows]}


def table(rows: Sequence[Row]) -> str:
    """Return the rows as text, one block a benchmark."""
    width = max(len(row.name) for row in rows)
    lines: list[str] = []
    for i, row in enumerate(rows):
        if i == 0 or row.benchmark != rows[i - 1].benchmark:
            lines += ["", row.benchmark]
        load = f"load {row.load:.1f}" if row.load else ""
        text = f"  {row.name:<{width}}  {row.value:>12,.2f} {row.unit:<8} {row.goal:<18} {load:<10} {row.note}"
        lines.append(text.rstrip())
    return "\n".join(lines)
