"""The Sweep page, as visitors use it in a real browser. Few tests: every page load costs seconds."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.e2e.app_page import AppPage

pytestmark = pytest.mark.e2e
Visit = Callable[..., AppPage]

SHORT = "epochs=60&sweep=loss.regularization_factor:0:2:17:linear"
LOSS = "Loss by epoch for 17 values"


def finished(app: AppPage) -> AppPage:
    expect(app.page.locator(".lossviz-standing")).to_have_text(re.compile(r"^finished · "), timeout=120_000)
    return app


def shown(app: AppPage, chart: str) -> list[float]:
    """Return the first line of a chart, which its slider moves."""
    return app.traces(chart)[0]["y"]


def test_the_regularization_factor_is_swept_and_dragged_with_the_network_cut(visit: Visit) -> None:
    app = finished(visit(SHORT, path="sweep", width=390, height=844))
    widths = app.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1]
    charts = (LOSS, "Accuracy after the last epoch", "Cost of CustomMSE")
    before = [app.traces(chart)[0] for chart in charts]
    app.page.wait_for_timeout(1000)  # until nothing else is on its way
    app.page.context.set_offline(True)
    slider = app.page.locator(".lossviz-slider input:visible")
    slider.focus()
    slider.press("End")
    for chart, old in zip(charts, before, strict=True):
        app.until(lambda chart=chart, old=old: app.traces(chart)[0] != old, f"the slider moves {chart}")
    expect(app.page.locator(".lossviz-slider output:visible")).to_have_text("2")
    # A greater factor leaves a greater loss: the constant 0.5 costs most where predictions are certain.
    assert shown(app, LOSS)[-1] > before[0]["y"][-1] + 0.05
    app.page.context.set_offline(False)


def test_stop_keeps_what_is_done_and_start_begins_again(visit: Visit) -> None:
    sweep = "sweep=loss.regularization_factor:0:2:129:linear&seeds=16"
    app = visit(f"epochs=300&{sweep}", path="sweep")
    told = app.page.locator(".lossviz-standing")
    expect(told).to_have_text(re.compile(r"^[1-9]\d* of 2,064 runs"), timeout=120_000)
    app.press("Stop")
    expect(told).to_have_text(re.compile(r"^stopped · [1-9]\d* of 2,064 runs: "))
    words = told.inner_text()
    app.page.wait_for_timeout(1000)
    assert told.inner_text() == words
    assert np.isfinite([y for y in shown(app, "Loss by epoch for 129 values") if y is not None]).all()
    assert app.page.locator(".lossviz-slider input:visible").is_enabled()
    app.press("Start")
    expect(app.page.get_by_role("button", name="Stop")).to_be_visible()
    app.press("Stop")


def test_an_end_is_set_or_springs_back(visit: Visit) -> None:
    app = visit(SHORT, path="sweep")
    end = app.page.get_by_role("textbox", name="to, exact value")
    app.enter("To", "1,5")
    swept = "loss.regularization_factor:0:1.5:17:linear"
    app.until(lambda: parse_qs(urlparse(app.page.url).query).get("sweep") == [swept], "the link follows")
    app.enter("To", "0")
    refused = "A sweep must go from a lower to a higher value. Got 0 to 0 instead."
    expect(app.page.get_by_text(refused).first).to_be_visible()
    expect(end).to_have_value("1.50")


def test_what_would_be_swept_follows_the_hand_and_training_waits_for_its_release(visit: Visit) -> None:
    app = finished(visit(SHORT, path="sweep"))
    words, slider = app.page.locator(".sentence"), app.page.get_by_role("slider", name="values")
    expect(words).to_have_text("17 runs, about 1 s")
    address, box = app.page.url, slider.bounding_box()
    assert box is not None
    app.page.mouse.move(box["x"] + 0.55 * box["width"], box["y"] + box["height"] / 2)
    app.page.mouse.down()
    app.page.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2, steps=8)
    expect(words).to_have_text("2 runs, about 1 s")
    assert app.page.url == address
    app.page.mouse.up()
    swept = SHORT.partition("sweep=")[2].replace(":17:", ":2:")
    app.until(lambda: parse_qs(urlparse(app.page.url).query).get("sweep") == [swept], "the link follows")
    finished(app)


def test_two_parameters_are_a_map_of_which_a_click_opens_a_cell(visit: Visit) -> None:
    rate = "sweep=optimizer.learning_rate:0.001:0.1:5:log"
    app = finished(visit(f"epochs=60&sweep=loss.regularization_factor:0:2:5:linear&{rate}", path="sweep"))
    chart = app.chart("Map of Accuracy")
    box = chart.locator(".nsewdrag").first.bounding_box()
    assert box is not None
    app.page.mouse.click(box["x"] + 0.9 * box["width"], box["y"] + 0.9 * box["height"])
    app.chart("Loss by epoch, regularization factor 2, learning rate (optimizer) 0.001")
    # Sliders of another cell take the place of the old ones, which would lose what is pressed on them.
    for name, value in (("Regularization factor", "2"), ("Learning rate", "0.001")):
        expect(app.slider(name)).to_have_attribute("aria-valuetext", value)
    app.slider("Learning rate").press("End")
    app.chart("Loss by epoch, regularization factor 2, learning rate (optimizer) 0.1.")
    app.chart("Confusion matrix, regularization factor 2, learning rate (optimizer) 0.1.")
    query = parse_qs(urlparse(app.page.url).query)
    assert query["sweep"] == ["loss.regularization_factor:0:2:5:linear", rate.removeprefix("sweep=")]
