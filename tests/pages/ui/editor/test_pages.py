"""A loss of one's own on the pages that do not train while it is written, and its check-up on all."""

from __future__ import annotations

import json

import pytest

from lossviz.engine import Engine
from lossviz.losses.written import own_loss_name
from lossviz.losses.written.faulty import FAULTY
from pages.ui.channel.screen import Screen
from pages.ui.compare.charts import CompareScene
from pages.ui.editor.own import key_of
from pages.ui.losses.charts import LossesScene
from pages.ui.sweep.charts import SweepScene
from pages.ui.train.charts import TrainScene
from tests.told import Seen

TEXT = "def mine(y_true, y_pred, weight=3.0):\n    return weight * tf.square(y_true - y_pred)"
NAME = own_loss_name(TEXT)


@pytest.fixture
def train(engine: Engine) -> TrainScene:
    train = TrainScene(engine)
    train.open("epochs=5")
    return train


@pytest.fixture
def losses(train: TrainScene) -> LossesScene:
    losses = LossesScene(train)
    losses.open("loss=huber&target=2&beside=cauchy")
    losses.shapes(Seen())
    return losses


def test_the_shape_of_what_is_written_is_seen_over_the_one_before(losses: LossesScene) -> None:
    losses.write(TEXT, held=True)
    losses.take_answer()
    screen = Seen()
    losses.draw(screen)
    assert losses.opened == NAME
    assert (losses.target, losses.compared) == (2.0, ["cauchy"])
    assert screen.figures["loss"]["data"][0]["meta"] == {"label": "before"}
    assert "mine" in screen.alts["loss"]


def test_on_losses_no_control_and_no_message_has_the_whole_name(losses: LossesScene) -> None:
    losses.write(TEXT, held=False)
    losses.take_answer()
    told = losses.panel()
    assert told["bar"] == [f"{key_of(NAME)}.weight"]
    assert NAME not in json.dumps(told)
    losses.turn(f"{key_of(NAME)}.weight", 5.0, held=False)
    assert losses.choice.values == {"weight": 5.0}


def test_on_losses_a_bad_text_leaves_the_last_good_shape(losses: LossesScene) -> None:
    losses.edit(True)
    losses.write(TEXT, held=False)
    losses.write(f"{TEXT} +", held=False)
    assert losses.opened == NAME
    assert losses.panel()["source"]["fault"]["line"] == 2


def test_on_losses_another_loss_has_no_grey_shape(losses: LossesScene) -> None:
    losses.write(TEXT, held=False)
    losses.take_answer()
    losses.turn("loss", "huber", held=False)
    assert losses.before is None
    losses.turn("loss", key_of(NAME), held=False)
    assert (losses.opened, losses.before) == (NAME, None)


def test_writing_for_long_holds_no_more_losses(losses: LossesScene) -> None:
    losses.write(TEXT, held=True)
    held = len(losses._tuned)
    for weight in range(20):
        losses.write(TEXT.replace("3.0", f"{weight}.5"), held=True)
    assert len(losses._tuned) == held


def test_the_gallery_leads_to_the_last_one_of_ones_own(losses: LossesScene) -> None:
    losses.train.write(TEXT, held=False)
    losses.show(None)
    losses.write("e**2", held=False)
    assert losses.opened is None
    losses.write_own()
    assert losses.opened == NAME
    assert losses.panel()["editing"]


def test_a_loss_of_ones_own_is_raced(train: TrainScene) -> None:
    compare = CompareScene(train)
    compare.open("epochs=5&run=one~loss=huber")
    compare.turn("edit", True, held=False)
    compare.write(TEXT, held=False)
    assert compare.panel()["source"]["use"] == "Add to the comparison"
    assert len(compare.entries) == 1
    compare.turn("use_text", True, held=False)
    assert [entry.name for entry in compare.entries] == ["one", "mine"]
    assert compare.entries[1].run.spec.loss.name == NAME
    assert not compare.panel()["editing"]
    assert compare.losses_for(compare.entries[0].run.spec)[0] == NAME


def test_what_is_no_loss_is_not_raced(train: TrainScene) -> None:
    compare = CompareScene(train)
    compare.open("epochs=5&run=one~loss=huber")
    compare.turn("edit", True, held=False)
    compare.write("e +", held=False)
    compare.turn("use_text", True, held=False)
    assert len(compare.entries) == 1
    assert compare.panel()["source"]["text"] == "e +"


def test_its_slider_is_swept(train: TrainScene) -> None:
    sweep = SweepScene(train)
    sweep.begin()
    sweep.turn("edit", True, held=False)
    sweep.write(TEXT, held=False)
    sweep.turn("use_text", True, held=False)
    assert (sweep.sweep.base.loss.name, sweep.sweep.ranges[0].name) == (NAME, "loss.weight")
    sweep.stop()


@pytest.mark.parametrize("number", [0, 4])
def test_a_check_up_comes_after_the_run_and_names_the_fault(train: TrainScene, number: int) -> None:
    faulty = FAULTY[number]
    train.edit(True)
    train.take_text(f"faulty-{number}")
    train.take_answer()
    train.take_answer()
    assert train.spec.dataset.name == faulty.dataset
    told = train.panel()["check_up"]
    assert told["fresh"]
    assert told["failed"] == ""
    assert told["findings"][0]["level"] in ("fault", "warning")
    json.dumps(told, allow_nan=False)
    train.write("e +", held=True)
    assert not train.panel()["check_up"]["fresh"]
    assert train.panel()["check_up"]["findings"] == told["findings"]


def test_a_line_of_a_finding_is_that_of_the_text_in_the_editor(train: TrainScene) -> None:
    train.edit(True)
    train.take_text("faulty-0")
    train.write(f"\n\n{FAULTY[0].source}", held=False)
    train.take_answer()
    train.take_answer()
    (line,) = {finding["line"] for finding in train.panel()["check_up"]["findings"] if finding["level"] == "fault"}
    assert "y_true - y_pred" in f"\n\n{FAULTY[0].source}".split("\n")[line - 1]


def test_no_check_up_is_made_while_the_editor_is_closed(train: TrainScene) -> None:
    train.write(TEXT, held=False)
    train.take_answer()
    assert "check_up" not in train.panel()
    train.draw(Screen())
