"""The report of a comparison: complete, self-contained, and deaf to what names and texts try to say."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from lossviz.export.report import SCALES, report_html
from lossviz.export.theme import CONFIG, theme_variables
from lossviz.figures.base import PALETTE, Chart
from lossviz.specs.comparison import Comparison, NamedSpec
from lossviz.specs.run import RunSpec
from pages.ui.channel.chart import chart_program
from tests.tables import FLOWERS, HOUSES, spec_on
from tests.told import figure_of
from tests.written import TEXTS, name_of

CHART_JS = chart_program()

EVIL = "</script ><script>alert('1')</script><!--\" & 'x'"
SHORT_EVIL = "<script>window.pwned=1</script>\"&'<!--"

COMPARISON = Comparison(
    (
        NamedSpec("gentle", RunSpec.from_query("epochs=20&loss.regularization_factor=0.25")),
        NamedSpec(SHORT_EVIL, RunSpec.from_query("epochs=20&loss.regularization_factor=0.75&seed=3")),
    )
)


def trace(*y: float, name: str = "line", colour: str = "blue") -> dict[str, Any]:
    line = {"color": colour, "width": 2}
    return {"type": "scatter", "mode": "lines", "x": list(range(len(y))), "y": list(y), "name": name, "line": line}


SLIDER = {"label": EVIL, "values": ["one", "two"], "at": 0, "pictures": [[[3, 2, 1]], [[4, 4, 4]]]}


def figure(name: str = "line") -> dict[str, Any]:
    labelled = trace(3, 2, 1, name=name) | {"meta": {"label": name[:12]}}
    axes = {"xaxis": {"title": {"text": name}}, "yaxis": {"title": {"text": "loss"}}}
    return {"data": [labelled, trace(1, 2, 3, colour="faint")], "layout": {**axes, "slider": SLIDER}}


CHARTS = [Chart("Loss | by epoch", "Two lines.", figure(), 300), Chart(EVIL, f"alt {EVIL}", figure(EVIL))]
TABLE = (["run", "seed"], [["gentle", "0"], [SHORT_EVIL, EVIL], ["third", "–"]])


def report(**changes: Any) -> str:
    parts = {"comparison": COMPARISON, "charts": CHARTS, "table": TABLE, "title": f"Title {EVIL}", "date": EVIL}
    return report_html(**(parts | {"chart_js": CHART_JS} | changes))


class Reader(HTMLParser):
    """Reads elements with their attributes and texts, as a browser would."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements:
            self.texts.append((self.elements[-1][0], data))

    def text_of(self, tag: str) -> list[str]:
        return [text for element, text in self.texts if element == tag and text.strip()]


@pytest.fixture(scope="module")
def read() -> Reader:
    return Reader(report())


def told(read: Reader) -> list[dict[str, Any]]:
    """Return what the program is told of the charts."""
    return json.loads(read.text_of("script")[0])


def test_texts_stand_in_the_report_as_they_are(read):
    assert read.text_of("title") == read.text_of("h1") == [f"Title {EVIL}"]
    assert f"{EVIL} · made with lossviz" in read.text_of("p")
    assert read.text_of("th") == ["run", "seed", "gentle", SHORT_EVIL, "third"]
    assert read.text_of("td") == ["0", EVIL, "–"]
    assert read.text_of("figcaption") == ["Two lines.", f"alt {EVIL}"]
    assert read.text_of("h3") == ["Loss ", f"{EVIL} ", "gentle", SHORT_EVIL]
    assert "by epoch" in read.text_of("small")


def test_a_name_may_hold_the_sign_that_divides_a_title():
    seen = Reader(report(charts=[Chart("one | two | shape of its loss", "A curve.", figure())]))
    assert seen.text_of("h3")[0] == "one | two "
    assert seen.text_of("small")[0] == "shape of its loss"


def test_no_slider_of_a_report_plays_before_it_is_asked_to():
    playing = figure()
    playing["layout"]["slider"] = SLIDER | {"plays": 5, "starts": True}
    (news,) = told(Reader(report(charts=[Chart("Loss", "", playing)])))
    slider = figure_of(news)["layout"]["slider"]
    assert slider == SLIDER | {"plays": 5}


def test_no_text_becomes_an_element(read):
    assert [attributes.get("type") for tag, attributes in read.elements if tag == "script"] == [
        "application/json",
        None,
        "module",
    ]
    assert not set(read.text_of("script")[0]) & set("<>&")  # browsers end a script at more than Python's reader does
    known = "html head meta title style body h1 h2 h3 p code br table thead tbody tr th td small noscript figure div"
    assert {tag for tag, _ in read.elements} == {*known.split(), "figcaption", "script"}
    for _, attributes in read.elements:
        assert set(attributes) <= {
            *("lang", "charset", "http-equiv", "content", "name", "id", "class", "role", "aria-label", "type", "scope")
        }


def test_written_losses_stand_there_as_they_were_written_and_once():
    first, second = name_of("any_text_around_it"), name_of("focal")
    spec = RunSpec.from_query(f"epochs=20&loss={first}")
    runs = (NamedSpec("a", spec), NamedSpec("b", spec.with_change(5, "loss", second)), NamedSpec("c", RunSpec()))
    seen = Reader(report(comparison=Comparison(runs)))
    assert sum(tag == "script" for tag, _ in seen.elements) == 3
    assert "Losses" in seen.text_of("h2")
    shown = [text.strip() for text in seen.text_of("code")]
    assert shown.count(TEXTS["any_text_around_it"].strip()) == shown.count(TEXTS["focal"].strip()) == 1


