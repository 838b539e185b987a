"""What a visitor does on the Train page, without a browser: choosing, playing, looking, keeping."""

from __future__ import annotations

from concurrent.futures import Future

import numpy as np
import pytest

from lossviz.engine import Engine
from lossviz.specs.choice import Choice
from lossviz.specs.recipes import RECIPES
from lossviz.specs.run import RunSpec
from pages.ui.train.state import GHOSTS, MAX_PINNED, VIEWS_SECONDS, TrainState

SHORT = "epochs=30"


@pytest.fixture
def train(engine: Engine) -> TrainState:
    train = TrainState(engine)
    train.open(SHORT)
    return train


def slow(train: TrainState) -> TrainState:
    """Return the page paused before the first epoch, at a speed that can be followed."""
    train.set_speed("20 epochs/s")
    train.reset()
    return train


def pass_time(train: TrainState, seconds: float) -> None:
    train._moved -= seconds
    train.tick()


def test_a_link_is_trained_on_arrival(train: TrainState) -> None:
    assert (train.run.outcome, train.run.epoch, train.playing, train.notice) == ("finished", 30, False, "")


def test_a_bad_link_gives_the_default_run_and_one_sentence(engine: Engine) -> None:
    train = TrainState(engine)
    train.open("epochs=0")
    assert train.run.spec == RunSpec()
    assert train.notice.endswith("The 'epochs' parameter of a run must be a whole number in [1, 20000]. Got 0 instead.")


def test_a_change_begins_a_new_run_over_the_last(train: TrainState) -> None:
    train.change("loss.regularization_factor", 0.5)
    assert [line.ghost for line in train.lines()] == [False, True]
    assert train.spec.loss.values == {"regularization_factor": 0.5}


def test_a_change_to_the_same_value_does_nothing(train: TrainState) -> None:
    train.change("loss.regularization_factor", "0.1")
    assert len(train.entries) == 1


@pytest.mark.parametrize("text", ["-1", "nan", "much", "", "1e999"])
def test_refused_input_changes_nothing_but_the_notice(train: TrainState, text: str) -> None:
    before = train.spec
    train.change("loss.regularization_factor", text)
    assert train.spec is before
    assert len(train.entries) == 1
    assert "must be a number in [0, 100]" in train.notice


@pytest.mark.parametrize("value", [0.7, "0.8"])
def test_a_control_that_has_left_the_page_is_not_heard(train: TrainState, value: object) -> None:
    train.choose("loss", "mean_squared_error")
    before = train.run
    train.change("loss.regularization_factor", value)
    assert train.run is before
    assert train.notice == ""


def test_a_dataset_brings_a_loss_and_a_model_that_fit(engine: Engine) -> None:
    train = TrainState(engine)
    train.open(f"{SHORT}&loss=categorical_crossentropy&model=softmax")
    train.choose("dataset", "linear")
    assert (train.spec.loss.name, train.spec.model.name) == ("mean_squared_error", "mlp")
    assert train.notice == (
        "Linear needs another loss and model: you see the loss Mean squared error and the model Multilayer perceptron."
    )


def test_a_model_that_does_not_fit_is_refused_with_what_fits(engine: Engine) -> None:
    train = TrainState(engine)
    train.open(f"{SHORT}&loss=categorical_crossentropy")
    train.choose("model", "linear")
    assert train.spec.model.name == "mlp"
    assert "needs a last layer that is softmax. Got linear instead." in train.notice


def test_a_loss_brings_data_and_a_model_that_fit_it(engine: Engine) -> None:
    train = TrainState(engine)
    train.open(f"{SHORT}&loss=categorical_crossentropy&model=softmax")
    train.take(Choice("loss", "ramp", (("floor", -2.0),)))
    assert (train.run.spec.dataset.name, train.run.spec.model.name) == ("iris_binary", "mlp")
    assert train.run.spec.loss.values == {"floor": -2.0}
    assert train.notice == (
        "Ramp needs another dataset and model: you see the dataset Iris, two classes and the model Multilayer "
        "perceptron."
    )
    train.take(Choice("loss", "hinge"))
    assert train.notice == ""
    assert train.run.epoch == 30


def test_data_that_make_a_run_too_long_are_refused(engine: Engine) -> None:
    train = TrainState(engine)
    train.open(f"{SHORT}&dataset=linear&loss=mean_squared_error&model=linear&batch_size=1")
    train.spec = train.spec.with_value("epochs", 20_000)
    train.choose("dataset", "iris")
    assert train.spec.dataset.name == "linear"
    assert train.notice.startswith("A run must have at most 1,000,000 updates")


def test_a_slow_run_follows_the_clock_and_pauses_where_it_is(train: TrainState) -> None:
    slow(train).play()
    pass_time(train, 0.5)
    assert train.run.epoch == pytest.approx(10, abs=1)
    train.pause()
    pass_time(train, 0.5)
    assert train.run.epoch == pytest.approx(10, abs=1)


