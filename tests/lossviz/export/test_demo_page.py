"""The page of demonstrations is as new as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from lossviz.export.demo_page import demo_page, gallery, picture_of
from lossviz.specs.demo import Demo
from lossviz.specs.demos import DEMOS

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "demos.md"


def test_the_page_of_demos_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == demo_page(), "Run `make docs`."


def test_the_page_tells_all_of_every_demo() -> None:
    page = demo_page()
    for demo in DEMOS:
        entry = page.partition(f"## `{demo.name}`\n")[2].partition("\n## ")[0]
        assert demo.question in entry
        assert demo.answer in entry
        assert all(companion.name in entry for companion in demo.companions)


def test_all_pictures_stand_in_the_gallery_of_readme() -> None:
    assert gallery() in (ROOT / "README.md").read_text("utf-8"), "Copy `gallery()` into README."


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
def test_every_demo_has_a_picture(demo: Demo) -> None:
    assert (ROOT / "docs" / picture_of(demo)).stat().st_size > 10_000, "Run `make docs`."
