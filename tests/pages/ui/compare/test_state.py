"""What a visitor does with compared runs, without a browser."""

from __future__ import annotations

import json
from concurrent.futures import Future

import numpy as np
import pytest

from lossviz.analysis.snapshots import take_snapshots
from lossviz.engine import Engine
from lossviz.figures.history import HistoryView, history_figure
from lossviz.specs.comparison import MAX_RACERS
from lossviz.specs.run import RunSpec
from pages.ui.channel.screen import Screen
from pages.ui.compare.charts import RUNS_CHARTS, snapshots_charts
from pages.ui.compare.state import BEGINNERS, Race
from pages.ui.compare.table import table_of
from pages.ui.train.state import Lab
from tests.inline import Inline

SHORT = "epochs=30&optimizer.learning_rate=0.02"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(Inline())


@pytest.fixture
def lab(engine: Engine) -> Lab:
    bench = Lab(engine)
    bench.open(SHORT)
    return bench


@pytest.fixture
def race(lab: Lab) -> Race:
    mine = Race(lab)
    mine.open("")
    return mine


def histories(race: Race) -> list[np.ndarray]:
    return [entry.run.history.to_frame().to_numpy() for entry in race.entries]


# Which runs


def test_it_begins_with_the_run_of_the_train_page_beside_others_of_its_kind(race: Race, lab: Lab) -> None:
    assert len(race.entries) == BEGINNERS
    first, *others = race.entries
    assert (first.run.spec, first.line(0).colour) == (lab.run.spec, lab.entry.line(0).colour)
    assert {other.run.spec.loss.component.task for other in others} == {"multiclass"}
    assert len({entry.line(0).colour for entry in race.entries}) == BEGINNERS
    assert [entry.run.outcome for entry in race.entries] == ["finished"] * BEGINNERS


@pytest.mark.parametrize("dataset", ["linear", "linear_positive", "iris_binary", "iris"])
def test_it_begins_on_any_data(lab: Lab, dataset: str) -> None:
    lab.choose("dataset", dataset)
    race = Race(lab)
    race.open("")
    assert len(race.entries) == BEGINNERS
    assert race.notice == ""


def test_pinned_runs_come_along_in_their_colours_and_names(lab: Lab) -> None:
    lab.entry.pinned = True
    lab.entry.rename("mine")
    lab.change("loss.regularization_factor", 1.0)
    race = Race(lab)
    race.open("")
    told = [(entry.name, entry.number, entry.pinned) for entry in race.entries]
    assert told == [("mine", 0, True), ("Run 2", 1, False)]
    race.add_from_bench()
    assert len(race.entries) == 2


def test_runs_start_from_the_same_weights(race: Race) -> None:
    first = [entry.run.known_weights()[0] for entry in race.entries]
    for weights in first[1:]:
        np.testing.assert_array_equal(weights, first[0])


