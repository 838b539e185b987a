"""The visitor's runs: pin, hide, name and clear them; take the history or the link away."""

from __future__ import annotations

import streamlit as st

from lossviz.export.script import run_script
from lossviz.specs.comparison import MAX_NAME
from pages.ui.kit.markdown import escaped
from pages.ui.kit.named_run import NamedRun
from pages.ui.kit.widgets import bound, bound_several, unfolded
from pages.ui.train.state import TrainState


def runs(train: TrainState) -> None:
    """List the runs, the one in focus first, with what can be done with them."""
    listed = train.entries[::-1]
    st.markdown("  \n".join(["**Runs**", *(f":small[{_dot(entry)} · {_told(train, entry)}]" for entry in listed)]))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _marks(listed, "pinned", "Pin", "A pinned run stays on the charts until it is cleared.")
        if listed[1:]:
            _marks(listed[1:], "hidden", "Hide", "A hidden run is left out of the charts.")
            st.button("Clear the others", icon=":material/delete_sweep:", on_click=train.clear, key="clear")
    with unfolded("Names") as drawn:
        for entry in listed if drawn else ():
            st.text_input(
                f"Name of run {entry.number + 1}",
                max_chars=MAX_NAME,
                **bound(f"{entry.key}.name", entry.name, entry.rename),
            )


def _dot(entry: NamedRun) -> str:
    """Return the run's colour and its name, in which no character has a meaning of its own."""
    return f":{entry.line(0).colour}[⬤] {escaped(entry.name)}"


def _told(train: TrainState, entry: NamedRun) -> str:
    history = entry.run.history
    last = f" · loss {history['loss'][-1]:.4g}" if len(history) else ""
    return f"{entry.run.spec.title} · {train.status if entry is train.entry else entry.run.outcome}{last}"


def _marks(listed: list[NamedRun], attribute: str, label: str, text: str) -> None:
    """Draw a pill for every run that can be marked."""
    by_key = {entry.key: entry for entry in listed}

    def mark(chosen: list[str]) -> None:
        for key, entry in by_key.items():
            setattr(entry, attribute, key in chosen)

    marked = [key for key, entry in by_key.items() if getattr(entry, attribute)]
    pills = bound_several(attribute, list(by_key), marked, mark)
    st.pills(label, selection_mode="multi", format_func=lambda key: _dot(by_key[key]), help=text, **pills)


def run_downloads(train: TrainState) -> None:
    """Offer the link of the run in focus, its history as a file, and its numbers as a table."""
    query = train.to_query()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.popover(
            "Link", icon=":material/link:", help="The recipe of this run; whoever opens it trains it again."
        ):
            st.write("Opens this run in any browser, and trains it to the same numbers:")
            st.code(f"{(st.context.url or '').partition('?')[0]}?{query}", wrap_lines=True)
            st.write("The same run in a terminal:")
            st.code(f'python -m lossviz "{query}" --csv history.csv', language="bash", wrap_lines=True)
        st.download_button(
            "History (CSV)",
            lambda: train.run.history.to_csv(),
            file_name="history.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            help="One row an epoch, Keras' column names.",
        )
        st.download_button(
            "Script",
            lambda: run_script(train.run.spec),
            file_name="lossviz.py",
            mime="text/x-python",
            icon=":material/download:",
            on_click="ignore",
            help="One Python file that trains this run with Keras' own fit to the same curve.",
        )
        numbers = st.toggle("Show the numbers", key="numbers", help="The history as a table, one row an epoch.")
    if numbers:
        st.dataframe(train.run.history.to_frame(), height=300)
