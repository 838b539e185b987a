"""A check-up as text: for terminals, and as Markdown for reports."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from itertools import groupby

from lossviz.analysis.check_up import CheckUp, Finding, Level
from lossviz.export.markdown import escaped

WIDTH = 100
"""Columns of a terminal that are used."""

_MARGIN = 9
"""Columns for the word that says how much a finding matters."""

HEADINGS: dict[Level, str] = {
    "fault": "Wrong",
    "warning": "Doubtful",
    "note": "Worth knowing",
    "good": "Looked for, and not found wrong",
}
"""What stands above the findings of a level."""


def check_up_text(check_up: CheckUp, width: int = WIDTH) -> str:
    """Return a check-up for a terminal of some columns: the worst first, and what to write instead."""
    lines = [f"{check_up.title}: {check_up.summary}", ""]
    for finding in check_up.findings:
        lines += _wrapped(finding.level, _placed(finding), width)
        if finding.instead:
            lines += _wrapped("", f"Instead: {finding.instead}", width)
    return "\n".join(lines) + "\n"


def check_up_markdown(check_up: CheckUp, level: int = 3) -> str:
    """Return a check-up as Markdown, with a heading of some level for each kind of findings."""
    return "\n\n".join([f"{escaped(check_up.title)}: {check_up.summary}.", *_sections(check_up, level)]) + "\n"


def _sections(check_up: CheckUp, level: int) -> Iterator[str]:
    for name, findings in groupby(check_up.findings, key=lambda finding: finding.level):
        yield f"{'#' * level} {HEADINGS[name]}"
        yield "\n".join(f"- {_markdown(_placed(finding))}{_instead(finding)}" for finding in findings)


def _instead(finding: Finding) -> str:
    return f" *Instead:* {_markdown(finding.instead)}" if finding.instead else ""


def _placed(finding: Finding) -> str:
    """Return what was found, behind the line of the source if that is known and not told already."""
    told = not finding.line or f"line {finding.line}" in finding.sentence
    return finding.sentence if told else f"Line {finding.line}: {finding.sentence}"


def _wrapped(word: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        max(width, 2 * _MARGIN),
        initial_indent=word.ljust(_MARGIN),
        subsequent_indent=" " * _MARGIN,
        break_on_hyphens=False,
    )


def _markdown(text: str) -> str:
    """Return a sentence as Markdown: what stands between backticks is code, and nothing else has a meaning."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") and len(part) > 1 else escaped(part) for part in parts)
