"""What a visitor has written is offered to them again."""

from __future__ import annotations

from lossviz.losses import LOSSES
from lossviz.losses.written import own_loss_name
from pages.ui.editor.own import MAX_OWN, OwnLosses, key_of

DECLARED = "mean_squared_error"


def named(name: str, factor: float = 1.0) -> str:
    return own_loss_name(f"def {name}(y_true, y_pred):\n    return {factor} * tf.abs(y_true - y_pred)")


def test_a_declared_loss_is_called_by_its_name_and_a_written_one_by_a_short_key() -> None:
    assert key_of(DECLARED) == DECLARED
    one, other = key_of(named("one")), key_of(named("other"))
    assert one != other
    assert len(one) == len(other) == 16
    assert key_of(named("one")) == one


def test_of_one_label_the_newest_text_is_offered() -> None:
    own = OwnLosses()
    for name in (named("mine"), named("yours"), named("mine", 2.0)):
        own.remember(name)
    assert own.names == [named("yours"), named("mine", 2.0)]
    assert [option["label"] for option in own.offered(DECLARED)] == ["mine", "yours"]


def test_no_more_than_so_many_are_offered_and_no_declared_one() -> None:
    own = OwnLosses()
    for i in range(MAX_OWN + 3):
        own.remember(named(f"loss_{i}"))
    own.remember(DECLARED)
    assert [LOSSES[name].label for name in own.names] == [f"loss_{i}" for i in range(3, MAX_OWN + 3)]


def test_the_one_that_is_shown_is_offered_before_it_is_remembered() -> None:
    own = OwnLosses()
    assert [option["value"] for option in own.offered(named("mine"))] == [key_of(named("mine"))]
    assert own.offered(DECLARED) == []


def test_a_key_leads_back_to_the_name() -> None:
    own = OwnLosses()
    own.remember(named("mine"))
    assert own.named(key_of(named("mine"))) == named("mine")
    assert own.named(DECLARED) == DECLARED
    assert own.named(key_of(named("yours"))) == ""


def test_what_a_browser_has_kept_is_offered_as_far_as_it_is_a_loss() -> None:
    own = OwnLosses()
    own.restore([named("mine"), "own-nonsense", "", DECLARED, "x" * 1000])
    assert own.names == [named("mine")]
