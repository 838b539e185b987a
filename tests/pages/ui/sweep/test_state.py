"""The sweep of a visitor: what controls, links and clicks do to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossviz.engine import Engine, Workers
from lossviz.figures.grid import map_figure
from lossviz.specs.run import RunSpec
from lossviz.specs.sweep import Sweep
from pages.ui.channel.screen import Screen
from pages.ui.sweep.charts import LEAST, SweepScene
from pages.ui.train.state import TrainState
from pages.ui.visitor.visitor import Visitor
from pages.ui.visitor.waiting import Waiting
from tests.clock import Clock
from tests.inline import Inline
from tests.lossviz.runs.test_sweep_run import Held

FACTOR = "loss.regularization_factor"


@pytest.fixture
def executor() -> Held:
    return Held()


@pytest.fixture
def scene(executor: Held, clock: Clock) -> SweepScene:
    """A sweep of which nothing is trained until it is told."""
    scene = SweepScene(TrainState(Engine(executor, n_workers=0), clock))
    scene.begin()
    return scene


def finish(scene: SweepScene, executor: Held) -> None:
    while executor.calls:
        executor.go()
    assert scene.run.outcome == "finished"


def test_at_first_the_run_in_focus_is_swept_over_the_first_parameter_of_its_loss() -> None:
    train = TrainState(Engine(Inline(), n_workers=0))
    train.spec = RunSpec.from_query("dataset=linear&loss=huber&epochs=20")
    scene = SweepScene(train)
    scene.begin()
    assert scene.sweep.base == train.spec
    assert [swept.name for swept in scene.sweep.ranges] == ["loss.delta"]
    assert scene.sweep.shape == (33,)


def test_what_would_be_swept_is_told_while_a_hand_holds_it_and_nothing_is_trained(scene: SweepScene) -> None:
    run, stage = scene.run, scene.stage
    scene.turn(f"sweep.0.{FACTOR}.n", 5, held=True)
    assert scene.take_answer()
    assert scene.panel()["sentence"] == [{"text": "5 runs, about 1 s", "role": "now"}]
    scene.turn("sweep.seeds", 2, held=True)
    assert scene.panel()["sentence"][0]["text"] == "66 runs, about 1 s"
    assert (scene.run, scene.stage) == (run, stage)
    for control, value in (("sweep.seeds", 2.5), ("sweep.seeds", "x"), ("sweep.1.x.n", 3), (f"sweep.0.{FACTOR}.n", 1)):
        scene.turn(control, value, held=True)
    assert scene.panel()["sentence"][0]["text"] == "66 runs, about 1 s"
    scene.seed(2.5)
    assert scene.notice == "The values and seeds of a sweep must be whole numbers. Got '2.5' instead."
    scene.seed(2)
    assert (scene.planned, scene.sweep.n_runs) == (None, 66)


def test_a_run_that_would_take_too_long_leaves_the_default_sweep(executor: Held) -> None:
    train = TrainState(Engine(executor, n_workers=0))
    train.spec = RunSpec.from_query("epochs=10000&batch_size=3&model.units=64&model.layers=2")
    scene = SweepScene(train)
    scene.begin()
    assert scene.sweep.base == RunSpec()


def test_a_link_is_opened_once_and_a_late_one_not_at_all(scene: SweepScene) -> None:
    first = scene.run
    old = scene.write_link()
    scene.visit(old, arrived=False)
    assert scene.run is first
    scene.stretch(0, "n", 9)
    scene.write_link()
    scene.visit(old, arrived=False)  # the browser had not got the newest link yet
    assert scene.sweep.shape == (9,)
    scene.visit("", arrived=True)
    assert scene.sweep.shape == (9,)
    scene.visit(f"sweep={FACTOR}:0:1:3:linear", arrived=True)
    assert scene.sweep.shape == (3,)


def test_a_bad_link_is_one_sentence_and_loses_nothing(scene: SweepScene) -> None:
    before = scene.run
    scene.open("sweep=nonsense")
    assert scene.run is before
    assert scene.notice.startswith("This link cannot be used, so you see another sweep. A sweep must be name:low")


@given(
    st.lists(
        st.tuples(st.sampled_from(["n", "low", "high", "log", "0", "1", "seeds"]), st.text(max_size=5)), max_size=6
    )
)
def test_no_input_breaks_a_sweep(acts: list[tuple[str, str]]) -> None:
    scene = SweepScene(TrainState(Engine(Held(), n_workers=0)))
    scene.begin()
    for what, text in acts:
        if what in ("low", "high"):
            scene.stretch(0, what, text)
        elif what in ("n", "seeds"):
            n = 2 + len(text)
            scene.stretch(0, "n", n) if what == "n" else scene.seed(n)
        elif what == "log":
            scene.stretch(0, "log", bool(text))
        else:
            names = ["seed", FACTOR, "", "model.units", "dataset.label_noise", "loss.delta"]
            scene.choose(int(what), names[len(text)])
    assert Sweep.from_query(scene.to_query()) == scene.sweep


def test_every_accepted_change_trains_at_once_and_ends_what_was_under_way(scene: SweepScene) -> None:
    before = scene.run
    scene.stretch(0, "high", "1")
    assert before.outcome == "stopped"
    assert scene.sweep.ranges[0].high == 1
    assert scene.run.running
    same = scene.run
    scene.stretch(0, "high", "1.0")
    assert scene.run is same
    scene.stretch(0, "high", "much")
    assert scene.notice == "The ends of a sweep must be numbers. Got 'much' instead."
    scene.stretch(0, "high", ["1"])
    assert scene.notice.startswith("The ends of a sweep must be numbers.")
    scene.stretch(0, "high", -3)
    assert scene.notice.endswith("must be a number in [0, 100]. Got -3.0 instead.")
    assert scene.run is same


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("name", ["loss.delta", "nothing", "epochs"])
def test_a_parameter_that_the_recipe_lacks_gives_a_notice(scene: SweepScene, number: int, name: str) -> None:
    run = scene.run
    scene.choose(number, name)
    assert scene.run is run
    assert scene.notice.startswith("A sweep must be of one of")
    assert scene.notice.endswith(f"Got '{name}' instead.")


def test_a_second_parameter_makes_a_map_and_takes_turns_with_the_first(scene: SweepScene) -> None:
    scene.choose(1, "optimizer.learning_rate")
    assert scene.sweep.shape == (17, 17)
    scene.choose(0, "optimizer.learning_rate")
    assert [swept.name for swept in scene.sweep.ranges] == ["optimizer.learning_rate", FACTOR]
    scene.choose(1, "")
    assert scene.sweep.shape == (33,)
    scene.seed(4)
    scene.choose(0, "seed")
    assert scene.sweep.n_seeds == 1


COMPILED_ANEW = [
    f"{extra}&sweep={name}:{ends}"
    for extra, by_name in {
        "seed=0": {
            "validation_share": "0:0.5:3",
            "batch_size": "1:256:3",
            "split_seed": "0:2:3",
            "model.units": "1:32:3",
            "model.layers": "1:3:3",
            "dataset.imbalance": "1:10:3",
            "dataset.label_noise": "0:0.5:3",
            "dataset.seed": "0:2:3",
        },
        "validation_share=0": {"validation_share": "0:0.5:3"},
        "loss=taylor_crossentropy": {"loss.order": "1:10:3"},
        "dataset=linear&loss=huber&model=linear": {"dataset.examples": "10:500:3", "dataset.outlier_share": "0:0.5:3"},
    }.items()
    for name, ends in by_name.items()
]
"""A sweep of each kind whose values differ in more than numbers that enter a compiled program."""


@pytest.mark.parametrize("query", COMPILED_ANEW)
def test_a_sweep_of_whatever_compiles_or_splits_anew_is_trained_and_drawn(query: str) -> None:
    scene = SweepScene(TrainState(Engine(Inline(), n_workers=0)))
    scene.open(f"epochs=2&{query}:linear")
    assert (scene.run.outcome, scene.run.message, scene.notice) == ("finished", "", "")
    screen = Screen()
    scene.draw(screen)
    assert len(screen.news()) == 6


def test_a_sweep_whose_engine_fails_to_begin_ends_with_a_sentence() -> None:
    class Broken(Inline):
        def submit(self, function, /, *args, **kwargs):
            raise OSError("Too many open files")

    def refuse() -> Workers:
        raise OSError("Too many open files")

    for engine in (Engine(Broken(), n_workers=0), Engine(Inline(), n_workers=0, background=refuse)):
        scene = SweepScene(TrainState(engine))
        scene.begin()
        assert scene.run.outcome == "failed"
        assert scene.run.message.endswith("Too many open files")
        assert scene.standing == "failed · 0 of 33 runs: none diverged, none died."


def test_stop_keeps_what_is_done_and_start_begins_again(scene: SweepScene, executor: Held) -> None:
    while not scene.run.n_done:
        executor.go()
    scene.stop()
    stopped = scene.run
    assert (stopped.outcome, stopped.n_done) == ("stopped", 32)
    assert "32 of 33 runs" in scene.standing
    assert scene.share is None
    scene.again()
    assert scene.run is not stopped
    assert scene.sweep == stopped.sweep


def test_the_run_of_the_train_page_is_taken_with_the_same_parameter_if_it_has_it(scene: SweepScene) -> None:
    scene.train.spec = RunSpec.from_query("epochs=50")
    scene.take_run()
    assert (scene.sweep.base.epochs, scene.sweep.ranges[0].name) == (50, FACTOR)
    scene.train.spec = RunSpec.from_query("dataset=linear&loss=huber")
    scene.take_run()
    assert scene.sweep.ranges[0].name == "loss.delta"
    assert scene.yardstick == "mae"


def test_charts_are_drawn_as_the_sweep_grows(scene: SweepScene, executor: Held) -> None:
    screen = Screen()
    scene.draw(screen)
    assert not screen.news()  # nothing is known yet
    assert scene.standing.startswith("Getting ready")
    finish(scene, executor)
    scene.draw(screen)
    news = screen.news()
    assert set(news) == {
        "sweep.loss", "sweep.metric", "sweep.end", "sweep.multiples", "sweep.shape", "sweep.confusion",
    }  # fmt: skip
    assert all(each["alt"] and each["title"] for each in news.values())
    scene.draw(screen)
    assert not screen.news()
    scene.show("yardstick", "brier_score")
    scene.draw(screen)
    assert set(screen.news()) == {"sweep.end"}


def test_a_sweep_that_grows_is_drawn_only_so_often(scene: SweepScene, executor: Held, clock: Clock) -> None:
    scene.open(f"epochs=20&sweep={FACTOR}:0:2:129:linear")
    screen = Screen()
    while not scene.run.share:
        executor.go()
    scene.draw(screen)
    assert screen.news()
    drawn = []
    for seconds in (0, LEAST * 0.9, LEAST * 0.2):
        executor.go()
        clock.now += seconds
        scene.draw(screen)
        drawn.append(bool(screen.news()))
    assert scene.run.running
    assert drawn == [False, False, True]
    executor.go()
    scene.show("yardstick", "brier_score")
    scene.draw(screen)
    assert screen.news(), "what the visitor asks for is drawn at once"


def test_the_best_cell_is_open_until_another_one_is_chosen(executor: Held) -> None:
    scene = SweepScene(TrainState(Engine(executor, n_workers=0)))
    scene.open(f"epochs=20&sweep={FACTOR}:0:2:3:linear&sweep=optimizer.learning_rate:0.001:0.1:2:log")
    assert scene.cell is None
    finish(scene, executor)
    assert scene.cell is not None
    scene.click("1", "0.1")
    assert scene.cell == 3
    assert scene.places == (1, 1)
    scene.click("7", "0.1")
    assert scene.cell == 3
    scene.pick(0, 2)
    assert scene.cell == 5
    scene.pick(0, 7)
    scene.pick(2, 2)
    assert scene.cell == 5
    screen = Screen()
    scene.draw(screen)
    assert scene.pending  # what its model does is computed
    executor.go()
    scene.draw(screen)
    assert {"sweep.map", "sweep.loss", "sweep.metric", "sweep.shape", "sweep.confusion"} == set(screen.news())
    assert not scene.pending


def test_a_yardstick_of_another_task_is_not_heard(scene: SweepScene) -> None:
    scene.show("yardstick", "mae")
    assert scene.yardstick == "accuracy"


def test_a_visitor_who_loads_the_page_again_finds_their_sweep(executor: Held) -> None:
    engine = Engine(executor, n_workers=0)
    before, after = Visitor(engine), Visitor(engine)
    sweep = before.scene(SweepScene)
    sweep.visit(f"epochs=20&sweep={FACTOR}:0:2:3:linear", arrived=True)
    finish(sweep, executor)
    after.scene(SweepScene).visit(sweep.write_link(), arrived=True)  # the link in the address bar comes first
    after.take_over(before)
    assert after.scene(SweepScene) is sweep
    assert sweep.run.n_done == 3
    other = Visitor(engine)
    other.scene(SweepScene).visit(f"epochs=20&sweep={FACTOR}:0:1:3:linear", arrived=True)
    other.take_over(after)
    assert other.scene(SweepScene) is sweep
    assert sweep.sweep.ranges[0].high == 1


def test_a_sweep_ends_when_its_visitor_leaves(executor: Held) -> None:
    visitor = Visitor(Engine(executor, n_workers=0), left=Waiting(60, 9, Visitor.close))
    sweep = visitor.scene(SweepScene)
    sweep.begin()
    assert sweep.run.running
    visitor.leave()
    assert sweep.run.outcome == "stopped"


def test_a_sweep_that_was_only_stopped_by_a_cut_goes_on(executor: Held) -> None:
    engine, left = Engine(executor, n_workers=0), Waiting(60, 9, Visitor.close)
    before, after = Visitor(engine, left=left), Visitor(engine, left=left)
    sweep = before.scene(SweepScene)
    sweep.visit(f"epochs=20&sweep={FACTOR}:0:2:3:linear", arrived=True)
    before.leave()
    after.scene(SweepScene).visit("", arrived=True)
    after.take_over(before, asked=False)
    assert sweep.run.running
    assert sweep.sweep.ranges[0].high == 2
    sweep.stop()
    after.leave()
    Visitor(engine).take_over(after, asked=False)
    assert not sweep.run.running, "whoever stopped it wants no more of it"


def test_each_cell_of_a_map_over_values_that_hardly_differ_is_opened_by_a_click_on_it(scene: SweepScene) -> None:
    """The issue's map: 33 values had 10 labels, and a click opened another column."""
    scene.open("epochs=1&sweep=optimizer.beta_2:0.999:0.9999:33:linear&sweep=seed:0:1:2:linear")
    assert scene.sweep.shape == (33, 2)
    heat = map_figure(scene.run, "accuracy", None)["data"][0]
    assert len(set(heat["x"])) == 33
    for i, x in enumerate(heat["x"]):
        for j, y in enumerate(heat["y"]):
            scene.click(x, y)
            assert (scene.opened, scene.places) == (2 * i + j, (i, j))
