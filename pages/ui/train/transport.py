"""The transport: play, pause, one epoch, stop, reset, speed and scrub, like a media player; and the scales."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.ui.kit.widgets import bound, bound_menu
from pages.ui.train.state import SPEEDS, TrainState


def transport(train: TrainState) -> None:
    """Draw the buttons and the speed."""
    run = train.run
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if train.playing:
            _button("Pause", ":material/pause:", train.pause, "Hold training, or the replay, where it is.")
        else:
            word = "Play" if run.running else "Replay"
            _button(word, ":material/play_arrow:", train.play, "Train on; a run that has ended is played again.")
        can_step = run.running or train.head is not None
        _button("One epoch", ":material/skip_next:", train.step, "Go one epoch further.", not can_step)
        _button("Stop", ":material/stop:", train.stop, "End this run where it is.", not run.running)
        _button(
            "Reset", ":material/restart_alt:", train.reset, "Begin again with these settings, before the first epoch."
        )
        st.selectbox(
            "Speed",
            **bound_menu("speed", list(SPEEDS), train.speed, train.set_speed),
            label_visibility="collapsed",
            help="How fast training, or a replay, goes on.",
            width=150,
        )


def _button(label: str, icon: str, action: Callable[[], None], text: str, disabled: bool = False) -> None:
    st.button(label, icon=icon, key=f"transport.{label}", help=text, disabled=disabled, on_click=action)


def playhead(train: TrainState) -> None:
    """Draw a slider to look at any epoch while the playhead rests."""
    last = train.run.epoch  # A thread may let it grow.
    if train.playing or last < 1:
        return
    st.slider(
        "Epoch looked at",
        0,
        last,
        **bound("scrub", min(max(train.shown, 0), last), train.scrub),
        help="Look at the model as it was after this epoch.",
    )


def scales(train: TrainState) -> None:
    """Draw the switches that hold for all charts of histories."""

    def scale(name: str) -> dict[str, Any]:
        return bound(f"view.{name}", getattr(train.view, name), lambda new: train.scale(name, new))

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.toggle("Log epochs", **scale("log_x"), help="A logarithmic axis of epochs, without epoch 0.")
        st.toggle("Log values", **scale("log_y"), help="A logarithmic axis of losses and metrics.")
        st.select_slider(
            "Smoothing",
            [1, 3, 5, 10, 20, 50, 100],
            **scale("smoothing"),
            help="Average over about so many epochs; the raw line stays visible behind.",
            width=150,
        )
