"""Train: pick a loss, tune it, and watch what it does."""

import streamlit as st

from pages.ui.channel.chart import place
from pages.ui.kit.widgets import notices
from pages.ui.train.charts import CURVES, TrainScene
from pages.ui.train.controls import run_controls
from pages.ui.train.runs import run_downloads, runs
from pages.ui.train.transport import playhead, scales, transport
from pages.ui.train.views import views
from pages.ui.visitor.session import page

with page(TrainScene) as (connection, train):

    @st.fragment(key="views")
    def draw_views() -> None:
        """Draw what follows from the model; while a run plays, now and then and without the rest of the page."""
        connection.listen("views")
        views(connection, train)

    notices(train.notice)
    st.markdown(f"**{train.run.spec.title}**")
    transport(train)
    connection.place()
    with st.container():  # What comes and goes has a container of its own, or all that follows is mounted anew.
        playhead(train)
    for column, key in zip(st.columns(len(CURVES), gap="medium"), CURVES, strict=True):
        with column:
            place(key)
    scales(train)
    draw_views()
    with st.sidebar:
        st.title("lossviz", anchor=False, help="A laboratory for loss functions: tune one, and see a model learn.")
        run_controls(connection, train)
    runs(train)
    run_downloads(train)
