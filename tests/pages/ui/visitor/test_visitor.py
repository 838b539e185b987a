"""What a visitor has comes back when they load the page again."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from lossviz.engine import Engine
from pages.ui.channel.scene import Scene
from pages.ui.channel.screen import Screen
from pages.ui.compare.charts import CompareScene
from pages.ui.kit.address import UNDER_WAY
from pages.ui.losses.charts import LossesScene
from pages.ui.sweep.charts import SweepScene
from pages.ui.train.charts import TrainScene
from pages.ui.visitor.visitor import LEFT_SECONDS, MAX_LEFT, Absent, Visitor, come_back, visitor_of
from tests.clock import Clock


def visitor(engine: Engine, query: str = "epochs=5", **parts: Any) -> Visitor:
    mine = Visitor(engine, **parts)
    train_of(mine).visit(query, arrived=True)
    return mine


def train_of(visitor: Visitor) -> TrainScene:
    return visitor.scene(TrainScene)


def compare_of(visitor: Visitor) -> CompareScene:
    return visitor.scene(CompareScene)


@pytest.fixture
def earlier(engine: Engine, clock: Clock) -> Visitor:
    """A visitor with a pinned run and a comparison."""
    mine = visitor(engine, clock=clock)
    train_of(mine).pin()
    train_of(mine).change("loss.regularization_factor", 1.0)
    compare_of(mine).begin()
    return mine


def test_runs_and_comparisons_come_back(engine: Engine, earlier: Visitor) -> None:
    connection, compare = earlier.connection, compare_of(earlier)
    mine = visitor(engine, train_of(earlier).to_query())
    assert come_back(mine.connection.token, connection.token)
    assert (mine.connection, compare_of(mine)) == (connection, compare)
    assert train_of(mine).run is train_of(earlier).run
    assert visitor_of(connection.token) is mine
    earlier.close()  # its session ends later
    assert len(compare_of(mine).entries) == 2


def test_what_nobody_asked_for_changes_nothing(engine: Engine, earlier: Visitor) -> None:
    spec, runs = train_of(earlier).run.spec, compare_of(earlier).comparison
    mine = visitor(engine, "")
    written = train_of(mine).write_link()
    compare_of(mine).begin()
    assert come_back(mine.connection.token, earlier.connection.token)
    train_of(mine).visit(written, arrived=False)  # the browser still shows the link to what was there meanwhile
    assert train_of(mine).run.spec == spec
    assert compare_of(mine).comparison == runs


def test_a_link_that_was_asked_for_meanwhile_is_trained_beside_them(engine: Engine, earlier: Visitor) -> None:
    mine = visitor(engine, "epochs=7")
    assert come_back(mine.connection.token, earlier.connection.token)
    assert train_of(mine).run.spec.epochs == 7
    assert train_of(mine).entries[0].pinned


def test_a_comparison_that_was_asked_for_meanwhile_takes_the_place_of_the_other(
    engine: Engine, earlier: Visitor
) -> None:
    mine = visitor(engine)
    compare_of(mine).visit("epochs=4&run=a&run=b~seed=1", arrived=True)
    assert come_back(mine.connection.token, earlier.connection.token)
    assert [entry.name for entry in compare_of(mine).entries] == ["a", "b"]


def test_who_compares_for_the_first_time_finds_what_was_on_the_train_page(engine: Engine) -> None:
    before = visitor(engine, "loss=huber&epochs=5")
    mine = Visitor(engine)
    compare_of(mine).visit("", arrived=True)  # typed into the address bar of the same tab
    assert come_back(mine.connection.token, before.connection.token)
    assert compare_of(mine) is compare_of(before)
    assert compare_of(mine).entries[0].run.spec == train_of(before).run.spec


@pytest.mark.parametrize("kind", [TrainScene, LossesScene, CompareScene, SweepScene])
def test_every_page_that_is_seen_for_the_first_time_has_something_to_show(engine: Engine, kind: type[Scene]) -> None:
    before, mine = visitor(engine), Visitor(engine)
    mine.scene(kind).visit("", arrived=True)
    written = mine.scene(kind).write_link()
    assert come_back(mine.connection.token, before.connection.token)
    scene = mine.scene(kind)
    scene.visit(written, arrived=False)  # the page is drawn again, and its link is not yet written
    shown = scene.write_link()
    scene.draw(Screen())
    assert (shown == "") == (kind is LossesScene)
    assert scene.notice == ""


def test_what_is_still_being_drawn_is_not_emptied_when_the_visitor_has_come_back(engine: Engine) -> None:
    before, mine = visitor(engine), Visitor(engine)
    drawn = compare_of(mine)
    drawn.visit("", arrived=True)
    n_runs = len(drawn.entries)
    assert come_back(mine.connection.token, before.connection.token)
    assert len(drawn.entries) == n_runs
    assert mine.seen(CompareScene) == (before.connection, compare_of(before))


def test_a_link_that_is_written_after_the_visitor_has_come_back_asks_for_nothing(engine: Engine) -> None:
    before, mine = visitor(engine, "epochs=7"), Visitor(engine)
    later = train_of(mine)
    later.visit("", arrived=True)
    assert come_back(mine.connection.token, before.connection.token)
    train_of(mine).visit(later.write_link(), arrived=False)  # the page was still being drawn
    assert train_of(mine).run.spec.epochs == 7


def test_going_back_to_a_bare_address_changes_nothing(earlier: Visitor, clock: Clock) -> None:
    for scene in earlier.scenes.values():
        scene.visit("", arrived=True)
        before = scene.write_link()
        clock.now += UNDER_WAY
        scene.visit("", arrived=False)
        assert (scene.write_link(), scene.notice) == (before, "")


def test_a_copied_tab_begins_anew(engine: Engine, earlier: Visitor) -> None:
    class Loop:
        def call_soon_threadsafe(self, *_: object) -> None: ...

    earlier.connection.connect(Loop(), asyncio.Queue())
    mine = visitor(engine)
    assert not come_back(mine.connection.token, earlier.connection.token)
    assert mine.connection is not earlier.connection


@pytest.mark.parametrize("before", ["", "unknown"])
def test_who_was_never_here_begins_anew(engine: Engine, before: str) -> None:
    mine = visitor(engine)
    assert not come_back(mine.connection.token, before)
    assert not come_back(mine.connection.token, mine.connection.token)
    assert not come_back("unknown", mine.connection.token)


def test_who_has_left_is_waited_for_but_not_for_ever(
    engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Visitor] = []
    monkeypatch.setattr(Visitor, "close", lambda gone: closed.append(gone))
    absent = Absent(clock)
    visitors = [visitor(engine, absent=absent) for _ in range(MAX_LEFT + 3)]
    for each in visitors[:-2]:
        each.leave()
    assert closed == visitors[:1], "only so many are kept"
    assert come_back(visitor(engine).connection.token, visitors[5].connection.token)
    assert len(absent) == MAX_LEFT - 1, "who came back is no longer waited for"
    clock.now += LEFT_SECONDS
    visitors[-2].leave()
    assert closed == visitors[:1]
    clock.now += 1
    visitors[-1].leave()
    assert set(visitors) - set(closed) == {visitors[5], *visitors[-2:]}, "nobody is kept for longer"


def test_a_link_of_another_page_is_not_asked_for(engine: Engine) -> None:
    mine = visitor(engine)
    train, compare = train_of(mine), compare_of(mine)
    compare.visit("", arrived=True)
    written = {scene: scene.write_link() for scene in (train, compare)}
    assert not mine.asked(train, written[compare])
    assert not mine.asked(compare, written[train])
    assert mine.asked(train, written[train])
    assert mine.asked(compare, written[compare])
    assert mine.asked(compare, "run=a&run=b~seed=1")


@pytest.mark.parametrize("kind", [TrainScene, LossesScene, CompareScene, SweepScene])
def test_no_link_is_always_asked_for(engine: Engine, kind: type[Scene]) -> None:
    mine = visitor(engine)
    losses = mine.scene(LossesScene)
    for link in ("loss=huber", ""):
        losses.open(link)
        assert losses.write_link() in (link and losses.to_query(), "")
    assert losses.wrote("")
    assert mine.asked(mine.scene(kind), "")


def test_an_older_link_of_another_page_is_none_of_this_one_either(engine: Engine) -> None:
    mine = visitor(engine)
    train = train_of(mine)
    first = train.write_link()
    train.change("seed", 1)
    train.write_link()
    assert mine.asked(train, first)
    assert not mine.asked(compare_of(mine), first)


def test_a_link_that_cannot_be_used_is_refused_each_time_it_comes(engine: Engine) -> None:
    before = visitor(engine)
    for name in ("one", "two", "one", "one"):
        mine = visitor(engine, f"loss={name}")
        assert come_back(mine.connection.token, before.connection.token)
        assert f"Got '{name}' instead" in train_of(mine).notice
        train_of(mine).write_link()  # which takes the place of the bad one in the address bar
        before = mine
