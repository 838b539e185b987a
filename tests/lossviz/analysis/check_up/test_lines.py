"""Each line of a check-up, by losses that have the fault and losses that have it not, with the numbers told."""

from __future__ import annotations

import math
import re
from typing import Annotated

import numpy as np
import pytest

from lossviz.analysis.check_up import KINDS, check_up
from lossviz.analysis.check_up.subject import Subject
from lossviz.declare import Param
from lossviz.lazy import tf
from lossviz.losses import LOSSES, own_loss_name
from lossviz.specs.choice import Choice
from lossviz.specs.run import RunSpec
from tests.lossviz.analysis.check_up.toys import look_at, said, toy


def numbers_in(sentence: str) -> list[float]:
    """Return the plain numbers of a sentence."""
    return [float(text.replace("−", "-")) for text in re.findall(r"−?\d+\.?\d*", sentence)]


# Shape


def test_a_loss_that_tensorflow_refuses_is_told_with_its_reason():
    def refused(y_true, y_pred):
        return tf.matmul(y_true, tf.zeros((5, 5), y_pred.dtype))

    found = look_at(toy(refused))
    assert [finding.kind for finding in found.findings] == ["fails"]
    assert "cannot be computed" in said(found, "fails")
    assert "5" in said(found, "fails")


def test_one_cost_an_example_is_as_it_should_be():
    (finding,) = look_at("mean_squared_error").of("shape")
    assert (finding.level, "one cost an example" in finding.sentence) == ("good", True)


def test_pairs_of_all_examples_are_found():
    def each_with_each(y_true, y_pred):
        return tf.square(y_pred - y_true[:, 0])

    found = look_at(toy(each_with_each))
    assert [(finding.kind, finding.level) for finding in found.findings] == [("broadcast", "fault")]


@pytest.mark.parametrize("flat", [True, False])
def test_the_flat_target_of_the_article_is_found_in_a_recipe(flat):
    dataset = Choice("dataset", "linear", (("flat_target", flat),))
    spec = RunSpec(dataset=dataset, loss=Choice("loss", "mean_squared_error"), batch_size=1000, validation_share=0.0)
    found = check_up(spec)
    assert bool(found.of("broadcast")) == flat
    if flat:
        assert "tf.reshape(y_true, tf.shape(y_pred))" in found.of("broadcast")[0].instead


# Where costs are numbers


def test_a_slope_that_is_no_number_at_a_perfect_prediction_is_found_and_drawn():
    found = look_at(toy(lambda y_true, y_pred: tf.sqrt(tf.reduce_sum(tf.square(y_pred - y_true), axis=-1))))
    (finding,) = found.of("finite_slope")
    assert (finding.level, "NaN" in finding.sentence) == ("fault", True)
    assert finding.picture is not None
    assert finding.picture.at == 0
    near = np.array(finding.picture.position)
    np.testing.assert_allclose(finding.picture.cost, np.abs(near), atol=1e-12)


def test_of_a_slope_that_is_lost_no_condition_is_blamed():
    text = """def asymmetric(y_true, y_pred, weight=3.0):
    error = y_pred - y_true
    size = tf.sqrt(error**2)
    return tf.where(error > 0, weight * size, size)
"""
    (finding,) = look_at(own_loss_name(text)).of("finite_slope")
    assert (finding.line, "`tf.sqrt` in line 3" in finding.sentence) == (3, True)
    assert "under the root" in finding.instead


@pytest.mark.parametrize(("power", "level"), [(40, "fault"), (20, "warning"), (2, "good")])
def test_what_overflows_near_by_is_worse_than_what_overflows_far_off(power, level):
    found = look_at(toy(lambda y_true, y_pred: tf.reduce_mean(tf.pow(y_pred - y_true, power), axis=-1)))
    assert found.of("finite")[0].level == level


def test_probabilities_of_0_and_1_are_tried():
    def surprise(y_true, y_pred):
        return -tf.reduce_sum(y_true * tf.math.log(y_pred), axis=-1)

    def kept_above_0(y_true, y_pred):
        return -tf.reduce_sum(y_true * tf.math.log(tf.maximum(y_pred, 1e-7)), axis=-1)

    assert look_at(toy(surprise, labels="one_hot")).of("finite")[0].level == "fault"
    assert look_at(toy(kept_above_0, labels="one_hot")).of("finite")[0].level == "good"


# Slopes


def test_a_prediction_that_changes_nothing_is_told():
    found = look_at(toy(lambda y_true, y_pred: tf.reduce_mean(tf.square(y_true) + 0.0 * y_pred, axis=-1)))
    (finding,) = found.of("gradient")
    assert (finding.level, "changes nothing" in finding.sentence) == ("fault", True)


