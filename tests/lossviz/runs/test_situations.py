"""Situations, the sentence that must come in each, and those that must not; and that what sentences say is so.

Each holds over several seeds.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pytest

from lossviz.analysis.evaluation import Evaluation, evaluate
from lossviz.runs import model_facts as facts
from lossviz.runs.diagnosis import why
from lossviz.runs.run import Run
from lossviz.runs.trend import trend
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance

SEEDS = range(4)


def changed(query: str, **pairs: object) -> str:
    """Return a query with other values."""
    spec = RunSpec.from_query(query)
    for name, value in pairs.items():
        spec = spec.with_value(name.replace("__", "."), value)
    return spec.to_query()


LINE = (
    "dataset=linear&dataset.weights=2&dataset.intercept=1&dataset.noise=0.5&dataset.examples=60&validation_share=0"
    "&model=linear&optimizer.learning_rate=0.1&batch_size=60&epochs=300"
)
OUTLIERS = f"{LINE}&dataset.outlier_share=0.15&dataset.outlier_size=12"
FLOWERS = "dataset=iris&model=softmax&optimizer.learning_rate=0.1&batch_size=150&epochs=300"
SLOW = (
    "dataset=iris&loss=categorical_crossentropy&model.units=8&model.activation=sigmoid&optimizer=sgd"
    "&optimizer.learning_rate=0.01&batch_size=100&epochs=100"
)
TRAP = "dataset=linear&dataset.flat_target=true&validation_share=0&batch_size=20&model=linear&loss=mean_squared_error"

STANDS = ("It rests", "It has levelled off", "It no longer moves")
MOVES = ("It still learns", "It learns slowly", "It hardly moves", "The loss rises")
MODELS = ("outliers decide", "The trap is on", "no intercept", "overfits", "same prediction", "costs least", "asks for")


class Situation(NamedTuple):
    """A run, a sentence that must come and those that must not."""

    query: str
    must: str
    must_not: tuple[str, ...] = ()


SITUATIONS = {
    "a rate too small, as in the issue": Situation(SLOW, "It learns slowly|It still learns", STANDS + MODELS),
    "a rate far too small": Situation(
        changed(LINE, loss="mean_squared_error", optimizer="sgd", optimizer__learning_rate=1e-6),
        "It hardly moves",
        STANDS,
    ),
    "steep and still falling, as in the issue": Situation(
        "dataset=linear&loss=linex&loss.asymmetry=5&model=linear&optimizer.learning_rate=0.01&dataset.intercept=-10",
        "It still learns",
        STANDS + MODELS,
    ),
    "outliers that decide": Situation(f"{OUTLIERS}&loss=mean_squared_error", "outliers decide", (*MOVES, "overfits")),
    "outliers that are looked away from": Situation(f"{OUTLIERS}&loss=geman_mcclure", "", ("outliers", *MOVES)),
    "no outliers": Situation(changed(LINE, loss="mean_squared_error", epochs=2000), "It rests", MODELS + MOVES),
    "two parameters, dragged by outliers": Situation(
        "dataset=linear&dataset.weights=2&dataset.outlier_share=0.2&dataset.outlier_size=30&dataset.noise=1"
        "&dataset.examples=40&validation_share=0.4&loss=mean_squared_error&model=linear&epochs=2000"
        "&optimizer.learning_rate=0.05",
        "outliers decide",
        ("overfits",),
    ),
    "room to learn by heart": Situation(
        "dataset=linear&dataset.noise=3&validation_share=0.5&model=mlp&model.units=64&model.layers=2"
        "&loss=mean_squared_error&epochs=600&optimizer.learning_rate=0.01",
        "It overfits",
        ("outliers",),
    ),
    "a pull": Situation(
        f"{FLOWERS}&loss=custom_mse&loss.regularization_factor=1",
        "An answer costs least at 0.67, not at 1: there target and pull balance",
        ("asks for", "overfits", "outliers"),
    ),
    "no pull": Situation(
        f"{FLOWERS}&loss=custom_mse&loss.regularization_factor=0",
        "It still learns|It stands still with 33% of the answers wrong",
        ("costs least", "pull", "cannot fit"),
    ),
    "a pull on numbers": Situation(f"{LINE}&loss=custom_mse&loss.regularization_factor=1", "below a typical target"),
    "smoothed labels": Situation(
        f"{FLOWERS}&loss=categorical_crossentropy&loss.label_smoothing=0.3", "that is what the smoothed label says"
    ),
    "the trap": Situation(f"{TRAP}&optimizer.learning_rate=0.1", r"of shape \(20, 20\)", ("overfits", "asks for")),
    "the trap is off": Situation(TRAP.replace("true", "false", 1), "", ("trap",)),
    "no intercept": Situation(
        changed(LINE, dataset__intercept=5.0, model__bias=False, loss="huber"), "no intercept", ("outliers",)
    ),
    "no intercept needed": Situation(
        changed(LINE, dataset__intercept=0.0, dataset__noise=0.0, model__bias=False, loss="mean_squared_error"),
        "It fits the targets",
        ("intercept",),
    ),
    "a class that is masked": Situation(
        "dataset=iris&loss=mean_squared_error&model=linear&optimizer.learning_rate=0.05&batch_size=150&epochs=5000",
        "of the answers are wrong: this model cannot fit the data",
        ("overfits", "dead"),
    ),
    "one side that costs more": Situation(
        changed(LINE, loss="quantile", loss__level=0.8, optimizer__learning_rate=0.02, epochs=1000),
        "asks for 80% of the targets to lie below",
        ("costs least", "outliers"),
    ),
}


def trained(query: str, seeds: range = SEEDS) -> list[tuple[Run, Evaluation]]:
    """Return a run for each seed, at its end, and what its model does."""
    specs = [RunSpec.from_query(query).with_value("seed", seed) for seed in seeds]
    states, chunks = advance(specs, [None] * len(specs), specs[0].epochs + 1)
    runs = [Run(spec) for spec in specs]
    for run, state, chunk in zip(runs, states, chunks, strict=True):
        run.extend(state, chunk, 0.1)
    return [(run, evaluate(run.spec, state.epoch, state.weights)) for run, state in zip(runs, states, strict=True)]


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_situation_has_its_sentence_and_no_other(name: str) -> None:
    query, must, must_not = SITUATIONS[name]
    for run, seen in trained(query):
        told = " ".join(why(run, seen, limit=9))
        assert re.search(must, told), (run.spec.seed, told)
        assert not [words for words in must_not if words in told], (run.spec.seed, told)
        if must:
            assert re.search(must, " ".join(why(run, seen))), "it is among the first two"


@pytest.mark.parametrize("name", SITUATIONS)
def test_what_stands_stays_where_it_is_and_what_moves_goes_on(name: str) -> None:
    query = SITUATIONS[name].query
    epochs = RunSpec.from_query(query).epochs
    for (run, seen), (longer, _) in zip(trained(query), trained(changed(query, epochs=3 * epochs)), strict=True):
        told = " ".join(why(run, seen, limit=9))
        before = float(run.history["loss"][-(epochs // 4) :].mean())
        after = float(longer.history["loss"][-(epochs // 4) :].mean())
        if any(words in told for words in STANDS):
            assert after == pytest.approx(before, rel=0.05, abs=1e-6), run.spec.seed
        if "still learns" in told or "is small for these data" in told:
            assert after < before, run.spec.seed


@pytest.mark.parametrize("name", ["a rate too small, as in the issue", "a rate far too small"])
def test_a_rate_that_is_called_small_is_small(name: str) -> None:
    query = SITUATIONS[name].query
    rate = RunSpec.from_query(query).optimizer.values["learning_rate"]
    faster = changed(query, optimizer__learning_rate=10 * float(rate))  # type: ignore[arg-type]
    for (run, _), (other, _) in zip(trained(query), trained(faster), strict=True):
        assert other.history["loss"][-1] < run.history["loss"][-1]


def test_the_issue_s_run_goes_far_below_where_it_was_said_to_level_off() -> None:
    for run, _ in trained(f"{SLOW}&epochs=2000".replace("&epochs=100", "", 1)):
        assert run.history["loss"][100] > 0.8
        assert run.history["loss"][-1] < 0.4


def test_units_that_are_dead_stay_dead() -> None:
    query = "dataset=iris&loss=mean_squared_error&epochs="
    n_dead = 0
    for (run, seen), (_, later) in zip(trained(f"{query}50", range(8)), trained(f"{query}500", range(8)), strict=True):
        if "only another seed helps" in " ".join(why(run, seen, limit=9)):
            n_dead += 1
            assert later.dead_units >= seen.dead_units
    assert n_dead >= 2


def test_outliers_that_decide_drag_the_line_and_others_do_not() -> None:
    for loss, decide in (("mean_squared_error", True), ("geman_mcclure", False)):
        with_, without = (trained(f"{query}&loss={loss}") for query in (OUTLIERS, LINE))
        for (run, seen), (_, clean) in zip(with_, without, strict=True):
            dragged = (facts.off_truth(seen) or 0) - (facts.off_truth(clean) or 0)
            assert (dragged > 0.5) == decide
            assert any("outliers decide" in told for told in why(run, seen)) == decide


def test_the_trap_leaves_the_model_worse_off() -> None:
    rated = f"{TRAP}&optimizer.learning_rate=0.1"
    for (_, flat), (_, proper) in zip(trained(rated), trained(rated.replace("true", "false", 1)), strict=True):
        assert facts.typical_error(flat) > 3 * facts.typical_error(proper)


def test_a_gradient_that_overflows_without_an_end_is_told_and_not_called_rest() -> None:
    query = "dataset=linear&dataset.intercept=20&loss=linex&loss.asymmetry=-2&model=linear&validation_share=0&epochs=60"
    end = "RMSprop squares its gradient, and that overflows: the weights no longer move."
    for run, seen in trained(f"{query}&optimizer=rmsprop"):
        assert run.outcome == "finished"
        assert why(run, seen, limit=9)[-1] == end
        assert run.history["loss"][-1] == pytest.approx(run.history["loss"][0], rel=1e-5)


def test_noise_has_no_trend() -> None:
    """Of a loss that only scatters, hardly ever more than chance is called a move."""
    random = np.random.default_rng(0)
    kinds = [trend(1 + 0.2 * random.standard_normal(200), np.ones(200)) for _ in range(300)]
    assert sum(seen is not None and seen.kind in ("falls", "creeps", "rises") for seen in kinds) <= 6


def test_too_few_epochs_have_no_trend() -> None:
    assert trend(np.ones(20), np.ones(20)) is None
    assert trend(np.ones(21), np.ones(21)) is not None
