"""Whether there is a slope, whether it is how fast the cost changes, and whether it leads to the target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from lossviz.analysis.check_up.draws import moderate, moderate_targets, perfect, probabilities, targets, wide
from lossviz.analysis.check_up.findings import Finding
from lossviz.analysis.check_up.sentences import row_words, target_words, told
from lossviz.analysis.check_up.steps import cut, steps
from lossviz.analysis.check_up.subject import KNOWN, Subject

TRIES = 160

WRONG_WAY = 0.95
"""The share of the tries on one side of the target in which the nearer prediction costs more: a sign is wrong."""


def gradient(subject: Subject) -> Iterator[Finding]:
    """Look whether costs depend on predictions, whether slopes exist, and whether they are the derivatives of costs."""
    random = np.random.default_rng(1)
    y_true = targets(subject.form, random, TRIES)
    y_pred = np.where(
        np.arange(TRIES)[:, None] % 2, moderate(subject.form, random, y_true), wide(subject.form, random, y_true)
    )
    looked = subject.look(y_true, y_pred)
    finite = np.isfinite(looked.cost)
    if not finite.any():
        return  # said elsewhere
    if looked.slope is None or not looked.slope[finite].any():
        yield _no_slope(subject, looked.slope is None, random)
        return
    used = np.nan_to_num(looked.slope[finite]).any(axis=0)
    if not used.all():
        unused = " and ".join(str(number + 1) for number in np.flatnonzero(~used))
        yield Finding(
            kind="gradient",
            level="warning",
            sentence=f"Nothing is learnt of {subject.n_outputs} outputs but {int(used.sum())}: in {int(finite.sum())} "
            f"tries no cost depends on number {unused}.",
            numbers={"unused": int((~used).sum()), "tries": int(finite.sum())},
        )


def _no_slope(subject: Subject, missing: bool, random: np.random.Generator) -> Finding:
    """Say that nothing can be learnt: costs are the same whatever is predicted, or change in steps alone."""
    some = targets(subject.form, random, 1)
    repeated = np.repeat(some, TRIES, axis=0)
    costs = subject.cost(repeated, moderate(subject.form, random, repeated))
    costs = costs[np.isfinite(costs)]
    if len(costs) and np.ptp(costs) <= 1e-12 * max(1.0, float(np.abs(costs).max())):
        return Finding(
            kind="gradient",
            level="fault",
            sentence=f"The prediction changes nothing: with {target_words(some[0])} each of {len(costs)} predictions "
            f"costs {told(costs[0])}. Nothing can be learnt.",
            numbers={"cost": float(costs[0]), "tries": len(costs)},
            instead="Let the cost depend on y_pred.",
        )
    step = cut(steps(subject, repeated[:4], moderate(subject.form, random, repeated[:4])))
    why = f" None gets through {step.words}." if step else ""
    sentence = (
        "There is no slope, so nothing is learnt" if missing else "The slope is 0 everywhere, so nothing is learnt"
    )
    return Finding(
        kind="gradient",
        level="fault",
        sentence=f"{sentence}: the cost changes in steps alone, between {told(float(costs.min()))} and "
        f"{told(float(costs.max()))}.{why}",
        numbers={"least": float(costs.min()), "most": float(costs.max()), "tries": TRIES},
        line=step.line if step else 0,
        instead="Compute the cost from y_pred itself, not from what was decided by it: a distance, or the logarithm of "
        "a probability.",
    )


def difference(subject: Subject) -> Iterator[Finding]:
    """Compare slopes with central differences of two widths, in random directions."""
    random = np.random.default_rng(14)
    y_true = moderate_targets(subject.form, random, TRIES)
    y_pred = moderate(subject.form, random, y_true)
    way = random.normal(size=y_pred.shape)
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    exact = subject.dtype == np.float64
    width = (1e-6 if exact else 3e-3) * np.maximum(1e-2, np.abs(y_pred).min(axis=1, keepdims=True))
    moved = [y_pred + side * size * width * way for size in (1, 4) for side in (1, -1)]
    costs = subject.cost(np.concatenate([y_true] * 4), np.concatenate(moved)).reshape(4, -1)
    looked = subject.look(y_true, y_pred)
    with np.errstate(all="ignore"):
        slope = (looked.slopes * way).sum(axis=1)
        measured = np.array([(costs[0] - costs[1]), (costs[2] - costs[3]) / 4]) / (2 * width[:, 0])
        size = np.abs(slope) + np.abs(measured[0]) + (1e-6 if exact else 1e-2) * (1 + np.abs(looked.cost))
        apart = np.abs(measured - slope) / size
        settled = np.abs(measured[0] - measured[1]) < (1e-3 if exact else 0.05) * size
    wrong = settled & (apart > (1e-2 if exact else 0.2)).all(axis=0)
    known = np.isfinite(slope) & np.isfinite(measured).all(axis=0)
    n_wrong, n_tries = int((wrong & known).sum()), int(known.sum())
    if not n_tries:
        return
    if n_wrong <= max(2, 0.05 * n_tries):
        yield Finding(
            kind="difference",
            level="good",
            sentence=f"The slope is how fast the cost changes: it equals a central difference in {n_tries - n_wrong} "
            f"of {n_tries} tries.",
            numbers={"tries": n_tries},
        )
        return
    worst = int(np.where(wrong & known, apart[0], -1).argmax())
    step = cut(steps(subject, y_true[:4], y_pred[:4]))
    yield Finding(
        kind="difference",
        level="warning",
        sentence=f"The slope is not how fast the cost changes: at ŷ = {row_words(y_pred[worst])} with "
        f"{target_words(y_true[worst])} the cost changes by {told(measured[0, worst])} for a unit, and the slope that "
        f"training follows is {told(slope[worst])} ({n_wrong} of {n_tries} tries differ)."
        f"{f' A part of it is lost in {step.words}.' if step else ''}",
        numbers={"measured": float(measured[0, worst]), "slope": float(slope[worst]), "tries": n_tries},
        line=step.line if step else 0,
    )


class Side(NamedTuple):
    """Predictions on one side of their targets.

    Attributes:
        words: Which side it is.
        y_true: The targets.
        far: The predictions.
        near: Others, that are nearer to the targets.
    """

    words: str
    y_true: np.ndarray
    far: np.ndarray
    near: np.ndarray


class Walk(NamedTuple):
    """What it costs to come nearer on one side.

    Attributes:
        side: The side.
        costs: What far and near predictions cost, shape (2, n).
        known: Where both are numbers, shape (n,).
        raised: Where the nearer one costs more, shape (n,).
        changed: Where both cost something else.
    """

    side: Side
    costs: np.ndarray
    known: np.ndarray
    raised: np.ndarray
    changed: np.ndarray

    @property
    def wrong(self) -> bool:
        """Whether it leads away from the target."""
        return bool(self.changed.sum() >= 10 and self.raised.sum() >= WRONG_WAY * self.changed.sum())

    @property
    def plainest(self) -> int:
        """The number of a try on the wrong way that is easily understood: neither huge nor tiny."""
        gap = np.abs(self.side.far - self.side.near).max(axis=1)
        size = np.abs(self.side.far).max(axis=1)
        return int(np.where(self.raised, np.abs(np.log(gap)) + size, np.inf).argmin())


def direction(subject: Subject) -> Iterator[Finding]:
    """Look whether a prediction that is nearer to its target costs less, on each side of the target."""
    random = np.random.default_rng(2)
    every = [[_walk(subject, side) for side in sides] for sides in _ways(subject, random)]
    ways = [walks for walks in every if min(float(walk.known.mean()) for walk in walks) > KNOWN]
    if ways and all(any(walk.wrong for walk in walks) for walks in ways):
        yield _wrong_way(subject, ways[0])
        return
    raised, n_tries = (sum(int(part.sum()) for walks in ways for part in parts(walks)) for parts in (_raised, _changed))
    if n_tries:
        yield Finding(
            kind="direction",
            level="good" if raised < 0.5 * n_tries else "note",
            sentence=f"Nearer to the target it costs less in {n_tries - raised} of {n_tries} tries.",
            numbers={"nearer costs more": raised, "tries": n_tries},
        )


def _raised(walks: Sequence[Walk]) -> list[np.ndarray]:
    return [walk.raised for walk in walks]


def _changed(walks: Sequence[Walk]) -> list[np.ndarray]:
    return [walk.changed for walk in walks]


def _walk(subject: Subject, side: Side) -> Walk:
    costs = subject.cost(np.concatenate([side.y_true] * 2), np.concatenate([side.far, side.near])).reshape(2, -1)
    known = np.isfinite(costs).all(axis=0)
    change = np.where(known, costs[1] - costs[0], 0.0)
    least = 1e-9 * np.where(known, np.abs(costs).max(axis=0), 0.0)
    return Walk(side, costs, known, change > least, known & (np.abs(change) > least))


def _wrong_way(subject: Subject, walks: Sequence[Walk]) -> Finding:
    walk = next(walk for walk in walks if walk.wrong)
    side, at = walk.side, walk.plainest
    y_true, far, near = (part[at : at + 1] for part in (side.y_true, side.far, side.near))
    n_raised, n = int(walk.raised.sum()), int(walk.changed.sum())
    everywhere = all(each.wrong for each in walks)
    return Finding(
        kind="direction",
        level="fault",
        sentence=f"{'It' if everywhere else f'Where {side.words} it'} leads away from the target: a nearer prediction "
        f"costs more in {n_raised} of {n} tries. With {target_words(y_true[0])}, ŷ = {row_words(far[0])} costs "
        f"{told(walk.costs[0, at])}, and ŷ = {row_words(near[0])} costs {told(walk.costs[1, at])}.",
        numbers={"nearer costs more": n_raised, "tries": n},
        picture=subject.picture(y_true, far, far + 1.8 * (near - far), at=1 / 1.8),
        instead="Change the sign of what is returned."
        if everywhere
        else "Let errors of both signs cost: take `tf.abs` "
        "or `tf.square` of the error, or change the sign of this side.",
    )


def _ways(subject: Subject, random: np.random.Generator) -> list[list[Side]]:
    """Return the sides of targets, in one way or two: of the classes that there are, and of targets as numbers.

    What pulls all predictions to some middle leads away from classes, and still to targets that may be any numbers.
    """
    of_classes = [_of_classes(subject, random)] if subject.task != "regression" else []
    return of_classes + ([_of_numbers(subject, random)] if subject.form.labels == "numbers" else [])


def _of_numbers(subject: Subject, random: np.random.Generator) -> list[Side]:
    y_true = moderate_targets(subject.any_numbers._replace(task="regression"), random, TRIES // 2)
    size = 10 ** random.uniform(-2, 1, (len(y_true), 1))
    if subject.form.domain == "positive":
        y_true = np.abs(y_true)
        moved = {sign: [y_true * np.exp(sign * part * size) for part in (1, 0.5)] for sign in (1, -1)}
    else:
        moved = {sign: [y_true + sign * part * size for part in (1, 0.5)] for sign in (1, -1)}
    return [Side("ŷ is too high", y_true, *moved[1]), Side("ŷ is too low", y_true, *moved[-1])]


def _of_classes(subject: Subject, random: np.random.Generator) -> list[Side]:
    n, k = TRIES // 2, subject.n_outputs
    sides = []
    for number in range(max(k, 2)):
        y_true = subject.form.of_classes(np.full(n, number))
        ideal = perfect(subject.form, y_true)
        if subject.form.scores or subject.reach == "numbers":
            towards = 2.0 * ideal - 1 if k == 1 else ideal
            far = -random.uniform(0, 4, (n, 1)) * towards + random.normal(size=(n, k)) * 0.3
            near = far + towards
        else:
            far = 0.02 + 0.9 * probabilities(random, n, k)
            far = far / far.sum(axis=1, keepdims=True) if k > 1 else far
            near = (far + ideal) / 2
        sides.append(Side(f"the true class is {number}", y_true, far, near))
    return sides
