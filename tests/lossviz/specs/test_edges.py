"""Bounds at their very edge: what is allowed at most is accepted, and the next beyond it refused in a sentence.

The bounds stand here once more as numbers. Those of the parameters of components are tried in
`declare/test_registry.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from lossviz.errors import SpecError
from lossviz.losses import LOSSES
from lossviz.losses.axes import ranges_of
from lossviz.specs.choice import Choice
from lossviz.specs.comparison import Comparison, NamedSpec, read_file
from lossviz.specs.loss_view import LossView
from lossviz.specs.run import RunSpec
from lossviz.specs.sweep import Sweep
from lossviz.training.advance import advance
from lossviz.training.data import arrays

Edge = tuple[Callable[..., object], object, object, str]
"""What is made, of what at the edge, of what beyond it, and what is said of that."""

LAST_SEED = 2_147_483_548
"""The layers of a model take the seeds from that of the run on, which a whole number of 32 bits has to hold."""


def run(name: str) -> Callable[[object], object]:
    """Return what makes a run with a value of a link."""
    return lambda value: RunSpec.from_query(f"{name}={value}")


def more(value: float) -> float:
    return math.nextafter(value, math.inf)


def less(value: float) -> float:
    return math.nextafter(value, -math.inf)


RUN: dict[str, Edge] = {
    "fewest epochs": (run("epochs"), 1, 0, "[1, 20000]. Got 0 instead."),
    "most epochs": (run("epochs"), 20_000, 20_001, "[1, 20000]. Got 20001 instead."),
    "smallest batch": (run("batch_size"), 1, 0, "[1, 1000]. Got 0 instead."),
    "largest batch": (run("batch_size"), 1000, 1001, "[1, 1000]. Got 1001 instead."),
    "first seed": (run("seed"), 0, -1, "Got -1 instead."),
    "last seed": (run("seed"), LAST_SEED, LAST_SEED + 1, "[0, 2147483548]. Got 2147483549 instead."),
    "first split": (run("split_seed"), 0, -1, "Got -1 instead."),
    "last split": (run("split_seed"), 2**31 - 1, 2**31, "[0, 2147483647]. Got 2147483648 instead."),
    "nothing held out": (run("validation_share"), 0, less(0), "[0, 0.9]."),
    "most held out": (run("validation_share"), 0.9, more(0.9), "[0, 0.9]. Got 0.9000000000000001 instead."),
}


def changed(n: int) -> RunSpec:
    """Return a run with n changes on its way."""
    return RunSpec.from_query("&".join(f"change={i}:optimizer.learning_rate:0.1" for i in range(n)))


def change_at(epoch: int) -> RunSpec:
    """Return a run of 30 epochs that changes after one of them."""
    return RunSpec.from_query(f"epochs=30&change={epoch}:optimizer.learning_rate:0.1")


def link_of_length(n: int) -> RunSpec:
    """Return the run of a link of so many characters."""
    link = "optimizer.learning_rate=0.01"
    return RunSpec.from_query(link + "0" * (n - len(link)))


def long_run(epochs: int) -> RunSpec:
    """Return a run of the largest model on the largest data: an epoch takes 50 ms by estimate."""
    data = "dataset=linear&dataset.examples=1000&validation_share=0&batch_size=1000&loss=huber"
    return RunSpec.from_query(f"{data}&model.units=64&model.layers=3&epochs={epochs}")


def features(n: int) -> RunSpec:
    """Return a run on data with n features."""
    return RunSpec.from_query(f"dataset=linear&loss=huber&dataset.weights={','.join('1' * n)}")


def weight(value: float) -> RunSpec:
    """Return a run on data with a true weight."""
    return RunSpec.from_query(f"dataset=linear&loss=huber&dataset.weights={value!r}")


WORK: dict[str, Edge] = {
    "most changes": (changed, 50, 51, "A run must have at most 50 changes. Got 51 instead."),
    "first change": (change_at, 0, -1, "after an epoch in [0, 29]. Got -1."),
    "last change": (change_at, 29, 30, "after an epoch in [0, 29]. Got 30."),
    "longest link": (link_of_length, 8000, 8001, "A link must have at most 8,000 characters. Got 8,001 instead."),
    "longest run": (long_run, 1192, 1193, "A run must be trained in about 60 seconds."),
    "most features": (features, 8, 9, "must be 1 to 8 numbers in [-100, 100], separated by commas."),
    "largest true weight": (weight, 100.0, more(100.0), "must be 1 to 8 numbers in [-100, 100]"),
    "least true weight": (weight, -100.0, less(-100.0), "must be 1 to 8 numbers in [-100, 100]"),
}


def compared(n: int) -> Comparison:
    """Return the comparison of a link to n runs."""
    return Comparison.from_query("&".join(f"run={i}~seed={i}" for i in range(n)))


def linked(n: int) -> str:
    """Return the link to n runs."""
    return Comparison(tuple(NamedSpec(f"{i}", RunSpec(seed=i)) for i in range(n))).to_query()


def filed(n: int) -> Comparison:
    """Return a comparison of n runs that was saved."""
    return read_file(Comparison(tuple(NamedSpec(f"{i}", RunSpec(seed=i)) for i in range(n))).to_file().encode())


def file_of_size(n: int) -> Comparison:
    """Return the comparison of a file of n bytes."""
    content = Comparison((NamedSpec("語", RunSpec()),)).to_file().encode()
    return read_file(content + b" " * (n - len(content)))


def named(n: int) -> NamedSpec:
    """Return a run with a name of n characters."""
    return NamedSpec("語" * n, RunSpec())


COMPARED: dict[str, Edge] = {
    "fewest runs of a link": (compared, 1, 0, "1 to 8 runs. Got 0 instead."),
    "most runs of a link": (compared, 8, 9, "1 to 8 runs. Got 9 instead."),
    "most runs that have a link": (linked, 8, 9, "1 to 8 runs. Got 9 instead. A file holds up to 32."),
    "most runs of a file": (filed, 32, 33, "A comparison must have 1 to 32 runs. Got 33 instead."),
    "largest file": (file_of_size, 1_048_576, 1_048_577, "at most 1024 KB. Got 1,048,577 bytes instead."),
    "longest name": (named, 40, 41, "must be 1 to 40 printable characters"),
    "shortest name": (named, 1, 0, "must be 1 to 40 printable characters"),
}


def swept(n: int, *others: str) -> Sweep:
    """Return a sweep of n values."""
    pairs = [f"sweep=loss.regularization_factor:0:1:{n}:linear", *others]
    return Sweep.from_query("&".join(["epochs=5", *pairs]))


def map_of(n: int) -> Sweep:
    """Return a sweep of n values of each of two parameters."""
    return swept(n, f"sweep=optimizer.learning_rate:0.001:0.1:{n}:log")


def seeded(n: int) -> Sweep:
    """Return a sweep with n seeds for each value."""
    return swept(2, f"seeds={n}")


def seeded_from(seed: int) -> Sweep:
    """Return a sweep whose 16 seeds begin with one."""
    return swept(2, "seeds=16", f"seed={seed}")


def long_sweep(epochs: int) -> Sweep:
    """Return the largest sweep of one parameter."""
    return Sweep.from_query(f"epochs={epochs}&sweep=loss.regularization_factor:0:2:129:linear&seeds=16")


SWEPT: dict[str, Edge] = {
    "fewest values": (swept, 2, 1, "must have 2 to 129 values each. Got 1 instead."),
    "most values": (swept, 129, 130, "must have 2 to 129 values each. Got 130 instead."),
    "most values of a map": (map_of, 33, 34, "must have 2 to 33 values each. Got 34 instead."),
    "most seeds": (seeded, 16, 17, "must be a whole number in [1, 16]. Got 17."),
    "fewest seeds": (seeded, 1, 0, "must be a whole number in [1, 16]. Got 0."),
    "last seeds": (seeded_from, LAST_SEED - 15, LAST_SEED - 14, "[0, 2147483548]. Got 2147483549 instead."),
    "longest sweep": (long_sweep, 4703, 4704, "A sweep must take about 120 seconds."),
}


def target_of(loss: str) -> Callable[[float], LossView]:
    """Return what draws a loss for a target."""
    return lambda target: LossView(loss=Choice("loss", loss), target=target, position=1.0)


def read_at(loss: str) -> Callable[[float], LossView]:
    """Return what reads a loss at a position."""
    return lambda position: LossView(loss=Choice("loss", loss), target=1.0, position=position)


VIEWS: dict[str, Edge] = {
    "greatest target": (target_of("huber"), 1000.0, more(1000.0), "must be a number in [-1000, 1000]."),
    "least target": (target_of("huber"), -1000.0, less(-1000.0), "must be a number in [-1000, 1000]."),
    "least positive target": (target_of("gamma_deviance"), 0.1, less(0.1), "must be a number in [0.1, 1000]."),
    "last class of two": (target_of("hinge"), 1.0, more(1.0), "must be a number in [0, 1]."),
    "last class of three": (target_of("categorical_crossentropy"), 2.0, more(2.0), "must be a number in [0, 2]."),
    "greatest probability": (read_at("categorical_brier"), 1.0, more(1.0), "must be a number in [0, 1]."),
    "least probability": (read_at("categorical_brier"), 0.0, less(0.0), "must be a number in [0, 1]."),
    "last error": (read_at("huber"), 1000.0, more(1000.0), "must be a number in [-1000, 1000]."),
}

EDGES = {**RUN, **WORK, **COMPARED, **SWEPT, **VIEWS}


@pytest.mark.parametrize(("make", "edge", "beyond", "sentence"), EDGES.values(), ids=EDGES)
def test_a_bound_is_accepted_and_what_is_beyond_it_refused(
    make: Callable[..., object], edge: object, beyond: object, sentence: str
) -> None:
    assert make(edge)
    with pytest.raises(SpecError) as refused:
        make(beyond)
    assert sentence in str(refused.value)


def test_positions_in_links_end_where_the_axis_does() -> None:
    assert ranges_of(LOSSES["huber"], 1.0).limits == (-1000.0, 1000.0)
    assert ranges_of(LOSSES["categorical_brier"], 1.0).limits == (0.0, 1.0)


@pytest.mark.parametrize(
    ("query", "n_train", "n_held_out"),
    [
        ("dataset=linear&loss=huber&dataset.examples=2&validation_share=0.9", 1, 1),
        ("dataset=linear&loss=huber&dataset.examples=2&validation_share=0", 2, 0),
        ("dataset=linear&loss=huber&dataset.examples=2&validation_share=1e-9", 1, 1),
        ("dataset=linear&loss=huber&dataset.examples=10&validation_share=0.9", 1, 9),
        ("validation_share=0.9", 15, 135),
        ("validation_share=1e-9", 147, 3),
        ("dataset=iris_binary&loss=hinge&validation_share=0.9", 10, 90),
    ],
)
def test_the_least_that_can_be_trained_on_and_held_out_is_trained(query: str, n_train: int, n_held_out: int) -> None:
    spec = RunSpec.from_query(f"{query}&epochs=2")
    assert (spec.n_train, spec.n_validation) == (n_train, n_held_out)
    data = arrays(spec)
    assert (len(data.x), len(data.x_val)) == (n_train, n_held_out)
    if spec.outline.n_classes:
        for part in (data.truth, data.truth_val):
            assert len(np.unique(part)) == spec.outline.n_classes, "every class is on both sides"
    _, (chunk,) = advance([spec], [None], 3)
    assert np.isfinite(chunk.rows).all()


def test_the_last_seeds_train_the_deepest_model() -> None:
    spec = RunSpec.from_query(f"seed={LAST_SEED}&split_seed={2**31 - 1}&model.layers=3&epochs=2")
    _, (chunk,) = advance([spec], [None], 3)
    assert np.isfinite(chunk.rows).all()
    assert len(np.unique(chunk.rows[:, 0])) == 3
