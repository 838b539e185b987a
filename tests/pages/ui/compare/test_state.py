"""What a visitor does with compared runs, without a browser."""

from __future__ import annotations

import json
from concurrent.futures import Future

import numpy as np
import pytest

from lossviz.analysis.snapshots import take_snapshots
from lossviz.engine import Engine
from lossviz.specs.comparison import MAX_COMPARED, Comparison, NamedSpec
from lossviz.specs.run import RunSpec
from pages.ui.channel.screen import Screen
from pages.ui.compare.charts import RUNS_CHARTS, CompareScene, snapshots_charts
from pages.ui.compare.panel import table_of
from pages.ui.compare.state import FIRST_RUNS
from pages.ui.train.state import TrainState
from tests.told import figure_of

SHORT = "epochs=30&optimizer.learning_rate=0.02"


@pytest.fixture
def train(engine: Engine) -> TrainState:
    train = TrainState(engine)
    train.open(SHORT)
    return train


@pytest.fixture
def compare(train: TrainState) -> CompareScene:
    mine = CompareScene(train)
    mine.begin()
    mine.tick()
    return mine


def histories(compare: CompareScene) -> list[np.ndarray]:
    return [entry.run.history.to_frame().to_numpy() for entry in compare.entries]


# Which runs


def test_it_begins_with_the_run_of_the_train_page_beside_others_of_its_kind(
    compare: CompareScene, train: TrainState
) -> None:
    assert len(compare.entries) == FIRST_RUNS
    first, *others = compare.entries
    assert (first.run.spec, first.line(0).colour) == (train.run.spec, train.entry.line(0).colour)
    assert {other.run.spec.loss.component.task for other in others} == {"multiclass"}
    assert len({entry.line(0).colour for entry in compare.entries}) == FIRST_RUNS
    assert [entry.run.outcome for entry in compare.entries] == ["finished"] * FIRST_RUNS


@pytest.mark.parametrize("dataset", ["linear", "linear_positive", "iris_binary", "iris"])
def test_it_begins_on_any_data(train: TrainState, dataset: str) -> None:
    train.choose("dataset", dataset)
    compare = CompareScene(train)
    compare.begin()
    assert len(compare.entries) == FIRST_RUNS
    assert compare.notice == ""


def test_pinned_runs_come_along_in_their_colours_and_names(train: TrainState) -> None:
    train.pin()
    train.pins.entries[0].rename("mine")
    train.change("loss.regularization_factor", 1.0)
    compare = CompareScene(train)
    compare.begin()
    told = [(entry.name, entry.number, entry.pinned) for entry in compare.entries]
    assert told == [("mine", 1, True), ("λ 1", 0, False)]
    compare.add_from_train()
    assert len(compare.entries) == 2


KEPT = [("first", True), ("second", False), ("third", True), ("fourth", False)]


@pytest.mark.parametrize("way", ["link", "file"])
def test_a_pinned_run_of_a_link_or_a_file_is_pinned_again_and_no_other(train: TrainState, way: str) -> None:
    specs = [RunSpec.from_query(f"epochs=2&seed={seed}") for seed in range(len(KEPT))]
    runs = tuple(NamedSpec(name, spec, pinned) for (name, pinned), spec in zip(KEPT, specs, strict=True))
    compare, pinned_there = CompareScene(train), [*train.pins.entries]
    if way == "link":
        compare.open(Comparison(runs).to_query())
    else:
        compare.open_file(Comparison(runs).to_file().encode())
    assert [(entry.name, entry.pinned) for entry in compare.entries] == KEPT
    assert [entry.run.spec for entry in compare.entries] == specs
    assert {entry.run.outcome for entry in compare.entries} == {"finished"}, "all are trained alike"
    assert not any(entry.hidden for entry in compare.entries)
    assert compare.comparison == Comparison(runs), "and is saved again as it was opened"
    assert train.pins.entries == pinned_there, "the Train page keeps its own"


def test_runs_start_from_the_same_weights(train: TrainState) -> None:
    compare = CompareScene(train)
    compare.begin()
    first = [entry.run.known_weights()[0] for entry in compare.entries]
    for weights in first[1:]:
        np.testing.assert_array_equal(weights, first[0])


