"""What a visitor or a link wrote is shown as it stands."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages.ui.kit.markdown import escaped
from tests.markdown import shown


@given(st.text(string.printable + "é·→漢"))
def test_every_sign_with_a_meaning_is_escaped_and_no_other(text: str) -> None:
    written = escaped(text)
    assert shown(written) == text
    assert len(written) == len(text) + sum(sign in string.punctuation for sign in text)


def test_signs_that_mean_nothing_in_markdown_stay_as_they_are() -> None:
    assert escaped("1 · A loss → 3 µ") == "1 · A loss → 3 µ"


def test_every_sentence_is_one_notice_and_none_is_none() -> None:
    page = AppTest.from_function(_page).run()
    assert [shown(warning.value) for warning in page.warning] == ["[a](b)", "c"]


def _page() -> None:
    from pages.ui.kit.widgets import notices

    notices("[a](b)", "", "c")
