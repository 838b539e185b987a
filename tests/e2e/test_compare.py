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
from tests.e2e.bench import Bench

pytestmark = pytest.mark.e2e
Visit = Callable[..., Bench]

TWO = (
    "dataset=iris&epochs=60&optimizer.learning_rate=0.02&run=squared~loss=mean_squared_error"
    "&run=entropy~loss=categorical_crossentropy"
)
LOSSES = "Training loss by epoch of"


def strong(bench: Bench, chart: str = LOSSES) -> dict[str, int]:
    """Return the last epoch of every line that follows the slider."""
    script = "plot => plot.data.filter(t => t.meta?.cut).map(t => [t.name, t.x.at(-1)])"
    return dict(bench.chart(chart).evaluate(script))


def raced(bench: Bench) -> Locator:
    """Return the slider of the race, at rest at its end."""
    slider = bench.page.locator(".lossviz-slider input:visible")
    expect(slider).to_be_visible()
    expect(bench.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    bench.until(lambda: set(strong(bench).values()) == {60}, "both runs are drawn to their end")
    return slider


def test_two_losses_race_and_are_rewound_without_the_server(visit: Visit) -> None:
    bench = visit(TWO, path="compare")
    slider = raced(bench)
    bench.chart("Decision regions of squared")
    bench.page.context.set_offline(True)
    bench.press("Play")
    seen: list[dict[str, int]] = []
    bench.until(
        lambda: seen.append(strong(bench)) or (set(seen[-1].values()) == {60} and len(seen) > 3), "it has played"
    )
    between = [each for each in seen if 0 < each["squared"] < 60]
    assert between, "the race was seen on its way"
    assert all(abs(each["squared"] - each["entropy"]) <= 1 for each in between), "they advance in lock-step"
    bench.until(lambda: bench.page.get_by_role("button", name="Play", exact=True).is_visible(), "it rests")
    bench.page.wait_for_timeout(1000)  # until what is out of sight has followed
    regions = "plot => JSON.stringify(plot.data[0].z)"
    last = bench.chart("Decision regions").evaluate(regions)
    slider.focus()
    slider.press("Home")
    bench.until(lambda: set(strong(bench).values()) == {0}, "both are rewound")
    bench.until(lambda: bench.chart("Decision regions").evaluate(regions) != last, "the regions are rewound too")
    bench.page.context.set_offline(False)


def test_a_fork_is_drawn_renamed_and_deleted_and_the_link_opens_in_another_browser(visit: Visit) -> None:
    bench = visit(TWO, path="compare")
    raced(bench)
    field = bench.page.get_by_role("spinbutton", name="Fork after epoch")
    field.fill("20")
    field.press("Enter")
    bench.choose("Namely", "Huber")
    bench.press("Add it")
    bench.until(lambda: "Huber" in strong(bench), "the fork is drawn")
    names = bench.page.get_by_role("textbox", name="Name of Huber")
    names.fill("forked")
    bench.page.get_by_role("button", name="Delete entropy").click()  # leaving the field names the run, in one go
    bench.until(lambda: set(strong(bench)) == {"squared", "forked"}, "one is deleted, the other has its new name")
    bench.until(lambda: "forked" in bench.page.url and "entropy" not in bench.page.url, "the link tells of it")
    other = visit(bench.page.url.partition("?")[2], path="compare")
    raced(other)
    values = "plot => plot.data.map(t => t.y)"
    bench.until(lambda: strong(other) == strong(bench), "the other browser shows the same runs")
    assert other.chart(LOSSES).evaluate(values) == bench.chart(LOSSES).evaluate(values)


def test_the_script_that_is_downloaded_trains_the_same_runs(visit: Visit, tmp_path: Path) -> None:
    query = TWO.replace("epochs=60", "epochs=5")
    bench = visit(query, path="compare")
    bench.chart("Decision regions of squared")
    bench.page.wait_for_timeout(1000)  # until nothing else is on its way
    with bench.page.expect_download() as download:
        bench.page.get_by_role("button", name="Script").click()
    download.value.save_as(tmp_path / "lossviz.py")
    subprocess.run([sys.executable, "-P", "lossviz.py"], cwd=tmp_path, check=True, capture_output=True, timeout=300)
    for number, run in enumerate(Comparison.from_query(query).runs, 1):
        table = np.genfromtxt(tmp_path / f"history_{number}.csv", delimiter=",", names=True)
        trace = next(trace for trace in bench.traces(LOSSES)[2:] if trace["name"] == run.name)
        np.testing.assert_allclose(trace["y"], table["loss"], rtol=6e-4)  # charts have four digits


def test_pointing_at_a_run_marks_it_in_all_charts(visit: Visit) -> None:
    bench = visit(TWO, path="compare")
    raced(bench)
    bench.page.get_by_role("row", name="squared").hover()
    faded = "plot => [...plot.querySelectorAll('.scatterlayer .trace')].filter(t => t.style.opacity === '0.15').length"
    for chart in (LOSSES, "Accuracy by epoch"):
        bench.until(lambda chart=chart: bench.chart(chart).evaluate(faded) == 2, "the other run has faded")


def test_nothing_scrolls_sideways_on_a_phone(visit: Visit) -> None:
    width = 390
    bench = visit(TWO, path="compare", width=width, height=844, theme="dark")
    bench.chart("Decision regions of squared")
    assert bench.page.evaluate("document.documentElement.scrollWidth") <= width
    main = bench.page.locator("[data-testid=stMain]")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")


def test_runs_survive_other_pages_and_loading_again(visit: Visit) -> None:
    bench = visit(TWO, path="compare")
    raced(bench)
    bench.page.get_by_role("textbox", name="Name of squared").fill("mine")
    bench.page.get_by_role("textbox", name="Name of squared").press("Enter")
    bench.until(lambda: "mine" in strong(bench), "it has its new name")
    menus = [bench.page.get_by_role("combobox", name=name) for name in ("Like", "Run to rewind")]
    for menu in menus:
        expect(menu).to_have_value("mine")
    bench.page.get_by_role("textbox", name="Name of mine").fill("  ")
    bench.page.get_by_role("button", name="Hide entropy").click()
    expect(bench.page.get_by_role("textbox", name="Name of mine")).to_have_value("mine")
    expect(bench.page.get_by_role("button", name="Show entropy")).to_be_visible()
    for menu in menus:
        expect(menu).to_have_value("mine")
    bench.until(lambda: set(strong(bench)) == {"mine"}, "one is hidden")
    bench.page.get_by_role("link", name="Train").click()
    bench.finished()
    bench.page.get_by_role("link", name="Compare").click()
    bench.until(lambda: set(strong(bench)) == {"mine"}, "all is as it was")
    bench.page.reload()
    expect(bench.page.get_by_role("button", name="Show entropy")).to_be_visible()
    bench.until(lambda: set(strong(bench)) == {"mine"}, "a link knows nothing of what is hidden")
