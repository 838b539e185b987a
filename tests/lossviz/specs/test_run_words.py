"""A run in few words."""

from __future__ import annotations

import pytest
from hypothesis import given

from lossviz.declare import THIN
from lossviz.specs.choice import KINDS
from lossviz.specs.run import RUN_PARAMS, RunSpec
from lossviz.specs.run_words import name_among, run_name, set_up
from tests.strategies import specs


@pytest.mark.parametrize(
    ("query", "hand", "name"),
    [
        ("loss.regularization_factor=0.9", "loss.regularization_factor", "λ 0.90"),
        ("dataset=linear&loss=asymmetric_absolute&loss.weight=6.3", "loss.weight", "w 6.3"),
        ("dataset=linear&loss=quantile&loss.level=0.1", "loss.level", "τ 0.10"),
        ("dataset=linear&loss=linex&loss.asymmetry=-2", "loss.asymmetry", "a −2"),
        ("loss=weighted_crossentropy", "loss.third", "w₃ 5"),
        ("optimizer.learning_rate=0.01", "optimizer.learning_rate", "rate 0.01"),
        ("dataset=linear&loss=huber&dataset.noise=1.5", "dataset.noise", "noise 1.5"),
        ("dataset.label_noise=0.2", "dataset.label_noise", f"wrong labels 20{THIN}%"),
        ("seed=7", "seed", "seed 7"),
        ("batch_size=16", "batch_size", "batch 16"),
        ("model.activation=tanh", "model.activation", "activation tanh"),
        ("", "loss", "CustomMSE"),
        ("", "", "CustomMSE"),
        ("loss=poly_1", "loss.delta", "Poly-1"),
        ("", "optimizer", "Adam"),
    ],
)
def test_a_run_is_called_by_its_value_in_hand(query: str, hand: str, name: str) -> None:
    assert run_name(RunSpec.from_query(query), hand) == name


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("seed=1", "seed 1"),
        ("seed=2", "λ 0.10 (2)"),  # a name that another one has would tell as little
        ("loss=mean_squared_error&seed=3", "Mean squared error"),
        ("optimizer=sgd", "SGD"),
        ("change=5:loss.regularization_factor:1", "λ 0.10 (2)"),
        ("", "λ 0.10 (2)"),
    ],
)
def test_a_run_whose_name_is_taken_is_called_by_what_differs(query: str, name: str) -> None:
    others = {"λ 0.10": RunSpec(), "seed 2": RunSpec(epochs=5)}
    assert name_among("λ 0.10", RunSpec.from_query(query), others) == name
    assert name_among("mine", RunSpec.from_query(query), others) == "mine"


@given(specs())
def test_every_run_has_a_name_for_every_hand_and_four_lines(spec: RunSpec) -> None:
    hands = [f"{kind}.{name}" for kind in KINDS for name in getattr(spec, kind).values]
    assert all(run_name(spec, hand).strip() for hand in (*hands, *KINDS, *RUN_PARAMS, ""))
    lines = set_up(spec)
    assert list(lines) == ["dataset", "model", "optimizer", "run"]
    assert all(line.strip() for line in lines.values())


def test_what_is_set_up_is_told_in_four_lines() -> None:
    assert set_up(RunSpec()) == {
        "dataset": f"Iris · 150 · 20{THIN}% held out",
        "model": "4 → 4 relu → 3 softmax",
        "optimizer": "Adam 0.001",
        "run": "300 epochs · batch 32 · seed 0",
    }


def test_what_is_not_as_by_default_is_told() -> None:
    query = "dataset=linear&dataset.noise=0.8&dataset.outlier_share=0.15&validation_share=0&loss=huber&model=linear"
    spec = RunSpec.from_query(f"{query}&model.bias=false&optimizer=momentum&optimizer.momentum=0.5&epochs=1")
    assert set_up(spec.with_change(0, "loss.delta", 3.0)) == {
        "dataset": f"Linear · 20 · noise 0.8 · 15{THIN}% outliers",
        "model": "2 → 1 linear · no bias",
        "optimizer": "Momentum 0.01 · momentum 0.5",
        "run": "1 epoch · batch 20 · seed 0 · 1 change",
    }
