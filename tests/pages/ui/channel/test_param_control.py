"""What the hand leaves is heard, once, by the page."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st

from lossviz.losses import LOSSES
from pages.ui.channel import param_control
from pages.ui.channel.control import control_data

DATA = control_data("loss.delta", LOSSES["huber"].params["delta"], 2.0)


@pytest.fixture
def mounted(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the component is given."""
    given: dict[str, Any] = {}
    monkeypatch.setattr(param_control, "_control", lambda **arguments: given.update(arguments))
    monkeypatch.setattr(st, "session_state", {})
    return given


@pytest.mark.parametrize("value", [3.0, 0, False, "", "1,2"])
def test_what_the_hand_leaves_is_heard(mounted: dict[str, Any], value: Any) -> None:
    heard: list[Any] = []
    param_control.param_control(DATA, heard.append, "key")
    assert (mounted["key"], mounted["data"]) == ("key", {"control": DATA, "heard": 0})
    st.session_state["key"] = {"settled": value}
    mounted["on_settled_change"]()
    assert heard == [value]


def test_nothing_is_heard_of_what_was_not_touched(mounted: dict[str, Any]) -> None:
    heard: list[Any] = []
    param_control.param_control(DATA, heard.append, "key")
    st.session_state["key"] = {"settled": None}
    mounted["on_settled_change"]()
    assert heard == []


@pytest.mark.parametrize("said", [[1.0], {"a": 1}, float("nan"), float("inf"), 10**400, "9" * 2000, [[[]]], b"1"])
def test_what_no_control_of_ours_would_say_is_not_heard(mounted: dict[str, Any], said: Any) -> None:
    heard: list[Any] = []
    param_control.param_control(DATA, heard.append, "key")
    st.session_state["key"] = {"settled": said}
    mounted["on_settled_change"]()
    assert heard == []


def test_what_was_refused_is_told_anew(mounted: dict[str, Any]) -> None:
    param_control.param_control(DATA, lambda value: None, "key")
    st.session_state["key"] = {"settled": 3.0}
    mounted["on_settled_change"]()
    before = mounted["data"]
    param_control.param_control(DATA, lambda value: None, "key")
    assert mounted["data"] != before
    assert mounted["data"]["control"] == DATA
