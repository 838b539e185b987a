"""Train: pick a loss, tune it, and watch what it does."""

import streamlit as st

from pages.ui.channel.chart import place
from pages.ui.kit.widgets import warn
from pages.ui.train.charts import CHARTS
from pages.ui.train.controls import controls
from pages.ui.train.runs import runs, take_away
from pages.ui.train.transport import playhead, scales, transport
from pages.ui.train.views import views
from pages.ui.visitor.session import link_query, visitor, write_link

live = visitor(link_query())
st.session_state["page"] = "train"
bench = live.lab
live.begin_page()


@st.fragment(key="views")
def draw_views() -> None:
    """Draw what follows from the model; while a run plays, now and then and without the rest of the page."""
    live.listen("views")
    views(live)


# What comes and goes has a container of its own: whatever else changes its place is mounted anew.
with st.container():
    if bench.notice:
        warn(bench.notice)
st.markdown(f"**{bench.run.spec.title}**")
transport(bench)
live.place()
with st.container():
    playhead(bench)
for column, key in zip(st.columns(len(CHARTS), gap="medium"), CHARTS, strict=True):
    with column:
        place(key)
scales(bench)
draw_views()
with st.sidebar:
    st.title("lossviz", anchor=False, help="A laboratory for loss functions: tune one, and see a model learn from it.")
    controls(live)
runs(bench)
take_away(bench, write_link(bench.run.spec.to_query()))
live.listen("page")
