"""Whether costs and slopes are numbers wherever training may come, in the precision of training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lossviz.analysis.check_up.draws import perfect
from lossviz.analysis.check_up.findings import LEVELS, Finding, Level, Picture
from lossviz.analysis.check_up.pictures import picture
from lossviz.analysis.check_up.sentences import row_words, target_words, told
from lossviz.analysis.check_up.steps import Step, first, first_of_slope, not_finite, steps
from lossviz.analysis.check_up.subject import Costs, Subject

ERRORS = (1e-6, 1e-3, 0.1, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
"""Sizes of errors, and of scores."""

FAR = 10.0
"""Errors that are larger may never come: what is not finite there is no fault."""

TINY = (0.0, 1e-30, 1e-8, 1e-3)
"""What probabilities are near to 0, and near to 1."""


@dataclass(frozen=True)
class Place:
    """A target and a prediction, each of shape (1, …), where costs must be numbers.

    Attributes:
        y_true: The target.
        y_pred: The prediction.
        words: What it is, at the beginning of a sentence.
        level: How bad it is if the cost is no number.
    """

    y_true: np.ndarray
    y_pred: np.ndarray
    words: str
    level: Level


def finite(subject: Subject) -> Iterator[Finding]:
    """Look for costs and slopes that are NaN or infinite; those that will be met soonest come first."""
    places = list(_places(subject))
    y_true, y_pred = (np.concatenate(side) for side in zip(*((each.y_true, each.y_pred) for each in places)))
    looked = subject.look(y_true, y_pred, np.float32)
    bad_cost = ~np.isfinite(looked.cost)
    bad_slope = ~bad_cost & ~np.isfinite(looked.slopes).all(axis=1)
    for kind, bad in (("finite", bad_cost), ("finite_slope", bad_slope)):
        wrong = sorted(np.flatnonzero(bad), key=lambda i: LEVELS.index(places[i].level))
        if wrong:
            yield _wrong(subject, kind, places[wrong[0]], looked, int(wrong[0]), int(bad.sum()), len(places))
        else:
            what = "Costs" if kind == "finite" else "Slopes"
            yield Finding(
                kind=kind,
                level="good",
                sentence=f"{what} are finite at {len(places)} places: {_where(subject)}.",
                numbers={"tries": len(places)},
            )


def _where(subject: Subject) -> str:
    if subject.form.domain in ("probability", "probabilities"):
        return "at probabilities of 0 and 1, too"
    if subject.loss.scores:
        return "for scores up to ±1000 and for equal ones"
    return "for errors up to ±1000 and for none"


def _places(subject: Subject) -> Iterator[Place]:
    """Give the places, those that are met soonest first."""
    for y_true in subject.form.typical_targets():
        if not subject.loss.scores:
            yield Place(y_true, perfect(subject.form, y_true), "A perfect prediction", "fault")
    makers = {"numbers": _of_numbers, "positive": _of_positive, "probability": _of_one, "probabilities": _of_many}
    if subject.loss.scores:
        yield from _of_scores(subject)
    else:
        yield from makers[subject.form.domain](subject)
    if subject.form.domain == "numbers" and subject.reach != "numbers":
        yield from makers[subject.reach](subject)


def _of_numbers(subject: Subject) -> Iterator[Place]:
    for size in ERRORS:
        for y_true in subject.form.typical_targets():
            for error in (size, -size):
                level: Level = "note" if subject.reach != "numbers" else "fault" if size <= FAR else "warning"
                yield Place(y_true, y_true + error, f"An error of {told(error)}", level)


def _of_positive(subject: Subject) -> Iterator[Place]:
    for y_true in subject.form.typical_targets():
        for y_pred in (1e-3, 1e-30, 0.0, 10.0, 1000.0):
            yield Place(y_true, np.full_like(y_true, y_pred), f"A prediction of {told(y_pred)}", "fault")


def _of_scores(subject: Subject) -> Iterator[Place]:
    for y_true in subject.form.typical_targets():
        for size in (0.0, *ERRORS):
            level: Level = "fault" if size <= FAR else "warning"
            words = f"A score of {told(size)}" if size else "Equal scores"
            for row in np.eye(subject.n_outputs) if subject.n_outputs > 1 else np.ones((1, 1)):
                yield Place(y_true, size * row[None], words, level)
                yield Place(y_true, -size * row[None], words, level)


def _of_one(subject: Subject) -> Iterator[Place]:
    for y_true in subject.form.typical_targets():
        for tiny in TINY:
            for p in (tiny, 1 - tiny):
                yield Place(y_true, np.array([[p]]), f"A probability of {told(p)}", "fault")


def _of_many(subject: Subject) -> Iterator[Place]:
    k = subject.n_outputs
    for y_true in subject.form.typical_targets():
        for tiny in TINY:
            for row in np.eye(k):
                y_pred = (1 - tiny) * row + tiny * (1 - row) / max(k - 1, 1)
                words = "Probabilities of 0 and 1" if tiny == 0 else f"Probabilities of {told(tiny)}"
                yield Place(y_true, y_pred[None], words, "fault")
        yield Place(y_true, np.full((1, k), 1 / k), "Equal probabilities", "fault")


def _wrong(subject: Subject, kind: str, place: Place, looked: Costs, number: int, n_bad: int, n_places: int) -> Finding:
    slope = looked.slopes[number]
    cost = float(looked.cost[number])
    worst = float(slope[~np.isfinite(slope)][0]) if not np.isfinite(slope).all() else 0.0
    every = steps(subject, place.y_true, place.y_pred)
    step = first(every, not_finite) or (first_of_slope(every) if kind == "finite_slope" else None)
    what = f"costs {told(cost)}" if kind == "finite" else f"costs {told(cost)}, but the slope is {told(worst)} there"
    why = f" It comes from {step.words}." if step else ""
    harm = "" if np.isfinite(slope).all() else " One such example makes all weights NaN."
    numbers = {"places": n_places, "not finite": n_bad}
    return Finding(
        kind=kind,
        level=place.level,
        sentence=f"{place.words}: with {target_words(place.y_true[0])}, ŷ = {row_words(place.y_pred[0])} {what} "
        f"({n_bad} of {n_places} places tried).{why}{harm}",
        numbers=numbers,
        picture=_picture(subject, place),
        line=step.line if step else 0,
        instead=_instead(step, kind),
    )


def _picture(subject: Subject, place: Place) -> Picture:
    """Return costs around a place."""
    if subject.form.domain in ("probability", "probabilities"):
        middle = np.full_like(place.y_pred, 1 / max(subject.n_outputs, 2))
        return picture(subject, place.y_true, place.y_pred, middle, at=0.0)
    ideal = 0.0 if subject.loss.scores else perfect(subject.form, place.y_true)
    away = np.maximum(0.5, np.abs(place.y_pred - ideal))
    return picture(subject, place.y_true, place.y_pred - away, place.y_pred + away, at=0.5)


def _instead(step: Step | None, kind: str) -> str:
    """Return what to write instead of the step that goes wrong."""
    if step is None:
        return ""
    name = step.operation
    if kind == "finite_slope" and name in ("operator.truediv", "tf.math.log", "tf.math.reciprocal", "tf.math.rsqrt"):
        return (
            "Both sides of `tf.where` are computed, and the slope of the one not taken is NaN, too. Choose a safe "
            "value before: `safe = tf.where(x > 0, x, 1.0)`, and compute with `safe`."
        )
    return _INSTEAD.get(name, "")


_INSTEAD = {
    "tf.math.log": "Keep the logarithm away from 0: `tf.math.log(tf.maximum(x, 1e-7))`.",
    "tf.math.log1p": "Keep what goes into it above -1: `tf.math.log1p(tf.maximum(x, 0.0))`.",
    "tf.sqrt": "Add a little under the root: `tf.sqrt(x + 1e-12)`.",
    "operator.pow": "Keep the base away from 0: `(x + 1e-12) ** …`.",
    "tf.norm": "Write it out and add a little under the root: `tf.sqrt(tf.reduce_sum(tf.square(x), axis=-1) + 1e-12)`.",
    "operator.truediv": "Keep the divisor away from 0: `x / tf.maximum(tf.abs(y), 1e-7)`.",
    "tf.exp": "Keep the exponent below 80: `tf.exp(tf.minimum(x, 50.0))`.",
    "tf.math.expm1": "Keep the exponent below 80: `tf.math.expm1(tf.minimum(x, 50.0))`.",
    "tf.cosh": "Use `abs(x) + softplus(-2 * abs(x)) - log(2)` for the logarithm of cosh: it does not overflow.",
    "tf.math.xlogy": "Keep the logarithm away from 0: `tf.math.xlogy(x, tf.maximum(y, 1e-7))`.",
    "operator.mul": "0 times infinity is NaN: keep both factors finite.",
}
"""What to write instead of operations that give no number, by their full names."""