def test_the_model_is_looked_at_now_and_then_while_a_run_plays(train: TrainState) -> None:
    slow(train).play()
    train.evaluation()
    assert not train.views_due
    train._looked -= VIEWS_SECONDS
    assert train.views_due
    train.pause()
    assert not train.views_due


def test_a_step_is_one_epoch(train: TrainState) -> None:
    slow(train)
    assert train.run.epoch == 0
    train.step()
    assert train.run.epoch == 1


def test_a_stopped_run_stays_where_it_is(train: TrainState) -> None:
    slow(train).step()
    train.stop()
    train.play()
    assert (train.run.outcome, train.run.epoch) == ("stopped", 1)


def test_a_change_on_the_way_keeps_the_run_and_is_in_its_link(train: TrainState) -> None:
    slow(train)
    for _ in range(3):
        train.step()
    before = train.run.history["loss"].copy()
    train.change("loss.regularization_factor", 1.0)
    train.set_speed("Full speed")
    train.play()
    assert len(train.run.history) == 31
    assert np.array_equal(train.run.history["loss"][:4], before)
    assert train.run.spec == RunSpec.from_query(f"{SHORT}&change=3:loss.regularization_factor:1")
    again = TrainState(train.engine)
    again.open(train.run.spec.to_query())
    assert np.array_equal(again.run.history["loss"], train.run.history["loss"])


def test_a_setting_that_needs_a_new_run_begins_one_even_on_the_way(train: TrainState) -> None:
    slow(train).step()
    train.change("seed", 4)
    assert train.run.spec.seed == 4
    assert train.run.spec.changes == ()


def test_scrubbing_shows_an_earlier_epoch_and_its_model(train: TrainState) -> None:
    train.scrub(7)
    evaluation = train.evaluation()
    assert evaluation is not None
    assert (train.shown, evaluation.epoch) == (7, 7)
    train.step()
    assert train.shown == 8
    train.scrub(30)
    assert train.head is None


def test_a_paused_run_can_be_scrubbed_and_goes_on_where_it_was(train: TrainState) -> None:
    slow(train).play()
    pass_time(train, 0.5)
    train.pause()
    last = train.run.epoch
    train.scrub(3)
    assert train.shown == 3
    train.play()
    assert train.shown == last


def test_a_change_gives_up_those_that_a_link_has_for_later(engine: Engine) -> None:
    train = TrainState(engine)
    train.set_speed("20 epochs/s")
    train.open(f"{SHORT}&change=20:optimizer.learning_rate:0.1")
    train.step()
    train.change("loss.regularization_factor", 1.0)
    assert train.spec.optimizer.values["learning_rate"] == train.run.spec.at(30).optimizer.values["learning_rate"]
    assert train.spec.loss.values == {"regularization_factor": 1.0}


def test_a_change_that_comes_too_late_begins_a_new_run(train: TrainState) -> None:
    finished = train.run
    train.change("loss.regularization_factor", 1.0)
    assert train.run is not finished
    assert train.notice == ""


def test_the_oldest_pinned_run_is_let_go_with_a_notice(train: TrainState) -> None:
    for i in range(MAX_PINNED + 1):
        train.entry.pinned = True
        train.change("seed", i + 1)
    assert train.notice == f"At most {MAX_PINNED} runs stay pinned: Run 1 was let go."


def test_a_replay_goes_through_the_rows_and_ends(train: TrainState) -> None:
    train.play()
    assert train.shown == 0
    pass_time(train, 2.0)
    assert 10 <= train.shown <= 20
    pass_time(train, 60)
    assert (train.playing, train.shown) == (False, 30)


def test_only_the_last_ghosts_and_the_pinned_runs_stay(train: TrainState) -> None:
    train.entry.pinned = True
    for i in range(6):
        train.change("seed", i + 1)
    assert len(train.entries) == GHOSTS + 2
    assert train.entries[0].pinned
    train.clear()
    assert len(train.entries) == 1


def test_runs_that_measure_something_else_are_not_drawn_beside(train: TrainState) -> None:
    train.choose("dataset", "linear")
    assert len(train.lines()) == 1
    assert len(train.entries) == 2


def test_a_diverging_run_is_an_outcome(engine: Engine) -> None:
    train = TrainState(engine)
    train.open("dataset=linear&loss=mean_squared_error&model=linear&optimizer=sgd&optimizer.learning_rate=10")
    assert train.run.outcome == "diverged"
    assert not train.pending
    assert train.evaluation() is not None


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.label)
def test_every_recipe_of_the_article_runs(engine: Engine, recipe) -> None:
    train = TrainState(engine)
    train.open(recipe.query)
    assert train.run.outcome == "finished"
    assert train.run.history["loss"][-1] < train.run.history["loss"][0]
    assert train.notice == ""


def test_nothing_of_the_run_before_is_waited_for(train: TrainState) -> None:
    answer: Future[None] = Future()
    answer.set_result(None)
    train._asked = (train.run, 30, answer)
    assert train.views_due
    train.change("seed", 1)
    assert not train.pending
    assert not train.views_due
