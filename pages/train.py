"""Train: pick a loss, tune it, and watch what it does."""

import streamlit as st

from pages.ui.train.charts import TrainScene
from pages.ui.train.runs import run_downloads, runs
from pages.ui.train.views import numbers, own_data, recipe, scales, screen
from pages.ui.visitor.session import page

with page(TrainScene) as (connection, train):
    screen(train)
    connection.place(shown=False)
    own_data(train)
    with st.container(key="below"):
        recipe(train)
        numbers(train)
        runs(train)
        scales(train)
        run_downloads(train)
