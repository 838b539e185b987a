"""The beat: how a page asks for what is still to come.

The browser asks again only when it has drawn the answer, so a slow one gets fewer beats and never a queue of them, as a
timer (`run_every`) would make, with a press on Stop waiting at its end.
"""

from __future__ import annotations

import itertools

import streamlit as st

from pages.ui.component import component
from pages.ui.lab import Lab

WAIT = 0.05
"""Seconds from an answer to the next beat."""

WAIT_LOADING = 0.5
"""The same while TensorFlow is being loaded, which beats would only slow down."""

LOST = 3
"""Seconds after which an answer is taken for lost, and asked for again."""

_numbers = itertools.count()
_beat = component("beat")


def beat(lab: Lab) -> None:
    """Run the fragment in which it is called again while something is to come, and now and then the views as well."""

    def due() -> None:
        lab.tick()
        if lab.due_for_a_look:
            st.rerun(("curves", "views"))

    # A message that says nothing new would not reach the component: hence the number.
    wait = WAIT if lab.engine.ready else WAIT_LOADING
    data = {"pending": lab.pending, "wait": wait, "lost": LOST, "number": next(_numbers)}
    _beat(key="beat", data=data, on_due_change=due)
