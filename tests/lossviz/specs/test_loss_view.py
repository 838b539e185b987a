"""A loss looked at by itself is a value, and survives its link."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossviz.errors import SpecError
from lossviz.losses import LOSSES
from lossviz.losses.axes import ranges_of
from lossviz.specs.choice import Choice
from lossviz.specs.loss_view import LossView, comparable, relatives, targets_of
from tests.strategies import or_sentence


@st.composite
def views(draw: st.DrawFn) -> LossView:
    name = draw(st.sampled_from(list(LOSSES)))
    loss = LOSSES[name]
    whole = loss.task != "regression"
    target = draw(st.floats(*targets_of(loss)).map(lambda x: float(round(x)) if whole else x))
    low, high = ranges_of(loss, target).limits
    position = draw(st.floats(low, high))
    beside = draw(st.none() | st.lists(st.sampled_from(comparable(loss)), max_size=3, unique=True))
    return LossView(
        loss=Choice("loss", name),
        target=target,
        position=position,
        beside=None if beside is None else tuple(Choice("loss", other) for other in beside),
        normalised=draw(st.booleans()),
        over=draw(st.sampled_from([*loss.params])) if loss.params else "",
    )


@given(views())
def test_any_view_survives_the_round_trip_through_a_link(view: LossView) -> None:
    assert LossView.from_query(view.to_query()) == view


def test_values_of_losses_beside_are_in_the_link() -> None:
    view = LossView.from_query("loss=huber&beside=cauchy,fair&beside.cauchy.scale=3")
    assert view is not None
    assert view.beside == (Choice("loss", "cauchy", (("scale", 3.0),)), Choice("loss", "fair"))


def test_a_link_without_a_loss_is_no_view() -> None:
    assert LossView.from_query("") is None
    assert LossView.from_query("target=3") is None


@given(st.text("=&.,0123456789-abdehlorstu", max_size=60))
def test_any_garbage_gives_a_view_or_one_sentence(query: str) -> None:
    view, _ = or_sentence(LossView.from_query, f"loss=huber&{query}")
    assert view is None or view.loss.name == "huber"


@pytest.mark.parametrize("bounds", [{"target": 1e4, "position": 0}, {"target": 0, "position": -1e4}])
def test_what_is_out_of_bounds_is_refused(bounds: dict[str, float]) -> None:
    with pytest.raises(SpecError, match=r"in a link must be a number in \[-1000, 1000\]"):
        LossView(loss=Choice("loss", "huber"), **bounds)


@pytest.mark.parametrize("name", LOSSES)
def test_relatives_are_two_others_on_the_same_axis(name: str) -> None:
    found = relatives(LOSSES[name])
    assert name not in found
    assert set(found) <= set(comparable(LOSSES[name]))


@pytest.mark.parametrize("name", ["taget", "ovr", "besides", "epocs"])
def test_a_name_of_ours_that_is_misspelt_is_refused(name: str) -> None:
    with pytest.raises(SpecError, match=rf"must be one of loss, target, at, .*\. Got '{name}' instead\."):
        LossView.from_query(f"loss=huber&{name}=1")


def test_what_other_pages_say_in_a_link_is_no_matter() -> None:
    query = "dataset=linear&loss=huber&loss.delta=2&epochs=20&seed=1"
    assert LossView.from_query(query) == LossView.from_query("loss=huber&loss.delta=2")
