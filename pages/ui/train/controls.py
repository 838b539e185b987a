"""Controls of a run, made from the declarations, in the order of the story.

The spec is the truth. Before a control is drawn its widget is set to what the spec says, so refused input springs back.
A browser draws a part again with every answer, so rare controls and exact values come only once they are unfolded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from lossviz.specs.choice import KINDS, fitting_losses
from lossviz.specs.recipes import RECIPES, recipe_of
from lossviz.specs.run import RUN_PARAMS
from pages.ui.channel.connection import Connection
from pages.ui.kit.param_control import Control, param_control, param_field
from pages.ui.kit.widgets import bound_menu, unfolded
from pages.ui.train.state import TrainState

_HEADINGS = {"dataset": "Data", "loss": "Loss", "model": "Model", "optimizer": "Optimizer"}
_FIRST = {"dataset": 2, "loss": 9, "model": 3, "optimizer": 1, "run": 3}
"""How many parameters of a part stand open; the rest folds away."""


def run_controls(connection: Connection, train: TrainState) -> None:
    """Draw all controls of a run, in parts that are drawn again by themselves: the page follows the curves."""
    _part(connection, train, _recipes)
    for kind in KINDS:
        _part(connection, train, partial(_component, kind=kind))
    _part(connection, train, _run)


@st.fragment
def _part(connection: Connection, train: TrainState, draw: Callable[[TrainState], None]) -> None:
    connection.begin_part()
    draw(train)


def _controls(train: TrainState, part: str) -> list[Control]:
    """Return the controls of a part of the run, the common ones first."""
    spec = train.spec
    if part == "run":
        named = [(name, param, getattr(spec, name)) for name, param in RUN_PARAMS.items()]
    else:
        choice = getattr(spec, part)
        named = [(f"{part}.{name}", choice.component.params[name], value) for name, value in choice.items]
    # The exact value of a loss stands beside its slider: that is what this laboratory is for.
    return [
        Control(param, value, partial(train.change, name), name, beside=part == "loss") for name, param, value in named
    ]


def _recipes(train: TrainState) -> None:
    shown = recipe_of(train.run.spec)
    labels = [recipe.label for recipe in RECIPES]
    st.selectbox(
        "Recipe of the article",
        **bound_menu("recipe", labels, shown.label if shown else None, train.take_recipe),
        placeholder="Your own recipe",
        help="The eight recipes of the article behind lossviz, each with what it says and what is measured.",
    )


def _component(train: TrainState, kind: str) -> None:
    choice = getattr(train.spec, kind)
    names = fitting_losses(train.spec.dataset) if kind == "loss" else list(KINDS[kind])
    st.subheader(_HEADINGS[kind], anchor=False)
    st.selectbox(
        _HEADINGS[kind],
        **bound_menu(kind, names, choice.name, partial(train.choose, kind), lambda name: KINDS[kind][name].label),
        help=choice.component.summary,
        label_visibility="collapsed",
    )
    if kind == "loss":
        loss = choice.component
        formula = f"$\\displaystyle {loss.latex(choice.values)}$"
        st.markdown(f":small[{loss.summary} {loss.wants(train.spec.task)}]\n\n{formula}\n\n:small[{loss.notation}]")
    _params(train, kind)
    if kind == "loss":
        st.page_link(
            "losses.py",
            label="Explore this loss",
            icon=":material/show_chart:",
            query_params=dict(choice.pairs),
            help="Its shape, its claims, its relatives and its code, with these values.",
        )


def _params(train: TrainState, part: str) -> None:
    """Draw the parameters of a part of the run, the rare ones folded away."""
    controls = _controls(train, part)
    for control in controls[: _FIRST[part]]:
        param_control(control)
    if rare := controls[_FIRST[part] :]:
        with unfolded(f"More of the {part}") as drawn:
            for control in rare if drawn else ():
                param_control(control)


def _run(train: TrainState) -> None:
    st.subheader("Run", anchor=False)
    _params(train, "run")
    with unfolded("Exact values") as drawn:
        if drawn:
            for control in (control for part in _FIRST for control in _controls(train, part)):
                if control.slides and not control.beside:
                    param_field(control, exact=True)
