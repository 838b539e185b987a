"""Losses as compiled functions: the same numbers as without, and no trace while a slider moves."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.analysis.curves import curve_at
from lossviz.analysis.evaluation import evaluate
from lossviz.analysis.loss_calls import Traced, _traced
from lossviz.losses import LOSSES
from lossviz.losses.axes import ranges_of
from lossviz.specs.choice import Choice
from lossviz.specs.run import RunSpec
from lossviz.training.advance import initial_state


@pytest.mark.parametrize("name", LOSSES)
def test_the_first_call_and_later_ones_give_the_same_numbers(name):
    loss = LOSSES[name]
    target = loss.default_target
    positions = np.linspace(*ranges_of(loss, target).shown, 97)
    _traced.cache_clear()
    first, *later = (curve_at(Choice("loss", name), loss.task, positions, target) for _ in range(3))
    for curve in later:
        for part in ("cost", "slope", "curvature"):
            size = 1 + np.abs(getattr(first, part)).max()
            np.testing.assert_allclose(getattr(curve, part), getattr(first, part), rtol=1e-4, atol=1e-6 * size)


@pytest.mark.parametrize(
    ("query", "moved"),
    [
        ("loss=custom_mse", "loss.regularization_factor"),
        ("loss=custom_mse", "optimizer.learning_rate"),
        ("dataset=linear&loss=huber&model=linear", "loss.delta"),
        ("dataset=linear&loss=huber&model=linear", "dataset.noise"),
    ],
)
def test_moving_a_slider_traces_nothing(query, moved):
    spec = RunSpec.from_query(query)
    weights = initial_state(spec).weights
    _traced.cache_clear()
    for value in (0.1, 0.2):
        evaluate(spec.with_value(moved, value), 0, weights)
    held = _traced.cache_info().currsize
    for value in (0.3, 0.4, 0.5):
        evaluate(spec.with_value(moved, value), 0, weights)
    assert _traced.cache_info().currsize == held


def test_a_function_is_traced_once_and_only_if_it_is_called_again(monkeypatch):
    made = []
    monkeypatch.setattr(
        "lossviz.analysis.loss_calls.Traced", lambda function: made.append(Traced(function)) or made[-1]
    )
    _traced.cache_clear()
    for n_calls, n_traces in enumerate([0, 1, 1, 1], start=1):
        curve_at(Choice("loss", "huber", (("delta", float(n_calls)),)), "regression", np.linspace(-1, 1, 11))
        assert [traced.n_traces for traced in made] == [n_traces]
    _traced.cache_clear()  # of what this test has made
