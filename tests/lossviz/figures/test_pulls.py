"""Examples on a loss, the pull of each, the arrow of all together, and their words."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.analysis.curves import curve_at, loss_curve
from lossviz.analysis.pulls import Pulls
from lossviz.figures.pulls import pulls_figure, pulls_words
from lossviz.specs.choice import Choice
from tests.evaluations import drawn, marks


def pulls_at(name: str, *places: float) -> Pulls:
    """Return examples at some errors."""
    choice = Choice("loss", name)
    return Pulls(loss_curve(choice, "regression", -5, 5), curve_at(choice, "regression", np.array(places)))


def test_examples_pull_by_their_slopes():
    seen = pulls_at("mean_squared_error", -4.0, 0.0, 1.0, 2.0)
    words = pulls_words(seen, ("down", "up"))
    assert words.startswith("1 of 4 training examples do half of all the pulling; 43% of it goes down and 57%")
    assert words.endswith("The mean of all slopes is -0.5.")
    arrow, text = pulls_figure(seen, "blue")["layout"]["annotations"]
    assert arrow["x"] > arrow["ax"]  # predictions are pulled upwards
    assert text["text"] == "net pull 0.5"


def test_pulls_of_zero_slopes_says_so():
    seen = pulls_at("truncated_squared", -9.0, 9.0)
    assert pulls_words(seen, ("down", "up")) == "No example pulls: every slope is zero."
    assert pulls_figure(seen, "blue")["layout"]["annotations"][1]["text"] == "net pull 0"


def test_examples_lie_on_the_loss_and_pull_against_its_slope_as_part_of_the_mean():
    figure = pulls_figure(pulls_at("mean_squared_error", -4.0, 1.0, 3.0), "orange")
    cost, examples, stems = drawn(figure)
    assert np.interp(2.0, cost["x"], cost["y"]) == pytest.approx(4, abs=1e-2)
    assert (examples["x"], examples["y"]) == ([-4, 1, 3], [16, 1, 9])
    assert stems["x"] == [-4, -4, None, 1, 1, None, 3, 3, None]
    assert stems["y"] == [0, 2.667, None, 0, -0.6667, None, 0, -2, None]
    assert [trace.get("yaxis", "y") for trace in drawn(figure)] == ["y", "y", "y2"]
    colours = [cost["line"]["color"], examples["marker"]["color"], stems["line"]["color"]]
    assert colours == ["orange"] * 3
    assert examples["marker"]["opacity"] < 1
    layout = figure["layout"]
    assert [layout[axis]["title"]["text"] for axis in ("yaxis", "yaxis2")] == ["cost", "pull"]
    assert layout["yaxis"]["domain"][0] > layout["yaxis2"]["domain"][1]
    assert layout["xaxis"]["range"] == [-5, 5]


@pytest.mark.parametrize(("places", "net"), [((-4.0, 1.0), 3), ((4.0, -1.0), -3)])
def test_the_arrow_begins_in_the_middle_and_goes_where_predictions_are_pulled(places, net):
    arrow, words = pulls_figure(pulls_at("mean_squared_error", *places), "green")["layout"]["annotations"]
    assert arrow["ax"] == 0
    # The steepest slope is 8, and the axis 10 wide.
    assert arrow["x"] == pytest.approx(0.4 * 10 * net / 8)
    assert (words["text"], words["x"]) == (f"net pull {net}", 0)
    assert words["xanchor"] == ("right" if net > 0 else "left"), "the words are where the arrow is not"
    assert arrow["arrowcolor"] == "green"


def test_far_examples_and_steep_curves_are_marked_and_do_not_set_the_axes():
    figure = pulls_figure(pulls_at("linex", *np.linspace(-1, 1, 40), 5.0), "blue")
    examples = figure["data"][1]
    (_, high), (_, hard) = (figure["layout"][axis]["range"] for axis in ("yaxis", "yaxis2"))
    assert 1.4 < high < 60
    assert hard < 1
    assert 0.9 * high < examples["y"][-1] < high
    assert examples["text"][-1] == "284.8"  # 2 (e⁵ − 5 − 1)
    cost, pull = marks(figure)
    assert cost["text"] == ["cost goes up to 285 at 5.0"]
    assert (pull["marker"]["symbol"], pull["yaxis"], pull["x"]) == (["triangle-down"], "y2", [5])
