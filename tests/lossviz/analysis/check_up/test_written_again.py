"""Declared losses as texts, as the editor opens them: each is found to be what it is, and has no fault."""

from __future__ import annotations

import pytest

from lossviz.export.starting_text import starting_text
from lossviz.losses import LOSSES, own_loss_name
from lossviz.specs.choice import Choice, fitting_datasets
from tests.lossviz.analysis.check_up.toys import look_at

OTHERWISE = {
    "sparse_categorical_crossentropy": "as a text it is taken for a loss on scores",
    "weighted_crossentropy": "as a text it is taken for a loss of one output",
}
"""Losses of which a text does not tell all that is declared of them."""

EQUAL = {
    "binary_brier": "Mean squared error",
    "categorical_brier": "3 × Mean squared error",
    "categorical_crossentropy": "Cross-entropy by hand",
    "tversky": "1.5 × Mean absolute error",
}
"""Losses that are a plainer one in other words: the one that is told."""


@pytest.mark.parametrize("name", [name for name in LOSSES if name not in OTHERWISE])
def test_a_declared_loss_is_known_again_when_it_is_written(name):
    declared = LOSSES[name]
    found = look_at(own_loss_name(starting_text(Choice("loss", name))), fitting_datasets(declared)[0])
    (relative,) = found.of("relative")
    assert f"is {EQUAL.get(name, declared.label)}" in relative.sentence.replace("It is", "it is")
    wrong = [finding for finding in found.findings if finding.level in ("fault", "warning")]
    # Texts on margins do not say that predictions are scores: behind a sigmoid the check-up says it.
    assert {finding.kind for finding in wrong} <= ({"outputs"} if declared.scores else set())
    if declared.scores:
        assert "for scores" in relative.sentence
