"""Training as a pure function: specs and states go in, new states and rows of the history come out.

Pausing is not asking for the next chunk, resuming is asking again, and a chunk lost with its worker gives the same
rows when it is asked for again. Epoch 0 is before training.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from lossviz.losses import LOSSES
from lossviz.specs.program_key import ProgramKey
from lossviz.specs.run import RunSpec
from lossviz.training.initial_weights import initial_weights
from lossviz.training.inputs import inputs, see_the_same, span
from lossviz.training.kept_weights import KEPT, ROWS
from lossviz.training.program import Program, program

MAX_RUNS_A_CALL = 512
"""Most runs of one call of a program."""

N_CORES = os.cpu_count() or 1
"""Most calls at a time; a program runs on one core."""

ENOUGH = 8
"""Fewest runs that are worth a call of their own: up to here, another run in a call costs less than a run alone."""

WORTH_THREADS = 0.1
"""Seconds of training, by estimate, from which on calls are made at the same time: threads wait for each other, too."""

MAX_KEPT = 4_000_000
"""Most weights kept by one call, and most numbers of one tensor of its losses: bounds its memory to some 100 MB."""


@dataclass(frozen=True)
class State:
    """Where a run is between two chunks.

    Attributes:
        epoch: The last epoch that has a row; -1 before the first.
        weights: Shape (W,).
        slots: The optimizer's own variables.
    """

    epoch: int
    weights: np.ndarray
    slots: tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Chunk:
    """What a run did in some consecutive epochs.

    Attributes:
        first: Epoch of the first row.
        rows: Shape (epochs, columns); the columns are those of `columns(spec)`.
        kept_epochs: Some of these epochs, K of them.
        kept_weights: Weights after these, shape (K, W).
    """

    first: int
    rows: np.ndarray
    kept_epochs: tuple[int, ...]
    kept_weights: np.ndarray

    @property
    def kept(self) -> dict[int, np.ndarray]:
        """The kept weights by epoch, shape (W,) each."""
        return dict(zip(self.kept_epochs, self.kept_weights, strict=True))


def columns(spec: RunSpec) -> tuple[str, ...]:
    """Return the names of the numbers in a row, Keras' own where Keras has them."""
    validation = ("val_loss", f"val_{spec.metric}") if spec.n_validation else ()
    return ("loss", spec.metric, *validation, "gradient_norm")


def sound_rows(rows: np.ndarray) -> np.ndarray:
    """Return which rows are those of a run that has not diverged, shape (..., epochs).

    The gradient's norm does not count: it is only measured, and its square overflows where no gradient has.

    Args:
        rows: Shape (..., epochs, columns), with the columns of `columns(spec)`.
    """
    sound: np.ndarray = np.isfinite(rows[..., :-1]).all(axis=-1)
    return sound


def initial_state(spec: RunSpec) -> State:
    """Return the state before any row: the weights that Keras' initialisers give for this seed."""
    slots = program(spec.program_key, 1, True).initial_slots
    return State(-1, initial_weights(spec.layers, spec.n_features, spec.seed), slots)


def advance(specs: Sequence[RunSpec], states: Sequence[State | None], epochs: int) -> tuple[list[State], list[Chunk]]:
    """Train each run for some epochs.

    The same arguments give the same bits in any process, whatever the size of earlier chunks. Runs of one call do not
    see each other; how many there are changes a run by rounding only, since XLA then sums in another order. No run
    goes past its `spec.epochs`.

    Args:
        specs: What to train. Runs that differ in numbers only are trained together in one call of one program, or in
            one for each core when they are many.
        states: Where each run is; None for one that has not begun.
        epochs: How many rows each run should grow by; epoch 0 is a row.

    Returns:
        The new state and the rows of each run, in the order of `specs`.
    """
    now = [state or initial_state(spec) for spec, state in zip(specs, states, strict=True)]
    targets = [min(state.epoch + epochs, spec.epochs) for spec, state in zip(specs, now, strict=True)]
    chunks: list[list[Chunk]] = [[] for _ in specs]
    while unfinished := [i for i, state in enumerate(now) if state.epoch < targets[i]]:
        in_force = {i: specs[i].at(now[i].epoch + 1) for i in unfinished}
        groups: dict[tuple[ProgramKey, int, int], list[int]] = {}
        for i in unfinished:
            # A call has one loss, and one value for each parameter, so it ends where one of them changes.
            ends = (targets[i], now[i].epoch + ROWS, *(c.epoch for c in specs[i].changes if c.epoch > now[i].epoch))
            groups.setdefault((in_force[i].program_key, now[i].epoch, min(ends)), []).append(i)
        shares = [
            (key, members, end) for (key, _, end), group in groups.items() for members in _split_over_calls(key, group)
        ]
        calls = [(key, [in_force[i] for i in members], [now[i] for i in members], end) for key, members, end in shares]
        for (_, members, _), results in zip(shares, _at_once(calls), strict=True):
            for i, (state, chunk) in zip(members, results, strict=True):
                now[i] = state
                chunks[i].append(chunk)
    return now, [joined_chunk(of_run, state, spec) for of_run, state, spec in zip(chunks, now, specs, strict=True)]


