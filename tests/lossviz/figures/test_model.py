"""The numbers in charts of what a model does, as JSON that browsers can read."""

from __future__ import annotations

import json

import numpy as np
import pytest

from lossviz.analysis.evaluation import evaluate
from lossviz.figures.base import Line
from lossviz.figures.confusion import confusion_figure
from lossviz.figures.model import fit_figure, shape_figure
from lossviz.runs.history import History
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance, columns
from tests.lines import line_of


def test_what_is_not_finite_is_a_gap_and_not_infinity_which_browsers_cannot_read() -> None:
    query = "dataset=linear&loss=mean_squared_error&model=linear&optimizer=sgd&optimizer.learning_rate=1&batch_size=4"
    spec = RunSpec.from_query(f"{query}&validation_share=0")
    weights = np.full(3, 6e18, np.float32)
    evaluation = evaluate(spec, 3, weights)
    assert not np.isfinite(evaluation.cost).all()
    line = Line("Run 1", 0, History(columns(spec)), spec, -1)
    for figure in (shape_figure(evaluation, line), fit_figure(evaluation, line)):
        json.dumps(figure, allow_nan=False)


@pytest.mark.parametrize(
    "query",
    ["epochs=3", "epochs=3&validation_share=0"]
    + [f"epochs=3&dataset=linear&dataset.weights={weights}" for weights in ("1", "1,2", "1,2,3")],
)
def test_every_figure_is_plain_data_for_every_kind_of_run(query: str) -> None:
    spec = RunSpec.from_query(query)
    (state,), _ = advance([spec], [None], 4)
    evaluation, line = evaluate(spec, 3, state.weights), line_of(spec)
    model = fit_figure if spec.task == "regression" else confusion_figure
    for figure in (shape_figure(evaluation, line), model(evaluation, line)):
        assert json.loads(json.dumps(figure, allow_nan=False))["data"]
