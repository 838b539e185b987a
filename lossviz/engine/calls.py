"""What workers are asked for: pure functions, made again when a worker dies."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lossviz.analysis.evaluation import Evaluation, evaluate, on_one_axis
from lossviz.specs.run import RunSpec
from lossviz.training.advance import Chunk, State, advance, initial_state, joined_chunk, sound_rows

TRAIN_SECONDS = 0.1
"""How long runs are trained while a hand moves: longer, and the picture stands still under it."""


@dataclass(frozen=True)
class Looked:
    """Some more epochs of a run, and what its model does after one of them.

    Attributes:
        state: Where the run is now.
        chunk: The epochs that were trained.
        seconds: How long all runs of the call were trained, compiling included.
        evaluation: The model after the epoch looked at; None if that lies before the state the run went on from, or if
            nothing was sound even before training.
    """

    state: State
    chunk: Chunk
    seconds: float
    evaluation: Evaluation | None


def train_chunk(spec: RunSpec, state: State | None, epochs: int) -> tuple[State, Chunk, float]:
    """Return the new state of one run, its rows and the seconds they took. Runs in a worker."""
    started = time.perf_counter()
    (state,), (chunk,) = advance([spec], [state], epochs)
    return state, chunk, time.perf_counter() - started


def train_and_look(
    specs: Sequence[RunSpec],
    states: Sequence[State | None],
    epochs: int,
    look_at: int | None = None,
    seconds: float = TRAIN_SECONDS,
) -> list[Looked]:
    """Train each run for some epochs, as many as there is time for, and look at its model. Runs in a worker.

    A run that is not done in time can go on from its new state; its numbers do not depend on where it was cut.

    Args:
        specs: What to train, all up to the same epoch.
        states: Where each run is; None for one that has not begun.
        epochs: How many rows each run should grow by; epoch 0 is a row.
        look_at: The epoch to look at. If its weights are not kept, those of the last kept epoch before it are taken;
            if it is None or not trained yet, those of the last one trained.
        seconds: When to stop training. Time spent on compiling counts, but what an estimate promises to train in that
            time is trained in any case, one epoch at least.

    Returns:
        One for each run, in the order of `specs`.
    """
    started = time.perf_counter()
    after, chunks = _train_for(specs, states, epochs, started + seconds)
    trained = time.perf_counter() - started
    seen = [
        _look(spec, [old, new], chunk, look_at)
        for spec, old, new, chunk in zip(specs, states, after, chunks, strict=True)
    ]
    return [
        Looked(new, chunk, trained, evaluation)
        for new, chunk, evaluation in zip(after, chunks, on_one_axis(specs, seen), strict=True)
    ]


def _train_for(
    specs: Sequence[RunSpec], states: Sequence[State | None], epochs: int, deadline: float
) -> tuple[list[State], list[Chunk]]:
    """Train each run for some epochs, or until the deadline on the clock of `time.perf_counter`."""
    an_epoch = sum(spec.epoch_seconds for spec in specs)
    parts: list[list[Chunk]] = []
    while epochs > 0 and (not parts or time.perf_counter() < deadline):
        begun = time.perf_counter()
        n = min(epochs, max(1, int((deadline - begun) / an_epoch)))
        states, chunks = advance(specs, states, n)
        parts.append(chunks)
        epochs -= n
        an_epoch = (time.perf_counter() - begun) / n
    now = [state or initial_state(spec) for spec, state in zip(specs, states, strict=True)]
    of_runs = zip(*parts, strict=True) if parts else [()] * len(specs)
    return now, [joined_chunk(of_run, state, spec) for of_run, state, spec in zip(of_runs, now, specs, strict=True)]


def _look(spec: RunSpec, states: Sequence[State | None], chunk: Chunk, look_at: int | None) -> Evaluation | None:
    """Return what the model does after the last epoch up to `look_at` whose weights are known and sound.

    Args:
        spec: The run.
        states: Where it was before the chunk, and where it is now.
        chunk: What was trained.
        look_at: The epoch; the last one if None.
    """
    sound = sound_rows(chunk.rows)
    last = chunk.first + (len(sound) if sound.all() else int(sound.argmin())) - 1
    last = last if look_at is None else min(last, look_at)
    known = chunk.kept | {state.epoch: state.weights for state in states if state is not None}
    epoch = max((epoch for epoch in known if 0 <= epoch <= last), default=None)
    return None if epoch is None else evaluate(spec, epoch, known[epoch])


def look(specs: Sequence[RunSpec], known: Sequence[tuple[int, np.ndarray]]) -> list[Evaluation]:
    """Return what the model of each run does at an epoch, given that and its weights then. Runs in a worker."""
    seen = [evaluate(spec, epoch, weights) for spec, (epoch, weights) in zip(specs, known, strict=True)]
    return [evaluation for evaluation in on_one_axis(specs, seen) if evaluation is not None]


def load() -> None:
    """Load TensorFlow and Keras, and compile nothing. Runs in a worker."""
    initial_state(RunSpec())


def warm_up(spec: RunSpec) -> Looked:
    """Load TensorFlow, compile what the first visitor will ask for, and return it. Runs in a worker."""
    (looked,) = train_and_look([spec], [None], spec.epochs + 1)
    return looked
