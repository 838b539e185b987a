"""Which declared loss it is in other words: the same costs, times a factor, on the same examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from lossviz.analysis.check_up.draws import moderate, targets, wide
from lossviz.analysis.check_up.findings import Finding
from lossviz.analysis.check_up.form import Form
from lossviz.analysis.check_up.sentences import told
from lossviz.analysis.check_up.subject import Subject
from lossviz.declare import MINUS, Param, Value, value_words
from lossviz.lazy import tf
from lossviz.losses import LOSSES, Loss

TRIES = 96

SAME = 1e-6
"""The relative difference up to which costs are the same."""

ALIKE = 1e-6
"""How far the cosine of the angle between two losses may be from 1 if one is to be compared with the other."""

ROUNDED = 1e-10
"""The relative difference up to which nothing but rounding differs."""

MAX_OWN_NUMBERS = 6
"""Most numbers of a written loss that are tried as values of parameters of others."""

NEAR = 0.3
"""The relative difference, after a factor, below which a family is searched for a value of its parameter."""

MAX_FAMILIES = 4

SPREAD = 6
"""How many values of a parameter are tried over its range."""


class Print(NamedTuple):
    """What a loss costs on the examples of a place."""

    name: str
    items: tuple[tuple[str, Value], ...]
    cost: np.ndarray


class Relation(NamedTuple):
    """A loss is `times` the cost of another one, plus `offset`."""

    other: Print
    times: float
    offset: float
    within: float


def relatives(subject: Subject) -> Iterator[Finding]:
    """Look for a declared loss, at its defaults or a special value, of which it is a multiple."""
    forms = [subject.form]
    if subject.form.labels == "numbers" and subject.task != "regression":
        forms = [subject.any_numbers, subject.recipe]  # what it is anywhere, and where it is trained here
    for form in forms:
        found = _found(subject, form)
        if found:
            yield _finding(subject, min(found, key=_plainness), here=form != forms[0])
            return


def _found(subject: Subject, form: Form) -> list[Relation]:
    """Return the losses of which it is a multiple, on the examples of a form."""
    y_true, y_pred = _examples(form)
    cost = subject.cost(y_true, y_pred)
    if not np.isfinite(cost).all() or np.ptp(cost) == 0:
        return []
    known = [each for each in _prints(form) if each.name != subject.loss.name and np.isfinite(each.cost).all()]
    likely = [each for each, alike in zip(known, _alike(cost, known), strict=True) if alike]
    found = [relation for each in likely if (relation := _relation(cost, each)) is not None]
    return found or list(_in_families(subject, known, cost, y_true, y_pred))


def _finding(subject: Subject, best: Relation, *, here: bool) -> Finding:
    """Say which loss it is: anywhere, or for predictions that this recipe can give."""
    it = "On classes, with predictions as they are here, it" if here else "It"
    same = "rounding" if best.within < ROUNDED else told(best.within)
    return Finding(
        kind="relative",
        level="note",
        sentence=f"{it} is {_words(best)}: the same up to {same} on {TRIES} examples.{_for_scores(subject, best)}",
        numbers={"times": best.times, "offset": best.offset, "within": best.within, "tries": TRIES},
    )


def _for_scores(subject: Subject, best: Relation) -> str:
    """Say so if the other loss is for scores and the last layer makes probabilities of them."""
    if not LOSSES[best.other.name].scores or subject.reach == "numbers":
        return ""
    return f" That loss is for scores, and the last layer of this recipe is {subject.activation}."


def _plainness(relation: Relation) -> tuple[bool, bool, int, float]:
    """Return by what the plainest of several relations comes first."""
    params = LOSSES[relation.other.name].params
    return relation.offset != 0, len(params) > 0, len(params), abs(np.log(abs(relation.times)))


def _words(relation: Relation) -> str:
    other = LOSSES[relation.other.name]
    at = ", ".join(f"{other.params[name].label} {value_words(value)}" for name, value in relation.other.items)
    times = "" if relation.times == 1 else f"{value_words(relation.times)} × "
    offset = f" plus {value_words(relation.offset)}".replace("-", MINUS) if relation.offset else ""
    return f"{times}{other.label}{f' with {at}' if at else ''}{offset}"


def _weights(cost: np.ndarray) -> np.ndarray:
    """Return what costs are multiplied by so that small ones count as much as large ones."""
    return np.asarray(1 / (np.abs(cost) + 1e-3 * np.abs(cost).max()))


def _alike(cost: np.ndarray, known: Sequence[Print]) -> np.ndarray:
    """Return which of many losses it may be a multiple of, up to a constant."""
    weights = _weights(cost)
    unit = weights / np.linalg.norm(weights)
    rows = np.array([cost, *(each.cost for each in known)]) * weights
    rows -= (rows @ unit)[:, None] * unit  # what a constant can give
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-300)
    return np.asarray(rows[1:] @ rows[0] > 1 - ALIKE)


def _relation(cost: np.ndarray, other: Print) -> Relation | None:
    """Return how costs follow from those of another loss; None if they do not."""
    if not np.isfinite(other.cost).all():
        return None
    weight = _weights(cost)
    for offset in (False, True):
        columns = np.stack([other.cost, np.ones_like(cost)], axis=1)[:, : 1 + offset]
        solution, *_ = np.linalg.lstsq(columns * weight[:, None], cost * weight, rcond=None)
        within = float((np.abs(columns @ solution - cost) * weight).max())
        if within <= SAME and solution[0] > 0:
            times, plus = float(solution[0]), float(solution[1]) if offset else 0.0
            return Relation(other, _round(times), _round(plus), max(within, 1e-16))
    return None


def _round(number: float) -> float:
    """Return a number without the digits that rounding has made."""
    return float(f"{number:.6g}")


def _examples(form: Form) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(11)
    y_true = targets(form, random, TRIES)
    y_pred = np.where(np.arange(TRIES)[:, None] % 3, moderate(form, random, y_true), wide(form, random, y_true))
    return y_true, y_pred


@lru_cache(maxsize=16)
def _prints(form: Form) -> tuple[Print, ...]:
    """Return what all declared losses cost on the examples of a form, at their defaults and special values."""
    y_true, y_pred = _examples(form)
    return tuple(
        Print(loss.name, tuple(values.items()), _cost(loss, values, _labels(loss, form, y_true), y_pred))
        for loss in LOSSES.values()
        if _comparable(loss, form)
        for values in _points(loss)
    )


def _comparable(loss: Loss, form: Form) -> bool:
    """Return whether a loss can be computed for targets and predictions of a form."""
    if loss.n_outputs not in (0, form.n_outputs) or loss.least_outputs > form.n_outputs:
        return False
    if loss.labels == "numbers":
        return form.labels == "numbers"
    if form.task == "regression" or loss.labels not in (
        ("zero_one",) if form.n_outputs == 1 else ("one_hot", "integers")
    ):
        return False
    # Labels that are taken for numbers do not say whether predictions are scores; what predictions can be does.
    return loss.scores == (form.domain == "numbers" if form.labels == "numbers" else form.scores)


def _points(loss: Loss) -> list[dict[str, Value]]:
    """Return the defaults of a loss, and the values of its parameters that mean something."""
    points = [loss.defaults, *(loss.defaults | dict(special.at) for special in loss.special)]
    points += [loss.defaults | {name: mark.value} for name, param in loss.params.items() for mark in param.marks]
    if len(loss.params) == 1:
        ((name, param),) = loss.params.items()
        points += [{name: value} for value in _spread(param)]
    return [dict(items) for items in dict.fromkeys(tuple(point.items()) for point in points)]


def _spread(param: Param) -> list[Value]:
    """Return some values over the range of a parameter: by them, a family is known from afar."""
    if param.type is not float or param.soft is None:
        return []
    low, high = param.soft
    values = np.geomspace(low, high, SPREAD) if param.log else np.linspace(low, high, SPREAD)
    return [float(f"{value:.3g}") for value in values]


def _labels(loss: Loss, form: Form, y_true: np.ndarray) -> np.ndarray:
    """Return targets of a form in the form that another loss wants."""
    if form.n_outputs == 1 or loss.labels == "numbers" or (loss.labels == "integers") == (form.labels == "integers"):
        return y_true
    return y_true.argmax(axis=1).astype(np.int32) if loss.labels == "integers" else np.eye(form.n_outputs)[y_true]


def _cost(loss: Loss, values: Mapping[str, Value], y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    truth = y_true if y_true.dtype.kind == "i" else y_true.astype(np.float64)
    return np.asarray(loss(tf.constant(truth), tf.constant(y_pred.astype(np.float64)), **values).numpy())


def _in_families(
    subject: Subject, known: Sequence[Print], cost: np.ndarray, y_true: np.ndarray, y_pred: np.ndarray
) -> Iterator[Relation]:
    """Try the numbers of a written loss as values of the one parameter of others that are like it."""
    distances: dict[str, float] = {}
    for each in known:
        if len(LOSSES[each.name].params) == 1:
            distances[each.name] = min(_distance(cost, each.cost), distances.get(each.name, np.inf))
    likely = sorted((d, name) for name, d in distances.items() if d < NEAR)[:MAX_FAMILIES]
    for _, name in likely:
        ((parameter, param),) = LOSSES[name].params.items()
        for value in subject.own_numbers[:MAX_OWN_NUMBERS]:
            if param.type in (int, float) and param.low <= value <= param.high and param.type(value) == value:
                values: dict[str, Value] = {parameter: param.type(value)}
                other = LOSSES[name]
                costs = _cost(other, values, _labels(other, subject.form, y_true), y_pred)
                relation = _relation(cost, Print(name, tuple(values.items()), costs))
                if relation is not None:
                    yield relation


def _distance(cost: np.ndarray, other: np.ndarray) -> float:
    """Return how far costs are from a multiple of others, as a part of their size."""
    weight = _weights(cost)
    a, b = cost * weight, other * weight
    if not np.isfinite(b).all() or not b.any():
        return np.inf
    unlike = a / np.linalg.norm(a) - b / np.linalg.norm(b)
    return float(np.linalg.norm(unlike))
