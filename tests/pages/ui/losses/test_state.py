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
from lossviz.specs.loss_view import comparable, targets_of
from pages.ui.kit.address import UNDER_WAY
from pages.ui.losses.state import LossesState
from pages.ui.train.state import TrainState
from tests.clock import Clock
from tests.inline import Inline


@pytest.fixture
def losses(engine: Engine, clock: Clock) -> LossesState:
    return LossesState(TrainState(engine, clock))


def test_without_a_link_nothing_is_open(losses: LossesState) -> None:
    losses.open("")
    assert (losses.opened, losses.notice, losses.to_query()) == (None, "", "")


def test_a_link_opens_a_loss_with_its_values(losses: LossesState) -> None:
    losses.open("loss=huber&loss.delta=2.5&target=3&at=-1.5&beside=cauchy,fair")
    assert losses.choice == Choice("loss", "huber", (("delta", 2.5),))
    assert (losses.target, losses.position, losses.compared) == (3.0, -1.5, ["cauchy", "fair"])
    assert losses.to_query().startswith("loss=huber&loss.delta=2.5&target=3&at=-1.5&beside=cauchy,fair&")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("loss=hubert", "The loss must be one of "),
        ("loss=huber&loss.delta=0", "must be a number in [0.001, 1000]. Got 0.0 instead."),
        ("loss=huber&target=far", "The target in a link must be a number in [-1000, 1000]. Got 'far'."),
        ("loss=huber&at=1e99", "The position (at) in a link must be a number in [-1000, 1000]. Got '1e99'."),
        ("loss=hinge&target=2", "The target in a link must be a number in [0, 1]. Got '2'."),
        ("loss=gamma_deviance&target=0", "The target in a link must be a number in [0.1, 1000]. Got '0'."),
        ("loss=brier&at=2", "The loss must be one of "),
        ("loss=categorical_brier&at=2", "The position (at) in a link must be a number in [0, 1]. Got '2'."),
        ("loss=huber&beside=hubert", "The loss must be one of "),
        ("loss=huber&loss=mse", "A link must name 'loss' once. Got it 2 times instead."),
    ],
)
def test_a_bad_link_shows_all_losses_and_one_sentence(losses: LossesState, query: str, sentence: str) -> None:
    losses.open(query)
    assert losses.opened is None
    assert losses.notice.startswith("This link cannot be used, so you see all losses. ")
    assert sentence in losses.notice


@given(st.text("=&.,0123456789-abdehlorstu", max_size=60))
def test_any_link_shows_something(query: str) -> None:
    losses = LossesState(TrainState(Engine(Inline())))
    losses.open(f"loss=huber&{query}")
    assert (losses.opened == "huber") != bool(losses.notice)
    losses.to_query()


@given(st.data())
def test_what_is_shown_survives_the_round_trip_through_its_link(data: st.DataObject) -> None:
    engine = Engine(Inline())
    losses, again = LossesState(TrainState(engine)), LossesState(TrainState(engine))
    losses.show(data.draw(st.sampled_from(list(LOSSES))))
    losses.aim(data.draw(st.floats(*targets_of(losses.loss)).map(lambda x: float(f"{x:.4g}"))))
    low, high = ranges_of(losses.loss, losses.target).limits
    places = st.floats(low, high).map(lambda x: float(f"{x:.4g}")).filter(lambda x: low <= x <= high)
    losses.read(data.draw(places))
    losses.compare(data.draw(st.lists(st.sampled_from(comparable(losses.loss)), max_size=3, unique=True)))
    query = losses.to_query()
    again.open(query)
    assert again.to_query() == query
    assert (again.choice, again.target, again.position) == (losses.choice, losses.target, losses.position)


def test_the_link_that_was_written_is_not_opened_again(losses: LossesState) -> None:
    losses.show("huber")
    query = losses.write_link()
    losses.change("huber", "delta", 7.0)
    losses.visit(query, arrived=False)
    losses.visit(query.replace(",", "%2C"), arrived=False)
    assert losses.choice.values == {"delta": 7.0}


def test_going_back_in_the_browser_opens_what_was_there(losses: LossesState, clock: Clock) -> None:
    losses.visit("loss=huber&loss.delta=2", arrived=False)
    losses.change("huber", "delta", 7.0)
    losses.write_link()
    clock.now += UNDER_WAY
    losses.visit("loss=huber&loss.delta=2", arrived=False)
    assert losses.choice.values == {"delta": 2.0}


def test_a_link_that_was_on_its_way_does_not_undo_what_came_after_it(losses: LossesState) -> None:
    losses.visit("loss=huber&loss.delta=2", arrived=False)
    first = losses.write_link()
    losses.change("huber", "delta", 7.0)
    losses.write_link()
    losses.change("huber", "delta", 8.0)
    losses.visit(first, arrived=False)
    assert losses.choice.values == {"delta": 8.0}


def test_coming_from_another_page_finds_all_as_it_was(losses: LossesState) -> None:
    losses.visit("loss=huber&loss.delta=2&beside=fair", arrived=False)
    losses.write_link()
    losses.visit("", arrived=True)
    assert (losses.opened, losses.compared) == ("huber", ["fair"])


