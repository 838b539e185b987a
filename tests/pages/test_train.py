"""The wiring of the Train page, without a browser."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lossviz.declare import Param
from lossviz.losses import LOSSES
from lossviz.specs.choice import KINDS, fitting_datasets
from lossviz.specs.recipes import RECIPES
from lossviz.specs.run import RUN_PARAMS, RunSpec
from pages.ui.channel.connection import connection_of
from pages.ui.kit.param_control import slider_steps
from tests.markdown import shown

INDEX = str(Path(__file__).parents[2] / "pages" / "index.py")
LOSSES_PAGE = str(Path(INDEX).parent / "losses.py")

pytestmark = pytest.mark.usefixtures("warm_engine")


def opened(query: str = "epochs=20") -> AppTest:
    """Return the page as a visitor finds it who comes with a link."""
    st.cache_resource.clear()  # AppTest calls every visitor by the same name, and what a visitor has is kept there.
    page = AppTest.from_file(INDEX, default_timeout=60)
    for name, value in (pair.split("=") for pair in query.split("&")):
        page.query_params[name] = value
    return settled(page)


def settled(page: AppTest) -> AppTest:
    """Run the page until its run is trained and looked at; AppTest has no timers."""
    for _ in range(100):
        page.run()
        assert not page.exception, page.exception[0].message
        if any("· finished" in markdown.value for markdown in page.markdown) and page.table:
            return page
        time.sleep(0.05)
    raise AssertionError("The run of the page was never finished.")


def changed(page: AppTest, kind: str, label: str, value) -> AppTest:
    by_label(page.get(kind), label).set_value(value)
    return settled(page)


def unfolded(page: AppTest, *labels: str) -> AppTest:
    """Open what is folded away, all of it by default."""
    for label in labels or [expander.label for expander in page.expander]:
        page.session_state[f"fold.{label}"] = True
    return page.run()


def by_label(widgets, label: str):
    return next(widget for widget in widgets if widget.label == label)


def sentence(page: AppTest) -> str:
    return page.main.markdown[0].value


def test_every_parameter_of_the_default_run_has_a_control_with_help() -> None:
    page = unfolded(opened())
    labels = {
        widget.label for kind in ("select_slider", "text_input", "selectbox", "toggle") for widget in page.get(kind)
    }
    spec = RunSpec()
    names = [*RUN_PARAMS, *(name for kind in KINDS for name, _ in getattr(spec, kind).items)]
    assert {name.replace("_", " ").capitalize() for name in names} <= labels
    for slider in page.select_slider:
        assert slider.help, slider.label
        exact = f"{slider.label}, exact value"
        assert slider.label == "Smoothing" or exact in [field.label for field in page.text_input]


def test_what_is_folded_away_is_not_drawn() -> None:
    page = opened()
    assert "Batch size" in [slider.label for slider in page.select_slider]
    assert "Beta 1" not in [slider.label for slider in page.select_slider]
    unfolded(page, "More of the optimizer")
    assert "Beta 1" in [slider.label for slider in page.select_slider]


def test_the_link_is_the_settings_and_the_address_bar_is_the_link() -> None:
    page = opened("epochs=20&loss=huber&loss.delta=0.25")
    assert by_label(page.text_input, "Delta, exact value").value == "0.25"
    written = urlencode(page.query_params, doseq=True)
    assert RunSpec.from_query(written) == RunSpec.from_query("epochs=20&loss=huber&loss.delta=0.25")


def test_a_slider_and_its_field_move_each_other() -> None:
    page = opened()
    changed(page, "select_slider", "Regularization factor", 0.5)
    assert by_label(page.text_input, "Regularization factor, exact value").value == "0.5"
    changed(page, "text_input", "Regularization factor, exact value", "0.123")
    assert by_label(page.select_slider, "Regularization factor").value == 0.123
    assert "regularization factor 0.123" in sentence(page)


ONE_OF_A_KIND = {(loss.labels, loss.scores, loss.positive): name for name, loss in LOSSES.items()}


@pytest.mark.parametrize("name", ONE_OF_A_KIND.values())
def test_a_loss_of_every_kind_can_be_picked_and_is_trained(name: str) -> None:
    page = opened(f"epochs=5&dataset={fitting_datasets(LOSSES[name])[0]}&loss=mean_squared_error")
    changed(page, "selectbox", "Loss", name)
    assert sentence(page).startswith(f"**{LOSSES[name].label}")
    assert not page.warning


def test_only_losses_that_fit_the_data_are_offered() -> None:
    page = changed(opened(), "selectbox", "Data", "linear")
    offered = by_label(page.selectbox, "Loss").options
    assert "Huber" in offered
    assert "Categorical cross-entropy" not in offered


def test_refused_input_is_one_warning_and_springs_back() -> None:
    page = changed(unfolded(opened(), "Exact values"), "text_input", "Epochs, exact value", "0")
    assert [shown(warning.value) for warning in page.warning] == [
        "The 'epochs' parameter of a run must be a whole number in [1, 20000]. Got 0 instead."
    ]
    assert by_label(page.text_input, "Epochs, exact value").value == "20"


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.label)
def test_a_recipe_is_one_click_and_shows_claim_and_answer(recipe) -> None:
    page = changed(opened(), "selectbox", "Recipe of the article", recipe.label)
    text = "\n".join(markdown.value for markdown in page.markdown)
    assert recipe.claim in text
    assert recipe.answer in text
    assert "Measured after epoch" in text


def test_the_page_says_in_words_what_the_charts_show() -> None:
    page = opened()
    parts = [json.loads(part.proto.json) for part in page.get("bidi_component")]
    connection = connection_of(next(part["token"] for part in parts if "token" in part))
    connection.screen.forget()
    charts = connection.screen.news()
    headings = {
        "history.loss": "Loss",
        "history.metric": "Accuracy",
        "shape": "Shape of the loss",
        "confusion": "Confusion",
        "probabilities": "Outputs",
    }
    assert {part["key"] for part in parts if "key" in part} == set(headings)
    assert {key: chart["title"].partition(" | ")[0] for key, chart in charts.items()} == headings
    assert all(len(chart["alt"]) > 20 for chart in charts.values())
    assert "**Why it looks like this**" in [markdown.value for markdown in page.markdown]


def test_a_run_is_pinned_hidden_and_named() -> None:
    page = unfolded(changed(opened(), "select_slider", "Regularization factor", 0.5), "Names")
    changed(page, "button_group", "Pin", ["run0"])
    changed(page, "button_group", "Hide", ["run0"])
    changed(page, "text_input", "Name of run 1", "_gentle_")
    listed = next(markdown.value for markdown in page.markdown if markdown.value.startswith("**Runs**"))
    assert r":blue[⬤] \_gentle\_ ·" in listed
    assert by_label(page.button_group, "Pin").value == ["run0"]
    assert by_label(page.button_group, "Hide").value == ["run0"]


def test_sliders_offer_their_default_and_stay_within_bounds() -> None:
    params = [
        *RUN_PARAMS.values(),
        *(p for registry in KINDS.values() for c in registry.values() for p in c.params.values()),
    ]
    checked: list[Param] = [param for param in params if param.soft is not None]
    assert checked
    for param in checked:
        steps = slider_steps(param)
        assert param.default in steps
        assert steps == sorted(set(steps))
        assert 2 <= len(steps) <= 120
        for step in steps:
            assert param.check(step, "a test") == step


@pytest.mark.alone
def test_running_the_pages_loads_neither_tensorflow_nor_keras() -> None:
    code = f"""
import sys, time
from streamlit.testing.v1 import AppTest
from lossviz.engine import close_shared_engine, shared_engine
page = AppTest.from_file({INDEX!r}, default_timeout=60).run()
while not shared_engine().ready: time.sleep(0.05)
time.sleep(1)
page.run()
assert not page.exception, page.exception
assert page.table, 'the run is evaluated'
losses = AppTest.from_file({LOSSES_PAGE!r}, default_timeout=60)
losses.query_params["loss"] = "bi_tempered_logistic"
for _ in range(20):
    losses.run()
    assert not losses.exception, losses.exception
    if losses.table: break
    time.sleep(0.5)
assert losses.table, 'the loss is drawn'
close_shared_engine()
print(sorted({{'tensorflow', 'keras'}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(INDEX).parent.parent
    )
    assert done.stdout.strip().endswith("[]")
