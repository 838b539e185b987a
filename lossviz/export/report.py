"""A comparison as one HTML file that opens without a network: what was compared, the table, every chart, every recipe.

The file carries plotly.js and the program that draws the charts of the app, so that they look and answer as they do
there: grid, fonts, margins, labels and words for colours are said once, in that program and in the theme.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.resources
import json
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from lossviz.datasets.tables import table_in
from lossviz.export.tables import Table
from lossviz.export.theme import theme_variables
from lossviz.figures.base import Chart, Figure
from lossviz.losses.written import WrittenLoss
from lossviz.specs.comparison import Comparison, NamedSpec
from lossviz.specs.differences import agreements, differences, text_of
from lossviz.specs.run import RunSpec

SCALES = (
    "Loss values of different losses are on different scales, so the heights of their curves do not compare. The "
    "yardsticks are the same for every loss: they do."
)
"""What everybody has to know who compares losses."""

# The column is as wide as the text of an A4 page, so that charts are drawn for the screen and for paper at once. The
# program that draws them puts a heading and buttons above each: the heading stands there already.
_STYLE = """
@page { margin: 15mm; }
body { margin: 24px auto; padding: 0 16px; max-width: 180mm; font: 15px/1.5 var(--st-font); color: var(--st-text-color);
  background: var(--st-background-color); overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; }
figure { margin: 0 0 28px; position: relative; break-inside: avoid; }
figure h3 { margin: 0; padding-right: 150px; font-size: 15px; }
.frame > div:not(.lossviz-chart, .lossviz-slider) { position: absolute; top: 0; right: 0; }
.frame > div:not(.lossviz-chart, .lossviz-slider) > div:first-child { display: none; }
small { font-weight: normal; font-size: inherit; }
figcaption, .date { color: var(--st-gray-text-color); }
table { border-collapse: collapse; margin: 12px 0; font-variant-numeric: tabular-nums; font-size: 13px; }
th, td { border: 1px solid var(--st-border-color); padding: 4px 8px; text-align: left; vertical-align: top;
  overflow-wrap: break-word; }
th { background: var(--st-secondary-background-color); }
code { font-size: 13px; }
pre { white-space: pre-wrap; }
@media print { body { margin: 0; padding: 0; } button, .lossviz-slider { display: none !important; }
  h2, h3 { break-after: avoid; } }
"""

# The last lines of the program, in the same module: every chart has its news. plotly.js is here already.
_START = """
for (const news of JSON.parse(document.getElementById("charts").textContent)) {
  void $chart.show(news.key, news);
  $chart.draw({ data: news, parentElement: document.getElementById(news.key) });
}
"""


def report_html(
    comparison: Comparison,
    charts: Sequence[Chart],
    table: Table,
    *,
    title: str,
    date: str,
    chart_js: str,
) -> str:
    """Return the text of an HTML file, to be written as UTF-8.

    Args:
        comparison: The runs.
        charts: What to draw.
        table: What to list of the runs, as `lossviz.export.tables.runs_table` makes it.
        title: What the report is called.
        date: When it was made, in words.
        chart_js: The program that draws the charts of the app, as the module `$chart`.
    """
    scripts = [_plotly_js(), f"{chart_js}{_START}"]
    variables = " ".join(f"{name}: {value};" for name, value in theme_variables().items())
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_policy(scripts)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>\n<style>:root {{ {variables} }}{_STYLE}</style>\n</head>\n<body>",
            f'<h1>{escape(title)}</h1>\n<p class="date">{escape(date)} · made with lossviz</p>',
            *_note(comparison),
            f"<h2>Runs</h2>\n{_table(table)}",
            "<h2>Charts</h2>\n<noscript><p>The charts are drawn by JavaScript, which is off.</p></noscript>",
            *(_place(f"chart{number}", chart) for number, chart in enumerate(charts)),
            "<h2>Recipes</h2>\n<p>Behind the question mark of the app's address, a recipe trains the same run to the "
            "same numbers.</p>",
            *map(_recipe, comparison.runs),
            *_written(comparison.specs),
            *_tables(comparison),
            f'<script type="application/json" id="charts">{_data(charts)}</script>',
            f'<script>{scripts[0]}</script>\n<script type="module">{scripts[1]}</script>\n</body>\n</html>\n',
        ]
    )


def _plotly_js() -> str:
    package = importlib.resources.files("plotly")
    return (package / "package_data" / "plotly.min.js").read_text(encoding="utf-8")


def _policy(scripts: Iterable[str]) -> str:
    """Return what a browser may load and execute: these scripts and nothing else, whatever else the file says."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in scripts
    )
    return f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:"


