"""Whether each parameter changes the cost of something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from lossviz.analysis.check_up.draws import moderate, targets, wide
from lossviz.analysis.check_up.findings import Finding
from lossviz.analysis.check_up.subject import Subject
from lossviz.declare import Param, Value, count_words, value_words

TRIES = 120


def parameters(subject: Subject) -> Iterator[Finding]:
    """Look for parameters whose value makes no difference."""
    params = subject.loss.params
    if not params:
        return
    random = np.random.default_rng(10)
    y_true = targets(subject.form, random, TRIES)
    y_pred = np.where(
        np.arange(TRIES)[:, None] % 2, moderate(subject.form, random, y_true), wide(subject.form, random, y_true)
    )
    here = subject.cost(y_true, y_pred)
    idle = [name for name in params if not _matters(subject, name, subject.values, y_true, y_pred, here)]
    for name in idle:
        elsewhere = _elsewhere(subject, name)
        matters = bool(elsewhere) and _matters(subject, name, elsewhere, y_true, y_pred, None)
        label = params[name].label
        others = ", ".join(f"{params[o].label} {value_words(subject.values[o])}" for o in params if o != name)
        yield Finding(
            kind="parameter",
            level="note" if matters else "warning",
            sentence=f"With {others}, {label} changes nothing."
            if matters
            else f"The parameter {label} changes nothing: {TRIES} tries cost the same whatever it is.",
            numbers={"tries": TRIES},
            line=subject.line_of_parameter(name),
            instead="" if matters else f"Use `{name}` in what is returned, or leave it out.",
        )
    if not idle:
        n = len(params)
        what = "Its parameter changes" if n == 1 else f"Each of its {count_words(n)} parameters changes"
        yield Finding(kind="parameter", level="good", sentence=f"{what} costs.", numbers={"tries": TRIES})


def _ends(param: Param) -> list[Value]:
    """Return values of a parameter that are far apart."""
    if param.type is bool:
        return [False, True]
    if param.type is str:
        return list(param.options)
    low, high = param.soft or (param.low, param.high)
    return [param.type(low), param.type(high)] if param.type in (int, float) else []


def _matters(
    subject: Subject,
    name: str,
    values: Mapping[str, Value],
    y_true: np.ndarray,
    y_pred: np.ndarray,
    here: np.ndarray | None,
) -> bool:
    """Return whether costs differ between values of a parameter; `here` are those at `values`, if they are known."""
    costs = [] if here is None else [here]
    for end in _ends(subject.loss.params[name]):
        if here is None or end != values[name]:
            costs.append(subject.cost(y_true, y_pred, {**values, name: end}))
        if len(costs) > 1 and not np.allclose(costs[0], costs[-1], rtol=1e-9, atol=0, equal_nan=True):
            return True
    return len(costs) < 2


def _elsewhere(subject: Subject, name: str) -> dict[str, Value]:
    """Return the values of all parameters with those of the others in the middle of their ranges; empty without any."""
    values = dict(subject.values)
    for other, param in subject.loss.params.items():
        if other != name and param.type in (int, float):
            low, high = param.soft or (param.low, param.high)
            values[other] = param.type(low + 0.4 * (high - low))
    return {} if values == dict(subject.values) else values
