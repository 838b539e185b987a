"""The page of demonstrations is as new as they are."""

from __future__ import annotations

from pathlib import Path

from lossviz.export.demo_page import demo_page
from lossviz.specs.demos import DEMOS

PAGE = Path(__file__).parents[3] / "docs" / "demos.md"


def test_the_page_of_demos_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == demo_page(), "Run `make docs`."


def test_the_page_tells_all_of_every_demo() -> None:
    page = demo_page()
    for demo in DEMOS:
        entry = page.partition(f"## `{demo.name}`\n")[2].partition("\n## ")[0]
        assert demo.question in entry
        assert demo.answer in entry
        assert all(companion.name in entry for companion in demo.companions)
