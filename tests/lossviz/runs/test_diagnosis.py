"""Why a run looks as it does: every rule on a run made for it, and silence where it does not hold."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.analysis.evaluation import Evaluation, evaluate
from lossviz.runs.diagnosis import why
from lossviz.runs.run import Run
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance


def explained(query: str) -> tuple[Run, Evaluation | None, str]:
    """Return a trained run, its model at the end, and the sentences about it."""
    run = Run(RunSpec.from_query(query))
    while run.running:
        (state,), (chunk,) = advance([run.spec], [run.state], 512)
        run.extend(state, chunk, 0.01)
    known = run.weights_at(run.epoch)
    evaluation = evaluate(run.spec, *known) if known else None
    return run, evaluation, " ".join(why(run, evaluation, limit=9))


def test_a_step_that_is_too_large_is_named() -> None:
    run, _, words = explained("dataset=linear&loss=mean_squared_error&optimizer=sgd&optimizer.learning_rate=10")
    assert run.outcome == "diverged"
    assert f"It diverged after epoch {run.epoch}" in words
    assert "Steps of learning rate 10" in words


def test_dead_units_are_named() -> None:
    # Seed 0 of the default model starts with a unit that no flower switches on.
    _, evaluation, words = explained("epochs=50")
    assert evaluation is not None
    assert evaluation.dead_units == 1
    assert "1 of 4 hidden units is dead" in words


def test_a_constant_prediction_is_named() -> None:
    _, _, words = explained("dataset=linear&dataset.x_spread=0&validation_share=0&model=linear&epochs=20")
    assert "the same prediction for every example" in words


def test_the_share_that_an_asymmetric_loss_asks_for_stands_beside_the_share_it_has() -> None:
    query = "dataset=linear&dataset.examples=200&dataset.noise=1&loss=quantile&loss.level=0.8&model=linear"
    _, evaluation, words = explained(f"{query}&epochs=400&optimizer.learning_rate=0.02")
    assert evaluation is not None
    share = evaluation.yardsticks["over_predicted"][0]
    assert share == pytest.approx(0.8, abs=0.05)
    assert f"asks for 80% of the targets to lie below the prediction; after epoch 400 it is {share:.0%}" in words


def test_overfitting_is_named() -> None:
    query = "dataset=linear&dataset.noise=3&validation_share=0.5&model=mlp&model.units=64&model.layers=2"
    run, _, words = explained(f"{query}&loss=mean_squared_error&epochs=600&optimizer.learning_rate=0.01")
    validation = run.history["val_loss"]
    assert validation[-1] > 1.05 * validation.min()
    assert f"the validation loss was least at epoch {validation.argmin()}" in words


def test_a_run_at_rest_is_told_from_one_that_still_learns() -> None:
    query = "dataset=linear&loss=mean_squared_error&model=linear&validation_share=0&optimizer.learning_rate=0.1"
    assert "It fits the targets" in explained(f"{query}&epochs=1500")[2]
    assert "It rests" in explained(f"{query}&dataset.noise=1&epochs=1500")[2]
    words = explained("epochs=60&seed=1")[2]
    assert "in the last 7 epochs the loss fell by" in words
    assert "It rests" not in words


@pytest.mark.parametrize(
    ("loss", "norm", "sentence"),
    [
        (
            np.linspace(1, 11, 101),
            np.ones(101),
            "The loss rises: on average of the last 12 epochs it was 10.4, before that 9.2",
        ),
        (np.ones(101), np.zeros(101), "It rests: the gradient is 0 of its largest value"),
        (1 + 0.1 * (np.arange(101) % 2), np.ones(101), "It has levelled off: in the last 12 epochs the loss went up"),
        (1 - 1e-5 * np.arange(101), np.ones(101), "It hardly moves: in the last 12 epochs the loss changed by 0.0%"),
        (1 - 1e-3 * np.arange(101), np.ones(101), "It learns slowly: in the last 12 epochs the loss fell by 1%"),
        (0.9 ** np.arange(101), np.ones(101), "It still learns: in the last 12 epochs the loss was 72% lower"),
    ],
)
def test_the_last_epochs_are_told_as_they_are(loss, norm, sentence) -> None:
    run = Run(RunSpec.from_query("epochs=200&validation_share=0"))
    run.history.append(np.stack([loss, loss, norm], axis=1).astype(np.float32))
    assert any(told.startswith(sentence) for told in why(run, None))


def test_a_failed_run_says_what_failed() -> None:
    run = Run(RunSpec())
    run.fail("A call must leave its worker alive.")
    assert why(run, None) == ["This run could not be trained: A call must leave its worker alive."]


def test_nothing_is_said_before_there_are_numbers() -> None:
    assert why(Run(RunSpec()), None) == []


def test_a_sound_run_is_not_called_dead_constant_or_overfitted() -> None:
    _, evaluation, words = explained("model.activation=tanh&loss=categorical_crossentropy&optimizer.learning_rate=0.01")
    assert evaluation is not None
    assert np.ptp(evaluation.y_pred) > 0.9
    for claim in ("dead", "same prediction", "overfits", "diverged"):
        assert claim not in words
