"""The counts in confusion matrices."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.analysis.evaluation import evaluate
from lossviz.figures.confusion import confusion_figure
from lossviz.training.advance import advance
from tests.lines import SPEC, line_of


def test_the_matrix_counts_every_example_once() -> None:
    (state,), _ = advance([SPEC], [None], 41)
    evaluation = evaluate(SPEC, 40, state.weights)
    training, validation = confusion_figure(evaluation, line_of())["data"]
    assert np.sum(training["text"]) == 120
    assert np.sum(validation["text"]) == 30
    assert np.trace(np.array(training["text"])) / 120 == pytest.approx(evaluation.yardsticks["accuracy"][0])