def _split_over_calls(key: ProgramKey, group: list[int]) -> list[list[int]]:
    """Split runs that could be trained in one call: as their memory asks, and over the cores if each gets enough."""
    if len(group) == 1:
        return [group]
    largest = LOSSES[key.loss].largest_tensor(key.room.examples, key.layers[-1].units)
    most = max(1, min(MAX_RUNS_A_CALL, MAX_KEPT // (KEPT * key.n_weights), MAX_KEPT // max(largest, 1)))
    n_calls = max(-(-len(group) // most), min(N_CORES, len(group) // ENOUGH))
    return [group[i * len(group) // n_calls : (i + 1) * len(group) // n_calls] for i in range(n_calls)]


_Call = tuple[ProgramKey, list[RunSpec], list[State], int]
"""Runs of one program that are all at the same epoch, and the epoch up to which they are trained together."""


def _at_once(calls: list[_Call]) -> list[list[tuple[State, Chunk]]]:
    """Make some calls, at the same time if that is worth it; TensorFlow leaves Python free while it computes."""
    if len(calls) == 1:
        return [_together(*calls[0])]
    seconds = sum(spec.epoch_seconds * (end - states[0].epoch) for _, specs, states, end in calls for spec in specs)
    if seconds < WORTH_THREADS and all(_program(key, specs).compiled for key, specs, _, _ in calls):
        return [_together(*call) for call in calls]
    with ThreadPoolExecutor(N_CORES) as threads:
        return list(threads.map(lambda call: _together(*call), calls))


def _program(key: ProgramKey, specs: Sequence[RunSpec]) -> Program:
    """Return the program that trains these runs; there are programs for 1, 2, 4, … runs."""
    return program(key, 1 << (len(specs) - 1).bit_length(), see_the_same(specs))


def joined_chunk(chunks: Sequence[Chunk], state: State, spec: RunSpec) -> Chunk:
    """Return consecutive chunks of a run as one; an empty one, if there are none, after the epoch of its state."""
    if len(chunks) == 1:
        return chunks[0]
    if not chunks:
        empty = np.empty((0, len(columns(spec))), np.float32)
        return Chunk(state.epoch + 1, empty, (), np.empty((0, len(state.weights)), np.float32))
    return Chunk(
        chunks[0].first,
        np.concatenate([chunk.rows for chunk in chunks]),
        tuple(epoch for chunk in chunks for epoch in chunk.kept_epochs),
        np.concatenate([chunk.kept_weights for chunk in chunks]),
    )


def _together(key: ProgramKey, specs: list[RunSpec], states: list[State], end: int) -> list[tuple[State, Chunk]]:
    first = states[0].epoch + 1
    n_runs, n_rows = len(specs), end - first + 1
    call = _program(key, specs)
    filling = call.n_runs - n_runs  # The last run is repeated to fill the axis.
    specs, states = specs + specs[-1:] * filling, states + states[-1:] * filling
    epochs, seen = span(first, n_rows), inputs(specs, first, n_rows)
    numbers = call.packing.pack(
        [state.weights for state in states], [state.slots for state in states], [spec.traced for spec in specs]
    )
    numbers, rows, kept = call(numbers, seen.data, seen.batches, epochs.packed)
    return [
        (
            State(end, *call.packing.unpack(numbers[i])),
            Chunk(first, rows[:n_rows, i], epochs.kept, kept[: len(epochs.kept), i]),
        )
        for i in range(n_runs)
    ]
