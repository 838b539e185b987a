"""What a visitor does on the Train page, without a browser: choosing, playing, looking, keeping."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import numpy as np
import pytest

from lossviz.engine import Engine, train_and_look
from lossviz.errors import EngineError
from lossviz.specs.choice import Choice
from lossviz.specs.demos import DEMOS, Demo
from lossviz.specs.recipes import RECIPES
from lossviz.specs.run import RunSpec
from lossviz.specs.settings import value_of
from pages.ui.train import trials as module
from pages.ui.train.panel import pictured
from pages.ui.train.pins import MAX_PINNED
from pages.ui.train.state import TrainState
from tests.clock import Clock
from tests.inline import Inline
from tests.lossviz.runs.test_sweep_run import Held

SHORT = "epochs=30"


@pytest.fixture
def train(engine: Engine, clock: Clock) -> TrainState:
    train = TrainState(engine, clock)
    train.open(SHORT)
    return train


def slow(train: TrainState) -> TrainState:
    """Return the page paused before the first epoch, at a speed that can be followed."""
    train.set_speed("20/s")
    train.reset()
    return train


def pass_time(train: TrainState, clock: Clock, seconds: float) -> None:
    clock.now += seconds
    train.tick()


def test_a_link_is_trained_on_arrival(train: TrainState) -> None:
    assert (train.run.outcome, train.run.epoch, train.player.playing, train.notice) == ("finished", 30, False, "")


def test_a_bad_link_gives_the_default_run_and_one_sentence(engine: Engine) -> None:
    train = TrainState(engine)
    train.open("epochs=0")
    assert train.run.spec == RunSpec()
    assert train.notice.endswith("The epochs of a run must be a whole number in [1, 20000]. Got 0 instead.")


def test_a_change_begins_a_new_run_over_the_last(train: TrainState) -> None:
    train.change("loss.regularization_factor", 0.5)
    assert train.trained.before is not None
    assert train.trained.before.run.spec.loss.values == {"regularization_factor": 0.1}
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
    assert (train.spec.loss.name, train.spec.model.name) == ("mean_squared_error", "linear")
    assert train.notice == "Linear needs another loss: you see the loss Mean squared error."


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
    assert train.notice == "Ramp needs another dataset: you see the dataset Iris, two classes."
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


def test_a_slow_run_follows_the_clock_and_pauses_where_it_is(train: TrainState, clock: Clock) -> None:
    slow(train).press("play")
    pass_time(train, clock, 0.5)
    assert train.run.epoch == 10
    train.press("pause")
    pass_time(train, clock, 0.5)
    assert train.run.epoch == 10


def test_a_step_is_one_epoch(train: TrainState) -> None:
    slow(train)
    assert train.run.epoch == 0
    train.press("step")
    assert train.run.epoch == 1


def test_a_stopped_run_stays_where_it_is(train: TrainState) -> None:
    slow(train).press("step")
    train.press("stop")
    train.press("play")
    assert (train.run.outcome, train.run.epoch) == ("stopped", 1)


def test_a_change_on_the_way_keeps_the_run_and_is_in_its_link(train: TrainState) -> None:
    slow(train)
    for _ in range(3):
        train.press("step")
    before = train.run.history["loss"].copy()
    train.change("loss.regularization_factor", 1.0)
    train.set_speed("full")
    train.press("play")
    assert len(train.run.history) == 31
    assert np.array_equal(train.run.history["loss"][:4], before)
    assert train.run.spec == RunSpec.from_query(f"{SHORT}&change=3:loss.regularization_factor:1")
    again = TrainState(train.engine)
    again.open(train.run.spec.to_query())
    assert np.array_equal(again.run.history["loss"], train.run.history["loss"])


def test_a_setting_that_needs_a_new_run_begins_one_even_on_the_way(train: TrainState) -> None:
    slow(train).press("step")
    train.change("seed", 4)
    assert train.run.spec.seed == 4
    assert train.run.spec.changes == ()


def test_scrubbing_shows_an_earlier_epoch_and_its_model(train: TrainState) -> None:
    train.turn("epoch", 7, held=False)
    train.take_answer()
    assert train.entry.evaluation is not None
    assert (train.player.shown, train.entry.evaluation.epoch) == (7, 7)
    train.press("step")
    assert train.player.shown == 8
    train.turn("epoch", 30, held=False)
    assert train.player.head is None


def test_a_paused_run_can_be_scrubbed_and_goes_on_where_it_was(train: TrainState, clock: Clock) -> None:
    slow(train).press("play")
    pass_time(train, clock, 0.5)
    train.press("pause")
    last = train.run.epoch
    train.turn("epoch", 3, held=False)
    assert train.player.shown == 3
    train.press("play")
    assert train.player.shown == last


def test_a_change_gives_up_those_that_a_link_has(engine: Engine) -> None:
    train = TrainState(engine)
    train.open(f"{SHORT}&change=20:optimizer.learning_rate:0.1")
    assert len(train.run.spec.changes) == 1
    train.change("loss.regularization_factor", 1.0)
    assert train.run.spec.changes == ()
    assert train.spec.optimizer.values["learning_rate"] == 0.1
    assert train.spec.loss.values == {"regularization_factor": 1.0}


def test_a_change_that_comes_too_late_begins_a_new_run(train: TrainState) -> None:
    finished = train.run
    train.change("loss.regularization_factor", 1.0)
    assert train.run is not finished
    assert train.notice == ""


def test_a_replay_goes_through_the_rows_and_ends(train: TrainState, clock: Clock) -> None:
    train.press("play")
    assert train.player.shown == 0
    pass_time(train, clock, 2.0)
    assert 10 <= train.player.shown <= 20
    pass_time(train, clock, 60)
    assert (train.player.playing, train.player.shown) == (False, 30)


def test_a_diverging_run_is_an_outcome(engine: Engine) -> None:
    train = TrainState(engine)
    train.open("dataset=linear&loss=mean_squared_error&model=linear&optimizer=sgd&optimizer.learning_rate=10")
    assert train.run.outcome == "diverged"
    assert not train.pending
    assert train.entry.evaluation is not None


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.label)
def test_every_recipe_of_the_article_runs(engine: Engine, recipe) -> None:
    train = TrainState(engine)
    train.open(recipe.query)
    assert train.run.outcome == "finished"
    assert train.run.history["loss"][-1] < train.run.history["loss"][0]
    assert train.notice == ""


# In the hand


class Slow(Inline):
    """An executor that answers when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = []
        self.held = False

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if not self.held:
            return super().submit(function, *args)
        future: Future[Any] = Future()
        self.waiting.append((future, function, args))
        return future

    def answer(self) -> None:
        future, function, args = self.waiting.pop(0)
        if future.set_running_or_notify_cancel():
            future.set_result(function(*args))


