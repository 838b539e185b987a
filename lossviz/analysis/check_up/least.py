"""What a perfect prediction costs, and whether anything costs less."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lossviz.analysis.check_up.draws import moderate, perfect
from lossviz.analysis.check_up.findings import Finding
from lossviz.analysis.check_up.pictures import picture
from lossviz.analysis.check_up.sentences import row_words, target_words, told
from lossviz.analysis.check_up.subject import Subject

STEPS = 401
DRAWS = 200

SHIFTS = np.concatenate([-(10 ** np.linspace(0.5, -3, 60)), 10 ** np.linspace(-3, 0.5, 60)])
"""By how much predictions are off the perfect one."""


def least(subject: Subject) -> Iterator[Finding]:
    """Look for predictions that cost less than a perfect one; of scores, for those that cost least."""
    if subject.loss.scores:
        yield from _least_of_scores(subject)
        return
    random = np.random.default_rng(8)
    targets = subject.form.typical_targets()
    tries = [_tried(subject, random, y_true) for y_true in targets]
    costs = _costs(subject, targets, tries)
    if not np.isfinite(costs[:, 0]).all():
        return  # said elsewhere
    together = [_together(subject, y_pred, row)[None] for y_pred, row in zip(tries, costs)]
    costs = np.concatenate([costs, _costs(subject, targets, together)], axis=1)
    tries = [np.concatenate(both) for both in zip(tries, together)]
    typical = np.array([np.median(row[np.isfinite(row)]) for row in np.abs(costs - costs[:, :1])])
    saved = costs[:, 0] - np.where(np.isfinite(costs), costs, np.inf).min(axis=1)
    cheaper = np.flatnonzero(saved > max(1e-7, 10 * subject.rounding) * typical)
    n_tries = int(np.isfinite(costs).sum())
    if len(cheaper):
        which = int(cheaper[0])
        yield _cheaper(subject, targets[which], tries[which], costs[which], n_tries)
        return
    high = int(np.abs(costs[:, 0]).argmax())
    ideal = float(costs[high, 0])
    free = abs(ideal) <= max(1e-6, subject.rounding) * typical.max()
    cost = "nothing" if free else f"{told(ideal)} with {target_words(targets[high][0])}"
    yield Finding(
        kind="least",
        level="good" if free else "note",
        sentence=f"A perfect prediction costs {cost}, and none of {n_tries} others costs less.",
        numbers={"perfect": ideal, "tries": n_tries},
    )


def _cheaper(subject: Subject, y_true: np.ndarray, tries: np.ndarray, costs: np.ndarray, n_tries: int) -> Finding:
    """Say that something costs less than a perfect prediction."""
    at = int(np.where(np.isfinite(costs), costs, np.inf).argmin())
    ideal, best = tries[:1], tries[at : at + 1]
    beyond = subject.form.domain == "numbers"  # else there may be nothing on the other side
    start, end = (3 * ideal - 2 * best, 3 * best - 2 * ideal) if beyond else (ideal, best)
    return Finding(
        kind="least",
        level="note",
        sentence=f"A perfect prediction costs {told(costs[0])} with {target_words(y_true[0])}, and "
        f"{told(costs[0] - costs[at])} less than that is possible at ŷ = {row_words(best[0])}.",
        numbers={"perfect": float(costs[0]), "least": float(costs[at]), "tries": n_tries},
        picture=picture(subject, y_true, start, end, at=0.6 if beyond else 1.0),
    )


def _tried(subject: Subject, random: np.random.Generator, y_true: np.ndarray) -> np.ndarray:
    """Return predictions for a target: the perfect one, then others on ways from it, then any."""
    ideal, k = perfect(subject.form, y_true), subject.n_outputs
    if subject.form.domain == "numbers":
        # All outputs together, then each alone.
        ways = ideal + np.concatenate([np.ones((1, k)), np.eye(k)])[:, None] * SHIFTS[:, None]
        ways = ways.reshape(-1, k)
    elif subject.form.domain == "positive":
        ways = ideal * np.exp(SHIFTS)[:, None]
    else:
        middle = 1 / max(k, 2)
        ways = ideal + np.linspace(0, 2 if k == 1 else 1, STEPS)[:, None] * (middle - ideal)
    return np.concatenate([ideal, ways, moderate(subject.form, random, np.repeat(y_true, DRAWS, axis=0))])


def _together(subject: Subject, tries: np.ndarray, costs: np.ndarray) -> np.ndarray:
    """Return the prediction that is best in each output alone; the perfect one where that makes no sense."""
    if subject.form.domain != "numbers":
        return tries[0]
    k, n = subject.n_outputs, len(SHIFTS)
    alone = np.where(np.isfinite(costs), costs, np.inf)[1 + n : 1 + n * (k + 1)].reshape(k, n)
    shifts = np.where(alone.min(axis=1) < costs[0], SHIFTS[alone.argmin(axis=1)], 0.0)
    return tries[0] + shifts


def _costs(subject: Subject, targets: list[np.ndarray], tries: list[np.ndarray]) -> np.ndarray:
    """Return what the tries for each target cost, shape (targets, tries)."""
    y_true = np.concatenate([np.repeat(y_true, len(y_pred), axis=0) for y_true, y_pred in zip(targets, tries)])
    return subject.cost(y_true, np.concatenate(tries)).reshape(len(targets), -1)


def _least_of_scores(subject: Subject) -> Iterator[Finding]:
    margins = np.concatenate([np.linspace(-5, 5, STEPS), [10.0, 30.0, 100.0, 1000.0]])
    y_true = subject.form.of_classes(np.full(len(margins), 1))
    towards = np.eye(subject.n_outputs)[1] if subject.n_outputs > 1 else np.ones(1)
    costs = subject.cost(y_true, margins[:, None] * towards)
    if not np.isfinite(costs).all():
        return  # said elsewhere
    size = float(np.abs(costs[:STEPS]).max())
    best = int(np.flatnonzero(costs <= costs.min() + 1e-9 * size)[0])
    numbers = {"least": float(costs[best]), "score": float(margins[best]), "tries": len(costs)}
    if costs[best] < -size:
        sentence = f"There is no least cost: a score of 1000 for the true class costs {told(costs[best])}."
    elif margins[best] > 5:
        sentence = f"The greater the score of the true class, the lower the cost: {told(costs[best])} in the end."
    else:
        sentence = f"A score of {told(margins[best])} for the true class, and 0 for others, costs least: "
        sentence += f"{told(costs[best])}."
    yield Finding(kind="least", level="note", sentence=sentence, numbers=numbers)
