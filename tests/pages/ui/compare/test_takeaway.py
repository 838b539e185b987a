"""What the Compare page offers to take away."""

from __future__ import annotations

import ast
import io
import json
import zipfile
from html.parser import HTMLParser

import nbformat
import pytest

from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.engine import Engine
from lossviz.export.script import comparison_script, run_notebook
from lossviz.export.tables import tidy_csv, tidy_json
from pages.ui.compare.state import CompareState
from pages.ui.compare.takeaway import events, histories, recipes, report
from pages.ui.train.state import TrainState
from tests.inline import Inline


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
