"""Sentences about runs as pieces with a role, and the numbers in them as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lossviz.analysis.evaluation import Evaluation
from lossviz.runs.history import History
from lossviz.runs.run import Outcome
from lossviz.specs.run import RunSpec

Role = Literal["", "now", "before"]

THIN = "\N{NARROW NO-BREAK SPACE}"
"""What stands between a number and its unit."""


@dataclass(frozen=True)
class Span:
    """A piece of a sentence.

    Attributes:
        text: Its words.
        role: `now` for a number of the run in hand, `before` for what was before the hand moved.
    """

    text: str
    role: Role = ""


Sentence = tuple[Span, ...]


@dataclass(frozen=True)
class SeenRun:
    """A run as a page shows it.

    Attributes:
        spec: The run.
        history: Its rows, up to the epoch that is looked at or beyond.
        outcome: How it stands or ended.
        evaluation: What its model does; None before that is known.
        name: What it is called beside others; empty if it is told by its value.
    """

    spec: RunSpec
    history: History
    outcome: Outcome
    evaluation: Evaluation | None = None
    name: str = ""


def plain(sentence: Sentence) -> str:
    """Return a sentence as text."""
    return "".join(span.text for span in sentence)
