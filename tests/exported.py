"""Exported code, run where lossviz cannot be imported, and its history compared with that of lossviz."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance, columns

# Two processes for two cores: in each a thread is enough for models as small as these.
ONE_THREAD = {"TF_NUM_INTEROP_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}


def alone(*command: str, cwd: Path) -> subprocess.Popen:
    """Start Python without the paths to lossviz, and without what importing Streamlit sets for this process."""
    ours = {"PYTHONPATH", "MPLBACKEND"}
    environment = {name: value for name, value in os.environ.items() if name not in ours} | ONE_THREAD
    return subprocess.Popen([sys.executable, "-I", *command], cwd=cwd, env=environment)


def rows_of(spec: RunSpec) -> np.ndarray:
    """Return the history of a run, as lossviz trains it."""
    _, (chunk,) = advance([spec], [None], spec.epochs + 1)
    return chunk.rows


def assert_same(spec: RunSpec, file: Path) -> None:
    """Compare a table with the history of a run: 1e-4 of each number."""
    ours = _ours(spec)
    for name, column in _theirs(spec, file).items():
        # Rounding decides for which class an example counts whose outputs are equal.
        tie = 1.01 / (spec.n_validation if name.startswith("val_") else spec.n_train) if name.endswith("acy") else 1e-6
        np.testing.assert_allclose(column, ours[name], rtol=1e-4, atol=tie, err_msg=f"{name} of {spec.title}")
    # Nothing would be compared if nothing were learnt.
    assert abs(ours["loss"][-1] / ours["loss"][0] - 1) > 1e-5


def assert_told(printed: str, *files: Path) -> None:
    """Compare what a script has printed with the last rows of the tables that it has written."""
    lines = []
    for file in files:
        first, *_, last = file.read_text().splitlines()
        pairs = zip(first.split(",")[1:], last.split(",")[1:], strict=True)
        lines.append(" ".join([file.name, *(f"{name} {float(number):.4g}" for name, number in pairs)]))
    assert printed.splitlines() == lines


def assert_near(spec: RunSpec, file: Path, epochs: int) -> None:
    """Compare a table with the history of a run whose loss has a kink: the same for some epochs, and near after that.

    Sums in another order differ in their last digit. Where an example lies that near to the kink, this decides which
    slope it has, so the runs part; both stay where they can, and no further apart than one epoch moves them at most.
    """
    ours = _ours(spec)
    for name, column in _theirs(spec, file).items():
        np.testing.assert_allclose(column[:epochs], ours[name][:epochs], rtol=1e-4, err_msg=f"{name} of {spec.title}")
        apart = np.abs(column - ours[name])
        assert apart.max() <= np.abs(np.diff(ours[name])).max(), (name, apart.max(), apart.argmax())


def _ours(spec: RunSpec) -> dict[str, np.ndarray]:
    return dict(zip(columns(spec), rows_of(spec).T))


def _theirs(spec: RunSpec, file: Path) -> dict[str, np.ndarray]:
    with file.open(newline="") as lines:
        names, *table = csv.reader(lines)
    assert tuple(names) == ("epoch", *(name for name in columns(spec) if name != "gradient_norm"))
    assert [row[0] for row in table] == [str(epoch) for epoch in range(spec.epochs + 1)]
    return dict(zip(names[1:], np.array(table, float).T[1:]))
