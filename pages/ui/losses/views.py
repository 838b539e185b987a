"""One loss taken apart: its formula and claims, its shape, what predictions cost, who pulls, and its code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lossviz.analysis.shapes import LossShapes
from lossviz.datasets import DATASETS
from lossviz.declare import label_of
from lossviz.export.loss_code import attachments, loss_source
from lossviz.figures.loss import MAX_OVERLAID
from lossviz.losses import LOSSES, TASKS, claim_words, special_words
from lossviz.losses.axes import AXES, N_CLASSES, axis_of, ranges_of
from lossviz.specs.choice import fitting_datasets
from lossviz.specs.loss_view import comparable, targets_of
from pages.ui.channel.chart import place
from pages.ui.channel.component import component
from pages.ui.channel.connection import Connection
from pages.ui.kit.param_control import Control, param_control
from pages.ui.kit.widgets import bound, bound_menu, bound_several, notices, unfolded
from pages.ui.losses.charts import CLASSES, LossesScene

_HEIGHT = 560

_gallery = component("gallery", html='<div class="lossviz-gallery"></div>')


def gallery(scene: LossesScene) -> None:
    """Draw all losses, filtered in the browser from a file that is generated from the registry; a click opens one."""
    notices(scene.notice)
    st.title("Losses", anchor=False)
    st.markdown(
        "Pick one to see its shape, tune it and train with it. All of them train a real model on the Train page."
    )

    def opened() -> None:
        name = st.session_state["gallery"].get("opened")
        if name in LOSSES:
            scene.show(name)

    _gallery(key="gallery", on_opened_change=opened)


def loss_views(connection: Connection, scene: LossesScene) -> None:
    """Draw all that is known of the loss that is open."""
    told = st.container()
    scene.begin_shapes()
    _heading(scene)
    left, right = st.columns([0.56, 0.44], gap="large")
    with left:
        place("loss", height=_HEIGHT)
    # The browser makes room for the shape while it is computed, and draws it before it gets the rest of the page.
    seen = scene.shapes(connection.screen)
    if seen is None:
        left.caption("TensorFlow is being loaded; the shape follows in a few seconds.")
    else:
        connection.send_ahead("loss")
    with st.sidebar:
        _controls(scene)
    with right:
        if seen is not None:
            _costs(scene, seen)
        _advice(scene)
    _beside(connection, scene)
    _pulls(connection, scene)
    _code(scene)
    with told:
        notices(scene.notice)
    connection.send()


def _controls(scene: LossesScene) -> None:
    """Draw what can be set, in the order in which it is read."""
    st.button("All losses", icon=":material/apps:", on_click=scene.show, args=(None,), key="all_losses")
    st.selectbox(
        "Loss",
        **bound_menu("losses.opened", list(LOSSES), scene.opened, scene.show, _full_name),
        help="Another loss; each keeps the values you gave it.",
    )
    for name, value in scene.choice.items:
        change = partial(scene.change, scene.loss.name, name)
        key = f"losses.{scene.opened}.{name}"
        param_control(Control(scene.loss.params[name], value, change, key, beside=True))
    _target(scene)
    if st.button(
        "Train with this",
        type="primary",
        icon=":material/play_arrow:",
        key="train_with_this",
        help="Opens the Train page with this loss and these values; data and model follow if they do not fit.",
    ):
        scene.train.take(scene.choice)
        st.switch_page("train.py")


def _while_open(scene: LossesScene, act: Callable[[Any], object]) -> Callable[[Any], object]:
    """Return an act that is done only while the loss is open for which its control was drawn, if it is heard late."""
    opened = scene.opened
    return lambda value: act(value) if scene.opened == opened else None


def _full_name(name: str) -> str:
    return f"{LOSSES[name].label} · {TASKS[LOSSES[name].task].lower()}"


def _target(scene: LossesScene) -> None:
    """Let the y_true be chosen where the shape depends on it."""
    if scene.loss.task != "regression":
        binary = scene.loss.task == "binary"
        st.radio(
            "True class",
            horizontal=True,
            **bound_menu(
                f"losses.target.{scene.opened}",
                [1.0, 0.0] if binary else [float(number) for number in range(N_CLASSES)],
                scene.target,
                _while_open(scene, scene.aim),
                lambda number: f"{number:g}" if binary else CLASSES[int(number)].removesuffix(" class"),
            ),
            help="For which class the cost is drawn; some losses weigh classes differently.",
        )
    elif axis_of(scene.loss, scene.loss.task).targets:
        st.number_input(
            "Target",
            min_value=targets_of(scene.loss)[0],
            max_value=targets_of(scene.loss)[1],
            step=0.5,
            **bound(f"losses.target.{scene.opened}", scene.target, _while_open(scene, scene.aim)),
            help="The true value for which the cost is drawn. Most losses look the same for all of them.",
        )


def _heading(scene: LossesScene) -> None:
    loss = scene.loss
    st.title(loss.label, anchor=False)
    formula = f"$\\displaystyle {loss.latex(scene.choice.values)}$"
    st.markdown(f"{loss.summary} {loss.wants(loss.task)}\n\n{formula}\n\n:small[{loss.notation}]")
    with st.container(horizontal=True, gap="small"):
        for name, holds in loss.claims(scene.choice.values).items():
            st.badge(
                name if holds else f"not {name}",
                icon=":material/check:" if holds else ":material/close:",
                color="green" if holds else "gray",
                help=claim_words(name, loss.task),
            )


def _costs(scene: LossesScene, seen: LossShapes) -> None:
    """Show what predictions cost, and the exact values at one place."""
    axis = AXES[seen.curve.axis]
    rows = [(e.words, *(f"{number + 0.0:.4g}" for number in (e.position, e.cost, e.slope))) for e in seen.examples]
    st.markdown("**What predictions cost**")
    st.table(pd.DataFrame(rows, columns=["prediction", axis.name, "cost", "slope"]).set_index("prediction"))
    low, high = ranges_of(scene.loss, scene.target).limits
    st.number_input(
        f"Read at this {axis.name}",
        min_value=low,
        max_value=high,
        step=0.1,
        **bound(f"losses.place.{scene.opened}", scene.position, _while_open(scene, scene.read)),
        help=f"Exact values at any {axis.label}.",
    )
    cost, slope, curvature = (float(part[0]) for part in (seen.read.cost, seen.read.slope, seen.read.curvature))
    st.markdown(f"cost **{cost:.6g}** · slope **{slope:.6g}** · curvature **{curvature:.6g}**")


def _advice(scene: LossesScene) -> None:
    loss = scene.loss
    st.markdown(loss.description)
    for special in loss.special:
        st.markdown(f":small[{special_words(loss, special)}]")
    data = ", ".join(DATASETS[name].label for name in fitting_datasets(loss))
    st.markdown(f":small[Trains on: {data}. {f'Source: {loss.reference}.' if loss.reference else ''}]")


def _beside(connection: Connection, scene: LossesScene) -> None:
    """Draw other losses over this one, and this one over the range of a parameter."""
    left, right = st.columns(2, gap="large")
    with left:
        others = [name for name in comparable(scene.loss) if name != scene.opened]
        st.multiselect(
            "Compare with",
            max_selections=MAX_OVERLAID - 1,
            format_func=lambda name: LOSSES[name].label,
            **bound_several(f"losses.beside.{scene.opened}", others, scene.compared, _while_open(scene, scene.compare)),
            placeholder="Other losses",
            help=f"Up to {MAX_OVERLAID - 1} losses on the same axis, with the values you gave them.",
        )
        st.toggle(
            "Normalise",
            **bound("losses.normalised", scene.normalised, scene.normalise),
            help="Divide each by what the same bad prediction costs: heights of different losses do not compare.",
        )
        place("beside", height=360)
    with right:
        if scene.family_param:
            _family(connection, scene, scene.family_param)
        elif scene.loss.task == "multiclass":
            _plane(connection, scene)
    if scene.loss.task == "multiclass" and scene.family_param:
        _plane(connection, scene)


def _family(connection: Connection, scene: LossesScene, name: str) -> None:
    params = list(scene.loss.params)
    st.selectbox(
        "Parameter",
        **bound_menu(
            f"losses.family_param.{scene.opened}", params, name, _while_open(scene, scene.show_family), label_of
        ),
        help="Drag the slider below the chart through the range of this parameter.",
    )
    scene.draw_family(connection.screen, name)
    place("family", height=360)


def _plane(connection: Connection, scene: LossesScene) -> None:
    scene.draw_plane(connection.screen)
    place("plane", height=420)


def _pulls(connection: Connection, scene: LossesScene) -> None:
    """Let the errors of the run on the Train page lie on this loss."""
    st.subheader("Who pulls how hard", anchor=False)
    run = scene.train.run
    known = run.weights_at(scene.train.shown)
    if known is None:
        st.markdown("The run on the Train page is not trained yet; its errors will lie here.")
        return
    spec = run.spec.at(known[0])
    if not scene.judges(spec):
        st.markdown(
            f"The run on the Train page ({spec.loss.component.label} on {spec.dataset.component.label}) predicts "
            f"something else than this loss judges. *Train with this* makes a run for it."
        )
        return
    if words := scene.draw_pulls(connection.screen, *known):
        st.markdown(words)
    place("pulls", height=400)
    st.caption("Examples that lie beside the curve have another target or class than the one it is drawn for.")


def _code(scene: LossesScene) -> None:
    st.subheader("In code", anchor=False)
    values = "".join(f", {name}={value!r}" for name, value in scene.choice.items)
    st.code(f'loss = lossviz.keras_loss("{scene.opened}"{values})  # for model.compile', wrap_lines=True)
    with unfolded("The function, and four ways to train with it") as drawn:
        if drawn:
            scripts = {"The function": loss_source(scene.choice), **attachments(scene.choice)}
            for tab, script in zip(st.tabs(list(scripts)), scripts.values(), strict=True):
                tab.code(script)
