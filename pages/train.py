"""Train: pick a loss, tune it, and watch what it does."""

import streamlit as st

from pages.ui.controls import controls
from pages.ui.runs import runs, take_away
from pages.ui.session import lab, write_link
from pages.ui.transport import scrub, transport
from pages.ui.views import histories, model_views, recipe, scales, yardsticks

TICK = 0.2
"""Seconds between two looks at a run that is on its way."""

bench = lab()

with st.sidebar:
    st.title("lossviz", anchor=False, help="A laboratory for loss functions: tune one, and see a model learn from it.")
    controls(bench)

if bench.notice:
    st.warning(bench.notice, icon=":material/info:")
st.markdown(f"**{bench.run.spec.title}**")

was_pending = bench.pending


@st.fragment(run_every=TICK if was_pending else None)
def live() -> None:
    """Draw everything that moves while a run is on its way."""
    bench.tick()
    transport(bench)
    left, right = st.columns([0.5, 0.5], vertical_alignment="bottom", gap="medium")
    with left:
        scrub(bench)
    with right:
        scales(bench)
    histories(bench)
    evaluation = bench.evaluation()
    model_views(bench, evaluation)
    yardsticks(bench, evaluation)
    recipe(bench)
    if bench.pending != was_pending:
        st.rerun()


live()
runs(bench)
take_away(bench, write_link(bench))
