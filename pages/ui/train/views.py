"""The Train page: all on one screen, and below it what is read at leisure."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.export.markdown import escaped
from lossviz.figures.history import SMOOTHING
from lossviz.runs.diagnosis import why
from lossviz.specs.recipes import recipe_of
from lossviz.specs.run import RunSpec
from lossviz.training.trap import Trap, has_trap
from pages.ui.channel.assets import PLOTLY
from pages.ui.channel.component import component
from pages.ui.channel.component_records import ScreenData
from pages.ui.channel.control import control_data
from pages.ui.channel.param_control import param_control
from pages.ui.kit.widgets import bound
from pages.ui.tables.views import own_data_dialog
from pages.ui.train.own_tables import OwnTablesTrain
from pages.ui.train.state import TrainState

MOST_WEIGHTS, WEIGHTS_HEIGHT = 12, 400
"""More rows than these scroll within so many pixels."""

_screen = component("train", html='<div class="lossviz-page lossviz-train"></div>')


def screen(train: TrainState) -> None:
    """Make room for all that moves; `charts` and `panel` say what stands there."""
    data: ScreenData = {"plotly": PLOTLY, "about": train.run.spec.title}
    _screen(key="train", data=data)


def own_data(train: OwnTablesTrain) -> None:
    """Draw the dialog on the visitor's own tables while it is open."""
    if train.own_data.shown and train.wanted is None:
        own_data_dialog(train.own_data, train=train.take_own_data, remove=train.remove_table, in_use=train.in_use)


def numbers(train: TrainState) -> None:
    """Show the yardsticks, the weights beside their closed form, and why it came so."""
    entry = train.entry  # once: an answer may take another run in hand meanwhile
    seen = entry.evaluation
    if seen is None:
        return
    left, right = st.columns(2, gap="medium")
    with right:
        st.markdown("**Why it looks like this**")
        for sentence in why(entry.run, seen):
            st.write(sentence)
    with left:
        st.markdown(f"**Yardsticks** after epoch {seen.epoch} · the same for every loss, so they compare")
        values = {YARDSTICKS[name].label: both for name, both in seen.yardsticks.items()}
        table = pd.DataFrame(values, index=["training", "validation"]).T.dropna(axis=1, how="all")
        st.table(table.map(lambda value: "–" if pd.isna(value) else f"{value:.4g}"))
        st.caption(_when_measured(entry.run.spec))
    if seen.weights:
        with right:
            st.markdown("**Weights** in original units, beside the truth where it is known and the least squares")
            table = pd.DataFrame(seen.weights, index=["true", "least squares", "trained"]).T.dropna(axis=1, how="all")
            with st.container(height=WEIGHTS_HEIGHT if len(table) > MOST_WEIGHTS else "content", border=False):
                st.table(table.map(lambda value: f"{value:.4g}").rename(index=escaped))


def _when_measured(spec: RunSpec) -> str:
    """Return when curves and yardsticks are measured, which is not at the same time."""
    told = (
        "Curves of training are measured as Keras' `fit` does, while an epoch is trained and before each update; "
        "yardsticks, and curves of validation, after the last one."
    )
    equal = " With one update an epoch, training has the same loss at epochs 0 and 1: both come before the first."
    return told + equal if spec.n_batches == 1 else told


def recipe(train: TrainState) -> None:
    """Show what the article says about the recipe in hand beside what is so and what is measured."""
    run = train.run
    shown = recipe_of(run.spec)
    if shown is None:
        return
    measured = ""
    if run.epoch >= 0:
        columns = [f"{name} {run.history[name][-1]:.4g}" for name in run.history.columns if name != "gradient_norm"]
        when = f"while epoch {run.epoch} was trained" if run.epoch else "before training"
        measured = f"  \n*Measured {when}, as Keras' `fit` does: {', '.join(columns)}.*"
    with st.container(border=True):
        says, so = st.columns(2, gap="medium")
        says.markdown(f"**The article says**  \n{shown.claim}")
        so.markdown(f"**We find**  \n{shown.answer}{measured}")
        if has_trap(run.spec):
            _trap(train, run.spec, train.trap.of(run.spec))
        with st.expander("The code of the recipe, as the article goes about it"):
            st.code(shown.code, language="python")


def _trap(train: TrainState, spec: RunSpec, trap: Trap | None) -> None:
    def change(flat: bool) -> None:
        train.change("dataset.flat_target", flat)

    st.toggle(
        "The broadcasting trap: y without its last axis",
        **bound("trap", spec.dataset.values["flat_target"], change),
        help="Train with y of shape (n,), as the article does, or of shape (n, 1).",
    )
    if trap is not None:
        st.table(
            pd.DataFrame(
                {
                    "y": [trap.flat_shape, (*trap.flat_shape, 1)],
                    "prediction": [trap.y_pred_shape] * 2,
                    "their difference": [trap.flat_error_shape, trap.y_pred_shape],
                    "weights found": [_vector(trap.flat_weights), _vector(trap.proper_weights)],
                },
                index=["with the trap", "without it"],
            ).map(str)
        )


def _vector(weights: tuple[float, ...]) -> str:
    return f"[{', '.join(f'{weight:.3f}' for weight in weights)}]"


def scales(train: TrainState) -> None:
    """Draw the switches that hold for the charts of histories."""

    def scale(name: str) -> dict[str, Any]:
        return bound(f"view.{name}", getattr(train.view, name), lambda new: train.scale(name, new))

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.toggle("Log epochs", **scale("log_x"), help="A logarithmic axis of epochs, without epoch 0.")
        st.toggle("Log values", **scale("log_y"), help="A logarithmic axis of losses and metrics.")
        smoothing = control_data(SMOOTHING.name, SMOOTHING, train.view.smoothing)
        param_control(smoothing, train.smooth, "train.smoothing", width=300)
