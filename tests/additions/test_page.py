"""A new page takes its file, its rooms and one line in the table of pages, from which all else follows: a toy one."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import lossviz.engine.engine as shared
from lossviz.engine import Engine
from pages.ui.visitor import pages as table
from pages.ui.visitor import visitor as module
from pages.ui.visitor.pages import PAGES, Page
from pages.ui.visitor.visitor import Visitor, come_back
from tests.additions.toy_scene import PAGE, ToyScene
from tests.inline import Inline

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

REAL = Path(__file__).parents[2] / "pages"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    engine = Engine(Inline())
    monkeypatch.setattr(shared, "_shared", [engine])
    for place in (table, module):
        monkeypatch.setattr(place, "PAGES", (*PAGES, Page("toy", ToyScene)))
    return engine


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Path]:
    """The entry of the pages, with the file of a new one beside those of the others."""
    for path in REAL.glob("*.py"):
        shutil.copy(path, tmp_path)
    (tmp_path / "ui").symlink_to(REAL / "ui")
    (tmp_path / "toy.py").write_text(PAGE, encoding="utf-8")
    st.cache_resource.clear()
    yield tmp_path / "index.py"
    st.cache_resource.clear()


def test_a_new_page_is_navigated_to_and_has_its_link(engine: Engine, index: Path) -> None:
    page = AppTest.from_file(str(index), default_timeout=60).run()
    page.query_params.clear()  # as a browser does
    page.switch_page("toy.py").run()
    assert not page.exception
    assert [title.value for title in page.title] == ["The number is 1"]
    assert "1" in page.query_params["number"]
    page.query_params["number"] = "7"
    page.run()
    assert [title.value for title in page.title] == ["The number is 7"]


def test_a_new_page_is_drawn_for_its_visitor_and_comes_back_to_them(engine: Engine) -> None:
    before, after = Visitor(engine), Visitor(engine)
    before.scene(ToyScene).visit("number=3", arrived=True)
    before.connection.begin_page(before.scene(ToyScene))
    news = before.connection.screen.news()
    after.scene(ToyScene).visit("", arrived=True)
    assert news == {}, "it was sent as soon as the page began"
    assert come_back(after.connection.token, before.connection.token)
    assert after.scene(ToyScene).number == 3


def test_pages_and_their_rooms_have_one_name() -> None:
    assert {page.name for page in PAGES} == {path.stem for path in REAL.glob("*.py")} - {"index"}
    for page in PAGES:
        assert {path.stem for path in (REAL / "ui" / page.name).glob("*.py")} >= {"state", "charts", "views"}
        assert importlib.import_module(page.views)


def test_where_it_is_said_who_may_import_whom_every_page_is_named() -> None:
    project = tomllib.loads((REAL.parent / "pyproject.toml").read_text(encoding="utf-8"))
    names = [page.name for page in PAGES]
    rooms = next(c for c in project["tool"]["importlinter"]["contracts"] if c["name"].startswith("Each page has three"))
    hidden = next(c for c in project["tool"]["importlinter"]["contracts"] if c["name"].startswith("pages/ui knows no"))
    assert rooms["containers"] == [f"pages.ui.{name}" for name in names]
    assert hidden["forbidden_modules"] == ["pages.index", *(f"pages.{name}" for name in names)]
