"""A sweep being trained: the numbers of its runs done one by one, whatever happens on the way."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import Future

import numpy as np
import pytest

from lossviz.analysis.evaluation import evaluate
from lossviz.engine import Workers
from lossviz.errors import EngineError
from lossviz.runs import sweep_calls as blocks_module
from lossviz.runs.sweep_calls import blocks_of, evaluate_ends, train_block
from lossviz.runs.sweep_run import SweepRun, Tally
from lossviz.specs.run import RunSpec
from lossviz.specs.sweep import Sweep
from lossviz.training.advance import advance
from tests.clock import Clock
from tests.inline import Inline
from tests.lossviz.engine.test_engine import LOADING, finish, wait_until

ALONE = 1e-4
"""How far, in parts, a run among others may be from the same run alone: XLA sums in another order."""

FACTOR = "sweep=loss.regularization_factor:0:2:5:linear"
SHORT = "epochs=40&model.activation=tanh"


def trained(query: str) -> SweepRun:
    """Return a sweep after all its epochs, trained in this process."""
    run = SweepRun(Sweep.from_query(query))
    run.start(Inline())
    assert (run.outcome, run.message) == ("finished", "")
    return run


class Held(Inline):
    """An executor that makes calls when it is told to."""

    def __init__(self) -> None:
        self.calls: list[tuple] = []

    def submit(self, function, /, *args, **kwargs):
        future: Future = Future()
        self.calls.append((future, function, args))
        return future

    def go(self, n: int = 1) -> None:
        for _ in range(n):
            future, function, args = self.calls.pop(0)
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(function(*args))
                except Exception as error:
                    future.set_exception(error)


@pytest.mark.parametrize(
    "query",
    [
        f"{SHORT}&{FACTOR}&seeds=3",
        f"{SHORT}&{FACTOR}&sweep=optimizer.learning_rate:0.001:0.1:3:log",
        f"{SHORT}&sweep=seed:3:8:6:linear&validation_share=0",
        "dataset=linear&loss=huber&epochs=40&sweep=dataset.noise:0:2:3:linear&seeds=2",
        "epochs=40&sweep=batch_size:20:50:4:linear&seeds=2",
        "epochs=40&sweep=model.units:2:6:3:linear&seeds=2&loss=sparse_categorical_crossentropy",
        "dataset=iris_binary&loss=hinge&epochs=40&sweep=optimizer.learning_rate:0.001:0.1:3:log",
    ],
)
def test_a_sweep_equals_its_runs_done_one_by_one(query: str) -> None:
    run = trained(query)
    n_seen = 0
    for number in {0, run.sweep.n_runs // 2, run.sweep.n_runs - 1}:
        spec = run.sweep.spec(number)
        (state,), (chunk,) = advance([spec], [None], spec.epochs + 1)
        np.testing.assert_allclose(run.rows[number], chunk.rows[run.epochs], rtol=ALONE, atol=ALONE)
        evaluation = evaluate(spec, spec.epochs, state.weights)
        expected = [[np.nan if v is None else v for v in pair] for pair in evaluation.yardsticks.values()]
        assert run.yardsticks == tuple(evaluation.yardsticks)
        # An example on the border of two classes may fall to either side.
        np.testing.assert_allclose(run.ends[number], expected, atol=0.011)
        cell, seed = divmod(number, run.sweep.n_seeds)
        if seed == 0:
            np.testing.assert_allclose(run.weights[cell], state.weights, rtol=1e-3, atol=1e-3)
            n_seen += 1
    assert n_seen
    assert set(run.evaluations) == (set(range(run.sweep.n_cells)) if len(run.sweep.ranges) == 1 else set())


def test_blocks_and_calls_change_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    query = f"{SHORT}&{FACTOR}&seeds=2"
    whole = trained(query)
    monkeypatch.setattr(blocks_module, "MAX_BLOCK", 4)
    monkeypatch.setattr("lossviz.runs.sweep_run.CALL_SECONDS", 1e-9)  # an epoch a call
    cut = trained(query)
    assert len(blocks_of(cut.sweep)) == 3
    np.testing.assert_allclose(cut.rows, whole.rows, rtol=ALONE, atol=ALONE)
    np.testing.assert_allclose(cut.ends, whole.ends, rtol=ALONE, atol=ALONE)


def test_a_value_that_diverges_is_reported_and_harms_no_neighbour() -> None:
    base = "dataset=linear&loss=mean_squared_error&model=linear&optimizer=sgd&epochs=100"
    run = trained(f"{base}&sweep=optimizer.learning_rate:0.001:1:3:linear")
    assert (run.diverged[:1] < 0).all()
    assert run.diverged[2] > 0
    tally = Tally.of(run)
    assert tally.n_diverged == (run.diverged >= 0).sum()
    assert f"3 runs: {tally.n_diverged} diverged" in tally.words
    before = run.epochs < run.diverged[2]
    assert np.isfinite(run.rows[2, before]).all()
    assert np.isnan(run.rows[2, ~before]).all()
    assert np.isnan(run.ends[2]).all()
    assert 2 not in run.weights
    alone = advance([run.sweep.spec(0)], [None], 101)[1][0].rows
    np.testing.assert_allclose(run.rows[0], alone, rtol=ALONE, atol=ALONE)
    assert np.isfinite(run.ends[0]).all()


def test_models_that_no_longer_answer_are_counted_as_died() -> None:
    # A regularization factor this large leaves only the constant 0.5: every prediction is the same.
    run = trained(
        "dataset=linear&epochs=400&optimizer.learning_rate=0.1&loss.regularization_factor=100&sweep=seed:0:9:10:linear"
    )
    dead = [
        number
        for number in range(run.sweep.n_runs)
        if np.ptp(evaluate(run.sweep.spec(number), 400, run.weights[number]).y_pred[:16]) < 1e-5
    ]
    assert dead
    assert np.flatnonzero(run.died).tolist() == dead


def test_progress_is_told_while_it_grows() -> None:
    executor = Held()
    clock = Clock()
    run = SweepRun(Sweep.from_query(f"{SHORT}&sweep=loss.regularization_factor:0:2:40:linear"), clock)
    run.start(executor)
    run.start(executor)  # a second call changes nothing
    assert len(executor.calls) == 1
    assert (run.share, run.n_done, run.seconds_left) == (0, 0, None)
    versions = [run.version]
    begun = None
    while run.running:
        trained_before = run.share
        clock.now += 2
        executor.go()
        versions.append(run.version)
        if begun is None:
            begun = clock.now, run.share  # what is compiled first would spoil the pace
        elif run.share > trained_before:
            pace = (run.share - begun[1]) / (clock.now - begun[0])
            assert run.seconds_left == pytest.approx((1 - run.share) / pace)
            assert run.rate == pytest.approx(40 * pace)
    assert versions == sorted(set(versions))
    assert (run.share, run.n_done, run.seconds_left) == (1, 40, 0)


def test_stop_acts_at_once_and_keeps_what_is_done() -> None:
    executor = Held()
    run = SweepRun(Sweep.from_query(f"{SHORT}&sweep=loss.regularization_factor:0:2:40:linear"))
    run.start(executor)
    while not run.n_done:
        executor.go()
    n_done, rows = run.n_done, run.rows.copy()
    assert 0 < n_done < 40
    assert executor.calls, "a call is under way, whose answer does not come"
    run.stop()
    assert run.outcome == "stopped"
    while executor.calls:
        executor.go()
    assert run.n_done == n_done
    np.testing.assert_array_equal(run.rows, rows)
    assert f"{n_done} of 40 runs" in Tally.of(run).words


def test_an_answer_that_comes_after_stop_is_dropped() -> None:
    executor = Held()
    run = SweepRun(Sweep.from_query(f"{SHORT}&{FACTOR}"))
    run.start(executor)
    future, function, args = executor.calls.pop()
    assert future.set_running_or_notify_cancel()
    run.stop()
    future.set_result(function(*args))
    assert (run.outcome, run.n_done, run.share) == ("stopped", 0, 0)


def test_sweeps_of_several_visitors_take_turns() -> None:
    executor = Held()
    runs = [SweepRun(Sweep.from_query(f"{SHORT}&{FACTOR}&seeds=16")) for _ in range(2)]
    for run in runs:
        run.start(executor)
    while all(run.running for run in runs):
        assert abs(runs[0].version - runs[1].version) <= 1
        executor.go()


def broken(*_: object) -> None:
    """Fail, whatever is asked."""
    raise ValueError("broken")


@pytest.mark.parametrize(
    "place", ["sweep_run.train_block", "sweep_run.SweepRun._next_call", "sweep_run.SweepRun._extend"]
)
def test_whatever_fails_ends_the_sweep_with_its_reason(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.setattr(f"lossviz.runs.{place}", broken)
    run = SweepRun(Sweep.from_query(f"{SHORT}&{FACTOR}"))
    run.start(Inline())
    assert (run.outcome, run.message) == ("failed", "A sweep must be computed to its end. ValueError: broken")


def test_a_refusal_ends_the_sweep_in_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise EngineError("A call must leave its worker alive.")

    monkeypatch.setattr("lossviz.runs.sweep_run.train_block", refuse)
    run = SweepRun(Sweep.from_query(FACTOR))
    run.start(Inline())
    assert (run.outcome, run.message) == ("failed", "A call must leave its worker alive.")


@pytest.mark.parametrize("failing", ["train_block", "evaluate_ends"])
def test_a_sweep_that_failed_keeps_what_is_done_and_goes_on(monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    query = f"{SHORT}&sweep=loss.regularization_factor:0:2:40:linear"
    whole = trained(query)
    executor = Held()
    run = SweepRun(Sweep.from_query(query))
    run.start(executor)
    while not run.n_done:
        executor.go()
    monkeypatch.setattr(f"lossviz.runs.sweep_run.{failing}", broken)
    run.start(executor)
    while executor.calls:
        executor.go()
    assert run.outcome == "failed"
    assert run.can_go_on
    assert run.n_done in (32, 40)
    monkeypatch.undo()
    version = run.version
    run.go_on(Inline())
    assert run.version > version
    assert (run.outcome, run.message, run.can_go_on) == ("finished", "", False)
    np.testing.assert_array_equal(run.rows, whole.rows)
    np.testing.assert_array_equal(run.ends, whole.ends)
    assert run.evaluations.keys() == whole.evaluations.keys()
    run.go_on(Inline())
    assert run.outcome == "finished"


def test_a_sweep_that_was_stopped_goes_on_without_the_answer_that_came_too_late() -> None:
    query = f"{SHORT}&{FACTOR}"
    executor = Held()
    run = SweepRun(Sweep.from_query(query))
    run.start(executor)
    late, function, args = executor.calls.pop()
    assert late.set_running_or_notify_cancel()
    run.stop()
    run.go_on(executor)
    late.set_result(function(*args))
    assert run.share == 0
    while run.running:
        executor.go()
    np.testing.assert_array_equal(run.rows, trained(query).rows)


def test_a_run_without_validation_among_others_that_have_one_has_no_numbers_on_it() -> None:
    run = trained(f"{SHORT}&validation_share=0&sweep=validation_share:0:0.5:3:linear&seeds=2")
    assert run.columns == ("loss", "accuracy", "val_loss", "val_accuracy", "gradient_norm")
    for number in range(run.sweep.n_runs):
        spec = run.sweep.spec(number)
        rows = advance([spec], [None], spec.epochs + 1)[1][0].rows
        expected = np.full((len(rows), 5), np.nan)
        expected[:, [0, 1, 2, 3, 4] if spec.n_validation else [0, 1, 4]] = rows
        np.testing.assert_allclose(run.rows[number], expected, rtol=ALONE, atol=ALONE)
        assert np.isnan(run.ends[number, :, 1]).all() == (spec.n_validation == 0)


@pytest.mark.alone
def test_a_worker_killed_in_the_middle_of_a_sweep_changes_no_number() -> None:
    query = f"{SHORT}&sweep=loss.regularization_factor:0:2:40:linear"
    whole = trained(query)
    with Workers(1, niceness=5) as workers:
        run = SweepRun(Sweep.from_query(query))
        run.start(workers)
        wait_until(lambda: run.share, "the sweep has begun", LOADING)
        os.kill(workers.processes[0].pid, signal.SIGKILL)
        assert run.running
        finish(run)
    np.testing.assert_array_equal(run.rows, whole.rows)
    np.testing.assert_allclose(run.ends, whole.ends, rtol=1e-5)  # another process may multiply in another order


def test_what_is_sent_to_and_fro_is_small() -> None:
    import pickle

    sweep = Sweep.from_query("sweep=loss.regularization_factor:0:2:33:linear&seeds=4")
    block = blocks_of(sweep)[0]
    assert len(pickle.dumps((train_block, (sweep, block, (), 100)))) < 6_000
    part = train_block(sweep, block, (), 100)
    assert len(pickle.dumps(part)) < 120_000
    part = train_block(sweep, block, part.states, 500)
    assert len(pickle.dumps(part)) < 100_000
    assert evaluate_ends(sweep, block[:1], part.ends.weights[:1])[0].epoch == RunSpec().epochs


def test_no_thread_is_left() -> None:
    before = threading.active_count()
    trained(f"{SHORT}&{FACTOR}")
    assert threading.active_count() <= before + 1