def test_nothing_is_loaded_from_elsewhere(read):
    assert not [attributes for _, attributes in read.elements if {"src", "href"} & set(attributes)]
    assert "@import" not in read.text_of("style")[0]
    assert "url(" not in read.text_of("style")[0]


def test_a_browser_may_execute_what_the_report_came_with_and_nothing_else(read):
    (policy,) = (a["content"] for _, a in read.elements if a.get("http-equiv") == "Content-Security-Policy")
    programs = read.text_of("script")[1:]
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in programs]
    script_src = re.search(r"script-src ([^;]*)", policy).group(1)
    assert script_src.split() == [f"'sha256-{each}'" for each in hashes]
    assert policy.startswith("default-src 'none';")
    for program in programs:
        # Signs with which a browser would end a script early, or read it otherwise.
        assert "</script" not in program.lower()
        assert "<!--" not in program
        assert "\r" not in program


def test_the_program_is_told_the_figures(read):
    for news, (title, alt, drawn, height) in zip(told(read), CHARTS, strict=True):
        assert (news["title"], news["alt"], news["height"]) == (title, alt, height)
        assert figure_of(news) == drawn


def test_every_chart_has_its_place_and_words_for_those_who_cannot_see_it(read):
    places = [attributes["id"] for tag, attributes in read.elements if tag == "figure"]
    assert places == [news["key"] for news in told(read)] == ["chart0", "chart1"]
    labels = [attributes["aria-label"] for _, attributes in read.elements if attributes.get("role") == "figure"]
    assert labels == ["Two lines.", f"alt {EVIL}"]


def test_the_report_says_what_was_compared_and_what_compares(read):
    said = "".join(text for element, text in read.texts if element in ("p", "code"))
    assert "2 runs that differ in loss.regularization_factor, seed, and in nothing else." in said
    assert SCALES in said
    assert "Shared by all: dataset\xa0=\xa0Iris, " in said
    assert ", epochs\xa0=\xa020, " in said


def test_the_report_holds_every_recipe(read):
    for run in COMPARISON.runs:
        assert run.spec.title in read.text_of("p")
        assert RunSpec.from_query(run.spec.to_query()) == run.spec
        assert run.spec.to_query() in read.text_of("code") + read.text_of("br")


@pytest.mark.parametrize(
    ("specs", "sentence"),
    [([RunSpec()], "One run."), ([RunSpec(), RunSpec()], "2 runs of one recipe.")],
)
def test_runs_that_do_not_differ_are_called_that(specs, sentence):
    same = Comparison(tuple(NamedSpec(str(i), spec) for i, spec in enumerate(specs)))
    assert sentence in Reader(report(comparison=same)).text_of("p")


def test_a_wide_table_is_turned_since_paper_is_tall():
    wide = (["run", "loss", "seed", "MAE"], [["a", "Huber", "1", "0.5"], ["b", "Hinge", "2", "0.7"]])
    read = Reader(report(table=wide))
    assert read.text_of("th") == ["run", "a", "b", "loss", "seed", "MAE"]
    assert read.text_of("td") == ["Huber", "Hinge", "1", "2", "0.5", "0.7"]


def test_a_report_without_charts_is_a_report():
    read = Reader(report(charts=[]))
    assert told(read) == []
    assert read.text_of("h2") == ["Runs", "Charts", "Recipes"]


def test_a_number_that_json_does_not_have_is_refused():
    with pytest.raises(ValueError, match="not JSON compliant"):
        report(charts=[Chart("a", "b", {"data": [trace(float("nan"))], "layout": {}})])


# The theme


def declared(section: str) -> dict[str, str]:
    """Return the texts of a section of the theme as they stand in its file."""
    text = CONFIG.read_text(encoding="utf-8").partition(f"[{section}]\n")[2].partition("\n[")[0]
    return dict(re.findall(r'^(\w+) = "(.*)"$', text, re.MULTILINE))


@pytest.mark.parametrize("base", ["light", "dark"])
def test_the_variables_of_the_theme_are_what_is_declared(base):
    expected = declared("theme") | declared(f"theme.{base}")
    assert len(expected) > 12
    variables = theme_variables(base)
    assert {name.removeprefix("--st-").replace("-", ""): value for name, value in variables.items()} == {
        name.lower(): value for name, value in expected.items()
    }


def test_every_word_for_a_colour_has_a_variable():
    words = dict(
        re.findall(r'^  (\w+): "([\w-]+)",$', CHART_JS.partition("const WORDS = {")[2].partition("};")[0], re.M)
    )
    assert {"text", "faint", "background", "accent", "grid"} == set(words)
    names = {*words.values(), *(f"{colour}-text-color" for colour in PALETTE), "font"}
    assert {f"--st-{name}" for name in names} <= set(theme_variables())


def test_the_style_uses_only_variables_that_there_are(read):
    style = read.text_of("style")[0]
    used = set(re.findall(r"var\((--[\w-]+)\)", style))
    assert used
    assert used <= set(theme_variables())


def test_tables_of_ones_own_are_files_within_the_report():
    specs = {SHORT_EVIL: spec_on(FLOWERS), "b": spec_on(HOUSES), "c": spec_on(HOUSES, "seed=1")}
    runs = Comparison(tuple(NamedSpec(name, spec) for name, spec in specs.items()))
    links = [attrs for tag, attrs in Reader(report(comparison=runs)).elements if tag == "a"]
    assert [link["download"] for link in links] == ["data.csv", "data_2.csv"]
    for link, table in zip(links, (FLOWERS, HOUSES)):
        head, content = link["href"].split(",")
        assert head == "data:text/csv;base64"
        assert base64.b64decode(content) == table.csv
    assert "6 rows of b, c. Its fingerprint is" in report(comparison=runs)
