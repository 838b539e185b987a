"""Texts that compute the same share a program, whatever their defaults and comments."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.losses import LOSSES
from lossviz.losses.written import EXAMPLES, own_loss_name
from lossviz.specs.choice import Choice
from lossviz.specs.run import RunSpec

TEXT = '''def mine(y_true, y_pred, weight=3.0, plain=False):
    """What it is."""
    # why
    return weight * tf.square(y_true - y_pred) + 0.5
'''


def key(text: str) -> object:
    return RunSpec(loss=Choice("loss", own_loss_name(text))).program_key


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("3.0", "-2.5"),
        ("3.0", "1e-3"),
        ("# why", "# 0.1 to 10, log"),
        ('    """What it is."""\n', ""),
        (" + 0.5", "+0.5"),
    ],
)
def test_what_a_program_does_not_know_compiles_nothing(old: str, new: str) -> None:
    assert old in TEXT
    assert key(TEXT.replace(old, new)) == key(TEXT)


@pytest.mark.parametrize(("old", "new"), [("0.5", "0.25"), ("False", "True"), ("weight", "other"), ("square", "abs")])
def test_what_it_knows_does(old: str, new: str) -> None:
    assert key(TEXT.replace(old, new)) != key(TEXT)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_loss_of_the_program_costs_the_same(example: object) -> None:
    loss = LOSSES[own_loss_name(example.text)]  # type: ignore[attr-defined]
    other = LOSSES[loss.program_name]
    assert other.program_name == other.name
    generator = np.random.default_rng(0)
    y_pred = generator.dirichlet(np.ones(3), 6).astype(np.float32)
    classes = generator.integers(3, size=6)
    y_true = classes if loss.labels == "integers" else np.eye(3, dtype=np.float32)[classes]
    values = {name: 0.7 * value for name, value in loss.defaults.items()}
    np.testing.assert_array_equal(loss(y_true, y_pred, **values), other(y_true, y_pred, **values))
