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
from lossviz.datasets.tables import Table
from lossviz.runs.run import Run
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance
from tests.tables import HOUSES, spec_on
from tests.written import TEXTS, name_of

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


# A loss from a file


def lossy(tmp_path: Path, text: str | bytes) -> list[str]:
    """Return the arguments for a file with a loss."""
    path = tmp_path / "my_loss.py"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return ["--loss-file", str(path)]


@pytest.mark.parametrize("text", ["loss_class", "expression", "focal"])
def test_a_loss_from_a_file_takes_the_place_of_that_in_the_query(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = RunSpec.from_query(f"loss={name_of(text)}&epochs=3")
    name = next(iter(spec.loss.values))
    query = f"dataset=iris&loss=huber&epochs=3&loss.{name}=0.5"
    csv = tmp_path / "history.csv"
    # As an editor on Windows saves it.
    file = lossy(tmp_path, b"\xef\xbb\xbf" + TEXTS[text].replace("\n", "\r\n").encode())
    assert main([query, *file, "--csv", str(csv)]) == 0
    told = capsys.readouterr().out
    assert spec.with_value(f"loss.{name}", 0.5).title in told
    assert "own-" not in told
    _, (chunk,) = advance([spec.with_value(f"loss.{name}", 0.5)], [None], 4)
    assert np.array_equal(pd.read_csv(csv, index_col="epoch").to_numpy(np.float32), chunk.rows)


def test_runs_of_a_comparison_keep_losses_of_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = "epochs=2&run=mine~loss.regularization_factor=0.5&run=theirs~loss=huber"
    assert main([query, *lossy(tmp_path, TEXTS["loss_class"])]) == 0
    titles = [line for line in capsys.readouterr().out.splitlines() if " on Iris " in line]
    assert titles[0].startswith("mine: CustomMSE (regularization factor 0.5) on Iris")
    assert titles[1].startswith("theirs: Huber")


def test_a_sweep_of_a_loss_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = "/sweep?epochs=2&sweep=loss.regularization_factor:0:1:3:linear"
    assert main([query, *lossy(tmp_path, TEXTS["loss_class"])]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 runs: none diverged, none died."


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("def f(y_true, y_pred):\n    for i in y_true:\n        pass\n", "2:5: Loops are not possible here"),
        ("where(e > 0, e", "1:6: "),
        ("e + np.sin(e)", "1:5: "),
        ("", "1:1: A loss must be an expression, a function or a class."),
    ],
)
def test_a_file_that_is_no_loss_is_told_with_its_place(
    text: str, place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([QUERY, *lossy(tmp_path, text)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"{tmp_path / 'my_loss.py'}:{place}")
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["epochs=2", "--loss-file", "/no/such/file.py"],
            "The file of --loss-file must be one that can be read. Got /no",
        ),
        (
            ["epochs=2", "--loss-file", "/"],
            "The file of --loss-file must be one that can be read. Got /: Is a directory.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith(sentence)


@pytest.mark.parametrize(
    ("query", "content", "sentence"),
    [
        ("epochs=2", b"\xff\xfe\x00", "The file of --loss-file must be text in UTF-8."),
        ("epochs=2&loss.delta=1", b"e**2", "The parameter of My own loss must be"),
        ("demo=outliers", b"e**2", "A link to a demo must keep its loss."),
        ("epochs=2", b"e" * 200_000, "must have at most 4,000 characters"),
    ],
)
def test_what_does_not_go_with_a_file_is_one_sentence(
    query: str, content: bytes, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([query, *lossy(tmp_path, content)]) == 2
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert captured.err.count("\n") == 1


# Data of one's own


def _written_table(folder: Path, of: Table) -> str:
    path = folder / "my.csv"
    path.write_bytes(of.csv.replace(b",", b";"))
    return str(path)


def test_a_link_without_data_is_trained_on_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = tmp_path / "history.csv"
    file = _written_table(tmp_path, HOUSES)
    assert main(["loss=mean_squared_error&epochs=20", "--data", file, "--csv", str(history)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:4] == [
        "6 rows and 2 columns: UTF-8, separated by semicolon, decimal point.",
        "A model learns the number price from area.",
        "Features are brought to one scale (standardised); weights are still told in the units of the table.",
        "Targets are told in units of 100,000.",
    ]
    assert told[4].startswith("Mean squared error on Your table (price) · 1 → 1 linear · Adam 0.1 · 20 epochs")
    _, (chunk,) = advance([spec_on(HOUSES, "loss=mean_squared_error&epochs=20")], [None], 21)
    assert np.array_equal(pd.read_csv(history, index_col="epoch").to_numpy(np.float32), chunk.rows)


@pytest.mark.parametrize(
    ("content", "query", "sentence"),
    [
        (None, "", "The file of --data must be one that can be read. Got "),
        (b"a,b\n1,2\n3\n", "", "my.csv: Each row must have 2 cells, as the first one. Got 1 in row 3 instead."),
        (b"a,b\n1,2\n3,4\n5,6\n7,9\n", f"dataset=table-{'0' * 32}-1n-1", "open the file it was made from"),
        (
            b"a,b\n1,x\n2,x\n3,x\n4,x\n5,y\n",
            "",
            "A target must have 2 different values or more. Got x, the only class.",
        ),
    ],
)
def test_a_bad_file_of_data_is_one_sentence_and_exit_code_2(
    content: bytes | None, query: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "my.csv"
    if content is not None:
        path.write_bytes(content)
    assert main([query, "--data", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert sentence in captured.err
