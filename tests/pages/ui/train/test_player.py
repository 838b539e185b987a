"""The playhead over runs that are trained together."""

from __future__ import annotations

from lossviz.engine import Engine
from lossviz.runs.run import Run
from lossviz.specs.run import RunSpec
from pages.ui.train.player import SPEEDS, Player
from tests.clock import Clock

SPEC = RunSpec.from_query("epochs=20")


def player_of(engine: Engine, *specs: RunSpec, clock: Clock | None = None) -> Player:
    """Return a player of runs that have not begun."""
    return Player(engine, "view", *(Run(spec) for spec in specs or (SPEC,)), clock=clock or Clock())


def trained(player: Player) -> Player:
    player.train_to(20)
    assert player.run.outcome == "finished"
    return player


def pass_time(player: Player, clock: Clock, seconds: float) -> None:
    clock.now += seconds
    player.tick()


def test_runs_beside_the_one_in_hand_are_trained_and_stopped_with_it(engine: Engine) -> None:
    player = player_of(engine, SPEC, SPEC.with_value("loss.regularization_factor", 1.0))
    player.step()
    assert [run.epoch for run in player.runs] == [0, 0]
    player.step()
    assert [run.epoch for run in player.runs] == [1, 1]
    player.stop()
    assert [run.outcome for run in player.runs] == ["stopped", "stopped"]
    assert not player.moving


def test_other_runs_are_put_in_at_rest_and_the_epoch_that_is_looked_at_stays(engine: Engine) -> None:
    player = trained(player_of(engine))
    player.scrub(7)
    player.play()
    assert (player.playing, player.by_hand) == (True, True)
    player.pause()
    other = trained(player_of(engine)).run
    player.load([other])
    assert player.run is other
    assert (player.playing, player.by_hand, player.shown) == (False, False, 7)


def test_only_what_a_visitor_plays_or_steps_is_played_by_hand(engine: Engine) -> None:
    waiting, stepping, playing = (player_of(engine) for _ in range(3))
    waiting.go_on()
    stepping.step()
    playing.play()
    assert [each.by_hand for each in (waiting, stepping, playing)] == [False, True, True]


def test_another_speed_counts_from_now_on(engine: Engine, clock: Clock) -> None:
    player = player_of(engine, clock=clock)
    player.set_speed("5/s")
    player.play()
    reached = []
    for _ in range(3):
        pass_time(player, clock, 0.3)
        reached.append(player.run.epoch)
    assert reached == [1, 3, 4]
    assert (player.status, player.grows) == ("running", True)
    player.set_speed("full")
    assert player.run.outcome == "finished"
    assert not player.grows
    assert None in SPEEDS.values()


def test_what_is_looked_at_lies_within_the_run(engine: Engine) -> None:
    player = trained(player_of(engine))
    for epoch, shown in ((-3, 0), (5, 5), (20, 20), (99, 20)):
        player.scrub(epoch)
        assert player.shown == shown
    player.scrub(5)
    player.step()
    assert player.shown == 6
    assert player.status == "finished"


def test_a_replay_begins_at_the_head_or_anew_and_ends_at_rest(engine: Engine, clock: Clock) -> None:
    player = trained(player_of(engine, clock=clock))
    player.scrub(10)
    player.play()
    assert player.shown == 10
    pass_time(player, clock, 60)
    assert (player.shown, player.playing, player.head) == (20, False, None)
    player.play()
    assert player.shown == 0
