"""Whether a loss is bounded and robust: how costs and slopes grow with the distance from the target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from lossviz.analysis.check_up.draws import SMALLEST, moderate_targets
from lossviz.analysis.check_up.findings import Finding
from lossviz.analysis.check_up.sentences import told
from lossviz.analysis.check_up.subject import Subject

NEAR = (1.5, 3.0, 10.0)
LADDER = (1e3, 1e10, 1e40, 1e70, 1e100)
LADDER_32 = (1e3, 1e6, 1e9, 1e12, 1e15)
LADDER_OF_PROBABILITIES = (1e3, 1e4, 1e5, 1e6)
"""Distances; after the first ones each is farther by the same factor, so that a logarithm grows by the same amount."""

GOES_ON = 0.998
"""What grows from step to step by at least this part of the last growth is taken to have no end."""

BEYOND_MEASURE = 1e4
"""How many times as steep as nearby a slope may become far off, and still count as limited."""

STEEPEST = 1e12
"""A slope that is greater has no limit that matters."""

EXAMPLES = 120


class Growth(NamedTuple):
    """What is greatest at each distance.

    Attributes:
        distance: Distances from the target: an error, a score, a ratio of positive numbers; of probabilities, how many
            times less than 1 the true class gets.
        most: The greatest cost or slope at each.
    """

    distance: np.ndarray
    most: np.ndarray

    @property
    def goes_on(self) -> bool:
        """Whether there is no end to the growth, as far as the last steps tell."""
        if np.isposinf(self.most).any():
            return True
        last = self.most[-3:]
        steps, size = np.diff(last), max(np.abs(last).max(), 1e-300)
        return bool(steps[-1] > 1e-7 * size and steps[-1] >= GOES_ON * steps[0])

    @property
    def nearby(self) -> float:
        """The greatest value at the near distances."""
        return float(self.most[: len(NEAR)].max())

    @property
    def greatest(self) -> float:
        """The greatest value that is a number, 0 without any."""
        known = self.most[np.isfinite(self.most)]
        return float(known.max()) if len(known) else 0.0


def bounded_and_robust(subject: Subject) -> Iterator[Finding]:
    """Look whether costs, and whether slopes, go on growing with the distance."""
    distances = (*NEAR, *_ladder(subject))
    parts = [_far_off(subject, distance) for distance in distances]
    y_true, y_pred = (np.concatenate(side) for side in zip(*parts, strict=True))
    looked = subject.look(y_true, y_pred)
    n_tries = len(y_true)
    costs = _growth(distances, looked.cost)
    if costs is not None:
        yield _bounded(subject, costs, n_tries)
    slopes = _growth(distances, np.abs(looked.slopes).max(axis=1)) if looked.slope is not None else None
    if slopes is not None:
        yield _robust(subject, slopes, n_tries)


def _ladder(subject: Subject) -> tuple[float, ...]:
    if subject.form.domain in ("probability", "probabilities"):
        return LADDER_OF_PROBABILITIES
    return LADDER if subject.dtype == np.float64 else LADDER_32


def _growth(distances: tuple[float, ...], size: np.ndarray) -> Growth | None:
    """Return the greatest at each distance, up to the first at which all are NaN; None if fewer than three are left."""
    rows = size.reshape(len(distances), -1)
    known = ~np.isnan(rows).all(axis=1)
    n = len(known) if known.all() else int(known.argmin())
    return Growth(np.array(distances[:n]), np.nanmax(rows[:n], axis=1)) if n >= len(NEAR) + 3 else None


def _far_off(subject: Subject, distance: float) -> tuple[np.ndarray, np.ndarray]:
    """Return examples that are as far off as a distance, in all directions."""
    random = np.random.default_rng(5)
    y_true = moderate_targets(subject.form, random, EXAMPLES)
    shape = (EXAMPLES, subject.n_outputs)
    away = random.choice([-1, 1], shape)
    if subject.form.domain == "positive":  # the target may be the one that is very small or large
        y_pred = y_true * distance**away
        y_true[::2], y_pred[::2] = y_pred[::2].copy(), y_true[::2].copy()
        return y_true, y_pred
    if subject.form.domain == "numbers":
        y_pred = distance * away * random.choice([0.5, 0.9, 1.0], shape)
        if subject.form.labels != "numbers":
            return y_true, y_pred
        if subject.loss.least_outputs == 1:
            return y_true, y_true + y_pred
        y_pred[::2] /= distance**2  # a vector is far off in length, too
        return y_true, y_pred
    small = max(1 / distance, SMALLEST)
    if subject.n_outputs == 1:
        return y_true, np.abs(1 - y_true - small)
    truth = np.eye(subject.n_outputs)[y_true] if subject.form.labels == "integers" else y_true
    rest = random.uniform(0.001, 1, shape) * (1 - truth)
    return y_true, small * truth + (1 - small) * rest / rest.sum(axis=1, keepdims=True)


def _distance_words(subject: Subject, distance: float) -> str:
    if subject.form.domain in ("probability", "probabilities"):
        return f"with a probability of {told(max(1 / distance, SMALLEST))} for the true class"
    if subject.form.domain == "positive":
        return f"with ŷ {told(distance)} times too large or too small"
    what = "scores" if subject.loss.scores else "errors"
    return f"for {what} up to {told(distance)}"


def _grown(subject: Subject, growth: Growth, first: int) -> str:
    """Return in words how something grows: what it is at a distance and at the next one, or where it is infinite."""
    infinite = np.flatnonzero(np.isposinf(growth.most))
    if len(infinite):
        return f"are infinite {_distance_words(subject, float(growth.distance[infinite[0]]))}"
    at = [f"{told(growth.most[i])} {_distance_words(subject, growth.distance[i])}" for i in (first, first + 1)]
    return f"grow to {at[0]} and to {at[1]}, and on"


def _bounded(subject: Subject, costs: Growth, n_tries: int) -> Finding:
    most = costs.greatest
    numbers = {"most": most, "tries": n_tries}
    if costs.goes_on:
        sentence = f"Not bounded: costs {_grown(subject, costs, len(NEAR))}."
        return Finding(kind="bounded", level="note", holds=False, sentence=sentence, numbers=numbers)
    words = _distance_words(subject, float(costs.distance[-1]))
    sentence = f"Bounded, as far as {n_tries} tries show: no cost exceeds {told(most)}, even {words}."
    return Finding(kind="bounded", level="good", holds=True, sentence=sentence, numbers=numbers)


def _robust(subject: Subject, slopes: Growth, n_tries: int) -> Finding:
    near, most = slopes.nearby, slopes.greatest
    limited = most <= STEEPEST and (near == 0 or most <= BEYOND_MEASURE * near)
    if limited and not slopes.goes_on:
        sentence = (
            f"Robust, as far as {n_tries} tries show: no slope exceeds {told(most)}, so one example that is far off "
            "cannot outweigh all others."
        )
        return Finding(kind="robust", level="good", holds=True, sentence=sentence, numbers={"most": most})
    first = len(NEAR) if slopes.goes_on or int(slopes.most.argmax()) > len(NEAR) else len(NEAR) - 1
    sentence = f"Not robust: slopes {_grown(subject, slopes, first)}. One example can outweigh all others."
    return Finding(kind="robust", level="note", holds=False, sentence=sentence, numbers={"most": most})
