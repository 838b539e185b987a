"""What a visitor or a link wrote is shown as it stands."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossviz.export.markdown import JOINER, escaped
from tests.markdown import shown


@given(st.text(string.printable + "é·→漢"))
def test_every_sign_with_a_meaning_is_escaped_and_no_other(text: str) -> None:
    written = escaped(text)
    assert shown(written) == text
    assert len(written) - written.count(JOINER) == len(text) + sum(sign in string.punctuation for sign in text)


def test_signs_that_mean_nothing_in_markdown_stay_as_they_are() -> None:
    assert escaped("1 · A loss → 3 µ") == "1 · A loss → 3 µ"


ADDRESSES = re.compile(r"https?://|www\.|[-.\w+]@|:[-+\w/]+:|<-|->|--|[<>~]=", re.IGNORECASE)
"""What readers of Markdown look for in text in which all signs have been read (GFM, emoji, Streamlit's own)."""


@given(st.lists(st.sampled_from(["www", "WWW", ".", "http", "https", ":", "/", "@", "a", "-", ">", "=", " ", "~"])))
def test_what_is_left_when_all_signs_are_read_holds_no_address_and_no_name_of_a_picture(parts: list[str]) -> None:
    left = re.sub(r"\\(.)", r"\1", escaped("".join(parts)))
    assert not ADDRESSES.search(left)


@pytest.mark.parametrize("text", ["www.evil.example", "https://evil.example", "a@evil.example", ":smile:", "->"])
def test_these_are_what_is_looked_for(text: str) -> None:
    assert ADDRESSES.search(text)
