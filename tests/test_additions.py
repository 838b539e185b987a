"""A toy component of each kind, declared here and used everywhere without another line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lossviz.analysis.curves import loss_curve
from lossviz.analysis.evaluation import evaluate
from lossviz.analysis.pulls import pulls
from lossviz.analysis.shapes import loss_shapes
from lossviz.analysis.snapshots import take_snapshots
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.export.reference import gallery
from lossviz.export.tables import runs_table
from lossviz.figures.base import Line
from lossviz.figures.comparison import yardstick_figure
from lossviz.figures.grid import best_cell, cell_values
from lossviz.figures.loss import loss_figure
from lossviz.figures.pulls import pulls_figure
from lossviz.figures.sweep import SweepView, sweep_end_figure
from lossviz.lazy import tf
from lossviz.losses import LOSSES
from lossviz.losses.axes import AXES, Ranges, axis_of
from lossviz.runs.history import History
from lossviz.runs.sweep_run import SweepRun
from lossviz.specs.choice import Choice
from lossviz.specs.comparison import Comparison, Named
from lossviz.specs.run import RunSpec
from lossviz.specs.sweep import Sweep
from lossviz.training.advance import advance, columns


@pytest.fixture
def toy_axis() -> Iterator[str]:
    """Return the name of a loss that lies on an axis of its own."""

    @AXES.declare(
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
        y_true = tf.fill((len(position), n_outputs), np.float32(target))
        return y_true, y_true * position[:, None]

    @LOSSES.declare("Toy ratio", formula="(\\hat y / y - 1)^2", positive=True)
    def toy_ratio_loss(y_true, y_pred):
        """Squares how far the ratio is from one."""
        return tf.reduce_mean(tf.square(y_pred / y_true - 1), axis=-1)

    yield "toy_ratio_loss"
    del AXES._components["toy_ratio"], LOSSES._components["toy_ratio_loss"]


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
    card = next(card for card in json.loads(gallery())["losses"] if card["name"] == toy_axis)
    assert (card["axis"], card["centred"]) == ("toy_ratio", False)


def test_examples_of_a_run_lie_on_a_toy_axis(toy_axis: str) -> None:
    spec = RunSpec.from_query(f"dataset=linear_positive&loss={toy_axis}&model=linear&epochs=2")
    (state,), _ = advance([spec], [None], 3)
    seen = pulls(spec.loss, spec, 2, state.weights)
    np.testing.assert_allclose(seen.points.slope, 2 * (seen.points.position - 1), rtol=1e-4)
    assert pulls_figure(seen, "blue")["layout"]["annotations"][0]["ax"] == 1


@pytest.fixture
def toy_yardstick() -> Iterator[str]:
    """Return the name of a measure of predictions of numbers."""

    @YARDSTICKS.declare("Toy worst", classes=False)
    def toy_worst(y_true, y_pred):
        """How far the worst prediction is off."""
        return np.abs(y_pred - y_true).max((-2, -1))

    yield "toy_worst"
    del YARDSTICKS._components["toy_worst"]


def test_a_toy_yardstick_measures_runs_and_compares_them(toy_yardstick: str) -> None:
    spec = RunSpec.from_query("dataset=linear&loss=huber&model=linear&epochs=3&validation_share=0.2")
    (state,), (chunk,) = advance([spec], [None], 4)
    evaluation = evaluate(spec, 3, state.weights)
    train, held_out = np.split(np.abs(evaluation.y_pred - evaluation.truth), [evaluation.n_train])
    np.testing.assert_allclose(evaluation.yardsticks[toy_yardstick], [train.max(), held_out.max()], rtol=1e-6)

    snapshots = take_snapshots(spec, {**chunk.kept, 3: state.weights})
    np.testing.assert_allclose(snapshots.yardsticks[toy_yardstick][-1], [train.max(), held_out.max()], rtol=1e-4)
    history = History(columns(spec))
    history.append(chunk.rows)
    line = Line("Toy", 0, history, spec, 3)
    figure = yardstick_figure([line], {line.key: snapshots}, toy_yardstick)
    assert figure["layout"]["yaxis"]["title"]["text"] == "Toy worst"
    assert figure["data"][0]["y"][-1] == pytest.approx(held_out.max(), rel=1e-3)

    headers, rows = runs_table(Comparison((Named("Toy", spec),)), {"Toy": evaluation.yardsticks})
    assert rows[0][headers.index("Toy worst, training")] == f"{train.max():.4g}"


def test_a_toy_yardstick_judges_a_sweep(toy_yardstick: str) -> None:
    sweep = Sweep.from_query("dataset=linear&loss=huber&model=linear&epochs=2&sweep=loss.delta:1:3:3:linear")
    run = SweepRun(sweep)
    with ThreadPoolExecutor(1) as executor:
        run.start(executor)
        run.wait(60)
    assert run.measures[-1] == toy_yardstick
    values = cell_values(run, toy_yardstick)
    assert best_cell(run, toy_yardstick) == np.argmin(values)
    assert sweep_end_figure(run, toy_yardstick, SweepView("sweep"))["layout"]["yaxis"]["title"]["text"] == "Toy worst"
