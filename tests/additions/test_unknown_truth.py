"""Numbers of which nobody knows what made them: a toy dataset that is drawn and told like all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import lossviz.engine.engine as shared
from lossviz.analysis.evaluation import evaluate
from lossviz.analysis.snapshots import take_snapshots
from lossviz.datasets import DATASETS, Data, Outline, Split
from lossviz.datasets.code import numbers_code
from lossviz.declare import Annotated, Param
from lossviz.engine import Engine
from lossviz.export.script import run_script
from lossviz.figures.base import Line
from lossviz.figures.model import fit_figure
from lossviz.figures.snapshots import snapshot_charts
from lossviz.runs.diagnosis import why
from lossviz.runs.note import loss_note
from lossviz.runs.run import Run
from lossviz.runs.sentence import sentence
from lossviz.runs.spans import SeenRun, plain
from lossviz.specs.choice import Choice, fitting_losses
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance, initial_weights
from pages.ui.channel.screen import Screen
from pages.ui.train.charts import TrainScene
from tests.additions.test_dataset import INDEX
from tests.exported import alone, assert_same
from tests.inline import Inline


def code(values: Mapping[str, Any], split: Split) -> Iterator[str]:
    yield "random = np.random.default_rng(0)"
    yield f"x = random.standard_normal((30, {values['features']}))"
    yield "y = np.sin(x).sum(axis=1)"
    yield from numbers_code(split, "y[:, None]")


@pytest.fixture
def waves(grown) -> str:
    """The name of a dataset that is declared here and nowhere else, and tells no true weights."""

    @grown(DATASETS).declare(
        "Waves", outline=lambda values: Outline(n_examples=30, n_features=values["features"]), code=code
    )
    def waves(*, features: Annotated[int, Param(low=1, high=3, soft=(1, 3), help="How many features there are.")] = 1):
        """A sine of every feature, added up."""
        x = np.random.default_rng(0).standard_normal((30, features))
        names = tuple(f"x{number + 1}" for number in range(features))
        return Data(x.astype(np.float32), np.sin(x).sum(axis=1, keepdims=True).astype(np.float32), names)

    return waves.__name__


def run_of(dataset: str, features: int, *pairs: str) -> RunSpec:
    """Return a short run."""
    given = [f"dataset={dataset}", f"dataset.features={features}", "epochs=20", "loss=mean_squared_error", *pairs]
    return RunSpec.from_query("&".join(given))


def traces(figure: Mapping[str, Any]) -> list[str]:
    return [trace.get("name", "") for trace in figure["data"]]


@pytest.mark.parametrize("model", ["linear", "mlp"])
@pytest.mark.parametrize("features", [1, 2, 3])
def test_what_is_not_known_is_neither_drawn_nor_told(waves: str, features: int, model: str) -> None:
    spec = run_of(waves, features, f"model={model}", "optimizer.learning_rate=0.02")
    run = Run(spec)
    (state,), (chunk,) = advance([spec], [None], spec.epochs + 1)
    run.extend(state, chunk, 0.1)
    seen = evaluate(spec, spec.epochs, state.weights)
    assert (seen.fit is None) == (features == 3)
    line = Line("Run 1", 0, run.history, spec, spec.epochs)
    assert not any("true" in name for name in traces(fit_figure(seen, line)))
    for chart in snapshot_charts(line, take_snapshots(spec, chunk.kept)):
        assert not any("true" in name for name in traces(chart.figure))
    assert len(seen.weights) == (features + 1) * (model == "linear")
    assert all(np.isnan(true) for true, _, _ in seen.weights.values())
    assert all(np.isfinite([closed, trained]).all() for _, closed, trained in seen.weights.values())
    one = SeenRun(spec, run.history, run.outcome, seen)
    other = SeenRun(spec.with_value("seed", 1), run.history, run.outcome, seen)
    for told in (plain(sentence([one])), plain(sentence([one, other], (), "seed")), plain(loss_note(spec, seen))):
        assert told.endswith(".")
        assert "true" not in told
        assert "nan" not in told


def test_every_loss_for_numbers_has_its_words_without_the_truth(waves: str) -> None:
    losses = fitting_losses(Choice("dataset", waves))
    assert set(losses) >= {"mean_squared_error", "quantile", "linex"}
    for loss in losses:
        spec = run_of(waves, 1).with_value("loss", loss)
        run = Run(spec)
        run.history.append(np.ones((4, len(run.history.columns)), np.float32))
        seen = evaluate(spec, 3, initial_weights(spec.layers, 1, 0))
        told = " ".join([plain(sentence([SeenRun(spec, run.history, "running", seen)])), *why(run, seen)])
        assert "true" not in told
        assert "nan" not in told


@pytest.mark.parametrize("features", [1, 2, 3])
def test_the_page_shows_it(waves: str, features: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "_shared", [Engine(Inline())])  # workers know what is declared in files only
    st.cache_resource.clear()
    scene = TrainScene(shared.shared_engine())
    spec = run_of(waves, features, "model=linear")
    scene.open(spec.to_query())
    screen = Screen()
    scene.draw(screen)
    assert {"cost", "slope", "loss", "metric", "fit"} <= screen.news().keys()
    assert scene.panel()["reason"]
    page = AppTest.from_file(INDEX, default_timeout=60)
    for name, value in (pair.split("=") for pair in spec.to_query().split("&")):
        page.query_params[name] = value
    page.run()
    assert not page.exception, page.exception[0].message
    assert ["least squares", "trained"] in [list(table.value.columns) for table in page.table]
    st.cache_resource.clear()


@pytest.mark.alone
def test_it_is_exported_and_trains_to_the_same_history(waves: str, tmp_path) -> None:
    spec = run_of(waves, 1)
    (tmp_path / "script.py").write_text(run_script(spec), encoding="utf-8")
    assert alone("script.py", cwd=tmp_path).wait() == 0
    assert_same(spec, tmp_path / "history.csv")
