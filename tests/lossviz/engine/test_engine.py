"""Training in worker processes: the same numbers, whatever happens to a worker or to its parent.

Calls that need no TensorFlow are functions of the standard library, so that a worker answers at once.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError, Future
from pathlib import Path

import numpy as np
import pytest

from lossviz.engine import ATTEMPTS, Engine, Workers, n_workers
from lossviz.engine import process as process_module
from lossviz.errors import EngineError, SpecError
from lossviz.runs.run import Run
from lossviz.runs.sweep_run import SweepRun
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance
from tests.inline import Inline

PATIENCE = 60
"""Seconds until something counts as lost."""

LOADING = 120
"""The same if a worker has to load TensorFlow first: ten, and many times that on a busy machine."""


@pytest.fixture(scope="module")
def engine():
    """An engine with one worker that has TensorFlow loaded and the default recipe compiled."""
    engine = Engine(Workers(1), n_workers=1)
    yield engine
    engine.close()


@pytest.fixture
def light():
    """An engine with one worker that loads nothing until it must."""
    engine = Engine(Workers(1), n_workers=0)
    yield engine
    engine.close()


def wait_until(happened, what: str, seconds: float = PATIENCE) -> None:
    """Wait for something, and fail if it takes too long."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"Waited {seconds} s in vain until {what}."
        time.sleep(0.001)


def finish(run: Run | SweepRun) -> None:
    """Wait until a run has ended, and fail if it has not been trained to its end."""
    run.wait(LOADING)
    assert run.outcome == "finished", f"A run is {run.outcome} after {LOADING} s at most. {run.message}"