def _note(comparison: Comparison) -> Iterable[str]:
    """Say what was compared, and what compares."""
    specs = comparison.specs
    differing = ", ".join(f"<code>{escape(name)}</code>" for name in differences(specs))
    if len(specs) == 1:
        yield "<p>One run.</p>"
    elif differing:
        yield f"<p>{len(specs)} runs that differ in {differing}, and in nothing else.</p>"
    else:
        yield f"<p>{len(specs)} runs of one recipe.</p>"
    yield f"<p>{escape(SCALES)}</p>"
    alike = [f"{escape(name)}&nbsp;=&nbsp;{escape(text_of(specs[0], name))}" for name in agreements(specs)]
    yield f"<p>{'Shared by all' if len(specs) > 1 else 'Its recipe'}: {', '.join(alike)}.</p>"


def _table(table: Table) -> str:
    lines = [table[0], *table[1]]
    if len(lines) < len(lines[0]):
        lines = [list(line) for line in zip(*lines, strict=True)]  # Rather tall than wide, as paper is.
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in lines[0])
    rows = [
        f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{escape(text)}</td>" for text in texts)}</tr>'
        for name, *texts in lines[1:]
    ]
    return "\n".join(["<table>", f"<thead><tr>{head}</tr></thead>", "<tbody>", *rows, "</tbody>", "</table>"])


def _place(key: str, chart: Chart) -> str:
    """Return the place of a chart, with its heading and its words."""
    head, mark, tail = chart.title.rpartition(" | ")
    strong, rest = (head, tail) if mark else (tail, "")
    return (
        f'<figure id="{key}">\n<h3>{escape(strong)} <small>{escape(rest)}</small></h3>\n'
        f'<div class="frame"><div class="lossviz-chart" role="figure" aria-label="{escape(chart.alt)}"></div></div>\n'
        f"<figcaption>{escape(chart.alt)}</figcaption>\n</figure>"
    )


def _recipe(run: NamedSpec) -> str:
    texts = [escape(text) for text in (run.name, run.spec.title, run.spec.to_query())]
    return "<h3>{}</h3>\n<p>{}<br><code>{}</code></p>".format(*texts)


def _written(specs: Iterable[RunSpec]) -> Iterable[str]:
    """Give the losses that a visitor wrote for runs, each once, as they were written."""
    losses = {loss.name: loss for spec in specs for loss in spec.losses if isinstance(loss, WrittenLoss)}
    if losses:
        yield "<h2>Losses</h2>"
    for loss in losses.values():
        yield f"<h3>{escape(loss.label)}</h3>\n<pre><code>{escape(loss.source)}</code></pre>"


def _tables(comparison: Comparison) -> Iterable[str]:
    """Give the tables of one's own that runs are trained on, as files within the file."""
    runs: dict[str, list[str]] = {}
    tables = {}
    for run in comparison.runs:
        if table := table_in(run.spec.dataset.name):
            tables[table.fingerprint] = table
            runs.setdefault(table.fingerprint, []).append(run.name)
    if tables:
        yield "<h2>Data</h2>"
    for number, (fingerprint, table) in enumerate(tables.items(), 1):
        name = f"data_{number}.csv" if number > 1 else "data.csv"
        content = base64.b64encode(table.csv).decode()
        of = escape(", ".join(runs[fingerprint]))
        yield (
            f'<p><a download="{name}" href="data:text/csv;base64,{content}">{name}</a> has the {table.n_rows} rows of '
            f"{of}. Its fingerprint is {fingerprint}: opened in the app, it fits these recipes.</p>"
        )


def _at_rest(layout: Figure) -> Figure:
    """Return a layout whose slider waits to be moved: a report may be printed as soon as it is open."""
    slider = {name: value for name, value in layout.get("slider", {}).items() if name != "starts"}
    return layout | {"slider": slider} if slider else layout


def _data(charts: Sequence[Chart]) -> str:
    """Return what the program is told of the charts, in the words in which the app tells it of news."""
    news = []
    for number, chart in enumerate(charts):
        parts = [*chart.figure["data"], _at_rest(chart.figure["layout"])]
        # A name stands for one value in all charts.
        values = {f"{number}.{i}": _json(part) for i, part in enumerate(parts)}
        told = {"key": f"chart{number}", "height": chart.height, "title": chart.title, "alt": chart.alt}
        news.append(told | {"whole": True, "parts": [{"": name} for name in values], "values": values})
    # No sign that HTML knows, so that no text can end the element.
    return _json(news).replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026")


def _json(value: Any) -> str:
    return json.dumps(value, allow_nan=False, separators=(",", ":"))
