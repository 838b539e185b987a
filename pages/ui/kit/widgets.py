"""Widgets that show what a page says, and report what a visitor wants instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

import streamlit as st

from lossviz.export.markdown import escaped


def bound(
    name: str,
    value: Any,
    change: Callable[[Any], object],
    words: Mapping[Any, str] = MappingProxyType({}),
    accepts: Callable[[Any], bool] | None = None,
) -> dict[str, Any]:
    """Return the `value`, `key` and `on_change` of a widget that shows a value and reports another one.

    Browsers send what all widgets show with every message, so a message may cross a new value and carry the old one.
    Hence a widget that shows something else is replaced by a new one under a new key, never set to another value, and
    what a replaced widget reports is not heard. Nor is what a widget reports that has left the page: Streamlit has
    forgotten it, so to Streamlit all that a late message says of it is new. An option is reported by its words: a menu
    in which one has other words than before is another menu.

    A browser can say anything: what is not accepted is not heard; by default what has another type than the value.
    """
    accepted = accepts or (lambda new: type(new) is type(value))
    generations: dict[str, int] = st.session_state.setdefault("generations", {})
    generation = generations.setdefault(name, 0)
    offered: dict[str, Mapping[Any, str]] = st.session_state.setdefault("offered", {})
    before, offered[name] = offered.get(name, {}), words
    reworded = any(before.get(option, text) != text for option, text in words.items())
    if reworded or st.session_state.get(f"{name}#{generation}", value) != value:
        generation = generations[name] = generation + 1
    key = f"{name}#{generation}"
    known: dict[str, Any] = st.session_state.setdefault("known", {})
    known[name] = value

    def report() -> None:
        new = st.session_state[key]
        if generations[name] == generation and known[name] != new and accepted(new):
            known[name] = new
            change(new)

    return {"value": value, "key": key, "on_change": report}


def bound_menu(
    name: str, options: Sequence[Any], value: Any, change: Callable[[Any], object], words: Callable[[Any], str] = str
) -> dict[str, Any]:
    """Return the same for a menu or radio buttons: their `options`, `format_func`, `index`, `key` and `on_change`."""
    offered = {option: words(option) for option in options}
    binding = bound(name, value, change, offered, lambda new: new in (value, *options))
    chosen = binding.pop("value")
    index = None if chosen is None else list(options).index(chosen)
    return {"options": options, "format_func": words, "index": index, **binding}


def bound_several(
    name: str, options: Sequence[Any], value: list[Any], change: Callable[[Any], object]
) -> dict[str, Any]:
    """Return the same where several options are chosen: `options`, `default`, `key` and `on_change`."""
    binding = bound(
        name, value, change, accepts=lambda new: isinstance(new, list) and all(one in options for one in new)
    )
    return {"options": options, "default": binding.pop("value"), **binding}


def notices(*sentences: str) -> None:
    """Show what there is to say about input that was refused or adapted; it may quote what a visitor or a link said."""
    # What comes and goes has a container of its own: whatever else changes its place is mounted anew.
    with st.container():
        for sentence in filter(None, sentences):
            st.warning(escaped(sentence), icon=":material/info:")


@contextmanager
def unfolded(label: str) -> Iterator[bool]:
    """Draw into an expander; gives whether it is open, since what is folded away need not be drawn."""
    with st.expander(label, key=f"fold.{label}", on_change="rerun") as fold:
        yield bool(fold.open)
