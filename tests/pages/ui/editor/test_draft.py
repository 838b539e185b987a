"""A text becomes a loss as soon as it is one."""

from __future__ import annotations

import pytest

from lossviz.losses.written import WrittenLoss
from lossviz.specs.choice import Choice
from pages.ui.editor.draft import Draft, source_of

HUBER = Choice("loss", "huber", (("delta", 2.0),))
MINE = """
def mine(y_true, y_pred, weight=3.0, power=2.0):
    return weight * tf.abs(y_true - y_pred) ** power
"""
BROKEN = MINE.replace("y_pred) **", "y_pred **")


def written(text: str = MINE, before: Choice = HUBER) -> tuple[Draft, Choice]:
    draft = Draft()
    loss = draft.write(text, before)
    assert loss is not None
    return draft, loss


def test_the_code_of_a_declared_loss_has_its_values_as_defaults() -> None:
    draft = Draft()
    draft.follow(HUBER)
    assert "delta=2.0" in draft.text
    assert draft.origin == HUBER


def test_a_text_becomes_a_loss_with_its_defaults() -> None:
    draft, loss = written()
    assert isinstance(loss.component, WrittenLoss)
    assert loss.values == {"weight": 3.0, "power": 2.0}
    assert (draft.text, draft.fault) == (MINE, None)


def test_a_broken_text_is_none_and_says_where() -> None:
    draft, _ = written()
    assert draft.write(BROKEN, HUBER) is None
    assert draft.text == BROKEN
    assert draft.fault is not None
    assert (draft.fault["line"], bool(draft.fault["words"])) == (3, True)  # the first line is empty


def test_a_parameter_keeps_its_value_unless_the_text_gives_it_another_default() -> None:
    draft, loss = written()
    moved = loss.with_value("weight", 2.0).with_value("power", 1.5)
    after = draft.write(MINE.replace("weight=3.0", "weight=2.5") + "# a comment\n", moved)
    assert after is not None
    assert after.values == {"weight": 2.5, "power": 1.5}


def test_a_value_that_a_text_accepts_no_more_gives_way() -> None:
    text = "def mine(\n    y_true,\n    y_pred,\n    weight=3.0,{}\n):\n    return weight * tf.abs(y_true - y_pred)"
    draft, loss = written(text.format(""))
    after = draft.write(text.format("  # 0.1 to 10, log"), loss.with_value("weight", -1.0))
    assert after is not None
    assert after.values["weight"] == 3.0


def test_what_was_not_finished_can_be_had_again() -> None:
    draft, _ = written()
    draft.write(BROKEN, HUBER)
    draft.follow(HUBER)
    assert (draft.text, draft.fault, draft.unfinished) == (source_of(HUBER), None, BROKEN)


def test_the_text_of_a_loss_stays_as_it_was_typed() -> None:
    draft, loss = written(f"\n{MINE}    ")
    draft.follow(loss)
    assert draft.text == f"\n{MINE}    "
    draft.follow(HUBER)
    draft.follow(loss)
    assert draft.text == source_of(loss) == MINE.strip()


@pytest.mark.parametrize("text", ["", "   \n\n", "x" * 9000, "\x00", "import os", "def f(:", "lambda: 1", "1"])
def test_nothing_that_is_typed_is_more_than_a_sentence(text: str) -> None:
    draft = Draft()
    assert draft.write(text, HUBER) is None
    assert draft.fault is not None
    assert len(draft.fault["words"].splitlines()) == 1
