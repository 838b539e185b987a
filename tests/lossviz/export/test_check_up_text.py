"""A check-up as text and as Markdown."""

from __future__ import annotations

from lossviz.analysis.check_up import CheckUp, Finding
from lossviz.export.check_up_text import HEADINGS, check_up_markdown, check_up_text
from lossviz.export.markdown import JOINER

FAULT = Finding(
    kind="finite_slope",
    level="fault",
    sentence="A perfect prediction costs 0, but the slope is NaN there. It comes from `tf.sqrt` in line 3.",
    line=3,
    instead="Add a little under the root: `tf.sqrt(x + 1e-12)`.",
)
WARNING = Finding(kind="parameter", level="warning", sentence="The parameter my_delta changes nothing.", line=1)
GOOD = Finding(kind="convex", level="good", sentence="Convex, as far as 600 tries show.", holds=True)

CHECK_UP = CheckUp("my_loss", (FAULT, WARNING, GOOD))


def test_the_text_tells_all_with_levels_lines_and_what_to_write_instead():
    text = check_up_text(CHECK_UP)
    assert text.startswith("my_loss: 1 fault, 1 warning, 1 good\n")
    assert "Instead: Add a little under the root: `tf.sqrt(x + 1e-12)`." in text
    assert "warning  Line 1: The parameter my_delta changes nothing.\n" in text
    words = " ".join(text.split())
    assert words.count("ine 3") == 1
    for finding in CHECK_UP.findings:
        assert finding.sentence in words


def test_no_line_of_the_text_is_wider_than_the_terminal():
    for width in (40, 80, 120):
        assert max(map(len, check_up_text(CHECK_UP, width).splitlines())) <= width


def test_markdown_has_a_heading_for_each_level_and_shows_code_as_code():
    text = check_up_markdown(CHECK_UP, level=2)
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        f"## {HEADINGS[level]}" for level in ("fault", "warning", "good")
    ]
    assert "`tf.sqrt(x + 1e-12)`" in text
    assert r"my\_delta" in text


def test_nothing_of_a_sentence_becomes_markdown_but_its_code():
    hostile = Finding(kind="fails", level="fault", sentence="[a](http://x.y) <b>*c*</b> ` `d` `")
    text = check_up_markdown(CheckUp("[t](u)", (hostile,))).replace(JOINER, "")
    assert r"\[a\]\(http" in text
    assert r"\<b\>\*c\*" in text
    assert r"\[t\]\(u\)" in text


def test_a_check_up_without_findings_is_told():
    assert check_up_text(CheckUp("Nothing", ())).startswith("Nothing: ")
    assert check_up_markdown(CheckUp("Nothing", ())).startswith("Nothing")
