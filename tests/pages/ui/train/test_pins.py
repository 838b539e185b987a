"""Runs that stay, of which there is only a recipe: they are trained again."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from lossviz.engine import Engine
from lossviz.errors import EngineError, SpecError
from lossviz.specs.run import RunSpec
from pages.ui.train import retraining as module
from pages.ui.train.pins import MAX_PINNED, Pins
from pages.ui.train.retraining import Retraining
from pages.ui.train.state import TrainState
from tests.inline import Inline
from tests.lossviz.runs.test_sweep_run import Held


def pins_of(engine: Engine) -> Pins:
    return Pins(itertools.count(), Retraining(engine, "test", lambda: None))


def finish(pins: Pins) -> int:
    """Take all answers; return how many there were."""
    n = 0
    while pins.retraining.pending:
        assert pins.retraining.take()
        n += 1
    return n


def test_a_run_that_takes_longer_than_a_call_may_is_trained_in_several(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = module.train_and_look
    monkeypatch.setattr(module, "train_and_look", lambda specs, states, n: whole(specs, states, min(n, 4)))
    pins = pins_of(engine)
    assert pins.train(RunSpec(epochs=10), "Mine") == ""
    assert finish(pins) == 3
    (pin,) = pins.entries
    assert (pin.name, pin.run.outcome, pin.run.epoch) == ("Mine", "finished", 10)
    assert pin.evaluation is not None
    assert pin.evaluation.epoch == 10
    assert not pins.retraining.take()


@pytest.mark.parametrize("let_go", [lambda pins: pins.remove(pins.entries[0].key), Pins.clear])
def test_a_run_that_is_let_go_is_trained_no_further(let_go: Any) -> None:
    executor = Held()
    pins = pins_of(Engine(executor, n_workers=0))
    pins.train(RunSpec(epochs=10), "Mine")
    assert pins.retraining.pending
    let_go(pins)
    assert not pins.retraining.pending
    executor.go()
    assert not pins.retraining.take()
    assert pins.entries == []


def test_a_run_that_gives_way_is_trained_no_further() -> None:
    pins = pins_of(Engine(Held(), n_workers=0))
    for number in range(MAX_PINNED):
        pins.train(RunSpec(seed=number), f"run {number}")
    first = pins.entries[0]
    assert "was let go" in pins.train(RunSpec(seed=MAX_PINNED), "last")
    assert len(pins.entries) == MAX_PINNED
    assert first not in pins.entries
    for entry in list(pins.entries):
        pins.retraining.drop(entry.key)
    assert not pins.retraining.pending


def test_a_run_that_cannot_be_trained_again_says_so(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise EngineError("It fails.")

    monkeypatch.setattr(module, "train_and_look", fail)
    pins = pins_of(engine)
    pins.train(RunSpec(epochs=10), "Mine")
    assert finish(pins) == 1
    assert (pins.entries[0].run.outcome, pins.entries[0].run.message) == ("failed", "It fails.")


def test_runs_come_back_from_a_file_in_their_order(engine: Engine) -> None:
    pins, again = pins_of(engine), pins_of(engine)
    for seed in range(3):
        pins.train(RunSpec(epochs=5, seed=seed), f"seed {seed}")
    again.open(pins.to_file())
    assert finish(again) == 1, "all at once"
    assert [(pin.name, pin.run.spec.seed, pin.number) for pin in again.entries] == [
        (pin.name, pin.run.spec.seed, pin.number) for pin in pins.entries
    ]
    assert pins_of(engine).to_file() == ""
    again.open("")
    with pytest.raises(SpecError, match="session file"):
        again.open("{}")
    assert len(again.entries) == 3


def test_what_is_pinned_is_what_is_set_though_it_is_still_to_be_trained() -> None:
    executor = Held()
    train = TrainState(Engine(executor, n_workers=0))
    train.visit("epochs=5", arrived=True)
    train.turn("loss.regularization_factor", 0.7, held=False)
    train.pin()
    assert train.pins.entries[0].run.spec.loss.values == {"regularization_factor": 0.7}
    assert train.pending


def test_what_is_pinned_at_rest_is_the_run_that_is_shown() -> None:
    train = TrainState(Engine(Inline()))
    train.visit("epochs=5", arrived=True)
    train.take_answer()
    train.pin()
    assert train.pins.entries[0].run is train.run
    assert not train.pins.retraining.pending
