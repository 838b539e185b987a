"""What a hand on a slider asks for: some epochs and a look at the model, and what a loss costs that is new.

Times of `train_and_look` are those of the whole call, messages to and from the worker included.
"""

from __future__ import annotations

import time
from itertools import count

from lossviz.analysis.evaluation import evaluate
from lossviz.engine import train_and_look
from lossviz.specs.choice import Choice, fitting_losses
from lossviz.specs.run import RunSpec
from lossviz.training.advance import State
from tests.benchmarks.measure import Row, interleaved, milliseconds, ratio
from tests.benchmarks.training import RECIPE_1, Contender, advance_seconds, contender, load

LINEAR = "dataset=linear&dataset.noise=1&dataset.outlier_share=0.1&model=linear&optimizer=sgd&epochs=300"

THREE = ("mean_squared_error", "mean_absolute_error", "huber")

NEW_LOSSES = 7
"""Losses that are chosen for the first time, one after another."""


def look_seconds(spec: RunSpec, state: State) -> float:
    """Return the seconds of one look at a model."""
    started = time.perf_counter()
    evaluate(spec, state.epoch, state.weights)
    return time.perf_counter() - started


def _together_seconds(ours: Contender, specs: list[RunSpec]) -> float:
    started = time.perf_counter()
    answers = ours(train_and_look, specs, [None] * len(specs), specs[0].epochs + 1)
    assert all(len(answer.chunk.rows) == specs[0].epochs + 1 for answer in answers)
    return time.perf_counter() - started


def looking() -> list[Row]:
    """A look beside the training it belongs to, and both in one call, at a value that is new each time."""
    rows = []
    for name, query in [("iris", RECIPE_1), ("linear data", LINEAR)]:
        spec = RunSpec.from_query(query)
        three = [spec.with_value("loss", Choice("loss", loss)) for loss in THREE]
        steps = count(1)

        def moved(specs: list[RunSpec], steps: count = steps) -> list[RunSpec]:
            rate = specs[0].optimizer.values["learning_rate"] * (1 + 1e-4 * next(steps))
            return [each.with_value("optimizer.learning_rate", rate) for each in specs]

        with contender() as ours:
            (done,) = ours(train_and_look, [spec], [None], spec.epochs + 1)
            contenders = {
                "train": lambda ours=ours, spec=spec: ours(advance_seconds, [spec])[0],
                "look": lambda ours=ours, spec=spec, done=done: ours(look_seconds, spec, done.state),
                "one": lambda ours=ours, spec=spec, moved=moved: _together_seconds(ours, moved([spec])),
                "three": lambda ours=ours, three=three, moved=moved: _together_seconds(ours, moved(three)),
            }
            for call in [*contenders.values()] * 3:
                call()  # compiles and traces
            seconds = interleaved(41, contenders)
        title = f"Looking, {name}, 300 epochs"
        rows += [
            Row(title, "training", milliseconds(seconds["train"]), "ms"),
            Row(title, "looking", milliseconds(seconds["look"]), "ms", at_most=2),
            Row(title, "looking / training", ratio(seconds["look"], seconds["train"]), "", at_most=1),
            Row(title, "one run: spec sent, answer there", milliseconds(seconds["one"]), "ms"),
            Row(title, "three losses: specs sent, answers there", milliseconds(seconds["three"]), "ms"),
        ]
    return rows


def new_losses() -> list[Row]:
    """A loss that was never trained, in a worker that has trained others."""
    spec = RunSpec()
    with contender() as ours:
        ours(load)
        _together_seconds(ours, [spec])
        names = [name for name in fitting_losses(spec.dataset) if name != spec.loss.name][:NEW_LOSSES]
        seconds = [_together_seconds(ours, [spec.with_value("loss", Choice("loss", name))]) for name in names]
    note = f"median of {NEW_LOSSES} losses: traced, compiled, trained, looked at"
    return [
        Row("A new loss", "spec sent, answer there", milliseconds(seconds), "ms", at_most=1500, note=note),
        Row("A new loss", "the slowest of them", 1000 * max(seconds), "ms"),
    ]
