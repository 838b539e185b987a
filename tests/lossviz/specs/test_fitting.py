"""What a chosen component brings along: a dataset its start, a loss the data that it was made for."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.analysis.evaluation import evaluate
from lossviz.analysis.examples import least_squares
from lossviz.datasets import DATASETS
from lossviz.losses import LOSSES
from lossviz.specs.choice import Choice, fitting_losses, outline_of, taken_apart
from lossviz.specs.fitting import with_component
from lossviz.specs.run import RunSpec
from lossviz.specs.settings import value_of
from lossviz.training.advance import advance
from lossviz.training.data import arrays

SEEDS = range(5)


def chosen(dataset: str, loss: str = "mean_squared_error") -> RunSpec:
    """Return what a visitor sees who chooses a loss for a dataset, coming from data of another kind."""
    other = "linear" if DATASETS[dataset].outline(DATASETS[dataset].defaults).n_classes else "iris"
    before = RunSpec.from_query(f"dataset={other}&loss=mean_squared_error&epochs=300&validation_share=0.1")
    spec, _ = with_component(before, Choice("dataset", dataset))
    return with_component(spec, Choice("loss", loss))[0]


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_dataset_brings_what_is_declared_and_leaves_the_rest(dataset: str) -> None:
    spec, start = chosen(dataset), DATASETS[dataset].start
    assert {taken_apart(name)[0] or name for name in start} >= {"model", "optimizer"}
    assert "optimizer.learning_rate" in start
    for name, value in start.items():
        found = getattr(spec, name).name if name in ("model", "optimizer") else value_of(spec, name)
        assert found == value, name
    assert (spec.epochs, spec.validation_share, spec.loss.name) == (300, 0.1, "mean_squared_error")


def test_a_dataset_that_is_there_already_brings_nothing() -> None:
    spec = RunSpec.from_query("dataset=linear&dataset.noise=0.3&loss=huber&model=mlp&optimizer=sgd")
    assert with_component(spec, Choice("loss", "mean_squared_error"))[0].model.name == "mlp"
    same, _ = with_component(spec, Choice("dataset", "linear", (("noise", 0.5),)))
    assert (same.model.name, same.optimizer.name, same.dataset.values["noise"]) == ("mlp", "sgd", 0.5)


def test_values_that_are_given_stay() -> None:
    spec, _ = with_component(RunSpec(), Choice("dataset", "linear", (("noise", 0.5),)))
    assert (spec.dataset.values["noise"], spec.dataset.values["weights"]) == (0.5, (1.0, 2.0))
    assert spec.model.name == "linear"


def test_only_what_had_to_give_way_is_told() -> None:
    assert with_component(RunSpec(), Choice("dataset", "linear"))[1] == ""
    before = RunSpec.from_query("loss=categorical_crossentropy")
    assert with_component(before, Choice("dataset", "linear"))[1] == (
        "Linear needs another loss: you see the loss Mean squared error."
    )


@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_taken_from_the_gallery_is_trained_on_data_that_it_was_made_for(loss: str) -> None:
    spec, _ = with_component(RunSpec(), Choice("loss", loss), made_for=True)
    alone = LOSSES[loss].task
    assert spec.task == (alone if LOSSES[loss].least_outputs == 1 else "multiclass")
    if alone == "regression" and spec.task == alone and not LOSSES[loss].positive:
        notice = with_component(RunSpec(), Choice("loss", loss), made_for=True)[1]
        assert notice == f"{LOSSES[loss].label} is a loss for numbers: you see the dataset Linear."
    again, notice = with_component(spec, Choice("loss", loss), made_for=True)
    assert (again, notice) == (spec, "")


LINES = [loss for loss in fitting_losses(Choice("dataset", "linear")) if LOSSES[loss].convex is True]


@pytest.mark.parametrize("loss", [loss for loss in LINES if not LOSSES[loss].is_biased(LOSSES[loss].defaults)])
def test_linear_data_begin_so_that_convex_losses_find_the_line(loss: str) -> None:
    specs = [chosen("linear", loss).with_value("seed", seed) for seed in SEEDS]
    states, _ = advance(specs, [None] * len(specs), specs[0].epochs + 1)
    for spec, state in zip(specs, states, strict=True):
        fit = evaluate(spec, spec.epochs, state.weights).fit
        assert fit is not None
        assert len(fit.axes) == 1, "a line, and no plane"
        slope = np.ptp(fit.predicted) / np.ptp(fit.axes[0]) * np.sign(fit.predicted[-1] - fit.predicted[0])
        assert slope == pytest.approx(2, abs=0.5)


@pytest.mark.parametrize(
    ("dataset", "loss"),
    [
        ("iris", "mean_squared_error"),
        ("iris_binary", "binary_crossentropy"),
        ("wine", "custom_mse"),
        ("wine", "categorical_crossentropy"),
        ("breast_cancer", "binary_crossentropy"),
        ("breast_cancer", "mean_squared_error"),
    ],
)
def test_classes_begin_so_that_they_are_told_apart(dataset: str, loss: str) -> None:
    specs = [chosen(dataset, loss).with_value("seed", seed) for seed in SEEDS]
    assert outline_of(specs[0].dataset).n_classes > 1
    states, _ = advance(specs, [None] * len(specs), specs[0].epochs + 1)
    right = [evaluate(spec, 300, state.weights).yardsticks["accuracy"][0] for spec, state in zip(specs, states)]
    assert min(right) > 0.9


@pytest.mark.parametrize("loss", ["mean_squared_error", "mean_absolute_error", "huber"])
def test_patients_begin_so_that_the_best_sum_of_features_is_found(loss: str) -> None:
    specs = [chosen("diabetes", loss).with_value("seed", seed) for seed in SEEDS]
    states, _ = advance(specs, [None] * len(specs), specs[0].epochs + 1)
    for spec, state in zip(specs, states, strict=True):
        data = arrays(spec)
        x = np.column_stack([data.x, np.ones(len(data.x))])
        closest = np.abs(x @ least_squares(spec) - data.truth[:, 0]).mean()
        mae, _ = evaluate(spec, spec.epochs, state.weights).yardsticks["mae"]
        assert mae == pytest.approx(closest, rel=0.03)
