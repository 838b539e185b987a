"""What a sweep is: its values, its runs, its link, and what is refused."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossviz.analysis.seeds import Spread, spread
from lossviz.errors import SpecError
from lossviz.runs.sweep_calls import MAX_BLOCK, MAX_KEPT_EPOCHS, blocks_of, common_epochs
from lossviz.specs.choice import KINDS, Choice
from lossviz.specs.fitting import with_component
from lossviz.specs.run import Change, RunSpec
from lossviz.specs.sweep import (
    COMPILE_SECONDS,
    MAX_SEEDS,
    MAX_VALUES,
    ParamRange,
    Sweep,
    coarse_first,
    slider_range,
    sweepable,
)
from tests.strategies import or_sentence, sweeps

BASE = RunSpec()
FACTOR = "loss.regularization_factor"


def sweep_of(*texts: str, base: RunSpec = BASE, n_seeds: int = 1) -> Sweep:
    """Return the sweep of ranges as a link writes them."""
    return Sweep(base, tuple(map(ParamRange.read, texts)), n_seeds)


# Links


@given(sweeps())
def test_any_sweep_survives_the_round_trip_through_a_link(sweep: Sweep) -> None:
    again = Sweep.from_query(sweep.to_query())
    assert again == sweep
    assert again.values == sweep.values


@given(
    st.text() | st.from_regex(r"(sweep=[a-z_.]{0,20}:[0-9.e-]{0,5}:[0-9.e-]{0,5}:\d{0,3}:(log|linear)|seeds=\w{0,4})&?")
)
def test_any_garbage_in_a_link_gives_a_sweep_or_a_sentence(query: str) -> None:
    sweep, sentence = or_sentence(Sweep.from_query, query)
    assert (sweep is None) != (sentence is None)


def test_a_link_that_sweeps_nothing_sweeps_the_first_parameter_of_its_loss() -> None:
    assert Sweep.from_query("") == sweep_of(f"{FACTOR}:0:2:33:linear")
    # A loss without parameters leaves the optimizer's.
    assert Sweep.from_query("loss=mean_squared_error").ranges[0].name == "optimizer.learning_rate"


def test_the_link_is_as_short_as_its_values() -> None:
    query = sweep_of(f"{FACTOR}:0:2:33:linear", "optimizer.learning_rate:0.0001:0.1:9:log", n_seeds=3).to_query()
    assert query.endswith(f"&sweep={FACTOR}:0:2:33:linear&sweep=optimizer.learning_rate:0.0001:0.1:9:log&seeds=3")


# Values


@given(sweeps())
def test_values_increase_within_the_bounds_and_are_nice(sweep: Sweep) -> None:
    params = sweepable(sweep.base)
    for swept, values in zip(sweep.ranges, sweep.values, strict=True):
        param = params[swept.name]
        assert 2 <= len(values) <= swept.n
        assert (values[0], values[-1]) == (swept.low, swept.high)
        assert all(a < b for a, b in pairwise(values))
        assert all(param.low <= value <= param.high and type(value) is param.type for value in values)
        if param.type is float:
            assert all(value in (float(f"{value:.6g}"), swept.low, swept.high) for value in values)


def test_whole_numbers_are_whole_and_differ() -> None:
    assert sweep_of("model.units:1:4:33:log").values == ((1, 2, 3, 4),)


def test_steps_are_differences_or_ratios() -> None:
    assert sweep_of(f"{FACTOR}:0:1:5:linear").values == ((0, 0.25, 0.5, 0.75, 1),)
    assert sweep_of("optimizer.learning_rate:0.001:1:4:log").values == ((0.001, 0.01, 0.1, 1),)


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in KINDS.items() for name in names])
def test_every_parameter_of_every_component_can_be_swept_from_end_to_end(kind: str, name: str) -> None:
    base, _ = with_component(RunSpec(epochs=20), Choice(kind, name))
    for parameter, param in sweepable(base).items():
        of_slider = slider_range(base, parameter, n=3)
        for swept in (of_slider, ParamRange(parameter, param.low, param.high, 3)):
            sweep = Sweep(base, (swept,))
            assert sweep.values[0][0] == pytest.approx(swept.low)
            assert sweep.values[0][-1] == pytest.approx(swept.high)
            for block in blocks_of(sweep):
                assert len({sweep.spec(number).program_key for number in block}) == 1
        assert param.soft in (None, (of_slider.low, of_slider.high))


def test_a_parameter_that_a_run_lacks_is_refused_in_a_sentence() -> None:
    for name in ("loss.delta", "epochs", "loss", "model.nothing", "nothing", "dataset.flat_target"):
        with pytest.raises(SpecError, match=f"^A sweep must be of one of 14 names, such as .*{name}' instead"):
            slider_range(BASE, name)


def test_everything_numeric_but_the_epochs_can_be_swept() -> None:
    names = list(sweepable(BASE))
    assert names[0] == FACTOR
    assert {"optimizer.learning_rate", "dataset.label_noise", "model.units", "seed", "batch_size"} <= set(names)
    assert not {"epochs", "model.activation", "dataset.flat_target"} & set(names)


# Runs


@given(sweeps())
def test_runs_are_the_recipe_with_the_values_of_their_cell_and_their_seed(sweep: Sweep) -> None:
    for number in {0, sweep.n_runs // 2, sweep.n_runs - 1}:
        cell, seed = divmod(number, sweep.n_seeds)
        expected = sweep.base.with_value("seed", sweep.base.seed + seed)
        for name, value in sweep.cell_values(cell).items():
            expected = expected.with_value(name, value)
        assert sweep.spec(number) == expected


@given(sweeps())
def test_every_run_is_in_one_block(sweep: Sweep) -> None:
    blocks = blocks_of(sweep)
    assert sorted(number for block in blocks for number in block) == list(range(sweep.n_runs))
    assert max(map(len, blocks)) <= MAX_BLOCK


def test_one_program_serves_a_whole_sweep_wherever_possible() -> None:
    for text in (
        "loss.regularization_factor:0:2:33:linear",
        "dataset.label_noise:0:0.5:33:linear",
        "seed:0:32:33:linear",
    ):
        assert len(sweep_of(text).programs) == 1
    assert len(sweep_of("model.units:1:8:8:linear").programs) == 8
    sizes = sweep_of("batch_size:17:32:16:linear")
    assert len(sizes.programs) == 1
    assert COMPILE_SECONDS < sizes.seconds < 2 * COMPILE_SECONDS
    assert len(sweep_of("batch_size:1:119:119:linear").programs) == 8
    # Some values of the imbalance leave as many examples.
    assert len(sweep_of("dataset.imbalance:1:10:33:linear").programs) < 33


def test_changes_during_the_run_are_dropped() -> None:
    base = RunSpec(changes=(Change(10, FACTOR, 1.0),))
    assert sweep_of(f"{FACTOR}:0:2:33:linear", base=base).base == RunSpec()


def test_the_ends_of_the_range_come_first_and_then_what_halves_the_gaps() -> None:
    assert list(coarse_first((9,))) == [0, 8, 4, 2, 6, 1, 3, 5, 7]
    assert sorted(coarse_first((5, 4))) == list(range(20))
    assert list(coarse_first((5, 5)))[:4] == [0, 4, 20, 24]


@given(st.integers(1, 20_000))
def test_common_epochs_hold_the_first_and_the_last(epochs: int) -> None:
    found = common_epochs(epochs)
    assert (found[0], found[-1]) == (0, epochs)
    assert len(found) == min(epochs + 1, MAX_KEPT_EPOCHS)


# Refusals


@pytest.mark.parametrize(
    ("texts", "n_seeds", "words"),
    [
        (["loss.delta:0:1:5:linear"], 1, "A sweep must be of one of 14 names, such as loss.regularization_factor, "),
        (["epochs:1:10:5:linear"], 1, "A sweep must be of one of "),
        ([f"{FACTOR}:-1:1:5:linear"], 1, "The regularization factor of CustomMSE must be a number in"),
        ([f"{FACTOR}:0:1e9:5:linear"], 1, "The regularization factor of CustomMSE must be a number in"),
        ([f"{FACTOR}:1:1:5:linear"], 1, "A sweep must go from a lower to a higher value. Got 1 to 1 instead."),
        ([f"{FACTOR}:0:1:5:log"], 1, "A logarithmic sweep must begin above 0. Got 0 instead."),
        ([f"{FACTOR}:0:1:1:linear"], 1, f"must have 2 to {MAX_VALUES} values each. Got 1 instead."),
        ([f"{FACTOR}:0:1:130:linear"], 1, f"must have 2 to {MAX_VALUES} values each. Got 130 instead."),
        ([f"{FACTOR}:0:1:34:linear", "seed:0:9:5:linear"], 1, "A sweep of two parameters must have 2 to 33 values"),
        ([f"{FACTOR}:0:1:5:linear"] * 2, 1, "The two parameters of a sweep must differ."),
        ([f"{FACTOR}:0:1:5:linear"] * 3, 1, "A sweep must be of one parameter or two. Got 3 instead."),
        ([f"{FACTOR}:0:1:5:linear"], 17, f"The seeds of a sweep must be a whole number in [1, {MAX_SEEDS}]. Got 17."),
        (["seed:0:9:5:linear"], 2, "A sweep of the seed must have one seed each. Got 2 instead."),
        (["model.units:1:33:33:linear", "batch_size:1:33:33:linear"], 1, "choose fewer values."),
        ([f"{FACTOR}:0:nan:5:linear"], 1, "must be a number in"),
        (["nonsense"], 1, "A sweep must be name:low:high:values:log"),
    ],
)
def test_what_is_out_of_bounds_is_refused_in_a_sentence(texts: list[str], n_seeds: int, words: str) -> None:
    with pytest.raises(SpecError) as refused:
        sweep_of(*texts, n_seeds=n_seeds)
    assert words in str(refused.value)


def test_what_takes_too_long_is_refused_with_the_reason() -> None:
    with pytest.raises(SpecError, match=r"This one would take [\d,]+, for 17,424 runs and 1 programs"):
        sweep_of(
            f"{FACTOR}:0:2:33:linear",
            "optimizer.learning_rate:0.001:1:33:log",
            base=RunSpec(epochs=3000),
            n_seeds=16,
        )


# Spread


@given(st.integers(1, 16), st.integers(0, 2**31))
def test_the_band_holds_the_median(n_seeds: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    values = random.normal(size=(n_seeds, 5, 3))
    values[random.random(values.shape) < 0.3] = np.nan
    found = spread(values)
    known = np.isfinite(values).any(axis=0)
    for part in (found.low, found.median, found.high):
        assert (np.isfinite(part) == known).all()
    assert (found.low[known] <= found.median[known]).all()
    assert (found.median[known] <= found.high[known]).all()


@given(st.integers(1, 16), st.integers(0, 2**31))
def test_the_band_is_that_of_numpy(n_seeds: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(n_seeds, 5))
    values[1:, :3] = np.where(values[1:, :3] > 0.5, np.inf, values[1:, :3])
    found = spread(values)
    expected = np.nanpercentile(np.where(np.isfinite(values), values, np.nan), (50, 10, 90), axis=0)
    np.testing.assert_allclose([found.median, found.low, found.high], expected, rtol=1e-9, atol=1e-12)


def test_the_band_of_one_seed_is_a_line() -> None:
    found: Spread = spread(np.array([[1.0, 2.0]]))
    assert found.low.tolist() == found.median.tolist() == found.high.tolist() == [1, 2]


@given(sweeps())
@settings(max_examples=100)
def test_every_value_of_a_sweep_has_words_of_its_own(sweep: Sweep) -> None:
    assert [len(set(words)) for words in sweep.words] == list(sweep.shape)
