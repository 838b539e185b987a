"""What the Compare page offers to take away."""

from __future__ import annotations

import ast
import io
import json
import zipfile
from html.parser import HTMLParser

import nbformat
import numpy as np
import pytest

from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.datasets.tables import read_table
from lossviz.engine import Engine
from lossviz.export.script import comparison_script, run_notebook
from lossviz.export.tables import tidy_csv, tidy_json
from pages.ui.compare.state import CompareState
from pages.ui.compare.takeaway import FILES, events, files_of, histories, recipes, report
from pages.ui.train.state import TrainState
from tests.inline import Inline
from tests.tables import spec_on


@pytest.fixture(scope="module")
def compare() -> CompareState:
    train = TrainState(Engine(Inline()))
    train.open("epochs=20")
    mine = CompareState(train)
    mine.begin()
    mine.act(1, "rename", mine.entries[0].key, "<i>first</i>")
    mine.tick()
    return mine


def test_the_report_has_every_yardstick_every_run_and_its_snapshots(compare: CompareState) -> None:
    headings: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            headings.append(data.strip())

    Reader().feed(report(compare).partition("<script")[0])
    for name in compare.yardsticks:
        assert YARDSTICKS[name].label in headings
    for entry in compare.entries:
        assert headings.count(entry.name) >= 4, "its row, its recipe, its snapshots"


def test_a_report_can_be_made_before_anything_is_trained(compare: CompareState) -> None:
    empty = CompareState(compare.train)
    empty.add(compare.entries[0].run.spec, "only")
    assert "only" in report(empty)


def test_a_table_that_is_too_long_for_the_script_is_a_file_beside_it(compare: CompareState) -> None:
    numbers = np.random.default_rng(0).normal(size=(1000, 8))
    table = read_table("\n".join(",".join(map(str, row)) for row in numbers)).table
    own = CompareState(compare.train)
    assert files_of(own) == list(FILES)
    own.add(spec_on(own.tables.add("long", table), "epochs=2"), "on a table")
    (data,) = (file for file in files_of(own) if file not in FILES)
    assert (data.name, data.make(own)) == ("data.csv", table.csv)
    script = comparison_script(recipes(own))
    assert '"data.csv"' in script
    assert len(script) < 20_000
    own.tables.remove("long")


def test_all_runs_are_in_every_file(compare: CompareState) -> None:
    names = [entry.name for entry in compare.entries]
    assert set(json.loads(tidy_json(histories(compare)))["run"]) == set(names)
    assert tidy_csv(histories(compare)).count("\n") == 1 + sum(
        len(h) * len(h.columns) for h in histories(compare).values()
    )
    ast.parse(comparison_script(recipes(compare)))
    nbformat.reads(run_notebook(recipes(compare)), 4)
    folders = {name.partition("/")[0] for name in zipfile.ZipFile(io.BytesIO(events(compare))).namelist()}
    assert len(folders) == len(names)
