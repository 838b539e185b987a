"""What a visitor does with losses, without a browser: opening, tuning, comparing, and the link to it."""

from __future__ import annotations

from concurrent.futures import Future

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossviz.engine import Engine
from lossviz.errors import EngineError
from lossviz.figures.loss import MAX_OVERLAID
from lossviz.losses import LOSSES
from lossviz.losses.axes import axis_of, ranges_of
from lossviz.specs.choice import Choice
from pages.ui.losses.state import Shelf
from tests.inline import Inline


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(Inline())


@pytest.fixture
def shelf(engine: Engine) -> Shelf:
    return Shelf(engine)


def test_without_a_link_nothing_is_open(shelf: Shelf) -> None:
    shelf.open("")
    assert (shelf.opened, shelf.notice, shelf.to_query()) == (None, "", "")


def test_a_link_opens_a_loss_with_its_values(shelf: Shelf) -> None:
    shelf.open("loss=huber&loss.delta=2.5&target=3&at=-1.5&beside=cauchy,fair")
    assert shelf.choice == Choice("loss", "huber", (("delta", 2.5),))
    assert (shelf.target, shelf.place, shelf.compared) == (3.0, -1.5, ["cauchy", "fair"])
    assert shelf.to_query().startswith("loss=huber&loss.delta=2.5&target=3&at=-1.5&beside=cauchy,fair&")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("loss=hubert", "The loss must be one of "),
        ("loss=huber&loss.delta=0", "must be a number in [0.001, 1000]. Got 0.0 instead."),
        ("loss=huber&target=far", "The target in a link must be a number in [-1000, 1000]. Got 'far'."),
        ("loss=huber&at=1e99", "The at in a link must be a number in [-1000, 1000]. Got '1e99'."),
        ("loss=hinge&target=2", "The target in a link must be a number in [0, 1]. Got '2'."),
        ("loss=gamma_deviance&target=0", "The target in a link must be a number in [0.1, 1000]. Got '0'."),
        ("loss=brier&at=2", "The loss must be one of "),
        ("loss=categorical_brier&at=2", "The at in a link must be a number in [0, 1]. Got '2'."),
        ("loss=huber&beside=hubert", "The loss must be one of "),
        ("loss=huber&loss=mse", "A link must name 'loss' once. Got it 2 times instead."),
    ],
)
def test_a_bad_link_shows_all_losses_and_one_sentence(shelf: Shelf, query: str, sentence: str) -> None:
    shelf.open(query)
    assert shelf.opened is None
    assert shelf.notice.startswith("This link cannot be used, so you see all losses. ")
    assert sentence in shelf.notice


@given(st.text("=&.,0123456789-abdehlorstu", max_size=60))
def test_any_link_shows_something(query: str) -> None:
    shelf = Shelf(Engine(Inline()))
    shelf.open(f"loss=huber&{query}")
    assert (shelf.opened == "huber") != bool(shelf.notice)
    shelf.to_query()


@given(st.data())
def test_what_is_shown_survives_the_round_trip_through_its_link(data: st.DataObject) -> None:
    engine = Engine(Inline())
    shelf, again = Shelf(engine), Shelf(engine)
    shelf.show(data.draw(st.sampled_from(list(LOSSES))))
    shelf.aim(data.draw(st.floats(*shelf.targets).map(lambda x: float(f"{x:.4g}"))))
    low, high = ranges_of(shelf.loss, shelf.target).limits
    places = st.floats(low, high).map(lambda x: float(f"{x:.4g}")).filter(lambda x: low <= x <= high)
    shelf.read(data.draw(places))
    shelf.compare(data.draw(st.lists(st.sampled_from(shelf.comparable), max_size=3, unique=True)))
    query = shelf.to_query()
    again.open(query)
    assert again.to_query() == query
    assert (again.choice, again.target, again.place) == (shelf.choice, shelf.target, shelf.place)


def test_the_link_that_was_written_is_not_opened_again(shelf: Shelf) -> None:
    shelf.show("huber")
    query = shelf.to_query()
    shelf.change("shelf.huber.loss.delta", 7.0)
    shelf.open(query)
    shelf.open(query.replace(",", "%2C"))
    assert shelf.choice.values == {"delta": 7.0}


def test_going_back_in_the_browser_opens_what_was_there(shelf: Shelf) -> None:
    shelf.open("loss=huber&loss.delta=2")
    shelf.change("shelf.huber.loss.delta", 7.0)
    shelf.to_query()
    shelf._address._outdated.clear()  # as some seconds later
    shelf.open("loss=huber&loss.delta=2")
    assert shelf.choice.values == {"delta": 2.0}


