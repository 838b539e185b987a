"""Workers that die while they load, hang or have grown: whoever asks gets an answer, and mostly does not notice.

Calls are of the shell, whose parent is the worker; time is what the test says it is.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, wait
from pathlib import Path

import pytest

from lossviz.engine import ATTEMPTS, Workers, replacement
from lossviz.engine import workers as workers_module
from lossviz.engine.process import CALL_SECONDS
from lossviz.engine.replacement import LOADING_SECONDS, MAX_GROWN, MAX_GROWN_BUSY, REST_SECONDS
from lossviz.errors import EngineError
from tests.clock import Clock
from tests.lossviz.engine.test_engine import PATIENCE, alive, wait_until

Make = Callable[..., Workers]


@pytest.fixture
def clock() -> Clock:
    """The time of the workers."""
    return Clock()


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Iterator[Make]:
    """Start a worker, whose first call is what the test says, and end it afterwards."""
    monkeypatch.setattr(workers_module, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(replacement, "LOADING_PAUSE", 0.0)
    started = []

    def start(preparation: str = "true") -> Workers:
        started.append(Workers(1, preparation=(os.system, preparation), clock=clock))
        return started[-1]

    yield start
    for workers in started:
        workers.shutdown()


def asked(workers: Workers, command: str = "exit 0") -> int:
    """Return what a command of the shell returns in a worker."""
    return workers.submit(os.system, command).result(PATIENCE)


def kills_unless(done: Path, times: int) -> str:
    """Return a command that kills its worker some times."""
    return f"test $(wc -l < {done} 2> /dev/null || echo 0) -ge {times} || {{ echo >> {done}; kill -9 $PPID; }}"


# Loading


def test_a_death_while_loading_is_no_fault_of_the_call(make: Make, tmp_path: Path) -> None:
    workers = make(kills_unless(tmp_path / "loading", ATTEMPTS + 2))
    assert asked(workers) == 0
    assert len((tmp_path / "loading").read_text()) == ATTEMPTS + 2


def test_a_call_that_kills_after_loading_is_made_so_often_and_no_more(make: Make, tmp_path: Path) -> None:
    workers = make()
    fatal = workers.submit(os.system, f"echo >> {tmp_path}/fatal; kill -9 $PPID")
    with pytest.raises(EngineError, match=f"Its worker died {ATTEMPTS} times instead"):
        fatal.result(PATIENCE)
    assert len((tmp_path / "fatal").read_text()) == ATTEMPTS
    assert asked(workers) == 0


def test_workers_that_never_load_are_an_error_after_some_time_and_the_next_call_tries_again(
    make: Make, clock: Clock, tmp_path: Path
) -> None:
    workers = make(f"test -e {tmp_path}/mended || {{ echo >> {tmp_path}/tried; kill -9 $PPID; }}")
    waiting = workers.submit(os.system, "exit 0")
    wait_until(lambda: (tmp_path / "tried").exists() and len((tmp_path / "tried").read_text()) > 2, "some have died")
    assert not waiting.done()
    clock.now += LOADING_SECONDS + 1
    with pytest.raises(EngineError, match="must live until it has loaded what all calls need"):
        waiting.result(PATIENCE)
    tried = (tmp_path / "tried").read_text()
    time.sleep(0.1)
    assert (tmp_path / "tried").read_text() == tried, "nobody asks, so nothing is tried"
    (tmp_path / "mended").touch()
    assert asked(workers) == 0


def test_a_worker_that_died_while_nobody_asked_is_loaded_again_before_the_next_call(make: Make, tmp_path: Path) -> None:
    workers = make(f"echo >> {tmp_path}/loaded")
    assert asked(workers) == 0
    before = workers.processes[0].pid
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: len((tmp_path / "loaded").read_text()) == 2, "another one is loaded")
    assert workers.processes[0].pid != before


# Hanging


def test_a_worker_that_is_stopped_is_replaced_and_the_call_is_made_again(make: Make, tmp_path: Path) -> None:
    workers = make()
    stops_once = f"test -e {tmp_path}/once || {{ touch {tmp_path}/once; kill -STOP $PPID; }}"
    assert asked(workers, stops_once) == 0


def test_a_worker_that_is_stopped_while_nobody_asks_is_replaced(make: Make) -> None:
    workers = make()
    assert asked(workers) == 0
    before = workers.processes[0].pid
    os.kill(before, signal.SIGSTOP)
    assert asked(workers) == 0
    assert workers.processes[0].pid != before
    assert not alive(before)


@pytest.mark.parametrize("loading", [False, True])
def test_a_call_that_is_not_answered_in_time_is_made_again(
    make: Make, clock: Clock, tmp_path: Path, loading: bool
) -> None:
    (tmp_path / "waits").touch()
    hangs_once = (
        f"test -e {tmp_path}/once || {{ touch {tmp_path}/once; while test -e {tmp_path}/waits; do sleep 0.02; done; }}"
    )
    workers = make(hangs_once) if loading else make()
    call = workers.submit(os.system, "exit 0" if loading else hangs_once)
    wait_until((tmp_path / "once").exists, "the call has begun")
    clock.now += CALL_SECONDS - 1
    time.sleep(0.1)
    assert not call.done()
    clock.now += 2
    assert call.result(PATIENCE) == 0
    (tmp_path / "waits").unlink()


# Growing


class Memory:
    """How much processes hold, as the test says."""

    def __init__(self) -> None:
        self.by_pid: dict[int, int] = {}

    def __call__(self, pid: int) -> int:
        return self.by_pid.get(pid, 0)


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Memory:
    """The memory of the workers; what has not been set is little."""
    memory = Memory()
    monkeypatch.setattr(replacement, "resident_bytes", memory)
    return memory


def test_a_worker_that_has_grown_is_replaced_while_nobody_asks_by_one_that_is_warm(
    make: Make, clock: Clock, memory: Memory, tmp_path: Path
) -> None:
    workers = make(f"echo loaded $PPID >> {tmp_path}/log")
    assert asked(workers, f"echo asked $PPID >> {tmp_path}/log") == 0
    before = workers.processes[0].pid
    memory.by_pid[before] = MAX_GROWN * 3 // 2 - 1
    time.sleep(0.1)
    assert workers.processes[0].pid == before, "it has been asked a moment ago"
    clock.now += REST_SECONDS + 1
    wait_until(lambda: workers.processes[0].pid != before, "another one has taken the place")
    after = workers.processes[0].pid
    wait_until(lambda: not alive(before), "it has ended")
    log = (tmp_path / "log").read_text().splitlines()
    assert log == [f"{what} {pid}" for pid in (before, after) for what in ("loaded", "asked")]
    time.sleep(0.1)
    assert workers.processes[0].pid == after


def test_a_worker_that_is_asked_all_the_time_is_replaced_without_a_call_that_waits(
    make: Make, memory: Memory, tmp_path: Path
) -> None:
    workers = make(f"while test -e {tmp_path}/slow; do sleep 0.02; done; true")
    assert asked(workers) == 0
    before = workers.processes[0].pid
    (tmp_path / "slow").touch()
    memory.by_pid[before] = 2 * MAX_GROWN_BUSY
    for _ in range(20):
        assert workers.submit(os.getpid).result(PATIENCE) == before, "the other one is loading"
    (tmp_path / "slow").unlink()
    wait_until(lambda: workers.submit(os.getpid).result(PATIENCE) != before, "the other one is asked")


def test_a_successor_that_dies_while_it_loads_leaves_the_worker_where_it_is(
    make: Make, memory: Memory, tmp_path: Path
) -> None:
    workers = make(f"test -e {tmp_path}/first || exit 0; {kills_unless(tmp_path / 'died', 2)}")
    assert asked(workers) == 0
    before = workers.processes[0].pid
    (tmp_path / "first").touch()
    memory.by_pid[before] = 2 * MAX_GROWN_BUSY
    wait_until(lambda: workers.processes[0].pid != before, "another one has taken the place")
    assert len((tmp_path / "died").read_text()) == 2


# The end


def test_a_call_that_is_submitted_while_the_workers_are_shut_down_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    workers, ending = Workers(1), []
    put = workers._calls.put

    def put_late(call: object) -> None:
        if call is not None:
            ending.append(threading.Thread(target=workers.shutdown))
            ending[0].start()
            ending[0].join(0.3)  # as far as it comes meanwhile
        put(call)

    monkeypatch.setattr(workers, "_calls", type("Late", (), {"put": staticmethod(put_late), "get": workers._calls.get}))
    call = workers.submit(os.getpid)
    ending[0].join(PATIENCE)
    assert wait([call], 20).done == {call}


@pytest.mark.parametrize("n_workers", [0, 1])
def test_calls_that_wait_while_the_workers_are_shut_down_are_cancelled(n_workers: int) -> None:
    workers = Workers(n_workers, preparation=(time.sleep, 600))
    calls: list[Future] = [workers.submit(os.getpid) for _ in range(3)]
    started = time.monotonic()
    workers.shutdown()
    assert time.monotonic() - started < PATIENCE / 2
    assert wait(calls, PATIENCE).not_done == set()
    for call in calls:
        with pytest.raises((CancelledError, EngineError)):
            call.result()
    with pytest.raises(RuntimeError, match="The workers are shut down"):
        workers.submit(os.getpid)
