"""One loss taken apart: its formula and claims, its shape, what predictions cost, who pulls, and its code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from lossviz.datasets import DATASETS
from lossviz.export.loss_code import attachments, loss_source
from lossviz.figures.loss import MAX_OVERLAID
from lossviz.losses import LOSSES, special_words
from lossviz.specs.choice import fitting_datasets
from lossviz.specs.loss_view import comparable
from pages.ui.channel.assets import PLOTLY
from pages.ui.channel.chart import place
from pages.ui.channel.component import component
from pages.ui.channel.component_records import ScreenData
from pages.ui.channel.connection import Connection
from pages.ui.kit.widgets import bound, bound_several, notices, unfolded
from pages.ui.losses.charts import LossesScene

_screen = component("loss", html='<div class="lossviz-page lossviz-loss"></div>')
_gallery = component("gallery", html='<div class="lossviz-gallery"></div>')


def gallery(scene: LossesScene) -> None:
    """Draw all losses, filtered in the browser from a file that is generated from the registry; a click opens one."""
    notices(scene.notice)
    st.title("Losses", anchor=False)
    st.markdown(
        "Pick one to see its shape, tune it and train with it. All of them train a real model on the Train page."
    )

    st.button("My own loss …", on_click=scene.write_own, key="losses.own", help="Write one, or go on with yours.")

    def opened() -> None:
        name = st.session_state["gallery"].get("opened")
        if isinstance(name, str) and name in LOSSES:
            scene.show(name)

    _gallery(key="gallery", on_opened_change=opened)


def loss_screen(connection: Connection, scene: LossesScene) -> bool:
    """Draw the open loss on one screen; return whether its shape is known."""
    told: ScreenData = {"plotly": PLOTLY, "about": scene.choice.title}
    if _screen(key="loss_screen", data=told, on_train_change=lambda: None).train:
        scene.train.take(scene.choice, made_for=True)
        st.switch_page("train.py")
    # The browser makes room for the shape while it is computed, and draws it before it gets the rest of the page.
    seen = scene.shapes(connection.screen)
    if seen is None:
        return False
    connection.send_ahead("loss")
    if scene.second == "family":
        scene.draw_family(connection.screen)
    elif scene.second == "plane":
        scene.draw_plane(connection.screen)
    connection.send()
    return True


def loss_views(connection: Connection, scene: LossesScene, *, known: bool) -> None:
    """Draw what is read at leisure of the loss that is open."""
    if not known:
        st.caption("TensorFlow is being loaded; the shape follows in a few seconds.")
    left, right = st.columns(2, gap="large")
    with left:
        _advice(scene)
    with right:
        _beside(scene)
    if scene.loss.task == "multiclass" and scene.second != "plane":
        scene.draw_plane(connection.screen)
        place("plane", height=420, about=scene.choice.title)
    _pulls(connection, scene)
    _code(scene)
    connection.send()


def _while_open(scene: LossesScene, act: Callable[[Any], object]) -> Callable[[Any], object]:
    """Return an act that is done only while the loss is open for which its control was drawn, if it is heard late."""
    opened = scene.opened
    return lambda value: act(value) if scene.opened == opened else None


def _advice(scene: LossesScene) -> None:
    loss = scene.loss
    st.markdown(f":small[{loss.notation}. What is claimed above is so by the {loss.claims_about} that it is given.]")
    st.markdown(loss.description)
    for special in loss.special:
        st.markdown(f":small[{special_words(loss, special)}]")
    data = ", ".join(DATASETS[name].label for name in fitting_datasets(loss))
    st.markdown(f":small[Trains on: {data}. {f'Source: {loss.reference}.' if loss.reference else ''}]")


def _beside(scene: LossesScene) -> None:
    """Choose other losses that are drawn over this one, here or in the screen above."""
    others = [name for name in comparable(scene.loss) if name != scene.opened]
    st.multiselect(
        "Compare with",
        max_selections=MAX_OVERLAID - 1,
        format_func=lambda name: LOSSES[name].label,
        **bound_several(f"losses.beside.{scene.opened_key}", others, scene.compared, _while_open(scene, scene.compare)),
        placeholder="Other losses",
        help=f"Up to {MAX_OVERLAID - 1} losses on the same axis, with the values you gave them.",
    )
    st.toggle(
        "Normalise",
        **bound("losses.normalised", scene.normalised, scene.normalise),
        help="Divide each by what the same bad prediction costs: heights of different losses do not compare.",
    )
    if scene.second != "beside":
        place("beside", height=360, about=scene.choice.title)


def _pulls(connection: Connection, scene: LossesScene) -> None:
    """Let the errors of the run on the Train page lie on this loss."""
    st.header("Who pulls how hard", anchor=False)
    run = scene.train.run
    known = run.weights_at(scene.train.player.shown)
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
    place("pulls", height=400, about=scene.choice.title)
    st.caption("Examples that lie beside the curve have another target or class than the one it is drawn for.")


def _code(scene: LossesScene) -> None:
    st.header("In code", anchor=False)
    values = "".join(f", {name}={value!r}" for name, value in scene.choice.items)
    st.code(f'loss = lossviz.keras_loss("{scene.opened}"{values})  # for model.compile', wrap_lines=True)
    with unfolded("The function, and four ways to train with it") as drawn:
        if drawn:
            scripts = {"The function": loss_source(scene.choice), **attachments(scene.choice)}
            for tab, script in zip(st.tabs(list(scripts)), scripts.values(), strict=True):
                tab.code(script)
