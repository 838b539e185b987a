"""What a visitor has comes back when they load the page again."""

from __future__ import annotations

import asyncio

import pytest

from lossviz.engine import Engine
from pages.ui.visitor import visitor as module
from pages.ui.visitor.visitor import MAX_LEFT, Desk, come_back, desk_of
from tests.inline import Inline


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(Inline())


def desk(engine: Engine, query: str = "epochs=5") -> Desk:
    mine = Desk(engine)
    mine.live.lab.open(query)
    return mine


@pytest.fixture
def earlier(engine: Engine) -> Desk:
    """A desk with a pinned run and a race."""
    mine = desk(engine)
    mine.live.lab.entry.pinned = True
    mine.live.lab.change("loss.regularization_factor", 1.0)
    mine.race.open("")
    return mine


def test_runs_and_races_come_back(engine: Engine, earlier: Desk) -> None:
    live, race = earlier.live, earlier.race
    mine = desk(engine, live.lab.run.spec.to_query())
    assert come_back(mine.live.token, live.token)
    assert (mine.live, mine.race) == (live, race)
    assert [entry.name for entry in mine.live.lab.entries] == ["Run 1", "Run 2"]
    assert desk_of(live.token) is mine
    earlier.close()  # its session ends later
    assert len(mine.race.entries) == 2


def test_what_nobody_asked_for_changes_nothing(engine: Engine, earlier: Desk) -> None:
    spec, runs = earlier.live.lab.run.spec, earlier.race.comparison
    mine = desk(engine, "")
    mine.race.open("")
    assert come_back(mine.live.token, earlier.live.token)
    assert mine.live.lab.run.spec == spec
    assert mine.race.comparison == runs


def test_a_link_that_was_asked_for_meanwhile_is_trained_beside_them(engine: Engine, earlier: Desk) -> None:
    mine = desk(engine, "epochs=7")
    assert come_back(mine.live.token, earlier.live.token)
    lab = mine.live.lab
    assert lab.run.spec.epochs == 7
    assert lab.entries[0].pinned


def test_a_race_that_was_asked_for_meanwhile_takes_the_place_of_the_other(engine: Engine, earlier: Desk) -> None:
    mine = desk(engine)
    mine.race.open("epochs=4&run=a&run=b~seed=1")
    assert come_back(mine.live.token, earlier.live.token)
    assert [entry.name for entry in mine.race.entries] == ["a", "b"]


def test_who_compares_for_the_first_time_finds_what_was_on_the_train_page(engine: Engine) -> None:
    before = desk(engine, "loss=huber&epochs=5")
    mine = desk(engine, "")
    mine.race.open("")
    assert come_back(mine.live.token, before.live.token)
    assert mine.race is before.race
    assert mine.race.entries[0].run.spec == before.live.lab.run.spec


def test_a_copied_tab_begins_anew(engine: Engine, earlier: Desk) -> None:
    class Loop:
        def call_soon_threadsafe(self, *_: object) -> None: ...

    earlier.live.connect(Loop(), asyncio.Queue())
    mine = desk(engine)
    assert not come_back(mine.live.token, earlier.live.token)
    assert mine.live is not earlier.live


@pytest.mark.parametrize("before", ["", "unknown"])
def test_who_was_never_here_begins_anew(engine: Engine, before: str) -> None:
    mine = desk(engine)
    assert not come_back(mine.live.token, before)
    assert not come_back(mine.live.token, mine.live.token)
    assert not come_back("unknown", mine.live.token)


def test_who_has_left_is_waited_for_but_not_for_ever(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    module._left.clear()  # of other tests in this process
    closed: list[Desk] = []
    monkeypatch.setattr(Desk, "close", lambda gone: closed.append(gone))
    desks = [desk(engine) for _ in range(MAX_LEFT + 1)]
    for each in desks:
        each.leave()
    assert closed == desks[:1], "only so many are kept"
    assert come_back(desk(engine).live.token, desks[5].live.token)
    assert len(module._left) == MAX_LEFT - 1, "who came back is no longer waited for"
    module._left.clear()
    monkeypatch.setattr(module, "LEFT_SECONDS", -1.0)
    late = desk(engine)
    late.leave()
    assert late in closed
