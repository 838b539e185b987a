"""The visitor of a Streamlit session, and the link in the address bar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from lossviz.engine import shared_engine
from lossviz.specs.link_names import is_ours
from pages.ui.channel.connection import Connection
from pages.ui.channel.scene import Scene
from pages.ui.tables.views import wanted_dialog
from pages.ui.visitor.visitor import Visitor

S = TypeVar("S", bound=Scene)

MAX_NAMES = 100
"""Most names in an address that are looked at: a link of ours has a third of them."""


@st.cache_resource(scope="session", on_release=lambda visitor: visitor.leave(), show_spinner=False)
def _visitor() -> Visitor:
    return Visitor(shared_engine())


@contextmanager
def page(kind: type[S]) -> Iterator[tuple[Connection, S]]:
    """Draw a page: give the way to the browser and what the page shows, after its link is read; write the link at last.

    Args:
        kind: What the page shows, as in the table of pages.
    """
    visitor, query = _visitor(), _query(kind.link_names)
    connection, scene = visitor.seen(kind)
    arrived = st.session_state.get("page") != kind.__name__
    st.session_state["page"] = kind.__name__
    if visitor.asked(scene, query):
        scene.visit(query, arrived=arrived)
    else:
        scene.visit("", arrived=True)
    connection.begin_page(scene)
    try:
        yield connection, scene
        if connection.connected:  # else the browser may be about to say that the visitor is back, with their tables
            wanted_dialog(scene)
        _write(scene.write_link())
    except Exception:
        connection.listen()  # with the next call the page may be right
        raise
    connection.listen()


def _query(more: tuple[str, ...] = ()) -> str:
    """Return what of ours stands behind the question mark in the address bar.

    Args:
        more: Names of ours that only links to this page have.
    """
    names = [name for name in islice(st.query_params, MAX_NAMES) if is_ours(name, more)]
    return urlencode([(name, value) for name in names for value in st.query_params.get_all(name)])


def _write(query: str) -> None:
    """Put a link into the address bar."""
    pairs = dict[str, list[str]]()
    for name, value in parse_qsl(query):
        pairs.setdefault(name, []).append(value)
    if pairs != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(pairs)
