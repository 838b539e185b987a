"""A new axis takes one declaration, from which all else follows: here a toy one, and a toy loss that lies on it."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from lossviz.analysis.curves import loss_curve
from lossviz.analysis.evaluation import evaluate
from lossviz.analysis.pulls import pulls
from lossviz.analysis.shapes import loss_shapes
from lossviz.engine import Engine
from lossviz.export.reference import gallery_file
from lossviz.figures.loss import loss_figure
from lossviz.figures.pulls import pulls_figure
from lossviz.lazy import tf
from lossviz.losses import LOSSES
from lossviz.losses.axes import AXES, Ranges, axis_of
from lossviz.runs.note import loss_note
from lossviz.runs.run import Run
from lossviz.runs.sentence import sentence
from lossviz.runs.spans import SeenRun, plain
from lossviz.specs.choice import Choice
from lossviz.specs.loss_view import LossView
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance
from pages.ui.channel.screen import Screen
from pages.ui.losses.charts import LossesScene
from pages.ui.train.state import TrainState
from tests.inline import Inline


def toy_ratio_loss(y_true, y_pred):
    """Squares how far the ratio is from one."""
    return tf.reduce_mean(tf.square(y_pred / y_true - 1), axis=-1)


@pytest.fixture
def toy_axis(grown) -> str:
    """Return the name of a loss that lies on an axis of its own."""

    @grown(AXES).declare(
        "ratio of prediction and target",
        fits=lambda loss, task: loss.name == "toy_ratio_loss",
        ranges=Ranges(shown=(0.5, 1.5), limits=(0.01, 100.0), examples={"perfect": 1.0, "bad": 2.0}),
        bad=2.0,
        middle=1.0,
        position=lambda y_true, y_pred: (y_pred / y_true)[:, 0],
        direction=lambda y_true, y_pred: y_true,
        moves=("down", "up"),
    )
    def toy_ratio(position, target, n_outputs):
        """How many times the target a prediction is."""
        y_true = tf.fill((position.shape[0], n_outputs), target)
        return y_true, y_true * position[:, None]

    grown(LOSSES).declare("Toy ratio", formula="(\\hat y / y - 1)^2", positive=True)(toy_ratio_loss)
    return toy_ratio_loss.__name__


def test_a_toy_axis_is_drawn_wherever_losses_are(toy_axis: str) -> None:
    loss, choice = LOSSES[toy_axis], Choice("loss", toy_axis)
    assert axis_of(loss, "regression").name == "toy_ratio"
    seen = loss_shapes(choice, 4.0, 2.0)
    np.testing.assert_allclose(seen.curve.cost, (seen.curve.position - 1) ** 2, atol=1e-6)
    np.testing.assert_allclose(loss_curve(choice, "regression", 1, 3, 7.0).slope[-1], 4, rtol=1e-5)
    assert [(example.words, example.cost) for example in seen.examples] == [("perfect", 0.0), ("bad", 1.0)]
    figure = loss_figure(seen.curve)
    assert figure["layout"]["xaxis"] == {
        "title": {"text": "ratio of prediction and target"},
        "anchor": "y3",
        "range": [0.5, 1.5],
    }
    card = next(card for card in json.loads(gallery_file())["losses"] if card["name"] == toy_axis)
    assert card["centred"] is False


def test_examples_of_a_run_lie_on_a_toy_axis(toy_axis: str) -> None:
    spec = RunSpec.from_query(f"dataset=linear_positive&loss={toy_axis}&model=linear&epochs=2")
    (state,), _ = advance([spec], [None], 3)
    seen = pulls(spec.loss, spec, 2, state.weights)
    np.testing.assert_allclose(seen.points.slope, 2 * (seen.points.position - 1), rtol=1e-4)
    assert pulls_figure(seen, "blue")["layout"]["annotations"][0]["ax"] == 1


def test_a_run_on_a_toy_axis_is_told_by_its_errors_and_not_by_its_positions(toy_axis: str) -> None:
    spec = RunSpec.from_query(f"dataset=linear_positive&dataset.weights=2&loss={toy_axis}&model=linear&epochs=2")
    (state,), (chunk,) = advance([spec], [None], 3)
    run = Run(spec)
    run.extend(state, chunk, 0.1)
    seen = evaluate(spec, 2, state.weights)
    told = plain(sentence([SeenRun(spec, run.history, run.outcome, seen)]))
    assert re.fullmatch(r"The curve is off the true line by [\d.]+, and off the dots by [\d.]+ on average\.", told)
    assert re.fullmatch(r"A bad prediction costs 1\.0\.", plain(loss_note(spec, seen)))


def test_a_loss_on_a_toy_axis_has_its_page_and_its_link(toy_axis: str) -> None:
    losses = LossesScene(TrainState(Engine(Inline())))
    losses.visit(f"loss={toy_axis}&at=50&target=2", arrived=True)
    screen = Screen()
    assert losses.shapes(screen) is not None
    assert "ratio of prediction and target" in screen.news()["loss"]["alt"]
    view = LossView.from_query(losses.to_query())
    assert view is not None
    assert (view.loss.name, view.position, view.target) == (toy_axis, 50.0, 2.0)
    losses.visit(f"loss={toy_axis}&at=1000", arrived=True)
    assert "must be a number in [0.01, 100]" in losses.notice
