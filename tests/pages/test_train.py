"""The part of the Train page that Streamlit draws: what is read at leisure below the screen, and the link."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.specs.demos import demo_of
from lossviz.specs.recipes import RECIPES
from lossviz.specs.run import RunSpec
from lossviz.training.data import arrays
from pages.ui.channel.connection import Connection, connection_of
from pages.ui.train.charts import CHARTS
from tests.told import figure_of

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
    """Run the page until its run is trained and looked at; AppTest has no sockets."""
    for _ in range(200):
        page.run()
        assert not page.exception, page.exception[0].message
        connection = connection_to(page)
        connection.offer()
        with connection.scene.lock:
            epoch, pending = connection.scene.panel()["epoch"], connection.scene.pending
        if epoch["at"] == epoch["last"] and not pending and page.table:
            return page.run()
        time.sleep(0.05)
    raise AssertionError("The run of the page was never finished.")


def turned(page: AppTest, control: str, value: Any) -> AppTest:
    """Turn a control of the screen, as its socket would."""
    connection_to(page).turn(control, value, held=False)
    return settled(page)


def connection_to(page: AppTest) -> Connection:
    parts = [json.loads(part.proto.json) for part in page.get("bidi_component") if part.proto.json]
    connection = connection_of(next(part["token"] for part in parts if "token" in part))
    assert connection is not None
    return connection


def link_of(page: AppTest) -> RunSpec:
    return RunSpec.from_query(urlencode(page.query_params, doseq=True))


def by_label(widgets: Any, label: str) -> Any:
    return next(widget for widget in widgets if widget.label == label)


def text(page: AppTest) -> str:
    return "\n".join(markdown.value for markdown in page.markdown)


def test_the_link_is_the_settings_and_the_address_bar_is_the_link() -> None:
    page = opened("epochs=20&loss=huber&loss.delta=0.25&dataset=linear")
    assert link_of(page) == RunSpec.from_query("epochs=20&loss=huber&loss.delta=0.25&dataset=linear")
    turned(page, "loss.delta", 0.5)
    assert link_of(page).loss.values == {"delta": 0.5}
    (code,) = [code.value for code in page.code if code.language == "bash"]
    assert "loss.delta=0.5" in code


def test_a_link_that_cannot_be_used_is_told_by_the_screen() -> None:
    page = opened("epochs=0")
    scene = connection_to(page).scene
    with scene.lock:
        (span,) = scene.panel()["sentence"]
    assert span["text"].startswith("This link cannot be used, so you see the default run. The epochs of a run")
    assert link_of(page) == RunSpec()


def test_columns_of_the_yardsticks_are_training_and_validation() -> None:
    page = opened("epochs=40&validation_share=0.1&seed=1&split_seed=4&optimizer.learning_rate=0.02")
    seen = connection_to(page).scene.entry.evaluation
    table = page.table[0].value
    assert list(table.columns) == ["training", "validation"]
    assert "after epoch 40" in text(page)
    for name, (train, held_out) in seen.yardsticks.items():
        assert train != pytest.approx(held_out, rel=0.01), "one in place of the other would not be seen"
        row = table.loc[YARDSTICKS[name].label]
        assert (float(row["training"]), float(row["validation"])) == (
            pytest.approx(train, rel=1e-3),
            pytest.approx(held_out, rel=1e-3),
        )


def test_without_held_out_examples_there_is_no_column_for_them() -> None:
    assert list(opened("epochs=20&validation_share=0").table[0].value.columns) == ["training"]


def test_the_weights_of_a_line_stand_beside_the_truth_and_the_closed_form() -> None:
    # With noise, and too few epochs, no two of the three are near each other.
    query = "epochs=10&dataset=linear&dataset.weights=3&dataset.intercept=-1&dataset.noise=2&model=linear"
    page = opened(f"{query}&loss=mean_squared_error&optimizer.learning_rate=0.1")
    run = connection_to(page).scene.run
    data, trained = arrays(run.spec), run.weights_at(10)
    closed = np.linalg.lstsq(np.column_stack([data.x, np.ones(len(data.x))]), data.truth[:, 0], rcond=None)[0]
    table = page.table[1].value.map(float)
    assert list(table.columns) == ["true", "least squares", "trained"]
    assert list(table.index) == ["x", "intercept"]
    assert trained is not None
    for column, expected in (("true", [3, -1]), ("least squares", closed), ("trained", trained[1])):
        assert table[column].tolist() == pytest.approx(list(expected), rel=1e-3)
    for first, second in itertools.combinations(table.columns, 2):
        assert (table[first] - table[second]).abs().min() > 0.1


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.label)
def test_a_recipe_shows_claim_and_answer_and_what_is_measured(recipe: Any) -> None:
    page = turned(opened(), "take_recipe", recipe.label)
    assert recipe.code.strip() in [code.value.strip() for code in page.code]
    (says, so) = (part for part in (markdown.value for markdown in page.markdown) if "  \n" in part)
    assert says == f"**The article says**  \n{recipe.claim}"
    assert so.startswith(f"**We find**  \n{recipe.answer}")
    assert f"Measured while epoch {recipe.spec.epochs} was trained, as Keras' `fit` does: loss" in text(page)
    (caption,) = (caption.value for caption in page.caption if "yardsticks" in caption.value)
    assert "while an epoch is trained and before each update; yardsticks" in caption
    assert ("the same loss at epochs 0 and 1" in caption) == (recipe.spec.n_batches == 1)
    assert link_of(page) == recipe.spec


def test_the_trap_of_a_recipe_is_switched_off() -> None:
    recipe = next(recipe for recipe in RECIPES if "tape" in recipe.label)
    page = turned(opened(), "take_recipe", recipe.label)
    for _ in range(100):
        if any("with the trap" in table.value.index for table in page.table):
            break
        time.sleep(0.1)
        page.run()
    (table,) = [table.value for table in page.table if "with the trap" in table.value.index]
    shapes = table[["y", "prediction", "their difference"]]
    assert shapes.loc["with the trap"].tolist() == ["(20,)", "(20, 1)", "(20, 20)"]
    assert shapes.loc["without it"].tolist() == ["(20, 1)", "(20, 1)", "(20, 1)"]
    found = {name: json.loads(weights) for name, weights in table["weights found"].items()}
    assert found["without it"] == pytest.approx([1, 2], abs=0.05)
    assert found["with the trap"] != pytest.approx([1, 2], abs=0.5)
    toggle = by_label(page.toggle, "The broadcasting trap: y without its last axis")
    assert toggle.value == recipe.spec.dataset.values["flat_target"]
    toggle.set_value(not toggle.value)
    assert link_of(settled(page)).dataset.values["flat_target"] == toggle.value


def test_every_chart_has_words_for_those_who_do_not_see_it() -> None:
    for query, missing in (("epochs=5", "fit"), ("epochs=5&dataset=linear&loss=huber", "outputs")):
        connection = connection_to(opened(query))
        connection.screen.forget()
        charts = connection.screen.news()
        assert set(charts) == set(CHARTS) - {missing}
        assert all(len(chart["alt"]) > 20 for chart in charts.values())
        assert all(chart["title"] for chart in charts.values())


def test_switches_hold_for_the_curves() -> None:
    page = opened()
    for label in ("Log epochs", "Log values"):
        by_label(page.toggle, label).set_value(True)
    page.run()
    connection = connection_to(page)
    connection.screen.forget()
    layout = figure_of(connection.screen.news()["loss"])["layout"]
    assert (layout["xaxis"]["type"], layout["yaxis"]["type"]) == ("log", "log")


def test_pinned_runs_are_named_hidden_let_go_and_cleared() -> None:
    page = opened()
    scene = connection_to(page).scene
    for value in (0.5, 0.9):
        turned(page, "pin", True)
        turned(page, "loss.regularization_factor", value)
    assert [entry.name for entry in scene.pins.entries] == ["λ 0.10", "λ 0.50"]
    fields = [field for field in page.text_input if "CustomMSE" in field.label]
    assert [field.value for field in fields] == ["λ 0.10", "λ 0.50"]
    fields[0].set_value("_gentle_")
    page.run()
    page.toggle[[toggle.label for toggle in page.toggle].index("Hidden")].set_value(True)
    page.run()
    assert [(entry.name, entry.hidden) for entry in scene.pins.entries] == [("_gentle_", True), ("λ 0.50", False)]
    page.button(key=f"{scene.pins.entries[1].key}.drop").click()
    page.run()
    assert [entry.name for entry in scene.pins.entries] == ["_gentle_"]
    page.button(key="clear").click()
    page.run()
    assert not scene.pins.entries
    assert "Clear all" not in [button.label for button in page.button]


def test_the_history_is_a_table_on_demand() -> None:
    page = opened()
    assert not page.dataframe
    by_label(page.toggle, "Show the numbers").set_value(True)
    page.run()
    table = page.dataframe[0].value
    assert len(table) == 21
    assert {"loss", "val_loss"} <= set(table.columns)
    history = connection_to(page).scene.run.history
    for name in table.columns:
        assert table[name].tolist() == history[name].tolist()
    assert (table["loss"] != table["val_loss"]).all()


@pytest.mark.alone
def test_running_the_pages_loads_neither_tensorflow_nor_keras() -> None:
    code = f"""
