"""What a run shows that predicts numbers."""

from __future__ import annotations

import math
from typing import NamedTuple

from lossviz.analysis.evaluation import Evaluation
from lossviz.declare import count_words, number_words, percent
from lossviz.losses import Loss
from lossviz.runs import model_facts as facts
from lossviz.runs.spans import SeenRun, Sentence, now, said
from lossviz.specs.run import RunSpec

EVEN = 0.02
"""The logarithm of a ratio of costs below which both sides cost the same."""

ARRIVED = 0.2
"""How one-sided the pull of the examples may be, if a model has come to rest between them."""

MIDDLE = 0.1
"""How far from a half the share of targets below the predictions may be, if they run through the middle."""


class Fitted(NamedTuple):
    """The words for what is fitted.

    Attributes:
        it: What is fitted.
        true: What made the targets.
        ending: The ending of its verbs.
        them: It again, as an object.
        dots: What it is fitted to.
    """

    it: str
    true: str
    ending: str = "s"
    them: str = "it"
    dots: str = "dots"

    @classmethod
    def of(cls, spec: RunSpec) -> Fitted:
        """Return the words for a run."""
        straight = len(spec.layers) == 1 and spec.layers[0].activation == "linear"
        if spec.n_features == 1:
            return cls("the line" if straight else "the curve", "the true line")
        if spec.n_features == 2:
            return cls("the plane" if straight else "the surface", "the true plane")
        return cls("answers", "the truth", "", "them", "targets")


def about_numbers(spec: RunSpec, evaluation: Evaluation, old: SeenRun | None) -> Sentence:
    """Return what the model of a regression does.

    Args:
        spec: The run.
        evaluation: Its model.
        old: The run as it was before the hand moved.
    """
    before = old.evaluation if old else None
    if evaluation.epoch == 0:
        error = number_words(facts.typical_error(evaluation))
        return said("Before training, answers are ", now(error), " off on average.")
    if facts.is_constant(evaluation):
        return said("The answer is the same for every example: ", now(number_words(float(evaluation.y_pred[0]))), ".")
    return _sides(spec, evaluation, before) or _distance(spec, evaluation, before)


def _sides(spec: RunSpec, evaluation: Evaluation, before: Evaluation | None) -> Sentence:
    """Return which side costs more, and what came of it; nothing of a loss of which that is no question."""
    loss: Loss = spec.loss.component
    typical = facts.typical_error(evaluation)
    size = 2 * facts.told_size(evaluation.curve, typical / 2) if typical else 0.0  # half of it is asked for, too
    ratio = facts.side_ratio(evaluation.curve, size)
    if loss.symmetric is True or loss.biased is not False or ratio is None or facts.is_biased(spec, evaluation):
        return ()
    fitted, share = Fitted.of(spec), facts.share_below(evaluation)
    below = said(
        now(percent(share), percent(facts.share_below(before)) if before else ""),
        f" of the {fitted.dots} lie below {fitted.them}.",
    )
    if abs(math.log(ratio)) < EVEN:
        through = f", so {fitted.it} run{fitted.ending} through the middle" if abs(share - 0.5) < MIDDLE else ""
        return said(f"Too high and too low cost the same{through}: ", below)
    high = ratio > 1
    costly, cheap, moves = ("Too high", "too low", "sink") if high else ("Too low", "too high", "rise")
    # Before it has come to where both sides hold each other, it lies where it does for other reasons.
    arrived = facts.imbalance_of_pull(evaluation) < ARRIVED and (share < 0.5 if high else share > 0.5)
    moved = f", so {fitted.it} {moves}{fitted.ending}: " if arrived else "; "
    half_as_far = facts.side_ratio(evaluation.curve, size / 2)
    everywhere = half_as_far is not None and abs(math.log(half_as_far / ratio)) < EVEN
    by = "" if everywhere else f" by {number_words(size)}"
    return said(f"{costly}{by} costs ", now(number_words(max(ratio, 1 / ratio))), f" times {cheap}{moved}", below)


def _distance(spec: RunSpec, evaluation: Evaluation, before: Evaluation | None) -> Sentence:
    """Return how far from the truth it is, and what stands between."""
    off, error = facts.off_truth(evaluation), facts.typical_error(evaluation)
    if off is None:
        bias = float(facts.errors(evaluation).mean())
        side = "too high" if bias > 0 else "too low"
        typical = now(number_words(error), number_words(facts.typical_error(before)) if before else "")
        return said("On average answers are ", typical, " off, and ", now(number_words(abs(bias))), f" {side}.")
    off_before = facts.off_truth(before) if before else None
    told = now(number_words(off), "" if off_before is None else number_words(off_before))
    fitted = Fitted.of(spec)
    away = said(f"{fitted.it} is off {fitted.true} by ", told)
    obstacle = _obstacle(spec, evaluation)
    if obstacle:
        return said(obstacle, "; ", away, ".")
    return said(capitalized(away), ", and off the dots by ", now(number_words(error)), " on average.")


def _obstacle(spec: RunSpec, evaluation: Evaluation) -> Sentence:
    """Return what keeps it from the truth, as far as it is known: outliers, errors that cost nothing."""
    if outliers := outlier_words(spec):
        return outliers
    if free := facts.share_free(evaluation):
        return said(now(percent(free)), " of the errors cost nothing")
    return ()


def outlier_words(spec: RunSpec) -> Sentence:
    """Return how many targets are shifted, and how far; nothing if none is."""
    n = facts.n_outliers(spec)
    if not n:
        return ()
    size = float(spec.dataset.values["outlier_size"])  # type: ignore[arg-type]
    targets = f"{count_words(n)} target{'s are' if n > 1 else ' is'}"
    return said(
        targets[0].upper() + targets[1:], " ", now(number_words(abs(size))), f" too {'high' if size > 0 else 'low'}"
    )


def capitalized(sentence: Sentence) -> Sentence:
    """Return a sentence that begins with a capital letter."""
    first = sentence[0]
    return (first._replace(text=first.text[0].upper() + first.text[1:]), *sentence[1:])
