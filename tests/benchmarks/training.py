"""Training beside its rivals: recipes 1 and 6 of the article.

Every contender has a process of its own, so that first calls are first calls and no one's settings reach another.
Times are taken inside those processes. Ours is a whole call of `advance`, from specs to rows.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from lossviz.engine import Workers
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance
from lossviz.training.data import arrays, batch_numbers
from lossviz.training.initial_weights import initial_weights
from lossviz.training.kept_weights import KEPT, keeps_weights
from lossviz.training.program import XLA_OPTIONS
from tests.benchmarks import rivals
from tests.benchmarks.measure import Row, interleaved, milliseconds, ratio

RECIPE_1 = "dataset=iris&loss=mean_squared_error&model=mlp&optimizer=adam&epochs=300&batch_size=32"
RECIPE_6 = (
    "dataset=linear&loss=asymmetric_absolute&model=linear&model.bias=false&model.initializer=standard_normal"
    "&optimizer=sgd&optimizer.learning_rate=0.002&epochs=5000&batch_size=20&validation_share=0"
)

FIT_EPOCHS = 10
"""Epochs of `fit` that are timed: all 300 would take half a minute each round."""

FIT_WARM_UP = 2
"""Epochs before those: scaling must not multiply what `fit` does once."""

EAGER_STEPS = 300
"""Steps of the eager loop that are timed, of 5,000."""


def load() -> None:
    """Load TensorFlow and Keras and run one operation."""
    import keras
    import tensorflow as tf

    keras.ops.convert_to_numpy(tf.constant(0) + 1)


def advance_seconds(specs: list[RunSpec]) -> tuple[float, np.ndarray]:
    """Return the seconds of all epochs of these runs and their rows, shape (runs, epochs, columns)."""
    started = time.perf_counter()
    _, chunks = advance(specs, [None] * len(specs), specs[0].epochs + 1)
    return time.perf_counter() - started, np.stack([chunk.rows for chunk in chunks])


def weights_of(spec: RunSpec) -> np.ndarray:
    """Return the initial weights, shape (W,)."""
    return initial_weights(spec.layers, spec.n_features, spec.seed)


class Contender:
    """Calls that are made one at a time in a fresh process."""

    def __init__(self, workers: Workers) -> None:
        """Take over the one worker of `workers`."""
        self._workers = workers

    def __call__(self, function: Any, *arguments: Any) -> Any:
        """Return `function(*arguments)`, called in the process."""
        return self._workers.submit(function, *arguments).result()


@contextmanager
def contender() -> Iterator[Contender]:
    """Start a process and end it afterwards."""
    workers = Workers(1)
    try:
        yield Contender(workers)
    finally:
        workers.shutdown()


def iris() -> list[Row]:
    """Recipe 1 as the app trains it, with a fifth of the examples held out: the main benchmark."""
    title = "Iris, 4-4-3, mean squared error, Adam, batch 32, 300 epochs, validation 0.2 (main)"
    spec = RunSpec.from_query(f"{RECIPE_1}&validation_share=0.2")
    return [
        *_first_calls(title, spec),
        *_warm_calls(title, spec),
        *_beside_c(title, spec),
        *_runs_together(title, spec),
    ]


def iris_without_validation() -> list[Row]:
    """Recipe 1 as in the article, all examples trained on."""
    title = "The same without validation"
    return _warm_calls(title, RunSpec.from_query(f"{RECIPE_1}&validation_share=0"))


def _sweep(spec: RunSpec, n_runs: int) -> list[RunSpec]:
    """Return runs that differ in the learning rate, the first one as it is."""
    rates = 0.001 * np.geomspace(1, 4, n_runs)
    return [spec.with_value("optimizer.learning_rate", float(rate)) for rate in rates]


def _task(specs: list[RunSpec], weights: np.ndarray) -> rivals.Task:
    spec = specs[0]
    order = batch_numbers(spec.seed, 0, spec.epochs + 1, spec.n_train, spec.batch_size)
    places = np.full(len(order), KEPT - 1, np.int32)
    kept_epochs = [epoch for epoch in range(len(order)) if keeps_weights(epoch)]
    places[kept_epochs] = range(len(kept_epochs))
    kept = np.zeros((KEPT, len(weights)), np.float32)
    shapes, parts = [(4, 4), (4,), (4, 3), (3,)], np.split(weights, [16, 20, 32])
    rates = np.array([s.optimizer.values["learning_rate"] for s in specs], np.float32)
    layers = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
    return rivals.Task(arrays(spec), order, places, kept, layers, rates)


def _first_calls(title: str, spec: RunSpec) -> list[Row]:
    """Fresh processes, TensorFlow or JAX and the data loaded, nothing traced or compiled."""
    with contender() as ours:
        weights = ours(weights_of, spec)

    def our_first(n_runs: int) -> float:
        with contender() as ours:
            ours(load)
            ours(arrays, spec)  # the rival is given arrays too
            return ours(advance_seconds, _sweep(spec, n_runs))[0]

    def jax_first(n_runs: int) -> float:
        with contender() as jax:
            jax(rivals.jax_load, "")
            return jax(rivals.jax_seconds, _task(_sweep(spec, n_runs), weights))[0]

    single = interleaved(3, {"ours": partial(our_first, 1), "jax": partial(jax_first, 1)})
    many = interleaved(3, {"ours": partial(our_first, 64), "jax": partial(jax_first, 64)})
    fresh = "trace and compile; fresh process, libraries and data loaded; median of 3"
    return [
        Row(title, "first call, 1 run, lossviz", milliseconds(single["ours"]), "ms", at_most=1500, note=fresh),
        Row(title, "first call, 1 run, JAX", milliseconds(single["jax"]), "ms", note=fresh),
        Row(title, "first call, 64 runs, lossviz", milliseconds(many["ours"]), "ms", note=fresh),
        Row(title, "first call, 64 runs, JAX", milliseconds(many["jax"]), "ms", note=fresh),
    ]


def _warm_calls(title: str, spec: RunSpec) -> list[Row]:
    """Later calls: lossviz, JAX and `fit` in turns."""
    seeds = iter(range(1, 10_000))
    with contender() as ours, contender() as jax, contender() as tuned, contender() as keras:
        weights = ours(weights_of, spec)
        one, many = [spec], _sweep(spec, 64)
        task, tasks = _task(one, weights), _task(many, weights)
        jax(rivals.jax_load, "")
        tuned(rivals.jax_load, XLA_OPTIONS)
        single_difference = _difference(ours(advance_seconds, one)[1], jax(rivals.jax_seconds, task)[1])
        sweep_difference = _difference(ours(advance_seconds, many)[1], jax(rivals.jax_seconds, tasks)[1])
        tuned(rivals.jax_seconds, task), tuned(rivals.jax_seconds, tasks)
        data = arrays(spec)
        keras(rivals.fit_seconds, data, FIT_WARM_UP, 1)
        single = interleaved(
            21,
            {
                "ours": lambda: ours(advance_seconds, one)[0],
                "jax": lambda: jax(rivals.jax_seconds, task)[0],
                "fresh": lambda: ours(advance_seconds, [spec.with_value("seed", next(seeds))])[0],
                "tuned": lambda: tuned(rivals.jax_seconds, task)[0],
            },
        )
        fit = interleaved(
            5,
            {
                "ours": lambda: ours(advance_seconds, one)[0],
                "fit": lambda: keras(rivals.fit_seconds, data, FIT_WARM_UP, FIT_EPOCHS) * spec.epochs / FIT_EPOCHS,
            },
        )
        sweep = interleaved(
            9,
            {
                "ours": lambda: ours(advance_seconds, many)[0],
                "jax": lambda: jax(rivals.jax_seconds, tasks)[0],
                "tuned": lambda: tuned(rivals.jax_seconds, tasks)[0],
            },
        )
    scaled = f"{FIT_EPOCHS} epochs of one fit after its first {FIT_WARM_UP}, scaled to {spec.epochs}"
    worst = "relative, in the worst epoch"
    same = "JAX with the XLA options of lossviz"
    single_ratio, sweep_ratio = ratio(single["ours"], single["jax"]), ratio(sweep["ours"], sweep["jax"])
    return [
        Row(title, "1 run, lossviz", milliseconds(single["ours"]), "ms", note="same seed as before"),
        Row(title, "1 run, lossviz, fresh seed", milliseconds(single["fresh"]), "ms", at_most=3.5, note="new order"),
        Row(title, "1 run, JAX lax.scan", milliseconds(single["jax"]), "ms", note="inputs already on the device"),
        Row(title, "1 run, JAX, same options", milliseconds(single["tuned"]), "ms", note=same),
        Row(title, "1 run, Keras fit", milliseconds(fit["fit"]), "ms", note=scaled),
        Row(title, "64 runs, lossviz", milliseconds(sweep["ours"]), "ms", note="64 learning rates"),
        Row(title, "64 runs, JAX vmap", milliseconds(sweep["jax"]), "ms"),
        Row(title, "64 runs, JAX, same options", milliseconds(sweep["tuned"]), "ms", note=same),
        Row(title, "1 run: fit / lossviz", ratio(fit["fit"], fit["ours"]), "times", at_least=500),
        Row(title, "1 run: lossviz / JAX", single_ratio, "", at_most=1.2),
        Row(title, "1 run: lossviz / JAX, same options", ratio(single["ours"], single["tuned"]), "", at_most=1.2),
        Row(title, "64 runs: lossviz / JAX", sweep_ratio, "", at_most=0.8),
        Row(title, "64 runs: lossviz / JAX, same options", ratio(sweep["ours"], sweep["tuned"]), ""),
        Row(title, "1 run: loss, lossviz − JAX", 1e6 * single_difference, "millionth", at_most=100, note=worst),
        Row(title, "64 runs: loss, lossviz − JAX", 1e6 * sweep_difference, "millionth", at_most=100, note=worst),
    ]


def _beside_c(title: str, spec: RunSpec) -> list[Row]:
    """One run beside the same written by hand, where there is a C compiler."""
    if rivals.c_compiler() is None:
        return []
    with contender() as ours, contender() as c:
        task = _task([spec], ours(weights_of, spec))
        difference = _difference(ours(advance_seconds, [spec])[1], c(rivals.c_seconds, task)[1])
        single = interleaved(
            41, {"ours": lambda: ours(advance_seconds, [spec])[0], "c": lambda: c(rivals.c_seconds, task)[0]}
        )
    note = "-O3 -march=native -ffast-math, kernel only"
    return [
        Row(title, "1 run, C by hand", milliseconds(single["c"]), "ms", note=note),
        Row(title, "1 run: lossviz / C by hand", ratio(single["ours"], single["c"]), "", at_most=1.4),
        Row(title, "1 run: loss, lossviz − C", 1e6 * difference, "millionth", at_most=100, note="in the worst epoch"),
    ]


def _difference(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Return the largest relative difference of the losses."""
    return float(np.max(np.abs(ours[..., 0] - theirs[..., 0]) / np.abs(theirs[..., 0])))


