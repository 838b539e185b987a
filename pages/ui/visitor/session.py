"""The visitor's bench, and the link in the address bar."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import streamlit as st

from lossviz.engine import shared_engine
from pages.ui.channel.connection import Live
from pages.ui.compare.state import Race
from pages.ui.losses.state import Shelf
from pages.ui.sweep.charts import SweepScene
from pages.ui.visitor.visitor import Desk


@st.cache_resource(scope="session", on_release=lambda desk: desk.leave(), show_spinner=False)
def _desk() -> Desk:
    return Desk(shared_engine())


def visitor(query: str = "") -> Live:
    """Return the bench of this visitor and what they see of it.

    Args:
        query: The run with which it begins, if this is the first page that they see.
    """
    live = _desk().live
    if not live.lab.entries:
        live.lab.open(query)
    return live


def shelf() -> Shelf:
    """Return the losses that this visitor looks at; the link by which they came may open one."""
    mine = _desk().shelf
    mine.open(link_query(), arrived=st.session_state.get("page") != "losses")
    st.session_state["page"] = "losses"
    return mine


def race() -> Race:
    """Return the runs that this visitor compares; the link by which they came may bring others."""
    mine = _desk().race
    if st.session_state.get("page") != "compare":
        mine.open(link_query())
    st.session_state["page"] = "compare"
    return mine


def sweeps() -> SweepScene:
    """Return the sweep of this visitor; the link by which they came may describe another one."""
    scene = _desk().sweep
    scene.open(link_query(), arrived=st.session_state.get("page") != "sweep")
    st.session_state["page"] = "sweep"
    return scene


def link_query() -> str:
    """Return what stands behind the question mark in the address bar."""
    return urlencode([(name, value) for name in st.query_params for value in st.query_params.get_all(name)])


def write_link(query: str) -> str:
    """Put the recipe of what the page shows into the address bar, and return it."""
    pairs = dict[str, list[str]]()
    for name, value in parse_qsl(query):
        pairs.setdefault(name, []).append(value)
    if pairs != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(pairs)
    return query
