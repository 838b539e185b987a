"""Confusion matrices: which class is which side, which examples are counted, in which colour."""

from __future__ import annotations

import numpy as np

from lossviz.figures.base import PALETTE, Line
from lossviz.figures.confusion import confusion_figure, matrices_figure
from lossviz.runs.history import History
from lossviz.specs.run import RunSpec
from tests.evaluations import looked_at

LINE = Line("mine", 1, History(("loss",)), RunSpec.from_query("epochs=4"), 4)


def test_true_classes_are_rows_and_training_and_validation_are_counted_apart() -> None:
    figure = confusion_figure(looked_at(), LINE)
    training, validation = figure["data"]
    # Trained on: of the two virginicas one is taken for a versicolor. Held out: the versicolor is taken for a setosa.
    assert training["text"] == [[1, 0, 0], [0, 1, 0], [0, 1, 1]]
    assert validation["text"] == [[1, 0, 0], [1, 0, 0], [0, 0, 0]]
    assert [figure["layout"][f"xaxis{n}"]["title"]["text"] for n in ("", "2")] == ["training", "validation"]
    assert "training examples" in training["hovertemplate"]
    assert "validation examples" in validation["hovertemplate"]
    for trace in (training, validation):
        assert trace["x"] == trace["y"] == ["setosa", "versicolor", "virginica"]
        assert trace["hovertemplate"].endswith("of %{y} are taken for %{x}<extra></extra>")


def test_the_first_true_class_is_on_top_and_training_to_the_left() -> None:
    layout = confusion_figure(looked_at(), LINE)["layout"]
    assert layout["yaxis"]["title"]["text"] == "true"
    assert (layout["yaxis"]["showticklabels"], layout["yaxis2"]["showticklabels"]) == (True, False)
    assert (layout["yaxis"]["autorange"], layout["yaxis2"]["autorange"]) == ("reversed", "reversed")
    (left, middle), (right, end) = layout["xaxis"]["domain"], layout["xaxis2"]["domain"]
    assert 0 == left < middle < 0.5 == right < end <= 1


def test_shades_are_shares_of_the_true_class_in_the_colour_of_the_run() -> None:
    (trace,) = matrices_figure({"training": np.array([[3, 1], [0, 2]])}, ("a", "b"), PALETTE[2])["data"]
    assert trace["z"] == [[0.75, 0.25], [0, 1]]
    assert (trace["zmin"], trace["zmax"]) == (0, 1)
    assert trace["colorscale"] == [[0, "background"], [1, PALETTE[2]]]
    assert confusion_figure(looked_at(), LINE)["data"][0]["colorscale"][1] == [1, PALETTE[1]]


def test_a_class_without_examples_has_no_share() -> None:
    (trace,) = matrices_figure({"training": np.array([[0, 0], [1, 3]])}, ("a", "b"), "blue")["data"]
    assert trace["z"] == [[0, 0], [0.25, 0.75]]


def test_without_held_out_examples_one_matrix_fills_the_chart() -> None:
    figure = confusion_figure(looked_at(n_train=6), LINE)
    (whole,) = figure["data"]
    assert whole["text"] == [[2, 0, 0], [1, 1, 0], [0, 1, 1]]
    assert figure["layout"]["xaxis"]["domain"] == [0, 0.96]
