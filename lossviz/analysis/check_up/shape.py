"""Whether a loss gives one cost an example, and whether examples of a batch meet only themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from lossviz.analysis.check_up.draws import moderate, targets
from lossviz.analysis.check_up.findings import Finding
from lossviz.analysis.check_up.sentences import told
from lossviz.analysis.check_up.steps import Step, first, steps
from lossviz.analysis.check_up.subject import Subject
from lossviz.lazy import tf

BATCH = 7
"""Examples of a small batch: no number of classes or outputs that it could be taken for, but see `_size`."""

ALIKE = 1e-3
"""The relative difference at which costs in float32 count as the same."""


def shape(subject: Subject) -> Iterator[Finding]:
    """Look at the shape of what is returned for a batch, and whether examples are mixed."""
    n = _size(subject)
    random = np.random.default_rng(9)
    y_true = targets(subject.recipe, random, n)
    y_pred = moderate(subject.recipe, random, y_true)
    told_as = y_true[:, 0] if subject.flat else y_true
    returned = subject.whole(told_as, y_pred)
    every = steps(subject, told_as, y_pred)
    mixed = first(every, lambda step: _each_with_each(step, n))
    if mixed is not None or returned.shape[:2] == (n, n):
        yield _broadcast(subject, n, every, mixed)
        return
    if returned.shape not in ((), (n,), (n, 1), (n, subject.n_outputs)):
        yield _misshaped(subject, n, every, returned.shape)
        return
    among_others = _in_batches(subject, told_as, y_pred, returned)
    if among_others is not None:
        yield among_others
        return
    words = ("the mean of its examples' costs", "one cost an example", "one cost an output")[returned.ndim]
    yield Finding(
        kind="shape",
        level="good",
        sentence=f"For a batch of {n} examples it returns {_shape_words(returned.shape)}: {words}.",
        numbers={"examples": n},
    )


def _size(subject: Subject) -> int:
    """Return how many examples a small batch has: not as many as there are outputs."""
    return BATCH if subject.n_outputs != BATCH else BATCH + 2


def _shape_words(shape: Sequence[int]) -> str:
    return f"shape ({', '.join(map(str, shape))}{',' * (len(shape) == 1)})" if shape else "a single number"


def _each_with_each(step: Step, n: int) -> bool:
    """Return whether a step pairs all examples with all others."""
    shape = tuple(step.value.shape) if tf.is_tensor(step.value) else ()
    return shape.count(n) >= 2


def _broadcast(subject: Subject, n: int, every: Sequence[Step], step: Step | None) -> Finding:
    sides = [_shape_words(every[i].value.shape) for i in step.inputs if tf.is_tensor(every[i].value)] if step else []
    met = f" `{step.name}` makes it of {' and '.join(sides)}." if step and len(sides) == 2 else ""
    where = f"In line {step.line} each" if step else "Each"
    return Finding(
        kind="broadcast",
        level="fault",
        sentence=f"{where} of {n} targets meets each of {n} predictions: shape ({n}, {n}) instead of one row an "
        f"example.{met} Training then pulls all predictions to one middle value.",
        numbers={"examples": n, "pairs": n * n},
        line=step.line if step else 0,
        instead=_same_shape(subject, every, step),
    )


def _same_shape(subject: Subject, every: Sequence[Step], step: Step | None) -> str:
    """Return how to bring both sides into one shape."""
    if subject.flat:
        return (
            "The targets of this recipe have shape (n,), and predictions (n, 1). Give the targets their last axis: "
            "`y_true = tf.reshape(y_true, tf.shape(y_pred))`, or switch the flat target of the data off."
        )
    if any(each.operation == "tf.squeeze" for each in every):
        return "Leave `tf.squeeze` out: y_true and y_pred both have shape (n, outputs)."
    return "Bring both into one shape first: `y_true = tf.reshape(y_true, tf.shape(y_pred))`."


def _misshaped(subject: Subject, n: int, every: Sequence[Step], shape: Sequence[int]) -> Finding:
    step = first(every, lambda each: tf.is_tensor(each.value) and n not in each.value.shape and each.of_prediction)
    over_examples = n not in shape
    words = (
        "the examples were averaged or summed away, and the outputs were kept: the axis is the wrong one."
        if over_examples
        else f"one cost an example has shape ({n},)."
    )
    return Finding(
        kind="shape",
        level="fault",
        sentence=f"For a batch of {n} examples it returns {_shape_words(shape)}"
        f"{f', from line {step.line}' if step and over_examples else ''}: {words}",
        numbers={"examples": n},
        line=step.line if step and over_examples else 0,
        instead="Take means and sums over the outputs: `axis=-1`."
        if over_examples
        else "Return one cost an example: `tf.reduce_mean(…, axis=-1)`.",
    )


def _in_batches(subject: Subject, y_true: np.ndarray, y_pred: np.ndarray, returned: np.ndarray) -> Finding | None:
    """Compare what examples cost alone with what they cost among others, and small batches with large ones."""
    n = len(y_pred)
    alone = np.array([subject.whole(y_true[i : i + 1], y_pred[i : i + 1]).mean() for i in range(n)])
    within = returned.reshape(n, -1).mean(axis=1) if returned.ndim else returned
    by_itself = alone if returned.ndim else alone.mean()
    if not np.isfinite(within).all() or not np.isfinite(by_itself).all():
        return None
    size = float(np.abs(by_itself).max()) + 1e-12
    apart = np.abs(within - by_itself)
    if apart.max() <= ALIKE * size:
        return None
    if subject.flat:
        return _broadcast(subject, n, (), None)
    twice = subject.whole(np.concatenate([y_true] * 2), np.concatenate([y_pred] * 2)).mean()
    if not returned.ndim and abs(twice - 2 * returned) <= ALIKE * abs(twice):
        return Finding(
            kind="batch",
            level="warning",
            sentence=f"The cost grows with the batch: {n} examples cost {told(float(returned))}, and the same ones "
            f"twice {told(float(twice))}. The right learning rate then depends on the batch size.",
            numbers={"once": float(returned), "twice": float(twice), "examples": n},
            line=_last_line(subject, y_true, y_pred),
            instead="Take the mean instead of the sum: `tf.reduce_mean`.",
        )
    worst = int(apart.argmax()) if returned.ndim else 0
    among, single = float(np.ravel(within)[worst]), float(np.ravel(by_itself)[worst])
    what = (
        f"An example that costs {told(single)} alone costs {told(among)} among {n - 1} others"
        if returned.ndim
        else f"A batch of {n} costs {told(among)}, and the mean of its examples, each alone, is {told(single)}"
    )
    return Finding(
        kind="batch",
        level="warning" if returned.ndim else "note",
        sentence=f"{what}: what is learnt from an example depends on the others in its batch, and on the batch size.",
        numbers={"alone": single, "among others": among, "examples": n},
        line=_last_line(subject, y_true, y_pred),
        instead="Compute the cost of each example from its own row (`axis=-1`), and leave the mean over the batch to "
        "Keras.",
    )


def _last_line(subject: Subject, y_true: np.ndarray, y_pred: np.ndarray) -> int:
    """Return the line of the first step that has no axis of examples any more, or that reads along it; 0 if unknown."""
    every = steps(subject, y_true, y_pred)
    n = len(y_pred)
    step = first(every, lambda each: tf.is_tensor(each.value) and n not in each.value.shape and each.of_prediction)
    return step.line if step else 0
