"""A run epoch by epoch: what is at which epoch, which way round, which examples and in which colour."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lossviz.analysis.curves import Curve
from lossviz.analysis.snapshots import Snapshot, Snapshots
from lossviz.figures.base import PALETTE, Line
from lossviz.figures.snapshots import (
    CLASS_SYMBOLS,
    GROUP,
    epoch_slider,
    snapshot_charts,
    snapshots_confusion_figure,
    snapshots_model_figure,
    snapshots_shape_figure,
)
from lossviz.runs.history import History
from lossviz.specs.run import RunSpec
from tests.evaluations import curve, drawn, marks

COUNTS = np.array([[[2, 1], [0, 3]], [[4, 0], [5, 6]]])
"""Of those trained on, and of those held out."""


def snapshot(epoch: int, **parts: Any) -> Snapshot:
    whole = Snapshot(
        epoch=epoch,
        position=np.array([0.1, 0.2, 0.3]) + epoch,
        cost=np.array([4.0, 5.0, 6.0]) + epoch,
        counts=COUNTS + epoch,
        surface=np.array([[0, 1, 0], [1, 1, epoch % 2]]),
        y_pred=np.empty(0),
    )
    return replace(whole, **parts)


def snapshots(*shown: Snapshot, **parts: Any) -> Snapshots:
    """Return two classes over the last two of three features: two values along the one, three along the other."""
    whole = Snapshots(
        epochs=np.array([0, 2, 5]),
        yardsticks={},
        shown=shown or (snapshot(0), snapshot(5)),
        curve=curve(3),
        axes={1: np.array([10.0, 20.0]), 2: np.array([100.0, 200.0, 300.0])},
        true=np.empty(0),
        x=np.array([[1.0, 10, 100], [2, 20, 200], [3, 15, 300]]),
        truth=np.array([1, 0, 1]),
        feature_names=("depth", "width", "height"),
        class_names=("no", "yes"),
    )
    return replace(whole, **parts)


def numbers(**parts: Any) -> Snapshots:
    """Return a regression."""
    shown = [
        snapshot(e, counts=np.empty(0), surface=np.array([1.0, 2]) + e, y_pred=np.array([7.0, 8, 9]) + e)
        for e in (0, 5)
    ]
    more = {"class_names": (), "truth": np.array([1.5, 2.5, 3.5]), "axes": {0: np.array([1.0, 3.0])}}
    return snapshots(*shown, **more | parts)


def test_examples_lie_on_the_loss_where_they_are_at_each_epoch() -> None:
    figure = snapshots_shape_figure(snapshots(), PALETTE[1])
    lying, cost = drawn(figure)
    assert figure["layout"]["slider"]["pictures"] == [
        [{"x": [0.1, 0.2, 0.3], "y": [4, 5, 6], "text": ["4", "5", "6"]}],
        [{"x": [5.1, 5.2, 5.3], "y": [9, 10, 11], "text": ["9", "10", "11"]}],
    ]
    assert (lying["x"], lying["y"]) == ([5.1, 5.2, 5.3], [9, 10, 11]), "the last epoch is seen first"
    assert cost["y"] == pytest.approx(curve(3).cost, rel=1e-3)
    assert {lying["marker"]["color"], cost["line"]["color"]} == {PALETTE[1]}
    titles = [figure["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis")]
    assert titles == ["probability of the true class", "cost"]


def test_the_axis_of_costs_is_for_most_examples_of_every_epoch_and_the_same_for_all() -> None:
    at = np.linspace(0, 1, 201)
    steep = Curve("probability", at, 1e-3 / (at + 1e-6), at, np.empty(0), 0.0)
    far = snapshot(0, cost=np.append(np.linspace(0.5, 1, 40), 500.0), position=np.full(41, 0.5))
    figure = snapshots_shape_figure(snapshots(far, snapshot(5, cost=np.array([0.1, 0.2, 0.3]))), "blue")
    low, high = figure["layout"]["yaxis"]["range"]
    assert low <= 0
    assert 1 < high < 5
    first = figure["layout"]["slider"]["pictures"][0][0]
    assert 0.9 * high < first["y"][-1] < high
    assert first["text"][-1] == "500"
    begins = snapshot(0, cost=np.array([1e9, 2e9, 3e9]))
    many = snapshots(begins, *(snapshot(epoch, cost=np.array([0.1, 0.2, 0.3])) for epoch in (2, 5)))
    assert snapshots_shape_figure(many, "blue")["layout"]["yaxis"]["range"][1] < 5, "one epoch is not all of them"
    (mark,) = marks(snapshots_shape_figure(replace(snapshots(far), curve=steep), "blue"))
    assert mark["text"] == ["cost goes up to 1000 at 0"]


def test_the_slider_counts_epochs_and_moves_all_charts() -> None:
    slider = snapshots_shape_figure(snapshots(), "blue")["layout"]["slider"]
    assert (slider["values"], slider["numbers"], slider["at"]) == (["0", "5"], [0, 5], 1)
    assert (slider["group"], slider["hidden"]) == (GROUP, True)
    assert not epoch_slider([0, 5], label="Epoch").hidden


def test_decision_regions_have_their_second_feature_upwards() -> None:
    figure = snapshots_model_figure(snapshots(), PALETTE[0])
    regions, no, yes, *labels = figure["data"]
    assert (regions["x"], regions["y"]) == ([10, 20], [100, 200, 300])
    pictures = figure["layout"]["slider"]["pictures"]
    # At width 20 and height 100 the class is 1, whatever the epoch; at 20 and 300 it changes.
    assert [picture[0]["z"] for picture in pictures] == [[[0, 1], [1, 1], [0, 0]], [[0, 1], [1, 1], [0, 1]]]
    assert regions["z"] == pictures[-1][0]["z"]
    assert (regions["zmin"], regions["zmax"]) == (0, 1)
    assert regions["colorscale"] == [[0, PALETTE[0]], [0.5, PALETTE[0]], [0.5, PALETTE[1]], [1, PALETTE[1]]]
    assert regions["opacity"] < 0.5
    assert (no["name"], no["x"], no["y"]) == ("no", [20], [200])
    assert (yes["name"], yes["x"], yes["y"]) == ("yes", [10, 15], [100, 300])
    for number, trace in enumerate((no, yes)):
        assert (trace["marker"]["color"], trace["marker"]["symbol"]) == (PALETTE[number], list(CLASS_SYMBOLS)[number])
    assert [trace["meta"]["label"] for trace in labels] == ["● no", "■ yes"]
    assert [trace["line"]["color"] for trace in labels] == [PALETTE[0], PALETTE[1]]
    assert all(trace["x"] == [figure["layout"]["xaxis"]["range"][1]] for trace in labels)
    titles = [figure["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis")]
    assert titles == ["width", "height"]


def test_classes_along_the_only_feature_are_steps_with_the_examples_at_their_own_class() -> None:
    shown = [snapshot(e, surface=np.array([e % 2, 1])) for e in (0, 5)]
    seen = snapshots(*shown, axes={0: np.array([1.0, 3.0])})
    figure = snapshots_model_figure(seen, PALETTE[2])
    taken, no, yes = figure["data"]
    assert figure["layout"]["slider"]["pictures"] == [[{"y": [0, 1]}], [{"y": [1, 1]}]]
    assert (taken["x"], taken["y"], taken["line"]["shape"]) == ([1, 3], [1, 1], "hvh")
    assert taken["line"]["color"] == PALETTE[2]
    assert (no["x"], no["y"], yes["x"], yes["y"]) == ([2], [0], [1, 3], [1, 1])
    assert figure["layout"]["yaxis"]["ticktext"] == ["no", "yes"]
    assert figure["layout"]["yaxis"]["tickvals"] == [0, 1]
    assert figure["layout"]["xaxis"]["title"]["text"] == "depth"


def test_a_fitted_line_moves_and_the_true_one_stays() -> None:
    figure = snapshots_model_figure(numbers(true=np.array([4.0, 6.0])), PALETTE[2])
    fitted, true, examples = figure["data"]
    assert figure["layout"]["slider"]["pictures"] == [[[1, 2]], [[6, 7]]]  # of the first trace, its heights
    assert (fitted["x"], fitted["y"], fitted["line"]["color"]) == ([1, 3], [6, 7], PALETTE[2])
    assert (true["y"], true["line"]["dash"], true["line"]["color"]) == ([4, 6], "dash", "text")
    assert (examples["x"], examples["y"]) == ([1, 2, 3], [1.5, 2.5, 3.5])
    assert len(snapshots_model_figure(numbers(), "blue")["data"]) == 2


@pytest.mark.parametrize("axes", [{}, {0: np.array([1.0, 3.0]), 1: np.array([10.0, 20.0])}])
def test_predictions_of_several_features_stand_over_their_targets(axes: dict[int, np.ndarray]) -> None:
    figure = snapshots_model_figure(numbers(axes=axes), PALETTE[1])
    examples, exact = figure["data"]
    pictures = figure["layout"]["slider"]["pictures"]
    assert pictures[0] == [{"x": [1.5, 2.5, 3.5], "y": [7, 8, 9]}]
    assert (examples["x"], examples["y"]) == ([1.5, 2.5, 3.5], [12, 13, 14])
    assert exact["x"] == exact["y"] == [1.5, 3.5]
    titles = [figure["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis")]
    assert titles == ["target", "prediction"]


def test_confusions_are_of_training_and_validation_by_true_class() -> None:
    figure = snapshots_confusion_figure(snapshots(snapshot(0), snapshot(2)), PALETTE[1])
    training, validation = figure["data"]
    assert training["text"] == [[4, 3], [2, 5]]
    assert validation["text"] == [[6, 2], [7, 8]]
    first = figure["layout"]["slider"]["pictures"][0]
    assert [part["text"] for part in first] == [[[2, 1], [0, 3]], [[4, 0], [5, 6]]]
    assert first[1]["z"] == [[1, 0], [0.4545, 0.5455]]
    assert [figure["layout"][axis]["title"]["text"] for axis in ("xaxis", "xaxis2")] == ["training", "validation"]
    alone = snapshot(0, counts=np.stack([COUNTS[0], np.zeros((2, 2), int)]))
    assert len(snapshots_confusion_figure(snapshots(alone), "blue")["data"]) == 1


def test_charts_of_a_run_have_its_colour_and_say_whose_they_are() -> None:
    line = Line("λ 2", 2, History(("loss",)), RunSpec.from_query("epochs=5&loss=categorical_focal"), 5)
    shape, model, confusion = snapshot_charts(line, snapshots())
    assert shape.figure["data"][0]["marker"]["color"] == PALETTE[2]
    assert confusion.figure["data"][0]["colorscale"][1] == [1, PALETTE[2]]
    assert (model.figure["data"][0]["type"], model.title.partition(" | ")[0]) == ("heatmap", "Decision regions")
    assert confusion.title == "Confusion | true class by row"
    assert all("λ 2" in chart.alt for chart in (shape, model, confusion))
    assert all(chart.title.startswith("λ 2 | ") for chart in snapshot_charts(line, snapshots(), named=True))
    assert [chart.title.partition(" | ")[0] for chart in snapshot_charts(line, numbers())][1:] == ["Fit"]
