"""The first sentence: it stands for every loss on all data, and says what the numbers say."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lossviz.analysis.evaluation import Evaluation, evaluate
from lossviz.datasets import DATASETS
from lossviz.declare import percent
from lossviz.losses import LOSSES
from lossviz.runs.comparison_sentence import MOST
from lossviz.runs.history import History
from lossviz.runs.note import loss_note
from lossviz.runs.run import Run
from lossviz.runs.sentence import sentence
from lossviz.runs.spans import SeenRun, Sentence, Span, plain
from lossviz.specs.choice import Choice, fits, outline_of
from lossviz.specs.demo import Demo
from lossviz.specs.demos import DEMOS
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance, columns, initial_weights

FITTING = [
    (dataset, loss)
    for dataset in DATASETS
    for loss in LOSSES
    if fits(LOSSES[loss], outline_of(Choice("dataset", dataset)))
]

LINE = "dataset=linear&dataset.weights=2&dataset.examples=60&validation_share=0&model=linear&epochs=300&batch_size=60"
ADAM = "optimizer=adam&optimizer.learning_rate=0.1"
FLOWERS = "dataset=iris&model=softmax&optimizer.learning_rate=0.1&batch_size=150&epochs=200"


def trained(query: str, name: str = "") -> SeenRun:
    """Return a run at its end."""
    run = Run(RunSpec.from_query(query))
    while run.running:
        (state,), (chunk,) = advance([run.spec], [run.state], 512)
        run.extend(state, chunk, 0.01)
    sound = run.outcome == "finished"
    evaluation = evaluate(run.spec, state.epoch, state.weights) if sound else None
    return SeenRun(run.spec, run.history, run.outcome, evaluation, name)


def untrained(spec: RunSpec, epoch: int, name: str = "") -> SeenRun:
    """Return a run that has learnt nothing by some epoch."""
    history = History(columns(spec))
    history.append(np.ones((epoch + 1, len(history.columns)), np.float32))
    weights = initial_weights(spec.layers, spec.n_features, spec.seed)
    return SeenRun(spec, history, "running", evaluate(spec, epoch, weights), name)


def model(run: SeenRun) -> Evaluation:
    assert run.evaluation is not None
    return run.evaluation


def in_hand(told: Sentence) -> list[str]:
    """Return the numbers in hand."""
    return [span.text for span in told if span.role == "now"]


def assert_well_formed(told: Sentence) -> None:
    text = plain(told)
    assert text.endswith(".")
    assert text[0].isupper() or text[0].isdigit()
    assert 10 < len(text) <= MOST
    assert not re.search(r"nan|inf\b|no number|-\d|\d%|  | [,.;:]", text), text
    assert in_hand(told) or text == "No epoch is trained yet."


@pytest.mark.parametrize(("dataset", "loss"), FITTING)
def test_every_loss_on_all_data_has_a_short_sentence_and_a_note_with_numbers(dataset: str, loss: str) -> None:
    spec = RunSpec(dataset=Choice("dataset", dataset), loss=Choice("loss", loss))
    other = spec.with_value("seed", 1)
    assert_well_formed(loss_note(spec, model(untrained(spec, 7))))
    for epoch in (0, 7):
        run, before = untrained(spec, epoch), untrained(other, epoch)
        assert_well_formed(sentence([run], [before]))
        assert_well_formed(sentence([run, before], [before, run], "seed"))
        run_without_model = SeenRun(run.spec, run.history, run.outcome)
        assert_well_formed(sentence([run_without_model]))


@pytest.mark.parametrize(
    "query",
    [
        "dataset=linear&dataset.weights=1,2,3&loss=quantile",
        "dataset=linear&dataset.outlier_share=0.3&dataset.outlier_size=-20&loss=huber",
        "dataset=linear&dataset.flat_target=true&loss=mean_squared_error&validation_share=0",
        "dataset=linear&dataset.x_spread=0&loss=mean_squared_error",
        "dataset=iris&dataset.label_noise=0.4&validation_share=0",
        "dataset=iris&dataset.label_noise=0.4&dataset.imbalance=10",
        "dataset=iris_binary&loss=hinge&dataset.imbalance=10",
        "dataset=iris&loss=mean_squared_error&model=linear",
    ],
)
def test_data_of_all_kinds_have_a_sentence(query: str) -> None:
    run = untrained(RunSpec.from_query(query), 3)
    assert_well_formed(sentence([run]))
    assert_well_formed(sentence([run, untrained(run.spec.with_value("seed", 5), 3)], (), "seed"))


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
def test_every_demo_has_a_sentence_for_all_its_runs(demo: Demo) -> None:
    names = [demo.name_in_hand, *(companion.name for companion in demo.companions)]
    low, high = (
        [untrained(spec, 9, name) for spec, name in zip(demo.specs(value), names, strict=True)]
        for value in (demo.low, demo.high)
    )
    for looked, before in ((low, high), (high, low), (low, low[:1])):
        told = sentence(looked, before, demo.hand)
        assert_well_formed(told)
        assert all(name in plain(told) or "Between" in plain(told) or "All ask" in plain(told) for name in names)


# One run


def test_nothing_is_claimed_before_there_is_something() -> None:
    spec = RunSpec()
    assert plain(sentence([SeenRun(spec, History(columns(spec)), "running")])) == "No epoch is trained yet."
    assert plain(sentence([untrained(spec, 0)])).startswith("Before training, ")


def test_a_pull_keeps_answers_away_from_certainty_if_it_does() -> None:
    weak, strong = (trained(f"loss=custom_mse&loss.regularization_factor={factor}") for factor in (0.1, 1.5))
    told = plain(sentence([strong], [weak]))
    surest = model(strong).y_pred[: model(strong).n_train].max()
    assert surest < 0.9
    assert told.startswith("The pull to ½ keeps answers away from 0 and 1: accuracy ")
    assert f"surest answer {surest:.2f} (before " in told
    assert plain(sentence([weak])).startswith("The pull to ½ still lets answers be sure: ")
    none = trained("loss=custom_mse&loss.regularization_factor=0")
    assert plain(sentence([none], [weak])).startswith("Nothing keeps answers away")


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (6.3, "Too high costs 6.3 times too low, so the line sinks: "),
        (0.25, "Too low costs 4.0 times too high, so the line rises: "),
        (1, "Too high and too low cost the same, so the line runs through the middle: "),
    ],
)
def test_the_costly_side_is_told_and_what_came_of_it(weight: float, words: str) -> None:
    run = trained(f"{LINE}&dataset.noise=1&loss=asymmetric_absolute&loss.weight={weight}&{ADAM}")
    share = model(run).yardsticks["over_predicted"][0]
    assert share == pytest.approx(1 / (1 + weight), abs=0.05)
    assert plain(sentence([run])) == f"{words}{percent(share)} of the dots lie below it."


@given(
    loss=st.sampled_from(["asymmetric_absolute", "asymmetric_squared", "quantile", "expectile", "linex", "huber"]),
    weights=st.tuples(st.floats(-5, 5), st.floats(-9, 9)),
)
def test_whatever_the_line_nothing_is_said_that_its_numbers_contradict(loss: str, weights: tuple[float, float]) -> None:
    spec = RunSpec.from_query(f"{LINE}&dataset.noise=1&loss={loss}")
    run = untrained(spec, 3)
    line = SeenRun(spec, run.history, "running", evaluate(spec, 3, np.float32(weights)))
    text, below = plain(sentence([line])), float(np.mean(model(line).position > 0))
    assert_well_formed(sentence([line]))
    assert below < 0.5 or "sinks" not in text
    assert below > 0.5 or "rises" not in text
    assert 0.4 < below < 0.6 or "through the middle" not in text
    assert percent(below) in text or "lie below" not in text


@given(loss=st.sampled_from(list(LOSSES)), seed=st.integers(0, 99), size=st.floats(0.1, 30))
def test_whatever_the_model_nothing_is_said_of_its_answers_that_they_contradict(
    loss: str, seed: int, size: float
) -> None:
    assume(fits(LOSSES[loss], outline_of(Choice("dataset", "iris"))))
    spec = RunSpec(loss=Choice("loss", loss), seed=seed)
    run = untrained(spec, 3)
    weights = size * initial_weights(spec.layers, spec.n_features, seed)
    answers = SeenRun(spec, run.history, "running", evaluate(spec, 3, weights))
    text, y_pred, n = plain(sentence([answers])), model(answers).y_pred, model(answers).n_train
    assert_well_formed(sentence([answers]))
    surest, answered = y_pred[:n].max(), set(y_pred[:n].argmax(axis=1))
    assert surest <= 0.95 or not re.match(r"(The pull to ½|Smoothed labels) keeps? ", text)
    assert surest > 0.95 or " still let" not in text
    assert answered == {0, 1, 2} or "never" in text or "the same for every example" in text
    gap = y_pred[:n].max(axis=1).mean() - np.mean(y_pred[:n].argmax(axis=1) == model(answers).truth[:n])
    assert ("too sure" in text) <= (gap > 0)
    assert ("too cautious" in text) <= (gap < 0)


def test_a_pull_has_held_nothing_back_before_answers_are_as_sure_as_it_allows() -> None:
    run = trained("dataset=iris_binary&loss=custom_mse&loss.regularization_factor=0.1&epochs=60")
    assert model(run).y_pred.max() < 0.85
    assert plain(sentence([run])).startswith("No answer is as sure yet as the loss allows: accuracy ")


def test_a_line_that_has_not_come_to_rest_is_not_said_to_sink() -> None:
    run = untrained(RunSpec.from_query(f"{LINE}&loss=asymmetric_absolute&loss.weight=6"), 5)
    weights = np.array([2.0, -50.0], np.float32)
    low = SeenRun(run.spec, run.history, run.outcome, evaluate(run.spec, 5, weights))
    assert plain(sentence([low])) == f"Too high costs 6.0 times too low; {percent(0)} of the dots lie below it."


def test_where_the_ratio_of_costs_depends_on_the_error_its_size_is_told() -> None:
    run = trained(f"{LINE}&dataset.noise=1&loss=linex&loss.asymmetry=1&{ADAM}")
    assert re.match(r"Too high by [\d.]+ costs [\d.]+ times too low, so the line sinks: ", plain(sentence([run])))


def test_what_was_before_is_told_where_it_differs() -> None:
    spec = RunSpec.from_query(f"{LINE}&dataset.noise=1&loss=quantile&loss.level=0.5")
    runs = [
        SeenRun(spec, untrained(spec, 5).history, "running", evaluate(spec, 5, np.array([2, shift], np.float32)))
        for shift in (5, -5)
    ]
    told = sentence(runs[:1], runs[1:])
    assert in_hand(told)[-1] == percent(1)
    assert Span(f" (before {percent(0)})", "before") in told
    assert not any(span.role == "before" for span in sentence(runs[:1], runs[:1]))


def test_outliers_are_counted_and_the_distance_from_the_truth_is_told() -> None:
    run = trained(f"{LINE}&dataset.outlier_share=0.15&dataset.outlier_size=12&loss=mean_squared_error&{ADAM}")
    fit = model(run).fit
    assert fit is not None
    off = np.abs(fit.predicted - fit.true).mean()
    assert plain(sentence([run])) == f"Nine targets are 12.0 too high; the line is off the true line by {off:.1f}."


def test_errors_that_cost_nothing_are_told() -> None:
    run = trained(f"{LINE}&dataset.noise=1&loss=epsilon_insensitive&loss.epsilon=9&{ADAM}")
    assert in_hand(sentence([run]))[0] == percent(1)
    assert "of the errors cost nothing" in plain(sentence([run]))


def test_divergence_says_when_and_why() -> None:
    run = trained(f"{LINE}&loss=mean_squared_error&optimizer=sgd&optimizer.learning_rate=5")
    epoch = run.history.last_epoch
    assert plain(sentence([run])) == f"It diverged after epoch {epoch}: steps of 5 are too large for this loss."
    assert in_hand(sentence([run])) == [str(epoch), "5"]


def test_a_loss_that_has_grown_is_not_told_as_a_success() -> None:
    run = trained(
        f"{LINE.replace('epochs=300', 'epochs=8')}&loss=mean_squared_error&optimizer=sgd&optimizer.learning_rate=0.3"
    )
    assert run.outcome == "finished"
    assert re.fullmatch(
        r"The loss has grown from [\d.]+ to [\d.·⁰-⁹]+: steps of 0.3 are too large for it.", plain(sentence([run]))
    )


def test_a_class_that_is_never_answered_is_named() -> None:
    run = trained("loss=mean_squared_error&epochs=300&seed=9")
    assert 1 not in model(run).y_pred[:120].argmax(axis=1)
    assert plain(sentence([run])).startswith("It never answers versicolor: ")


def test_the_same_answer_for_every_example_is_told() -> None:
    run = trained("loss=mean_squared_error&epochs=20&seed=26")
    assert model(run).dead_units == 4
    assert (
        plain(sentence([run])) == f"The answer is the same for every example, and right for {percent(1 / 3)} of them."
    )


def test_a_rare_class_is_counted_and_how_much_of_it_is_found() -> None:
    run = trained(f"{FLOWERS}&dataset.imbalance=10&validation_share=0&loss=weighted_crossentropy&loss.third=0.02")
    found = model(run).confusion(held_out=False)[2]
    assert found.sum() == 5
    assert in_hand(sentence([run]))[0] == percent(found[2] / 5)
    assert plain(sentence([run])).startswith("Of the 5 rare virginica ")


def test_wrong_labels_are_counted_and_the_true_ones_judge() -> None:
    noisy, clean = (
        trained(f"{FLOWERS}&validation_share=0.4&loss=categorical_crossentropy&dataset.label_noise={noise}")
        for noise in (0.4, 0)
    )
    right = {run.spec.dataset.values["label_noise"]: model(run).yardsticks["accuracy"][1] for run in (noisy, clean)}
    told = f"of the held-out answers {percent(right[0.4])} are right."
    assert plain(sentence([noisy])) == f"36 of 90 labels are wrong; {told}"
    after = plain(sentence([clean], [noisy])).removeprefix("0 of 90 labels are wrong; of the held-out answers ")
    assert after == f"{percent(right[0])} (before {percent(right[0.4])}) are right."


@pytest.mark.parametrize(("gamma", "verdict"), [(0, "honest"), (5, "too cautious")])
def test_confidence_is_compared_with_the_share_of_right_answers(gamma: float, verdict: str) -> None:
    run = trained(f"{FLOWERS}&loss=categorical_focal&loss.gamma={gamma}&epochs=800".replace("&epochs=200", ""))
    confidence = model(run).y_pred[:120].max(axis=1).mean()
    assert plain(sentence([run])).endswith(f"on average they are {percent(float(confidence))} sure: {verdict}.")


def test_losses_on_scores_tell_who_costs_nothing() -> None:
    run = trained("dataset=iris_binary&loss=hinge&epochs=200&model=linear&optimizer.learning_rate=0.1")
    free = np.mean(model(run).cost[: model(run).n_train] == 0)
    assert free > 0.5
    assert plain(sentence([run])).endswith(f"{percent(float(free))} of the examples cost nothing any more.")


def test_after_a_change_on_the_way_the_loss_in_force_is_told() -> None:
    spec = RunSpec.from_query(f"{LINE}&dataset.noise=1&loss=asymmetric_absolute&loss.weight=3&change=4:loss.weight:50")
    assert plain(sentence([untrained(spec, 4)])).startswith("Too high costs 3.0 times too low")
    assert plain(sentence([untrained(spec, 5)])).startswith("Too high costs 50.0 times too low")


# Several runs

OUTLIERS = f"{LINE}&dataset.noise=0.5&dataset.outlier_share=0.15&dataset.outlier_size=12&{ADAM}"


def off(run: SeenRun) -> str:
    fit = model(run).fit
    assert fit is not None
    distance = np.abs(fit.predicted - fit.true).mean()
    return f"{distance:.1f}" if distance >= 0.995 else f"{distance:.2f}" if distance >= 0.095 else f"{distance:.2g}"


def test_several_losses_are_compared_by_their_distance_from_the_truth() -> None:
    squared = trained(f"{OUTLIERS}&loss=mean_squared_error", "Squared error")
    huber = trained(f"{OUTLIERS}&loss=huber", "Huber")
    told = f"Off the true line: Squared error {off(squared)}, Huber {off(huber)}."
    assert plain(sentence([squared, huber])) == f"Nine targets are 12.0 too high. {told}"
    smaller = trained(
        f"{OUTLIERS.replace('outlier_size=12', 'outlier_size=0')}&loss=mean_squared_error", "Squared error"
    )
    moved = plain(sentence([squared, huber], [smaller]))
    assert f"Squared error {off(squared)} (before {off(smaller)}), Huber {off(huber)}." in moved


def test_runs_on_other_data_are_passed_over() -> None:
    run, other = untrained(RunSpec(), 3), untrained(RunSpec.from_query("dataset=linear&loss=huber"), 3)
    assert sentence([run, other]) == sentence([run])


def test_runs_without_names_are_told_by_their_values() -> None:
    runs = [untrained(RunSpec().with_value("optimizer.learning_rate", rate), 3) for rate in (0.01, 0.02)]
    assert plain(sentence(runs, (), "optimizer.learning_rate")).startswith("Right answers: rate 0.01 ")


def test_where_room_is_short_what_was_before_is_told_of_the_run_in_hand_alone() -> None:
    names = ("A long name for a run", "Another long name", "A third name")
    small, large = (
        [
            untrained(RunSpec.from_query(f"{OUTLIERS}&loss=huber&seed={seed}"), 3, name)
            for seed, name in enumerate(names, n)
        ]
        for n in (0, 5)
    )
    told = sentence(large, small)
    assert plain(told).startswith("Nine targets are ")
    assert [span.role for span in told].count("before") == 1


def test_too_many_runs_are_told_as_far_as_there_is_room() -> None:
    runs = [untrained(RunSpec().with_value("seed", seed), 3, f"A run with the long name {seed}") for seed in range(8)]
    told = sentence(runs)
    assert_well_formed(told)
    assert len(in_hand(told)) == 3


def test_quantiles_are_told_by_what_lies_between_them() -> None:
    base = f"{LINE}&dataset.noise=1&loss=quantile&{ADAM}"
    upper, median, lower = (trained(f"{base}&loss.level={level}") for level in (0.9, 0.5, 0.1))
    y, high, low = model(upper).truth, model(upper).y_pred, model(lower).y_pred
    between = float(np.mean((low <= y) & (y <= high)))
    told = sentence([upper, median, lower], (), "loss.level")
    assert plain(told) == f"Between the lines for 0.10 and 0.90 lie {percent(between)} of the dots."
    same = sentence([median, median], (), "loss.level")
    assert plain(same).startswith(f"All ask for {percent(0.5)} of the dots below them; it is ")


def test_of_several_runs_one_that_diverged_is_named() -> None:
    base = f"{LINE}&dataset.noise=1&optimizer=sgd&optimizer.learning_rate=0.5"
    squared, absolute = (
        trained(f"{base}&loss=mean_squared_error", "Squared"),
        trained(f"{base}&loss=mean_absolute_error", "Absolute"),
    )
    epoch = squared.history.last_epoch
    told = plain(sentence([squared, absolute]))
    assert told == (
        f"Squared diverged after epoch {epoch}: steps of 0.5 are too large for it. "
        f"Off the true line: Absolute {off(absolute)}."
    )
    assert plain(sentence([squared, squared])).startswith("It diverged after epoch ")
    named = plain(sentence([squared, absolute, squared]))
    assert named.startswith("Squared and Squared diverge: steps of 0.5 are too large. Off the true line: Absolute ")


def test_of_several_runs_one_that_grows_is_named() -> None:
    base = f"{LINE.replace('epochs=300', 'epochs=8')}&dataset.noise=1&optimizer=sgd&optimizer.learning_rate=0.3"
    squared = trained(f"{base}&loss=mean_squared_error", "Squared")
    absolute = trained(f"{base}&loss=mean_absolute_error", "Absolute")
    assert squared.growth is not None
    assert re.fullmatch(
        r"Squared has grown to [\d.·⁰-⁹]+: steps of 0.3 are too large for it. Off the true line: Absolute [\d.]+.",
        plain(sentence([squared, absolute])),
    )


def test_wrong_labels_are_told_once_and_held_out_examples_judge() -> None:
    query = f"{FLOWERS}&validation_share=0.4&dataset.label_noise=0.4"
    runs = [untrained(RunSpec.from_query(f"{query}&loss={loss}"), 3, loss[:5]) for loss in ("poly_1", "dice")]
    shares = [model(run).yardsticks["accuracy"][1] for run in runs]
    assert plain(sentence(runs)) == (
        f"36 of 90 labels are wrong. Right among the held-out: poly_ {percent(shares[0])}, dice {percent(shares[1])}."
    )
