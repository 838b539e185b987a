"""The visitor's lab, and the link in the address bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from lossviz.engine import shared_engine
from pages.ui.lab import Lab


@st.cache_resource(scope="session", on_release=Lab.close, show_spinner=False)
def lab() -> Lab:
    """Return the bench of this visitor, opened with the link by which they came."""
    bench = Lab(shared_engine())
    pairs = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    bench.open(urlencode(pairs))
    return bench


def bound(name: str, value: Any, change: Callable[[Any], object]) -> dict[str, Any]:
    """Return the `value`, `key` and `on_change` of a widget that shows a value and reports another one.

    Browsers send what all widgets show with every message, so a message may cross a new value and carry the old one.
    Hence a widget that shows something else is replaced by a new one under a new key, never set to another value, and
    what a replaced widget reports is not heard.
    """
    generations: dict[str, int] = st.session_state.setdefault("generations", {})
    generation = generations.setdefault(name, 0)
    if st.session_state.get(f"{name}#{generation}", value) != value:
        generation = generations[name] = generation + 1
    key = f"{name}#{generation}"

    def report() -> None:
        if generations[name] == generation:
            change(st.session_state[key])

    return {"value": value, "key": key, "on_change": report}


def bound_menu(name: str, options: Sequence[str], value: str | None, change: Callable[[Any], object]) -> dict[str, Any]:
    """Return the same for a menu: its `options`, `index`, `key` and `on_change`."""
    binding = bound(name, value, change)
    chosen = binding.pop("value")
    return {"options": options, "index": None if chosen is None else list(options).index(chosen), **binding}


def write_link(bench: Lab) -> str:
    """Put the recipe of the run in focus into the address bar, and return it."""
    query = bench.run.spec.to_query()
    pairs = dict[str, list[str]]()
    for name, value in parse_qsl(query):
        pairs.setdefault(name, []).append(value)
    if pairs != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(pairs)
    return query
