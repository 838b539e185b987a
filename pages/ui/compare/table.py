"""The table of compared runs, with what can be done with them."""

from __future__ import annotations

import streamlit as st

from pages.ui.channel.component import component
from pages.ui.compare.charts import CompareScene
from pages.ui.compare.panel import table_data, table_of
from pages.ui.kit.widgets import bound_menu

_table = component("table", html='<div class="lossviz-table"></div>')


def compared_table(compare: CompareScene) -> None:
    """Draw one row a run."""
    if not compare.entries:
        return

    def acted() -> None:
        for act in st.session_state["runs_table"].get("acts") or []:
            compare.act(int(act["number"]), act["what"], act["run"], act["value"] or "")

    _table(key="runs_table", data=table_data(compare), on_acts_change=acted)
    differing = table_of(compare)[2]
    if differing:
        st.selectbox(
            "Group by",
            **bound_menu("compare.group", ["nothing", *differing], compare.group_in(differing), compare.group_by),
            help="Puts runs together that are alike in this.",
            width=260,
        )