def test_a_link_brings_the_same_runs_and_the_same_numbers(compare: CompareScene, train: TrainState) -> None:
    compare.fork(compare.entries[0].key, 10, "loss", "categorical_crossentropy")
    other = CompareScene(train)
    other.open(compare.to_query())
    assert other.comparison == compare.comparison
    for ours, theirs in zip(histories(compare), histories(other), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_bad_link_gives_one_sentence_and_other_runs(train: TrainState) -> None:
    compare = CompareScene(train)
    compare.open("run=a~loss=hubert")
    assert compare.notice.startswith("This link cannot be used, so you see other runs. The loss must be one of")
    assert len(compare.entries) == FIRST_RUNS


def test_there_are_only_so_many_runs(compare: CompareScene) -> None:
    for seed in range(2 * MAX_COMPARED):
        compare.add(RunSpec.from_query(f"epochs=2&seed={seed}"), "more")
    assert len(compare.entries) == MAX_COMPARED
    assert compare.notice.startswith(f"A comparison has at most {MAX_COMPARED} runs")
    assert len({entry.name for entry in compare.entries}) == MAX_COMPARED


def test_runs_that_learn_something_else_are_refused(compare: CompareScene) -> None:
    compare.add(RunSpec.from_query("dataset=linear&loss=huber&model=linear&epochs=2"), "line")
    assert "all must learn numbers, or all must learn classes" in compare.notice
    assert len(compare.entries) == FIRST_RUNS


# Forks


def test_a_fork_is_its_parent_up_to_its_epoch(compare: CompareScene) -> None:
    parent = compare.entries[0]
    compare.fork(parent.key, 12, "loss.regularization_factor", "5")
    fork = compare.entries[-1]
    assert fork.name == "regularization factor 5"
    ours, theirs = (entry.run.history["loss"] for entry in (fork, parent))
    np.testing.assert_array_equal(ours[:13], theirs[:13])
    assert (ours[13:] != theirs[13:]).all()


def test_a_fork_of_a_fork_keeps_what_was_changed_before(compare: CompareScene) -> None:
    compare.fork(compare.entries[0].key, 10, "loss", "mean_squared_error")
    compare.fork(compare.entries[-1].key, 10, "optimizer.learning_rate", "0.1")
    compare.fork(compare.entries[-1].key, 10, "loss", "mean_absolute_error")
    changes = [[change.words for change in entry.run.spec.changes] for entry in compare.entries[3:]]
    assert changes == [
        ["Mean squared error"],
        ["Mean squared error", "learning rate 0.1"],
        ["Mean absolute error", "learning rate 0.1"],
    ]


def test_a_field_of_another_run_is_refused(compare: CompareScene) -> None:
    compare.fork(compare.entries[0].key, 0, "loss.delta", "2")
    assert compare.notice.startswith("A variant must differ in one of dataset,")


def test_a_fork_without_a_change_is_no_fork(compare: CompareScene) -> None:
    parent = compare.entries[0]
    compare.fork(parent.key, 12, "loss.regularization_factor", "0.1")
    np.testing.assert_array_equal(*(entry.run.history.to_frame().to_numpy() for entry in (parent, compare.entries[-1])))


def test_a_fork_is_drawn_from_its_parents_curve(compare: CompareScene) -> None:
    compare.fork(compare.entries[0].key, 12, "loss", "mean_squared_error")
    screen = Screen()
    compare.draw(screen)
    losses = news_of(screen, "compare.losses")
    lines = [trace for trace in losses["data"] if trace["meta"].get("cut")]
    assert [trace["x"][0] for trace in lines] == [0, 0, 0, 12]


def test_a_variant_differs_from_the_start(compare: CompareScene) -> None:
    compare.fork(compare.entries[0].key, 0, "seed", "7")
    assert compare.entries[-1].run.spec == compare.entries[0].run.spec.with_value("seed", 7)
    compare.fork(compare.entries[0].key, 0, "optimizer", "sgd")
    assert compare.entries[-1].name == "SGD"


@pytest.mark.parametrize(
    ("epoch", "name", "text", "sentence"),
    [
        (5, "loss.regularization_factor", "-1", "must be a number in [0, 100]"),
        (5, "seed", "3", "A change must be of one of loss,"),
        (0, "loss.regularization_factor", "many", "must be a number in [0, 100]"),
        (0, "epochs", "1e9", "must be a whole number in [1, 20000]"),
        (5, "loss", "hinge", "The loss Hinge compares two classes, but Iris has 3 classes."),
    ],
)
def test_what_cannot_be_trained_is_refused_and_nothing_is_lost(
    compare: CompareScene, epoch, name, text, sentence
) -> None:
    compare.fork(compare.entries[0].key, epoch, name, text)
    assert sentence in compare.notice
    assert len(compare.entries) == FIRST_RUNS


# Looking


def news_of(screen: Screen, key: str) -> dict:
    news = screen.news()
    return figure_of(news[key], news.values())


def test_all_charts_are_drawn_once_and_move_together(compare: CompareScene) -> None:
    screen = Screen()
    compare.draw(screen)
    news = screen.news()
    assert set(news) == {*RUNS_CHARTS, *snapshots_charts("multiclass")}
    sliders = [figure_of(chart, news.values())["layout"]["slider"] for chart in news.values()]
    assert {slider["group"] for slider in sliders} == {"compare"}
    assert [slider["hidden"] for slider in sliders].count(False) == 1
    for slider in sliders:
        assert len(slider["numbers"]) == len(slider["values"]) == len(slider.get("pictures", slider["values"]))
    json.dumps(news, allow_nan=False)
    compare.draw(screen)
    assert screen.news() == {}


@pytest.mark.parametrize(
    "query", ["dataset=linear&dataset.weights=2&loss=huber&model=linear", "dataset=linear&loss=huber"]
)
def test_a_regression_has_snapshots_too(train: TrainState, query: str) -> None:
    train.start(RunSpec.from_query(f"{query}&epochs=20"))
    compare, screen = CompareScene(train), Screen()
    compare.begin()
    compare.tick()
    compare.draw(screen)
    assert set(screen.news()) == {*RUNS_CHARTS, *snapshots_charts("regression")}


def test_the_page_is_drawn_again_when_snapshots_are_there(train: TrainState, monkeypatch: pytest.MonkeyPatch) -> None:
    compare = CompareScene(train)
    compare.begin()
    answers: list[Future] = []
    monkeypatch.setattr(compare.train.engine, "latest", lambda *_: answers.append(Future()) or answers[-1])
    before = compare.stage
    assert compare.pending
    assert not answers, "what is only looked at asks for nothing"
    for _ in range(2):
        compare.tick()
        assert compare.pending
    for entry, answer in zip(compare.entries, answers, strict=True):
        answer.set_result(take_snapshots(entry.run.spec, entry.run.known_weights()))
    assert compare.stage != before
    assert not compare.pending


def test_its_words_say_how_far_it_is(compare: CompareScene) -> None:
    assert compare.standing == f"{FIRST_RUNS} runs are trained."
    assert compare.share is None
    assert compare.summary == "3 runs on Iris that differ in loss, regularization factor, label smoothing, gamma"


# The table


def test_the_table_tells_what_differs_and_how_each_does(compare: CompareScene) -> None:
    columns, rows, differing = table_of(compare)
    labels = [column["label"] for column in columns]
    results = ["Last accuracy", "Best accuracy", "Target met"]
    assert labels == ["Run", *results, *differing, "Outcome", "Time"], "results stand where nothing covers them"
    assert differing[0] == "loss"
    snapshots = compare.snapshots
    for entry, row in zip(compare.entries, rows, strict=True):
        told = dict(zip((column["label"] for column in columns), row["values"], strict=True))
        values = snapshots[entry.key].yardsticks["accuracy"][:, 1]
        assert told["Last accuracy"] == values[-1]
        assert told["Best accuracy"] == values.max()
        met = told["Target met"]
        assert met is None or values[list(snapshots[entry.key].epochs).index(met)] >= compare.target_value
        assert told["Outcome"] == "finished"
    # The default target is what the least good run reaches in the end, so all meet it.
    assert all(row["values"][[c["label"] for c in columns].index("Target met")] is not None for row in rows)


def test_the_table_follows_a_target_in_the_hand_and_the_page_stays(compare: CompareScene) -> None:
    compare.choose_yardstick("cross_entropy")
    assert compare.snapshots
    before, worst = compare.stage, compare.target_value
    compare.turn("target", 0.0, held=True)
    assert compare.take_answer()
    assert not compare.take_answer()
    assert compare.stage == before
    table = compare.panel()["table"]
    at = [column["label"] for column in table["columns"]].index("Target met")
    assert {row["texts"][at] for row in table["rows"]} == {"not met"}
    compare.turn("target", "far", held=True)
    assert (compare.target_value, compare.take_answer()) == (0.0, False)
    compare.aim("far")
    assert (compare.target_value, bool(compare.notice)) == (worst, True)
    compare.aim(0.5)
    assert (compare.target_value, compare.notice, compare.stage != before) == (0.5, "", True)


def test_the_table_is_grouped_by_what_its_column_says(compare: CompareScene) -> None:
    compare.group_by("loss")
    table = compare.panel()["table"]
    assert table["columns"][table["group"]]["label"] == "loss"
    assert {row["texts"][table["group"]] for row in table["rows"]} == {
        entry.run.spec.loss.component.label for entry in compare.entries
    }


def test_a_target_that_nobody_meets_is_called_that(compare: CompareScene) -> None:
    compare.choose_yardstick("cross_entropy")
    compare.aim(0.0)
    columns, rows, _ = table_of(compare)
    at = [column["label"] for column in columns].index("Target met")
    assert {row["texts"][at] for row in rows} == {"not met"}


def test_what_the_table_asks_for_is_done(compare: CompareScene) -> None:
    first, second, third = compare.entries
    compare.act(1, "rename", first.key, "  the best ")
    compare.act(2, "rename", second.key, "the best")
    compare.act(3, "rename", third.key, " ")
    compare.act(4, "hide", second.key, "")
    compare.act(5, "delete", third.key, "")
    assert [(entry.name.strip(), entry.hidden) for entry in compare.entries] == [
        ("the best", False),
        (second.name, True),
    ]
    assert second.name not in ("the best", "")
    assert [line.key for line in compare.lines] == [first.key]
    compare.act(6, "rewind", second.key, "")
    assert compare.focus == second.key
    compare.act(7, "delete", second.key, "")
    assert compare.focus == first.key


def test_what_it_asks_of_a_deleted_run_is_not_heard(compare: CompareScene) -> None:
    compare.act(1, "delete", compare.entries[-1].key, "")
    before = compare.stage
    for number, what in enumerate(("rename", "delete", "hide", "rewind", "nonsense"), 2):
        compare.act(number, what, "run99", "x")
    assert compare.stage == before


def test_what_it_asks_for_again_is_done_once(compare: CompareScene) -> None:
    key, hidden = compare.entries[0].key, []
    for number in (1, 1, 2, 1, 2, 5, 4):
        compare.act(number, "hide", key, "")
        hidden.append((compare.entries[0].hidden, compare.n_acts))
    assert hidden == [(True, 1), (True, 1), (False, 2), (False, 2), (False, 2), (True, 5), (True, 5)]


def test_the_chart_says_which_runs_have_no_held_out_examples(train: TrainState) -> None:
    held_out = RunSpec().with_value("epochs", 3)
    compare, screen = CompareScene(train), Screen()

    def title() -> str:
        compare.tick()
        compare.draw(screen)
        return screen.news()["compare.yardstick"]["title"]

    compare.add(held_out, "split")
    assert title().endswith(" on held-out examples")
    compare.add(held_out.with_value("validation_share", 0.0), "whole")
    assert title().endswith(" on held-out examples, for whole on those of training")
    compare.delete(compare.entries[0].key)
    assert title().endswith(" on the training examples")


# Files


def test_a_session_file_brings_everything_back(compare: CompareScene, train: TrainState) -> None:
    compare.act(1, "rename", compare.entries[0].key, "<b>é</b>")
    other = CompareScene(train)
    other.begin()
    other.open_file(compare.comparison.to_file().encode())
    assert other.comparison == compare.comparison


@pytest.mark.parametrize(
    ("n_runs", "notice"), [(8, ""), (9, "A comparison has at most 8 runs: you see the first ones.")]
)
def test_eight_runs_of_a_file_are_compared(train: TrainState, n_runs: int, notice: str) -> None:
    named = [NamedSpec(f"run {seed}", RunSpec.from_query(f"epochs=2&seed={seed}")) for seed in range(n_runs)]
    compare = CompareScene(train)
    compare.open_file(Comparison(tuple(named)).to_file().encode())
    assert compare.comparison.runs == tuple(named[:8])
    assert compare.notice == notice


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"\xff\xfe", b'{"format": "lossviz comparison", "version": 99, "runs": []}']
)
def test_a_file_that_is_no_session_changes_nothing(compare: CompareScene, data: bytes) -> None:
    before = compare.comparison
    compare.open_file(data)
    assert compare.comparison == before
    assert "session" in compare.notice
