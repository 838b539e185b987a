"""Train: pick a loss, tune it, and watch what it does."""

import time

import streamlit as st

from pages.ui.beat import beat
from pages.ui.controls import controls
from pages.ui.runs import runs, take_away
from pages.ui.session import lab, write_link
from pages.ui.transport import progress, scales, transport
from pages.ui.views import histories, views

HEAD_START = 0.05
"""Seconds for the curves to be on the screen before the browser gets the rest, which it would draw first."""

bench = lab()
bench.tick()
stage = bench.stage

# What moves is sent first: the order on the page is that of the containers.
above, moving, between, below = st.container(), st.container(), st.container(), st.container()


@st.fragment(key="curves")
def draw_curves() -> None:
    """Draw what moves with every beat; the whole page follows when the run comes to another stage."""
    progress(bench)
    histories(bench)
    beat(bench)
    if bench.stage != stage:
        st.rerun()


@st.fragment(key="views")
def draw_views() -> None:
    """Draw what follows from the model; less often."""
    views(bench)


with moving:
    draw_curves()
time.sleep(HEAD_START)
with below:
    draw_views()
with above:
    if bench.notice:
        st.warning(bench.notice, icon=":material/info:")
    st.markdown(f"**{bench.run.spec.title}**")
    transport(bench)
with between:
    scales(bench)
with st.sidebar:
    st.title("lossviz", anchor=False, help="A laboratory for loss functions: tune one, and see a model learn from it.")
    controls(bench)
runs(bench)
take_away(bench, write_link(bench))
