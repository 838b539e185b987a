"""Every axis: its facts agree with each other, and predictions made along it lie where they were put."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.lazy import tf
from lossviz.losses import LOSSES
from lossviz.losses.axes import AXES, N_CLASSES, Axis, axis_of

OUTPUTS = {"error": [1], "angle": [2], "margin": [1], "probability": [1, N_CLASSES], "lead": [N_CLASSES]}

EVERY_KIND = [(name, n_outputs) for name in AXES for n_outputs in OUTPUTS[name]]


def along(axis: Axis, positions: list[float], target: float, n_outputs: int) -> tuple[np.ndarray, np.ndarray]:
    """Return y_true and y_pred at some positions."""
    y_true, y_pred = axis.function(tf.constant(positions, tf.float32), target, n_outputs)
    return y_true.numpy(), y_pred.numpy()


@pytest.mark.parametrize("axis", AXES.values(), ids=AXES)
def test_what_is_shown_and_tried_can_be_read(axis: Axis) -> None:
    low, high = axis.ranges.limits
    assert low <= axis.ranges.shown[0] < axis.bad < axis.ranges.shown[1] <= high
    assert all(low <= position <= high for position in axis.ranges.examples.values())
    assert axis.summary.endswith(".")


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_every_loss_lies_on_one_of_them(loss) -> None:
    assert [axis.name for axis in AXES.values() if axis.fits(loss, loss.task)] == [axis_of(loss, loss.task).name]


@pytest.mark.parametrize("target", [0.0, 1.0])
@pytest.mark.parametrize(("name", "n_outputs"), EVERY_KIND)
def test_predictions_lie_where_they_were_put(name: str, n_outputs: int, target: float) -> None:
    axis = AXES[name]
    positions = [0.25, 0.5, 0.75] if name == "probability" else [0.5, 2.0, 90.0]
    y_true, y_pred = along(axis, positions, target, n_outputs)
    # The cosine of a small angle has only half its digits.
    np.testing.assert_allclose(axis.position(y_true, y_pred), positions, rtol=1e-3)
    low, high = axis.around(axis.position(y_true, y_pred))
    assert low <= min(positions) < max(positions) <= high


@pytest.mark.parametrize("target", [0.0, 1.0])
@pytest.mark.parametrize(("name", "n_outputs"), EVERY_KIND)
def test_the_direction_is_how_predictions_change_with_their_position(name: str, n_outputs: int, target: float) -> None:
    axis, step = AXES[name], 0.125
    y_true, y_pred = along(axis, [0.5], target, n_outputs)
    _, before = along(axis, [0.5 - step], target, n_outputs)
    _, after = along(axis, [0.5 + step], target, n_outputs)
    np.testing.assert_allclose(axis.direction(y_true, y_pred), (after - before) / (2 * step), rtol=1e-3, atol=1e-5)


def test_the_angle_of_long_vectors_of_three_outputs_grows_away_from_the_target() -> None:
    axis = AXES["angle"]
    y_true, y_pred = np.array([[0.0, 2.0, 0.0]]), np.array([[3.0, 3.0, 0.0]])
    assert axis.position(y_true, y_pred) == pytest.approx(45)
    turned = y_pred + axis.direction(y_true, y_pred)
    assert axis.position(y_true, turned) == pytest.approx(46, abs=0.02)
    assert axis.position(y_true, np.zeros((1, 3))) == pytest.approx(90), "a vector without a direction"
