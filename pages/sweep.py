"""Sweep: train a whole range of a parameter at once, and drag through it."""

import streamlit as st

from pages.ui.kit.widgets import notices
from pages.ui.sweep.charts import SweepScene
from pages.ui.sweep.views import sweep_bar, sweep_charts, sweep_head
from pages.ui.visitor.session import page

with page(SweepScene) as (connection, scene):
    sweep_bar(scene)
    with st.container(key="grid", gap="small"):
        notices(scene.notice or scene.run.message)
        sweep_head(connection, scene)
        sweep_charts(scene)
