"""The wiring of the Compare page, without a browser."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lossviz.engine import Engine
from lossviz.export.report import SCALES
from tests.markdown import heading_of, shown

PAGE = str(Path(__file__).parents[2] / "pages" / "compare.py")

pytestmark = pytest.mark.usefixtures("warm_engine")


def run(page: AppTest) -> AppTest:
    """Run the page until all snapshots are there."""
    for _ in range(200):
        page.run()
        assert not page.exception, page.exception[0].message
        if any(box.label == "Yardstick" and box.options for box in page.selectbox):
            return page
        time.sleep(0.05)
    raise AssertionError("The runs were never seen as snapshots.")


@pytest.fixture
def page() -> AppTest:
    st.cache_resource.clear()  # AppTest calls every visitor by the same name
    return run(AppTest.from_file(PAGE, default_timeout=60))


def by_label(widgets, label: str):
    return next(widget for widget in widgets if widget.label == label)


def told(page: AppTest) -> str:
    assert any(SCALES in text.value for text in page.markdown)
    return heading_of(page)


def test_it_says_what_differs_and_what_compares(page: AppTest) -> None:
    assert told(page).startswith("3 runs on Iris that differ in loss, regularization factor")
    assert by_label(page.selectbox, "Yardstick").options[:2] == ["Accuracy", "Cross-entropy"]


def test_it_says_why_a_run_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "train", lambda self, run, view: run.fail("A call must leave its worker alive."))
    st.cache_resource.clear()
    page = AppTest.from_file(PAGE, default_timeout=60).run()
    assert not page.exception
    assert "CustomMSE: A call must leave its worker alive." in [shown(warning.value) for warning in page.warning]


def test_every_control_has_a_label_and_a_help_text(page: AppTest) -> None:
    controls = [*page.selectbox, *page.toggle, *page.number_input, *page.text_input, *page.button]
    assert len(controls) > 8
    for control in controls:
        assert control.label
        assert control.help, control.label


def test_a_variant_is_added_and_is_in_the_link(page: AppTest) -> None:
    by_label(page.selectbox, "But with another").set_value("seed")
    run(page)
    by_label(page.text_input, "Namely").set_value("7")
    by_label(page.button, "Add it").click()
    run(page)
    assert told(page).startswith("4 runs on Iris")
    assert len(page.query_params["run"]) == 4
    assert any("seed=7" in text for text in page.query_params["run"])
    assert not page.warning


def test_a_fork_offers_what_can_change_on_the_way_only(page: AppTest) -> None:
    by_label(page.number_input, "Fork after epoch").set_value(100)
    run(page)
    options = by_label(page.selectbox, "But with another").options
    assert options[:2] == ["loss", "regularization factor"]
    assert "seed" not in options
    by_label(page.button, "Add it").click()
    run(page)
    assert told(page).startswith("4 runs on Iris")


def test_a_value_that_was_chosen_stays_when_the_epoch_of_the_fork_moves(page: AppTest) -> None:
    by_label(page.selectbox, "Namely").set_value("huber")
    by_label(page.number_input, "Fork after epoch").set_value(100)
    run(page)
    assert by_label(page.selectbox, "Namely").value == "huber"


def test_what_is_refused_is_one_warning(page: AppTest) -> None:
    by_label(page.selectbox, "But with another").set_value("loss.regularization_factor")
    run(page)
    by_label(page.text_input, "Namely").set_value("-1")
    by_label(page.button, "Add it").click()
    run(page)
    assert [shown(warning.value) for warning in page.warning] == [
        "The regularization factor of CustomMSE must be a number in [0, 100]. Got -1.0 instead."
    ]
    assert told(page).startswith("3 runs")


def test_everything_can_be_cleared_and_begun_again(page: AppTest) -> None:
    by_label(page.button, "Clear all").click()
    page.run()
    assert told(page).startswith("Nothing is compared yet")
    assert not page.query_params
    by_label(page.button, "Add runs from Train").click()
    run(page)
    assert told(page).startswith("One run on Iris")