def test_a_link_that_was_on_its_way_does_not_undo_what_came_after_it(shelf: Shelf) -> None:
    shelf.open("loss=huber&loss.delta=2")
    first = shelf.to_query()
    shelf.change("shelf.huber.loss.delta", 7.0)
    shelf.to_query()
    shelf.change("shelf.huber.loss.delta", 8.0)
    shelf.open(first)
    assert shelf.choice.values == {"delta": 8.0}


def test_coming_from_another_page_finds_all_as_it_was(shelf: Shelf) -> None:
    shelf.open("loss=huber&loss.delta=2&beside=fair")
    shelf.to_query()
    shelf.open("", arrived=True)
    assert (shelf.opened, shelf.compared) == ("huber", ["fair"])


def test_a_loss_is_not_compared_with_itself_nor_twice_with_another(shelf: Shelf) -> None:
    shelf.open("loss=huber&beside=huber,cauchy,cauchy")
    assert (shelf.compared, shelf.notice) == (["cauchy"], "")


@pytest.mark.parametrize(("beside", "drawn"), [("cauchy,hinge", 1), ("cauchy,fair,welsch,log_cosh,linex,expectile", 5)])
def test_a_link_is_told_when_not_all_of_its_losses_are_drawn(shelf: Shelf, beside: str, drawn: int) -> None:
    shelf.open(f"loss=huber&beside={beside}")
    assert len(shelf.compared) == drawn
    assert shelf.notice.startswith("At most 6 losses, all on one axis,")


def test_the_link_holds_the_values_of_all_losses_that_are_compared(shelf: Shelf, engine: Engine) -> None:
    shelf.open("loss=huber&beside=fair&beside.fair.scale=3&normalised=true")
    again = Shelf(engine)
    again.open(shelf.to_query())
    assert again.tuned("fair").values == {"scale": 3.0}
    assert again.normalised


def test_each_loss_keeps_its_values(shelf: Shelf) -> None:
    shelf.show("huber")
    shelf.change("shelf.huber.loss.delta", "2.5")
    shelf.show("cauchy")
    shelf.change("shelf.huber.loss.delta", 3.0)  # a control that has left the page
    shelf.change("shelf.welsch.loss.scale", 9.0)
    assert shelf.choice.values == {"scale": 1.0}
    shelf.show("huber")
    assert shelf.choice.values == {"delta": 2.5}


def test_a_value_out_of_bounds_is_refused_with_one_sentence(shelf: Shelf) -> None:
    shelf.show("huber")
    shelf.change("shelf.huber.loss.delta", "-1")
    assert shelf.notice.endswith("must be a number in [0.001, 1000]. Got -1.0 instead.")
    assert shelf.choice.values == {"delta": 1.0}


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_compared_with_others_on_its_axis(shelf: Shelf, name: str) -> None:
    shelf.show(name)
    axis = axis_of(shelf.loss, shelf.loss.task)
    assert name in shelf.comparable
    assert {axis_of(LOSSES[other], LOSSES[other].task).name for other in shelf.comparable} == {axis.name}
    assert name not in shelf.compared
    assert set(shelf.compared) <= set(shelf.comparable)
    low, high = ranges_of(shelf.loss, shelf.target).limits
    assert low <= shelf.place <= high


def test_no_more_losses_are_compared_than_there_are_colours(shelf: Shelf) -> None:
    shelf.show("huber")
    shelf.compare(shelf.comparable)
    assert len(shelf.compared) == MAX_OVERLAID - 1


def test_an_answer_is_asked_for_once(shelf: Shelf) -> None:
    calls = []
    assert shelf.ask("view", lambda: calls.append(1) or 5) == 5
    function = calls.copy
    assert shelf.ask("view", function) == [1]
    assert shelf.ask("view", function) == [1]
    assert shelf.missing == []


def test_a_slow_answer_is_missing_and_a_failed_one_is_told(engine: Engine) -> None:
    class Slow(Inline):
        def submit(self, function, /, *args, **kwargs):
            return Future()

    slow = Shelf(Engine(Slow()))
    assert slow.ask("view", len, ()) is None
    assert len(slow.missing) == 1

    def fail() -> None:
        raise EngineError("The worker died.")

    failed = Shelf(engine)
    assert failed.ask("view", fail) is None
    assert (failed.notice, failed.missing) == ("The worker died.", [])
    assert failed.ask("view", len, (1, 2)) == 2
