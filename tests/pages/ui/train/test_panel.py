"""The words and controls around the charts of the Train page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lossviz.analysis.evaluation import Evaluation
from lossviz.datasets import DATASETS
from lossviz.engine import Engine, Looked
from lossviz.losses import LOSSES
from lossviz.specs.choice import KINDS, Choice, fitting_losses
from lossviz.specs.demos import DEMOS
from lossviz.specs.recipes import RECIPES
from lossviz.specs.run import RUN_PARAMS, RunSpec
from lossviz.training.advance import Chunk, advance
from pages.ui.channel.panel_records import Panel
from pages.ui.channel.screen import Screen
from pages.ui.train.charts import TrainScene
from pages.ui.train.panel import MOST_IN_BAR, panel
from pages.ui.train.player import SPEEDS
from pages.ui.train.state import TrainState

FACTOR = "loss.regularization_factor"


def opened(engine: Engine, query: str = "epochs=5") -> TrainState:
    train = TrainState(engine)
    train.open(query)
    assert train.notice == ""
    return train


@pytest.fixture
def train(engine: Engine) -> TrainState:
    return opened(engine)


OF_OTHER_PAGES = {"own", "editing", "check_up", "source", "texts", "costs", "claims", "second", "table"}


def words(part: Any) -> str:
    return "".join(span["text"] for span in part)


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_part_is_there_for_every_dataset(engine: Engine, dataset: str) -> None:
    loss = fitting_losses(Choice("dataset", dataset))[0]
    train = opened(engine, f"epochs=2&dataset={dataset}&loss={loss}&model=mlp")
    told = panel(train)
    assert told.keys() == Panel.__annotations__.keys() - OF_OTHER_PAGES
    assert told["loss"]["name"] == loss
    assert told["shows"]
    assert told["sentence"]
    assert told["measures"]
    assert (told["confusion"] is None) == (train.spec.task == "regression")
    assert [part["kind"] for part in told["set_up"]] == ["dataset", "model", "optimizer", "run"]
    assert (told["ring"], told["waits"], told["question"], told["opened"]) == (None, "", "", "")


def test_nothing_is_to_be_seen_before_the_first_run(engine: Engine) -> None:
    told = panel(TrainState(engine))
    assert (told["shows"], told["measures"], told["confusion"], told["reason"]) == (False, [], None, [])
    assert words(told["sentence"]) == "The first curve is on its way."


def test_every_parameter_has_a_control_with_its_value_and_a_place(train: TrainState) -> None:
    told = panel(train)
    spec = train.spec
    names = {f"{kind}.{name}" for kind in KINDS for name in getattr(spec, kind).values} | set(RUN_PARAMS)
    assert told["controls"].keys() == told["values"].keys() == names
    placed = [name for part in told["set_up"] for name in part["controls"]] + told["bar"]
    assert sorted(placed) == sorted(names), "each stands in one place"
    assert all(data["name"] == name and data["help"] for name, data in told["controls"].items())
    assert (told["values"][FACTOR], told["values"]["epochs"]) == (0.1, 5)


def test_only_values_are_news_while_a_hand_moves(train: TrainState) -> None:
    before = panel(train)
    train.turn(FACTOR, 0.7, held=True)
    train.take_answer()
    after = panel(train)
    assert after["values"] == before["values"] | {FACTOR: 0.7}
    for name in ("controls", "bar", "set_up", "losses", "demos", "recipes", "question", "key"):
        assert after[name] == before[name], name


def test_several_numbers_are_one_text(engine: Engine) -> None:
    told = panel(opened(engine, "epochs=2&dataset=linear&dataset.weights=1,-2&loss=huber"))
    assert told["values"]["dataset.weights"] == "1,-2"


def test_menus_offer_all_losses_demos_and_recipes_and_say_which_is_open(engine: Engine, train: TrainState) -> None:
    told = panel(train)
    assert [option["value"] for option in told["losses"]] == list(LOSSES)
    assert len({option["group"] for option in told["losses"]}) == len({loss.task for loss in LOSSES.values()})
    assert [option["value"] for option in told["demos"]] == [demo.name for demo in DEMOS]
    assert [option["value"] for option in told["recipes"]] == [recipe.label for recipe in RECIPES]
    for part in told["set_up"][:3]:
        assert part["chosen"] in [option["value"] for option in part["options"]]
    demo = panel(opened(engine, "demo=huber"))
    assert (demo["opened"], demo["question"]) == ("huber", "Which errors does Huber still square?")
    assert panel(opened(engine, RECIPES[0].query))["opened"] == RECIPES[0].label


def test_a_demo_has_its_own_parameter_on_top_with_its_own_range(engine: Engine) -> None:
    told = panel(opened(engine, "demo=outliers"))
    hand = told["controls"]["dataset.outlier_size"]
    assert told["bar"][0] == "dataset.outlier_size"
    assert (hand["low"], hand["high"]) == (0, 15)


def test_the_bar_has_the_parameters_of_the_loss_and_what_is_taken_in_hand(engine: Engine) -> None:
    train = opened(engine, "epochs=2&dataset=linear&loss=huber&model=linear")
    assert panel(train)["bar"] == ["loss.delta"]
    train.turn("take_hand", "optimizer.learning_rate", held=False)
    assert panel(train)["bar"] == ["optimizer.learning_rate", "loss.delta"]
    train.turn("loss", "mean_squared_error", held=False)
    assert panel(train)["bar"] == ["optimizer.learning_rate"], "a loss without parameters leaves it one"
    for loss in LOSSES.values():
        assert len(loss.params) <= MOST_IN_BAR


def test_the_ring_is_what_was_in_hand_before_and_only_while_it_is_another_value(train: TrainState) -> None:
    train.turn(FACTOR, 0.7, held=True)
    train.take_answer()
    assert panel(train)["ring"] == 0.1
    train.turn(FACTOR, 0.1, held=True)
    train.take_answer()
    assert panel(train)["ring"] is None
    train.turn(FACTOR, 0.4, held=False)
    train.take_answer()
    train.turn("loss", "mean_squared_error", held=False)
    train.take_answer()
    assert panel(train)["ring"] is None, "the parameter in hand is another one"


def test_the_formula_has_the_value_and_marks_what_is_in_hand(train: TrainState) -> None:
    train.change(FACTOR, 0.7)
    formula = panel(train)["loss"]["formula"]
    assert '<mrow class="in-hand"><mn>0.7</mn></mrow>' in formula
    train.turn("take_hand", "seed", held=False)
    assert "in-hand" not in panel(train)["loss"]["formula"]


def test_a_notice_comes_before_the_sentence_and_is_wrong(train: TrainState) -> None:
    train.change(FACTOR, "-1")
    assert panel(train)["sentence"] == [{"text": train.notice, "role": "wrong"}]
    train.change(FACTOR, 0.3)
    roles = {span["role"] for span in panel(train)["sentence"]}
    assert "wrong" not in roles
    assert "now" in roles


def test_a_run_is_told_where_it_stands(train: TrainState) -> None:
    told = panel(train)["epoch"]
    assert told == {
        "at": 5,
        "last": 5,
        "playing": False,
        "runs": False,
        "speed": train.player.speed,
        "speeds": list(SPEEDS),
        "words": "",
    }
    train.turn("epoch", 2, held=False)
    assert panel(train)["epoch"]["at"] == 2
    train.reset()
    assert panel(train)["epoch"] == told | {"at": 0, "runs": True, "words": "paused"}
    train.turn("stop", True, held=False)
    assert panel(train)["epoch"]["words"] == "stopped"


def test_rows_of_the_confusion_are_true_classes_and_what_is_held_out_is_not_trained_on(train: TrainState) -> None:
    seen = train.entry.evaluation
    assert isinstance(seen, Evaluation)
    y_pred = np.zeros_like(seen.y_pred)
    y_pred[:, 1] = 1  # all are taken for the second class
    train.entry.evaluation = replace(seen, y_pred=y_pred)
    told = panel(train)["confusion"]
    sizes, held_out = (np.bincount(part, minlength=3) for part in np.split(seen.truth, [seen.n_train]))
    assert told["train"] == [[0, n, 0] for n in sizes]
    assert told["held_out"] == [[0, n, 0] for n in held_out]
    assert told["names"] == list(seen.class_names)
    assert told["before"] == []


def test_the_confusion_before_is_that_at_the_press_if_classes_are_the_same(train: TrainState) -> None:
    before = panel(train)["confusion"]["train"]
    train.turn(FACTOR, 1.5, held=True)
    train.take_answer()
    assert panel(train)["confusion"]["before"] == before
    train.turn(FACTOR, 1.5, held=False)
    train.take_answer()
    train.turn("dataset", "iris_binary", held=False)
    train.take_answer()
    told = panel(train)["confusion"]
    assert (len(told["train"]), told["before"]) == (2, [])


def test_nothing_is_held_out_where_all_is_trained_on(engine: Engine) -> None:
    told = panel(opened(engine, "epochs=2&validation_share=0"))
    assert told["confusion"]["held_out"] == []
    assert all(measure["held_out"] == "" for measure in told["measures"])
    assert [mark["words"] for mark in told["key"]] == ["right", "wrong"]


def test_measures_are_of_training_then_of_those_held_out_then_before(train: TrainState) -> None:
    seen = train.entry.evaluation
    assert seen is not None

    def measured(accuracy: float, held_out: float) -> Any:
        news = {"accuracy": (accuracy, held_out), "brier_score": (None, -0.5)}
        train.entry.evaluation = replace(seen, yardsticks=seen.yardsticks | news)
        return {label: rest for label, *rest in map(dict.values, panel(train)["measures"])}

    told = measured(0.25, 0.75)
    assert (told["Accuracy"], told["Brier score"]) == (["0.25", "0.75", ""], ["–", "−0.5", ""])
    train.trained.press()
    assert measured(0.5, 0.75)["Accuracy"] == ["0.5", "0.75", "0.25"]
    assert measured(0.25, 0.9)["Accuracy"] == ["0.25", "0.9", ""], "what is the same is not told twice"


def test_the_key_says_what_marks_mean(engine: Engine, train: TrainState) -> None:
    marks = [(each["mark"], each["words"]) for each in panel(train)["key"]]
    assert marks == [("dot", "right"), ("diamond", "wrong"), ("ring", "held out")]
    numbers = panel(opened(engine, "epochs=2&dataset=linear&loss=huber"))
    assert [each["words"] for each in numbers["key"]] == ["held out"]


def test_lines_of_what_is_set_follow_the_hand(train: TrainState) -> None:
    train.turn("optimizer.learning_rate", 0.05, held=True)
    train.take_answer()
    set_up = {part["kind"]: part["words"] for part in panel(train)["set_up"]}
    assert set_up["optimizer"] == "Adam 0.05"
    assert set_up["run"].startswith("5 epochs")


def test_a_pinned_run_is_in_the_sentence_unless_it_is_hidden_or_of_other_data(train: TrainState) -> None:
    alone = words(panel(train)["sentence"])
    train.pin()
    train.change(FACTOR, 1.5)
    train.trained.before = None
    beside = words(panel(train)["sentence"])
    train.pins.entries[0].hidden = True
    assert words(panel(train)["sentence"]) != beside
    train.pins.entries[0].hidden = False
    train.change("dataset.label_noise", 0.1)
    train.trained.before = None
    assert alone not in words(panel(train)["sentence"])
    assert RunSpec().loss.name == "custom_mse"


@pytest.mark.parametrize(
    ("outcome", "begins"),
    [
        ("diverged", "It has no finite loss even before training"),
        ("failed", "This run could not be trained."),
        ("stopped", "No epoch is trained yet."),
    ],
)
def test_of_a_run_that_ended_without_rows_nothing_is_awaited(engine: Engine, outcome: Any, begins: str) -> None:
    train = TrainState(engine)
    train.run.outcome = outcome
    assert words(panel(train)["sentence"]).startswith(begins)


def test_a_run_whose_gradient_overflows_is_told_and_not_awaited(engine: Engine) -> None:
    """The issue's link: the page said that it was compiling, for ever."""
    query = "dataset=linear&dataset.noise=1&dataset.examples=200&loss=linex&loss.asymmetry=-5&model=linear"
    scene = TrainScene(engine)
    scene.open(f"{query}&optimizer.learning_rate=0.05")
    told = panel(scene)
    assert words(told["sentence"]) == "It diverged after epoch 0: the square of its gradient overflows."
    assert (told["waits"], told["shows"]) == ("", True)
    screen = Screen()
    scene.draw(screen)
    assert {"loss", "cost", "fit"} <= screen.news().keys()


def test_no_model_of_an_earlier_run_stands_beside_one_without_rows(engine: Engine) -> None:
    train = opened(engine)
    assert train.entry.evaluation is not None
    (state,), (chunk,) = advance([train.spec], [None], 1)
    nothing = Chunk(0, np.full_like(chunk.rows, np.nan), (), chunk.kept_weights[:0])
    train.trained.take((train.spec,), (Looked(state, nothing, 0.1, None),), train.hand)
    told = panel(train)
    assert words(told["sentence"]).startswith("It has no finite loss even before training")
    assert (told["measures"], told["confusion"], told["reason"]) == ([], None, [])
