"""Every demonstration can be opened, and shows what it claims."""

from __future__ import annotations

import dataclasses

import pytest

from lossviz.errors import SpecError
from lossviz.specs.choice import read_pairs
from lossviz.specs.demo import Companion, Demo
from lossviz.specs.demos import DEMOS, demo_of
from lossviz.specs.run import RunSpec
from lossviz.specs.settings import value_of

every_demo = pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)


@every_demo
def test_a_demo_opens_by_its_name_and_asks_a_question(demo: Demo) -> None:
    assert demo_of(demo.name) is demo
    assert demo.name.isidentifier()
    assert demo.question.endswith("?")
    assert demo.answer.endswith(".")
    assert max(len(demo.question), len(demo.label)) <= 60


def test_names_and_labels_differ() -> None:
    for texts in ([demo.name for demo in DEMOS], [demo.label for demo in DEMOS]):
        assert len(set(texts)) == len(texts)
    for demo in DEMOS:
        # Without a name a run is told by its value, which differs where it follows the hand in a mirror.
        names = [name for name in (demo.name_in_hand, *(run.name for run in demo.companions)) if name]
        assert len(set(names)) == len(names)
        assert all(run.name or run.mirrored for run in demo.companions)
        assert all(len(name) <= 16 for name in names)


@every_demo
def test_all_runs_of_a_demo_can_be_trained_from_end_to_end_of_its_slider(demo: Demo) -> None:
    for value in (demo.low, value_of(demo.spec, demo.hand), demo.high):
        specs = demo.specs(value)
        assert len(specs) == 1 + len(demo.companions)
        assert value_of(specs[0], demo.hand) == value
        for spec in specs:
            assert RunSpec.from_query(spec.to_query()) == spec


@every_demo
def test_companions_differ_from_the_run_in_hand_in_the_loss_alone(demo: Demo) -> None:
    first, *others = demo.specs(demo.high)
    for other in others:
        assert dataclasses.replace(other, loss=first.loss) == first


@every_demo
def test_a_move_of_the_hand_is_trained_within_some_forty_milliseconds_by_estimate(demo: Demo) -> None:
    assert sum(spec.epochs * spec.epoch_seconds for spec in demo.specs(demo.high)) <= 0.040


def test_a_companion_follows_the_hand_unless_its_link_says_otherwise() -> None:
    spec = RunSpec.from_query("dataset=linear&loss=quantile&loss.level=0.9")
    told = {
        Companion("a", "loss=quantile", mirrored=True): 0.1,
        Companion("b", "loss=quantile&loss.level=0.5", mirrored=True): 0.5,
        Companion("c", "loss=expectile"): 0.9,
    }
    for companion, level in told.items():
        assert companion.beside(spec, "loss.level").loss.values["level"] == level
    assert Companion("d", "loss=huber").beside(spec, "loss.level").loss.values == {"delta": 1.0}


def test_ratios_are_mirrored_as_ratios() -> None:
    spec = RunSpec.from_query("dataset=linear&loss=asymmetric_absolute&loss.weight=4")
    assert Companion("a", "loss=asymmetric_absolute", mirrored=True).beside(spec, "loss.weight").loss.values == {
        "weight": 0.25
    }


def test_companions_follow_what_else_is_changed_and_drop_changes_of_the_loss_in_hand() -> None:
    demo = demo_of("outliers")
    spec = demo.spec.with_value("dataset.noise", 2.0).with_change(10, "optimizer.learning_rate", 0.01)
    for other in demo.beside(spec.with_change(20, "loss", "log_cosh"))[1:]:
        assert other.dataset == spec.dataset
        assert other.changes == spec.changes


def test_runs_of_a_demo_have_different_names_that_follow_the_hand() -> None:
    for demo in DEMOS:
        names = demo.names(demo.specs(demo.high))
        assert len(set(names)) == len(names)
        assert all(names)
    assert demo_of("quantiles").names(demo_of("quantiles").specs(0.9)) == ("τ 0.90", "Median", "τ 0.10")
    assert demo_of("outliers").names(demo_of("outliers").specs(3)) == ("Squared error", "Absolute error", "Huber")
    assert demo_of("pull").names(demo_of("pull").specs(0.25)) == ("λ 0.25",)


def test_an_unknown_demo_is_refused() -> None:
    with pytest.raises(SpecError, match=r"The demo must be one of 17 names, such as pull\. Got 'push' instead\."):
        demo_of("push")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"low": -1}, r"The outlier share of Linear must be a number in \[0, 0\.5\]\. Got -1 instead\."),
        ({"low": 0.2}, r"must go up and begin between its ends\. Got 0\.1 in \[0\.2, 0\.4\] instead\."),
        ({"high": 0.1, "low": 0.1}, "must go up"),
    ],
)
def test_a_demo_checks_its_slider(changed: dict[str, float], error: str) -> None:
    facts = {"name": "a", "label": "", "question": "", "answer": "", "low": 0, "high": 0.4}
    query = "dataset=linear&dataset.outlier_share=0.1&loss=huber"
    with pytest.raises(SpecError, match=error):
        Demo(**{**facts, **changed}, query=query, hand="dataset.outlier_share")


def test_a_demo_moves_a_number() -> None:
    with pytest.raises(SpecError, match=r"must move a number\. Got dataset\.flat_target instead\."):
        Demo(
            name="a",
            label="",
            question="",
            answer="",
            query="dataset=linear&loss=huber",
            hand="dataset.flat_target",
            low=0,
            high=1,
        )


def test_links_of_demos_name_nothing_twice() -> None:
    for demo in DEMOS:
        names = [name for name, _ in read_pairs(demo.query)]
        assert len(set(names)) == len(names)
