"""The control of a parameter among Streamlit's own parts of a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from pages.ui.channel.component import component
from pages.ui.channel.component_records import ControlData, ControlValue, ParamControlData
from pages.ui.channel.messages import read_value

_control = component("param_control", html='<div class="lossviz-param-control"></div>')


def param_control(
    data: ControlData,
    change: Callable[[ControlValue], object],
    key: str,
    *,
    width: int | Literal["stretch"] = "stretch",
) -> None:
    """Draw the control of a parameter.

    Args:
        data: What `control_data` says of it.
        change: Is told the value that the hand leaves, which need not be one that the parameter accepts.
        key: Tells it from the controls of other parameters.
        width: In pixels, or as wide as its place.
    """
    heard: dict[str, int] = st.session_state.setdefault("heard", {})

    def settled() -> None:
        value = read_value(st.session_state[key].get("settled"))
        if value is not None:
            heard[key] = heard.get(key, 0) + 1
            change(value)

    told: ParamControlData = {"control": data, "heard": heard.get(key, 0)}
    _control(key=key, data=told, on_settled_change=settled, width=width)
