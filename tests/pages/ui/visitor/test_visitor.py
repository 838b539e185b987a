"""What a visitor has comes back when they load the page again."""

from __future__ import annotations

import asyncio
import queue
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossviz.engine import Engine
from pages.ui.channel.connection import Outbox
from pages.ui.channel.scene import Scene
from pages.ui.channel.screen import Screen
from pages.ui.compare.charts import CompareScene
from pages.ui.kit.address import UNDER_WAY
from pages.ui.losses.charts import LossesScene
from pages.ui.sweep.charts import SweepScene
from pages.ui.train.charts import TrainScene
from pages.ui.visitor.visitor import Visitor, come_back, visitor_of
from pages.ui.visitor.waiting import Waiting
from tests.clock import Clock
from tests.lossviz.runs.test_sweep_run import Held

WORDS = st.text(max_size=30) | st.sampled_from(
    [
        "loss=huber",
        "loss=nothing",
        "loss=huber\n{}",
        'epochs=5\n{"format": "lossviz comparison", "version": 2}',
        "run=a",
    ]
)
"""What a browser could have kept, and could not."""


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
    connect(earlier)
    mine = visitor(engine)
    assert not come_back(mine.connection.token, earlier.connection.token)
    assert mine.connection is not earlier.connection


@pytest.mark.parametrize("before", ["", "unknown"])
def test_who_was_never_here_begins_anew(engine: Engine, before: str) -> None:
    mine = visitor(engine)
    assert not come_back(mine.connection.token, before)
    assert not come_back(mine.connection.token, mine.connection.token)
    assert not come_back("unknown", mine.connection.token)


def test_who_has_left_is_waited_for_but_not_for_ever(engine: Engine, clock: Clock) -> None:
    closed: list[Visitor] = []
    left = Waiting(60, 2, closed.append, clock)
    visitors = [visitor(engine, left=left) for _ in range(4)]
    for each in visitors[:3]:
        each.leave()
    assert closed == visitors[:1], "only so many are kept"
    assert come_back(visitor(engine).connection.token, visitors[1].connection.token)
    visitors[3].leave()
    assert closed == visitors[:1], "who came back is no longer waited for"
    clock.now += 59
    left.put(visitors[0])
    assert closed == [visitors[0], visitors[2]], "only so many are kept"
    left.take(visitors[0])
    clock.now += 2
    left.put(visitors[2])
    assert closed[2:] == [visitors[3]], "and none for longer"


def test_the_last_one_who_leaves_is_let_go_in_time_too() -> None:
    closed: queue.Queue[str] = queue.Queue()
    left = Waiting(0.01, 9, closed.put)
    for name in ("one", "other", "last"):
        left.put(name)
    left.take("other")
    assert [closed.get(timeout=20) for _ in range(2)] == ["one", "last"]
    assert closed.empty()


class Loop:
    """An event loop that drops what it is given."""

    def call_soon_threadsafe(self, *_: object) -> None: ...


def connect(mine: Visitor) -> None:
    mine.connection.connect(Loop(), asyncio.Queue())


def disconnect(mine: Visitor) -> None:
    """Let a browser come and go."""
    gone: Outbox = asyncio.Queue()
    mine.connection.connect(Loop(), gone)
    mine.connection.disconnect(gone)


def test_a_page_that_had_only_lost_the_server_has_all_again_though_that_believes_it_is_there(
    engine: Engine, earlier: Visitor
) -> None:
    stale = train_of(earlier).write_link()
    connect(earlier)
    train_of(earlier).turn("loss.regularization_factor", 0.7, held=False)
    train_of(earlier).take_answer()
    mine = visitor(engine, stale)  # a link from before is what the browser has
    token = mine.connection.token
    assert come_back(token, earlier.connection.token, same=True)
    train_of(mine).visit(stale, arrived=False)
    assert train_of(mine).run.spec.loss.values["regularization_factor"] == 0.7
    assert come_back(token, earlier.connection.token, same=True), "it asks again if it does not hear"
    assert len(train_of(mine).pins.entries) == 1


