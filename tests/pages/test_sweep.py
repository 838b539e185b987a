"""The wiring of the Sweep page, without a browser."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lossviz.specs.sweep import Sweep
from pages.ui.channel.connection import connection_of
from tests.markdown import heading_of, shown

INDEX = str(Path(__file__).parents[2] / "pages" / "index.py")

pytestmark = pytest.mark.usefixtures("warm_engine")


def opened(**query: str | list[str]) -> AppTest:
    """Return the page as a visitor finds it who comes with a link."""
    st.cache_resource.clear()  # AppTest calls every visitor by the same name
    page = AppTest.from_file(INDEX, default_timeout=60)
    page.switch_page("sweep.py")
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception, page.exception[0].message
    return page


def link(page: AppTest) -> Sweep:
    """Return what the address bar describes."""
    return Sweep.from_query(urlencode(dict(page.query_params), doseq=True))


def labelled(widgets, label: str):
    """Return the widget with a label."""
    return next(widget for widget in widgets if widget.label == label)


def change(page: AppTest, control: str, value: float) -> None:
    """Let a control tell what the hand leaves: AppTest has no components of ours."""
    told = [json.loads(part.proto.json) for part in page.get("bidi_component") if part.proto.json]
    connection = connection_of(next(data["token"] for data in told if "token" in data))
    assert connection is not None
    scene: Any = connection.scene
    scene.stretch(int(control.split(".")[1]), control.rpartition(".")[2], value)
    page.run()


def ends(page: AppTest) -> list[Any]:
    """Return what the browser is told of the controls of the ends of ranges."""
    told = [json.loads(part.proto.json) for part in page.get("bidi_component") if part.proto.json]
    return [data["control"] for data in told if "control" in data]


def test_a_sweep_is_under_way_on_arrival_and_its_recipe_is_in_the_link() -> None:
    page = opened()
    assert heading_of(page).startswith("CustomMSE (regularization factor 0.1) on Iris")
    assert link(page).n_runs == 33
    assert labelled(page.button, "Stop")


def test_every_control_has_a_label_and_a_help_text() -> None:
    factor, rate = "loss.regularization_factor:0:2:5:linear", "optimizer.learning_rate:0.001:0.1:5:log"
    page = opened(sweep=[factor, rate], seeds="2")
    n_controls = 0
    for kind in ("select_slider", "selectbox", "toggle", "button"):
        for widget in page.get(kind):
            assert widget.label
            assert widget.help, widget.label
            n_controls += 1
    assert n_controls > 6
    assert len(ends(page)) == 7  # from, to and values of both, and seeds
    assert all(end["label"] and end["help"] and end["domain"] for end in ends(page))


def test_a_range_is_changed_and_the_link_follows() -> None:
    page = opened(epochs="20")
    change(page, "sweep.0.loss.regularization_factor.n", 5)
    labelled(page.selectbox, "Second parameter").set_value("optimizer.learning_rate").run()
    sweep = link(page)
    assert [swept.text for swept in sweep.ranges] == [
        "loss.regularization_factor:0:2:5:linear",
        "optimizer.learning_rate:0.0001:1:17:log",
    ]
    assert {end["label"]: end["value"] for end in ends(page)} == {
        "from": 0,
        "to": 2,
        "from (second)": 0.0001,
        "to (second)": 1,
        "values": 5,
        "values (second)": 17,
        "seeds": 1,
    }
    labelled(page.selectbox, "Second parameter").set_value("").run()
    assert len(link(page).ranges) == 1


def test_a_bad_link_is_one_sentence_beside_a_working_sweep() -> None:
    page = opened(sweep="nonsense")
    assert len(page.warning) == 1
    assert shown(page.warning[0].value).startswith("This link cannot be used, so you see another sweep.")
    assert link(page).n_runs == 33


def test_stop_and_start_take_each_others_place() -> None:
    page = opened(epochs="2000", seeds="4")
    labelled(page.button, "Stop").click().run()
    assert "Stop" not in [button.label for button in page.button]
    for label in ("Go on", "Start"):
        labelled(page.button, label).click().run()
        labelled(page.button, "Stop").click().run()


@pytest.mark.alone
def test_a_sweep_comes_to_its_end_and_the_page_has_loaded_neither_tensorflow_nor_keras() -> None:
    code = f"""
import sys, time
from streamlit.testing.v1 import AppTest
from lossviz.engine import close_shared_engine
page = AppTest.from_file({INDEX!r}, default_timeout=60)
page.query_params["epochs"], page.query_params["sweep"] = "20", "loss.regularization_factor:0:2:3:linear"
page.switch_page("sweep.py").run()
for _ in range(500):
    if "Start" in [button.label for button in page.button]: break
    time.sleep(0.3)
    page.run()
assert not page.exception, page.exception
assert not page.warning, page.warning
assert "Start" in [button.label for button in page.button], "the sweep has ended"
close_shared_engine()
print(sorted({{'tensorflow', 'keras'}} & set(sys.modules)))
"""
    root = Path(INDEX).parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=root)
    assert done.stdout.strip().endswith("[]"), done.stderr
