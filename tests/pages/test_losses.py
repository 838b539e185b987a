"""The wiring of the Losses page, without a browser."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lossviz.losses import LOSSES
from lossviz.losses.formula import formula_mathml
from pages.ui.channel.connection import connection_of

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


def told_to(page: AppTest, field: str) -> list[Any]:
    """Return what those components are told that have a certain field."""
    told = [json.loads(part.proto.json) for part in page.get("bidi_component") if part.proto.json]
    return [data for data in told if field in data]


def panel(page: AppTest) -> Any:
    """Return what the words and controls of the open loss say."""
    connection = connection_of(told_to(page, "token")[0]["token"])
    assert connection is not None
    with connection.scene.lock:
        return connection.scene.panel()


def drawn(page: AppTest) -> AppTest:
    """Run the page until its loss is drawn; AppTest has no timers."""
    for _ in range(100):
        page.run()
        assert not page.exception, page.exception[0].message
        if "costs" in panel(page):
            return page
        time.sleep(0.05)
    raise AssertionError("The loss was never drawn.")


@pytest.mark.parametrize("name", ONE_OF_A_KIND)
def test_a_loss_of_every_kind_is_taken_apart(name: str) -> None:
    page, loss = opened(loss=name), LOSSES[name]
    told = panel(page)
    first = next(iter(loss.params), "")
    assert told["loss"]["label"] == loss.label
    assert told["loss"]["formula"] == formula_mathml(loss, loss.defaults, first)
    assert [claim["holds"] for claim in told["claims"]] == list(loss.claims().values())
    assert all(claim["help"].endswith(f"By the {loss.claims_about} that it is given.") for claim in told["claims"])
    assert any(f"so by the {loss.claims_about} that it is given." in words.value for words in page.markdown)
    costs = told["costs"]
    assert {len(row) for row in costs["rows"]} == {len(costs["columns"])} == {4}
    assert not page.warning
    assert f'lossviz.keras_loss("{name}"' in page.code[0].value
    assert told["bar"] == [f"{name}.{param}" for param in loss.params]
    assert [told["values"][each] for each in told["bar"]] == list(loss.defaults.values())


def test_every_control_has_a_label_and_a_help_text() -> None:
    for query in ({"loss": "huber"}, {"loss": "ramp"}, {"loss": "bi_tempered_logistic"}):
        page = opened(**query)
        for kind in ("multiselect", "toggle"):
            for widget in page.get(kind):
                assert widget.label
                assert widget.help, widget.label
        controls = panel(page)["controls"]
        assert {"target", "at"} <= controls.keys()
        assert all(control["label"] and control["help"] and control["domain"] for control in controls.values())


def test_the_link_follows_what_the_hand_leaves() -> None:
    page = opened(loss="huber")
    connection = connection_of(told_to(page, "token")[0]["token"])
    assert connection is not None
    connection.turn("huber.delta", 2.5, held=False)
    drawn(page)
    assert page.query_params["loss.delta"] == "2.5"