def alive(pid: int) -> bool:
    """Return whether a process runs; one that has ended and waits to be counted does not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, check=False, text=True).stdout
    return bool(state.strip()) and not state.startswith("Z")


def rows(run: Run) -> np.ndarray:
    """Return the history of a run."""
    return np.column_stack([run.history[column] for column in run.history.columns])


def trained(engine: Engine, spec: RunSpec, view: str) -> Run:
    """Return a run after all its epochs."""
    run = Run(spec)
    run.goal = spec.epochs
    engine.train(run, view)
    finish(run)
    return run


def in_this_process(spec: RunSpec) -> np.ndarray:
    """Return the history of a run without any worker, in one chunk."""
    return advance([spec], [None], spec.epochs + 1)[1][0].rows


# Training in a worker


def test_a_run_in_a_worker_has_the_same_bits_as_in_this_process(engine):
    run = trained(engine, RunSpec(), "view")
    np.testing.assert_array_equal(rows(run), in_this_process(RunSpec()))
    assert engine.ready


def test_a_worker_killed_in_the_middle_of_a_run_changes_no_number(engine):
    spec = RunSpec(epochs=20_000)
    run = Run(spec)
    run.goal = spec.epochs
    engine.train(run, "view")
    wait_until(lambda: run.epoch > 2000, "the run is in its middle", LOADING)
    worker = engine.executor.processes[0]
    os.kill(worker.pid, signal.SIGKILL)
    assert run.running
    finish(run)
    assert run.epoch == 20_000
    assert engine.executor.processes[0].pid != worker.pid
    np.testing.assert_array_equal(rows(run), in_this_process(spec))


def test_runs_of_several_visitors_are_trained_side_by_side(engine):
    runs = [Run(RunSpec(seed=seed, epochs=2000)) for seed in range(3)]
    for i, run in enumerate(runs):
        run.goal = run.spec.epochs
        engine.train(run, f"visitor {i}")
    wait_until(lambda: all(run.epoch > 0 for run in runs), "every run has begun", LOADING)
    # They take turns, chunk by chunk: none is finished before all have begun.
    assert all(run.running for run in runs)
    for run in runs:
        finish(run)
    np.testing.assert_array_equal(rows(runs[2]), in_this_process(runs[2].spec))


# Calls that go wrong


def test_a_call_that_raises_is_an_error_and_leaves_its_worker_alive(light):
    before = light.latest("view", os.getpid).result(PATIENCE)
    with pytest.raises(EngineError, match="ValueError: invalid literal for int"):
        light.latest("view", int, "x").result(PATIENCE)
    assert light.latest("view", os.getpid).result(PATIENCE) == before == light.executor.processes[0].pid


def test_a_refusal_comes_back_as_what_it_is(light):
    with pytest.raises(SpecError, match="The loss must be one of"):
        light.latest("view", RunSpec.from_query, "loss=hubert").result(PATIENCE)


def test_a_call_that_always_kills_its_worker_fails_for_good_and_the_next_one_works(light, tmp_path):
    # The shell's parent is the worker.
    fatal = light.latest("view", os.system, f"echo tried >> {tmp_path}/log; kill -9 $PPID")
    with pytest.raises(EngineError) as caught:
        fatal.result(PATIENCE)
    assert str(caught.value) == "A call must leave its worker alive. Its worker died 3 times instead."
    assert (tmp_path / "log").read_text().split() == ["tried"] * ATTEMPTS
    assert light.latest("view", max, 1, 2).result(PATIENCE) == 2


def test_a_call_that_exits_fails_for_good_and_the_next_one_works(light):
    with pytest.raises(EngineError, match="Its worker died 3 times"):
        light.latest("view", os._exit, 1).result(PATIENCE)
    assert light.latest("view", max, 1, 2).result(PATIENCE) == 2


def test_a_call_whose_worker_dies_once_is_made_again(light, tmp_path):
    once = f"test -e {tmp_path}/log || {{ touch {tmp_path}/log; kill -9 $PPID; }}"
    assert light.latest("view", os.system, once).result(PATIENCE) == 0


def test_a_worker_that_dies_between_calls_is_replaced(light):
    before = light.latest("view", os.getpid).result(PATIENCE)
    os.kill(before, signal.SIGKILL)
    assert light.latest("view", os.getpid).result(PATIENCE) != before


def test_a_worker_that_cannot_be_replaced_is_an_error_and_the_next_call_tries_again(light, monkeypatch):
    def refuse(niceness):
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(process_module, "_started", refuse)
    os.kill(light.executor.processes[0].pid, signal.SIGKILL)
    with pytest.raises(EngineError, match="no more processes"):
        light.latest("view", os.getpid).result(PATIENCE)
    monkeypatch.undo()
    assert light.latest("view", os.getpid).result(PATIENCE)


def test_what_a_call_prints_does_not_mix_with_results(light, capfd):
    assert light.latest("view", print, "noise").result(PATIENCE) is None
    assert light.latest("view", os.system, "echo noise").result(PATIENCE) == 0
    assert light.latest("view", max, 1, 2).result(PATIENCE) == 2
    capfd.readouterr()


def test_a_call_that_cannot_be_sent_is_refused_at_once(light):
    with pytest.raises(AttributeError, match=r"Can't (pickle|get)"):
        light.latest("view", lambda: None)
    with pytest.raises(RuntimeError, match="Keyword arguments are not carried"):
        light.executor.submit(int, "10", base=2)
    assert light.latest("view", max, 1, 2).result(PATIENCE) == 2


# The queue


def executed(futures: list[Future]) -> list[int]:
    """Return which calls were made, once all of them have ended."""
    made = []
    for i, future in enumerate(futures):
        try:
            future.result(PATIENCE)
            made.append(i)
        except CancelledError:
            pass
    return made


def test_dragging_a_slider_does_not_pile_up_work(light):
    futures = [light.latest("view", time.sleep, 0.2)]
    wait_until(futures[0].running, "the first call has begun")
    futures += [light.latest("view", max, i, 0) for i in range(50)]
    # The one that had begun, and the newest.
    assert executed(futures) == [0, 50]


def test_views_do_not_cancel_each_other(light):
    futures = [light.latest("view", time.sleep, 0.1)]
    futures += [light.latest(f"view {i}", max, i, 0) for i in range(5)]
    assert executed(futures) == list(range(6))


def test_an_engine_remembers_no_view_whose_calls_have_ended(light):
    for i in range(10):
        light.latest(f"view {i}", max, i, 0).result(PATIENCE)
    wait_until(lambda: not light._latest, "the last call is forgotten")


def test_several_workers_work_at_the_same_time(tmp_path):
    # Each call ends only when the other has begun.
    with Workers(2) as workers:
        meet = "touch {0}/{1}; while ! test -e {0}/{2}; do sleep 0.01; done"
        calls = [workers.submit(os.system, meet.format(tmp_path, *names)) for names in ("ab", "ba")]
        assert [call.result(PATIENCE) for call in calls] == [0, 0]


@pytest.mark.parametrize(("setting", "expected"), [("3", 3), ("1", 1), ("0", 1), ("-2", 1)])
def test_the_number_of_workers_is_a_setting(monkeypatch, setting, expected):
    monkeypatch.setenv("LOSSVIZ_WORKERS", setting)
    assert n_workers() == expected


@pytest.mark.parametrize("setting", ["", "many"])
def test_the_default_leaves_one_core_to_the_server(monkeypatch, setting):
    monkeypatch.setenv("LOSSVIZ_WORKERS", setting)
    assert n_workers() == max(1, os.cpu_count() - 1)


# The end


def test_closing_ends_workers_and_calls():
    engine = Engine(Workers(2), n_workers=0)
    pids = [process.pid for process in engine.executor.processes]
    under_way = [engine.latest(f"view {i}", time.sleep, 600) for i in range(2)]
    wait_until(lambda: all(call.running() for call in under_way), "both workers are busy")
    waiting = engine.latest("view", time.sleep, 600)
    started = time.monotonic()
    engine.close()
    assert time.monotonic() - started < 10
    assert not any(map(alive, pids))
    assert waiting.cancelled()
    for call in under_way:
        with pytest.raises(EngineError):
            call.result(PATIENCE)
    with pytest.raises(RuntimeError, match="The workers are shut down"):
        engine.latest("view", max, 1, 2)
    engine.close()


def test_long_work_has_a_worker_of_its_own_that_stands_back_and_ends_with_the_engine():
    started = []

    def start() -> Workers:
        started.append(Workers(1, niceness=7))
        return started[0]

    engine = Engine(Workers(1), n_workers=0, background=start)
    assert not started
    niceness = [each.submit(os.getpriority, os.PRIO_PROCESS, 0) for each in (engine.executor, engine.background)]
    ours, theirs = (future.result(PATIENCE) for future in niceness)
    assert theirs == min(ours + 7, 19)
    assert engine.background is started[0]
    pids = [workers.processes[0].pid for workers in (engine.executor, started[0])]
    engine.close()
    assert not any(map(alive, pids))


def test_without_a_worker_of_its_own_long_work_goes_the_way_of_all_other(light):
    assert light.background is light.executor


def test_a_closed_engine_starts_no_worker_for_long_work():
    engine = Engine(Workers(0), n_workers=0, background=lambda: Workers(1))
    engine.close()
    with pytest.raises(EngineError, match="It is closed instead"):
        _ = engine.background


def test_a_run_that_is_under_way_while_the_engine_closes_has_an_outcome():
    engine = Engine(Workers(1), n_workers=0)
    run = Run(RunSpec())
    run.goal = 300
    engine.train(run, "view")
    wait_until(run.under_way.running, "training has begun")
    engine.close()
    assert run.outcome == "failed"


PARENT = """
import os, sys, time
from lossviz.engine import Workers, shared_engine
workers = Workers(2) if sys.argv[1] != "shared" else shared_engine().background
if sys.argv[1] == "busy":
    for _ in workers.processes:
        workers.submit(time.sleep, 3)
