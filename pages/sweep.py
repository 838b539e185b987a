"""Sweep: train a whole range of a parameter at once, and drag through it."""

import streamlit as st

from pages.ui.kit.widgets import notices
from pages.ui.sweep.charts import SweepScene
from pages.ui.sweep.views import base_run, sweep_charts, sweep_controls
from pages.ui.visitor.session import page

with page(SweepScene) as (connection, scene):
    notices(scene.notice or scene.run.message)
    base_run(scene)
    connection.place()
    sweep_charts(scene)
    with st.sidebar:
        sweep_controls(scene)
