"""With what a table brings as its start, a model learns from it, whatever its units are."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.datasets.tables import Table, keep, read_table
from lossviz.training.advance import advance, columns
from tests.tables import spec_on

RANDOM = np.random.default_rng(0)
X = RANDOM.normal([0, 100, 5], [1, 50, 1000], (150, 3))
SIGNAL = (X - X.mean(axis=0)) / X.std(axis=0) @ [1, -0.5, 0.3]
NOISY = SIGNAL + 0.3 * RANDOM.normal(size=len(X))


def table_of_targets(targets: np.ndarray) -> Table:
    rows = "\n".join(",".join(map(repr, [*row, target])) for row, target in zip(X.tolist(), targets.tolist()))
    return keep(read_table(f"a,b,c,target\n{rows}").table)


@pytest.mark.parametrize(
    "targets",
    [300_000 + 80_000 * NOISY, 2010 + 3 * NOISY, 0.002 + 0.001 * NOISY, -75 + 12 * NOISY],
    ids=["prices", "years", "shares", "far below zero"],
)
def test_numbers_of_any_size_are_learnt(targets: np.ndarray) -> None:
    table = table_of_targets(targets)
    spec = spec_on(table, "loss=mean_squared_error")
    _, (chunk,) = advance([spec], [None], spec.epochs + 1)
    error = chunk.rows[-1][columns(spec).index("val_mae")] * spec.dataset.values["target_unit"]
    constant = np.abs(targets - np.median(targets)).mean()
    assert error < 0.5 * constant


def test_classes_are_learnt() -> None:
    table = table_of_targets(np.clip(NOISY.round(), -1, 1))
    spec = spec_on(table, "loss=categorical_crossentropy")
    _, (chunk,) = advance([spec], [None], spec.epochs + 1)
    assert spec.outline.class_names == ("-1", "0", "1")
    assert chunk.rows[-1][columns(spec).index("val_accuracy")] > 0.7
