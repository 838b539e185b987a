"""The visitor's runs: name, pin, hide and clear them; take the history or the link away."""

from __future__ import annotations

import streamlit as st

from lossviz.figures import PALETTE
from pages.ui.lab import Entry, Lab
from pages.ui.session import bound


def runs(lab: Lab) -> None:
    """List the runs, the one in focus first."""
    st.markdown("**Runs** on the charts")
    for entry in reversed(lab.entries):
        _row(lab, entry)
    if len(lab.entries) > 1:
        st.button("Clear the others", icon=":material/delete_sweep:", on_click=lab.clear, key="clear")


def _row(lab: Lab, entry: Entry) -> None:
    focus = entry is lab.entry
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        colour = PALETTE[entry.number % len(PALETTE)]
        st.markdown(f":{colour}[⬤]", width=30)
        st.text_input(
            "Name of the run",
            **bound(f"{entry.key}.name", entry.name, lambda name: setattr(entry, "name", name.strip() or entry.name)),
            max_chars=40,
            label_visibility="collapsed",
            width=160,
        )
        if not focus:
            _toggle(entry, "pinned", "Pin", ":material/keep:", "Keep this run on the charts until it is cleared.")
            _toggle(entry, "hidden", "Hide", ":material/visibility_off:", "Leave this run out of the charts.")
        else:
            _toggle(entry, "pinned", "Pin", ":material/keep:", "Keep this run when the next one begins.")
        history = entry.run.history
        last = f" · loss {history['loss'][-1]:.4g}" if len(history) else ""
        st.caption(f"{entry.run.spec.title} · {entry.run.outcome}{last}")


def _toggle(entry: Entry, attribute: str, label: str, icon: str, text: str) -> None:
    binding = bound(f"{entry.key}.{attribute}", getattr(entry, attribute), lambda on: setattr(entry, attribute, on))
    st.checkbox(f"{icon} {label}", help=text, **binding)


def take_away(lab: Lab, query: str) -> None:
    """Offer the link of the run in focus, its history as a file, and its numbers as a table."""
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
            lambda: lab.run.history.to_csv(),
            file_name="history.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            help="One row an epoch, Keras' column names.",
        )
        numbers = st.toggle("Show the numbers", key="numbers", help="The history as a table, one row an epoch.")
    if numbers:
        st.dataframe(lab.run.history.to_frame(), height=300)
