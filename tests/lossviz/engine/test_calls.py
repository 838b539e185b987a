"""What a worker is asked for while a hand moves: some epochs and a look at the model, in one call."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from lossviz.analysis.curves import loss_curve
from lossviz.analysis.evaluation import Evaluation, evaluate
from lossviz.engine import Looked, train_and_look
from lossviz.specs.choice import Choice
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance
from lossviz.training.kept_weights import keeps_weights
from tests.equal import assert_equal

SPEC = RunSpec.from_query(
    "dataset=linear&dataset.noise=1&loss=huber&model=linear&optimizer=sgd&optimizer.learning_rate=0.01&epochs=150"
)
LONG = SPEC.with_value("epochs", 20_000)
FOREVER = 1000.0


def looked(spec: RunSpec, epochs: int, look_at: int | None = None, seconds: float = FOREVER) -> Looked:
    """Return the answer for one run that has not begun."""
    (only,) = train_and_look([spec], [None], epochs, look_at, seconds)
    return only


def test_it_trains_what_advance_trains_and_looks_as_evaluate_looks():
    (state,), (chunk,) = advance([SPEC], [None], 41)
    answer = looked(SPEC, 41)
    assert_equal((answer.state, answer.chunk), (state, chunk))
    assert_equal(answer.evaluation, evaluate(SPEC, 40, state.weights))


@pytest.mark.parametrize("look_at", [0, 7, 40, 101, 150, 4000])
def test_it_looks_at_the_last_kept_epoch_up_to_the_one_that_is_asked_for(look_at):
    answer = looked(SPEC, 151, look_at)
    kept = [epoch for epoch in range(151) if keeps_weights(epoch) or epoch == 150]
    epoch = max(epoch for epoch in kept if epoch <= look_at)
    weights = answer.state.weights if epoch == 150 else answer.chunk.kept[epoch]
    assert_equal(answer.evaluation, evaluate(SPEC, epoch, weights))


def test_a_run_that_goes_on_is_looked_at_from_where_it_was():
    state = looked(SPEC, 41).state
    for look_at, epoch in [(None, 60), (50, 50), (40, 40), (39, None)]:
        (answer,) = train_and_look([SPEC], [state], 20, look_at, FOREVER)
        assert (answer.chunk.first, len(answer.chunk.rows)) == (41, 20)
        assert (None if answer.evaluation is None else answer.evaluation.epoch) == epoch


def test_runs_of_one_call_are_those_of_a_call_each():
    losses = ["mean_squared_error", "mean_absolute_error", "huber"]
    specs = [SPEC.with_value("loss", Choice("loss", name)) for name in losses]
    answers = train_and_look(specs, [None] * 3, 31, 12, FOREVER)
    alone = [looked(spec, 31, 12) for spec in specs]
    widest = max((one.evaluation.curve.position for one in alone), key=lambda position: position[-1])
    for spec, answer, one in zip(specs, answers, alone, strict=True):
        curve = loss_curve(spec.loss, spec.task, *map(float, widest[[0, -1]]), one.evaluation.curve.target, bends=False)
        expected = replace(one.evaluation, curve=curve)  # all losses are drawn between the same ends
        assert_equal((answer.state, answer.chunk, answer.evaluation), (one.state, one.chunk, expected))


def test_a_long_run_is_trained_as_far_as_it_gets_in_time_and_goes_on_with_the_same_bits():
    looked(LONG, 1)  # compiles
    first = looked(LONG, 20_001, seconds=0.02)
    assert 1 <= len(first.chunk.rows) < 20_001
    assert first.evaluation is not None
    assert first.evaluation.epoch == first.state.epoch
    (rest,) = train_and_look([LONG], [first.state], 700, None, FOREVER)
    whole = looked(LONG, rest.state.epoch + 1)
    assert_equal(np.concatenate([first.chunk.rows, rest.chunk.rows]), whole.chunk.rows)
    assert_equal(rest.state, whole.state)


def test_without_time_one_epoch_is_trained():
    assert len(looked(LONG, 20_001, seconds=0.0).chunk.rows) == 1


def test_a_run_that_is_done_is_looked_at_again():
    done = looked(SPEC, 151)
    (again,) = train_and_look([SPEC], [done.state], 10)
    assert again.chunk.rows.shape == (0, 5)
    assert_equal((again.state, again.evaluation), (done.state, done.evaluation))


def test_a_run_that_diverges_is_looked_at_where_it_was_sound_last():
    spec = RunSpec.from_query(
        "dataset=linear&loss=mean_squared_error&model=linear&optimizer=sgd&optimizer.learning_rate=10&epochs=60"
    )
    answer = looked(spec, 61)
    sound = np.isfinite(answer.chunk.rows).all(axis=1)
    assert not sound.all()
    assert isinstance(answer.evaluation, Evaluation)
    assert answer.evaluation.epoch == sound.argmin() - 1
    assert np.isfinite(answer.evaluation.y_pred).all()


def test_an_answer_is_small_enough_for_thirty_a_second():
    assert len(pickle.dumps(looked(RunSpec(), 301), protocol=pickle.HIGHEST_PROTOCOL)) < 100_000