import json, sys, time
from streamlit.testing.v1 import AppTest
from lossviz.engine import close_shared_engine, shared_engine
from pages.ui.channel.connection import connection_of

def told(file, **query):
    page = AppTest.from_file(file, default_timeout=60)
    page.query_params.update(query)
    for _ in range(100):
        page.run()
        assert not page.exception, page.exception
        parts = [json.loads(part.proto.json) for part in page.get("bidi_component") if part.proto.json]
        connection = connection_of(next(part["token"] for part in parts if "token" in part))
        connection.offer()
        if shared_engine().ready and not connection.scene.pending:
            connection.screen.forget()
            return connection.screen.news()
        time.sleep(0.2)

assert "cost" in told({INDEX!r}), "the run is evaluated"
assert told({LOSSES_PAGE!r}, loss="bi_tempered_logistic"), "the loss is drawn"
close_shared_engine()
print(sorted({{'tensorflow', 'keras'}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(INDEX).parent.parent
    )
    assert done.stdout.strip().endswith("[]")


def test_the_command_of_a_demo_is_one_that_a_terminal_takes() -> None:
    commands = [code.value for code in opened("demo=outliers").code if "python -m lossviz" in code.value]
    assert len(commands) == 1
    assert RunSpec.from_query(commands[0].split('"')[1]) == demo_of("outliers").spec
