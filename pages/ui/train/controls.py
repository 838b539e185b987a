"""Controls, made from the declarations: a slider, menu or switch for every parameter, in the order of the story.

The spec is the truth. Before a control is drawn its widget is set to what the spec says, so refused input springs back.
A browser draws a part again with every answer, so rare controls and exact values come only once they are unfolded.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, Protocol

import streamlit as st

from lossviz.declare import Param, Value
from lossviz.specs.choice import KINDS, fitting_losses
from lossviz.specs.recipes import PRESETS, Preset
from lossviz.specs.run import RUN_PARAMS, RunSpec
from pages.ui.channel.connection import Live
from pages.ui.kit.widgets import bound, bound_menu, unfolded
from pages.ui.train.state import Lab

_HEADINGS = {"dataset": "Data", "loss": "Loss", "model": "Model", "optimizer": "Optimizer"}
_FIRST = {"dataset": 2, "loss": 9, "model": 3, "optimizer": 1, "run": 3}
"""How many parameters of a part stand open; the rest folds away."""


class Changes(Protocol):
    """What gives parameters their values."""

    def change(self, name: str, value: Any) -> None:
        """Give a parameter another value."""


class Item(NamedTuple):
    """A parameter of the run.

    Attributes:
        name: What a link calls it.
        param: Its declaration.
        value: What it is now.
    """

    name: str
    param: Param
    value: Value

    @property
    def label(self) -> str:
        """What the page calls it."""
        return self.param.name.replace("_", " ").capitalize()

    @property
    def slides(self) -> bool:
        """Whether it is a number that a slider shows."""
        return self.param.soft is not None

    @property
    def beside(self) -> bool:
        """Whether its exact value stands beside its slider: that of a loss, which this laboratory is for."""
        return ".loss." in f".{self.name}"


def items(spec: RunSpec, part: str) -> list[Item]:
    """Return the parameters of a part of the run, the common ones first."""
    if part == "run":
        return [Item(name, param, getattr(spec, name)) for name, param in RUN_PARAMS.items()]
    choice = getattr(spec, part)
    return [Item(f"{part}.{name}", choice.component.params[name], value) for name, value in choice.items]


def controls(live: Live) -> None:
    """Draw all controls of a run, in parts that are drawn again by themselves: the page follows the curves."""
    _part(live, _presets)
    for kind in KINDS:
        _part(live, partial(_component, kind=kind))
    _part(live, _run)


@st.fragment
def _part(live: Live, draw: Callable[[Lab], None]) -> None:
    live.begin_part()
    draw(live.lab)


def _run(lab: Lab) -> None:
    st.subheader("Run", anchor=False)
    _params(lab, "run")
    with unfolded("Exact values") as drawn:
        if drawn:
            for item in (item for part in _FIRST for item in items(lab.spec, part)):
                if item.slides and not item.beside:
                    _field(lab, item, exact=True)


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


def preset_of(spec: RunSpec) -> Preset | None:
    """Return the recipe of the article that a run follows, with or without its trap; None for any other run."""
    plain = spec.with_value("dataset.flat_target", False) if "flat_target" in spec.dataset.values else spec
    return next((preset for preset in PRESETS if preset.spec == plain), None)


def _component(lab: Lab, kind: str) -> None:
    choice = getattr(lab.spec, kind)
    names = fitting_losses(lab.spec.dataset) if kind == "loss" else list(KINDS[kind])
    st.subheader(_HEADINGS[kind], anchor=False)
    st.selectbox(
        _HEADINGS[kind],
        **bound_menu(kind, names, choice.name, partial(lab.choose, kind), lambda name: KINDS[kind][name].label),
        help=choice.component.summary,
        label_visibility="collapsed",
    )
    if kind == "loss":
        loss = choice.component
        formula = f"$\\displaystyle {loss.latex(choice.values)}$"
        st.markdown(f":small[{loss.summary} {loss.wants(lab.spec.task)}]\n\n{formula}\n\n:small[{loss.notation}]")
    _params(lab, kind)
    if kind == "loss":
        st.page_link(
            "losses.py",
            label="Explore this loss",
            icon=":material/show_chart:",
            query_params=dict(choice.pairs),
            help="Its shape, its claims, its relatives and its code, with these values.",
        )


def _params(lab: Lab, part: str) -> None:
    """Draw the parameters of a part of the run, the rare ones folded away."""
    all_items = items(lab.spec, part)
    for item in all_items[: _FIRST[part]]:
        param_control(lab, item)
    if rare := all_items[_FIRST[part] :]:
        with unfolded(f"More of the {part}") as drawn:
            for item in rare if drawn else ():
                param_control(lab, item)


def param_control(lab: Changes, item: Item) -> None:
    """Draw the control of a parameter."""
    param = item.param
    if param.type is bool:
        st.toggle(item.label, help=param.help, **bound(item.name, item.value, partial(lab.change, item.name)))
    elif param.type is str:
        menu = bound_menu(item.name, param.options, str(item.value), partial(lab.change, item.name))
        st.selectbox(item.label, help=param.help, **menu)
    elif not item.slides:
        _field(lab, item)
    elif item.beside:
        left, right = st.columns([0.7, 0.3], vertical_alignment="bottom", gap="small")
        with left:
            _slider(lab, item)
        with right:
            _field(lab, item, exact=True)
    else:
        _slider(lab, item)


def _slider(lab: Changes, item: Item) -> None:
    st.select_slider(
        item.label,
        sorted({*slider_steps(item.param), item.value}),
        format_func=item.param.format,
        help=_help(item.param),
        **bound(item.name, item.value, partial(lab.change, item.name)),
    )


def _field(lab: Changes, item: Item, *, exact: bool = False) -> None:
    """Draw a field for a parameter; an exact one stands for the same value as a slider."""
    st.text_input(
        f"{item.label}, exact value" if exact else item.label,
        help=_help(item.param),
        label_visibility="collapsed" if exact and item.beside else "visible",
        **bound(
            f"{item.name}.exact" if exact else item.name, item.param.format(item.value), partial(lab.change, item.name)
        ),
    )


def _help(param: Param) -> str:
    return f"{param.help} {param.domain.capitalize()}."


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
