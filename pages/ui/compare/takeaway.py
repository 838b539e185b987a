"""What can be taken away of a comparison: link, code, numbers, report; and a session file to come back with."""

from __future__ import annotations

from datetime import datetime, timezone

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from lossviz.export.report import report_html
from lossviz.export.script import comparison_script, run_notebook
from lossviz.export.tables import runs_table, tidy_csv, tidy_json
from lossviz.export.tensorboard import event_files
from lossviz.figures.comparison import losses_chart, yardstick_chart
from lossviz.figures.snapshots import snapshot_charts
from lossviz.runs.history import History
from lossviz.specs.choice import MAX_QUERY
from lossviz.specs.comparison import MAX_FILE
from lossviz.specs.run import RunSpec
from pages.ui.channel.chart import chart_program
from pages.ui.channel.downloads import File, downloads
from pages.ui.compare.charts import CompareScene
from pages.ui.tables.files import table_files

EVENT_SECONDS = 60
"""Longest wait for event files, which a worker writes."""


def compare_downloads(compare: CompareScene) -> None:
    """Offer everything, and let a session be opened again."""
    st.header("Take away", anchor=False)
    if compare.entries:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _link(compare)
            downloads(compare, files_of(compare))
    _upload(compare)


def _link(compare: CompareScene) -> None:
    with st.popover("Link", icon=":material/link:", help="Whoever opens it trains the same runs to the same numbers."):
        if compare.to_query():
            st.write("Opens this comparison in any browser, and trains it to the same numbers:")
            st.code(f"{(st.context.url or '').partition('?')[0]}?{compare.to_query()}", wrap_lines=True)
        else:
            st.write(f"These runs do not fit into a link of {MAX_QUERY:,} characters. Save the session instead.")


def _upload(compare: CompareScene) -> None:
    key = f"compare.session.{compare.n_opened}"  # another field each time, so that a file is opened once

    def opened() -> None:
        file = st.session_state[key]
        if isinstance(file, UploadedFile):  # else there is none, or others have come so fast that it had to go
            compare.open_file(file.getvalue())

    st.file_uploader(
        "Open a session",
        type="json",
        max_upload_size=1,  # megabytes, of which no fraction can be set
        key=key,
        on_change=opened,
        help=f"A file that was saved here, of at most {MAX_FILE // 1024} KB. Its runs take the place of these.",
    )


def recipes(compare: CompareScene) -> list[tuple[str, RunSpec]]:
    """Return all runs, with their names."""
    return [(entry.name, entry.run.spec) for entry in compare.entries]


def files_of(compare: CompareScene) -> list[File]:
    """Return what can be taken away, with the tables that are too long to stand in the script itself."""
    return [*FILES, *table_files(compare, lambda compare: [spec for _, spec in recipes(compare)])]


def histories(compare: CompareScene) -> dict[str, History]:
    """Return the histories of all runs, by name."""
    return {entry.name: entry.run.history for entry in compare.entries}


def events(compare: CompareScene) -> bytes:
    """Return TensorBoard's event files of all runs, as a zip file that a worker writes."""
    return compare.train.engine.background.submit(event_files, histories(compare)).result(EVENT_SECONDS)


def report(compare: CompareScene) -> str:
    """Return the report: all runs by all yardsticks, and each epoch by epoch."""
    lines = [entry.line(entry.run.epoch) for entry in compare.entries]
    by_run = compare.snapshots
    charts = [yardstick_chart(lines, by_run, name) for name in compare.yardsticks]
    charts.append(losses_chart(lines, log_y=compare.log_y))
    for line in (line for line in lines if line.key in by_run):
        charts += snapshot_charts(line, by_run[line.key], named=True)
    last = {
        entry.name: {name: _pair(values[-1]) for name, values in by_run[entry.key].yardsticks.items()}
        for entry in compare.entries
        if entry.key in by_run
    }
    return report_html(
        compare.comparison,
        charts,
        runs_table(compare.comparison, last),
        title=compare.summary,
        date=f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC",
        chart_js=chart_program(),
    )


def _pair(values: np.ndarray) -> tuple[float | None, float | None]:
    train, held_out = (None if np.isnan(value) else float(value) for value in values)
    return train, held_out


_TIDY = "One row for each run, epoch, split and metric."

FILES = (
    File(
        "Report (HTML)",
        "lossviz report.html",
        "text/html",
        report,
        "All charts, the table and the recipes in one file that opens without a network.",
    ),
    File(
        "Script",
        "train_runs.py",
        "text/x-python",
        lambda compare: comparison_script(recipes(compare)),
        "One Python file that trains these runs with Keras' own fit to the same curves.",
    ),
    File(
        "Notebook",
        "lossviz.ipynb",
        "application/x-ipynb+json",
        lambda compare: run_notebook(recipes(compare)),
        "The same as a Jupyter notebook, which draws the curves.",
    ),
    File("History (CSV)", "histories.csv", "text/csv", lambda compare: tidy_csv(histories(compare)), _TIDY),
    File("History (JSON)", "histories.json", "application/json", lambda compare: tidy_json(histories(compare)), _TIDY),
    File(
        "TensorBoard",
        "tensorboard.zip",
        "application/zip",
        events,
        "Event files, one folder a run: unpack it and start tensorboard --logdir there.",
    ),
    File(
        "Session",
        "lossviz session.json",
        "application/json",
        lambda compare: compare.comparison.to_file(tables=True),
        "The recipes and names of all runs, and their tables, to be opened here again.",
    ),
)
"""What can be taken away."""
