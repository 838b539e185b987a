"""The table of compared runs, with what can be done with them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.ui.channel.component import component
from pages.ui.channel.component_records import Act
from pages.ui.compare.charts import CompareScene
from pages.ui.compare.panel import table_data, table_of
from pages.ui.kit.widgets import bound_menu

GREATEST = 2**53 - 1
"""The greatest whole number that JavaScript can count up to."""

_table = component("table", html='<div class="lossviz-table"></div>')


def compared_table(compare: CompareScene) -> None:
    """Draw one row a run."""
    if not compare.entries:
        return

    def acted() -> None:
        for act in read_acts(st.session_state["runs_table"].get("acts")):
            compare.act(act["number"], act["what"], act["run"], act["value"] or "")

    _table(key="runs_table", data=table_data(compare), on_acts_change=acted)
    differing = table_of(compare)[2]
    if differing:
        st.selectbox(
            "Group by",
            **bound_menu("compare.group", ["nothing", *differing], compare.group_in(differing), compare.group_by),
            help="Puts runs together that are alike in this.",
            width=260,
        )


def read_acts(told: Any) -> list[Act]:
    """Return the acts that a browser tells; what is none that a browser of ours would tell is left out."""
    acts: list[Act] = []
    for act in told if isinstance(told, list) else []:
        match act:
            case {
                "number": int(number),
                "what": "rename" | "rewind" | "hide" | "delete" as what,
                "run": str(run),
                "value": str() | None as value,
            } if not isinstance(number, bool) and number <= GREATEST:
                acts.append({"number": number, "what": what, "run": run, "value": value})
    return acts