def test_two_copies_that_come_back_at_once_share_nothing(engine: Engine, earlier: Visitor) -> None:
    before = earlier.connection.token
    one, other = visitor(engine), visitor(engine)
    assert come_back(one.connection.token, before)
    assert not come_back(other.connection.token, before), "the first is about to connect"
    assert train_of(one) is not train_of(other)
    connect(one)
    assert not come_back(other.connection.token, before), "and has connected"
    disconnect(one)
    assert come_back(other.connection.token, before), "the first one has gone"


# A server that has forgotten everything


def kept(mine: Visitor) -> dict[str, str]:
    return {scene.name: scene.keep() for scene in mine.scenes.values() if scene.visited}


@pytest.fixture
def seen(earlier: Visitor) -> Visitor:
    """The same visitor, who has seen all pages."""
    compare_of(earlier).rename(compare_of(earlier).entries[0].key, "Mine")
    earlier.scene(LossesScene).visit("loss=huber&loss.delta=2", arrived=True)
    earlier.scene(SweepScene).visit("epochs=5&sweep=loss.regularization_factor:0:2:3:linear", arrived=True)
    compare_of(earlier).visit("", arrived=True)
    train_of(earlier).pin()
    return earlier


@pytest.mark.parametrize("asked", [False, True])
def test_all_recipes_come_back_from_the_browser(engine: Engine, seen: Visitor, asked: bool) -> None:
    mine = visitor(engine, train_of(seen).to_query() if asked else "epochs=3")
    mine.restore(kept(seen), asked=asked)
    for name, scene in mine.scenes.items():
        scene.visit("", arrived=True)
        assert scene.keep() == seen.scenes[name].keep()
        assert scene.notice == scene.not_kept
    train_of(mine).take_answer()
    pins, before = train_of(mine).pins.entries, train_of(seen).pins.entries
    assert [pin.name for pin in pins] == [pin.name for pin in before]
    for pin, old in zip(pins, before, strict=True):
        assert pin.run.outcome == "finished"
        assert pin.evaluation is not None
        np.testing.assert_array_equal(pin.run.history["loss"], old.run.history["loss"])
    mine.restore(kept(seen), asked=asked)
    assert len(train_of(mine).pins.entries) == len(before), "a browser that says it again has said it"


def test_a_link_that_is_asked_for_counts_more_than_what_was_kept(engine: Engine, seen: Visitor) -> None:
    mine = visitor(engine, "epochs=7")
    mine.restore(kept(seen), asked=True)
    assert train_of(mine).run.spec.epochs == 7
    assert len(train_of(mine).pins.entries) == 2


def test_what_is_not_seen_is_not_trained_and_kept_on(engine: Engine, seen: Visitor) -> None:
    mine = visitor(engine)
    mine.restore(kept(seen), asked=False)
    sweep = mine.scene(SweepScene)
    assert not sweep.begun
    assert sweep.keep() == seen.scene(SweepScene).keep()


@given(st.dictionaries(st.sampled_from(["TrainScene", "LossesScene", "CompareScene", "SweepScene", ""]), WORDS))
def test_whatever_a_browser_says_it_has_kept_there_is_something_to_see(given: dict[str, str]) -> None:
    mine = Visitor(Engine(Held(), n_workers=0))
    for scene in mine.scenes.values():
        scene.visit("", arrived=True)
    mine.restore(given, asked=False)
    for scene in mine.scenes.values():
        scene.draw(Screen())
        assert len(scene.notice.splitlines()) <= 1


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
        disconnect(before)
        assert come_back(mine.connection.token, before.connection.token)
        assert f"Got '{name}' instead" in train_of(mine).notice
        train_of(mine).write_link()  # which takes the place of the bad one in the address bar
        before = mine
