"""Losses looked at by themselves: numbers that the Losses page draws."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.analysis.plane import plane
from lossviz.analysis.shapes import (
    FAMILY_VALUES,
    family,
    family_values,
    loss_shapes,
)
from lossviz.figures.family import family_figure
from lossviz.figures.loss import loss_figure, overlay_figure
from lossviz.losses import LOSSES
from lossviz.losses.axes import AXES, axis_of, ranges_of
from lossviz.specs.choice import Choice
from tests.evaluations import drawn


def default_shapes(name: str, position: float = 0.5):
    loss = LOSSES[name]
    return loss_shapes(Choice("loss", name), loss.default_target, position)


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_has_a_shape_and_costs_for_its_predictions(name):
    loss, seen = LOSSES[name], default_shapes(name)
    axis, ranges = axis_of(loss, loss.task), ranges_of(loss, loss.default_target)
    assert seen.curve.axis == axis.name
    assert tuple(seen.curve.position[[0, -1]]) == pytest.approx(ranges.shown)
    for part in (seen.curve.cost, seen.curve.slope, seen.curve.curvature):
        assert np.isfinite(part).all()
    assert [example.words for example in seen.examples] == list(axis.ranges.examples)
    perfect = next(example for example in seen.examples if example.words.startswith("perfect"))
    assert max(example.cost for example in seen.examples) > perfect.cost


@pytest.mark.parametrize("name", LOSSES)
def test_curvature_is_the_change_of_the_slope(name):
    curve = default_shapes(name).curve
    central = (curve.slope[2:] - curve.slope[:-2]) / (curve.position[2:] - curve.position[:-2])
    # Next to a kink, and where the curvature itself changes fast, the two differ.
    calm = np.abs(np.diff(curve.curvature, 2)) < 0.02 * (1 + np.abs(curve.curvature[1:-1]))
    kinked = np.abs(np.diff(curve.slope))[1:] > 0.2 * (1 + np.abs(curve.slope).max())
    calm &= ~(kinked | np.roll(kinked, 1))
    assert calm.mean() > 0.5
    differs = np.abs(central - curve.curvature[1:-1]) > 0.05 * (1 + np.abs(central))
    assert (differs & calm).mean() < 0.03


def test_exact_values_are_read_at_any_position():
    read = default_shapes("huber", position=2.5).read
    assert (read.position[0], read.cost[0], read.slope[0], read.curvature[0]) == (2.5, 2.0, 1.0, 0.0)
    assert default_shapes("mean_squared_error", position=0.0).read.curvature[0] == 2.0


def test_losses_beside_each_other_lie_on_one_axis():
    seen = loss_shapes(Choice("loss", "huber"), 0.0, 0.5, (Choice("loss", "cauchy"), Choice("loss", "linex")))
    assert [curve.axis for curve in seen.others] == ["error", "error"]
    named = [("Huber", seen.curve), ("Cauchy", seen.others[0]), ("LINEX", seen.others[1])]
    costs = drawn(overlay_figure(named, normalised=True))[::2]
    for trace in costs:
        assert np.interp(AXES["error"].bad, trace["x"], trace["y"]) == pytest.approx(1, abs=1e-3)
    assert len({trace["line"]["color"] for trace in costs}) == 3


def test_a_target_moves_a_loss_that_depends_on_more_than_the_error():
    choice = Choice("loss", "custom_mse", (("regularization_factor", 1.0),))
    assert loss_shapes(choice, 5.0, 0.5).curve.cost.min() > loss_shapes(choice, 0.5, 0.5).curve.cost.min() + 1


def test_the_class_that_is_true_matters_where_classes_weigh_differently():
    choice = Choice("loss", "binary_focal")
    rare, common = (loss_shapes(choice, number, 0.5).curve.cost for number in (1.0, 0.0))
    np.testing.assert_allclose(3 * rare, common, rtol=1e-4)  # alpha is 0.25


@pytest.mark.parametrize(("name", "parameter"), [(loss.name, p) for loss in LOSSES.values() for p in loss.params])
def test_a_family_shows_the_range_of_the_slider(name, parameter):
    param = LOSSES[name].params[parameter]
    values = family_values(param)
    assert values[0] == pytest.approx(param.soft[0])
    assert values[-1] == pytest.approx(param.soft[1])
    assert list(values) == sorted(values)
    assert len(values) == (FAMILY_VALUES if param.type is float else param.soft[1] - param.soft[0] + 1)


def test_a_family_is_drawn_with_its_ends_and_the_shape_in_hand_among_it():
    made = family(Choice("loss", "huber"), "delta", 0.0)
    now = loss_shapes(Choice("loss", "huber", (("delta", made.values[7]),)), 0.0, 0.5).curve
    figure = family_figure(made, now, "δ 0.05")
    labels = [trace["meta"]["label"] for trace in drawn(figure) if "meta" in trace]
    assert labels == ["0.01", "10", "δ 0.05"]
    line = next(trace for trace in figure["data"] if trace.get("meta") == {"label": "δ 0.05"})
    kept = made.curves[7]
    assert np.interp(1.7, line["x"], line["y"]) == pytest.approx(np.interp(1.7, kept.position, kept.cost), rel=0.01)
    low, high = figure["layout"]["yaxis"]["range"]
    assert low <= min(line["y"])
    assert high >= max(line["y"])


def test_what_was_before_is_grey_and_below():
    now, before = (loss_shapes(Choice("loss", "huber", (("delta", d),)), 0.0, 0.5).curve for d in (1.0, 2.0))
    traces = drawn(loss_figure(now, before, "before 2"))
    assert [trace["line"]["color"] for trace in traces] == ["faint"] * 2 + ["blue"] * 3
    assert traces[0]["meta"] == {"label": "before 2"}
    assert np.interp(3, traces[0]["x"], traces[0]["y"]) == pytest.approx(4, abs=1e-3)


@pytest.mark.parametrize("target", [0.1, 4.0, 1000.0])
def test_predictions_of_positive_numbers_are_positive(target):
    loss = LOSSES["gamma_deviance"]
    seen = loss_shapes(Choice("loss", "gamma_deviance"), target, 0.0)
    assert target + seen.curve.position.min() > 0
    assert target + min(example.position for example in seen.examples) > 0
    assert target + ranges_of(loss, target).limits[0] > 0
    # It judges ratios, so the target does not matter.
    costs = [example.cost for example in loss_shapes(Choice("loss", "gamma_deviance"), 4.0, 0.0).examples]
    np.testing.assert_allclose([example.cost for example in seen.examples], costs, rtol=2e-3, atol=1e-5)


@pytest.mark.parametrize("name", ["huber", "log_cosh", "pseudo_huber", "fair", "cauchy", "welsch", "tukey_biweight"])
def test_curvature_is_right_at_the_minimum_itself(name):
    # Half the square of small errors.
    assert default_shapes(name, position=0.0).read.curvature[0] == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("binary_crossentropy", -1),
        ("categorical_crossentropy", -1),
        ("sparse_categorical_crossentropy", -1),
        ("cross_entropy_by_hand", -1),
        ("poly_1", -2),
        ("categorical_absolute", -2),
        ("taylor_crossentropy", -1),
    ],
)
def test_slopes_at_certainty_are_those_of_the_formula(name, expected):
    assert default_shapes(name, position=1.0).read.slope[0] == pytest.approx(expected, abs=1e-3)


def test_classes_that_weigh_differently_are_drawn_differently():
    choice = Choice("loss", "weighted_crossentropy", (("second", 10.0), ("third", 0.1)))
    first, second, third = (loss_shapes(choice, number, 0.5).curve.cost for number in (0.0, 1.0, 2.0))
    np.testing.assert_allclose(second, 10 * first, rtol=1e-5)
    np.testing.assert_allclose(third, 0.1 * first, rtol=1e-5)
    assert np.nanmax(plane(choice, 1).cost) > 5 * np.nanmax(plane(choice, 0).cost)


def test_a_loss_to_which_a_bad_prediction_costs_nothing_is_normalised_by_its_greatest_cost():
    free = Choice("loss", "epsilon_insensitive", (("epsilon", 2.0),))
    trace = overlay_figure([("Free", loss_shapes(free, 0.0, 0.5).curve)], normalised=True)["data"][0]
    assert max(trace["y"]) == 1


def test_figures_are_plain_data():
    import json

    seen = default_shapes("barron")
    for figure in (loss_figure(seen.curve), overlay_figure([("Barron", seen.curve)], normalised=False)):
        json.dumps(figure, allow_nan=False)
