"""What the check-up says of losses: of known-bad ones their fault, of sound ones none."""

from __future__ import annotations

import pickle

import pytest

from lossviz.analysis.check_up import KINDS, CheckUp
from lossviz.losses import LOSSES, own_loss_name
from lossviz.losses.written.examples import EXAMPLES
from lossviz.losses.written.faulty import FAULTY, Faulty
from lossviz.specs.choice import fitting_datasets
from tests.lossviz.analysis.check_up.toys import look_at


def wrong(found: CheckUp) -> list[str]:
    """Return the kinds of what is wrong."""
    return [finding.kind for finding in found.findings if finding.level in ("fault", "warning")]


@pytest.mark.parametrize("faulty", FAULTY, ids=lambda faulty: faulty.label)
def test_a_loss_with_a_fault_gets_that_fault_and_no_other(faulty: Faulty):
    found = look_at(own_loss_name(faulty.source), faulty.dataset)
    assert faulty.kind in KINDS
    assert set(wrong(found)) == {faulty.kind}, [finding.sentence for finding in found.findings]
    assert found.worst == found.findings[0].level


MADE_FOR = {"focal": ("iris",)}
"""Where an example makes sense, if that is not wherever it can be trained: focal loss is for labels of 0 and 1."""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_good_example_gets_no_fault(example):
    name = own_loss_name(example.text)
    for dataset in MADE_FOR.get(example.name, fitting_datasets(LOSSES[name])[:3]):
        assert wrong(look_at(name, dataset)) == [], dataset


def test_a_check_up_travels_between_processes():
    found = look_at("custom_mse")
    assert pickle.loads(pickle.dumps(found)) == found
