"""Whether a loss leads to the target: a prediction that is nearer to it should cost less."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from lossviz.analysis.check_up.draws import moderate_targets, perfect, probabilities
from lossviz.analysis.check_up.findings import Finding
from lossviz.analysis.check_up.pictures import picture
from lossviz.analysis.check_up.sentences import row_words, target_words, told
from lossviz.analysis.check_up.subject import KNOWN, Subject

TRIES = 80
"""Predictions on each side."""

WRONG_WAY = 0.95
"""The share of the tries on one side of the target in which the nearer prediction costs more: a sign is wrong."""


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
    every = [_walks(subject, sides) for sides in _ways(subject, random)]
    ways = [walks for walks in every if min(float(walk.known.mean()) for walk in walks) > KNOWN]
    if ways and all(any(walk.wrong for walk in walks) for walks in ways):
        yield _wrong_way(subject, ways[0])
        return
    everywhere = [walk for walks in ways for walk in walks]
    raised = sum(int(walk.raised.sum()) for walk in everywhere)
    n_tries = sum(int(walk.changed.sum()) for walk in everywhere)
    if n_tries:
        yield Finding(
            kind="direction",
            level="good" if raised < 0.5 * n_tries else "note",
            sentence=f"Nearer to the target it costs less in {n_tries - raised} of {n_tries} tries.",
            numbers={"nearer costs more": raised, "tries": n_tries},
        )


def _walks(subject: Subject, sides: Sequence[Side]) -> list[Walk]:
    """Return what it costs to come nearer on each side."""
    y_true = np.concatenate([side.y_true for side in sides] * 2)
    costs = subject.cost(y_true, np.concatenate([side.far for side in sides] + [side.near for side in sides]))
    return [_walk(side, both) for side, both in zip(sides, costs.reshape(2, len(sides), -1).swapaxes(0, 1))]


def _walk(side: Side, costs: np.ndarray) -> Walk:
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
        picture=picture(subject, y_true, far, far + 1.8 * (near - far), at=1 / 1.8),
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
    y_true = moderate_targets(subject.any_numbers._replace(task="regression"), random, TRIES)
    size = 10 ** random.uniform(-2, 1, (len(y_true), 1))
    if subject.form.domain == "positive":
        y_true = np.abs(y_true)
        moved = {sign: [y_true * np.exp(sign * part * size) for part in (1, 0.5)] for sign in (1, -1)}
    else:
        moved = {sign: [y_true + sign * part * size for part in (1, 0.5)] for sign in (1, -1)}
    return [Side("ŷ is too high", y_true, *moved[1]), Side("ŷ is too low", y_true, *moved[-1])]


def _of_classes(subject: Subject, random: np.random.Generator) -> list[Side]:
    n, k = TRIES, subject.n_outputs
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
