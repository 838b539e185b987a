"""Why a run looks as it does: rules that read its own numbers and answer in one or two sentences."""

from __future__ import annotations

import numpy as np

from lossviz.analysis.evaluation import Evaluation
from lossviz.runs.divergence import cause_of
from lossviz.runs.model_facts import asked_below, errors, is_constant, share_below
from lossviz.runs.note import dead_words
from lossviz.runs.run import Run

AT_REST = 1e-3
"""The part of its largest gradient below which a run counts as resting."""

STILL_FALLING = 0.02
"""The part of its loss that a run must lose in its last tenth to count as still learning."""


def why(run: Run, evaluation: Evaluation | None, limit: int = 2) -> list[str]:
    """Return up to `limit` sentences, the most telling first.

    Args:
        run: The run, finished or not.
        evaluation: What its model does at the epoch that is looked at.
        limit: At most so many sentences.
    """
    sentences = [_failed(run), _diverged(run)]
    if run.outcome not in ("diverged", "failed"):
        if evaluation is not None:
            sentences += [_dead(evaluation), _constant(evaluation), _balance(run, evaluation)]
        sentences += [_overfits(run), _progress(run)]
    return [sentence for sentence in sentences if sentence][:limit]


def _failed(run: Run) -> str:
    return f"This run could not be trained: {run.message}" if run.outcome == "failed" else ""


def _diverged(run: Run) -> str:
    if run.outcome != "diverged":
        return ""
    cause = cause_of(run.spec, run.history)
    if cause == "errors":
        return "Even before training the loss is not a finite number: the errors are too large for it."
    diverged = f"It diverged after epoch {run.epoch}: the loss is no longer a finite number."
    if cause == "gradient":
        name = run.spec.optimizer.component.label
        return f"{diverged} {name} squares its gradient, and that overflows: no learning rate helps."
    rate = run.spec.at(run.epoch + 1).traced["optimizer.learning_rate"]
    return f"{diverged} Steps of learning rate {rate:g} are too large for the curvature of this loss: try smaller ones."


def _dead(evaluation: Evaluation) -> str:
    dead = dead_words(evaluation)
    if not dead:
        return ""
    return (
        f"{dead}: 0 for every training example, so no gradient reaches the weights behind and only another seed helps."
    )


def _constant(evaluation: Evaluation) -> str:
    if not is_constant(evaluation):
        return ""
    return "The model gives the same prediction for every example: it has learnt what is common, not what differs."


def _balance(run: Run, evaluation: Evaluation) -> str:
    spec = run.spec.at(evaluation.epoch)
    asked = asked_below(spec)
    if asked is None or np.abs(errors(evaluation)).max() < 1e-3:
        return ""
    return (
        f"{spec.loss.component.label} asks for {asked:.0%} of the targets to lie below the prediction; after epoch "
        f"{evaluation.epoch} it is {share_below(evaluation):.0%}."
    )


def _first_comparable(run: Run) -> int:
    """Return the first epoch whose loss is on the scale of the last one: after the last change of the loss."""
    changes = [change.epoch + 1 for change in run.spec.changes if change.of_loss]
    return max((epoch for epoch in changes if epoch <= run.epoch), default=0)


def _overfits(run: Run) -> str:
    if "val_loss" not in run.history or run.epoch < 20:
        return ""
    first = _first_comparable(run)
    validation = run.history["val_loss"]
    best = first + int(validation[first:].argmin())
    fallen = run.history["loss"][best] > run.history["loss"][-1]
    if run.epoch < first + 20 or best > 0.9 * run.epoch or validation[-1] < 1.05 * validation[best] or not fallen:
        return ""
    return (
        f"It overfits: the validation loss was least at epoch {best} ({validation[best]:.3g}) and has grown to "
        f"{validation[-1]:.3g}, while the training loss still fell."
    )


def _progress(run: Run) -> str:
    first = _first_comparable(run)
    if run.epoch < first + 20:
        return ""
    loss, norm = run.history["loss"][first:], run.history["gradient_norm"][first:]
    tenth = max(1, len(loss) // 10)
    if norm[-1] <= AT_REST * norm.max():
        share = norm[-1] / norm.max() if norm.max() else 0.0
        return f"It rests: the gradient is {share:.2g} of its largest value, so steps hardly move it."
    before = abs(loss[-1 - tenth])
    drop = loss[-1 - tenth] - loss[-1]
    if drop > STILL_FALLING * before:
        return f"It still learns: the last {tenth} epochs took {drop / before:.0%} off the loss."
    if drop < -STILL_FALLING * before:
        return f"The loss rises: the last {tenth} epochs took it from {loss[-1 - tenth]:.3g} to {loss[-1]:.3g}."
    return (
        f"It has levelled off: the last {tenth} epochs changed the loss by less than {STILL_FALLING:.0%}, although "
        f"the gradient is still {norm[-1]:.2g}."
    )
