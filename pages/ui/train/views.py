"""What follows from the model at the epoch that is looked at: shape, fit, yardsticks, reasons, and the recipe."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lossviz.analysis.evaluation import Evaluation
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.runs.diagnosis import why
from lossviz.specs.recipes import Recipe, recipe_of
from lossviz.training.trap import Trap, has_trap
from pages.ui.channel.chart import place
from pages.ui.channel.connection import Connection
from pages.ui.kit.widgets import bound
from pages.ui.train.charts import TrainScene


def views(connection: Connection, scene: TrainScene) -> None:
    """Draw what follows from the model at the epoch that is looked at."""
    spec = scene.run.spec
    recipe = recipe_of(spec)
    evaluation, trap = scene.evaluation(), scene.trap() if recipe and has_trap(spec) else None
    if evaluation is not None:
        scene.draw_model(connection.screen, evaluation)
    _model_views(scene, evaluation)
    connection.send()
    _yardsticks(scene, evaluation)
    if recipe:
        _recipe(scene, recipe, trap)


def _model_views(scene: TrainScene, evaluation: Evaluation | None) -> None:
    """Make room for the shape of the loss with the errors lying on it, and for what the model does now."""
    left, right = st.columns(2, gap="medium")
    if evaluation is None:
        left.markdown("**Shape of the loss**")
        right.markdown("**What the model does**")
        return
    with left:
        place("shape", height=400)
    with right:
        if scene.run.spec.task == "regression":
            place(scene.fit_key, height=400)
        else:
            place("confusion", height=220)
            place("probabilities", height=170)


def _yardsticks(scene: TrainScene, evaluation: Evaluation | None) -> None:
    """Show the measures that compare all losses, the weights beside their closed form, and why it came so."""
    left, right = st.columns(2, gap="medium")
    with right:
        st.markdown("**Why it looks like this**")
        for sentence in why(scene.run, evaluation) or ["Nothing to say yet."]:
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


def _recipe(scene: TrainScene, recipe: Recipe, trap: Trap | None) -> None:
    """Show what the article says about the recipe in focus beside what is so and what is measured."""
    run = scene.run
    measured = ""
    if run.epoch >= 0:
        numbers = [f"{name} {run.history[name][-1]:.4g}" for name in run.history.columns if name != "gradient_norm"]
        measured = f"  \n*Measured after epoch {run.epoch}: {', '.join(numbers)}.*"
    with st.container(border=True):
        says, so = st.columns(2, gap="medium")
        says.markdown(f"**The article says**  \n{recipe.claim}")
        so.markdown(f"**We find**  \n{recipe.answer}{measured}")
        if has_trap(run.spec):
            _trap(scene, trap)


def _trap(scene: TrainScene, trap: Trap | None) -> None:
    spec = scene.run.spec

    def change(flat: bool) -> None:
        scene.change("dataset.flat_target", flat)
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
