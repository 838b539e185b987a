"""The declared optimizers are those of Keras, as they are written out in `tests.independent`.

That compiled training takes their steps is judged in `training/test_advance.py`, by the same ones.
"""

from __future__ import annotations

from typing import Any

import pytest

from lossviz.optimizers import OPTIMIZERS, Optimizer
from tests import independent

every_optimizer = pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)


def test_every_optimizer_is_written_out():
    assert set(independent.OPTIMIZERS) == set(OPTIMIZERS)


def told(made: Any) -> dict[str, Any]:
    """Return all that Keras says of an optimizer but its name, which it numbers."""
    return {"kind": type(made)} | {name: value for name, value in made.get_config().items() if name != "name"}


def others(optimizer: Optimizer) -> dict[str, float]:
    """Return a value for each parameter that is not its default, no two of them alike."""
    return {name: 0.31 + 0.07 * number for number, name in enumerate(optimizer.params)}


@every_optimizer
def test_by_default_it_is_the_one_of_keras(optimizer):
    assert told(optimizer()) == told(independent.OPTIMIZERS[optimizer.name](**optimizer.defaults))


@every_optimizer
def test_with_every_value_another_it_is_the_one_of_keras(optimizer):
    values = optimizer.check(others(optimizer))
    assert told(optimizer(**values)) == told(independent.OPTIMIZERS[optimizer.name](**values))


@every_optimizer
def test_each_value_alone_reaches_keras(optimizer):
    plain = told(optimizer())
    for name, value in others(optimizer).items():
        changed = told(optimizer(**{name: value}))
        assert {key for key in changed if changed[key] != plain[key]} == {name}
        assert changed[name] == pytest.approx(value, rel=1e-6)
