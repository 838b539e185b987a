"""A run as it grows: outcomes, changes on the way, and chunks that come late. Workers are in `test_engine.py`."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Executor, Future

import numpy as np
import pytest

from lossviz.engine import Engine, train_chunk
from lossviz.runs.run import Run
from lossviz.specs.choice import Choice
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance

SPEC = RunSpec.from_query(
    "dataset=linear&dataset.noise=1&loss=huber&model=linear&optimizer=sgd&optimizer.learning_rate=0.01&epochs=40"
    "&validation_share=0"
)
DIVERGING = SPEC.with_value("loss", Choice("loss", "mean_squared_error")).with_value("optimizer.learning_rate", 10.0)


class ByHand(Executor):
    """An executor that does nothing until it is told to."""

    def __init__(self) -> None:
        """Start without calls."""
        self.calls: deque = deque()

    def submit(self, function, /, *args, **kwargs):
        """Take down a call."""
        future: Future = Future()
        self.calls.append((future, function, args))
        return future

    def work(self, n: int | None = None) -> int:
        """Make the oldest calls, all by default, and return how many had not been cancelled."""
        made = 0
        while self.calls and (n is None or made < n):
            future, function, args = self.calls.popleft()
            if future.set_running_or_notify_cancel():
                future.set_result(function(*args))
                made += 1
        return made


@pytest.fixture
def engine():
    """An engine whose executor is worked by hand."""
    return Engine(ByHand(), n_workers=0)


def rows(spec: RunSpec) -> np.ndarray:
    """Return the whole history of a run."""
    return advance([spec], [None], spec.epochs + 1)[1][0].rows


def values(run: Run) -> np.ndarray:
    """Return the history that a run has."""
    return np.column_stack([run.history[column] for column in run.history.columns])


def begun(spec: RunSpec = SPEC, chunk_epochs: int = 10) -> Run:
    """Return a run that wants all of its epochs."""
    run = Run(spec)
    run.goal, run.chunk_epochs = spec.epochs, chunk_epochs
    return run


def extend(run: Run, epochs: int) -> None:
    """Train a run for some epochs."""
    run.extend(*train_chunk(run.spec, run.state, epochs))


def test_a_run_that_has_not_begun_wants_nothing():
    run = Run(SPEC)
    assert (run.epoch, run.outcome, run.wants, len(run.history), run.weights_at(0)) == (-1, "running", 0, 0, None)
    assert run.history.columns == ("loss", "mae", "gradient_norm")


def test_a_run_finishes_with_its_last_epoch(engine):
    run = begun()
    engine.train(run, "view")
    engine.executor.work()
    assert (run.outcome, run.epoch, run.wants, run.message) == ("finished", 40, 0, "")
    assert run.state.epoch == 40
    np.testing.assert_array_equal(values(run), rows(SPEC))


def test_a_run_pauses_at_its_goal_and_goes_on(engine):
    run = begun()
    for goal in (0, 7, 8, 40):
        run.goal = goal
        engine.train(run, "view")
        engine.executor.work()
        assert (run.epoch, run.wants) == (goal, 0)
        assert run.outcome == ("finished" if goal == 40 else "running")
    np.testing.assert_array_equal(values(run), rows(SPEC))


def test_training_asked_for_twice_is_done_once(engine):
    run = begun()
    for _ in range(3):
        engine.train(run, "view")
    assert len(engine.executor.calls) == 1
    engine.executor.work()
    assert run.epoch == 40


# Outcomes


def test_a_run_that_diverges_ends_with_its_last_sound_row(engine):
    run = begun(DIVERGING, chunk_epochs=30)
    engine.train(run, "view")
    engine.executor.work()
    assert run.outcome == "diverged"
    assert not run.running
    assert 0 < run.epoch < 40
    assert np.isfinite(values(run)).all()
    assert not np.isfinite(rows(DIVERGING)[run.epoch + 1]).all()
    assert engine.executor.calls == deque()


def test_a_run_that_diverges_keeps_the_weights_of_its_sound_epochs():
    run = begun(DIVERGING)
    extend(run, 5)
    extend(run, 40)
    assert run.outcome == "diverged"
    epoch, weights = run.weights_at(run.epoch)
    # Every one of the first epochs is kept, also those of the chunk in which it diverged.
    assert epoch == run.epoch > 5
    (state,), _ = advance([DIVERGING], [None], epoch + 1)
    np.testing.assert_array_equal(weights, state.weights)


def test_a_run_that_is_stopped_stays_where_it_is(engine):
    run = begun()
    engine.train(run, "view")
    engine.executor.work(1)
    run.stop()
    # A chunk is under way: its rows come too late.
    engine.executor.work()
    assert (run.outcome, run.epoch, run.wants) == ("stopped", 9, 0)
    run.fail("Too late.")
    assert (run.outcome, run.message) == ("stopped", "")


def test_stopping_does_not_undo_an_end():
    run = begun()
    extend(run, 41)
    run.stop()
    assert run.outcome == "finished"


def test_a_chunk_that_cannot_be_computed_is_an_outcome_with_a_message(engine):
    run = begun()
    engine.train(run, "view")
    engine.executor.calls[0][0].set_exception(RuntimeError("The worker is out of memory."))
    assert (run.outcome, run.message, run.epoch) == ("failed", "The worker is out of memory.", -1)
    assert run.wants == 0


def test_an_executor_that_takes_no_more_calls_is_an_outcome_too(engine):
    run = begun()
    engine.train(run, "view")
    engine.executor.submit = None
    engine.executor.work(1)
    assert run.outcome == "failed"


def test_waiting_ends_with_the_goal_or_the_time(engine):
    run = begun()
    engine.train(run, "view")
    run.wait(0.01)
    assert run.epoch == -1
    engine.executor.work()
    run.wait(600)
    assert run.epoch == 40


# Late chunks


def test_a_chunk_that_comes_twice_counts_once():
    run = begun()
    chunk = train_chunk(SPEC, None, 5)
    run.extend(*chunk)
    run.extend(*chunk)
    assert run.epoch == 4


def test_a_chunk_from_further_on_is_ignored():
    run = begun()
    state, *_ = train_chunk(SPEC, None, 5)
    run.extend(*train_chunk(SPEC, state, 5))
    assert run.epoch == -1


def test_a_run_gives_way_to_a_newer_one_of_the_same_view_and_can_go_on_later(engine):
    older, newer, elsewhere = begun(), begun(SPEC.with_value("seed", 1)), begun(SPEC.with_value("seed", 2))
    engine.train(elsewhere, "another view")
    engine.train(older, "view")
    engine.train(newer, "view")
    engine.executor.work()
    assert (older.epoch, older.outcome) == (-1, "running")
    assert newer.outcome == elsewhere.outcome == "finished"
    engine.train(older, "view")
    engine.executor.work()
    np.testing.assert_array_equal(values(older), rows(SPEC))


# Changes on the way


def test_a_changed_parameter_counts_from_the_next_epoch_on(engine):
    run = begun()
    run.goal = 12
    engine.train(run, "view")
    engine.executor.work()
    run.change("loss.delta", 0.2)
    run.goal = 40
    engine.train(run, "view")
    engine.executor.work()
    assert run.spec == SPEC.with_change(12, "loss.delta", 0.2)
    np.testing.assert_array_equal(values(run), rows(run.spec))
    assert not np.array_equal(values(run), rows(SPEC))


@pytest.mark.parametrize("asked_again", [False, True])
def test_a_change_while_a_chunk_is_under_way_gives_the_history_of_its_spec(engine, asked_again):
    # The same spec gives the same history: rows of the old value must not stand behind the change.
    run = begun()
    engine.train(run, "view")
    engine.executor.work(1)
    assert (run.epoch, len(engine.executor.calls)) == (9, 1)
    run.change("loss.delta", 0.2)
    if asked_again:
        engine.train(run, "view")
    engine.executor.work()
    assert run.outcome == "finished"
    assert run.spec.changes[0].epoch == 9
    np.testing.assert_array_equal(values(run), rows(run.spec))


def test_a_change_before_the_first_row_counts_from_epoch_1_on():
    run = begun()
    run.change("optimizer.learning_rate", 0.02)
    assert run.spec == SPEC.with_change(0, "optimizer.learning_rate", 0.02)


# Weights


def test_the_weights_of_an_epoch_are_those_it_was_trained_to():
    run = begun()
    extend(run, 10)
    extend(run, 10)
    for epoch in (0, 5, 12, 19):
        (state,), _ = advance([SPEC], [None], epoch + 1)
        found, weights = run.weights_at(epoch)
        assert found == epoch
        np.testing.assert_array_equal(weights, state.weights)
    assert run.weights_at(1000)[0] == 19


def test_between_kept_epochs_the_last_one_before_is_shown():
    run = begun(SPEC.with_value("epochs", 301))
    extend(run, 302)
    # From 64 on every second epoch is kept, from 128 every fourth, from 256 every eighth; and always the last.
    assert [run.weights_at(epoch)[0] for epoch in (63, 65, 131, 263, 300, 301)] == [63, 64, 128, 256, 296, 301]


def test_a_run_that_forgets_its_weights_knows_the_last_ones():
    run = begun()
    extend(run, 20)
    run.forget_weights()
    assert run.weights_at(5) is None
    assert run.weights_at(19)[0] == 19


# Pace


def test_the_rate_is_measured_and_leaves_compiling_out():
    run = begun(SPEC.with_value("epochs", 20_000))
    for rows, seconds in ((10, 2.0), (20, 0.1), (30, 0.4)):
        assert run.rate == pytest.approx({10: 0, 20: 0, 30: 200}[rows])
        state, chunk, _ = train_chunk(run.spec, run.state, rows)
        run.extend(state, chunk, seconds)
    assert run.rate == pytest.approx(100)


def test_a_run_that_is_held_drops_the_rows_on_their_way_and_asks_again_later(engine):
    run = begun()
    engine.train(run, "view")
    run.hold()
    engine.executor.work()
    assert run.epoch == -1
    run.goal = 40
    engine.train(run, "view")
    engine.executor.work()
    np.testing.assert_array_equal(values(run), rows(SPEC))


def test_chunks_grow_towards_the_time_that_they_should_take():
    run = begun(SPEC.with_value("epochs", 20_000), chunk_epochs=10)
    extend(run, 10)
    state, chunk, _ = train_chunk(run.spec, run.state, 10)
    run.extend(state, chunk, 0.01)
    # 10 epochs in 10 ms are 80 in the 80 ms of a chunk; a chunk is at most twice the one before.
    assert run.chunk_epochs == 20
    state, chunk, _ = train_chunk(run.spec, run.state, 20)
    run.extend(state, chunk, 0.8)
    assert run.chunk_epochs == 2
