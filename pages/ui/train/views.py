"""What the page shows of a run: curves, the shape of the loss, the fit, yardsticks and reasons."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lossviz.analysis.evaluation import Evaluation
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.figures.confusion import confusion_figure, probabilities_figure
from lossviz.figures.model import fit_figure, shape_figure
from lossviz.runs.diagnosis import why
from lossviz.specs.recipes import Preset
from lossviz.training.trap import Trap, has_trap
from pages.ui.channel.chart import place
from pages.ui.channel.connection import Live
from pages.ui.channel.screen import Screen
from pages.ui.kit.widgets import bound
from pages.ui.train.controls import preset_of
from pages.ui.train.state import Lab


def views(live: Live) -> None:
    """Draw what follows from the model at the epoch that is looked at."""
    lab = live.lab
    spec = lab.run.spec
    preset = preset_of(spec)
    evaluation, trap = lab.evaluation(), lab.trap() if preset and has_trap(spec) else None
    _model_views(lab, live.screen, evaluation)
    live.send()
    _yardsticks(lab, evaluation)
    if preset:
        _recipe(lab, preset, trap)


def _model_views(lab: Lab, screen: Screen, evaluation: Evaluation | None) -> None:
    """Draw the shape of the loss with the errors lying on it, and what the model does now."""
    left, right = st.columns(2, gap="medium")
    line, spec = lab.entry.line(lab.shown), lab.run.spec.at(max(lab.shown, 0))
    loss = spec.loss.component
    if evaluation is None:
        left.markdown("**Shape of the loss**")
        right.markdown("**What the model does**")
        return
    with left:
        where = (
            f" · for a target of {evaluation.curve.target:.3g}"
            if loss.is_biased(spec.loss.values) and spec.task == "regression"
            else ""
        )
        title = f"Shape of the loss | and its slope, every training example at its cost{where}"
        mean = float(evaluation.cost[: evaluation.n_train].mean())
        alt = f"Cost of {loss.label} and its slope; the mean cost of the training examples is {mean:.3g}."
        screen.draw("shape", title, alt, shape_figure(evaluation, line, lab.before))
        place("shape", height=400)
    with right:
        if spec.task == "regression":
            title = "Fit | after this epoch; the truth is dashed or grey"
            key = f"fit.{spec.n_features}"
            screen.draw(key, title, _fit_alt(evaluation), fit_figure(evaluation, line))
            place(key, height=400)
        else:
            right_share = evaluation.yardsticks["accuracy"][0]
            alt = f"Confusion matrix; {right_share:.1%} of the training examples are on its diagonal."
            title = "Confusion | of true (rows) and predicted classes"
            screen.draw("confusion", title, alt, confusion_figure(evaluation, line))
            place("confusion", height=220)
            title, alt = "Outputs | for every example", "Outputs of the model for every class and example."
            screen.draw("probabilities", title, alt, probabilities_figure(evaluation, line))
            place("probabilities", height=170)


def _fit_alt(evaluation: Evaluation) -> str:
    bias, mae = evaluation.yardsticks["bias"][0], evaluation.yardsticks["mae"][0]
    return f"Fitted against true values; the mean error is {bias:.3g}, the mean absolute error {mae:.3g}."


def _yardsticks(lab: Lab, evaluation: Evaluation | None) -> None:
    """Show the measures that compare all losses, the weights beside their closed form, and why it came so."""
    left, right = st.columns(2, gap="medium")
    with right:
        st.markdown("**Why it looks like this**")
        for sentence in why(lab.run, evaluation) or ["Nothing to say yet."]:
            st.write(sentence)
    if evaluation is None:
        return
    with left:
        st.markdown(f"**Yardsticks** after epoch {evaluation.epoch} · the same for every loss, so they compare")
        values = {YARDSTICKS[name].label: both for name, both in evaluation.yardsticks.items()}
        table = pd.DataFrame(values, index=["training", "validation"]).T.dropna(axis=1, how="all")
        st.table(table.map(lambda value: "–" if pd.isna(value) else f"{value:.4g}"))
    if evaluation.weights:
        with right:
            st.markdown("**Weights** in original units, beside the truth and the closed form of least squares")
            table = pd.DataFrame(evaluation.weights, index=["true", "least squares", "trained"]).T
            st.table(table.map(lambda value: f"{value:.4g}"))


def _recipe(lab: Lab, preset: Preset, trap: Trap | None) -> None:
    """Show what the article says about the recipe in focus beside what is so and what is measured."""
    run = lab.run
    measured = ""
    if run.epoch >= 0:
        numbers = [f"{name} {run.history[name][-1]:.4g}" for name in run.history.columns if name != "gradient_norm"]
        measured = f"  \n*Measured after epoch {run.epoch}: {', '.join(numbers)}.*"
    with st.container(border=True):
        says, so = st.columns(2, gap="medium")
        says.markdown(f"**The article says**  \n{preset.claim}")
        so.markdown(f"**We find**  \n{preset.answer}{measured}")
        if has_trap(run.spec):
            _trap(lab, trap)


def _trap(lab: Lab, trap: Trap | None) -> None:
    spec = lab.run.spec

    def change(flat: bool) -> None:
        lab.change("dataset.flat_target", flat)
        st.rerun()

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
