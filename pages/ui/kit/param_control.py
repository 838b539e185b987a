"""The control of a parameter, made from its declaration: a slider, field, menu or switch."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st

from lossviz.declare import Param, Value
from pages.ui.kit.widgets import bound, bound_menu


class Control(NamedTuple):
    """A parameter that a visitor can set.

    Attributes:
        param: Its declaration.
        value: What it is now.
        change: Is told another value, or the text of one.
        key: Tells its widgets from those of other parameters.
        beside: Whether its exact value stands beside its slider.
    """

    param: Param
    value: Value
    change: Callable[[Any], object]
    key: str
    beside: bool = False

    @property
    def label(self) -> str:
        """What the page calls it."""
        return self.param.label.capitalize()

    @property
    def help(self) -> str:
        """What it does, and which values it accepts."""
        return f"{self.param.help} {self.param.domain.capitalize()}."

    @property
    def slides(self) -> bool:
        """Whether it is a number that a slider shows."""
        return self.param.soft is not None


def param_control(control: Control) -> None:
    """Draw the control of a parameter."""
    param = control.param
    if param.type is bool:
        st.toggle(control.label, help=param.help, **bound(control.key, control.value, control.change))
    elif param.type is str:
        menu = bound_menu(control.key, param.options, str(control.value), control.change)
        st.selectbox(control.label, help=param.help, **menu)
    elif not control.slides:
        param_field(control)
    elif control.beside:
        left, right = st.columns([0.7, 0.3], vertical_alignment="bottom", gap="small")
        with left:
            _slider(control)
        with right:
            param_field(control, exact=True)
    else:
        _slider(control)


def _slider(control: Control) -> None:
    st.select_slider(
        control.label,
        sorted({*slider_steps(control.param), control.value}),
        format_func=control.param.format,
        help=control.help,
        **bound(control.key, control.value, control.change),
    )


def param_field(control: Control, *, exact: bool = False) -> None:
    """Draw a field for a parameter; an exact one stands for the same value as a slider."""
    st.text_input(
        f"{control.label}, exact value" if exact else control.label,
        help=control.help,
        label_visibility="collapsed" if exact and control.beside else "visible",
        **bound(f"{control.key}.exact" if exact else control.key, control.param.format(control.value), control.change),
    )


def slider_steps(param: Param) -> list[float]:
    """Return the values a slider offers: about a hundred equal steps, or round numbers where steps are ratios.

    The default is always among them.
    """
    low, high = param.soft or (param.low, param.high)
    if param.log:
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        steps = [float(f"{digit}e{power}") for power in powers for digit in (1, 1.5, 2, 3, 5, 7)]
    else:
        unit = 10.0 ** math.floor(math.log10((high - low) / 50))
        size = next(m * unit for m in (1, 2, 5, 10) if (high - low) / (m * unit) <= 101)
        steps = [round(low + i * size, 10) for i in range(round((high - low) / size) + 1)]
    inside = {step for step in steps if low <= step <= high} | {param.default, low, high}
    if param.type is int:
        return sorted({round(step) for step in inside if round(step) == step} | {param.default})
    return sorted(map(float, inside))