def test_a_bare_address_that_comes_late_does_not_close_the_loss(losses: LossesState, clock: Clock) -> None:
    losses.visit("loss=huber", arrived=True)
    losses.write_link()
    clock.now += UNDER_WAY  # and back from another page
    losses.visit("", arrived=True)
    losses.visit("", arrived=False)
    losses.write_link()
    losses.visit("", arrived=False)
    assert losses.opened == "huber"


def test_a_loss_is_not_compared_with_itself_nor_twice_with_another(losses: LossesState) -> None:
    losses.open("loss=huber&beside=huber,cauchy,cauchy")
    assert (losses.compared, losses.notice) == (["cauchy"], "")


@pytest.mark.parametrize(("beside", "drawn"), [("cauchy,hinge", 1), ("cauchy,fair,welsch,log_cosh,linex,expectile", 5)])
def test_a_link_is_told_when_not_all_of_its_losses_are_drawn(losses: LossesState, beside: str, drawn: int) -> None:
    losses.open(f"loss=huber&beside={beside}")
    assert len(losses.compared) == drawn
    assert losses.notice.startswith("At most 6 losses, all on one axis,")


def test_the_link_holds_the_values_of_all_losses_that_are_compared(losses: LossesState, engine: Engine) -> None:
    losses.open("loss=huber&beside=fair&beside.fair.scale=3&normalised=true")
    again = LossesState(TrainState(engine))
    again.open(losses.to_query())
    assert again.tuned("fair").values == {"scale": 3.0}
    assert again.normalised


def test_each_loss_keeps_its_values(losses: LossesState) -> None:
    losses.show("huber")
    losses.change("huber", "delta", "2.5")
    losses.show("cauchy")
    losses.change("huber", "delta", 3.0)  # a control that has left the page
    losses.change("welsch", "scale", 9.0)
    assert losses.choice.values == {"scale": 1.0}
    losses.show("huber")
    assert losses.choice.values == {"delta": 2.5}


def test_a_value_out_of_bounds_is_refused_with_one_sentence(losses: LossesState) -> None:
    losses.show("huber")
    losses.change("huber", "delta", "-1")
    assert losses.notice.endswith("must be a number in [0.001, 1000]. Got -1.0 instead.")
    assert losses.choice.values == {"delta": 1.0}


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_compared_with_others_on_its_axis(losses: LossesState, name: str) -> None:
    losses.show(name)
    axis = axis_of(losses.loss, losses.loss.task).name
    assert name in comparable(losses.loss)
    assert {axis_of(LOSSES[other], LOSSES[other].task).name for other in comparable(losses.loss)} == {axis}
    assert name not in losses.compared
    assert set(losses.compared) <= set(comparable(losses.loss))
    low, high = ranges_of(losses.loss, losses.target).limits
    assert low <= losses.position <= high


def test_no_more_losses_are_compared_than_there_are_colours(losses: LossesState) -> None:
    losses.show("huber")
    others = [name for name in comparable(losses.loss) if name != "huber"]
    for n in (5, 6):
        losses.compare(others[:n])
        assert losses.compared == others[:5]
    assert len(losses.compared) == MAX_OVERLAID - 1


def test_an_answer_is_asked_for_once(losses: LossesState) -> None:
    calls = []
    assert losses.ask("view", lambda: calls.append(1) or 5) == 5
    function = calls.copy
    assert losses.ask("view", function) == [1]
    assert losses.ask("view", function) == [1]
    assert not losses.pending


def test_a_slow_answer_is_missing_and_a_failed_one_is_told(engine: Engine) -> None:
    answers: list[Future] = []

    class Slow(Inline):
        def submit(self, function, /, *args, **kwargs):
            answers.append(Future())
            return answers[-1]

    slow = LossesState(TrainState(Engine(Slow())))
    before = slow.stage
    assert slow.ask("view", len, ()) is None
    assert slow.pending
    assert slow.stage == before
    answers[-1].set_result(0)
    assert not slow.pending
    assert slow.stage != before, "so the page is drawn again"

    def fail() -> None:
        raise EngineError("The worker died.")

    failed = LossesState(TrainState(engine))
    assert failed.ask("view", fail) is None
    assert (failed.notice, failed.pending) == ("The worker died.", False)
    assert failed.ask("view", len, (1, 2)) == 2


def test_the_run_whose_errors_lie_on_the_loss_goes_on_and_the_page_is_drawn_again_when_it_has_ended(
    losses: LossesState, clock: Clock
) -> None:
    losses.visit("loss=huber", arrived=True)
    losses.train.set_speed("20/s")
    losses.train.reset()
    losses.train.press("play")
    assert losses.train.player.playing
    before, epoch = losses.stage, losses.train.run.epoch
    clock.now += 1
    losses.tick()
    assert losses.train.run.epoch > epoch
    assert not losses.train.run.wants
    assert losses.pending, "the playhead moves on"
    losses.train.press("stop")
    assert losses.stage != before
    assert not losses.pending
    before = losses.stage
    losses.train.turn("epoch", 0, held=False)
    assert losses.stage != before, "other errors lie on the loss"
