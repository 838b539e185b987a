"""The Compare page, as visitors use it in a real browser."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from lossviz.specs.comparison import Comparison
from tests.e2e.app_page import AppPage

pytestmark = pytest.mark.e2e
Visit = Callable[..., AppPage]

TWO = (
    "dataset=iris&epochs=60&optimizer.learning_rate=0.02&run=squared~loss=mean_squared_error"
    "&run=entropy~loss=categorical_crossentropy"
)
LOSSES = "Training loss by epoch of"


def strong(app: AppPage, chart: str = LOSSES) -> dict[str, int]:
    """Return the last epoch of every line that follows the slider."""
    script = "plot => plot.data.filter(t => t.meta?.cut).map(t => [t.name, t.x.at(-1)])"
    return dict(app.chart(chart).evaluate(script))


def raced(app: AppPage) -> Locator:
    """Return the slider of the race, at rest at its end."""
    slider = app.page.locator(".lossviz-slider input:visible")
    expect(slider).to_be_visible()
    expect(app.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    app.until(lambda: set(strong(app).values()) == {60}, "both runs are drawn to their end")
    return slider


def test_two_losses_race_and_are_rewound_without_the_server(visit: Visit) -> None:
    app = visit(TWO, path="compare")
    slider = raced(app)
    app.chart("Decision regions of squared")
    app.page.context.set_offline(True)
    app.press("Play")
    seen: list[dict[str, int]] = []
    app.until(lambda: seen.append(strong(app)) or (set(seen[-1].values()) == {60} and len(seen) > 3), "it has played")
    between = [each for each in seen if 0 < each["squared"] < 60]
    assert between, "the race was seen on its way"
    assert all(abs(each["squared"] - each["entropy"]) <= 1 for each in between), "they advance in lock-step"
    app.until(lambda: app.page.get_by_role("button", name="Play", exact=True).is_visible(), "it rests")
    app.page.wait_for_timeout(1000)  # until what is out of sight has followed
    regions = "plot => JSON.stringify(plot.data[0].z)"
    last = app.chart("Decision regions").evaluate(regions)
    slider.focus()
    slider.press("Home")
    app.until(lambda: set(strong(app).values()) == {0}, "both are rewound")
    app.until(lambda: app.chart("Decision regions").evaluate(regions) != last, "the regions are rewound too")
    app.page.context.set_offline(False)


def test_a_fork_is_drawn_renamed_and_deleted_and_the_link_opens_in_another_browser(visit: Visit) -> None:
    app = visit(TWO, path="compare")
    raced(app)
    app.press("Add a variant or a fork")
    field = app.page.get_by_role("spinbutton", name="Fork after epoch")
    field.fill("20")
    field.press("Enter")
    app.choose("Namely", "Huber")
    app.press("Add it")
    app.until(lambda: "Huber" in strong(app), "the fork is drawn")
    app.page.keyboard.press("Escape")
    names = app.page.get_by_role("textbox", name="Name of Huber")
    names.fill("forked")
    app.page.get_by_role("button", name="Delete entropy").hover()
    app.page.mouse.down()  # leaving the field names the run, and the table is told so while the button is pressed
    app.page.wait_for_timeout(1000)
    app.page.mouse.up()
    app.until(lambda: set(strong(app)) == {"squared", "forked"}, "one is deleted, the other has its new name")
    app.until(lambda: "forked" in app.page.url and "entropy" not in app.page.url, "the link tells of it")
    other = visit(app.page.url.partition("?")[2], path="compare")
    raced(other)
    values = "plot => plot.data.map(t => t.y)"
    app.until(lambda: strong(other) == strong(app), "the other browser shows the same runs")
    assert other.chart(LOSSES).evaluate(values) == app.chart(LOSSES).evaluate(values)


def test_the_script_that_is_downloaded_trains_the_same_runs(visit: Visit, tmp_path: Path) -> None:
    query = TWO.replace("epochs=60", "epochs=5")
    app = visit(query, path="compare")
    app.chart("Decision regions of squared")
    app.page.wait_for_timeout(1000)  # until nothing else is on its way
    with app.page.expect_download() as download:
        app.page.get_by_role("button", name="Script").click()
    script = download.value.suggested_filename
    assert Path(script).stem not in {*sys.stdlib_module_names, "lossviz"}  # `import` would find it first
    download.value.save_as(tmp_path / script)
    subprocess.run([sys.executable, "-P", script], cwd=tmp_path, check=True, capture_output=True, timeout=300)
    for number, run in enumerate(Comparison.from_query(query).runs, 1):
        table = np.genfromtxt(tmp_path / f"history_{number}.csv", delimiter=",", names=True)
        trace = next(trace for trace in app.traces(LOSSES)[2:] if trace["name"] == run.name)
        np.testing.assert_allclose(trace["y"], table["loss"], rtol=6e-4)  # charts have four digits


def test_pointing_at_a_run_marks_it_in_all_charts(visit: Visit) -> None:
    app = visit(TWO, path="compare")
    raced(app)
    app.page.get_by_role("row", name="squared").hover()
    faded = "plot => [...plot.querySelectorAll('.scatterlayer .trace')].filter(t => t.style.opacity === '0.15').length"
    for chart in (LOSSES, "Accuracy by epoch"):
        app.until(lambda chart=chart: app.chart(chart).evaluate(faded) == 2, "the other run has faded")


def test_the_target_moves_its_line_and_the_table_before_it_is_let_go(visit: Visit) -> None:
    app = visit(TWO, path="compare")
    raced(app)
    slider = app.page.get_by_role("slider", name="target of accuracy")
    expect(slider).to_be_visible()
    met = app.page.get_by_role("row", name="squared").locator("td").nth(2)
    line = "plot => plot.data.find(t => t.name === 'target').y[0]"
    app.until(lambda: app.chart("Accuracy by epoch").evaluate(line) > 0.5, "the target is drawn")
    before, box = met.inner_text(), slider.bounding_box()
    assert box is not None
    app.page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    app.page.mouse.down()
    app.page.mouse.move(box["x"] + 0.35 * box["width"], box["y"] + box["height"] / 2, steps=8)
    app.until(lambda: app.chart("Accuracy by epoch").evaluate(line) < 0.7, "the line follows the hand")
    app.until(lambda: met.inner_text() != before, "the table follows the hand")
    app.page.mouse.up()
    app.until(lambda: app.chart("Accuracy by epoch").evaluate(line) < 0.7, "it stays")


def test_nothing_scrolls_sideways_on_a_phone(visit: Visit) -> None:
    width = 390
    app = visit(TWO, path="compare", width=width, height=844, theme="dark")
    app.chart("Decision regions of squared")
    assert app.page.evaluate("document.documentElement.scrollWidth") <= width
    main = app.page.locator("[data-testid=stMain]")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")


def test_runs_survive_other_pages_and_loading_again(visit: Visit) -> None:
    app = visit(TWO, path="compare")
    raced(app)
    app.page.get_by_role("textbox", name="Name of squared").fill("mine")
    app.page.get_by_role("textbox", name="Name of squared").press("Enter")
    app.until(lambda: "mine" in strong(app), "it has its new name")
    menu = app.page.get_by_role("combobox", name="Run to rewind")
    expect(menu).to_have_value("mine")
    app.page.get_by_role("textbox", name="Name of mine").fill("  ")
    app.page.get_by_role("button", name="Hide entropy").click()
    expect(app.page.get_by_role("textbox", name="Name of mine")).to_have_value("mine")
    expect(app.page.get_by_role("button", name="Show entropy")).to_be_visible()
    expect(menu).to_have_value("mine")
    app.until(lambda: set(strong(app)) == {"mine"}, "one is hidden")
    app.page.get_by_role("link", name="Train").click()
    app.chart("Loss")
    app.page.get_by_role("link", name="Compare").click()
    app.until(lambda: set(strong(app)) == {"mine"}, "all is as it was")
    app.page.reload()
    expect(app.page.get_by_role("button", name="Show entropy")).to_be_visible()
    app.until(lambda: set(strong(app)) == {"mine"}, "a link knows nothing of what is hidden")