def _runs_together(title: str, spec: RunSpec) -> list[Row]:
    """The cost of a run as runs are added."""
    counts = [1, 2, 4, 8, 16, 32, 64]
    with contender() as ours:
        sweeps = {n: _sweep(spec, n) for n in counts}
        for n in counts:
            ours(advance_seconds, sweeps[n])
        measured = interleaved(9, {str(n): lambda n=n: ours(advance_seconds, sweeps[n])[0] / n for n in counts})
    rows = [Row(title, f"a run among {n}, lossviz", milliseconds(measured[str(n)]), "ms") for n in counts]
    steps = [ratio(measured[str(b)], measured[str(a)]) for a, b in pairwise(counts)]
    note = "cost of a run after doubling / before, at worst up to 64 runs"
    return [*rows, Row(title, "doubling the runs", max(steps), "", at_most=1, note=note)]


def article() -> list[Row]:
    """Recipe 6: 5,000 full-batch steps, beside the article's eager loop."""
    title = "Recipe 6: asymmetric loss, linear model, 20 examples, 5,000 steps of gradient descent"
    spec = RunSpec.from_query(RECIPE_6)
    with contender() as ours, contender() as eager:
        ours(advance_seconds, [spec])
        eager(rivals.eager_seconds, 20)
        measured = interleaved(
            7,
            {
                "ours": lambda: ours(advance_seconds, [spec])[0],
                "eager": lambda: eager(rivals.eager_seconds, EAGER_STEPS) * spec.epochs / EAGER_STEPS,
            },
        )
    scaled = f"{EAGER_STEPS} steps after a warm-up of 20, scaled to 5,000"
    return [
        Row(title, "1 run, lossviz", milliseconds(measured["ours"]), "ms", note="with a row of history each step"),
        Row(title, "1 run, eager GradientTape loop", milliseconds(measured["eager"]), "ms", note=scaled),
        Row(title, "1 run: eager loop / lossviz", ratio(measured["eager"], measured["ours"]), "times"),
    ]
