"""All that lossviz does with a loss, done with losses that visitors wrote; and nobody reads their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest

from lossviz.analysis.evaluation import evaluate
from lossviz.analysis.plane import plane
from lossviz.analysis.pulls import pulls
from lossviz.analysis.shapes import family, loss_shapes
from lossviz.analysis.snapshots import take_snapshots
from lossviz.engine import train_and_look
from lossviz.export.starting_text import starting_text
from lossviz.export.tables import runs_table, sweep_csv, tidy_csv
from lossviz.export.tensorboard import event_files
from lossviz.losses import LOSSES
from lossviz.losses.axes import ranges_of
from lossviz.losses.formula import formula_mathml
from lossviz.losses.written import own_loss_name
from lossviz.runs.diagnosis import why
from lossviz.runs.history import History
from lossviz.runs.model_facts import is_biased
from lossviz.runs.note import loss_note
from lossviz.runs.run import Run
from lossviz.runs.sentence import sentence
from lossviz.runs.spans import SeenRun, plain
from lossviz.runs.sweep_run import SweepRun
from lossviz.specs.comparison import Comparison, NamedSpec
from lossviz.specs.loss_view import LossView, comparable
from lossviz.specs.run import RunSpec
from lossviz.specs.sweep import Sweep
from lossviz.training.advance import advance, columns
from tests.inline import Inline
from tests.written import TEXTS, name_of

IRIS = "dataset=iris&optimizer.learning_rate=0.05"
LINEAR = "dataset=linear&dataset.examples=40&dataset.noise=1&dataset.outlier_share=0.1&model=linear"


def run_of(text: str) -> RunSpec:
    """Return a short run of a loss of `TEXTS` in batches that are not all full."""
    loss = LOSSES[name_of(text)]
    data = {"numbers": LINEAR, "zero_one": IRIS.replace("iris", "iris_binary")}.get(loss.labels, IRIS)
    return RunSpec.from_query(f"{data}&loss={loss.name}&epochs=12&batch_size=24")


RUNS = {text: run_of(text) for text in TEXTS}
ONE_OF_EACH_KIND = {
    text: RUNS[text]
    for text in (
        "loss_class",
        "expression",
        "focal",
        "by_hand",
        "one_number_for_each_output",
        "root_mean_squared_error",
    )
}
"""Class, expression, function of functions, integer labels, a cost for each output, and one number for a batch."""

every_run = pytest.mark.parametrize("spec", RUNS.values(), ids=RUNS)


def texts_in(said: Any) -> Iterator[str]:
    """Give all texts in what a function has returned."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict):
        for name, value in said.items():
            yield from (*texts_in(name), *texts_in(value))
    elif isinstance(said, (list, tuple, set)):
        for part in said:
            yield from texts_in(part)
    elif is_dataclass(said) and not isinstance(said, RunSpec):
        for field in fields(said):
            yield from texts_in(getattr(said, field.name))


def assert_nameless(spec: RunSpec, *said: Any) -> None:
    """Make sure that the name of a written loss is in nothing that was returned."""
    for loss in spec.losses:
        assert not [text for text in texts_in(said) if loss.name in text and loss.name not in LOSSES]


@every_run
def test_a_run_is_trained_looked_at_and_told(spec):
    (looked,) = train_and_look([spec], [None], spec.epochs + 1, seconds=60)
    rows, seen = looked.chunk.rows, looked.evaluation
    assert np.isfinite(rows).all()
    assert rows.shape == (spec.epochs + 1, len(columns(spec)))
    assert len(seen.cost) == spec.outline.n_examples
    history = History(columns(spec))
    history.append(rows)
    run = SeenRun(spec, history, "finished", seen)
    told = [plain(sentence([run])), plain(loss_note(spec, seen)), *seen.yardsticks]
    assert all(told[:2])
    trained = Run(spec)
    trained.extend(looked.state, looked.chunk, 0.1)
    told += why(trained, seen)
    assert_nameless(spec, told, tidy_csv({spec.loss.component.label: history}))
    comparison = Comparison((NamedSpec("a", spec), NamedSpec("b", RunSpec())))
    assert_nameless(spec, runs_table(comparison, {"a": seen.yardsticks}))


@pytest.mark.parametrize("spec", ONE_OF_EACH_KIND.values(), ids=ONE_OF_EACH_KIND)
def test_runs_side_by_side_are_as_those_alone(spec):
    name = next(iter(spec.loss.values), "")
    specs = [spec.with_value("seed", seed) for seed in range(3)]
    if name:
        specs = [each.with_value(f"loss.{name}", 0.2 + i / 4) for i, each in enumerate(specs)]
    _, together = advance(specs, [None] * 3, 5)
    for each, chunk in zip(specs, together, strict=True):
        _, (alone,) = advance([each], [None], 5)
        np.testing.assert_allclose(chunk.rows, alone.rows, rtol=2e-4, atol=1e-6)


@pytest.mark.parametrize("spec", ONE_OF_EACH_KIND.values(), ids=ONE_OF_EACH_KIND)
def test_chunks_and_forks_change_no_number(spec):
    _, (whole,) = advance([spec], [None], 13)
    state, rows = None, []
    for epochs in (1, 5, 7):
        (state,), (chunk,) = advance([spec], [state], epochs)
        rows.append(chunk.rows)
    np.testing.assert_array_equal(np.concatenate(rows), whole.rows)
    changed = spec.with_change(6, "loss", "log_cosh")
    _, (fork,) = advance([changed], [None], 13)
    np.testing.assert_allclose(fork.rows[:7], whole.rows[:7], rtol=1e-5)
    assert not np.array_equal(fork.rows[8:], whole.rows[8:])


