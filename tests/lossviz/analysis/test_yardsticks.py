"""Every yardstick: many models at once, what is best, and cases counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.analysis.yardsticks import YARDSTICKS, Yardstick, calibration_error, fitting_yardsticks, measure


def predictions(yardstick: Yardstick) -> tuple[np.ndarray, np.ndarray]:
    """Return y_true and y_pred of three models for ten examples."""
    rng = np.random.default_rng(0)
    if not yardstick.classes:
        return rng.normal(size=(3, 10, 1)), rng.normal(size=(3, 10, 1))
    return rng.integers(4, size=(3, 10)), rng.dirichlet(np.ones(4), size=(3, 10))


@pytest.mark.parametrize("yardstick", YARDSTICKS.values(), ids=YARDSTICKS)
def test_many_models_are_measured_as_each_alone(yardstick: Yardstick) -> None:
    y_true, y_pred = predictions(yardstick)
    together = yardstick(y_true, y_pred)
    np.testing.assert_allclose(together, [yardstick(*one) for one in zip(y_true, y_pred)], rtol=1e-12)
    task = "multiclass" if yardstick.classes else "regression"
    np.testing.assert_array_equal(measure(task, y_true, y_pred)[yardstick.name], together)
    assert yardstick.distance(np.array(yardstick.ideal)) == 0
    assert yardstick.summary.endswith(".")


def test_what_is_best_is_said_of_each() -> None:
    assert {name: yardstick.best_words for name, yardstick in YARDSTICKS.items()} == {
        "mae": "least",
        "rmse": "least",
        "bias": "nearest to 0",
        "over_predicted": "nearest to 0.5",
        "accuracy": "greatest",
        "cross_entropy": "least",
        "brier_score": "least",
        "calibration_error": "least",
    }


def test_two_classes_and_more_have_the_same_yardsticks() -> None:
    assert fitting_yardsticks("binary") == fitting_yardsticks("multiclass")
    assert len(fitting_yardsticks("binary")) + len(fitting_yardsticks("regression")) == len(YARDSTICKS)


def test_calibration_error_of_a_case_counted_by_hand() -> None:
    # Four answers of confidence 0.75, three right: no gap. Two of 0.55, none right: a gap of 0.55 for a third of them.
    confidence = np.array([0.75] * 4 + [0.55] * 2)
    right = np.array([True, True, True, False, False, False])
    y_pred = np.stack([confidence, 1 - confidence], axis=1)
    assert calibration_error(np.where(right, 0, 1), y_pred) == pytest.approx(0.55 / 3)


def gaps(*answers: tuple[float, bool]) -> float:
    """Return the calibration error of answers of some confidence, right or wrong."""
    confidence, right = np.transpose(answers)
    y_pred = np.stack([confidence, (1 - confidence) / 2, (1 - confidence) / 2], axis=1)
    return float(calibration_error(np.where(right, 0, 1), y_pred))


@pytest.mark.parametrize("tenth", range(4, 10))
def test_bins_are_tenths(tenth: int) -> None:
    low, high = tenth / 10 + 1e-4, (tenth + 1) / 10 - 1e-4
    # In one bin what one answer lacks the other one has too much; in two bins both are counted.
    assert gaps((low, True), (high, False)) == pytest.approx(abs(low + high - 1) / 2)
    if tenth < 9:
        assert gaps((high, False), (high + 2e-4, True)) == pytest.approx((high + 1 - (high + 2e-4)) / 2)


def test_a_bin_begins_with_its_lower_end_and_certainty_is_in_the_last() -> None:
    assert gaps((0.5, True), (0.5999, False)) == pytest.approx(0.0999 / 2)
    assert gaps((0.5, True), (0.4999, False)) == pytest.approx((0.5 + 0.4999) / 2)
    assert gaps((1.0, False), (0.9001, True)) == pytest.approx((1 - 0.0999) / 2)
