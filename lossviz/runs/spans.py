"""Sentences about runs, as pieces of which each has a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from lossviz.analysis.evaluation import Evaluation
from lossviz.declare import value_words
from lossviz.runs.divergence import cause_of
from lossviz.runs.history import History
from lossviz.runs.run import Outcome
from lossviz.specs.run import RunSpec

GROWN = 1.5
"""How many times its value before training a loss must have to count as grown, rather than as restless."""

Role = Literal["", "now", "before"]


class Span(NamedTuple):
    """A piece of a sentence.

    Attributes:
        text: Its words.
        role: `now` for a number of the run in hand, `before` for what was before the hand moved.
    """

    text: str
    role: Role = ""


Sentence = tuple[Span, ...]


@dataclass(frozen=True, eq=False)
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

    @property
    def in_force(self) -> RunSpec:
        """The spec in force at the epoch that is looked at, without changes."""
        return self.spec.at(self.history.last_epoch + 1 if self.evaluation is None else self.evaluation.epoch)

    @property
    def growth(self) -> tuple[float, float] | None:
        """The loss before training and at the epoch that is looked at, if it has grown.

        Losses before and after a change of theirs are not compared.
        """
        if any(change.of_loss for change in self.spec.changes) or not len(self.history):
            return None
        losses, last = self.history["loss"], self.history.last_epoch
        ends = float(losses[0]), float(losses[last if self.evaluation is None else min(self.evaluation.epoch, last)])
        return ends if 0 < GROWN * ends[0] < ends[1] else None

    @property
    def step_words(self) -> Sentence:
        """That its steps are too large, and how large they are."""
        rate = self.spec.at(self.history.last_epoch + 1).traced["optimizer.learning_rate"]
        return said("steps of ", now(value_words(rate)), " are too large")

    def divergence_words(self, loss: str) -> Sentence:
        """Return when it diverged, and why; `loss` is how its loss is called."""
        cause, epoch = cause_of(self.spec, self.history), self.history.last_epoch
        if cause == "errors":
            return said(f"has no finite loss even before training: errors are too large for {loss}")
        why = (
            said("the square of its gradient overflows")
            if cause == "gradient"
            else said(self.step_words, f" for {loss}")
        )
        return said("diverged after epoch ", now(str(epoch)), ": ", why)


def said(*parts: str | Sentence) -> Sentence:
    """Return a sentence of words and pieces, in their order, without the empty ones."""
    spans: list[Span] = []
    for part in parts:
        spans += [Span(part)] if isinstance(part, str) else part
    return tuple(span for span in spans if span.text)


def now(text: str, before: str = "") -> Sentence:
    """Return a number in hand and, if it has changed, what it was before the hand moved."""
    was = (Span(f" (before {before})", "before"),) if before not in ("", text) else ()
    return (Span(text, "now"), *was)


def plain(sentence: Sentence) -> str:
    """Return a sentence as text."""
    return "".join(span.text for span in sentence)
