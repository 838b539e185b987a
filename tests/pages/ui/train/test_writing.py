"""A loss of one's own on the Train page: what is written is trained while it is written."""

from __future__ import annotations

import json

import pytest

from lossviz.engine import Engine
from lossviz.losses.written import EXAMPLES, WrittenLoss
from lossviz.specs.run import RunSpec
from pages.ui.editor.own import key_of
from pages.ui.train.charts import TrainScene
from tests.clock import Clock

TEXT = "def mine(y_true, y_pred, weight=3.0):\n    return weight * tf.square(y_true - y_pred)"
LINEAR = "dataset=linear&loss=huber&epochs=20"


@pytest.fixture
def train(engine: Engine, clock: Clock) -> TrainScene:
    train = TrainScene(engine, clock)
    train.open("epochs=20")
    return train


def write(train: TrainScene, text: str, *, held: bool = False) -> None:
    train.write(text, held=held)
    train.take_answer()


def test_a_good_text_is_trained_over_what_was_before(train: TrainScene) -> None:
    before = train.run
    write(train, TEXT)
    assert train.run.spec.loss.component.label == "mine"
    assert (train.run.outcome, train.run.epoch, train.notice) == ("finished", 20, "")
    assert train.trained.before is not None
    assert train.trained.before.run is before
    assert train.hand == "loss.weight"


def test_a_bad_text_changes_nothing_but_what_is_said_of_it(train: TrainScene) -> None:
    write(train, TEXT)
    run, stage, link = train.run, train.stage, train.to_query()
    train.edit(True)
    write(train, TEXT.replace("tf.square(", "tf.square("[:-1]), held=True)
    assert (train.run, train.stage, train.to_query()) == (run, stage, link)
    fault = train.panel()["source"]["fault"]
    assert (fault["line"], bool(fault["words"])) == (2, True)
    assert all(span["role"] != "wrong" for span in train.panel()["sentence"])


def test_one_pause_of_typing_is_one_change(train: TrainScene) -> None:
    stage, link = train.stage, train.to_query()
    for weight in ("3", "3.5", "3.25"):
        write(train, TEXT.replace("3.0", weight), held=True)
        assert (train.stage, train.to_query()) == (stage, link)
    write(train, TEXT.replace("3.0", "3.25"), held=False)
    assert train.stage != stage
    train.undo()
    assert train.run.spec == RunSpec(epochs=20)


def test_back_brings_the_text_back_too(train: TrainScene) -> None:
    write(train, TEXT)
    write(train, TEXT.replace("3.0", "4.0"))
    train.edit(True)
    train.undo()
    assert train.panel()["source"]["text"] == TEXT
    assert train.run.spec.loss.values == {"weight": 3.0}


def test_a_change_that_ends_in_a_bad_text_leaves_the_last_good_one(train: TrainScene) -> None:
    write(train, TEXT, held=True)
    write(train, TEXT + " +", held=False)
    assert not train.held
    assert train.run.spec.loss.component.label == "mine"
    assert "loss=own-" in train.to_query()


def test_it_is_tuned_as_any_loss(train: TrainScene) -> None:
    write(train, TEXT)
    train.turn("loss.weight", 5.0, held=True)
    train.take_answer()
    told = train.panel()
    assert (told["values"]["loss.weight"], told["ring"]) == (5.0, 3.0)
    assert train.run.spec.loss.values == {"weight": 5.0}


def test_the_editor_begins_with_the_loss_that_is_open(train: TrainScene) -> None:
    train.edit(True)
    told = train.panel()
    assert "def custom_mse(" in told["source"]["text"]
    assert told["texts"][0]["label"] == "Start from CustomMSE"
    train.choose("loss", "mean_squared_error")
    assert "def mean_squared_error(" in train.panel()["source"]["text"]


def test_a_text_that_is_no_loss_stays_whatever_else_is_set(train: TrainScene) -> None:
    write(train, "e +")
    train.choose("optimizer", "sgd")
    train.edit(True)
    assert train.panel()["source"]["text"] == "e +"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_example_is_trained(train: TrainScene, example: object) -> None:
    train.take_text(example.name)  # type: ignore[attr-defined]
    train.take_answer()
    assert isinstance(train.run.spec.loss.component, WrittenLoss)
    assert (train.run.outcome, train.editor.draft.fault) == ("finished", None)


def test_own_losses_are_offered_and_chosen_by_short_keys(train: TrainScene) -> None:
    write(train, TEXT)
    name = train.spec.loss.name
    assert train.panel()["loss"]["name"] == key_of(name)
    train.choose("loss", "mean_squared_error")
    (option,) = train.panel()["own"]
    assert (option["label"], option["value"]) == ("mine", key_of(name))
    train.choose("loss", option["value"])
    assert train.spec.loss.name == name
    train.choose("loss", "own-unknown")
    assert train.spec.loss.name == name


def test_nobody_is_offered_what_another_has_written(train: TrainScene, engine: Engine) -> None:
    write(train, TEXT)
    other = TrainScene(engine)
    other.open("epochs=20")
    other.choose("loss", key_of(train.spec.loss.name))
    assert other.panel()["own"] == []
    assert other.spec.loss.name == "custom_mse"


def test_no_message_of_a_drag_carries_the_text(train: TrainScene) -> None:
    write(train, TEXT)
    name = train.spec.loss.name
    train.edit(True)
    before = train.panel()
    train.turn("loss.weight", 5.0, held=True)
    train.take_answer()
    news = {part: told for part, told in train.panel().items() if before[part] != told}
    assert "source" not in news
    assert name not in json.dumps(train.panel())


def test_a_link_brings_the_numbers_and_the_text(train: TrainScene, engine: Engine) -> None:
    write(train, TEXT)
    other = TrainScene(engine)
    other.open(train.to_query())
    other.edit(True)
    assert other.panel()["source"]["text"] == TEXT
    assert other.run.history["loss"].tolist() == train.run.history["loss"].tolist()


def test_a_garbled_name_in_a_link_gives_one_sentence(engine: Engine) -> None:
    for name in ("own-", "own-AAAA", "own-" + "A" * 3000, "own-é"):
        train = TrainScene(engine)
        train.open(f"loss={name}&epochs=20")
        assert train.notice.startswith("This link cannot be used, so you see the default run. The loss must be")
        assert len(train.notice) < 300


def test_what_a_browser_has_kept_brings_all_back(train: TrainScene, engine: Engine) -> None:
    write(train, TEXT)
    train.edit(True)
    write(train, f"{TEXT} +")
    other = TrainScene(engine)
    other.visited = True
    other.give_back(train.keep(), asked=False)
    assert other.keep() == train.keep()
    assert other.panel()["source"] == train.panel()["source"]
    assert other.panel()["editing"]
    assert other.run.spec == train.run.spec


def test_a_loss_that_fails_in_training_is_said_beside_the_text(
    train: TrainScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("It cannot be trained.")

    run = train.run
    monkeypatch.setattr("pages.ui.train.trials.train_and_look", fail)
    write(train, TEXT)
    train.edit(True)
    assert train.run is run
    assert train.panel()["source"]["text"] == TEXT
    assert train.panel()["source"]["fault"]["words"] == "It cannot be trained."
