"""Calls that are about something a visitor wrote: one that takes too much ends, and leaves its worker to others."""

from __future__ import annotations

import os
import threading
import time

import numpy as np
import pytest

from lossviz.engine import Engine, Workers, load
from lossviz.engine import deadline as deadline_module
from lossviz.engine.deadline import Deadline, is_written
from lossviz.errors import EngineError
from lossviz.losses.written import own_loss_name
from lossviz.runs.run import Run
from lossviz.specs.choice import Choice
from lossviz.specs.comparison import NamedSpec
from lossviz.specs.run import RunSpec
from lossviz.specs.sweep import Sweep
from lossviz.training.advance import initial_state
from tests.written import name_of

PATIENCE = 120

WRITTEN = Choice("loss", name_of("loss_class"))
DECLARED = Choice("loss", "huber")


def compute(choice: Choice, seconds: float) -> int:
    """Keep a core busy; runs in a worker."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return os.getpid()


def hold(choice: Choice, megabytes: int) -> int:
    """Fill memory and wait; runs in a worker."""
    held = np.ones(megabytes * 125_000)
    time.sleep(30)
    return len(held)


def limit(seconds: float, n_bytes: int) -> None:
    """Set other limits; runs in a worker."""
    deadline_module.WRITTEN_SECONDS, deadline_module.WRITTEN_BYTES = seconds, n_bytes


@pytest.fixture
def engine():
    """An engine with one worker that loads nothing until it must."""
    engine = Engine(Workers(1), n_workers=0)
    yield engine
    engine.close()


def test_a_call_that_computes_too_long_ends_and_others_are_served(engine):
    engine.latest("a", limit, 0.5, 10**12).result(PATIENCE)
    first = engine.latest("a", os.getpid).result(PATIENCE)
    long = engine.latest("a", compute, WRITTEN, 1e6)
    waiting = engine.latest("b", os.getpid)
    with pytest.raises(
        EngineError, match=r"within 0 seconds of computing\. It took longer instead, and was given up\."
    ):
        long.result(PATIENCE)
    # It is not made again, and who waits gets another process.
    assert waiting.result(PATIENCE) != first


def test_a_call_that_holds_too_much_ends(engine):
    engine.latest("a", limit, 1e6, 200_000_000).result(PATIENCE)
    with pytest.raises(EngineError, match=r"of memory\. It took more instead, and was given up\."):
        engine.latest("a", hold, WRITTEN, 400).result(PATIENCE)


def test_what_is_declared_has_its_time(engine):
    engine.latest("a", limit, 0.2, 10**12).result(PATIENCE)
    first = engine.latest("a", os.getpid).result(PATIENCE)
    assert engine.latest("a", compute, DECLARED, 0.6).result(PATIENCE) == first
    assert engine.latest("a", compute, WRITTEN, 0.01).result(PATIENCE) == first
    assert engine.latest("a", compute, DECLARED, 0.6).result(PATIENCE) == first


def test_a_call_that_is_done_is_not_given_up(monkeypatch):
    given_up = threading.Event()
    monkeypatch.setattr(deadline_module, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(deadline_module, "WRITTEN_SECONDS", 0.0)
    deadline = Deadline(lambda reason: given_up.set())
    with deadline.over((DECLARED,)):
        compute(DECLARED, 0.02)
    assert not given_up.is_set()
    with deadline.over((WRITTEN,)):
        compute(WRITTEN, 0.01)
        assert given_up.wait(PATIENCE)
    time.sleep(0.01)
    given_up.clear()
    compute(WRITTEN, 0.02)
    assert not given_up.is_set()


def sorting(n: int) -> str:
    """Return the name of a loss that sorts n times, which takes long to compile."""
    lines = "    a = tf.sort(tf.sin(a), axis=-1)\n" * n
    return own_loss_name(f"def sorting(y_true, y_pred):\n    a = y_pred - tf.transpose(y_true)\n{lines}    return a")


def test_a_loss_that_compiles_too_long_fails_its_run_and_no_other(engine):
    engine.latest("a", load).result(PATIENCE)
    engine.latest("a", limit, 1.0, 10**12).result(PATIENCE)
    data = "dataset=linear&dataset.examples=40&validation_share=0&batch_size=40&model=linear&epochs=2"
    long, other = Run(RunSpec.from_query(f"{data}&loss={sorting(90)}")), Run(RunSpec.from_query(f"{data}&loss=huber"))
    for run in (long, other):
        run.goal = 2
        engine.train(run, f"view of {run.spec.loss.component.label}")
    for run in (long, other):
        run.wait(PATIENCE)
    assert long.outcome == "failed"
    assert "within 1 seconds of computing. It took longer instead" in long.message
    assert other.outcome == "finished", other.message


RUN = RunSpec(loss=WRITTEN)

ABOUT = {
    "a loss": WRITTEN,
    "a run": RUN,
    "a run that comes to it": RunSpec().with_change(20, "loss", WRITTEN.name),
    "a run with a name": NamedSpec("a", RUN),
    "a sweep": Sweep.from_query(f"{RUN.to_query()}&sweep=loss.regularization_factor:0:1:3:linear"),
    "several": [RunSpec(), RUN],
    "a tuple": ((1, RUN), None),
}


@pytest.mark.parametrize("argument", ABOUT.values(), ids=ABOUT)
def test_a_call_is_known_by_what_it_is_about(argument):
    assert is_written((1, argument, "text"))


def test_all_other_calls_are_not():
    assert not is_written((RunSpec(), [initial_state(RunSpec())], None, 3, "own-", DECLARED, os.getpid))
