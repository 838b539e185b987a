"""The second line, about the loss: what it says is what the numbers say. That every loss has one tests the first."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lossviz.analysis.evaluation import evaluate
from lossviz.declare import percent
from lossviz.runs.note import loss_note
from lossviz.runs.spans import plain
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance

LINE = (
    "dataset=linear&dataset.weights=2&dataset.examples=60&validation_share=0&model=linear&epochs=300&batch_size=60"
    "&optimizer.learning_rate=0.1"
)


def noted(query: str) -> str:
    """Return what is noted about a run at its end."""
    spec = RunSpec.from_query(query)
    (state,), _ = advance([spec], [None], spec.epochs + 1)
    return plain(loss_note(spec, evaluate(spec, state.epoch, state.weights)))


def noted_at(query: str, weights: list[float]) -> str:
    """Return what is noted about given weights."""
    return plain(loss_note(RunSpec.from_query(query), evaluate(RunSpec.from_query(query), 5, np.float32(weights))))


def least_of_custom_mse(factor: float) -> float:
    """Return the probability of the true one of three classes at which CustomMSE costs least, on a fine grid."""
    p = np.linspace(0, 1, 10_001)
    others = (1 - p) / 2
    pull = (p - 0.5) ** 2 + 2 * (others - 0.5) ** 2
    return float(p[((1 - p) ** 2 + 2 * others**2 + factor * pull).argmin()])


@pytest.mark.parametrize(
    ("loss", "least"),
    [
        ("custom_mse&loss.regularization_factor=0.9", least_of_custom_mse(0.9)),
        ("categorical_crossentropy&loss.label_smoothing=0.3", 1 - 0.3 + 0.3 / 3),
    ],
)
def test_where_a_biased_loss_costs_least_is_told(loss: str, least: float) -> None:
    text = noted(f"loss={loss}&epochs=1&seed=2")
    told = re.match(r"An answer costs least at ([\d.]+), not at 1: ", text)
    assert told is not None
    assert float(told[1]) == pytest.approx(least, abs=0.006)


def test_without_its_pull_nothing_holds_the_model_back() -> None:
    text = noted("loss=custom_mse&loss.regularization_factor=0&epochs=1&seed=2")
    assert text == "An answer costs least at 1: nothing holds the model back."


def test_dead_units_are_noted() -> None:
    assert noted("loss=categorical_crossentropy&epochs=50").endswith(
        "1 of 4 hidden units is dead: only another seed helps."
    )


def test_the_share_that_a_loss_asks_for_stands_beside_the_share_it_has() -> None:
    query = f"{LINE}&dataset.noise=1&loss=asymmetric_absolute&loss.weight=4"
    above = f"The loss asks for {percent(0.2)} of the dots below the line; it is {percent(1)}."
    assert noted_at(query, [2.0, 9.0]) == above


@pytest.mark.parametrize(
    ("loss", "verdict"),
    [
        ("mean_squared_error", ", so they decide."),
        ("mean_absolute_error", ", hardly more than their number."),
        ("huber&loss.delta=1", ", more than their number."),
        ("geman_mcclure", ": the loss looks away from them."),
    ],
)
def test_the_pull_of_outliers_is_weighed(loss: str, verdict: str) -> None:
    text = noted(f"{LINE}&dataset.noise=0.5&dataset.outlier_share=0.15&dataset.outlier_size=12&loss={loss}")
    assert text.startswith("The nine farthest dots make ")
    assert text.endswith(f"of the pull{verdict}")


def test_the_pull_is_that_of_the_slopes() -> None:
    query = f"{LINE}&dataset.outlier_share=0.15&dataset.outlier_size=12&loss=mean_squared_error"
    # Nine errors of -11, and 51 of 1: the slope of the square is twice the error.
    assert noted_at(query, [2.0, 1.0]).startswith(f"The nine farthest dots make {percent(99 / 150)} of the pull")


@pytest.mark.parametrize(
    ("loss", "times"), [("mean_squared_error", "4.0"), ("log_cosh", "2.0"), ("geman_mcclure", "1.0")]
)
def test_how_the_cost_grows_with_the_error_is_told(loss: str, times: str) -> None:
    assert noted_at(f"{LINE}&loss={loss}", [2.0, 50.0]) == f"An error twice as large costs {times} times as much."


def test_errors_that_no_curve_can_tell_from_none_are_told_by_larger_ones() -> None:
    told = noted_at(f"{LINE}&dataset.noise=0&loss=mean_squared_error", [2.0, 1e-4])
    assert told == "An error twice as large costs 4.0 times as much."


@pytest.mark.parametrize(("asymmetry", "side"), [(2, "high"), (-2, "low")])
def test_of_a_loss_with_a_costly_side_the_costly_one_is_told(asymmetry: float, side: str) -> None:
    text = noted_at(f"{LINE}&dataset.noise=1&loss=linex&loss.asymmetry={asymmetry}", [2.0, 0.0])
    told = re.fullmatch(rf"Twice as much too {side} costs ([\d.]+) times as much\.", text)
    assert told is not None
    assert float(told[1]) > 4


def test_what_a_sure_mistake_costs_is_told() -> None:
    ratio = np.log(0.05) / np.log(0.5)
    assert noted("loss=cross_entropy_by_hand&epochs=1&seed=2") == (
        f"A sure mistake costs {ratio:.1f} times as much as a doubt."
    )


def test_what_the_wrong_side_costs_is_told() -> None:
    text = noted("dataset=iris_binary&loss=hinge&epochs=1&seed=2")
    assert text.startswith("An example on the wrong side by 1 costs 2.0, one twice as far 3.0.")


def test_an_error_within_the_tolerance_costs_nothing() -> None:
    text = noted_at(f"{LINE}&dataset.noise=1&loss=epsilon_insensitive&loss.epsilon=5", [2.0, 0.0])
    assert re.fullmatch(r"An error of 0\.\d\d costs nothing\.", text)
