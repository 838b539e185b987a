"""Whether there is a slope, and whether it is how fast the cost changes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lossviz.analysis.check_up.draws import moderate, moderate_targets, targets, wide
from lossviz.analysis.check_up.findings import Finding
from lossviz.analysis.check_up.sentences import row_words, target_words, told
from lossviz.analysis.check_up.steps import cut, steps
from lossviz.analysis.check_up.subject import Subject

TRIES = 160


def gradient(subject: Subject) -> Iterator[Finding]:
    """Look whether costs depend on predictions, whether slopes exist, and whether they are the derivatives of costs."""
    random = np.random.default_rng(1)
    y_true = targets(subject.form, random, TRIES)
    y_pred = np.where(
        np.arange(TRIES)[:, None] % 2, moderate(subject.form, random, y_true), wide(subject.form, random, y_true)
    )
    looked = subject.look(y_true, y_pred)
    finite = np.isfinite(looked.cost)
    if not finite.any():
        return  # said elsewhere
    if looked.slope is None or not looked.slope[finite].any():
        yield _no_slope(subject, looked.slope is None, looked.cost[finite], random)
        return
    used = np.nan_to_num(looked.slope[finite]).any(axis=0)
    if not used.all():
        unused = " and ".join(str(number + 1) for number in np.flatnonzero(~used))
        yield Finding(
            kind="gradient",
            level="warning",
            sentence=f"Nothing is learnt of {subject.n_outputs} outputs but {int(used.sum())}: in {int(finite.sum())} "
            f"tries no cost depends on number {unused}.",
            numbers={"unused": int((~used).sum()), "tries": int(finite.sum())},
        )


def _no_slope(subject: Subject, missing: bool, costs: np.ndarray, random: np.random.Generator) -> Finding:
    """Say that nothing can be learnt: costs are the same whatever is predicted, or change in steps alone."""
    some = targets(subject.form, random, 1)
    repeated = np.repeat(some, TRIES, axis=0)
    y_pred = moderate(subject.form, random, repeated)
    of_one = subject.cost(repeated, y_pred)
    of_one = of_one[np.isfinite(of_one)]
    if len(of_one) and np.ptp(of_one) <= 1e-12 * max(1.0, float(np.abs(of_one).max())):
        return Finding(
            kind="gradient",
            level="fault",
            sentence=f"The prediction changes nothing: with {target_words(some[0])} each of {len(of_one)} predictions "
            f"costs {told(of_one[0])}. Nothing can be learnt.",
            numbers={"cost": float(of_one[0]), "tries": len(of_one)},
            instead="Let the cost depend on y_pred.",
        )
    step = cut(steps(subject, repeated[:4], y_pred[:4]))
    why = f" None gets through {step.words}." if step else ""
    sentence = (
        "There is no slope, so nothing is learnt" if missing else "The slope is 0 everywhere, so nothing is learnt"
    )
    return Finding(
        kind="gradient",
        level="fault",
        sentence=f"{sentence}: the cost changes in steps alone, between {told(float(costs.min()))} and "
        f"{told(float(costs.max()))}.{why}",
        numbers={"least": float(costs.min()), "most": float(costs.max()), "tries": TRIES},
        line=step.line if step else 0,
        instead="Compute the cost from y_pred itself, not from what was decided by it: a distance, or the logarithm of "
        "a probability.",
    )


def difference(subject: Subject) -> Iterator[Finding]:
    """Compare slopes with central differences of two widths, in random directions."""
    random = np.random.default_rng(14)
    y_true = moderate_targets(subject.form, random, TRIES)
    y_pred = moderate(subject.form, random, y_true)
    way = random.normal(size=y_pred.shape)
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    exact = subject.dtype == np.float64
    width = (1e-6 if exact else 3e-3) * np.maximum(1e-2, np.abs(y_pred).min(axis=1, keepdims=True))
    moved = [y_pred + side * size * width * way for size in (1, 4) for side in (1, -1)]
    costs = subject.cost(np.concatenate([y_true] * 4), np.concatenate(moved)).reshape(4, -1)
    looked = subject.look(y_true, y_pred)
    with np.errstate(all="ignore"):
        slope = (looked.slopes * way).sum(axis=1)
        measured = np.array([(costs[0] - costs[1]), (costs[2] - costs[3]) / 4]) / (2 * width[:, 0])
        size = np.abs(slope) + np.abs(measured[0]) + (1e-6 if exact else 1e-2) * (1 + np.abs(looked.cost))
        apart = np.abs(measured - slope) / size
        settled = np.abs(measured[0] - measured[1]) < (1e-3 if exact else 0.05) * size
    wrong = settled & (apart > (1e-2 if exact else 0.2)).all(axis=0)
    known = np.isfinite(slope) & np.isfinite(measured).all(axis=0)
    n_wrong, n_tries = int((wrong & known).sum()), int(known.sum())
    if not n_tries:
        return
    if n_wrong <= max(2, 0.05 * n_tries):
        yield Finding(
            kind="difference",
            level="good",
            sentence=f"The slope is how fast the cost changes: it equals a central difference in {n_tries - n_wrong} "
            f"of {n_tries} tries.",
            numbers={"tries": n_tries},
        )
        return
    worst = int(np.where(wrong & known, apart[0], -1).argmax())
    step = cut(steps(subject, y_true[:4], y_pred[:4]), numbers=True)
    yield Finding(
        kind="difference",
        level="warning",
        sentence=f"The slope is not how fast the cost changes: at ŷ = {row_words(y_pred[worst])} with "
        f"{target_words(y_true[worst])} the cost changes by {told(measured[0, worst])} for a unit, and the slope that "
        f"training follows is {told(slope[worst])} ({n_wrong} of {n_tries} tries differ)."
        f"{f' A part of it is lost in {step.words}.' if step else ''}",
        numbers={"measured": float(measured[0, worst]), "slope": float(slope[worst]), "tries": n_tries},
        line=step.line if step else 0,
    )
