"""Why a run looks as it does: rules that read its own numbers and answer in one or two sentences."""

from __future__ import annotations

import numpy as np

from lossviz.analysis.evaluation import Evaluation
from lossviz.declare import count_words
from lossviz.runs import model_facts as facts
from lossviz.runs.divergence import cause_of
from lossviz.runs.note import DECIDES, HARDLY_MORE, balance_words, dead_words
from lossviz.runs.progress import learning_rate, overfits, progress
from lossviz.runs.run import Run
from lossviz.runs.spans import plain

FAR_OFF = 6.0
"""How many times the middle error an error is that counts as an outlier's where none is declared: noise has none."""

FEW = 0.25
"""The share of examples up to which those far off are outliers, rather than a part of the data."""

SEEN = 0.3
"""The part of the spread of targets below which no error is far off."""

NOTHING_LEFT = 0.02
"""The part of the range of targets below which errors have no sides that matter."""

LACKING = 1.5
"""How many times more the best line through 0 must be off than the best line to count as one that cannot fit."""


def why(run: Run, evaluation: Evaluation | None, limit: int = 2) -> list[str]:
    """Return up to `limit` sentences, the most telling first.

    Args:
        run: The run, finished or not.
        evaluation: What its model does at the epoch that is looked at.
        limit: At most so many sentences.
    """
    if run.outcome in ("diverged", "failed"):
        return [_failed(run) or _diverged(run)][:limit]
    sentences = [_trap(run)]
    if evaluation is not None:
        sentences += [
            _dead(evaluation),
            _constant(evaluation),
            _outliers(run, evaluation),
            _balance(run, evaluation),
            _asked(run, evaluation),
            _without_intercept(run, evaluation),
        ]
    dragged = evaluation is not None and bool(_outliers(run, evaluation))
    sentences += ["" if dragged else overfits(run), progress(run, evaluation)]
    return [sentence for sentence in sentences if sentence][:limit]


# Runs that ended before their time


def _failed(run: Run) -> str:
    return f"This run could not be trained: {run.message}" if run.outcome == "failed" else ""


def _diverged(run: Run) -> str:
    cause = cause_of(run.spec, run.history)
    if cause == "errors":
        return "Even before training the loss is not a finite number: the errors are too large for it."
    diverged = f"It diverged after epoch {run.epoch}: the loss is no longer a finite number."
    if cause == "gradient":
        name = run.spec.optimizer.component.label
        return f"{diverged} {name} squares its gradient, and that overflows: no learning rate helps."
    return (
        f"{diverged} Steps of learning rate {learning_rate(run):g} are too large for the curvature of this loss: try "
        "smaller ones."
    )


# What the model shows


def _trap(run: Run) -> str:
    n = run.spec.largest_batch
    if not run.spec.outline.flat:
        return ""
    return (
        f"The trap is on: y of shape ({n},) and predictions of shape ({n}, 1) differ by a table of shape ({n}, {n}), "
        "so every prediction is held against all targets, and not against its own alone."
    )


def _dead(evaluation: Evaluation) -> str:
    dead = dead_words(evaluation)
    if not dead:
        return ""
    return (
        f"{dead}: 0 for every training example, so no gradient reaches the weights behind and only another seed helps."
    )


def _constant(evaluation: Evaluation) -> str:
    if not facts.is_constant(evaluation):
        return ""
    return "The model gives the same prediction for every example: it has learnt what is common, not what differs."


def _outliers(run: Run, evaluation: Evaluation) -> str:
    """Return how hard the examples pull that are farthest off, if they decide."""
    n = _n_far_off(run, evaluation)
    pull = facts.pull_of_farthest(evaluation, n) if n else 0.0
    if not n or pull < max(DECIDES, HARDLY_MORE * n / evaluation.n_train):
        return ""
    many, make = (count_words(n), "examples make") if n > 1 else ("one", "example makes")
    return f"The {many} farthest {make} {pull:.0%} of all pull, out of {evaluation.n_train}: outliers decide."


def _n_far_off(run: Run, evaluation: Evaluation) -> int:
    """Return how many examples trained on are outliers: as declared, else those that are much farther off than most."""
    if run.spec.task != "regression":
        return 0
    declared = min(facts.n_outliers(run.spec), evaluation.n_train)
    size = np.abs(facts.errors(evaluation))
    least = max(FAR_OFF * float(np.median(size)), SEEN * float(np.std(evaluation.truth)))
    n = declared or int(np.count_nonzero(size > least))
    return n if declared or n <= FEW * len(size) else 0


def _balance(run: Run, evaluation: Evaluation) -> str:
    """Return where a loss costs least that keeps predictions away from targets, once that is what holds them."""
    spec = run.spec.at(evaluation.epoch)
    if not facts.is_biased(spec, evaluation):
        return ""
    words = plain(balance_words(spec, evaluation))
    if spec.task == "regression" or not facts.are_probabilities(evaluation):
        return words
    surest, least = float(facts.confidences(evaluation).max()), facts.least_position(evaluation.curve)
    if least >= facts.CERTAIN:
        return ""
    reached = "the surest one is" if surest >= least - facts.NEARLY else "the surest one is not there yet, with"
    return f"{words.removesuffix('.')}; {reached} {surest:.2f}."


def _asked(run: Run, evaluation: Evaluation) -> str:
    spec = run.spec.at(evaluation.epoch)
    asked = facts.asked_below(spec)
    if asked is None or np.abs(facts.errors(evaluation)).max() < NOTHING_LEFT * np.ptp(evaluation.truth):
        return ""
    return (
        f"{spec.loss.component.label} asks for {asked:.0%} of the targets to lie below the prediction; after epoch "
        f"{evaluation.epoch} it is {facts.share_below(evaluation):.0%}."
    )


def _without_intercept(run: Run, evaluation: Evaluation) -> str:
    """Return how much an intercept is missed that the model cannot learn."""
    layers = run.spec.layers
    if run.spec.task != "regression" or len(layers) > 1 or layers[0].use_bias or layers[0].activation != "linear":
        return ""
    x, y = (np.asarray(part[: evaluation.n_train], float) for part in (evaluation.x, evaluation.truth))
    through_0, free = (_least_error(columns, y) for columns in (x, np.column_stack([x, np.ones(len(x))])))
    if through_0 <= LACKING * free or through_0 < 1e-3 * np.std(y):
        return ""
    return (
        f"This model has no intercept, and the targets ask for one: at best it is off by {through_0:.2g}, with an "
        f"intercept by {free:.2g}."
    )


def _least_error(columns: np.ndarray, y: np.ndarray) -> float:
    """Return the root of the mean squared error of the best weighted sum of some columns."""
    return float(np.sqrt(np.mean((columns @ np.linalg.lstsq(columns, y, rcond=None)[0] - y) ** 2)))
