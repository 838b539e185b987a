"""Written losses train as declared ones do."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.errors import SpecError
from lossviz.losses import LOSSES
from lossviz.losses.written import EXAMPLES, own_loss_name
from lossviz.specs.choice import Choice, fitting_datasets
from lossviz.specs.fitting import with_component
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_trains_and_survives_a_link(example):
    choice = Choice("loss", own_loss_name(example.text))
    spec, _ = with_component(RunSpec(epochs=10), choice)
    assert RunSpec.from_query(spec.to_query()) == spec
    _, [chunk] = advance([spec], [None], 11)
    assert np.isfinite(chunk.rows).all()
    assert chunk.rows[-1, 0] < chunk.rows[0, 0]


def test_names_of_nothing_are_refused():
    for name in ("own-", "own-AAAA", "own-" + "A" * 10_000, "own-é"):
        with pytest.raises(SpecError, match="The loss must be"):
            LOSSES[name]
    assert fitting_datasets(LOSSES[own_loss_name("e**2")])
