"""Whether a loss is symmetric and proper: what is so of sums and averages of costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from lossviz.analysis.check_up.draws import every_class, moderate, targets
from lossviz.analysis.check_up.findings import Finding
from lossviz.analysis.check_up.pictures import picture
from lossviz.analysis.check_up.sentences import row_words, target_words, told, told_apart
from lossviz.analysis.check_up.subject import Subject
from lossviz.lazy import tf

SYMMETRIC_TRIES = 300
HONEST, DISHONEST = 60, 24
"""How many true probabilities there are, and how many others are predicted instead of each."""


def symmetric(subject: Subject) -> Iterator[Finding]:
    """Look for an error that costs more on one side; of classes, for two predictions whose costs add up differently."""
    of_sides = subject.form.labels == "numbers" and subject.form.domain in ("numbers", "positive")
    yield from _by_sides(subject) if of_sides else _by_classes(subject)


def _relative(gap: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return differences as parts of sizes; -1 where one of them is no number."""
    return np.where(np.isfinite(gap) & np.isfinite(size), gap / size, -1.0)


def _same(subject: Subject) -> float:
    """Return the relative difference up to which sums count as the same."""
    return max(1e-6, 20 * subject.rounding)


def _by_sides(subject: Subject) -> Iterator[Finding]:
    random = np.random.default_rng(6)
    y_true = targets(subject.form, random, SYMMETRIC_TRIES)
    error = np.abs(moderate(subject.form, random, y_true) - y_true)
    if subject.form.domain == "positive":
        error = 0.9 * random.uniform(size=y_true.shape) * y_true
    costs = subject.cost(np.concatenate([y_true] * 2), np.concatenate([y_true - error, y_true + error]))
    low, high = costs.reshape(2, -1)
    relative = _relative(np.abs(high - low), np.abs(high) + np.abs(low) + 1e-9)
    n_tries = int((relative >= 0).sum())
    if not n_tries:
        return
    if relative.max() <= _same(subject):
        sentence = f"Symmetric, as far as {n_tries} tries show: too high costs what too low costs."
        yield Finding(kind="symmetric", level="good", holds=True, sentence=sentence, numbers={"tries": n_tries})
        return
    # An example that is easily understood, if there is one: numbers that are neither huge nor tiny.
    plain = (np.abs(np.concatenate([error, y_true], axis=1)).max(axis=1) < 10) & (np.abs(high - low) > 1e-3)
    easy = np.where(plain, relative, -1.0)
    worst = int(easy.argmax() if easy.max() > 1e-3 else relative.argmax())
    place = [part[worst : worst + 1] for part in (y_true, y_true - error, y_true + error)]
    costly = told_apart(high[worst], low[worst])
    above, below = row_words(y_true[worst] + error[worst]), row_words(y_true[worst] - error[worst])
    yield Finding(
        kind="symmetric",
        level="note",
        holds=False,
        sentence=f"Not symmetric: with {target_words(y_true[worst])}, ŷ = {above} costs {costly[0]}, and ŷ = {below}, "
        f"as far off on the other side, costs {costly[1]}.",
        numbers={"too high": float(high[worst]), "too low": float(low[worst]), "tries": n_tries},
        picture=picture(subject, place[0], place[1], place[2], at=0.5),
    )


def _by_classes(subject: Subject) -> Iterator[Finding]:
    random = np.random.default_rng(6)
    y_pred = moderate(subject.form, random, targets(subject.form, random, SYMMETRIC_TRIES))
    everywhere = every_class(subject.form, len(y_pred))
    costs = subject.cost(np.concatenate(everywhere), np.concatenate([y_pred] * len(everywhere)))
    total = costs.reshape(len(everywhere), -1).sum(axis=0)
    relative = _relative(np.abs(total - total[0]), np.abs(total) + 1)
    n_tries, worst = int((relative >= 0).sum()), int(relative.argmax())
    if not n_tries:
        return
    if relative.max() <= _same(subject):
        sentence = f"Symmetric, as far as {n_tries} tries show: the costs for all classes add up to {told(total[0])}."
        yield Finding(kind="symmetric", level="good", holds=True, sentence=sentence, numbers={"tries": n_tries})
        return
    yield Finding(
        kind="symmetric",
        level="note",
        holds=False,
        sentence=f"Not symmetric: the costs of ŷ = {row_words(y_pred[0])} for all classes add up to {told(total[0])}, "
        f"those of ŷ = {row_words(y_pred[worst])} to {told(total[worst])}: labels flipped at random move the best "
        "model.",
        numbers={"sum": float(total[0]), "other": float(total[worst]), "tries": n_tries},
    )


def proper(subject: Subject) -> Iterator[Finding]:
    """Look for true probabilities for which predicting others costs less on average."""
    form = subject.recipe if subject.form.labels == "numbers" else subject.form
    if subject.task == "regression" or (form.domain == "numbers" and subject.loss.probability is None):
        return  # nothing says for which probability a prediction stands
    random = np.random.default_rng(7)
    some = targets(form, random, HONEST)
    honest = moderate(form, random, some)
    if subject.loss.scores and subject.n_outputs == 1:
        honest = np.clip(honest, -0.5, 0.5)  # where every link can be inverted
    meant = _probabilities(subject, honest)
    truth = np.concatenate([1 - meant, meant], axis=1) if subject.n_outputs == 1 else meant
    others = np.array([moderate(form, random, some) for _ in range(DISHONEST)])
    step = random.choice([0.01, 0.1, 0.5], (DISHONEST, 1, 1))
    tries = np.concatenate([honest[None], (1 - step) * honest + step * others])
    flat = tries.reshape(-1, subject.n_outputs)
    classes = every_class(form, len(flat))
    costs = subject.cost(np.concatenate(classes), np.concatenate([flat] * len(classes)))
    risk = np.einsum("kte,ek->te", costs.reshape(len(classes), *tries.shape[:2]), truth)
    gain = np.where(np.isfinite(risk[1:]) & np.isfinite(risk[0]), risk[0] - risk[1:], -np.inf)
    n_tries = int(np.isfinite(gain).sum())
    if not n_tries:
        return
    if gain.max() <= _same(subject):
        sentence = (
            f"Proper, as far as {n_tries} tries show: on average nothing costs less than predicting the true "
            "probabilities."
        )
        yield Finding(kind="proper", level="good", holds=True, sentence=sentence, numbers={"tries": n_tries})
        return
    which, example = np.unravel_index(gain.argmax(), gain.shape)
    words = told_apart(risk[0, example], risk[which + 1, example])
    yield Finding(
        kind="proper",
        level="note",
        holds=False,
        sentence=f"Not proper: where the true probabilities are {row_words(truth[example])}, predicting them costs "
        f"{words[0]} on average, and ŷ = {row_words(tries[which + 1, example])} costs {words[1]}.",
        numbers={
            "honest": float(risk[0, example]),
            "other": float(risk[which + 1, example]),
            "tries": n_tries,
        },
    )


def _probabilities(subject: Subject, honest: np.ndarray) -> np.ndarray:
    """Return the probabilities for which predictions stand."""
    if not subject.loss.scores or subject.loss.probability is None:
        return honest
    meant: Any = subject.loss.probability(tf.constant(honest, subject.dtype), **subject.values)
    return np.asarray(meant.numpy(), float)
