"""What several runs on the same examples show beside each other, by one measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from lossviz.analysis.evaluation import Evaluation
from lossviz.declare import number_words, percent
from lossviz.runs import model_facts as facts
from lossviz.runs.divergence import cause_of
from lossviz.runs.numbers_sentence import Fitted, outlier_words
from lossviz.runs.spans import SeenRun, Sentence, now, plain, said
from lossviz.specs.run_words import run_name

MOST = 140
"""Most characters of a sentence."""

Pair = tuple[SeenRun, "SeenRun | None"]
"""A run, and what it was before the hand moved, if that is known."""


def about_several(pairs: Sequence[Pair], hand: str) -> Sentence:
    """Return how some runs on the same data compare; nothing if there are no two to compare.

    Args:
        pairs: The runs, the one in hand first.
        hand: The parameter that the slider moves, as a link calls it.
    """
    wild = [run for run, _ in pairs if run.outcome == "diverged" or (_model(run) and run.growth)]
    sound = [pair for pair in pairs if _model(pair[0]) and pair[0] not in wild]
    if len(sound) == len(pairs) and (band := _band(sound)):
        return band
    if not sound or len(sound) + len(wild) < 2:
        return ()
    opening = _wildness(wild, hand) or _circumstance(pairs[0][0])
    alone: list[Pair] = [(run, None) for run, _ in sound]
    ways: list[tuple[Sentence, Sequence[Pair]]] = [
        (opening, sound),
        (opening, [sound[0], *alone[1:]]),
        (opening, alone),
    ]
    ways += [((), alone[:n]) for n in range(len(sound), 0, -1)]
    for beginning, told in ways:
        sentence = said(beginning, ". " if beginning else "", _measured(told, hand))
        if len(plain(sentence)) <= MOST:
            return sentence
    return ()


def _model(run: SeenRun | None) -> Evaluation | None:
    """Return what the model of a run does, if it is sound."""
    return None if run is None or run.outcome in ("diverged", "failed") else run.evaluation


def _name(run: SeenRun, hand: str) -> str:
    return run.name or run_name(run.in_force, hand)


def _wildness(wild: Sequence[SeenRun], hand: str) -> Sentence:
    """Return which runs diverged, or are on their way to it."""
    if not wild:
        return ()
    names = " and ".join(_name(run, hand) for run in wild)
    if len(wild) > 1:
        steps = all(run.outcome != "diverged" or cause_of(run.spec, run.history) == "steps" for run in wild)
        return said(f"{names} diverge: ", wild[0].step_words) if steps else said(f"{names} diverge")
    if growth := wild[0].growth if wild[0].outcome != "diverged" else None:
        return said(f"{names} has grown to ", now(number_words(growth[1])), ": ", wild[0].step_words, " for it")
    return said(f"{names} ", wild[0].divergence_words("it"))


def _circumstance(run: SeenRun) -> Sentence:
    """Return what makes the data hard, as far as it is declared."""
    n_wrong = facts.n_wrong_labels(run.spec)
    if n_wrong:
        return said(now(str(n_wrong)), f" of {run.spec.n_train} labels are wrong")
    return outlier_words(run.spec)


# By one measure


def _measured(pairs: Sequence[Pair], hand: str) -> Sentence:
    """Return the measure of each run, after what is measured."""
    what, measure = _measure(pairs)
    told = said(what)
    for i, (run, before) in enumerate(pairs):
        evaluation, old = _model(run), _model(before)
        assert evaluation is not None
        value = now(measure(evaluation), measure(old) if old else "")
        told = said(told, ", " if i else ": ", f"{_name(run, hand)} ", value)
    return said(told, ".")


def _measure(pairs: Sequence[Pair]) -> tuple[str, Callable[[Evaluation], str]]:
    """Return the measure that makes sense for all of some runs, in words and as a function."""
    spec, models = pairs[0][0].spec, [run.evaluation for run, _ in pairs if run.evaluation]
    if spec.task == "regression":
        if all(facts.off_truth(model) is not None for model in models):
            return f"Off {Fitted.of(spec).true}", lambda model: number_words(facts.off_truth(model) or 0.0)
        return "Off the targets on average", lambda model: number_words(facts.typical_error(model))
    # Labels trained on judge nothing if some are wrong, or were.
    judged = spec.n_validation > 0 and any(facts.n_wrong_labels(run.spec) for pair in pairs for run in pair if run)
    words = "Right among the held-out" if judged else "Right answers"
    return words, lambda model: percent(facts.accuracy(model, held_out=judged) or 0.0)


# The band between quantiles


def _band(pairs: Sequence[Pair]) -> Sentence:
    """Return how many targets lie between the lowest and the highest quantile; nothing of other losses."""
    levels = [facts.asked_below(run.in_force) for run, _ in pairs]
    known = [level for level in levels if level is not None]
    if len(known) < len(levels):
        return ()
    spec, low, high = pairs[0][0].spec, min(known), max(known)
    fitted = Fitted.of(spec)
    if low == high:
        below = facts.share_below(_sound(pairs[0][0]))
        asked, found = now(percent(low)), now(percent(below))
        return said("All ask for ", asked, f" of the {fitted.dots} below them; it is ", found, ".")
    ends = [levels.index(low), levels.index(high)]
    inside = _between(*(_sound(pairs[end][0]) for end in ends))
    old = [_model(pairs[end][1]) for end in ends]
    was = percent(_between(old[0], old[1])) if old[0] and old[1] else ""
    lines = fitted.it.removesuffix("s") + "s"
    return said(
        f"Between {'' if lines.startswith('the ') else 'the '}{lines} for ",
        now(f"{low:.2f}"),
        " and ",
        now(f"{high:.2f}"),
        " lie ",
        now(percent(inside), was),
        f" of the {fitted.dots}.",
    )


def _sound(run: SeenRun) -> Evaluation:
    model = _model(run)
    assert model is not None
    return model


def _between(low: Evaluation, high: Evaluation) -> float:
    """Return the share of targets trained on that lie between the predictions of two models."""
    part = slice(low.n_train)
    ends = np.sort([low.y_pred[part], high.y_pred[part]], axis=0)
    return float(np.mean((ends[0] <= low.truth[part]) & (low.truth[part] <= ends[1])))