@pytest.fixture
def slow_engine() -> Slow:
    return Slow()


@pytest.fixture
def held(slow_engine: Slow) -> TrainState:
    """A page whose engine answers when the test says so."""
    train = TrainState(Engine(slow_engine))
    train.open(SHORT)
    slow_engine.held = True
    return train


FACTOR = "loss.regularization_factor"


def shown_factor(train: TrainState) -> float:
    return train.run.spec.loss.values["regularization_factor"]


def test_what_the_hand_moves_is_trained_before_it_lets_go(train: TrainState) -> None:
    train.turn(FACTOR, 0.7, held=True)
    assert train.take_answer()
    assert (shown_factor(train), train.run.outcome, train.run.epoch) == (0.7, "finished", 30)
    assert train.entry.evaluation is not None
    assert train.entry.name == "λ 0.70"


def test_the_grey_state_is_that_at_the_press(train: TrainState) -> None:
    pressed = train.run
    for value in (0.2, 0.3, 0.4):
        train.turn(FACTOR, value, held=True)
        train.take_answer()
    train.turn(FACTOR, 0.4, held=False)
    assert train.trained.before is not None
    assert train.trained.before.run is pressed
    train.turn(FACTOR, 0.9, held=True)
    assert shown_factor(train) == 0.4
    assert train.trained.before.run is not pressed


