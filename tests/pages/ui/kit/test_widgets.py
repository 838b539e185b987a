"""Widgets that show what a page says and report what a visitor wants instead."""

from __future__ import annotations

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lossviz.export.markdown import escaped
from pages.ui.kit.widgets import bound, bound_menu, bound_several
from tests.markdown import shown


@pytest.fixture
def heard(monkeypatch) -> list[float]:
    monkeypatch.setattr(st, "session_state", {})
    return []


def test_a_visitors_changes_are_heard_in_their_order(heard):
    binding = bound("delta", 1.0, heard.append)
    for value in (2.0, 1.0):
        st.session_state[binding["key"]] = value
        binding["on_change"]()
    assert heard == [2.0, 1.0]


def test_what_a_widget_shows_anyway_is_no_news(heard):
    # A late message of a widget that has left the page: Streamlit no longer knows that it is the old value.
    binding = bound("delta", 1.0, heard.append)
    st.session_state[binding["key"]] = 1.0
    binding["on_change"]()
    assert heard == []


def test_a_replaced_widget_is_not_heard(heard):
    replaced = bound("delta", 1.0, heard.append)
    st.session_state[replaced["key"]] = 1.0
    binding = bound("delta", 3.0, heard.append)
    assert binding["key"] != replaced["key"]
    st.session_state[replaced["key"]] = 5.0
    replaced["on_change"]()
    assert heard == []


def test_a_menu_whose_words_change_is_replaced_and_keeps_its_choice(heard):
    names = {"a": "first", "b": "second"}
    before = bound_menu("run", ["a", "b"], "b", heard.append, lambda key: names[key])
    st.session_state[before["key"]] = "b"
    more = bound_menu("run", ["a", "b", "c"], "b", heard.append, lambda key: names.get(key, "third"))
    names["b"] = "mine"
    after = bound_menu("run", ["a", "b"], "b", heard.append, lambda key: names[key])
    assert before["key"] == more["key"] != after["key"]
    assert (after["index"], after["format_func"]("b")) == (1, "mine")
    st.session_state[before["key"]] = None  # the old words fit no option
    before["on_change"]()
    assert heard == []


ANYTHING = ["nonsense", "", None, True, 1, 2.5, float("inf"), float("nan"), ["a"], ["nonsense"], {"a": 1}, b"a"]


@pytest.mark.parametrize("said", ANYTHING)
@pytest.mark.parametrize("shown", [1.0, True, "words"])
def test_a_value_of_another_type_is_not_heard(heard, shown, said):
    binding = bound("delta", shown, heard.append)
    st.session_state[binding["key"]] = said
    binding["on_change"]()
    assert all(type(value) is type(shown) for value in heard)


@pytest.mark.parametrize("said", ANYTHING)
def test_a_word_that_a_menu_does_not_offer_is_not_heard(heard, said):
    menu = bound_menu("loss", ["a", "b"], "b", heard.append)
    several = bound_several("beside", ["a", "b"], ["b"], heard.append)
    for binding in (menu, several):
        st.session_state[binding["key"]] = said
        binding["on_change"]()
    assert heard == ([["a"]] if said == ["a"] else [])


def test_what_a_menu_offers_is_heard(heard):
    menu = bound_menu("loss", ["a", "b"], "b", heard.append)
    st.session_state[menu["key"]] = "a"
    menu["on_change"]()
    assert heard == ["a"]


def test_every_sentence_is_one_notice_and_none_is_none():
    page = AppTest.from_function(_notices, default_timeout=60).run()
    assert [shown(warning.value) for warning in page.warning] == ["[a](b)", "c"]
    assert page.warning[0].value == escaped("[a](b)")


def _notices():
    from pages.ui.kit.widgets import notices

    notices("[a](b)", "", "c")
