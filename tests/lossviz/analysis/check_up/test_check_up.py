"""What the check-up says of losses: of known-bad ones their fault, of sound ones none."""

from __future__ import annotations

import pickle

import pytest

from lossviz.analysis.check_up import KINDS, CheckUp, check_up
from lossviz.losses import LOSSES, own_loss_name
from lossviz.losses.written.examples import EXAMPLES
from lossviz.losses.written.faulty import FAULTY, Faulty
from lossviz.specs.choice import Choice, fitting_datasets
from lossviz.specs.run import RunSpec


def look_at(name: str, dataset: str = "", **values) -> CheckUp:
    """Return the check-up of a loss by its name, on a dataset or the first that it was made for."""
    chosen = Choice("dataset", dataset or fitting_datasets(LOSSES[name])[0])
    return check_up(RunSpec(dataset=chosen, loss=Choice("loss", name, tuple(values.items()))))


def look_at_text(source: str, dataset: str) -> CheckUp:
    """Return the check-up of a written loss on a dataset."""
    return look_at(own_loss_name(source), dataset)


def wrong(found: CheckUp) -> list[str]:
    """Return the kinds of what is wrong."""
    return [finding.kind for finding in found.findings if finding.level in ("fault", "warning")]


@pytest.mark.parametrize("faulty", FAULTY, ids=lambda faulty: faulty.label)
def test_a_loss_with_a_fault_gets_that_fault_and_no_other(faulty: Faulty):
    found = look_at_text(faulty.source, faulty.dataset)
    assert faulty.kind in KINDS
    assert set(wrong(found)) == {faulty.kind}, [finding.sentence for finding in found.findings]
    assert found.worst == found.findings[0].level


@pytest.mark.parametrize("name", LOSSES)
def test_a_declared_loss_gets_no_fault_and_none_of_its_claims_a_counter_example(name):
    found = look_at(name)
    assert wrong(found) == []
    claims = LOSSES[name].claims()
    assert [claim for claim, holds in found.held.items() if claims.get(claim) and not holds] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_good_example_gets_no_fault(example):
    name = own_loss_name(example.text)
    for dataset in fitting_datasets(LOSSES[name])[:3]:
        assert wrong(look_at(name, dataset)) == [], dataset


def test_a_check_up_travels_between_processes():
    found = look_at("custom_mse")
    assert pickle.loads(pickle.dumps(found)) == found
