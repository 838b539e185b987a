"""Whether a loss is convex and smooth, looked for on straight ways between predictions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lossviz.analysis.check_up.draws import moderate, moderate_targets, targets, wide
from lossviz.analysis.check_up.findings import Finding
from lossviz.analysis.check_up.pictures import picture
from lossviz.analysis.check_up.sentences import row_words, target_words, told, told_apart
from lossviz.analysis.check_up.subject import Subject

CONVEX_TRIES = 600

SMOOTH_WAYS = 24
STEPS = 201
DEPTH = 3
"""How often the step of a way on which the slope changes most is looked at more closely, `STEPS - 1` times each."""

JUMP = 0.02
"""The share of all change of a slope that counts as a jump if it is made on the smallest step."""


def convex(subject: Subject) -> Iterator[Finding]:
    """Look for two predictions between which a cost is higher than the line between theirs."""
    random = np.random.default_rng(3)
    y_true = targets(subject.form, random, CONVEX_TRIES)
    ends = []
    for _ in range(2):
        near, far = moderate(subject.form, random, y_true), wide(subject.form, random, y_true)
        ends.append(np.where(random.uniform(size=(len(y_true), 1)) < 0.6, near, far))
    part = random.uniform(0.05, 0.95, size=(len(y_true), 1))
    middle = part * ends[0] + (1 - part) * ends[1]
    costs = subject.cost(np.concatenate([y_true] * 3), np.concatenate([middle, *ends])).reshape(3, -1)
    with np.errstate(all="ignore"):
        line = part[:, 0] * costs[1] + (1 - part[:, 0]) * costs[2]
        size = np.maximum(np.abs(costs[1:]).max(axis=0), 1e-6)
        excess = np.where(np.isfinite(costs).all(axis=0), (costs[0] - line) / size, -np.inf)
    n_tries = int(np.isfinite(excess).sum())
    if not n_tries:
        return
    if excess.max() <= max(100 * subject.rounding, 1e-8):
        yield Finding(
            kind="convex",
            level="good",
            holds=True,
            sentence=f"Convex, as far as {n_tries} tries show: between two predictions no cost rises above the line "
            "between theirs.",
            numbers={"tries": n_tries},
        )
        return
    # The one to look at is an ordinary one: neither huge nor tiny.
    plain = excess * (np.abs(np.concatenate(ends, axis=1)).max(axis=1) < 30) * (size > 1e-3)
    worst = int(plain.argmax() if plain.max() > 0.01 else excess.argmax())
    a, b = (row_words(end[worst]) for end in ends)
    high, low = told_apart(costs[0, worst], line[worst])
    yield Finding(
        kind="convex",
        level="note",
        holds=False,
        sentence=f"Not convex: with {target_words(y_true[worst])}, ŷ = {row_words(middle[worst])} costs "
        f"{high}. It lies between ŷ = {a} and ŷ = {b}, and the line between their costs is at "
        f"{low} there.",
        numbers={"cost": float(costs[0, worst]), "line": float(line[worst]), "tries": n_tries},
        picture=picture(
            subject,
            y_true[worst : worst + 1],
            ends[0][worst : worst + 1],
            ends[1][worst : worst + 1],
            at=1 - float(part[worst, 0]),
            chord=True,
        ),
    )


def _ways(subject: Subject, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return targets and the ends of ways: through the targets or through zero, where most kinks are."""
    y_true = moderate_targets(subject.form, random, SMOOTH_WAYS)
    far = moderate(subject.form, random, y_true)
    if subject.form.domain == "positive":
        return y_true, np.maximum(np.abs(y_true), 1e-3) ** 2 / far, far
    if subject.form.domain != "numbers":
        return y_true, moderate(subject.form, random, y_true), far
    through = y_true if subject.form.labels == "numbers" and subject.loss.least_outputs == 1 else np.zeros_like(far)
    return y_true, 2 * through - far, far


def smooth(subject: Subject) -> Iterator[Finding]:
    """Look for a jump of the slope: wherever it changes most on a way, the search goes on in smaller steps."""
    y_true, near, far = _ways(subject, np.random.default_rng(4))
    ways = np.arange(SMOOTH_WAYS)
    low, high = np.zeros(SMOOTH_WAYS), np.ones(SMOOTH_WAYS)
    everything = np.zeros(SMOOTH_WAYS)
    length = np.linalg.norm(far - near, axis=1)
    depth = DEPTH if subject.dtype == np.float64 else 1
    for _ in range(depth):
        steps = np.linspace(low, high, STEPS)
        y_pred = near + steps[..., None] * (far - near)
        repeated = np.broadcast_to(y_true, (STEPS, *y_true.shape)).reshape(-1, *y_true.shape[1:])
        slope = subject.look(repeated, y_pred.reshape(-1, subject.n_outputs)).slope
        if slope is None:
            return
        along = (slope.reshape(y_pred.shape) * (far - near)).sum(axis=-1)
        if not np.isfinite(along).all():
            return  # said elsewhere
        change = np.abs(np.diff(along, axis=0))
        where = change.argmax(axis=0)
        everything = np.maximum(everything, np.ptp(along, axis=0))
        low, high = steps[where, ways], steps[where + 1, ways]
    share = change.max(axis=0) / np.maximum(everything, 1e-9)
    worst = int(share.argmax())
    if not everything.max() or share[worst] <= JUMP:
        yield Finding(
            kind="smooth",
            level="good",
            holds=True,
            sentence=f"Smooth, as far as {SMOOTH_WAYS} ways show: the slope changes without a jump.",
            numbers={"ways": SMOOTH_WAYS},
        )
        return
    at = float((low[worst] + high[worst]) / 2)
    where_ = near[worst] + at * (far[worst] - near[worst])
    before, after = (float(along[where[worst] + side, worst] / length[worst]) for side in (0, 1))
    yield Finding(
        kind="smooth",
        level="note",
        holds=False,
        sentence=f"Not smooth: at ŷ = {row_words(where_)} with {target_words(y_true[worst])} the slope jumps from "
        f"{told(before)} to {told(after)}.",
        numbers={"before": before, "after": after, "ways": SMOOTH_WAYS},
        picture=picture(subject, y_true[worst : worst + 1], near[worst : worst + 1], far[worst : worst + 1], at=at),
    )