def test_a_slope_that_is_another_ones_is_told_with_both_numbers():
    @tf.custom_gradient
    def tripled(x):
        return tf.square(x), lambda upstream: 6.0 * x * upstream

    found = look_at(toy(lambda y_true, y_pred: tf.reduce_mean(tripled(y_pred - y_true), axis=-1)))
    (finding,) = found.of("difference")
    assert finding.level == "warning"
    assert finding.numbers["slope"] == pytest.approx(3 * finding.numbers["measured"], rel=1e-4)


@pytest.mark.parametrize("name", ["mean_squared_error", "huber", "hinge", "categorical_crossentropy"])
def test_a_slope_that_is_the_derivative_is_found_to_be_it(name):
    assert look_at(name).of("difference")[0].level == "good"


@pytest.mark.parametrize("labels", ["numbers", "zero_one", "one_hot", "integers"])
def test_a_sign_that_is_wrong_is_found_for_all_kinds_of_labels(labels):
    right = {
        "numbers": LOSSES["mean_absolute_error"],
        "zero_one": LOSSES["binary_brier"],
        "one_hot": LOSSES["categorical_brier"],
        "integers": LOSSES["cross_entropy_by_hand"],
    }[labels]
    found = look_at(toy(lambda y_true, y_pred: -right(y_true, y_pred), labels=labels))
    assert found.of("direction")[0].level == "fault"
    assert found.of("direction")[0].instead == "Change the sign of what is returned."
    assert look_at(toy(lambda y_true, y_pred: right(y_true, y_pred), labels=labels)).of("direction")[0].level == "good"


def test_a_wrong_sign_of_scores_is_found():
    found = look_at(toy(lambda y_true, y_pred: -LOSSES["logistic"](y_true, y_pred), labels="zero_one", scores=True))
    assert found.of("direction")[0].level == "fault"


def test_one_wrong_side_is_told_by_its_name():
    found = look_at(toy(lambda y_true, y_pred: tf.reduce_mean(tf.maximum(y_true - y_pred, 3 * (y_true - y_pred)), -1)))
    assert "Where ŷ is too high it leads away from the target" in said(found, "direction")


# What a perfect prediction costs


def test_what_a_perfect_prediction_costs_and_what_can_be_saved_is_told():
    sentence = said(look_at("custom_mse", "linear"), "least")
    assert sentence == (
        "A perfect prediction costs 0.025 with y = 0, and 0.0023 less than that is possible at ŷ = 0.046."
    )
    # (1 + λ) ŷ² - λ ŷ + λ / 4 is least at λ / (2 (1 + λ)), where it is λ / 4 (1 - λ / (1 + λ)).
    (finding,) = look_at("custom_mse", "linear").of("least")
    assert finding.numbers["least"] == pytest.approx(0.025 * (1 - 0.1 / 1.1), rel=1e-3)
    assert finding.picture is not None
    assert finding.picture.at == pytest.approx(0.05 / 1.1, abs=2e-3)


def test_a_perfect_prediction_that_costs_nothing_is_good_and_one_that_costs_something_worth_knowing():
    (free,) = look_at("huber").of("least")
    (dear,) = look_at(toy(lambda y_true, y_pred: 2.0 + tf.reduce_mean(tf.square(y_pred - y_true), axis=-1))).of("least")
    assert (free.level, "costs nothing" in free.sentence) == ("good", True)
    assert (dear.level, dear.numbers["perfect"]) == ("note", pytest.approx(2))


def test_where_scores_cost_least_is_told():
    assert "A score of 1 for the true class" in said(look_at("hinge"), "least")
    assert "no least cost" in said(look_at("unhinged"), "least")
    assert "The greater the score" in said(look_at("logistic"), "least")


# Claims


def test_a_counter_example_of_convexity_lies_above_its_chord():
    (finding,) = look_at("cauchy").of("convex")
    assert finding.numbers["cost"] > finding.numbers["line"]
    assert finding.picture is not None
    (x0, y0), (x1, y1) = finding.picture.chord
    part = (finding.picture.at - x0) / (x1 - x0)
    assert 0 < part < 1
    assert y0 + part * (y1 - y0) == pytest.approx(finding.numbers["line"], rel=1e-6)
    assert np.interp(finding.picture.at, finding.picture.position, finding.picture.cost) > finding.numbers["line"]


def test_a_kink_is_told_with_the_slopes_on_both_sides():
    (finding,) = look_at("quantile").of("smooth")
    assert sorted([finding.numbers["before"], finding.numbers["after"]]) == pytest.approx([-0.9, 0.1], abs=1e-6)


def test_a_bound_is_told():
    (finding,) = look_at("geman_mcclure").of("bounded")
    assert finding.holds
    assert finding.numbers["most"] == pytest.approx(0.5)
    assert look_at("mean_squared_error").held["bounded"] is False


