"""What a perfect prediction costs, and whether anything costs less."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lossviz.analysis.check_up.draws import moderate, perfect
from lossviz.analysis.check_up.findings import Finding
from lossviz.analysis.check_up.sentences import row_words, target_words, told
from lossviz.analysis.check_up.subject import Subject

STEPS = 401
DRAWS = 200


def least(subject: Subject) -> Iterator[Finding]:
    """Look for predictions that cost less than a perfect one; of scores, for those that cost least."""
    if subject.loss.scores:
        yield from _least_of_scores(subject)
        return
    random = np.random.default_rng(8)
    tried = [_tried(subject, random, y_true) for y_true in _targets(subject)]
    y_true, y_pred = (np.concatenate(side) for side in zip(*tried, strict=True))
    costs = subject.cost(y_true, y_pred).reshape(len(tried), -1)
    known = np.where(np.isfinite(costs), costs, np.inf)
    ideal, rest = costs[:, 0], known.min(axis=1)
    if not np.isfinite(ideal).all():
        return  # said elsewhere
    typical = np.array([np.median(row[np.isfinite(row)]) for row in np.abs(costs - ideal[:, None])])
    saved = ideal - rest
    worst = int((saved / np.maximum(typical, 1e-300)).argmax())
    n_tries, nothing = int(np.isfinite(costs).sum()), max(1e-6, subject.rounding) * float(typical.max())
    high = int(np.abs(ideal).argmax())
    if saved[worst] <= max(1e-7, 10 * subject.rounding) * typical[worst]:
        free = abs(ideal[high]) <= nothing
        cost = "nothing" if free else f"{told(ideal[high])} with {target_words(_targets(subject)[high][0])}"
        yield Finding(
            kind="least",
            level="good" if free else "note",
            sentence=f"A perfect prediction costs {cost}, and none of {n_tries} others costs less.",
            numbers={"perfect": float(ideal[high]), "tries": n_tries},
        )
        return
    y_true, best = tried[worst][0][:1], tried[worst][1][int(known[worst].argmin())][None]
    away = perfect(subject.form, y_true)
    yield Finding(
        kind="least",
        level="note",
        sentence=f"A perfect prediction costs {told(ideal[worst])} with {target_words(y_true[0])}, and "
        f"{told(saved[worst])} less than that is possible at ŷ = {row_words(best[0])}.",
        numbers={"perfect": float(ideal[worst]), "least": float(rest[worst]), "tries": n_tries},
        picture=subject.picture(
            y_true,
            2 * away - best if subject.form.domain == "numbers" else away,
            3 * best - 2 * away if subject.form.domain == "numbers" else best,
            at=2 / 3 if subject.form.domain == "numbers" else 1.0,
        ),
    )


def _targets(subject: Subject) -> list[np.ndarray]:
    """Return some targets, each of shape (1, …): all classes, or some numbers."""
    if subject.task != "regression":
        return [subject.form.of_classes(np.array([number])) for number in range(max(subject.n_outputs, 2))]
    positive = subject.form.domain == "positive"
    return [
        subject.form.targets_of(np.array([number])) for number in ((0.5, 2.0, 4.0) if positive else (0.0, 1.0, -2.5))
    ]


def _tried(subject: Subject, random: np.random.Generator, y_true: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a target as often as predictions for it are tried, and these; the perfect one comes first."""
    ideal = perfect(subject.form, y_true)
    repeated = np.repeat(y_true, DRAWS, axis=0)
    if subject.form.domain == "numbers":
        way = ideal + np.linspace(-3, 3, STEPS)[:, None]
    elif subject.form.domain == "positive":
        way = ideal * np.exp(np.linspace(-3, 3, STEPS))[:, None]
    elif subject.n_outputs == 1:
        way = np.linspace(0, 1, STEPS)[:, None]
    else:
        way = ideal + np.linspace(0, 1, STEPS)[:, None] * (1 / subject.n_outputs - ideal)
    y_pred = np.concatenate([ideal, way, moderate(subject.form, random, repeated)])
    return np.repeat(y_true, len(y_pred), axis=0), y_pred


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
