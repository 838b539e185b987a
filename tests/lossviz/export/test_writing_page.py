"""The page on writing losses is as new as the language, and what it shows is accepted."""

from __future__ import annotations

import re
from pathlib import Path

from lossviz.analysis.check_up import KINDS
from lossviz.export.writing_page import writing_page
from lossviz.losses.written import FUNCTIONS, own_loss_name
from lossviz.losses.written.faulty import FAULTY

ROOT = Path(__file__).parents[3]


def test_the_page_is_not_stale() -> None:
    assert (ROOT / "docs" / "writing_losses.md").read_text("utf-8") == writing_page(), "Run `make docs`."


def test_the_page_tells_of_every_function_under_all_its_names() -> None:
    lines = writing_page().splitlines()
    for function in FUNCTIONS.values():
        (row,) = [line for line in lines if line.startswith(f"| `{function.name}` |")]
        assert all(f"`{spelling}`" in row for spelling in function.spellings)
        assert function.help.replace("|", "\\|") in row


def test_the_page_tells_of_every_finding_and_fault() -> None:
    page = writing_page()
    assert all(f"| {kind} | {words} |" in page for kind, words in KINDS.items())
    assert all(f"| {faulty.label} | {faulty.kind} |" in page for faulty in FAULTY)


def test_losses_that_are_shown_are_accepted() -> None:
    pages = (
        writing_page(),
        (ROOT / "README.md").read_text("utf-8").partition("## Write a loss")[2].partition("\n## ")[0],
    )
    blocks = [block for page in pages for block in re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)]
    assert len(blocks) == 6
    assert all(own_loss_name(block).startswith("own-") for block in blocks)


def test_readme_leads_to_the_page() -> None:
    assert "(docs/writing_losses.md)" in (ROOT / "README.md").read_text("utf-8")