def test_a_link_brings_the_same_runs_and_the_same_numbers(race: Race, lab: Lab) -> None:
    race.fork(race.entries[0].key, 10, "loss", "categorical_crossentropy")
    other = Race(lab)
    other.open(race.link)
    assert other.comparison == race.comparison
    for ours, theirs in zip(histories(race), histories(other), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_bad_link_gives_one_sentence_and_other_runs(lab: Lab) -> None:
    race = Race(lab)
    race.open("run=a~loss=hubert")
    assert race.notice.startswith("This link cannot be used, so you see other runs. The loss must be one of")
    assert len(race.entries) == BEGINNERS


def test_there_are_only_so_many_runs(race: Race) -> None:
    for seed in range(2 * MAX_RACERS):
        race.add(RunSpec.from_query(f"epochs=2&seed={seed}"), "more")
    assert len(race.entries) == MAX_RACERS
    assert race.notice.startswith(f"A race has at most {MAX_RACERS} runs")
    assert len({entry.name for entry in race.entries}) == MAX_RACERS


def test_runs_that_learn_something_else_are_refused(race: Race) -> None:
    race.add(RunSpec.from_query("dataset=linear&loss=huber&model=linear&epochs=2"), "line")
    assert "all must learn numbers, or all must learn classes" in race.notice
    assert len(race.entries) == BEGINNERS


# Forks


def test_a_fork_is_its_parent_up_to_its_epoch(race: Race) -> None:
    parent = race.entries[0]
    race.fork(parent.key, 12, "loss.regularization_factor", "5")
    fork = race.entries[-1]
    assert fork.name == "regularization factor 5"
    ours, theirs = (entry.run.history["loss"] for entry in (fork, parent))
    np.testing.assert_array_equal(ours[:13], theirs[:13])
    assert (ours[13:] != theirs[13:]).all()


def test_a_fork_of_a_fork_keeps_what_was_changed_before(race: Race) -> None:
    race.fork(race.entries[0].key, 10, "loss", "mean_squared_error")
    race.fork(race.entries[-1].key, 10, "optimizer.learning_rate", "0.1")
    race.fork(race.entries[-1].key, 10, "loss", "mean_absolute_error")
    changes = [[change.words for change in entry.run.spec.changes] for entry in race.entries[3:]]
    assert changes == [
        ["Mean squared error"],
        ["Mean squared error", "learning rate 0.1"],
        ["Mean absolute error", "learning rate 0.1"],
    ]


def test_a_field_of_another_run_is_refused(race: Race) -> None:
    race.fork(race.entries[0].key, 0, "loss.delta", "2")
    assert race.notice.startswith("A variant must differ in one of dataset,")


def test_a_fork_without_a_change_is_no_fork(race: Race) -> None:
    parent = race.entries[0]
    race.fork(parent.key, 12, "loss.regularization_factor", "0.1")
    np.testing.assert_array_equal(*(entry.run.history.to_frame().to_numpy() for entry in (parent, race.entries[-1])))


def test_a_fork_is_drawn_from_its_parents_curve(race: Race) -> None:
    race.fork(race.entries[0].key, 12, "loss", "mean_squared_error")
    screen = Screen()
    race.draw(screen)
    losses = news_of(screen, "compare.losses")
    lines = [trace for trace in losses["data"] if trace["meta"].get("cut")]
    assert [trace["x"][0] for trace in lines] == [0, 0, 0, 12]


def test_a_variant_differs_from_the_start(race: Race) -> None:
    race.fork(race.entries[0].key, 0, "seed", "7")
    assert race.entries[-1].run.spec == race.entries[0].run.spec.with_value("seed", 7)
    race.fork(race.entries[0].key, 0, "optimizer", "sgd")
    assert race.entries[-1].name == "SGD"


@pytest.mark.parametrize(
    ("epoch", "name", "text", "sentence"),
    [
        (5, "loss.regularization_factor", "-1", "must be a number in [0, 100]"),
        (5, "seed", "3", "A change must be of one of loss,"),
        (0, "loss.regularization_factor", "many", "must be a number in [0, 100]"),
        (0, "epochs", "1e9", "must be a whole number in [1, 20000]"),
        (5, "loss", "hinge", "The loss hinge compares two classes, but iris has 3 classes."),
    ],
)
def test_what_cannot_be_trained_is_refused_and_nothing_is_lost(race: Race, epoch, name, text, sentence) -> None:
    race.fork(race.entries[0].key, epoch, name, text)
    assert sentence in race.notice
    assert len(race.entries) == BEGINNERS


# Looking


def news_of(screen: Screen, key: str) -> dict:
    news = screen.news()[key]
    *traces, layout = (news["parts"][name] for name in news["order"])
    return {"data": traces, "layout": layout}


def test_all_charts_are_drawn_once_and_move_together(race: Race) -> None:
    screen = Screen()
    race.draw(screen)
    news = screen.news()
    assert set(news) == {*RUNS_CHARTS, *snapshots_charts("multiclass")}
    sliders = [part["slider"] for chart in news.values() for part in chart["parts"].values() if "slider" in part]
    assert len(sliders) == len(news)
    assert {slider["group"] for slider in sliders} == {"compare"}
    assert [slider["hidden"] for slider in sliders].count(False) == 1
    for slider in sliders:
        assert len(slider["numbers"]) == len(slider["values"]) == len(slider.get("pictures", slider["values"]))
    json.dumps(news, allow_nan=False)
    race.draw(screen)
    assert screen.news() == {}


@pytest.mark.parametrize(
    "query", ["dataset=linear&dataset.weights=2&loss=huber&model=linear", "dataset=linear&loss=huber"]
)
def test_a_regression_has_snapshots_too(lab: Lab, query: str) -> None:
    lab.start(RunSpec.from_query(f"{query}&epochs=20"))
    race, screen = Race(lab), Screen()
    race.open("")
    race.draw(screen)
    assert set(screen.news()) == {*RUNS_CHARTS, *snapshots_charts("regression")}


def test_the_page_is_drawn_again_when_snapshots_are_there(race: Race, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Future] = []
    monkeypatch.setattr(race.lab.engine, "latest", lambda *_: answers.append(Future()) or answers[-1])
    before = race.stage
    assert race.pending
    for entry, answer in zip(race.entries, answers, strict=True):
        answer.set_result(take_snapshots(entry.run.spec, entry.run.known_weights()))
    assert race.stage != before
    assert not race.pending


def test_its_words_say_how_far_it_is(race: Race) -> None:
    assert race.standing == f"{BEGINNERS} runs are trained."
    assert race.share is None
    assert race.told == "3 runs on Iris that differ in loss, regularization factor, label smoothing, gamma"


# The table


def test_the_table_tells_what_differs_and_how_each_does(race: Race) -> None:
    columns, rows = table_of(race)
    assert next(column["label"] for column in columns if column["differs"]) == "loss"
    snapshots = race.snapshots
    for entry, row in zip(race.entries, rows, strict=True):
        told = dict(zip((column["label"] for column in columns), row["values"], strict=True))
        values = snapshots[entry.key].yardsticks["accuracy"][:, 1]
        assert told["Last accuracy"] == values[-1]
        assert told["Best accuracy"] == values.max()
        met = told["Target met"]
        assert met is None or values[list(snapshots[entry.key].epochs).index(met)] >= race.target_value
        assert told["Outcome"] == "finished"
    # The default target is what the least good run reaches in the end, so all meet it.
    assert all(row["values"][[c["label"] for c in columns].index("Target met")] is not None for row in rows)


def test_a_target_that_nobody_meets_is_called_that(race: Race) -> None:
    race.measure("cross_entropy")
    race.aim(0.0)
    columns, rows = table_of(race)
    at = [column["label"] for column in columns].index("Target met")
    assert {row["texts"][at] for row in rows} == {"not met"}


def test_what_the_table_asks_for_is_done(race: Race) -> None:
    first, second, third = race.entries
    race.act(1, "rename", first.key, "  the best ")
    race.act(2, "rename", second.key, "the best")
    race.act(3, "rename", third.key, " ")
    race.act(4, "hide", second.key, "")
    race.act(5, "delete", third.key, "")
    assert [(entry.name.strip(), entry.hidden) for entry in race.entries] == [("the best", False), (second.name, True)]
    assert second.name not in ("the best", "")
    assert [line.key for line in race.lines] == [first.key]
    race.act(6, "rewind", second.key, "")
    assert race.focus == second.key
    race.act(7, "delete", second.key, "")
    assert race.focus == first.key


def test_what_it_asks_of_a_deleted_run_is_not_heard(race: Race) -> None:
    race.act(1, "delete", race.entries[-1].key, "")
    before = race.stage
    for number, what in enumerate(("rename", "delete", "hide", "rewind", "nonsense"), 2):
        race.act(number, what, "run99", "x")
    assert race.stage == before


def test_what_it_asks_for_again_is_done_once(race: Race) -> None:
    key = race.entries[0].key
    for number in (1, 1, 2, 1, 2):
        race.act(number, "hide", key, "")
    assert (race.entries[0].hidden, race.n_acts) == (False, 2)


def test_the_chart_says_which_runs_have_no_held_out_examples(lab: Lab) -> None:
    held_out = RunSpec().with_value("epochs", 3)
    race, screen = Race(lab), Screen()

    def title() -> str:
        race.draw(screen)
        return screen.news()["compare.yardstick"]["title"]

    race.add(held_out, "split")
    assert title().endswith(" on held-out examples")
    race.add(held_out.with_value("validation_share", 0.0), "whole")
    assert title().endswith(" on held-out examples, for whole on those of training")
    race.delete(race.entries[0].key)
    assert title().endswith(" on the training examples")


# Files


def test_a_session_file_brings_everything_back(race: Race, lab: Lab) -> None:
    race.act(1, "rename", race.entries[0].key, "<b>é</b>")
    other = Race(lab)
    other.open("")
    other.open_file(race.comparison.to_file().encode())
    assert other.comparison == race.comparison


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"\xff\xfe", b'{"format": "lossviz comparison", "version": 99, "runs": []}']
)
def test_a_file_that_is_no_session_changes_nothing(race: Race, data: bytes) -> None:
    before = race.comparison
    race.open_file(data)
    assert race.comparison == before
    assert "session" in race.notice


def test_marks_on_the_train_page_name_the_run(lab: Lab) -> None:
    figure = history_figure(lab.lines(), "loss", HistoryView())
    assert {trace["meta"]["run"] for trace in figure["data"]} == {lab.entry.key}
