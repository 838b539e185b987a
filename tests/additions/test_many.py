"""As many classes and features as there may be, and as few: toy datasets that are drawn and told on every page."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import lossviz.engine.engine as shared
from lossviz.analysis.evaluation import evaluate
from lossviz.analysis.importance import importances, two_that_matter
from lossviz.analysis.snapshots import take_snapshots
from lossviz.datasets import DATASETS, Data, Outline
from lossviz.datasets.code import classes_code, numbers_code
from lossviz.declare import Registry
from lossviz.engine import Engine
from lossviz.figures.base import Line
from lossviz.figures.confusion import confusion_figure
from lossviz.figures.snapshots import snapshot_charts
from lossviz.figures.train import standing_places
from lossviz.runs.diagnosis import why
from lossviz.runs.note import loss_note
from lossviz.runs.run import Run
from lossviz.runs.sentence import sentence
from lossviz.runs.spans import SeenRun, plain
from lossviz.specs.choice import Choice, fitting_losses
from lossviz.specs.fitting import with_component
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance, initial_weights
from pages.ui.channel.screen import Screen
from pages.ui.train.charts import TrainScene
from tests.inline import Inline

PAGES = Path(__file__).parents[2] / "pages"

HOSTILE = "a name of <b>many</b> & $odd$ %{x} *letters*"

TOYS = {"ten_classes": (10, 20), "two_classes": (2, 1), "many_numbers": (0, 20), "one_number": (0, 1)}
"""Classes and features of each."""


def declare(registry: Registry, name: str, n_classes: int, n_features: int) -> None:
    """Declare a dataset; its last two features tell its classes, or its numbers."""
    random = np.random.default_rng(0)
    names = (HOSTILE, *(f"feature {number}" for number in range(1, n_features)))
    n = max(80, 12 * n_classes)
    y = np.arange(n, dtype=np.int32) % n_classes if n_classes else random.normal(50, 10, n)
    x = random.standard_normal((n, n_features))
    x[:, -1] += (y % 4 if n_classes else y / 10) * 2
    x[:, -2:-1] += (y // 4 if n_classes else 0)[:, None] * 3 if n_classes else 0
    classes = (HOSTILE, *(f"class {number}" for number in range(1, n_classes))) if n_classes else ()

    def made():
        """A toy."""
        targets = y.astype(np.int32) if n_classes else y[:, None].astype(np.float32)
        mistakes = {"mistaken": (targets + 1) % n_classes, "mistakes": np.arange(n)} if n_classes else {}
        return Data(x.astype(np.float32), targets, names, **mistakes)

    made.__name__ = name
    registry.declare(
        name.replace("_", " "),
        outline=lambda values: Outline(n_examples=n, n_features=n_features, class_names=classes),
        code=lambda values, split: classes_code(split, n_classes) if n_classes else numbers_code(split, "y[:, None]"),
        start={"model": "softmax" if n_classes else "linear", "optimizer": "adam", "optimizer.learning_rate": 0.1},
    )(made)


@pytest.fixture(autouse=True)
def toys(grown, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = grown(DATASETS)
    for name, sizes in TOYS.items():
        declare(registry, name, *sizes)


def run_on(name: str, loss: str = "") -> RunSpec:
    """Return a short run on a toy, as somebody sees it who has chosen it."""
    other = "linear" if TOYS[name][0] else "iris"
    spec, _ = with_component(RunSpec.from_query(f"dataset={other}&loss=mean_squared_error"), Choice("dataset", name))
    return (with_component(spec, Choice("loss", loss))[0] if loss else spec).with_value("epochs", 40)


every_toy = pytest.mark.parametrize("name", TOYS)


@every_toy
def test_every_loss_that_fits_is_told_and_drawn(name: str) -> None:
    for loss in fitting_losses(Choice("dataset", name)):
        spec = run_on(name, loss)
        run = Run(spec)
        run.history.append(np.ones((4, len(run.history.columns)), np.float32))
        weights = initial_weights(spec.layers, spec.n_features, 0)
        seen = evaluate(spec, 3, weights)
        told = [plain(sentence([SeenRun(spec, run.history, "running", seen)])), plain(loss_note(spec, seen))]
        for each in [*told, *why(run, seen)]:
            assert each.endswith((".", ":")), (loss, each)
            assert "nan" not in each
        line = Line("Run 1", 0, run.history, spec, 3)
        charts = snapshot_charts(line, take_snapshots(spec, {0: weights, 3: weights}))
        assert len(charts) == (3 if spec.outline.n_classes else 2)


@pytest.mark.parametrize("name", [name for name, (n_classes, _) in TOYS.items() if n_classes])
def test_every_class_has_a_look_of_its_own(name: str) -> None:
    spec = run_on(name)
    (state,), (chunk,) = advance([spec], [None], spec.epochs + 1)
    line = Line("Run 1", 0, Run(spec).history, spec, spec.epochs)
    model = snapshot_charts(line, take_snapshots(spec, chunk.kept))[1]
    examples = [trace for trace in model.figure["data"] if trace.get("mode") == "markers"]
    looks = {(trace["marker"]["color"], trace["marker"]["symbol"]) for trace in examples}
    assert len(looks) == len(examples) == spec.outline.n_classes
    assert not any("<b>" in trace["name"] for trace in examples)
    if spec.n_features > 2:
        labels = [trace["meta"]["label"] for trace in model.figure["data"] if "meta" in trace]
        assert len(set(labels)) == spec.outline.n_classes
        assert "the two features that matter most, others at their mean" in model.title
        assert "feature 18 and feature 19" in model.alt
    seen = evaluate(spec, spec.epochs, state.weights)
    for trace in confusion_figure(seen, line)["data"]:
        assert len(set(trace["x"])) == spec.outline.n_classes
        assert not any("<b>" in text for text in trace["x"])
    assert len(set(standing_places(seen))) == len(seen.truth)


def test_the_features_that_tell_classes_matter_most() -> None:
    spec = run_on("ten_classes")
    (state,), _ = advance([spec], [None], spec.epochs + 1)
    x = DATASETS["ten_classes"]().x
    found = importances(spec, state.weights, x)
    assert found.shape == (20,)
    assert found[18:].min() > 1.5 * found[:18].max()
    assert two_that_matter(spec, state.weights, x) == (18, 19)
    assert two_that_matter(run_on("two_classes"), np.zeros(2, np.float32), np.zeros((4, 1), np.float32)) == (0,)


@pytest.mark.parametrize("page", ["index", "compare", "sweep", "losses"])
@every_toy
def test_every_page_shows_it(name: str, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "_shared", [Engine(Inline())])  # workers know what is declared in files only
    st.cache_resource.clear()
    spec = run_on(name)
    query = {
        "index": spec.to_query(),
        "compare": f"{spec.to_query()}&run=one&run=two~seed=1",
        "sweep": f"{spec.to_query()}&sweep=optimizer.learning_rate:0.01:0.1:3:log",
        "losses": "loss=categorical_crossentropy" if spec.outline.n_classes else "loss=huber",
    }[page]
    at = AppTest.from_file(str(PAGES / "index.py"), default_timeout=120)
    if page != "index":
        at.run()
        at.switch_page(str(PAGES / f"{page}.py"))
    at.query_params.clear()
    for key, values in parse_qs(query).items():
        at.query_params[key] = values
    at.run()
    at.run()
    assert not at.exception, at.exception[0].message
    assert not [warning.value for warning in at.warning]
    st.cache_resource.clear()


@every_toy
def test_the_screen_of_the_train_page_shows_it(name: str) -> None:
    scene = TrainScene(Engine(Inline()))
    scene.open(run_on(name).to_query())
    screen = Screen()
    scene.draw(screen)
    n_classes, _ = TOYS[name]
    assert {"cost", "slope", "loss", "metric", "outputs" if n_classes else "fit"} <= screen.news().keys()
    told = scene.panel()
    assert told["reason"]
    assert (told["confusion"] is None) == (not n_classes)


def test_weights_for_three_classes_are_refused_in_words() -> None:
    spec, notice = with_component(RunSpec.from_query("loss=weighted_crossentropy"), Choice("dataset", "ten_classes"))
    assert spec.loss.name != "weighted_crossentropy"
    assert notice.startswith("ten classes needs another loss")