def test_a_move_over_many_values_is_one_change_of_the_page(train: TrainState) -> None:
    before, link = train.stage, train.to_query()
    for value in np.linspace(0.2, 0.8, 60):
        train.turn(FACTOR, float(value), held=True)
        train.take_answer()
        assert train.stage == before
        assert train.to_query() == link
    train.turn(FACTOR, 0.8, held=False)
    train.take_answer()
    assert train.stage != before
    assert "regularization_factor=0.8" in train.to_query()
    assert len(train.entries) == 1
    train.undo()
    assert shown_factor(train) == 0.1


def test_a_hundred_changes_can_be_undone_and_no_more(engine: Engine) -> None:
    train = TrainState(engine)
    train.open("epochs=1")
    for seed in range(1, 103):
        train.change("seed", seed)
    undone = []
    for _ in range(102):
        train.undo()
        undone.append(train.spec.seed)
    assert undone[:100] == list(range(101, 1, -1))
    assert undone[100:] == [2, 2], "there is nothing before that to go back to"


def test_the_newest_value_wins(held: TrainState, slow_engine: Slow) -> None:
    for value in (0.2, 0.3, 0.4, 0.5):
        held.turn(FACTOR, value, held=True)
    assert len(slow_engine.waiting) == 1
    slow_engine.answer()
    assert held.take_answer()
    assert shown_factor(held) == 0.2
    slow_engine.answer()
    held.take_answer()
    assert shown_factor(held) == 0.5
    assert not slow_engine.waiting


def test_words_are_about_what_the_pictures_show_unless_that_is_compiled_first(
    held: TrainState, slow_engine: Slow
) -> None:
    held.turn(FACTOR, 0.2, held=True)
    assert (value_of(held.spec, FACTOR), value_of(pictured(held), FACTOR)) == (0.2, 0.1)
    slow_engine.answer()
    held.take_answer()
    assert value_of(pictured(held), FACTOR) == 0.2
    held.turn("model.units", 5, held=True)
    assert value_of(pictured(held), "model.units") == 5
    slow_engine.answer()
    held.take_answer()
    held.turn("loss", "mean_squared_error", held=False)
    assert pictured(held).loss.name == "mean_squared_error"


def test_the_page_changes_once_the_last_value_is_there(held: TrainState, slow_engine: Slow) -> None:
    before = held.stage
    held.turn(FACTOR, 0.2, held=True)
    held.turn(FACTOR, 0.3, held=False)
    slow_engine.answer()
    held.take_answer()
    assert held.stage == before
    slow_engine.answer()
    held.take_answer()
    assert held.stage != before
    assert shown_factor(held) == 0.3


def test_a_trap_that_is_being_tried_is_still_to_come(slow_engine: Slow) -> None:
    train = TrainState(Engine(slow_engine))
    train.open(RECIPES[5].query)
    assert not train.pending
    slow_engine.held = True
    assert train.trap.of(train.run.spec) is None
    assert train.pending
    before = train.stage
    slow_engine.answer()
    assert not train.pending
    assert train.stage != before, "the page has a table more"


def test_a_call_that_fails_leaves_the_last_run_and_says_why(held: TrainState, slow_engine: Slow) -> None:
    held.turn(FACTOR, 0.2, held=False)
    future, *_ = slow_engine.waiting.pop()
    future.set_exception(EngineError("A call must leave its worker alive."))
    held.take_answer()
    assert shown_factor(held) == 0.1
    assert held.spec.loss.values == {"regularization_factor": 0.1}
    assert held.notice == "A call must leave its worker alive."


