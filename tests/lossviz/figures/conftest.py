"""Sweeps that are drawn."""

from __future__ import annotations

import pytest

from lossviz.runs.sweep_run import SweepRun
from lossviz.specs.sweep import Sweep
from tests.inline import Inline


def trained(query: str) -> SweepRun:
    run = SweepRun(Sweep.from_query(query))
    run.start(Inline())
    assert run.outcome == "finished"
    return run


@pytest.fixture(scope="package")
def line() -> SweepRun:
    """One parameter, three seeds."""
    return trained("epochs=30&sweep=loss.regularization_factor:0:2:4:linear&seeds=3")


@pytest.fixture(scope="package")
def grid() -> SweepRun:
    """Two parameters; the greatest learning rate diverges."""
    base = "dataset=linear&loss=mean_squared_error&model=linear&optimizer=sgd&epochs=100"
    return trained(f"{base}&sweep=dataset.noise:0:1:2:linear&sweep=optimizer.learning_rate:0.001:1:3:log")
