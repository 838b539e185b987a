"""What a visitor does on the bench, without a browser: choosing, playing, looking, keeping."""

from __future__ import annotations

from concurrent.futures import Future

import numpy as np
import pytest

from lossviz.engine import Engine
from lossviz.specs.choice import Choice
from lossviz.specs.recipes import PRESETS
from lossviz.specs.run import RunSpec
from pages.ui.train.state import GHOSTS, LOOK_SECONDS, MAX_PINNED, Lab
from tests.inline import Inline

SHORT = "epochs=30"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(Inline())


@pytest.fixture
def lab(engine: Engine) -> Lab:
    bench = Lab(engine)
    bench.open(SHORT)
    return bench


def slow(lab: Lab) -> Lab:
    """Return the bench paused before the first epoch, at a speed that can be followed."""
    lab.set_speed("20 epochs/s")
    lab.reset()
    return lab


def pass_time(lab: Lab, seconds: float) -> None:
    lab._moved -= seconds
    lab.tick()


def test_a_link_is_trained_on_arrival(lab: Lab) -> None:
    assert (lab.run.outcome, lab.run.epoch, lab.playing, lab.notice) == ("finished", 30, False, "")


def test_a_bad_link_gives_the_default_run_and_one_sentence(engine: Engine) -> None:
    bench = Lab(engine)
    bench.open("epochs=0")
    assert bench.run.spec == RunSpec()
    assert bench.notice.endswith("The 'epochs' parameter of a run must be a whole number in [1, 20000]. Got 0 instead.")


def test_a_change_begins_a_new_run_over_the_last(lab: Lab) -> None:
    lab.change("loss.regularization_factor", 0.5)
    assert [line.ghost for line in lab.lines()] == [False, True]
    assert lab.spec.loss.values == {"regularization_factor": 0.5}


def test_a_change_to_the_same_value_does_nothing(lab: Lab) -> None:
    lab.change("loss.regularization_factor", "0.1")
    assert len(lab.entries) == 1


@pytest.mark.parametrize("text", ["-1", "nan", "much", "", "1e999"])
def test_refused_input_changes_nothing_but_the_notice(lab: Lab, text: str) -> None:
    before = lab.spec
    lab.change("loss.regularization_factor", text)
    assert lab.spec is before
    assert len(lab.entries) == 1
    assert "must be a number in [0, 100]" in lab.notice


@pytest.mark.parametrize("value", [0.7, "0.8"])
def test_a_control_that_has_left_the_page_is_not_heard(lab: Lab, value: object) -> None:
    lab.choose("loss", "mean_squared_error")
    before = lab.run
    lab.change("loss.regularization_factor", value)
    assert lab.run is before
    assert lab.notice == ""


def test_a_dataset_brings_a_loss_and_a_model_that_fit(engine: Engine) -> None:
    bench = Lab(engine)
    bench.open(f"{SHORT}&loss=categorical_crossentropy&model=softmax")
    bench.choose("dataset", "linear")
    assert (bench.spec.loss.name, bench.spec.model.name) == ("mean_squared_error", "mlp")
    assert bench.notice == (
        "Linear needs another loss and model: you see the loss Mean squared error and the model Multilayer perceptron."
    )


def test_a_model_that_does_not_fit_is_refused_with_what_fits(engine: Engine) -> None:
    bench = Lab(engine)
    bench.open(f"{SHORT}&loss=categorical_crossentropy")
    bench.choose("model", "linear")
    assert bench.spec.model.name == "mlp"
    assert "needs a last layer that is softmax. Got linear instead." in bench.notice


def test_a_loss_brings_data_and_a_model_that_fit_it(engine: Engine) -> None:
    bench = Lab(engine)
    bench.open(f"{SHORT}&loss=categorical_crossentropy&model=softmax")
    bench.take(Choice("loss", "ramp", (("floor", -2.0),)))
    assert (bench.run.spec.dataset.name, bench.run.spec.model.name) == ("iris_binary", "mlp")
    assert bench.run.spec.loss.values == {"floor": -2.0}
    assert bench.notice == (
        "Ramp needs another dataset and model: you see the dataset Iris, two classes and the model Multilayer "
        "perceptron."
    )
    bench.take(Choice("loss", "hinge"))
    assert bench.notice == ""
    assert bench.run.epoch == 30


def test_data_that_make_a_run_too_long_are_refused(engine: Engine) -> None:
    bench = Lab(engine)
    bench.open(f"{SHORT}&dataset=linear&loss=mean_squared_error&model=linear&batch_size=1")
    bench.spec = bench.spec.with_value("epochs", 20_000)
    bench.choose("dataset", "iris")
    assert bench.spec.dataset.name == "linear"
    assert bench.notice.startswith("A run must have at most 1,000,000 updates")


def test_a_slow_run_follows_the_clock_and_pauses_where_it_is(lab: Lab) -> None:
    slow(lab).play()
    pass_time(lab, 0.5)
    assert lab.run.epoch == pytest.approx(10, abs=1)
    lab.pause()
    pass_time(lab, 0.5)
    assert lab.run.epoch == pytest.approx(10, abs=1)


