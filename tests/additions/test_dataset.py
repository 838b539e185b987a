"""A new dataset takes one declaration, from which all else follows: here a toy one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import lossviz.engine.engine as shared
from lossviz.analysis.evaluation import evaluate
from lossviz.analysis.pulls import pulls
from lossviz.analysis.snapshots import take_snapshots
from lossviz.datasets import DATASETS, Data, Outline, Split
from lossviz.datasets.code import classes_code
from lossviz.declare import Annotated, Param
from lossviz.engine import Engine
from lossviz.errors import SpecError
from lossviz.export.script import comparison_script
from lossviz.figures.base import Line
from lossviz.figures.confusion import confusion_figure
from lossviz.figures.model import shape_figure
from lossviz.figures.snapshots import snapshot_charts, snapshots_confusion_figure, snapshots_model_figure
from lossviz.losses import LOSSES
from lossviz.runs.history import History
from lossviz.runs.note import loss_note
from lossviz.runs.sentence import sentence
from lossviz.runs.spans import SeenRun, plain
from lossviz.specs.choice import Choice, fitting_datasets, fitting_losses, outline_of
from lossviz.specs.fitting import with_component
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance, columns, initial_weights
from lossviz.training.data import arrays
from pages.ui.train.charts import TrainScene
from tests.exported import alone, assert_same
from tests.inline import Inline

INDEX = str(Path(__file__).parents[2] / "pages" / "index.py")


NAMES = ("left", "middle", "right", "far")


def four_blobs_code(values: Mapping[str, Any], split: Split) -> Iterator[str]:
    yield "random = np.random.default_rng(0)"
    yield "y = np.repeat(np.arange(4), 10)"
    drawn = f"random.standard_normal((40, {values['features']}))"
    yield f"x = (y[:, None] + {values['spread']} * {drawn}).astype(np.float32)"
    yield from classes_code(split, 4)


@pytest.fixture
def four_blobs(grown) -> str:
    """The name of a dataset that is declared here and nowhere else."""

    @grown(DATASETS).declare(
        "Four blobs",
        outline=lambda values: Outline(n_examples=40, n_features=values["features"], class_names=NAMES),
        code=four_blobs_code,
    )
    def four_blobs(
        *,
        spread: Annotated[float, Param(low=0, high=10, soft=(0.1, 2), help="How far a class reaches.")] = 0.3,
        features: Annotated[int, Param(low=1, high=2, soft=(1, 2), help="How many features there are.")] = 2,
    ):
        """Four classes in a row."""
        random = np.random.default_rng(0)
        y = np.repeat(np.arange(4, dtype=np.int32), 10)
        x = (y[:, None] + spread * random.standard_normal((40, features))).astype(np.float32)
        return Data(x, y, feature_names=("width", "height")[:features])

    return four_blobs.__name__


def run_of(dataset: str, *pairs: str) -> RunSpec:
    """Return a short run of a loss for classes."""
    return RunSpec.from_query(
        "&".join(
            [f"dataset={dataset}", "loss=categorical_crossentropy", "optimizer.learning_rate=0.05", "epochs=20", *pairs]
        )
    )


def test_a_new_dataset_fits_the_losses_for_its_task(four_blobs):
    of_three = [name for name in fitting_losses(Choice("dataset", "iris")) if LOSSES[name].n_outputs == 3]
    assert of_three == ["weighted_crossentropy"]
    others = [name for name in fitting_losses(Choice("dataset", "iris")) if name not in of_three]
    assert fitting_losses(Choice("dataset", four_blobs)) == others
    assert fitting_datasets(LOSSES["categorical_crossentropy"]) == ["iris", "wine", four_blobs]
    with pytest.raises(SpecError, match=r"compares 3 classes, but Four blobs has 4.*fit: Iris or Wine\."):
        RunSpec.from_query(f"dataset={four_blobs}&loss=weighted_crossentropy")
    with pytest.raises(
        SpecError, match=r"Four blobs has 4 classes\. These data fit: Iris, two classes or Breast cancer\."
    ):
        RunSpec.from_query(f"dataset={four_blobs}&loss=binary_crossentropy")


def test_a_new_dataset_is_written_into_a_link(four_blobs):
    spec = run_of(four_blobs, "dataset.spread=0.7")
    assert spec.dataset.values == {"spread": 0.7, "features": 2}
    assert RunSpec.from_query(spec.to_query()) == spec
    assert (spec.task, spec.metric, spec.n_features, spec.n_train) == ("multiclass", "accuracy", 2, 32)
    assert "on Four blobs · 2 → 4 relu → 4 softmax" in spec.title


def test_a_new_dataset_is_trained_looked_at_and_drawn(four_blobs):
    spec = run_of(four_blobs)
    (state,), (chunk,) = advance([spec], [None], spec.epochs + 1)
    history = History(columns(spec))
    history.append(chunk.rows)
    assert history["loss"][-1] < 0.8 * history["loss"][0]

    line = Line("Run 1", 0, history, spec, spec.epochs)
    evaluation = evaluate(spec, spec.epochs, state.weights)
    assert evaluation.class_names == outline_of(spec.dataset).class_names == NAMES
    assert any(len(trace["x"]) == 32 for trace in shape_figure(evaluation, line)["data"])
    matrices = confusion_figure(evaluation, line)["data"]
    assert [trace["x"] for trace in matrices] == [list(NAMES)] * 2
    assert [int(np.sum(trace["text"])) for trace in matrices] == [32, 8]

    snapshots = take_snapshots(spec, chunk.kept)
    assert len(snapshots.shown) == 21
    regions, *examples = snapshots_model_figure(snapshots, line.colour)["data"]
    assert np.array(regions["z"]).ndim == 2
    assert [trace["name"] for trace in examples if trace["mode"] == "markers"] == list(NAMES)
    assert [trace["x"] for trace in snapshots_confusion_figure(snapshots, line.colour)["data"]] == [list(NAMES)] * 2


@pytest.mark.parametrize("features", [1, 2])
def test_every_loss_is_drawn_for_as_many_classes_as_there_are(four_blobs, features):
    for loss in fitting_losses(Choice("dataset", four_blobs)):
        spec = run_of(four_blobs, f"dataset.features={features}").with_value("loss", loss)
        weights = initial_weights(spec.layers, spec.n_features, 0)
        seen = evaluate(spec, 3, weights)
        assert seen.confusion(held_out=False).shape == (4, 4)
        if seen.curve.axis == "probability":
            # As the axis says, the other three share the rest.
            rest = (1 - seen.curve.position[:, None]) / 3
            y_pred = np.concatenate([seen.curve.position[:, None], rest, rest, rest], axis=1)
            truth = np.zeros(len(y_pred), np.int32)
            y_true = truth if LOSSES[loss].labels == "integers" else np.eye(4, dtype=np.float32)[truth]
            costs = LOSSES[loss](y_true, y_pred.astype(np.float32), **spec.loss.values)
            np.testing.assert_allclose(seen.curve.cost, costs, 1e-4, 1e-5, err_msg=loss)
        history = History(columns(spec))
        history.append(np.ones((4, len(history.columns)), np.float32))
        assert plain(sentence([SeenRun(spec, history, "running", seen)])).endswith(".")
        assert plain(loss_note(spec, seen)).endswith(".")
        run = Line("Run 1", 0, history, spec, 3)
        assert confusion_figure(seen, run)["data"]
        made = take_snapshots(spec, {0: weights, 3: weights})
        assert len(snapshot_charts(run, made)) == 3
        drawn = pulls(spec.loss, spec, 3, weights)
        np.testing.assert_allclose(drawn.points.cost, seen.cost[:32], rtol=1e-4)


def test_a_class_weight_for_three_classes_is_not_taken_along_to_four(four_blobs):
    spec, notice = with_component(RunSpec.from_query("loss=weighted_crossentropy"), Choice("dataset", four_blobs))
    assert spec.loss.name in fitting_losses(spec.dataset)
    assert notice.startswith("Four blobs needs another loss")
    with pytest.raises(SpecError, match="compares 3 classes"):
        run_of(four_blobs).with_change(5, "loss", "weighted_crossentropy")


def test_classes_that_only_one_feature_tells_apart_are_drawn_along_it(four_blobs):
    spec = run_of(four_blobs, "dataset.features=1")
    _, (chunk,) = advance([spec], [None], spec.epochs + 1)
    figure = snapshots_model_figure(take_snapshots(spec, chunk.kept), "blue")
    taken, *examples = figure["data"]
    assert set(taken["y"]) <= {0, 1, 2, 3}
    assert taken["y"] == sorted(taken["y"]), "the classes lie in a row"
    assert [set(trace["y"]) for trace in examples] == [{0}, {1}, {2}, {3}]
    assert figure["layout"]["yaxis"]["ticktext"] == list(NAMES)


@pytest.mark.alone
def test_a_new_dataset_is_exported_and_trains_to_the_same_history(four_blobs, tmp_path):
    losses = ("categorical_crossentropy", "sparse_categorical_crossentropy")
    specs = [run_of(four_blobs, "dataset.spread=0.5").with_value("loss", loss) for loss in losses]
    assert [arrays(spec).y.shape for spec in specs] == [(32, 4), (32,)]
    (tmp_path / "script.py").write_text(comparison_script(list(zip(losses, specs))), encoding="utf-8")
    assert alone("script.py", cwd=tmp_path).wait() == 0
    for number, spec in enumerate(specs, 1):
        assert_same(spec, tmp_path / f"history_{number}.csv")


def test_a_new_dataset_is_listed_on_the_train_page_and_trained_there(four_blobs, monkeypatch):
    monkeypatch.setattr(shared, "_shared", [Engine(Inline())])  # workers know what is declared in files only
    st.cache_resource.clear()
    scene = TrainScene(shared.shared_engine())
    scene.open("epochs=5")
    data = scene.panel()["set_up"][0]
    assert data["options"][-1]["label"] == "Four blobs"
    scene.turn("dataset", four_blobs, held=False)
    scene.take_answer()
    assert (scene.run.spec.dataset.name, scene.run.outcome) == (four_blobs, "finished")
    told = scene.panel()
    assert "dataset.spread" in told["controls"]
    assert told["set_up"][0]["words"].startswith("Four blobs")
    page = AppTest.from_file(INDEX, default_timeout=60)
    for name, value in dict(parse_qsl(scene.to_query())).items():
        page.query_params[name] = value
    page.run()
    assert not page.exception, page.exception[0].message
    st.cache_resource.clear()
