"""What a browser tells of the table of runs is read as acts, or is nothing."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossviz.analysis.curves import Curve
from lossviz.analysis.snapshots import Snapshots
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.engine import Engine
from lossviz.runs.run import Run
from lossviz.specs.run import RunSpec
from pages.ui.compare.charts import CompareScene
from pages.ui.compare.panel import table_data, table_of
from pages.ui.compare.table import GREATEST, read_acts
from pages.ui.kit.named_run import NamedRun
from pages.ui.train.state import TrainState
from tests.lossviz.runs.test_sweep_run import Held

RENAMED = {"number": 1, "what": "rename", "run": "run1", "value": "mine"}
HIDDEN = {"number": 2, "what": "hide", "run": "run2", "value": None}


def test_acts_are_read_as_they_were_told() -> None:
    last = {**RENAMED, "number": 2**53 - 1}
    assert read_acts([RENAMED, HIDDEN, last]) == [RENAMED, HIDDEN, last]


@pytest.mark.parametrize(
    "told",
    [
        None,
        "x",
        5,
        1e400,
        {"number": 1},
        ["x"],
        [5],
        [1e400],
        [None],
        [[RENAMED]],
        *([{**RENAMED, name: value}] for name in RENAMED for value in (["x"], 1.5, float("inf"), True, {})),
        [{**RENAMED, "number": "1"}],
        [{**RENAMED, "number": GREATEST + 1}],
        [{**RENAMED, "what": "explode"}],
        [{name: value for name, value in RENAMED.items() if name != "value"}],
    ],
)
def test_what_no_browser_of_ours_would_tell_is_no_act(told: object) -> None:
    assert read_acts(told) == []


def test_an_act_beside_one_that_is_none_is_done() -> None:
    assert read_acts(["x", HIDDEN, {**RENAMED, "number": float("nan")}]) == [HIDDEN]


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["hide", "rename", "delete"]),
    lambda inner: st.lists(inner) | st.fixed_dictionaries(dict.fromkeys(RENAMED, inner)),
)


@given(ANY)
def test_whatever_is_told_the_table_can_be_shown(told: object) -> None:
    compare = CompareScene(TrainState(Engine(Held(), n_workers=0)))
    for act in read_acts(told):
        compare.act(act["number"], act["what"], act["run"], act["value"] or "")
    json.dumps(table_data(compare), allow_nan=False)


# What it says


def of_runs(yardstick: str, target: float, **snapshots: Snapshots) -> list[tuple[list[str], list[float | None]]]:
    """Return texts and values of the three columns that measure runs, which have been seen after some epochs."""
    entries = [NamedRun(Run(RunSpec(seed=number)), number, name) for number, name in enumerate(("first", "second"))]
    seen = {entry.key: snapshots[entry.name] for entry in entries if entry.name in snapshots}
    facts = {"entries": entries, "snapshots": seen, "shown_yardstick": yardstick, "target_value": target, "focus": ""}
    columns, rows, _ = table_of(cast(CompareScene, SimpleNamespace(**facts)))
    labels = [column["label"] for column in columns]
    words = YARDSTICKS[yardstick].label.lower()
    at = [labels.index(label) for label in (f"Last {words}", f"Best {words}", "Target met")]
    assert [row["texts"][labels.index("seed")] for row in rows] == ["0", "1"]
    return [([row["texts"][i] for i in at], [cast(Any, row["values"][i]) for i in at]) for row in rows]


def seen_at(epochs: list[int], yardstick: str, train: list[float], held_out: list[float]) -> Snapshots:
    """Return snapshots of a run of which nothing is known but a yardstick."""
    curve = Curve("error", *[np.empty(0)] * 4, 0.0)
    values = {yardstick: np.stack([train, held_out], axis=1)}
    empty = np.empty(0)
    return Snapshots(np.array(epochs), values, (), curve, {}, empty, empty, empty, (), ())


NAN = float("nan")


def test_the_table_measures_on_held_out_examples_where_there_are_some() -> None:
    rising = [0.1, 0.9, 0.95, 0.99]
    first = seen_at([0, 10, 20, 40], "accuracy", rising, [0.2, 0.8, 0.75, 0.6])
    second = seen_at([0, 10, 20, 40], "accuracy", rising, [NAN] * 4)
    assert of_runs("accuracy", 0.91, first=first, second=second) == [
        (["0.6", "0.8 at 10", "not met"], [0.6, 0.8, None]),
        (["0.99", "0.99 at 40", "epoch 20"], [0.99, 0.99, 20]),
    ]
    assert [texts[2] for texts, _ in of_runs("accuracy", 0.75, first=first, second=second)] == ["epoch 10"] * 2


def test_the_best_is_what_is_nearest_to_the_ideal() -> None:
    bias = seen_at([0, 5, 6, 9], "bias", [9.0] * 4, [-3, 2, -1, 4])
    surprise = seen_at([0, 5, 6, 9], "bias", [9.0] * 4, [NAN, -5, 7, NAN])
    assert of_runs("bias", -2.0, first=bias, second=surprise) == [
        (["4", "-1 at 6", "epoch 5"], [4, -1, 5]),
        (["–", "-5 at 5", "not met"], [None, -5, None]),
    ]


def test_a_run_of_which_nothing_has_been_seen_has_dashes() -> None:
    seen = seen_at([0, 1], "mae", [1, 2], [3, 4])
    assert of_runs("mae", 3.5, second=seen) == [
        (["–"] * 3, [None] * 3),
        (["4", "3 at 0", "epoch 0"], [4, 3, 0]),
    ]
