"""Which predictions and labels a loss wants, and whether the recipe gives them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lossviz.analysis.check_up.draws import moderate, probabilities, targets
from lossviz.analysis.check_up.findings import Finding
from lossviz.analysis.check_up.sentences import row_words, told
from lossviz.analysis.check_up.steps import first, not_finite, steps
from lossviz.analysis.check_up.subject import Subject

TRIES = 60

CONTENT = 0.05
"""The part of the greatest cost that the least one may be, and a perfect prediction still counts as nearly free."""

FAR = 5.0
"""How far beyond a probability of 1 it is looked whether costs go on falling."""


def outputs(subject: Subject) -> Iterator[Finding]:
    """Look whether the last layer of the recipe gives what the loss wants."""
    trouble = list(_any_numbers(subject)) or list(_beyond_one(subject))
    yield from trouble
    if trouble:
        return
    wanted = {
        "numbers": "scores: any numbers" if subject.form.scores else "numbers of any size",
        "positive": "numbers greater than 0",
        "probability": "the probability of class 1",
        "probabilities": "probabilities of all classes",
    }[subject.form.domain]
    labels = {
        "numbers": "targets as numbers" if subject.task == "regression" else "labels as numbers",
        "zero_one": "labels 0 and 1",
        "one_hot": "one-hot labels",
        "integers": "integer labels",
    }[subject.form.labels]
    yield Finding(
        kind="outputs",
        level="good",
        sentence=f"It wants {wanted}, and {labels}: this recipe gives both, its last layer is {subject.activation}.",
        numbers={"outputs": subject.n_outputs},
    )


def _any_numbers(subject: Subject) -> Iterator[Finding]:
    """Look for predictions of a linear layer that have no cost where those of another layer have one."""
    if subject.reach != "numbers" or subject.form.scores:
        return
    random = np.random.default_rng(12)
    y_true = targets(subject.form, random, TRIES)
    negative = -np.abs(moderate(subject.form, random, y_true)) - 0.1
    shares = probabilities(random, TRIES, subject.n_outputs)
    looked = subject.cost(np.concatenate([y_true] * 2), np.concatenate([negative, shares]))
    below, within = np.isfinite(looked).reshape(2, -1).mean(axis=1)
    if below > 0.5 or within < 0.9:
        return
    bad = int(np.flatnonzero(~np.isfinite(looked[:TRIES]))[0])
    step = first(steps(subject, y_true[bad : bad + 1], negative[bad : bad + 1]), not_finite)
    keep = "keep what goes into the logarithm or root above 0: `tf.maximum(y_pred, 1e-7)`"
    layer = "sigmoid" if subject.n_outputs == 1 else "softmax"
    wanted, other = "probabilities", f"Choose a last layer that is {layer}, or {keep}."
    if subject.task == "regression":
        wanted, other = "numbers greater than 0", f"K{keep[1:]}. In Keras a last layer that is softplus does the same."
    yield Finding(
        kind="outputs",
        level="fault",
        sentence=f"It wants {wanted}, and the last layer of this recipe is linear: ŷ = {row_words(negative[bad])} "
        f"costs {told(looked[bad])}{f', from {step.words}' if step else ''}.",
        numbers={"finite below 0": float(below), "finite from 0 to 1": float(within), "tries": TRIES},
        line=step.line if step else 0,
        instead=other,
    )


def _beyond_one(subject: Subject) -> Iterator[Finding]:
    """Look for a loss that is content only with predictions beyond 0 and 1: it makes probabilities of them itself."""
    if subject.reach not in ("probability", "probabilities") or subject.form.labels != "numbers":
        return
    n_classes = max(subject.n_outputs, 2)
    parts = np.linspace(-FAR, FAR, 41)
    for number in range(n_classes):
        y_true = subject.form.of_classes(np.full(len(parts), number))
        y_pred = parts[:, None] * (np.eye(n_classes)[number] if subject.n_outputs > 1 else np.ones(1))
        costs = subject.cost(y_true, y_pred)
        if not np.isfinite(costs).all():
            continue
        within = costs[(parts >= 0) & (parts <= 1)]
        ideal, beyond = float(within.min()), float(costs.min())
        if ideal > CONTENT * within.max() and -1e-6 <= beyond < 0.5 * ideal:
            layer = subject.activation
            yield Finding(
                kind="outputs",
                level="warning",
                sentence=f"It wants scores, and the last layer of this recipe is {layer}: for class {number} the best "
                f"that a {layer} can give costs {told(ideal)}, and ŷ = {told(float(parts[costs.argmin()]))} would cost "
                f"{told(beyond)}. Probabilities are made twice.",
                numbers={"least from 0 to 1": ideal, "least beyond": beyond, "tries": len(parts)},
                instead="Choose a last layer that is linear, or take y_pred for the probabilities that it is.",
            )
            return
