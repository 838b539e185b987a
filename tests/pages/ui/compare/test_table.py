"""What a browser tells of the table of runs is read as acts, or is nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossviz.engine import Engine
from pages.ui.compare.charts import CompareScene
from pages.ui.compare.panel import table_data
from pages.ui.compare.table import GREATEST, read_acts
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
