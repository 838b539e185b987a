"""A new yardstick takes one declaration, from which all else follows: here a toy one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lossviz.analysis.evaluation import evaluate
from lossviz.analysis.snapshots import take_snapshots
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.engine import Engine
from lossviz.export.tables import runs_table
from lossviz.figures.base import Line
from lossviz.figures.comparison import yardstick_figure
from lossviz.figures.grid import best_cell, cell_values
from lossviz.figures.sweep import SweepView, sweep_end_figure
from lossviz.runs.history import History
from lossviz.runs.sweep_run import SweepRun
from lossviz.specs.comparison import Comparison, NamedSpec
from lossviz.specs.run import RunSpec
from lossviz.specs.sweep import Sweep
from lossviz.training.advance import advance, columns
from pages.ui.compare.charts import CompareScene
from pages.ui.compare.table import table_of
from pages.ui.compare.takeaway import report
from pages.ui.train.state import TrainState
from tests.inline import Inline


@pytest.fixture
def toy_yardstick(grown) -> str:
    """Return the name of a measure of predictions of numbers."""

    @grown(YARDSTICKS).declare("Toy worst", classes=False)
    def toy_worst(y_true, y_pred):
        """How far the worst prediction is off."""
        return np.abs(y_pred - y_true).max((-2, -1))

    return toy_worst.__name__


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

    headers, rows = runs_table(Comparison((NamedSpec("Toy", spec),)), {"Toy": evaluation.yardsticks})
    assert rows[0][headers.index("Toy worst, training")] == f"{train.max():.4g}"


def test_a_toy_yardstick_judges_a_sweep(toy_yardstick: str) -> None:
    sweep = Sweep.from_query("dataset=linear&loss=huber&model=linear&epochs=2&sweep=loss.delta:1:3:3:linear")
    run = SweepRun(sweep)
    with ThreadPoolExecutor(1) as executor:
        run.start(executor)
        run.wait(60)
    assert run.yardsticks[-1] == toy_yardstick
    values = cell_values(run, toy_yardstick)
    assert best_cell(run, toy_yardstick) == np.argmin(values)
    assert sweep_end_figure(run, toy_yardstick, SweepView("sweep"))["layout"]["yaxis"]["title"]["text"] == "Toy worst"


def test_a_toy_yardstick_is_offered_on_the_compare_page_and_in_its_report(toy_yardstick: str) -> None:
    compare = CompareScene(TrainState(Engine(Inline())))
    compare.visit("dataset=linear&loss=huber&model=linear&epochs=3&run=a&run=b~seed=1", arrived=True)
    compare.tick()
    assert compare.yardsticks[-1] == toy_yardstick
    compare.choose_yardstick(toy_yardstick)
    columns, _, _ = table_of(compare)
    assert "Last toy worst" in [column["label"] for column in columns]
    assert "Toy worst" in report(compare)