@pytest.mark.parametrize("spec", ONE_OF_EACH_KIND.values(), ids=ONE_OF_EACH_KIND)
def test_the_time_machine_rewinds_it(spec):
    (state,), (chunk,) = advance([spec], [None], spec.epochs + 1)
    kept = {0: chunk.kept[0], spec.epochs: state.weights}
    snapshots = take_snapshots(spec, kept)
    assert snapshots.epochs.tolist() == [0, spec.epochs]
    assert np.isfinite(snapshots.curve.cost).any()
    seen = pulls(spec.loss, spec, spec.epochs, state.weights)
    assert len(seen.points.cost) == spec.n_train
    assert np.isfinite(evaluate(spec, spec.epochs, state.weights).cost).all()
    assert_nameless(spec, snapshots.yardsticks, snapshots.class_names)


@every_run
def test_a_loss_is_looked_at_by_itself(spec):
    view = LossView.from_query(f"loss={spec.loss.name}&target=1")
    loss = spec.loss.component
    others = tuple(LossView.from_query(f"loss={name}").loss for name in comparable(loss)[:2])
    shapes = loss_shapes(view.loss, view.target, view.position, others)
    assert np.isfinite(shapes.curve.cost).any()
    assert len(shapes.others) == len(others)
    assert len(shapes.examples) == len(ranges_of(loss, view.target).examples)
    for name in list(spec.loss.values)[:1]:
        curves = family(view.loss, name, view.target).curves
        assert len({tuple(curve.cost.tolist()) for curve in curves}) > 1
    if loss.task == "multiclass" and loss.n_outputs in (0, 3):
        assert np.isfinite(plane(view.loss, 1).cost).any()
    assert formula_mathml(loss, spec.loss.values).startswith("<math")
    assert_nameless(spec, shapes.examples, formula_mathml(loss, spec.loss.values), loss.wants(loss.task), loss.notation)


@pytest.mark.parametrize("text", ["loss_class", "focal", "expression", "root_mean_squared_error"])
def test_its_parameters_are_swept(text):
    spec = RUNS[text]
    name = f"loss.{next(iter(spec.loss.values))}" if spec.loss.values else "optimizer.learning_rate"
    sweep = Sweep.from_query(f"{spec.to_query()}&sweep={name}:0.1:1:5:linear&seeds=2")
    run = SweepRun(sweep)
    run.start(Inline())
    run.wait(0)
    assert run.outcome == "finished", run.message
    assert np.isfinite(run.rows).all()
    for number in (0, 9):
        _, (alone,) = advance([sweep.spec(number)], [None], spec.epochs + 1)
        np.testing.assert_allclose(run.rows[number], alone.rows[run.epochs], rtol=2e-3, atol=1e-5)
    assert_nameless(spec, sweep_csv(run), sweep.words, sweep.cell_words(0))


def test_event_files_have_the_names_of_runs_alone():
    spec = RUNS["loss_class"]
    _, (chunk,) = advance([spec], [None], 3)
    history = History(columns(spec))
    history.append(chunk.rows)
    assert spec.loss.name.encode() not in event_files({"mine": history})


# What is said of a loss that nobody has declared anything of

EQUALS = {
    "no pull": ("dataset=iris&epochs=200", "custom_mse&loss.regularization_factor=0"),
    "a pull": ("dataset=iris&epochs=200", "custom_mse&loss.regularization_factor=0.9"),
    "a strong pull": ("dataset=iris&epochs=200", "custom_mse&loss.regularization_factor=2"),
    "cross-entropy": ("dataset=iris&epochs=60", "categorical_crossentropy"),
    "quantile": (f"{LINEAR}&epochs=200", "quantile&loss.level=0.9"),
    "huber": (f"{LINEAR}&epochs=200", "huber"),
    "one-sided": (f"{LINEAR}&epochs=200", "asymmetric_absolute&loss.weight=3"),
}


@pytest.mark.parametrize(("data", "loss"), EQUALS.values(), ids=EQUALS)
def test_nothing_is_said_of_a_written_loss_that_its_numbers_contradict(data, loss):
    declared = RunSpec.from_query(f"{data}&loss={loss}&optimizer.learning_rate=0.05")
    name = own_loss_name(starting_text(declared.loss))
    written = RunSpec.from_query(f"{data}&loss={name}&optimizer.learning_rate=0.05")
    seen = []
    for spec in (declared, written):
        (looked,) = train_and_look([spec], [None], spec.epochs + 1, seconds=60)
        history = History(columns(spec))
        history.append(looked.chunk.rows)
        seen.append(SeenRun(spec, history, "finished", looked.evaluation))
    before, run = seen
    curve = run.evaluation.curve
    least = float(curve.position[curve.cost.argmin()])
    for old in ([], [before], [run]):
        text = plain(sentence([run], old))
        assert "Nothing keeps" not in text
        assert "pull to ½" not in text
        assert ("keeps answers away" in text or "as the loss allows" in text) <= (least < 0.995)
    note = plain(loss_note(written, run.evaluation))
    assert "nothing holds the model back" not in note
    if told := re.search(r"costs least at ([\d.]+)", note):
        assert float(told[1]) == pytest.approx(least, abs=0.006)
        assert is_biased(declared, before.evaluation)
    assert is_biased(written, run.evaluation) == is_biased(declared, before.evaluation)


@pytest.mark.parametrize("text", ["expression", "loss_class"])
def test_of_an_expression_on_classes_nothing_is_said_that_nobody_knows(text):
    spec = RunSpec.from_query(f"dataset=iris&loss={name_of(text)}&epochs=60")
    (looked,) = train_and_look([spec], [None], 61, seconds=60)
    history = History(columns(spec))
    history.append(looked.chunk.rows)
    said = plain(sentence([SeenRun(spec, history, "finished", looked.evaluation)]))
    assert "Nothing keeps" not in said
