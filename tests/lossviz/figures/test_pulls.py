"""The arrow of all pulls together, and their words."""

from __future__ import annotations

import numpy as np

from lossviz.analysis.curves import curve_at, loss_curve
from lossviz.analysis.pulls import Pulls
from lossviz.figures.pulls import pulls_figure, pulls_words
from lossviz.specs.choice import Choice


def pulls_at(name: str, *places: float) -> Pulls:
    """Return examples at some errors."""
    choice = Choice("loss", name)
    return Pulls(loss_curve(choice, "regression", -5, 5), curve_at(choice, "regression", np.array(places)))


def test_examples_pull_by_their_slopes():
    drawn = pulls_at("mean_squared_error", -4.0, 0.0, 1.0, 2.0)
    words = pulls_words(drawn, ("down", "up"))
    assert words.startswith("1 of 4 training examples do half of all the pulling; 43% of it goes down and 57%")
    assert words.endswith("The mean of all slopes is -0.5.")
    arrow, text = pulls_figure(drawn, "blue")["layout"]["annotations"]
    assert arrow["x"] > arrow["ax"]  # predictions are pulled upwards
    assert text["text"] == "net pull 0.5"


def test_pulls_of_zero_slopes_says_so():
    drawn = pulls_at("truncated_squared", -9.0, 9.0)
    assert pulls_words(drawn, ("down", "up")) == "No example pulls: every slope is zero."
    assert pulls_figure(drawn, "blue")["layout"]["annotations"][1]["text"] == "net pull 0"
