"""The command line: the same run from the same query string."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lossviz.__main__ import _ending, _refuse_unwritable, main
from lossviz.runs.run import Run
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance

QUERY = "dataset=iris&loss=custom_mse&loss.regularization_factor=0.5&epochs=30&seed=0"


@pytest.mark.alone
def test_a_query_is_trained_and_its_history_written(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    command = [sys.executable, "-m", "lossviz", QUERY, "--csv", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "finished at epoch 30: loss " in done.stdout
    table = pd.read_csv(path, index_col="epoch")
    _, (chunk,) = advance([RunSpec.from_query(QUERY)], [None], 31)
    assert list(table.columns) == ["loss", "accuracy", "val_loss", "val_accuracy", "gradient_norm"]
    assert np.array_equal(table.to_numpy(np.float32), chunk.rows)


@pytest.mark.parametrize("query", ["epochs=0", "loss=nothing", "no pairs", "epocs=1"])
def test_a_bad_query_is_one_sentence_and_exit_code_2(query: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([query]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "must be" in captured.err


def test_a_file_that_cannot_be_written_is_told_before_training(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([QUERY, "--csv", "/no/such/folder/history.csv"]) == 2
    assert "/no/such/folder" in capsys.readouterr().err


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_is_refused_before_training(there: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([QUERY, "--csv", str(tmp_path if there else tmp_path / "no" / "history.csv")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("The file of --csv must be one that can be written. Got /")
    assert captured.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_there_is_kept_until_there_is_a_history(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_text("before")
    _refuse_unwritable(path)
    assert path.read_text() == "before"
    _refuse_unwritable(tmp_path / "new.csv")
    assert not (tmp_path / "new.csv").exists()


@pytest.mark.alone
def test_a_pipe_of_another_encoding_gets_what_it_can_write(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "cp1252"}
    link = "run=a~seed=1&run=%3D%CE%BB~seed=2&epochs=2"
    command = [sys.executable, "-m", "lossviz", link, "--csv", "both.csv"]
    done = subprocess.run(command, capture_output=True, env=environment | {"PYTHONPATH": str(Path.cwd())}, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "4 ? 4 relu ? 3 softmax · ".encode("cp1252") in done.stdout
    table = pd.read_csv(tmp_path / "both.csv")
    assert table["run"].unique().tolist() == ["a", "'=λ"]
    assert len(table) == 2 * 3 * 5


def test_every_run_of_a_comparison_is_trained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "runs.csv"
    assert main(["http://localhost/compare?epochs=2&run=a~seed=1&run=b~seed=2#top", "--csv", str(path)]) == 0
    assert [line[:2] for line in capsys.readouterr().out.splitlines() if " on Iris " in line] == ["a:", "b:"]
    table = pd.read_csv(path)
    for name, seed in (("a", 1), ("b", 2)):
        _, (chunk,) = advance([RunSpec.from_query(f"epochs=2&seed={seed}")], [None], 3)
        rows = table[table["run"] == name]["value"].to_numpy(np.float32).reshape(5, 3).T
        assert np.array_equal(rows, chunk.rows)


def test_every_run_of_a_sweep_is_trained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "sweep.csv"
    name = "loss.regularization_factor"
    assert main([f"/sweep?epochs=2&seed=5&sweep={name}:0:1:3:linear&seeds=2", "--csv", str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "6 runs: none diverged, none died."
    table = pd.read_csv(path)
    assert list(table.columns[:3]) == [name, "seed", "epoch"]
    found = {key: rows.to_numpy(np.float32)[:, 3:] for key, rows in table.groupby([name, "seed"])}
    assert list(found) == [(factor, seed) for factor in (0, 0.5, 1) for seed in (5, 6)]
    for (factor, seed), rows in found.items():
        _, (chunk,) = advance([RunSpec.from_query(f"epochs=2&{name}={factor}&seed={seed}")], [None], 3)
        np.testing.assert_allclose(rows, chunk.rows, rtol=1e-5)


def test_a_run_without_rows_is_told() -> None:
    assert _ending(Run(RunSpec())) == "running before training"


def test_a_whole_link_will_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["http://localhost:8501/?epochs=2#top"]) == 0
    assert "2 epochs" in capsys.readouterr().out
