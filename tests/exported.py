"""Exported code, run where lossviz cannot be imported, and its history compared with that of lossviz."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
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


ALONE = """
import contextlib, importlib.util, os, runpy, sys, traceback, warnings
assert importlib.util.find_spec("lossviz") is None
import keras, sklearn.datasets, sklearn.model_selection, tensorflow as tf
warnings.simplefilter("error")
warnings.filterwarnings("ignore", message=".*run_functions_eagerly")  # the data are made as always
for folder in sys.argv[1:]:
    os.chdir(folder)
    tf.config.run_functions_eagerly(os.path.exists("eager"))
    try:
        with open("printed.txt", "w") as file, contextlib.redirect_stdout(file):
            runpy.run_path(os.path.join(folder, "script.py"), run_name="__main__")
    except Exception:
        with open("error.txt", "w") as file:
            file.write(traceback.format_exc())
    os.mkdir("done")
    keras.backend.clear_session()
"""
"""Runs scripts one after another in folders of their own; TensorFlow is imported once."""


class Scripts:
    """Scripts that are run in two processes, each script in a folder of its own."""

    def __init__(
        self, root: Path, sources: Mapping[str, str], epochs: Mapping[str, int], eager: Collection[str]
    ) -> None:
        """Start the processes."""
        self._epochs = epochs
        self.folders = {name: root / f"{number}" for number, name in enumerate(sources)}
        for name, folder in self.folders.items():
            folder.mkdir()
            (folder / "script.py").write_text(sources[name], encoding="utf-8")
            if name in eager:
                (folder / "eager").touch()
        self.processes = [alone("-c", ALONE, *map(str, share), cwd=root) for share in self._shares()]

    def _shares(self) -> list[list[Path]]:
        """Return the folders of both processes: the long runs first, each to whoever has less to do."""
        shares: list[list[Path]] = [[], []]
        loads = [0, 0]
        for name, folder in sorted(self.folders.items(), key=lambda pair: -self._epochs.get(pair[0], 0)):
            least = loads.index(min(loads))
            shares[least].append(folder)
            loads[least] += 200 + self._epochs.get(name, 0)  # what is traced takes as long as some 200 epochs
        return shares

    def ran(self, name: str) -> Path:
        """Return the folder of a script when it has been run."""
        folder = self.folders[name]
        while not (folder / "done").exists():
            assert not any(process.poll() for process in self.processes), "A process died."
            time.sleep(0.05)
        error = folder / "error.txt"
        assert not error.exists(), error.read_text()
        return folder


@contextmanager
def run_all(
    root: Path, sources: Mapping[str, str], epochs: Mapping[str, int], eager: Collection[str] = ()
) -> Iterator[Scripts]:
    """Run scripts where lossviz cannot be imported, while the caller goes on.

    Args:
        root: An empty folder.
        sources: The scripts by their names.
        epochs: How many epochs those train that train runs.
        eager: The names of those of which nothing is traced.
    """
    started = Scripts(root, sources, epochs, eager)
    try:
        yield started
    finally:
        for process in started.processes:
            process.kill()
            process.wait()


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
