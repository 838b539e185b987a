"""A control is made from what is declared."""

from __future__ import annotations

import json
import subprocess
from typing import get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossviz.declare import Mark, Param
from lossviz.optimizers import OPTIMIZERS
from lossviz.specs.choice import KINDS
from lossviz.specs.run import RUN_PARAMS
from pages.ui.channel.assets import STATIC
from pages.ui.channel.component_records import ControlData
from pages.ui.channel.control import MAX_MARKS, control_data
from tests.strategies import values

PARAMS = {
    f"{kind}.{owner}.{name}": param
    for kind, registry in KINDS.items()
    for owner, component in registry.items()
    for name, param in component.params.items()
} | {f"run.{name}": param for name, param in RUN_PARAMS.items()}

LEVEL = Param(low=0, high=1, soft=(0.2, 0.8), default=0.7, marks=(Mark(0.5, "median"), Mark(0, "least")))


@pytest.mark.parametrize("param", PARAMS.values(), ids=PARAMS)
@settings(max_examples=20)
@given(st.data())
def test_every_value_of_every_parameter_has_a_control(param: Param, data: st.DataObject) -> None:
    value = data.draw(values(param))
    control = control_data("name", param, value)
    assert json.loads(json.dumps(control, allow_nan=False)) == control
    assert set(control) == set(get_type_hints(ControlData))
    if control["kind"] == "slider":
        assert control["low"] <= value <= control["high"]
        assert param.low <= control["low"] < control["high"] <= param.high
        assert control["low"] > 0 or not control["log"]
    marks = [mark["value"] for mark in control["marks"]]
    assert len(set(marks)) == len(marks) <= MAX_MARKS
    assert all(control["low"] <= mark <= control["high"] for mark in marks)


def test_the_kind_follows_from_the_type() -> None:
    kinds = {name: control_data("", param, param.default)["kind"] for name, param in PARAMS.items()}
    assert kinds["loss.huber.delta"] == kinds["run.epochs"] == "slider"
    assert kinds["run.seed"] == kinds["dataset.linear.weights"] == "field"
    assert kinds["model.mlp.activation"] == "menu"
    assert kinds["model.linear.bias"] == "switch"


def test_numbers_in_a_row_are_a_text() -> None:
    control = control_data("", PARAMS["dataset.linear.weights"], (1.0, -2.5))
    assert (control["value"], control["default"]) == ("1,-2.5", "1,2")


def test_words_of_a_control_are_those_of_the_declaration() -> None:
    control = control_data("optimizer.beta_1", OPTIMIZERS["adam"].params["beta_1"], 0.5)
    assert (control["name"], control["label"], control["symbol"]) == ("optimizer.beta_1", "beta 1", "β₁")
    assert control["domain"] == "a number in [0, 0.99999]"


def test_the_default_and_what_is_special_have_ticks_where_the_slider_reaches() -> None:
    ticks = [{"value": 0.5, "words": "median"}, {"value": 0.7, "words": ""}]
    assert control_data("", LEVEL, 0.5)["marks"] == ticks
    assert control_data("", LEVEL, 0.0)["marks"] == [ticks[0], {"value": 0.0, "words": "least"}, ticks[1]]
    assert control_data("", LEVEL, 0.5, low=0.6)["marks"] == ticks  # the value is on it, and so is its tick
    assert control_data("", LEVEL, 0.9, low=0.6)["marks"] == ticks[1:]
    assert control_data("", LEVEL, 0.5, marks=[Mark(0.7, "mine")])["marks"] == [{"value": 0.7, "words": "mine"}]


def test_a_range_that_is_asked_for_stays_within_the_bounds() -> None:
    control = control_data("", LEVEL, 0.5, low=-1, high=0.6)
    assert (control["low"], control["high"], control["least"], control["most"]) == (0, 0.6, 0, 1)


def test_there_are_few_ticks_and_the_default_is_one() -> None:
    many = [Mark(number / 100, "many") for number in range(20, 80)]
    marks = control_data("", LEVEL, 0.5, marks=many)["marks"]
    assert [mark["value"] for mark in marks] == [0.2, 0.21, 0.22, 0.23, 0.7]


_REACHED = """
const { valueAt, placeOf, stepped } = await import(process.argv[1]);
let text = "";
for await (const chunk of process.stdin) text += chunk;
const reached = JSON.parse(text).map((data) => {
  const places = Array.from({ length: 201 }, (_, i) => valueAt(data, i / 200));
  const marks = data.marks.map(({ value }) => valueAt(data, placeOf(data, value)));
  const steps = [1, -1, 10, -10].flatMap((n) => ["key", "fine"].map((pace) => stepped(data, data.default, n, pace)));
  return { places, marks, steps };
});
console.log(JSON.stringify(reached));
"""


def test_a_hand_reaches_what_is_accepted_and_the_default_and_all_marks(node_path: str) -> None:
    sliders = {name: control_data(name, param, param.default) for name, param in PARAMS.items() if param.soft}
    assert len(sliders) > 80
    command = [node_path, "--input-type=module", "--eval", _REACHED, (STATIC / "scale.js").as_uri()]
    done = subprocess.run(
        command, input=json.dumps(list(sliders.values())), capture_output=True, text=True, check=True, timeout=60
    )
    for (name, control), reached in zip(sliders.items(), json.loads(done.stdout), strict=True):
        for value in reached["places"] + reached["steps"]:
            assert PARAMS[name].check(value, name) == value
        assert reached["marks"] == [mark["value"] for mark in control["marks"]]
        assert (reached["places"][0], reached["places"][-1]) == (control["low"], control["high"])
        assert control["default"] in reached["marks"]
        n_values = len(set(reached["places"]))
        assert n_values > 60 or n_values == control["high"] - control["low"] + 1


def test_a_number_without_a_range_of_its_own_slides_over_the_one_it_is_given() -> None:
    seed = RUN_PARAMS["seed"]
    assert control_data("seed", seed, 3)["kind"] == "field"
    given = control_data("seed", seed, 3, low=0, high=31)
    assert (given["kind"], given["low"], given["high"], given["whole"]) == ("slider", 0, 31, True)
