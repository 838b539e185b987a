"""Declared losses as texts to begin with: each is accepted, and costs what the declared one costs."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz import lazy
from lossviz.export.starting_text import starting_text
from lossviz.losses import LOSSES
from lossviz.losses.written import own_loss_name
from lossviz.specs.choice import Choice
from tests.drawn import cost, draws, moderate_examples
from tests.written import TEXTS, name_of

every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


@every_loss
def test_the_text_of_a_loss_costs_what_the_loss_costs(loss):
    for values in draws(loss, np.random.default_rng(0), 3) or [{}]:
        choice = Choice("loss", loss.name, tuple(values.items()))
        written = Choice("loss", own_loss_name(starting_text(choice)))
        moving = {name: value for name, value in choice.items if loss.params[name].traced}
        assert written.values == pytest.approx(moving)
        y_true, y_pred = moderate_examples(loss)
        found = written.component(lazy.tf.constant(y_true), lazy.tf.constant(y_pred), **written.values)
        np.testing.assert_allclose(found, cost(loss, y_true, y_pred, choice.values, np.float32), rtol=2e-5, atol=1e-6)


@every_loss
def test_its_sliders_keep_their_ranges(loss):
    written = LOSSES[own_loss_name(starting_text(Choice("loss", loss.name)))]
    for name, param in loss.params.items():
        if param.traced:
            assert written.params[name].soft == pytest.approx(param.soft or (param.low, param.high))
            assert written.params[name].log == param.log


@every_loss
def test_it_is_read_at_ease(loss):
    text = starting_text(Choice("loss", loss.name))
    assert loss.summary in " ".join(text.split()).replace("- ", "-")
    assert max(map(len, text.split("\n"))) <= 120
    assert len(text) <= 4_000
    assert not [word for word in ("scores_behind", "as_number", "raise", "for ") if f" {word}(" in text]


@pytest.mark.parametrize("text", TEXTS)
def test_a_written_loss_begins_with_itself_and_its_values(text):
    choice = Choice("loss", name_of(text))
    assert starting_text(choice) == choice.component.source
    for name, param in choice.component.params.items():
        choice = choice.with_value(name, param.soft[0])
    again = Choice("loss", own_loss_name(starting_text(choice)))
    assert again.values == choice.values
