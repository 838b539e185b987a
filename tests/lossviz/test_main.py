"""The command line: the same run from the same query string."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lossviz.__main__ import main
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


@pytest.mark.parametrize("query", ["epochs=0", "loss=nothing", "no pairs", "x=1"])
def test_a_bad_query_is_one_sentence_and_exit_code_2(query: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([query]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "must be" in captured.err


def test_a_file_that_cannot_be_written_is_told_before_training(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([QUERY, "--csv", "/no/such/folder/history.csv"]) == 2
    assert "/no/such/folder" in capsys.readouterr().err


def test_a_whole_link_will_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["http://localhost:8501/?epochs=2"]) == 0
    assert "2 epochs" in capsys.readouterr().out
