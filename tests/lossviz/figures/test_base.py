"""What all figures share: numbers, colours and dashes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossviz.figures.base import DASHES, PALETTE, curve_trace, marker, plain_text, rounded, short_names
from lossviz.losses import LOSSES
from tests.lines import line_of


def test_runs_differ_in_colour_and_then_in_dash() -> None:
    strokes = {(line.colour, line.dash) for line in (line_of(number=i) for i in range(len(PALETTE) * len(DASHES)))}
    assert len(strokes) == len(PALETTE) * len(DASHES)


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["Mean squared error", "Mean absolute error", "Huber"], ["squared", "absolute", "Huber"]),
        (["Mean squared error", "Mean squared logarithmic error"], ["squared", "square…thmic"]),
        (["Categorical cross-entropy", "Weighted cross-entropy"], ["Categorical", "Weighted"]),
        (["Mean squared error", "Categorical cross-entropy"], ["Mean s…error", "Catego…tropy"]),
        (["λ 0.10", "λ 0.20", "a b", "c b"], ["λ 0.10", "λ 0.20", "a b", "c b"]),
        (["Mean squared error"], ["Mean s…error"]),
        ([], []),
    ],
)
def test_labels_of_one_chart_tell_in_which_words_names_differ(names: list[str], short: list[str]) -> None:
    assert short_names(names) == short


def test_no_two_losses_have_one_label() -> None:
    labels = [loss.label for loss in LOSSES.values()]
    for i, first in enumerate(labels):
        for second in labels[:i]:
            one, other = short_names([first, second])
            assert one != other
    assert len(set(short_names(labels))) == len(labels)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), max_size=20))
def test_numbers_are_sent_with_few_digits_and_rounded_as_python_does(values: list[float]) -> None:
    sent = rounded(np.array(values, np.float32))
    assert sent == pytest.approx([float(f"{value:.4g}") for value in values], rel=1e-14, abs=0)
    assert all(len(str(number)) <= 9 for number in sent if number == 0 or 1e-3 < abs(number) < 1e3)


def test_a_run_keeps_its_colour_and_dash_and_its_key() -> None:
    line = line_of(number=8)
    assert (line.key, line.colour, line.dash) == ("run8", PALETTE[8 % len(PALETTE)], DASHES[8 % len(DASHES)])


def test_a_line_holds_its_numbers_and_says_them() -> None:
    trace = curve_trace(np.array([1.0, 2.0]), np.array([3.0, np.inf]), {"color": "red"}, "cost")
    assert (trace["type"], trace["mode"], trace["name"]) == ("scatter", "lines", "cost")
    assert (trace["x"], trace["y"], trace["line"]) == ([1, 2], [3, None], {"color": "red"})
    assert trace["hovertemplate"] == "cost %{y:.5g} at %{x:.4g}<extra></extra>"


def test_a_marker_goes_across_the_whole_height() -> None:
    line = marker(3.0, "text", "dot")
    assert (line["x0"], line["x1"], line["y0"], line["y1"], line["yref"]) == (3, 3, 0, 1, "paper")
    assert line["line"] == {"color": "text", "width": 1, "dash": "dot"}


def test_texts_are_shown_as_they_stand() -> None:
    assert plain_text("<b>&amp;</b> %{x}") == "&lt;b&gt;&amp;amp;&lt;/b&gt; %&#123;x}"
