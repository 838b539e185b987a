"""The wiring of the Losses page, without a browser."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lossviz.losses import LOSSES
from tests.markdown import shown

PAGE = str(Path(__file__).parents[2] / "pages" / "losses.py")
ONE_OF_A_KIND = {
    (loss.labels, loss.scores, loss.positive, bool(loss.params)): name for name, loss in LOSSES.items()
}.values()

pytestmark = pytest.mark.usefixtures("warm_engine")


def opened(**query: str) -> AppTest:
    """Return the page as a visitor finds it who comes with a link, with all that it shows."""
    st.cache_resource.clear()  # AppTest calls every visitor by the same name
    page = AppTest.from_file(PAGE, default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    return drawn(page)


def drawn(page: AppTest) -> AppTest:
    """Run the page until its loss is drawn; AppTest has no timers."""
    for _ in range(100):
        page.run()
        assert not page.exception, page.exception[0].message
        if page.table:
            return page
        time.sleep(0.05)
    raise AssertionError("The loss was never drawn.")


@pytest.mark.parametrize("name", ONE_OF_A_KIND)
def test_a_loss_of_every_kind_is_taken_apart(name: str) -> None:
    page, loss = opened(loss=name), LOSSES[name]
    assert [title.value for title in page.title] == [loss.label]
    assert any(loss.summary in text.value for text in page.markdown)
    assert any(loss.latex(loss.defaults) in text.value for text in page.markdown)
    assert page.table[0].value.shape[1] == 3
    assert not page.warning
    assert f'lossviz.keras_loss("{name}"' in page.code[0].value
    sliders = {slider.label for slider in page.select_slider}
    assert sliders == {param.replace("_", " ").capitalize() for param in loss.params}


def test_every_control_has_a_label_and_a_help_text() -> None:
    for query in ({"loss": "huber"}, {"loss": "ramp"}, {"loss": "bi_tempered_logistic"}):
        page = opened(**query)
        for kind in ("select_slider", "text_input", "selectbox", "multiselect", "toggle", "number_input", "radio"):
            for widget in page.get(kind):
                assert widget.label
                assert widget.help, widget.label


def test_the_true_class_is_chosen_where_there_are_two() -> None:
    page = opened(loss="binary_focal")
    for_class_1 = list(page.table[0].value["cost"])
    page.radio[0].set_value(0.0)
    drawn(page)
    assert list(page.table[0].value["cost"]) != for_class_1


def test_refused_input_is_one_warning_and_springs_back() -> None:
    page = opened(loss="huber")
    page.text_input[0].set_value("-3").run()
    assert [shown(warning.value) for warning in page.warning] == [
        "The 'delta' parameter of huber must be a number in [0.001, 1000]. Got -3.0 instead."
    ]
    assert page.text_input[0].value == "1"
