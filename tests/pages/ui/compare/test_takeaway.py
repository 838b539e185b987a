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
from pages.ui.compare.state import Race
from pages.ui.compare.takeaway import events, histories, recipes, report
from pages.ui.train.state import Lab
from tests.inline import Inline


@pytest.fixture(scope="module")
def race() -> Race:
    lab = Lab(Engine(Inline()))
    lab.open("epochs=20")
    mine = Race(lab)
    mine.open("")
    mine.act(1, "rename", mine.entries[0].key, "<i>first</i>")
    return mine


def test_the_report_has_every_yardstick_every_run_and_its_snapshots(race: Race) -> None:
    headings: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            headings.append(data.strip())

    Reader().feed(report(race).partition("<script")[0])
    for name in race.yardsticks:
        assert YARDSTICKS[name].label in headings
    for entry in race.entries:
        assert headings.count(entry.name) >= 4, "its row, its recipe, its snapshots"


def test_a_report_can_be_made_before_anything_is_trained(race: Race) -> None:
    empty = Race(race.lab)
    empty.add(race.entries[0].run.spec, "only")
    empty._snapshots.clear()
    assert "only" in report(empty)


def test_all_runs_are_in_every_file(race: Race) -> None:
    names = [entry.name for entry in race.entries]
    assert set(json.loads(tidy_json(histories(race)))["run"]) == set(names)
    assert tidy_csv(histories(race)).count("\n") == 1 + sum(len(h) * len(h.columns) for h in histories(race).values())
    ast.parse(comparison_script(recipes(race)))
    nbformat.reads(run_notebook(recipes(race)), 4)
    folders = {name.partition("/")[0] for name in zipfile.ZipFile(io.BytesIO(events(race))).namelist()}
    assert len(folders) == len(names)