def test_the_model_is_looked_at_now_and_then_while_a_run_plays(lab: Lab) -> None:
    slow(lab).play()
    lab.evaluation()
    assert not lab.due_for_a_look
    lab._looked -= LOOK_SECONDS
    assert lab.due_for_a_look
    lab.pause()
    assert not lab.due_for_a_look


def test_a_step_is_one_epoch(lab: Lab) -> None:
    slow(lab)
    assert lab.run.epoch == 0
    lab.step()
    assert lab.run.epoch == 1


def test_a_stopped_run_stays_where_it_is(lab: Lab) -> None:
    slow(lab).step()
    lab.stop()
    lab.play()
    assert (lab.run.outcome, lab.run.epoch) == ("stopped", 1)


def test_a_change_on_the_way_keeps_the_run_and_is_in_its_link(lab: Lab) -> None:
    slow(lab)
    for _ in range(3):
        lab.step()
    before = lab.run.history["loss"].copy()
    lab.change("loss.regularization_factor", 1.0)
    lab.set_speed("Full speed")
    lab.play()
    assert len(lab.run.history) == 31
    assert np.array_equal(lab.run.history["loss"][:4], before)
    assert lab.run.spec == RunSpec.from_query(f"{SHORT}&change=3:loss.regularization_factor:1")
    again = Lab(lab.engine)
    again.open(lab.run.spec.to_query())
    assert np.array_equal(again.run.history["loss"], lab.run.history["loss"])


def test_a_setting_that_needs_a_new_run_begins_one_even_on_the_way(lab: Lab) -> None:
    slow(lab).step()
    lab.change("seed", 4)
    assert lab.run.spec.seed == 4
    assert lab.run.spec.changes == ()


def test_scrubbing_shows_an_earlier_epoch_and_its_model(lab: Lab) -> None:
    lab.scrub(7)
    evaluation = lab.evaluation()
    assert evaluation is not None
    assert (lab.shown, evaluation.epoch) == (7, 7)
    lab.step()
    assert lab.shown == 8
    lab.scrub(30)
    assert lab.head is None


def test_a_paused_run_can_be_scrubbed_and_goes_on_where_it_was(lab: Lab) -> None:
    slow(lab).play()
    pass_time(lab, 0.5)
    lab.pause()
    last = lab.run.epoch
    lab.scrub(3)
    assert lab.shown == 3
    lab.play()
    assert lab.shown == last


def test_a_change_gives_up_those_that_a_link_has_for_later(engine: Engine) -> None:
    bench = Lab(engine)
    bench.set_speed("20 epochs/s")
    bench.open(f"{SHORT}&change=20:optimizer.learning_rate:0.1")
    bench.step()
    bench.change("loss.regularization_factor", 1.0)
    assert bench.spec.optimizer.values["learning_rate"] == bench.run.spec.at(30).optimizer.values["learning_rate"]
    assert bench.spec.loss.values == {"regularization_factor": 1.0}


def test_a_change_that_comes_too_late_begins_a_new_run(lab: Lab) -> None:
    finished = lab.run
    lab.change("loss.regularization_factor", 1.0)
    assert lab.run is not finished
    assert lab.notice == ""


def test_the_oldest_pinned_run_is_let_go_with_a_notice(lab: Lab) -> None:
    for i in range(MAX_PINNED + 1):
        lab.entry.pinned = True
        lab.change("seed", i + 1)
    assert lab.notice == f"At most {MAX_PINNED} runs stay pinned: Run 1 was let go."


def test_a_replay_goes_through_the_rows_and_ends(lab: Lab) -> None:
    lab.play()
    assert lab.shown == 0
    pass_time(lab, 2.0)
    assert 10 <= lab.shown <= 20
    pass_time(lab, 60)
    assert (lab.playing, lab.shown) == (False, 30)


def test_only_the_last_ghosts_and_the_pinned_runs_stay(lab: Lab) -> None:
    lab.entry.pinned = True
    for i in range(6):
        lab.change("seed", i + 1)
    assert len(lab.entries) == GHOSTS + 2
    assert lab.entries[0].pinned
    lab.clear()
    assert len(lab.entries) == 1


def test_runs_that_measure_something_else_are_not_drawn_beside(lab: Lab) -> None:
    lab.choose("dataset", "linear")
    assert len(lab.lines()) == 1
    assert len(lab.entries) == 2


def test_a_diverging_run_is_an_outcome(engine: Engine) -> None:
    bench = Lab(engine)
    bench.open("dataset=linear&loss=mean_squared_error&model=linear&optimizer=sgd&optimizer.learning_rate=10")
    assert bench.run.outcome == "diverged"
    assert not bench.pending
    assert bench.evaluation() is not None


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.label)
def test_every_recipe_of_the_article_runs(engine: Engine, preset) -> None:
    bench = Lab(engine)
    bench.open(preset.query)
    assert bench.run.outcome == "finished"
    assert bench.run.history["loss"][-1] < bench.run.history["loss"][0]
    assert bench.notice == ""


def test_nothing_of_the_run_before_is_waited_for(lab: Lab) -> None:
    answer: Future[None] = Future()
    answer.set_result(None)
    lab._asked = (lab.run, 30, answer)
    assert lab.due_for_a_look
    lab.change("seed", 1)
    assert not lab.pending
    assert not lab.due_for_a_look
