"""What a run shows that predicts classes."""

from __future__ import annotations

from types import MappingProxyType

from lossviz.analysis.evaluation import Evaluation
from lossviz.declare import number_words, percent
from lossviz.losses import Loss
from lossviz.losses.written import WrittenLoss
from lossviz.runs import model_facts as facts
from lossviz.runs.spans import SeenRun, Sentence, now, said
from lossviz.specs.run import RunSpec

HELD_BACK = 0.95
"""The surest answer below which answers count as kept away from certainty."""

HONEST = 0.05
"""How far confidence may be from the share of right answers, in an honest model."""

_HOLDS_BACK = MappingProxyType(
    {
        "regularization_factor": ("The pull to ½ keeps", "The pull to ½ still lets"),
        "label_smoothing": ("Smoothed labels keep", "Smoothed labels still let"),
    }
)
"""What keeps answers away from certainty, or lets them be certain, by the parameter that does it."""


def about_classes(spec: RunSpec, evaluation: Evaluation, old: SeenRun | None) -> Sentence:
    """Return what the model of a classification does.

    Args:
        spec: The run.
        evaluation: Its model.
        old: The run as it was before the hand moved.
    """
    before = old.evaluation if old else None
    right = _right(evaluation, before)
    if evaluation.epoch == 0:
        return said("Before training, ", right, " of the answers are right.")
    if facts.is_constant(evaluation):
        return said("The answer is the same for every example, and right for ", right, " of them.")
    return (
        _rare(evaluation, before)
        or _never(evaluation, right)
        or _wrong_labels(spec, evaluation, old)
        or _certainty(spec, evaluation, old)
        or _scores(evaluation, right)
    )


def _right(evaluation: Evaluation, before: Evaluation | None, *, held_out: bool = False) -> Sentence:
    """Return the share of right answers, as a piece of a sentence."""
    share = facts.accuracy(evaluation, held_out=held_out)
    old = facts.accuracy(before, held_out=held_out) if before else None
    return now(percent(share or 0.0), "" if old is None else percent(old))


def _rare(evaluation: Evaluation, before: Evaluation | None) -> Sentence:
    number = facts.rare_class(evaluation)
    if number is None:
        return ()
    found, others = facts.share_found(evaluation, number)
    was = facts.share_found(before, number) if before is not None and facts.rare_class(before) == number else None
    n = int(evaluation.confusion(held_out=False)[number].sum())
    return said(
        f"Of the {n} rare {evaluation.class_names[number]} ",
        now(percent(found), percent(was[0]) if was else ""),
        " are found, of the others ",
        now(percent(others), percent(was[1]) if was else ""),
        ".",
    )


def _never(evaluation: Evaluation, right: Sentence) -> Sentence:
    never = facts.never_answered(evaluation)
    if not never:
        return ()
    names = " nor ".join(evaluation.class_names[number] for number in never)
    return said(f"It never answers {names}: ", right, " of the answers are right.")


def _wrong_labels(spec: RunSpec, evaluation: Evaluation, old: SeenRun | None) -> Sentence:
    """Return how the model is judged by true labels, where those that it is trained on are wrong, or were."""
    n_wrong = facts.n_wrong_labels(spec)
    if not n_wrong and not (old and facts.n_wrong_labels(old.spec)):
        return ()
    before = old.evaluation if old else None
    wrong = said(now(str(n_wrong)), f" of {spec.n_train} labels {'is' if n_wrong == 1 else 'are'} wrong; ")
    if facts.accuracy(evaluation, held_out=True) is None:
        return said(wrong, _right(evaluation, before), " of the answers are as labelled.")
    return said(wrong, "of the held-out answers ", _right(evaluation, before, held_out=True), " are right.")


def _certainty(spec: RunSpec, evaluation: Evaluation, old: SeenRun | None) -> Sentence:
    """Return how sure the model is, and whether the loss holds it back; nothing of one that says no probabilities."""
    if not facts.are_probabilities(evaluation):
        return ()
    before = old.evaluation if old else None
    before = before if before is not None and facts.are_probabilities(before) else None
    if not facts.may_be_biased(spec, evaluation) and not _was_held_back(spec, old):
        return _honesty(evaluation, before)
    surest = float(facts.confidences(evaluation).max())
    return said(
        f"{_what_holds_back(spec, evaluation, surest)}: accuracy ",
        _right(evaluation, before),
        ", surest answer ",
        now(_sure(surest), _sure(float(facts.confidences(before).max())) if before else ""),
        ".",
    )


def _what_holds_back(spec: RunSpec, evaluation: Evaluation, surest: float) -> str:
    """Return what the loss does to the surest answer; it has done nothing before one is as sure as it allows."""
    loss: Loss = spec.loss.component
    keeps, lets = facts.words_of_parameter(loss, _HOLDS_BACK, ("The loss keeps", "The loss still lets"))
    if not facts.is_biased(spec, evaluation):
        return "Nothing keeps answers away from 0 and 1"
    if surest > HELD_BACK:
        return f"{lets} answers be sure"
    if surest < facts.least_position(evaluation.curve) - facts.NEARLY:
        return "No answer is as sure yet as the loss allows"
    return f"{keeps} answers away from 0 and 1"


def _was_held_back(spec: RunSpec, old: SeenRun | None) -> bool:
    """Return whether answers may have been held back before, by a loss of which it is known that this one does not."""
    if isinstance(spec.loss.component, WrittenLoss) or old is None or old.evaluation is None:
        return False
    return facts.may_be_biased(old.in_force, old.evaluation)


def _sure(probability: float) -> str:
    """Return a probability, in which 1 is certain."""
    return f"{probability:.2f}"


def _honesty(evaluation: Evaluation, before: Evaluation | None) -> Sentence:
    confidence = float(facts.confidences(evaluation).mean())
    gap = confidence - (facts.accuracy(evaluation) or 0.0)
    verdict = "honest" if abs(gap) < HONEST else "too sure" if gap > 0 else "too cautious"
    was = percent(float(facts.confidences(before).mean())) if before else ""
    return said(
        _right(evaluation, before),
        " of the answers are right; on average they are ",
        now(percent(confidence), was),
        f" sure: {verdict}.",
    )


def _scores(evaluation: Evaluation, right: Sentence) -> Sentence:
    answers = said(right, " of the answers are right; ")
    if free := facts.share_free(evaluation):
        return said(answers, now(percent(free)), " of the examples cost nothing any more.")
    middle = now(number_words(float(evaluation.position[: evaluation.n_train].mean())))
    if evaluation.curve.axis in ("margin", "lead"):
        return said(answers, "the score of the true class leads by ", middle, " on average.")
    if evaluation.curve.axis == "probability":
        return said(answers, "the output for the true class is ", middle, " on average.")
    return said(
        answers, "one costs ", now(number_words(float(evaluation.cost[: evaluation.n_train].mean()))), " on average."
    )