print(*(process.pid for process in workers.processes), flush=True)
try:
    sys.stdin.read()
except KeyboardInterrupt:
    pass
"""


def ended(how: str, signal_number: int | None) -> tuple[int, str, list[int]]:
    """Start a process that has workers, end it, and return its exit code, its complaints and its workers."""
    root = Path(__file__).parents[3]
    environment = os.environ | {"LOSSVIZ_WORKERS": "1", "PYTHONPATH": str(root)}
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
    )
    try:
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert pids
        assert all(map(alive, pids))
        if signal_number is not None:
            parent.send_signal(signal_number)
        _, complaints = parent.communicate(timeout=PATIENCE)
    finally:
        parent.kill()
        parent.wait()
    return parent.returncode, complaints, pids


@pytest.mark.parametrize("how", ["idle", "busy"])
@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGTERM], ids=["SIGKILL", "SIGTERM"])
def test_no_worker_outlives_a_parent_that_is_killed(how, signal_number):
    code, _, pids = ended(how, signal_number)
    assert code == -signal_number
    wait_until(lambda: not any(map(alive, pids)), "the workers have noticed")


@pytest.mark.parametrize("signal_number", [None, signal.SIGINT], ids=["end", "Ctrl-C"])
def test_a_process_that_ends_takes_its_engine_along_without_complaint(signal_number):
    # Its worker is loading TensorFlow meanwhile.
    code, complaints, pids = ended("shared", signal_number)
    assert code == 0
    assert "Traceback" not in complaints
    assert not any(map(alive, pids))


def test_a_cancelled_call_calls_back_without_the_engines_lock() -> None:
    class Never(Inline):
        def submit(self, function, /, *args, **kwargs):
            return Future()

    engine, entered = Engine(Never()), threading.Event()
    first = engine.latest("view", len, ())

    def call_back(_: Future) -> None:
        # Another thread must be able to use the engine meanwhile: it may hold what this call waits for.
        other = threading.Thread(target=lambda: (engine.latest("other", len, ()), entered.set()))
        other.start()
        other.join(5)

    first.add_done_callback(call_back)
    engine.latest("view", len, ())
    assert first.cancelled()
    assert entered.is_set()
