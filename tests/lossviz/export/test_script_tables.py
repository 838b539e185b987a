"""Exported code of runs on tables of one's own: it brings the data along, and every epoch is the same."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

from lossviz.datasets.tables import Table, Understanding, dataset_name, keep, read_table
from lossviz.export.data_files import MAX_WITHIN, data_files
from lossviz.export.script import comparison_script, run_notebook, run_script
from lossviz.specs.choice import Choice
from lossviz.specs.run import RunSpec
from tests.exported import alone, assert_same

ODD = ['=cmd|"x"', "back\\slash", '"""', "a,b"]


def _table(n_rows: int, n_numbers: int) -> Table:
    """Return a table with numbers, texts of which some are missing, three classes and prices."""
    random = np.random.default_rng(n_rows)
    x = random.normal(20, 8, (n_rows, n_numbers)).round(4)
    lines = [";".join([*(f"x{number}" for number in range(n_numbers)), "'sex", '"=k""ind"', "grade", "price"])]
    for number, row in enumerate(x):
        sex, kind = ("m", "f", "")[number % 7 % 3], '"' + ODD[number % 4].replace('"', '""') + '"'
        grade = 9 if number == 4 else int(np.clip(row[0] // 8, 0, 2))  # one is alone
        numbers = [repr(float(number)).replace(".", ",") for number in (*row, 1000 * (50 + row[0]))]
        cells = [*numbers[:-1], sex, kind, str(grade), numbers[-1]]
        lines.append(";".join(cells))
    return read_table("\n".join(lines)).table


SMALL, LARGE = keep(_table(60, 2)), keep(_table(600, 16))


def spec_of(table: Table, target: int, task: str, loss: str, *, features: tuple[int, ...], **values: object) -> RunSpec:
    dataset = Choice("dataset", dataset_name(table, Understanding(target, features, task)), tuple(values.items()))
    return RunSpec(
        dataset=dataset,
        loss=Choice("loss", loss),
        model=Choice("model", "mlp" if task == "classes" else "linear"),
        optimizer=Choice("optimizer", "sgd", (("learning_rate", 0.05),)),
        epochs=4,
        batch_size=200,
        validation_share=0.25,
    )


RUNS = {
    "prices": spec_of(SMALL, 5, "numbers", "mean_squared_error", features=(0, 1, 2, 3)),
    "prices as they are": spec_of(SMALL, 5, "numbers", "mean_absolute_error", features=(2, 3), standardise=False),
    "grades": spec_of(SMALL, 4, "classes", "categorical_crossentropy", features=(0, 1, 3), label_noise=0.2, seed=3),
    "two texts": spec_of(SMALL, 2, "classes", "binary_crossentropy", features=(0, 5)),
    "a file": spec_of(LARGE, 19, "numbers", "mean_squared_error", features=tuple(range(17))),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a script has trained all runs, and that has nothing but it and its data."""
    folder = tmp_path_factory.mktemp("tables")
    (folder / "run.py").write_text(comparison_script(list(RUNS.items())), encoding="utf-8")
    for name, content in data_files(RUNS.values()).items():
        (folder / name).write_bytes(content)
    assert alone("run.py", cwd=folder).wait() == 0
    return folder


@pytest.mark.parametrize(("number", "spec"), list(enumerate(RUNS.values(), 1)), ids=RUNS)
def test_a_script_makes_the_same_data_and_trains_the_same_curve(folder, number, spec):
    assert_same(spec, folder / f"history_{number}.csv")


def test_only_a_long_table_is_a_file_beside_the_script():
    assert len(SMALL.csv) < MAX_WITHIN < len(LARGE.csv)
    assert data_files([RUNS["prices"]]) == {}
    assert data_files(RUNS.values()) == {"data.csv": LARGE.csv}
    assert "It reads data.csv beside itself." in run_script(RUNS["a file"])
    assert "data.csv" not in run_script(RUNS["prices"])


def test_a_notebook_has_all_tables_within_it():
    cells = nbformat.reads(run_notebook([("a file", RUNS["a file"])]), 4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert "__file__" not in code
    texts = [node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant)]
    assert LARGE.csv.decode() in texts


def test_what_is_written_looks_as_if_a_person_had_formatted_it(tmp_path):
    (tmp_path / "run.py").write_text(comparison_script(list(RUNS.items())), encoding="utf-8")
    (tmp_path / "one.py").write_text(run_script(RUNS["a file"]), encoding="utf-8")
    for command in (["check", "--select", "F,E,W,I,UP"], ["format", "--diff"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--isolated", "--line-length=120", tmp_path]
        told = subprocess.run(ruff, capture_output=True, text=True)
        assert told.returncode == 0, told.stdout + told.stderr
