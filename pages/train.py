"""Train: pick a loss, tune it, and watch what it does."""

import streamlit as st

from pages.ui.controls import controls
from pages.ui.runs import runs, take_away
from pages.ui.session import lab, write_link
from pages.ui.transport import transport
from pages.ui.views import histories, model_views, recipe, yardsticks

TICK = 0.2
"""Seconds between two looks at a run that is on its way."""

bench = lab()

# What moves is sent before what stays: the order on the page is that of the containers.
notice, moving = st.container(), st.container()
was_pending = bench.pending


@st.fragment(run_every=TICK if was_pending else None)
def live() -> None:
    """Draw everything that moves while a run is on its way."""
    bench.tick()
    above, curves, below = st.container(), st.container(), st.container()
    with curves:
        histories(bench)
    with below:
        evaluation = bench.evaluation()
        model_views(bench, evaluation)
        yardsticks(bench, evaluation)
        recipe(bench)
    with above:
        transport(bench)
    if bench.pending != was_pending:
        st.rerun()


with moving:
    live()
with notice:
    if bench.notice:
        st.warning(bench.notice, icon=":material/info:")
    st.markdown(f"**{bench.run.spec.title}**")
with st.sidebar:
    st.title("lossviz", anchor=False, help="A laboratory for loss functions: tune one, and see a model learn from it.")
    controls(bench)
runs(bench)
take_away(bench, write_link(bench))