def test_what_falls_without_end_has_a_bound_above():
    (finding,) = look_at(toy(lambda y_true, y_pred: -LOSSES["mean_squared_error"](y_true, y_pred))).of("bounded")
    assert finding.holds
    assert finding.numbers["most"] <= 0


def test_what_is_not_found_is_told_with_the_number_of_tries():
    for finding in look_at("huber").findings:
        if finding.holds:
            assert "tries show" in finding.sentence or "ways show" in finding.sentence
            assert max(numbers_in(finding.sentence)) >= 10


def test_classes_are_judged_by_what_predicts_them_here():
    held = look_at("mean_squared_error", "iris").held
    assert (held["proper"], held["bounded"]) == (True, False)


# Parameters


def test_a_parameter_that_changes_nothing_is_told_and_one_that_does_is_not():
    def idle(
        y_true,
        y_pred,
        *,
        weight: Annotated[float, Param(low=0, high=9, soft=(1, 9))] = 1.0,
        other: Annotated[float, Param(low=0, high=9, soft=(1, 9))] = 1.0,
    ):
        """Leave one of two parameters out."""
        return weight * tf.reduce_mean(tf.square(y_pred - y_true), axis=-1)

    found = look_at(toy(idle))
    assert [finding.level for finding in found.of("parameter")] == ["warning"]
    assert "other changes nothing" in said(found, "parameter")


def test_a_parameter_that_matters_at_other_values_only_is_no_fault():
    (finding,) = look_at("symmetric_crossentropy", beta=0.0).of("parameter")
    assert (finding.level, finding.sentence) == ("note", "With alpha 0.1, beta 0, cut changes nothing.")


# Relatives


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("quantile", {"level": 0.5}, "It is 0.5 × Mean absolute error: "),
        ("asymmetric_squared", {"weight": 1.0}, "It is Mean squared error: "),
        ("truncated_squared", {"scale": 100.0}, ""),
        ("tweedie_deviance", {"power": 1.0}, "It is Poisson deviance: "),
        ("barron", {"alpha": 1.0, "scale": 3.0}, "× Pseudo-Huber (Charbonnier) with delta 3: "),
        ("categorical_focal", {"gamma": 0.0}, "It is "),
        ("mean_squared_error", {}, "It is Squared epsilon-insensitive with epsilon 0: "),
        ("log_cosh", {}, ""),
    ],
)
def test_relatives_are_found(name, values, words):
    sentences = [finding.sentence for finding in look_at(name, **values).of("relative")]
    assert (words in sentences[0]) if words else not sentences


def test_a_relative_may_be_a_constant_apart():
    cosine = LOSSES["cosine_similarity"]
    found = look_at(toy(lambda y_true, y_pred: 3.0 * cosine(y_true, y_pred) - 3.0, least_outputs=2))
    assert "3 × Cosine plus −3" in said(found, "relative")


# All of it


def test_findings_come_the_worst_first_and_each_kind_is_explained():
    found = look_at(toy(lambda y_true, y_pred: -tf.reduce_mean(tf.sqrt(tf.square(y_pred - y_true)), axis=-1)))
    levels = [finding.level for finding in found.findings]
    assert levels == sorted(levels, key=["fault", "warning", "note", "good"].index)
    assert {finding.kind for finding in found.findings} <= set(KINDS)
    assert found.worst == "fault"
    assert all(math.isfinite(number) for finding in found.findings for number in finding.numbers.values())


HEAVY = """def heavy(y_true, y_pred):
    error = (y_pred - y_true) * tf.ones([1, 500])
    return tf.reduce_mean(tf.square(error), axis=-1)
"""


def test_examples_that_take_much_room_are_looked_at_a_few_at_a_time(monkeypatch):
    largest = []
    compute = Subject.tensors

    def watched(y_true, y_pred, dtype):
        largest.append(len(y_pred))
        return compute(y_true, y_pred, dtype)

    monkeypatch.setattr(Subject, "tensors", staticmethod(watched))
    found = look_at(own_loss_name(HEAVY), "linear")
    assert max(largest) > 1000
    monkeypatch.setattr("lossviz.analysis.check_up.subject.MAX_NUMBERS", 100_000)
    largest.clear()
    assert [each.sentence for each in look_at(own_loss_name(HEAVY), "linear").findings] == [
        each.sentence for each in found.findings
    ]
    assert max(largest) < 100


def test_what_takes_too_long_is_left_out_and_told(monkeypatch):
    monkeypatch.setattr("lossviz.analysis.check_up.looking.SECONDS", -1.0)
    (finding,) = look_at("huber").findings
    assert (finding.kind, finding.level) == ("time", "note")
    assert "convex" in finding.sentence


def test_the_same_run_gets_the_same_findings():
    assert look_at("barron") == look_at("barron")
