"""Losses looked at by themselves: numbers that the Losses page draws."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.curves import AXES, axis_of
from lossviz.figures import fan_figure, loss_figure, overlay_figure, plane_figure, rain_figure, rain_words
from lossviz.looks import (
    EXAMPLES,
    FAN,
    LIMITS,
    PLANE,
    RANGES,
    UNITS,
    default_target,
    fan,
    fan_values,
    look,
    plane,
    rain_on,
)
from lossviz.losses import LOSSES
from lossviz.spec import Choice

THREE_CLASSES = [name for name, loss in LOSSES.items() if loss.task == "multiclass"]


def default_look(name: str, place: float = 0.5):
    loss = LOSSES[name]
    return look(Choice("loss", name), default_target(loss), place)


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_has_a_shape_and_costs_for_its_predictions(name):
    seen, axis = default_look(name), axis_of(LOSSES[name], LOSSES[name].task)
    assert seen.curve.axis == axis
    assert tuple(seen.curve.x[[0, -1]]) == pytest.approx(RANGES[axis])
    for part in (seen.curve.cost, seen.curve.slope, seen.curve.curvature):
        assert np.isfinite(part).all()
    assert [example.words for example in seen.examples] == list(EXAMPLES[axis])
    worst = max(example.cost for example in seen.examples)
    assert worst > next(e.cost for e in seen.examples if e.words == "perfect") or name == "perceptron"


@pytest.mark.parametrize("name", LOSSES)
def test_curvature_is_the_change_of_the_slope(name):
    curve = default_look(name).curve
    central = (curve.slope[2:] - curve.slope[:-2]) / (curve.x[2:] - curve.x[:-2])
    # Next to a kink, and where the curvature itself changes fast, the two differ.
    calm = np.abs(np.diff(curve.curvature, 2)) < 0.02 * (1 + np.abs(curve.curvature[1:-1]))
    kinked = np.abs(np.diff(curve.slope))[1:] > 0.2 * (1 + np.abs(curve.slope).max())
    calm &= ~(kinked | np.roll(kinked, 1))
    assert calm.mean() > 0.5
    differs = np.abs(central - curve.curvature[1:-1]) > 0.05 * (1 + np.abs(central))
    assert (differs & calm).mean() < 0.03


def test_exact_values_are_read_at_any_place():
    read = default_look("huber", place=2.5).read
    assert (read.x[0], read.cost[0], read.slope[0], read.curvature[0]) == (2.5, 2.0, 1.0, 0.0)
    assert default_look("mean_squared_error", place=0.0).read.curvature[0] == 2.0


def test_losses_beside_each_other_lie_on_one_axis():
    seen = look(Choice("loss", "huber"), 0.0, 0.5, (Choice("loss", "cauchy"), Choice("loss", "linex")))
    assert [curve.axis for curve in seen.others] == ["error", "error"]
    named = [("Huber", seen.curve), ("Cauchy", seen.others[0]), ("LINEX", seen.others[1])]
    costs = overlay_figure(named, normalised=True)["data"][::2]
    for trace in costs:
        assert np.interp(UNITS["error"], trace["x"], trace["y"]) == pytest.approx(1, abs=1e-3)
    assert len({trace["line"]["color"] for trace in costs}) == 3


def test_a_target_moves_a_loss_that_depends_on_more_than_the_error():
    choice = Choice("loss", "custom_mse", (("regularization_factor", 1.0),))
    assert look(choice, 5.0, 0.5).curve.cost.min() > look(choice, 0.5, 0.5).curve.cost.min() + 1


def test_the_class_that_is_true_matters_where_classes_weigh_differently():
    choice = Choice("loss", "binary_focal")
    rare, common = (look(choice, number, 0.5).curve.cost for number in (1.0, 0.0))
    np.testing.assert_allclose(3 * rare, common, rtol=1e-4)  # alpha is 0.25


@pytest.mark.parametrize(("name", "parameter"), [(loss.name, p) for loss in LOSSES.values() for p in loss.params])
def test_a_fan_shows_the_range_of_the_slider(name, parameter):
    param = LOSSES[name].params[parameter]
    values = fan_values(param)
    assert values[0] == pytest.approx(param.soft[0])
    assert values[-1] == pytest.approx(param.soft[1])
    assert list(values) == sorted(values)
    assert len(values) == (FAN if param.type is float else param.soft[1] - param.soft[0] + 1)


def test_a_fan_has_a_picture_for_each_value_and_begins_at_the_present_one():
    family = fan(Choice("loss", "huber"), "delta", 0.0)
    slider = fan_figure(family, "Delta", 3.0)["layout"]["slider"]
    assert len(slider["pictures"]) == len(slider["values"]) == FAN
    assert float(slider["values"][slider["at"]]) == pytest.approx(3, rel=0.15)
    alone = look(Choice("loss", "huber", (("delta", family.values[7]),)), 0.0, 0.5).curve
    picture = np.interp(1.7, family.curves[0].x, slider["pictures"][7][0])
    assert picture == pytest.approx(np.interp(1.7, alone.x, alone.cost), rel=0.01)


@pytest.mark.parametrize("name", THREE_CLASSES)
@pytest.mark.parametrize("number", [0, 2])
def test_the_plane_falls_towards_the_true_class(name, number):
    seen = plane(Choice("loss", name), number)
    assert seen.cost.shape == (PLANE, PLANE)
    x, y = np.meshgrid(seen.x, seen.y)
    distance = np.hypot(x - seen.corners[number, 0], y - seen.corners[number, 1])
    inside = np.isfinite(seen.cost)
    assert inside.mean() == (1 if seen.scores else pytest.approx(0.5, abs=0.03))
    near = seen.cost[inside & (distance < 0.3 * np.nanmax(distance))].mean()
    assert near < np.nanmean(seen.cost)
    # An arrow points to where it costs less.
    figure = plane_figure(seen, ("a", "b", "c"))
    assert sum(note["showarrow"] for note in figure["layout"]["annotations"]) > 20
    middle = seen.corners[number] - seen.corners.mean(axis=0)
    assert (seen.arrows[:, 2:] @ middle).mean() > 0


def test_the_gradient_of_the_plane_is_the_change_of_its_cost():
    seen = plane(Choice("loss", "categorical_brier"), 1)
    # On the simplex the Brier score of class 1 is |p - corner|², which in the plane is twice the squared distance.
    expected = -4 * 0.5 * (seen.arrows[:, :2] - seen.corners[1]) * 2
    np.testing.assert_allclose(seen.arrows[:, 2:], expected, rtol=1e-4)


def test_rain_lies_on_the_loss_and_pulls_by_its_slope():
    rain = rain_on(Choice("loss", "mean_squared_error"), "regression", (-4.0, 0.0, 1.0, 2.0), 0.0)
    np.testing.assert_allclose(rain.points.cost, [16, 0, 1, 4])
    np.testing.assert_allclose(rain.points.slope, [-8, 0, 2, 4])
    assert tuple(rain.curve.x[[0, -1]]) == (-4.0, 3.0)
    words = rain_words(rain, ("down", "up"))
    assert words.startswith("1 of 4 training examples do half of all the pulling; 43% of it goes down and 57%")
    assert words.endswith("The mean of all slopes is -0.5.")
    arrow, text = rain_figure(rain, "blue")["layout"]["annotations"]
    assert arrow["x"] > arrow["ax"]  # predictions are pulled upwards
    assert text["text"] == "net pull 0.5"


def test_rain_of_zero_slopes_says_so():
    rain = rain_on(Choice("loss", "truncated_squared"), "regression", (-9.0, 9.0), 0.0)
    assert rain_words(rain, ("down", "up")) == "No example pulls: every slope is zero."
    assert rain_figure(rain, "blue")["layout"]["annotations"][1]["text"] == "net pull 0"


def test_every_axis_has_its_facts():
    for facts in (RANGES, LIMITS, UNITS, EXAMPLES):
        assert set(facts) == set(AXES)
    for axis, (low, high) in LIMITS.items():
        assert low <= RANGES[axis][0] < UNITS[axis] < RANGES[axis][1] <= high
        assert all(low <= x <= high for x in EXAMPLES[axis].values())


def test_figures_are_plain_data():
    import json

    seen = default_look("barron")
    for figure in (loss_figure(seen.curve), overlay_figure([("Barron", seen.curve)], normalised=False)):
        json.dumps(figure, allow_nan=False)
