"""A run without rows, a measure that overflows, and divergence are three things, in the terminal and on the page."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lossviz.__main__ import main
from lossviz.optimizers import OPTIMIZERS
from lossviz.runs.diagnosis import why
from lossviz.runs.divergence import cause_of
from lossviz.runs.run import Run
from lossviz.runs.sentence import sentence
from lossviz.runs.spans import SeenRun, plain
from lossviz.specs.run import RunSpec
from lossviz.training.advance import Chunk, State, advance, columns, sound_rows

OVERFLOWS = (
    (
        "dataset=linear&dataset.noise=1&dataset.examples=200&loss=linex&loss.asymmetry=-5&model=linear"
        "&optimizer.learning_rate=0.05",
        0,
    ),
    ("dataset=linear&dataset.intercept=20&loss=linex&loss.asymmetry=-2", 1),
)
"""LINEX where the gradient is finite, but not the sum of its squares; and the last epoch that is sound."""

STEEP = "dataset=linear&dataset.intercept=20&loss=linex&loss.asymmetry=-2&model=linear&validation_share=0&epochs=30"


def trained(query: str) -> Run:
    """Return a run at its end."""
    run = Run(RunSpec.from_query(query))
    while run.running:
        (state,), (chunk,) = advance([run.spec], [run.state], 512)
        run.extend(state, chunk, 0.01)
    return run


def told(run: Run) -> str:
    """Return the first sentence about a run whose model is not known."""
    return plain(sentence([SeenRun(run.spec, run.history, run.outcome)]))


def given(rows: np.ndarray) -> Run:
    """Return a run that has such rows."""
    run = Run(RunSpec.from_query("dataset=linear&loss=linex&validation_share=0&epochs=10"))
    nothing = np.empty((0, 3), np.float32)
    run.extend(State(len(rows) - 1, np.zeros(3, np.float32), ()), Chunk(0, rows.astype(np.float32), (), nothing), 0.1)
    return run


def test_only_what_is_measured_may_overflow() -> None:
    rows = np.float32([[1, 2, 3], [1, 2, np.inf], [1, np.nan, 3], [np.inf, 2, 3]])
    assert columns(RunSpec.from_query("validation_share=0"))[-1] == "gradient_norm"
    assert sound_rows(rows).tolist() == [True, True, False, False]
    assert sound_rows(np.stack([rows, rows])).shape == (2, 4)


@pytest.mark.parametrize(("query", "epoch"), OVERFLOWS)
def test_a_gradient_whose_square_overflows_leaves_the_rows_that_are_sound(query: str, epoch: int) -> None:
    run = trained(query)
    assert (run.outcome, run.epoch, cause_of(run.spec, run.history)) == ("diverged", epoch, "gradient")
    assert np.isfinite(run.history["loss"]).all()
    assert told(run) == f"It diverged after epoch {epoch}: the square of its gradient overflows."
    assert why(run, None)[0].startswith(f"It diverged after epoch {epoch}: ")
    assert "no learning rate helps" in why(run, None)[0]


@pytest.mark.parametrize(("query", "epoch"), OVERFLOWS)
def test_the_command_line_tells_the_last_sound_row(query: str, epoch: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([query]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(rf"diverged at epoch {epoch}: loss \d\.\d+e\+2\d, mae .*, gradient_norm inf", lines[1])
    assert lines[2].startswith(f"It diverged after epoch {epoch}: ")


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_no_learning_rate_helps_where_the_square_of_a_gradient_overflows(optimizer: str) -> None:
    squares, rate = OPTIMIZERS[optimizer].squares, OPTIMIZERS[optimizer].params["learning_rate"]
    for seed in range(5):
        query = f"{STEEP}&optimizer={optimizer}&seed={seed}&optimizer.learning_rate="
        runs = [trained(f"{query}{value}") for value in (rate.low, 1e-3, rate.high)]
        assert all(np.isinf(run.history["gradient_norm"][0]) for run in runs)
        stuck = [run.outcome == "diverged" or _stands(run) for run in runs]
        assert all(stuck) == squares, (seed, stuck)
        assert all(cause_of(run.spec, run.history) == ("gradient" if squares else "steps") for run in runs)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("loss", ["mean_squared_error", "mean_squared_error&dataset.noise=1", "custom_mse"])
def test_smaller_steps_help_where_steps_are_too_large(loss: str, seed: int) -> None:
    query = f"dataset=linear&loss={loss}&model=linear&optimizer=sgd&seed={seed}&optimizer.learning_rate="
    run = trained(f"{query}10")
    assert (run.outcome, cause_of(run.spec, run.history)) == ("diverged", "steps")
    assert told(run) == f"It diverged after epoch {run.epoch}: steps of 10 are too large for this loss."
    assert "Steps of learning rate 10 are too large" in why(run, None)[0]
    assert trained(f"{query}0.01").outcome == "finished"


def test_a_run_without_rows_names_no_epoch(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    run = given(np.full((3, 3), np.nan))
    assert (run.outcome, run.epoch, cause_of(run.spec, run.history)) == ("diverged", -1, "errors")
    assert told(run) == "It has no finite loss even before training: errors are too large for this loss."
    assert why(run, None) == ["Even before training the loss is not a finite number: the errors are too large for it."]
    monkeypatch.setattr("lossviz.__main__._train", lambda run: run.extend(*_nothing(run)))
    assert main(["epochs=5"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["diverged before training", *why(run, None)]


@pytest.mark.parametrize(
    ("norms", "optimizer", "cause"),
    [
        ([], "adam", "errors"),
        ([np.inf, 1], "adam", "gradient"),
        ([1, np.inf], "adam", "steps"),
        ([np.inf, 1], "sgd", "steps"),
        ([1, 1], "adam", "steps"),
    ],
)
def test_the_cause_is_read_off_the_first_gradient(norms: list[float], optimizer: str, cause: str) -> None:
    spec = RunSpec.from_query(f"validation_share=0&optimizer={optimizer}")
    history = Run(spec).history
    history.append(np.array([[1, 1, norm] for norm in norms], np.float32).reshape(-1, 3))
    assert cause_of(spec, history) == cause


def _stands(run: Run) -> bool:
    """Return whether the loss of a run moves by no more than rounding."""
    loss = run.history["loss"]
    return bool(np.ptp(loss) <= 1e-5 * loss[0])


def _nothing(run: Run) -> tuple[State, Chunk, float]:
    (state,), (chunk,) = advance([run.spec], [None], 1)
    return state, Chunk(0, np.full_like(chunk.rows, np.nan), (), chunk.kept_weights[:0]), 0.1
