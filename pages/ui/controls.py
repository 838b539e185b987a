"""Controls, made from the declarations: a slider, menu or switch for every parameter, in the order of the story.

The spec is the truth. Before a control is drawn its widget is set to what the spec says, so refused input springs back.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import streamlit as st

from lossviz.presets import PRESETS
from lossviz.registry import Param, Value
from lossviz.spec import KINDS, RUN_PARAMS, RunSpec, fitting_losses
from pages.ui.lab import Lab
from pages.ui.session import bound, bound_menu

_HEADINGS = {"dataset": "Data", "loss": "Loss", "model": "Model", "optimizer": "Optimizer"}
_FIRST = {"dataset": 1, "loss": 9, "model": 3, "optimizer": 1}
"""How many parameters of a component stand open; the rest folds away."""


def controls(lab: Lab) -> None:
    """Draw all controls of a run."""
    _presets(lab)
    for kind in KINDS:
        _component(lab, kind)
    st.subheader("Run", anchor=False)
    for name in ("epochs", "batch_size", "seed"):
        _param(lab, name, RUN_PARAMS[name], getattr(lab.spec, name))
    with st.expander("Hold-out"):
        for name in ("validation_share", "split_seed"):
            _param(lab, name, RUN_PARAMS[name], getattr(lab.spec, name))


def _presets(lab: Lab) -> None:
    def take(label: str | None) -> None:
        for preset in PRESETS:
            if preset.label == label:
                lab.notice = ""
                lab.start(preset.spec)

    shown = preset_of(lab.run.spec)
    st.selectbox(
        "Recipe of the article",
        **bound_menu("preset", [preset.label for preset in PRESETS], shown.label if shown else None, take),
        placeholder="Your own recipe",
        help="The eight recipes of the article behind lossviz, each with what it says and what is measured.",
    )


def preset_of(spec: RunSpec) -> Any:
    """Return the recipe of the article that a run follows, with or without its trap; None for any other run."""
    plain = spec.with_value("dataset.flat_target", False) if "flat_target" in spec.dataset.values else spec
    return next((preset for preset in PRESETS if preset.spec == plain), None)


def _component(lab: Lab, kind: str) -> None:
    choice = getattr(lab.spec, kind)
    names = fitting_losses(lab.spec.dataset.name) if kind == "loss" else list(KINDS[kind])
    st.subheader(_HEADINGS[kind], anchor=False)
    st.selectbox(
        _HEADINGS[kind],
        format_func=lambda name: KINDS[kind][name].label,
        **bound_menu(kind, names, choice.name, lambda name: lab.choose(kind, name)),
        help=choice.component.summary,
        label_visibility="collapsed",
    )
    if kind == "loss":
        st.caption(choice.component.summary)
        st.markdown(f"$\\displaystyle {choice.component.latex(choice.values)}$")
    items = [(f"{kind}.{name}", choice.component.params[name], value) for name, value in choice.items]
    for item in items[: _FIRST[kind]]:
        _param(lab, *item)
    if items[_FIRST[kind] :]:
        with st.expander(f"More of the {kind}"):
            for item in items[_FIRST[kind] :]:
                _param(lab, *item)


def _param(lab: Lab, name: str, param: Param, value: Value) -> None:
    label = param.name.replace("_", " ").capitalize()
    draw = _DRAWN[param.type]
    draw(label, name, param, value, lambda new: lab.change(name, new))


Change = Callable[[Any], None]


def _help(param: Param) -> str:
    return f"{param.help} {param.domain.capitalize()}."


def _switch(label: str, name: str, param: Param, value: Value, change: Change) -> None:
    st.toggle(label, help=param.help, **bound(name, value, change))


def _menu(label: str, name: str, param: Param, value: Value, change: Change) -> None:
    st.selectbox(label, help=param.help, **bound_menu(name, param.options, str(value), change))


def _field(label: str, name: str, param: Param, value: Value, change: Change) -> None:
    st.text_input(label, help=_help(param), **bound(name, param.format(value), change))


def _number(label: str, name: str, param: Param, value: Any, change: Change) -> None:
    """Draw a slider over the soft range, and a field that takes any value of the enforced range."""
    if param.soft is None or param.name.endswith("seed"):
        _field(label, name, param, value, change)
        return
    left, right = st.columns([0.7, 0.3], vertical_alignment="bottom", gap="small")
    steps = slider_steps(param)
    left.select_slider(
        label,
        steps,
        format_func=lambda step: f"{step:.4g}",
        help=_help(param),
        **bound(name, min(steps, key=lambda step: abs(step - value)), change),
    )
    right.text_input(
        f"{label}, exact value",
        label_visibility="collapsed",
        **bound(f"{name}.exact", param.format(value), change),
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


_DRAWN: dict[type, Callable[..., None]] = {bool: _switch, int: _number, float: _number, str: _menu, tuple: _field}