def test_what_compiles_says_so_until_it_is_there(held: TrainState, slow_engine: Slow) -> None:
    held.turn(FACTOR, 0.2, held=True)
    assert held.trials.waits_for == ""
    slow_engine.answer()
    held.take_answer()
    held.turn("model.units", 5, held=True)
    assert held.trials.waits_for == "compiling"
    slow_engine.answer()
    held.take_answer()
    assert held.trials.waits_for == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("optimizer.learning_rate", 0.05),
        ("seed", 3),
        ("epochs", 45),
        ("batch_size", 64),
        ("validation_share", 0.3),
        ("model.units", 6),
        ("dataset.label_noise", 0.2),
    ],
)
def test_every_number_follows_the_hand(train: TrainState, name: str, value: float) -> None:
    train.turn(name, value, held=True)
    train.take_answer()
    assert value_of(train.run.spec, name) == value
    assert train.run.outcome == "finished"


def test_more_epochs_show_more_of_the_same_run(train: TrainState) -> None:
    short = train.run.history["loss"].copy()
    train.turn("epochs", 45, held=True)
    train.take_answer()
    assert np.array_equal(train.run.history["loss"][: len(short)], short)


def test_the_epoch_that_is_looked_at_stays_under_the_hand(train: TrainState) -> None:
    train.turn("epoch", 7, held=False)
    train.turn(FACTOR, 0.7, held=True)
    train.take_answer()
    assert train.entry.evaluation is not None
    assert (train.player.shown, train.entry.evaluation.epoch) == (7, 7)


