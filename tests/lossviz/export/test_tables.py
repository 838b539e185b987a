"""Tables of several runs: no number is lost, and each reads back as it was."""

from __future__ import annotations

import io
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays as any_array

from lossviz.export.tables import measured, runs_table, tidy, tidy_csv, tidy_json
from lossviz.runs.history import History
from lossviz.specs.comparison import Comparison, NamedSpec
from lossviz.specs.run import RunSpec
from lossviz.spreadsheet import spreadsheet_text

COLUMNS = ("loss", "accuracy", "val_loss", "val_accuracy", "gradient_norm")
NAMES = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=8)


def history_of(rows: np.ndarray, columns: tuple[str, ...] = COLUMNS) -> History:
    history = History(columns)
    history.append(np.asarray(rows, np.float32))
    return history


@st.composite
def histories(draw, finite: bool = False) -> dict[str, History]:
    """Return up to four runs of any lengths, some without validation, of any numbers."""
    named = {}
    for name in draw(st.lists(NAMES, max_size=4, unique=True)):
        columns = draw(st.sampled_from([COLUMNS, ("loss", "mae", "gradient_norm")]))
        numbers = st.floats(width=32, allow_nan=not finite, allow_infinity=not finite)
        shape = st.tuples(st.integers(0, 6), st.just(len(columns)))
        named[name] = history_of(draw(any_array(np.float32, shape, elements=numbers)), columns)
    return named


def assert_every_cell_is_found(frame: pd.DataFrame, named: dict[str, History]) -> None:
    """Compare a tidy table with the histories, cell by cell, bit by bit."""
    assert list(frame.columns) == ["run", "epoch", "split", "metric", "value"]
    assert len(frame) == sum(len(history) * len(history.columns) for history in named.values())
    keys = zip(frame["run"], frame["epoch"], frame["split"], frame["metric"], strict=True)
    found = dict(zip(keys, frame["value"].to_numpy(np.float32), strict=True))
    assert len(found) == len(frame)
    for name, history in named.items():
        for column in history.columns:
            split, metric = ("validation", column[4:]) if column.startswith("val_") else ("training", column)
            values = [found[name, epoch, split, metric] for epoch in range(len(history))]
            np.testing.assert_array_equal(np.array(values, np.float32), history[column])


@settings(max_examples=40)
@given(histories())
@example({})
def test_the_table_holds_every_cell_of_every_history(named):
    frame = tidy(named)
    assert frame["value"].dtype == np.float32
    assert_every_cell_is_found(frame, named)


@settings(max_examples=40)
@given(histories())
@example({"a,b": history_of(np.ones((1, 5))), '"quoted"': history_of(np.ones((1, 5)))})
def test_the_csv_holds_every_cell_of_every_history(named):
    text = tidy_csv(named)
    frame = pd.read_csv(io.StringIO(text), dtype={"run": str}, keep_default_na=False, na_values={"value": [""]})
    frame["run"] = [name.removeprefix("'") for name in frame["run"]]
    assert_every_cell_is_found(frame, named)


@settings(max_examples=40)
@given(histories(finite=True))
def test_the_json_holds_every_cell_of_every_history(named):
    assert_every_cell_is_found(pd.DataFrame(json.loads(tidy_json(named))), named)


def test_what_is_not_finite_is_null_in_json_which_has_no_word_for_it():
    def refuse(word: str) -> None:
        raise AssertionError(word)

    named = {"Run 1": history_of([[np.nan], [np.inf], [-np.inf], [0.5]], ("loss",))}
    columns = json.loads(tidy_json(named), parse_constant=refuse)
    assert columns["value"] == [None, None, None, 0.5]
    assert columns["epoch"] == [0, 1, 2, 3]


def test_the_csv_is_written_as_spreadsheets_read_it():
    named = {"A, B": history_of([[1, 0.1], [2, 0.2]], ("loss", "val_loss"))}
    assert tidy_csv(named).splitlines() == [
        "\ufeffrun,epoch,split,metric,value",
        '"A, B",0,training,loss,1',
        '"A, B",1,training,loss,2',
        '"A, B",0,validation,loss,0.100000001',
        '"A, B",1,validation,loss,0.200000003',
    ]


@pytest.mark.parametrize("text", ["=1+1", " =1+1", "+a", "-a", "@a", "'a", "\uff1d1", "\t=1", "-2+3", "- 1", "-inf"])
def test_no_name_is_a_formula_for_a_spreadsheet(text):
    assert spreadsheet_text(text) == f"'{text}"
    table = tidy_csv({text: history_of([[1.0]], ("loss",))})
    assert pd.read_csv(io.StringIO(table))["run"].tolist() == [f"'{text}"]


@pytest.mark.parametrize("text", ["a=1", "−0.5", "-0.5", "+1e-3", "-.5", "Run 1", "λ 0.1", ""])
def test_numbers_and_plain_texts_stay_as_they_are(text):
    assert spreadsheet_text(text) == text


@pytest.mark.parametrize(
    ("column", "split", "metric"),
    [
        ("loss", "training", "loss"),
        ("val_loss", "validation", "loss"),
        ("val_mae", "validation", "mae"),
        ("gradient_norm", "training", "gradient_norm"),
    ],
)
def test_validation_is_told_by_the_name_of_the_column(column, split, metric):
    assert measured(column) == (split, metric)


# The table of runs

RUNS = Comparison(
    (
        NamedSpec("wide", RunSpec.from_query("dataset=linear&loss=huber&loss.delta=2&model=linear")),
        NamedSpec("plain", RunSpec.from_query("dataset=linear&loss=mean_absolute_error&model=linear&seed=7")),
    )
)


def test_the_table_of_runs_shows_in_what_they_differ_and_how_they_do():
    yardsticks = {"wide": {"mae": (0.5, 0.123456), "bias": (None, -1.0)}, "plain": {"mae": (0.25, None)}}
    headers, rows = runs_table(RUNS, yardsticks)
    assert headers == ["run", "loss", "loss.delta", "seed", "MAE, training", "MAE, validation", "Bias, validation"]
    assert rows == [
        ["wide", "Huber", "2", "0", "0.5", "0.1235", "-1"],
        ["plain", "Mean absolute error", "–", "7", "0.25", "–", "–"],
    ]


def test_a_run_that_has_not_been_evaluated_stands_in_the_table():
    headers, rows = runs_table(RUNS, {"wide": {"mae": (0.5, None)}})
    assert headers[-1] == "MAE, training"
    assert [row[-1] for row in rows] == ["0.5", "–"]
    assert [row[0] for row in runs_table(RUNS, {})[1]] == ["wide", "plain"]
