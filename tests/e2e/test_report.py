"""The report of a comparison in a real browser: from a file, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lossviz.export.theme import theme_variables
from lossviz.figures.base import Chart
from tests.lossviz.export.test_report import CHARTS, EVIL, SHORT_EVIL, report, trace

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def problems() -> list[str]:
    """What went wrong in the browser: errors, dialogs, and requests for anything but the file itself."""
    return []


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory, problems: list[str]) -> Iterator[Page]:
    """A report of hostile names and texts, opened once: a browser takes seconds to read plotly.js."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(report(), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1000, "height": 900}, offline=True)
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("dialog", lambda dialog: problems.append(f"dialog {dialog.message}"))
    page.on("request", lambda request: problems.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri())
    expect(page.locator(".js-plotly-plot")).to_have_count(len(CHARTS))
    yield page
    context.close()


@pytest.fixture(autouse=True)
def _without_problems(problems: list[str]) -> Iterator[None]:
    yield
    assert problems == []


def test_every_chart_is_drawn_as_in_the_app(page: Page) -> None:
    variables = theme_variables()
    for number in range(len(CHARTS)):
        chart = page.locator(f"#chart{number}")
        lines = chart.locator(".scatterlayer .js-line")
        expect(lines).to_have_count(2)
        expect(lines.first).to_have_css("stroke", _rgb(variables["--st-blue-text-color"]))
        expect(lines.last).to_have_css("stroke", _rgb(variables["--st-gray-text-color"]))
        expect(chart.locator(".legend")).to_have_count(0)
        expect(chart.get_by_role("button", name="PNG")).to_be_visible()
    expect(page.locator("#chart0 .lossviz-labels")).to_have_text("line")
    assert page.locator("#chart0 .js-plotly-plot").bounding_box()["height"] == 300


def test_a_slider_works_without_a_server(page: Page) -> None:
    chart = page.locator("#chart0 .js-plotly-plot")
    slider = page.locator("#chart0").get_by_role("slider")
    slider.focus()
    slider.press("ArrowRight")
    expect(page.locator("#chart0 output")).to_have_text("two")
    page.wait_for_function("plot => plot.data[0].y[0] === 4", arg=chart.element_handle())


def test_headings_and_texts_are_there_to_be_read(page: Page) -> None:
    expect(page.get_by_role("heading", name="Loss by epoch")).to_be_visible()
    expect(page.get_by_role("figure", name="Two lines.").first).to_be_attached()
    expect(page.get_by_role("heading", name=SHORT_EVIL, exact=True)).to_be_visible()
    expect(page.get_by_role("cell", name=EVIL, exact=True)).to_be_visible()


def test_no_text_is_executed(page: Page, problems: list[str]) -> None:
    assert page.evaluate("window.pwned") is None
    assert page.locator("script").count() == 3
    # Nor would one be that had found its way into the page.
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'pwned = 1'}))")
    assert page.evaluate("window.pwned") is None
    assert "Content Security Policy" in problems.pop()


def test_on_paper_the_charts_are_as_wide_as_the_text(page: Page) -> None:
    page.emulate_media(media="print")
    paper = page.evaluate("180 / 25.4 * 96")  # an A4 page between its margins, in pixels
    for box in (each.bounding_box() for each in page.locator(".js-plotly-plot .main-svg").all()):
        assert box["width"] <= paper + 1
    expect(page.get_by_role("button")).to_have_count(0)
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_what_plays_is_at_rest_on_opening_and_finished_on_paper(browser: Browser, tmp_path: Path) -> None:
    line = trace(*range(31)) | {"meta": {"label": "line", "cut": True}}
    places = {"values": [str(i) for i in range(31)], "numbers": list(range(31)), "at": 30}
    slider = {"label": "Epoch", "group": "epochs", "cut": True, "plays": 60, "starts": True, **places}
    follows = slider | {"hidden": True, "plays": 0}
    charts = [
        Chart(f"Loss {i}", "", {"data": [line], "layout": {"slider": slider if i == 0 else follows}}) for i in (0, 1, 2)
    ]
    (tmp_path / "report.html").write_text(report(charts=charts), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1000, "height": 400})  # the last chart is out of sight
    page.goto((tmp_path / "report.html").as_uri())
    expect(page.locator(".js-plotly-plot")).to_have_count(3)
    expect(page.locator("#chart0 output")).to_have_text("30")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    lengths = "() => [...document.querySelectorAll('.js-plotly-plot')].map((plot) => plot.data[0].x.length)"
    assert page.evaluate(lengths) == [31, 31, 31]
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => document.querySelector('.js-plotly-plot').data[0].x.length < 20")
    page.pdf()
    assert page.evaluate(lengths) == [31, 31, 31]
    page.close()


def _rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})"