def test_a_long_run_shows_as_far_as_it_got_and_goes_on_at_rest(
    train: TrainState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(specs: Any, states: Any, epochs: int, look_at: int | None) -> Any:
        return train_and_look(specs, states, 10, look_at)

    monkeypatch.setattr(module, "train_and_look", cut)
    train.turn(FACTOR, 0.7, held=True)
    train.take_answer()
    assert (train.run.outcome, train.run.epoch, train.player.playing) == ("running", 9, False)
    train.turn(FACTOR, 0.7, held=False)
    train.take_answer()
    assert (train.run.outcome, train.run.epoch) == ("finished", 30)


@pytest.mark.parametrize(
    ("control", "value"),
    [
        (FACTOR, "much"),
        (FACTOR, float("nan")),
        (FACTOR, -1),
        (FACTOR, True),
        ("loss", "nonsense"),
        ("epoch", "x"),
        ("epoch", 1e300),
        ("nonsense", 1.0),
        ("set_speed", "fast"),
        ("take_hand", "nonsense"),
        ("unpin", 5),
        ("take_recipe", "none"),
        ("take_demo", "none"),
        ("_try", True),
        ("spec", 1.0),
    ],
)
def test_what_no_control_of_ours_says_changes_nothing(train: TrainState, control: str, value: Any) -> None:
    spec, run = train.spec, train.run
    for hand in (True, False):
        train.turn(control, value, held=hand)
        train.take_answer()
    assert train.run is run or train.run.spec == spec
    assert train.spec == spec
    assert train.player.shown == 30


def test_a_pinned_run_keeps_its_colour_and_what_its_model_did(train: TrainState) -> None:
    train.turn("pin", True, held=False)
    pinned = train.pins.entries[0]
    seen, colour = pinned.evaluation, pinned.line(0).colour
    train.change(FACTOR, 0.9)
    assert train.pins.entries == [pinned]
    assert (pinned.evaluation, pinned.line(0).colour) == (seen, colour)
    assert colour not in ("blue", "violet")
    assert train.entry.line(0).colour == "blue"
    train.turn("unpin", pinned.key, held=False)
    assert not train.pins.entries


@pytest.mark.parametrize(
    "link", ["epochs=20&seed=5", "demo=outliers", "dataset=linear&loss=huber&epochs=5", "epochs=0"]
)
def test_a_pinned_run_stays_what_it_was_when_a_link_is_opened(train: TrainState, link: str) -> None:
    train.pin()
    train.change(FACTOR, 0.9)
    train.pin()
    first, second = train.pins.entries
    first.rename("mine")
    second.hidden = True
    train.change(FACTOR, 0.3)

    def told() -> list[tuple[object, ...]]:
        facts = [
            (e.key, e.name, e.pinned, e.hidden, e.run.spec, e.run.outcome, e.run.epoch) for e in train.pins.entries
        ]
        return [(*each, e.run.history["loss"].tolist()) for each, e in zip(facts, train.pins.entries, strict=True)]

    before = told()
    train.open(link)
    assert train.pins.entries == [first, second]
    assert told() == before
    assert not train.entry.pinned
    assert train.entries[:2] == [first, second]
    assert train.entry.run not in (first.run, second.run)


def test_a_second_run_of_one_name_is_told_by_what_differs(train: TrainState) -> None:
    train.pin()
    train.change("seed", 7)
    train.pin()
    assert [entry.name for entry in train.pins.entries] == ["λ 0.10", "seed 7"]


@pytest.mark.parametrize(("query", "name"), [("", "λ 0.10"), ("loss=mean_absolute_error", "rate 0.001")])
def test_a_run_that_is_kept_before_it_is_trained_has_its_name(query: str, name: str) -> None:
    train = TrainState(Engine(Held(), n_workers=0))
    train.open(query)
    train.pin()
    assert [entry.name for entry in train.pins.entries] == [name]


def test_the_oldest_pinned_run_is_let_go_with_a_notice(train: TrainState) -> None:
    for _ in range(9):
        train.pin()
        assert train.notice == ""
    _, *others = [entry.key for entry in train.pins.entries]
    train.pin()
    assert [entry.key for entry in train.pins.entries][:-1] == others
    assert train.notice == f"At most {MAX_PINNED} runs stay pinned: λ 0.10 was let go."
    assert len({entry.name for entry in train.pins.entries}) == MAX_PINNED


def test_all_but_the_run_in_hand_can_be_cleared(train: TrainState) -> None:
    train.pin()
    train.change(FACTOR, 0.9)
    train.clear()
    assert (train.pins.entries, train.trained.before) == ([], None)


def test_smoothing_follows_the_hand_without_a_new_run(train: TrainState) -> None:
    run = train.run
    train.turn("smoothing", 10, held=True)
    assert train.take_answer()
    assert not train.take_answer()
    assert (train.view.smoothing, train.run) == (10, run)
    for refused in (0, 1.5, "much", True, float("nan")):
        train.turn("smoothing", refused, held=True)
        assert not train.take_answer()
        assert train.view.smoothing == 10


# Demonstrations


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
def test_a_demo_opens_with_its_slider_in_hand(engine: Engine, demo: Demo) -> None:
    train = TrainState(engine)
    train.open(f"demo={demo.name}")
    assert train.hand == demo.hand
    assert [named.run.outcome for named in train.trained.all] == ["finished"] * (1 + len(demo.companions))
    assert train.to_query() == f"demo={demo.name}"
    assert train.notice == ""


def test_companions_follow_the_hand(engine: Engine) -> None:
    train = TrainState(engine)
    train.turn("take_demo", "outliers", held=False)
    train.take_answer()
    train.turn("dataset.outlier_size", 12.0, held=True)
    train.take_answer()
    assert {value_of(named.run.spec, "dataset.outlier_size") for named in train.trained.all} == {12.0}
    assert len({named.run.spec.loss.name for named in train.trained.all}) == 3
    assert "outlier_size=12" in train.to_query() or train.held


def test_another_loss_ends_a_demo(engine: Engine) -> None:
    train = TrainState(engine)
    train.open("demo=outliers")
    train.choose("loss", "log_cosh")
    assert train.demo is None
    assert len(train.trained.all) == 1


def test_an_unknown_demo_gives_one_sentence(engine: Engine) -> None:
    train = TrainState(engine)
    train.open("demo=nonsense")
    assert train.run.spec == RunSpec()
    assert train.notice.startswith("This link cannot be used, so you see the default run. The demo must be one of ")
