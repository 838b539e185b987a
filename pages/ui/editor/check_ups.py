"""The check-up of the loss in the editor: asked for when it is another one, and shown when it has come."""

from __future__ import annotations

import math
from collections.abc import Callable

from lossviz.analysis.check_up import CheckUp, Finding, Picture, check_up
from lossviz.engine import Engine
from lossviz.specs.run import RunSpec
from pages.ui.channel.newest import Newest
from pages.ui.channel.panel_records import CheckUpPart, FindingPart, FindingPicture
from pages.ui.editor.draft import Draft

MOST_POINTS = 41
"""Most points of a picture, which is as small as a thumb."""


class CheckUps:
    """Questions on losses, of which the newest counts."""

    def __init__(self, engine: Engine, view: str, told: Callable[[], None]) -> None:
        """Ask nothing yet.

        Args:
            engine: Where losses are looked at.
            view: What they are shown in.
            told: Called by any thread when an answer has come.
        """
        self._calls: Newest[RunSpec] = Newest(engine, f"{view}:check_up", told)
        self._asked: RunSpec | None = None
        self._known: CheckUp | None = None
        self._of: RunSpec | None = None  # what the one that is known is of
        self._failed = ""

    def ask(self, spec: RunSpec) -> None:
        """Ask for that of a loss on the data of a run, unless that has been done."""
        if spec != self._asked:
            self._asked = spec
            self._calls.ask(spec, check_up, spec)

    def take(self) -> bool:
        """Take note of the newest answer; return whether there is one."""
        answer = self._calls.take()
        if answer is None:
            return False
        self._of, self._failed = answer.about, answer.error
        self._known = answer.result if answer.result is not None else self._known
        return True

    def part(self, spec: RunSpec, draft: Draft) -> CheckUpPart:
        """Return what is shown of it.

        Args:
            spec: The run whose loss was the last one in the editor.
            draft: The text.
        """
        findings = () if self._known is None else self._known.findings
        return {
            "findings": [_finding(finding, draft.n_above) for finding in findings],
            "fresh": spec == self._of and draft.fault is None,
            "failed": self._failed,
        }


def _finding(finding: Finding, n_above: int) -> FindingPart:
    return {
        "level": finding.level,
        "words": finding.sentence,
        "instead": finding.instead,
        "line": finding.line + n_above if finding.line else 0,
        "picture": None if finding.picture is None else _picture(finding.picture),
    }


def _picture(picture: Picture) -> FindingPicture:
    step = math.ceil(len(picture.position) / MOST_POINTS)
    return {
        "axis": picture.axis,
        "position": [_short(place) for place in picture.position[::step]],
        "cost": [_short(cost) if math.isfinite(cost) else None for cost in picture.cost[::step]],
        "at": _short(picture.at),
        "chord": [[_short(place), _short(cost)] for place, cost in picture.chord],
    }


def _short(number: float) -> float:
    return float(f"{number:.4g}")
