"""Values of parameters that mean something have words for a tick."""

from __future__ import annotations

import pytest

from lossviz.losses import LOSSES, marks_of
from lossviz.specs.run import RunSpec
from lossviz.specs.settings import marks_at

SETTINGS = [(loss, name, values) for loss in LOSSES.values() for name in loss.params for values in (loss.defaults,)]
SETTINGS += [
    (loss, name, loss.defaults | dict(special.at))
    for loss in LOSSES.values()
    for special in loss.special
    for name in special.at
]


@pytest.mark.parametrize(("loss", "name", "values"), SETTINGS, ids=lambda each: getattr(each, "name", each))
def test_words_of_marks_fit_below_a_track(loss, name, values):
    marks = marks_of(loss, name, values)
    assert len({mark.value for mark in marks}) == len(marks) <= 4
    for value, words in marks:
        assert loss.params[name].check(value, loss.name) == value
        assert 0 < len(words) <= 32
        assert "(" not in words


@pytest.mark.parametrize("loss", [loss for loss in LOSSES.values() if loss.special], ids=lambda loss: loss.name)
def test_a_loss_has_a_mark_where_it_is_another_one_that_needs_no_explanation(loss):
    for special in loss.special:
        values = loss.defaults | dict(special.at)
        marked = {(name, mark.value) for name in special.at for mark in marks_of(loss, name, values)}
        expected = {(name, value) for name, value in special.at.items() if name != special.unit}
        assert (expected <= marked) == (len(special.given) <= 1)


def test_marks_of_a_family():
    assert marks_of(LOSSES["barron"], "alpha", {"alpha": 1.3, "scale": 7.0}) == (
        (2.0, "squared error"),
        (1.0, "pseudo-Huber"),
        (0.0, "Cauchy"),
        (-2.0, "Geman–McClure"),
    )
    assert marks_of(LOSSES["barron"], "scale", {"alpha": 2.0, "scale": 1.0}) == ()


def test_declared_words_come_first_and_win():
    assert marks_of(LOSSES["quantile"], "level", {"level": 0.9}) == ((0.5, "median"),)
    factor = marks_of(LOSSES["custom_mse"], "regularization_factor", {"regularization_factor": 0.1})
    assert factor == ((1.0, "both pull alike"), (0.0, "squared error"))


def test_what_holds_for_other_values_of_the_other_parameters_is_no_mark():
    focal = LOSSES["binary_focal"]
    assert marks_of(focal, "gamma", {"gamma": 2.0, "alpha": 0.25}) == ()
    assert marks_of(focal, "gamma", {"gamma": 2.0, "alpha": 0.5}) == ((0.0, "binary cross-entropy"),)


def test_the_other_loss_is_told_with_the_value_that_it_has():
    assert marks_of(LOSSES["asymmetric_absolute"], "weight", {"weight": 2.0})[1] == (3.0, "quantile, level 0.25")


def test_a_spec_has_the_marks_of_what_a_link_calls_by_name():
    spec = RunSpec()
    assert marks_at(spec, "loss.regularization_factor")[0].words == "both pull alike"
    assert marks_at(spec, "optimizer.learning_rate") == marks_at(spec, "seed") == ()
