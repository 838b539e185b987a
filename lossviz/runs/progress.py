"""Where a run is going: whether it still learns, rests, stands still or overfits, in a sentence each."""

from __future__ import annotations

import numpy as np

from lossviz.analysis.evaluation import Evaluation
from lossviz.optimizers import Optimizer
from lossviz.runs import model_facts as facts
from lossviz.runs.run import Run
from lossviz.runs.trend import trend

EXACT = 1e-3
"""The part of the spread of targets by which predictions may be off that count as exact."""

CANNOT = 0.1
"""The share of wrong answers from which on a model that no longer moves counts as one that cannot fit."""


def learning_rate(run: Run) -> float:
    """Return the learning rate in force after the last epoch."""
    return run.spec.at(run.epoch + 1).traced["optimizer.learning_rate"]


def _first_comparable(run: Run) -> int:
    """Return the first epoch whose loss is on the scale of the last one: after the last change of the loss."""
    changes = [change.epoch + 1 for change in run.spec.changes if change.of_loss]
    return max((epoch for epoch in changes if epoch <= run.epoch), default=0)


def overfits(run: Run) -> str:
    """Return since when validation got worse while training got better; a line has no room for that."""
    first = _first_comparable(run)
    if "val_loss" not in run.history or run.epoch < first + 20 or len(run.spec.layers) == 1:
        return ""
    loss, validation = run.history["loss"], run.history["val_loss"]
    best, tenth = first + int(validation[first:].argmin()), max(1, (run.epoch - first) // 10)
    grown = validation[-tenth:].min() > 1.05 * validation[best]
    fallen = loss[-tenth:].mean() < loss[best : best + tenth].mean()
    if best > 0.9 * run.epoch or not grown or not fallen:
        return ""
    return (
        f"It overfits: the validation loss was least at epoch {best} ({validation[best]:.3g}) and has grown to "
        f"{validation[-1]:.3g}, while the training loss still fell."
    )


def progress(run: Run, evaluation: Evaluation | None) -> str:
    """Return where the loss is going, and what holds it up if it does not move.

    Args:
        run: The run.
        evaluation: What its model does; None if that is not known.
    """
    first = _first_comparable(run)
    seen = trend(run.history["loss"][first:], run.history["gradient_norm"][first:])
    if seen is None:
        return ""
    optimizer: Optimizer = run.spec.optimizer.component
    if optimizer.squares and not np.isfinite(run.history["gradient_norm"][-1]):
        return f"{optimizer.label} squares its gradient, and that overflows: the weights no longer move."
    n, rate = seen.window, learning_rate(run)
    moved = f"{abs(seen.change):.0%}" if abs(seen.change) >= 0.01 else f"{abs(seen.change):.1%}"
    if evaluation is not None and (off := _exact(run, evaluation)):
        return off
    if seen.kind == "falls":
        return f"It still learns: in the last {n} epochs the loss was {moved} lower than in the {n} before."
    if seen.kind == "rises":
        return (
            f"The loss rises: on average of the last {n} epochs it was {seen.last:.3g}, before that {seen.first:.3g}."
        )
    if seen.kind == "creeps":
        return (
            f"It learns slowly: in the last {n} epochs the loss fell by {moved}, as fast as before. Learning rate "
            f"{rate:g} is small for these data; a larger one, or more epochs, takes it further."
        )
    if seen.kind == "drags":
        return (
            f"It hardly moves: in the last {n} epochs the loss changed by {moved}, although the gradient is still "
            f"{seen.gradient:.0%} of its largest. Learning rate {rate:g} is small for these data."
        )
    if seen.kind == "pauses":
        return (
            f"It hardly moves: in the last {n} epochs the loss changed by {moved}, and the gradient is "
            f"{seen.gradient:.1%} of its largest. It has come near a minimum, or to a plateau."
        )
    return _wrong(run, evaluation) or (
        f"It rests: the gradient is {seen.gradient:.2g} of its largest value, and the loss no longer moves."
        if seen.kind == "rests"
        else f"It has levelled off: in the last {n} epochs the loss went up and down around {seen.last:.3g}."
    )


def _exact(run: Run, evaluation: Evaluation) -> str:
    """Return how far predictions are off that are as good as exact."""
    if run.spec.task != "regression":
        return ""
    error, spread = facts.typical_error(evaluation), float(np.std(evaluation.truth))
    if error > EXACT * spread or not spread:
        return ""
    return f"It fits the targets: it is off by {error:.2g} on average, and they differ by {spread:.2g}."


def _wrong(run: Run, evaluation: Evaluation | None) -> str:
    """Return how many answers are still wrong of a model that no longer moves, where labels are right."""
    if evaluation is None or run.spec.task == "regression" or facts.n_wrong_labels(run.spec):
        return ""
    wrong = 1 - (facts.accuracy(evaluation) or 0.0)
    if wrong < CANNOT or evaluation.epoch < run.epoch:
        return ""
    layers, convex = run.spec.layers, run.spec.at(run.epoch + 1).loss.component.convex is True
    if convex and len(layers) == 1 and layers[0].activation == "linear":  # which makes the loss convex in the weights
        return f"It no longer moves, and {wrong:.0%} of the answers are wrong: this model cannot fit the data."
    return f"It stands still with {wrong:.0%} of the answers wrong: a minimum that is not the best one, or a plateau."
