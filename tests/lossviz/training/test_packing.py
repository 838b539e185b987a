"""The state of runs in one array: nothing is lost on the way."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.lazy import tf
from lossviz.optimizers import OPTIMIZERS
from lossviz.specs.run import MAX_UPDATES
from lossviz.training.packing import Packing
from lossviz.training.stateless_optimizer import StatelessOptimizer
from tests.equal import assert_equal

N_WEIGHTS = 5


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_state_of_every_optimizer_comes_back_to_the_last_bit(name):
    empty = StatelessOptimizer(OPTIMIZERS[name], {}, N_WEIGHTS).initial_slots
    random = np.random.default_rng(0)
    runs = []
    for n_steps in (0, MAX_UPDATES - 1, MAX_UPDATES):
        drawn = [random.normal(size=slot.shape).astype(slot.dtype) for slot in empty]
        counted = [np.issubdtype(slot.dtype, np.integer) for slot in empty]
        slots = tuple(np.array(n_steps, new.dtype) if counts else new for new, counts in zip(drawn, counted))
        runs.append((random.normal(size=N_WEIGHTS).astype(np.float32), slots))
    packing = Packing(N_WEIGHTS, empty, ["a", "b"])
    values = [{"b": 2.0 + i, "a": 0.1 + i} for i in range(3)]
    numbers = packing.pack([weights for weights, _ in runs], [slots for _, slots in runs], values)
    weights, slots, read = packing.opened(tf.constant(numbers))
    np.testing.assert_array_equal(read["a"], np.float32([0.1, 1.1, 2.1]))
    np.testing.assert_array_equal(read["b"], [2, 3, 4])
    assert [slot.dtype for slot in slots] == [slot.dtype for slot in empty]
    for row, expected in zip(packing.closed(weights, slots).numpy(), runs, strict=True):
        actual = packing.unpack(row)
        assert_equal(actual, expected)
        assert [slot.dtype for slot in actual[1]] == [slot.dtype for slot in empty]
