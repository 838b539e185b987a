"""The visitor's runs: pin, hide, name and clear them; take the history or the link away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lossviz.datasets.tables import table_in
from lossviz.export.markdown import escaped
from lossviz.export.script import run_script
from lossviz.specs.comparison import MAX_NAME
from pages.ui.channel.downloads import File, downloads
from pages.ui.kit.widgets import bound
from pages.ui.train.state import TrainState

FILES = (
    File(
        "History (CSV)",
        "history.csv",
        "text/csv",
        lambda train: train.run.history.to_csv(),
        "One row an epoch, Keras' column names.",
    ),
    File(
        "Script",
        "train_run.py",
        "text/x-python",
        lambda train: run_script(train.run.spec),
        "One Python file that trains this run with Keras' own fit to the same curve.",
    ),
)

DATA = File(
    "Data (CSV)",
    "data.csv",
    "text/csv",
    lambda train: table.csv if (table := table_in(train.run.spec.dataset.name)) else b"",
    "Your table as lossviz has read it: for a terminal, and for a script that reads it beside itself.",
)


def runs(train: TrainState) -> None:
    """List the runs that stay, with what can be done with them."""
    st.markdown("**Runs** that stay on the charts; the pin above the curves keeps the one in hand")
    for entry in train.pins.entries:
        name, hide, drop = st.columns([0.6, 0.2, 0.2], vertical_alignment="center")
        name.text_input(
            f":{entry.line(0).colour}[⬤] {escaped(entry.run.spec.title)}",
            max_chars=MAX_NAME,
            **bound(f"{entry.key}.name", entry.name, entry.rename),
        )
        hide.toggle("Hidden", **bound(f"{entry.key}.hidden", entry.hidden, partial(setattr, entry, "hidden")))
        drop.button("Let go", key=f"{entry.key}.drop", on_click=train.unpin, args=(entry.key,))
    if train.pins.entries:
        st.button("Clear all", icon=":material/delete_sweep:", on_click=train.clear, key="clear")


def run_downloads(train: TrainState) -> None:
    """Offer the link of the run in focus, its history as a file, and its numbers as a table."""
    query = train.run.spec.to_query()
    own = table_in(train.run.spec.dataset.name) is not None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.popover(
            "Link", icon=":material/link:", help="The recipe of this run; whoever opens it trains it again."
        ):
            st.write("Opens this run in any browser, and trains it to the same numbers:")
            st.code(f"{(st.context.url or '').partition('?')[0]}?{query}", wrap_lines=True)
            st.write("The same run in a terminal:")
            data = " --data data.csv" if own else ""
            st.code(f'python -m lossviz "{query}"{data} --csv history.csv', language="bash", wrap_lines=True)
        downloads(train, (*FILES, DATA) if own else FILES)
        numbers = st.toggle("Show the numbers", key="numbers", help="The history as a table, one row an epoch.")
    if numbers:
        st.dataframe(train.run.history.to_frame(), height=300)
