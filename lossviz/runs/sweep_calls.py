"""A sweep in calls: blocks of runs trained together, for some epochs a call, and what their models do in the end.

Pure functions, made by workers. Blocks have one size, so that one compiled program serves a whole sweep, and calls are
short, so that several visitors share a worker fairly.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lossviz.analysis.evaluation import Evaluation, evaluate, outputs_of
from lossviz.analysis.yardsticks import measure
from lossviz.specs.run import RunSpec
from lossviz.specs.sweep import Sweep, coarse_first
from lossviz.training.advance import MAX_KEPT, State, advance, sound_rows
from lossviz.training.data import arrays
from lossviz.training.forward import answers
from lossviz.training.kept_weights import KEPT

MAX_BLOCK = 32
"""Most runs of a block: with twice as many, calls would be longer and hardly any run cheaper."""

MAX_KEPT_EPOCHS = 101
"""At how many epochs the history of each run of a sweep is kept, at most."""

SAME = 1e-6
"""How far apart the predictions of a model may be that says the same of every example."""


@dataclass(frozen=True)
class Ends:
    """What the models of some runs do after their last epoch.

    Attributes:
        weights: Shape (R, W).
        yardsticks: Shape (R, yardsticks, 2): on the training examples and on those held out. NaN where there is none,
            and for runs that have diverged.
        died: Whether no unit of some hidden layer answers to any training example, or all examples get the same
            prediction; shape (R,).
    """

    weights: np.ndarray
    yardsticks: np.ndarray
    died: np.ndarray


@dataclass(frozen=True)
class BlockChunk:
    """What the runs of a block did in some consecutive epochs.

    Attributes:
        states: Where each run is; empty after the last epoch.
        epoch: The last epoch trained.
        rows: Their histories at the epochs of `common_epochs` that were trained, shape (R, epochs, columns).
        diverged: The first of these epochs whose row is not sound; -1 where all are. Shape (R,).
        ends: What the models do, after the last epoch.
        seconds: How long it took.
    """

    states: tuple[State, ...]
    epoch: int
    rows: np.ndarray
    diverged: np.ndarray
    ends: Ends | None
    seconds: float


def common_epochs(epochs: int) -> np.ndarray:
    """Return the epochs at which the histories of a sweep are kept, the first and the last always."""
    return np.unique(np.linspace(0, epochs, min(epochs + 1, MAX_KEPT_EPOCHS)).round().astype(int))


def blocks_of(sweep: Sweep) -> list[tuple[int, ...]]:
    """Return the numbers of the runs of each block, such that the whole range is soon seen coarsely."""
    order = {cell: place for place, cell in enumerate(coarse_first(sweep.shape))}
    blocks = []
    for cells in sorted(sweep.programs, key=lambda cells: min(order[cell] for cell in cells)):
        numbers = [
            cell * sweep.n_seeds + seed
            for cell in sorted(cells, key=order.__getitem__)
            for seed in range(sweep.n_seeds)
        ]
        size = _size(sweep.spec(numbers[0]))
        blocks += [tuple(numbers[i : i + size]) for i in range(0, len(numbers), size)]
    return blocks


def _size(spec: RunSpec) -> int:
    """Return how many runs of a kind one call can train: a power of two, as programs are made for."""
    most = max(1, min(MAX_BLOCK, MAX_KEPT // (KEPT * spec.program_key.n_weights)))
    return 1 << (most.bit_length() - 1)


def train_block(sweep: Sweep, block: tuple[int, ...], states: tuple[State, ...], epochs: int) -> BlockChunk:
    """Return what the runs of a block do in the next epochs. Runs in a worker.

    Args:
        sweep: The sweep.
        block: The numbers of its runs.
        states: Where each of them is; empty before the first epoch.
        epochs: How many rows each should grow by.
    """
    started = time.perf_counter()
    specs = [sweep.spec(number) for number in block]
    # The last block is filled up, so that it takes the same program as the others.
    filling = (_size(specs[0]) if len(sweep.programs) == 1 and sweep.n_runs > len(block) else len(block)) - len(block)
    before = [*(states or (None,) * len(block))]
    after, chunks = advance(specs + specs[-1:] * filling, before + before[-1:] * filling, epochs)
    states, chunks = tuple(after[: len(block)]), chunks[: len(block)]
    rows, first, last = np.stack([chunk.rows for chunk in chunks]), chunks[0].first, after[0].epoch
    sound = sound_rows(rows)
    diverged = np.where(sound.all(axis=1), -1, first + sound.argmin(axis=1))
    wanted = common_epochs(sweep.base.epochs)
    wanted = wanted[(first <= wanted) & (wanted <= last)]
    done = last == sweep.base.epochs
    return BlockChunk(
        states=() if done else states,
        epoch=last,
        rows=rows[:, wanted - first],
        diverged=diverged,
        ends=_ends(specs, np.stack([state.weights for state in states])) if done else None,
        seconds=time.perf_counter() - started,
    )


def evaluate_ends(sweep: Sweep, numbers: tuple[int, ...], weights: Sequence[np.ndarray]) -> list[Evaluation]:
    """Return what the models of some runs do, looked at from all sides. Runs in a worker."""
    return [evaluate(sweep.spec(n), sweep.base.epochs, w) for n, w in zip(numbers, weights, strict=True)]


def _ends(specs: list[RunSpec], weights: np.ndarray) -> Ends:
    """Return what models do that differ in numbers only, all of them at once."""
    data = [arrays(spec) for spec in specs]
    task, n_train = specs[0].task, specs[0].n_train
    x = np.stack([np.concatenate([each.x, each.x_val]) for each in data])
    truth = np.stack([np.concatenate([each.truth, each.truth_val]) for each in data])
    hidden, scores, y_pred = answers(specs[0].program_key, weights, x)
    sound = np.isfinite(y_pred).all(axis=(1, 2))
    trained = y_pred[:, :n_train]
    with np.errstate(invalid="ignore"):  # of those that have diverged
        died = np.ptp(trained, axis=1).max(axis=1) <= SAME * (1 + np.abs(trained).max(axis=(1, 2)))
        for layer in hidden:
            died |= np.abs(layer[:, :n_train]).max(axis=(1, 2)) == 0
    said = _said(specs, scores)
    halves = [slice(n_train)] + [slice(n_train, None)] * bool(specs[0].n_validation)
    found = [list(measure(task, truth[sound, half], said[sound, half]).values()) for half in halves]
    yardsticks = np.full((len(specs), len(found[0]), 2), np.nan, np.float32)
    for i, values in enumerate(found):
        yardsticks[sound, :, i] = np.stack(values, axis=1)
    return Ends(weights, yardsticks, died & sound)


def _said(specs: list[RunSpec], scores: np.ndarray) -> np.ndarray:
    """Return what models say of each class, those with the same loss at once."""
    by_loss: dict[object, list[int]] = {}
    for i, spec in enumerate(specs):
        by_loss.setdefault(spec.loss, []).append(i)
    said: dict[int, np.ndarray] = {}
    for members in by_loss.values():
        flat = outputs_of(specs[members[0]], scores[members].reshape(-1, scores.shape[2]))
        said |= dict(zip(members, flat.reshape(len(members), scores.shape[1], -1), strict=True))
    return np.stack([said[i] for i in range(len(specs))])
