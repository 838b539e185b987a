"""The first line of the page: what is on the screen, in one sentence for a human that follows the hand.

Nothing here knows a loss by its name. What is said follows from what is declared of it and from the numbers of the run,
and what came of something is said only where the numbers agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from lossviz.declare import number_words
from lossviz.runs.classes_sentence import about_classes
from lossviz.runs.comparison_sentence import about_several
from lossviz.runs.numbers_sentence import about_numbers
from lossviz.runs.spans import SeenRun, Sentence, now, said
from lossviz.specs.run import RunSpec


def sentence(looked: Sequence[SeenRun], before: Sequence[SeenRun] = (), hand: str = "") -> Sentence:
    """Return what some runs show.

    Args:
        looked: The runs on the screen, the one in hand first. Those on other data are passed over.
        before: The same runs as they were when the hand began to move, or the one in hand alone; empty if it rests.
        hand: The parameter that the slider moves, as a link calls it.

    Returns:
        One sentence, or two short ones, of at most 140 characters, whose numbers have roles.
    """
    run = looked[0]
    pairs = list(zip_longest(looked, before[: len(looked)]))
    pairs = [(seen, old) for seen, old in pairs if _same_data(seen.spec, run.spec)]
    return (about_several(pairs, hand) if len(pairs) > 1 else ()) or _about_one(*pairs[0])


def _same_data(spec: RunSpec, other: RunSpec) -> bool:
    mine, theirs = ((s.dataset, s.validation_share, s.split_seed) for s in (spec, other))
    return mine == theirs


def _about_one(run: SeenRun, before: SeenRun | None) -> Sentence:
    evaluation = run.evaluation
    if run.outcome == "failed":
        return said("This run could not be trained.")
    if run.outcome == "diverged":
        return said("It ", run.divergence_words("this loss"), ".")
    if not len(run.history):
        return said("No epoch is trained yet.")
    if evaluation is None:
        loss = number_words(float(run.history["loss"][-1]))
        return said(f"After epoch {run.history.last_epoch} the loss is ", now(loss), ".")
    old = before if before is not None and before.spec.task == run.spec.task else None
    about = about_numbers if run.spec.task == "regression" else about_classes
    if run.growth:
        first, last = (now(number_words(loss)) for loss in run.growth)
        return said("The loss has grown from ", first, " to ", last, ": ", run.step_words, " for it.")
    return about(run.in_force, evaluation, old)
