"""The visitor's bench, and the link in the address bar."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import streamlit as st

from lossviz.engine import shared_engine
from pages.ui.lab import Lab
from pages.ui.live import Live


@st.cache_resource(scope="session", on_release=lambda live: live.lab.close(), show_spinner=False)
def visitor() -> Live:
    """Return the bench of this visitor and what they see of it; it was opened with the link by which they came."""
    bench = Lab(shared_engine())
    pairs = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    bench.open(urlencode(pairs))
    return Live(bench)


def write_link(bench: Lab) -> str:
    """Put the recipe of the run in focus into the address bar, and return it."""
    query = bench.run.spec.to_query()
    pairs = dict[str, list[str]]()
    for name, value in parse_qsl(query):
        pairs.setdefault(name, []).append(value)
    if pairs != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(pairs)
    return query
