"""The check-up of declared losses is a test of itself: what it finds must not contradict what they claim."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.analysis.check_up import CheckUp, check_up
from lossviz.losses import LOSSES, Loss
from lossviz.specs.choice import Choice, fitting_datasets
from lossviz.specs.run import RunSpec
from tests.drawn import Values, draws, special_points

every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


def points(loss: Loss) -> list[Values]:
    """Return the defaults of a loss, the ends of the ranges of its sliders, random values and special ones."""
    ends = [{name: param.type(param.soft[i]) for name, param in loss.params.items() if param.soft} for i in (0, 1)]
    return [
        loss.defaults,
        *(loss.defaults | end for end in ends if end),
        *draws(loss, np.random.default_rng(1), 2),
        *special_points(loss)[:2],
    ]


def looked_at(loss: Loss, values: Values) -> CheckUp:
    dataset = Choice("dataset", fitting_datasets(loss)[0])
    return check_up(RunSpec(dataset=dataset, loss=Choice("loss", loss.name, tuple(values.items()))))


@every_loss
def test_what_is_found_does_not_contradict_what_a_loss_claims(loss):
    missed: dict[str, list[bool]] = {}
    for values in points(loss):
        found, claims = looked_at(loss, values), loss.claims(values)
        wrong = [*found.at_level("fault"), *found.at_level("warning")]
        assert not wrong, [finding.sentence for finding in wrong]
        for claim, holds in found.held.items():
            if claims.get(claim, False):
                assert holds, (values, found.of(claim)[0].sentence)
            elif claim in claims:
                missed.setdefault(claim, []).append(holds)
        least = found.of("least")
        if least and not loss.scores:
            assert ("least" in least[0].numbers) == loss.is_biased(values), (values, least[0].sentence)
    assert {claim for claim, held in missed.items() if all(held)} == set()
