"""Numbers that sentences tell of a model: each is read off its evaluation, none of the words is here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np

from lossviz.analysis.curves import Curve
from lossviz.analysis.evaluation import Evaluation
from lossviz.losses import Loss
from lossviz.losses.written import WrittenLoss
from lossviz.specs.run import RunSpec

T = TypeVar("T")

CERTAIN = 0.995
"""The answer from which on it counts as one that costs least at 1."""

NEARLY = 0.05
"""How far below the answer that costs least the surest one may be to count as held there."""

LEAST_STEPS = 10
"""From how many steps between its points on a curve is read: between two of them it is a straight line."""

LITTLE = 1e-4
"""The part of all costs on a curve below which two of them count as equal."""

CONSTANT = 1e-3
"""The part of their size by which predictions must differ to count as different."""


def is_constant(evaluation: Evaluation) -> bool:
    """Return whether a model gives the same prediction for every example."""
    spread = np.ptp(evaluation.y_pred, axis=0).max()
    return bool(spread <= CONSTANT * max(float(np.abs(evaluation.y_pred).max()), 1e-6))


def off_truth(evaluation: Evaluation) -> float | None:
    """Return how far a fitted line or plane is from the true one, on average over the range of the examples.

    None if there is no such picture, or if the truth is not known.
    """
    fit = evaluation.fit
    return None if fit is None or not fit.true.size else float(np.abs(fit.predicted - fit.true).mean())


def asked_below(spec: RunSpec) -> float | None:
    """Return the share of targets that a loss asks to lie below the predictions; None if it asks for none."""
    loss: Loss = spec.loss.component
    if spec.task != "regression" or loss.over_predicted is None:
        return None
    return loss.over_predicted(spec.loss.values)


def errors(evaluation: Evaluation) -> np.ndarray:
    """Return predictions minus targets of a regression, of the examples trained on, shape (n_train,)."""
    difference: np.ndarray = (evaluation.y_pred - evaluation.truth)[: evaluation.n_train]
    return difference


def share_below(evaluation: Evaluation) -> float:
    """Return the share of targets trained on that lie below the predictions."""
    return float(np.mean(errors(evaluation) > 0))


def typical_error(evaluation: Evaluation) -> float:
    """Return how far predictions of a regression are off, on average over the examples trained on."""
    return float(np.abs(errors(evaluation)).mean())


def cost_at(curve: Curve, position: float) -> float:
    """Return what a loss costs at a position on its axis."""
    return float(np.interp(position, curve.position, curve.cost))


def told_size(curve: Curve, size: float) -> float:
    """Return a size of errors that the points of a curve can tell from none: no smaller than some of their steps."""
    return max(size, LEAST_STEPS * float(curve.position[1] - curve.position[0]))


def side_ratio(curve: Curve, size: float) -> float | None:
    """Return how many times more a prediction costs that is too high by `size` than one too low.

    None if one of them costs nothing, or if the loss does not lie on the axis of errors. A size at which one of the two
    would lie beyond the curve counts as the largest that does not, and one between two of its points as a larger one.
    """
    if size <= 0 or curve.axis != "error":
        return None
    size = min(told_size(curve, size), -float(curve.position[0]), float(curve.position[-1]))
    high, low = cost_at(curve, size), cost_at(curve, -size)
    return high / low if high > 0 < low else None


def imbalance_of_pull(evaluation: Evaluation) -> float:
    """Return how one-sided the examples trained on pull: 0 if both sides hold each other, 1 if all pull one way."""
    slopes = _slopes(evaluation)
    total = np.abs(slopes).sum()
    return float(abs(slopes.sum()) / total) if total > 0 else 0.0


def _slopes(evaluation: Evaluation) -> np.ndarray:
    """Return the slope of the loss at each example trained on, shape (n_train,)."""
    position = evaluation.position[: evaluation.n_train]
    return np.interp(position, evaluation.curve.position, evaluation.curve.slope)


def least_position(curve: Curve) -> float:
    """Return where on its axis a loss costs least."""
    return float(curve.position[curve.cost.argmin()])


def is_biased(spec: RunSpec, evaluation: Evaluation) -> bool:
    """Return whether some prediction costs less than the true one: as declared, or of a written loss, as is seen."""
    loss: Loss = spec.loss.component
    if not isinstance(loss, WrittenLoss):
        return loss.is_biased(spec.loss.values)
    curve = evaluation.curve
    least, true = least_position(curve), {"probability": 1.0, "error": 0.0}.get(curve.axis)
    if true is None or not np.isfinite(curve.cost).all():
        return False
    apart = 1 - CERTAIN if curve.axis == "probability" else 2 * float(curve.position[1] - curve.position[0])
    more = cost_at(curve, true) - float(curve.cost.min())
    return abs(least - true) > apart and more > LITTLE * float(np.ptp(curve.cost))


def may_be_biased(spec: RunSpec, evaluation: Evaluation) -> bool:
    """Return whether a loss is biased, or would be with its default parameters; of a written one, whether it is."""
    loss: Loss = spec.loss.component
    by_default = not isinstance(loss, WrittenLoss) and loss.is_biased(loss.defaults)
    return by_default or is_biased(spec, evaluation)


def words_of_parameter(loss: Loss, words: Mapping[str, T], otherwise: T) -> T:
    """Return the words that go with a parameter of a declared loss; of a written one nobody knows what it does."""
    known = () if isinstance(loss, WrittenLoss) else loss.params
    return next((each for name, each in words.items() if name in known), otherwise)


def share_free(evaluation: Evaluation) -> float:
    """Return the share of examples trained on that cost nothing although their prediction is not the target."""
    free = evaluation.cost[: evaluation.n_train] <= 0
    return float(np.mean(free & (np.abs(errors(evaluation)) > 1e-6) if evaluation.y_pred.ndim == 1 else free))


def pull_of_farthest(evaluation: Evaluation, n: int) -> float:
    """Return the share of all pull, the slopes added up, that comes from the n examples with the largest errors."""
    pull = np.abs(_slopes(evaluation))
    farthest = np.argsort(np.abs(errors(evaluation)))[evaluation.n_train - n :]
    return float(pull[farthest].sum() / pull.sum()) if pull.sum() > 0 else 0.0


def are_probabilities(evaluation: Evaluation) -> bool:
    """Return whether a model says how probable each class is."""
    return evaluation.yardsticks["cross_entropy"][0] is not None


def accuracy(evaluation: Evaluation, *, held_out: bool = False) -> float | None:
    """Return the share of right answers among the examples trained on, or among those held out."""
    return evaluation.yardsticks["accuracy"][held_out]


def confidences(evaluation: Evaluation) -> np.ndarray:
    """Return how sure the answer to each example trained on is, shape (n_train,)."""
    highest: np.ndarray = evaluation.y_pred[: evaluation.n_train].max(axis=1)
    return highest


def never_answered(evaluation: Evaluation) -> list[int]:
    """Return the classes that are predicted for no example trained on though there are examples of them."""
    counts = evaluation.confusion(held_out=False)
    return [number for number in range(len(counts)) if counts[number].sum() and not counts[:, number].sum()]


def rare_class(evaluation: Evaluation) -> int | None:
    """Return the class with the fewest examples trained on, if the most frequent one has more than twice as many."""
    counts = evaluation.confusion(held_out=False).sum(axis=1)
    return int(counts.argmin()) if 0 < 2 * counts.min() < counts.max() else None


def share_found(evaluation: Evaluation, number: int) -> tuple[float, float]:
    """Return the share of examples of a class that are taken for it, and of all others that are taken for theirs."""
    counts = evaluation.confusion(held_out=False)
    right, total = np.diag(counts), counts.sum(axis=1)
    others = total.sum() - total[number]
    return float(right[number] / total[number]), float((right.sum() - right[number]) / max(others, 1))


def n_outliers(spec: RunSpec) -> int:
    """Return how many targets are shifted."""
    values: dict[str, Any] = spec.dataset.values
    return round(values.get("outlier_share", 0.0) * spec.outline.n_examples) if values.get("outlier_size") else 0


def n_wrong_labels(spec: RunSpec) -> int:
    """Return how many of the labels trained on are wrong."""
    values: dict[str, Any] = spec.dataset.values
    return round(values.get("label_noise", 0.0) * spec.n_train)
