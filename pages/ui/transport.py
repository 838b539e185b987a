"""The transport: play, pause, one epoch, stop, reset, speed and scrub, like a media player."""

from __future__ import annotations

import streamlit as st

from pages.ui.lab import SPEEDS, Lab
from pages.ui.session import bound


def transport(lab: Lab) -> None:
    """Draw the transport and the progress of the run in focus."""
    run = lab.run
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if lab.playing:
            _button("Pause", ":material/pause:", lab.pause, "Hold training, or the replay, where it is.")
        else:
            word = "Play" if run.running else "Replay"
            _button(word, ":material/play_arrow:", lab.play, "Train on; a run that has ended is played again.")
        _button("One epoch", ":material/skip_next:", lab.step, "Go one epoch further.", not _can_step(lab))
        _button("Stop", ":material/stop:", lab.stop, "End this run where it is.", not run.running)
        _button(
            "Reset", ":material/restart_alt:", lab.reset, "Begin again with these settings, before the first epoch."
        )
        _speed(lab)
        st.caption(_progress(lab))


def _can_step(lab: Lab) -> bool:
    return lab.run.running or lab.head is not None


def _button(label: str, icon: str, action: object, text: str, disabled: bool = False) -> None:
    key = f"transport.{label}"
    # A press is an event for the whole page: it decides whether the page has to tick.
    if st.button(label, icon=icon, key=key, help=text, disabled=disabled):
        action()  # type: ignore[operator]
        st.rerun()


def _speed(lab: Lab) -> None:
    st.selectbox(
        "Speed",
        list(SPEEDS),
        **bound("speed", lab.speed, lab.set_speed),
        label_visibility="collapsed",
        help="How fast training, or a replay, goes on.",
        width=150,
    )


def _progress(lab: Lab) -> str:
    run = lab.run
    if run.epoch < 0:
        if lab.engine.ready:
            return "Compiling the training of these settings, about a second."
        return "The engine is loading TensorFlow, some seconds after a cold start."
    done = f"epoch {lab.shown} of {run.spec.epochs} · {run.outcome}"
    if SPEEDS[lab.speed] is not None or run.seconds <= 0:
        return done
    rate = max(run.epoch, 1) / run.seconds
    left = (run.spec.epochs - run.epoch) / rate
    return f"{done} · trained at {rate:,.0f} epochs/s{f' · {left:.0f} s left' if run.running and left > 1 else ''}"


def scrub(lab: Lab) -> None:
    """Draw the slider by which another epoch is looked at."""
    st.slider(
        "Epoch looked at",
        0,
        max(lab.run.epoch, 1),
        **bound("scrub", max(lab.shown, 0), lab.scrub),
        disabled=lab.playing or lab.run.epoch < 1,
        help="Look at the model as it was after this epoch.",
    )
