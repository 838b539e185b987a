"""Sweep: train a whole range of a parameter at once, and drag through it."""

import streamlit as st

from pages.ui.kit.widgets import warn
from pages.ui.sweep.views import base_run, sweep_charts, sweep_controls
from pages.ui.visitor.session import sweeps, visitor, write_link

live = visitor()
scene = sweeps()
live.begin_page(scene)
with st.container():
    if scene.notice or scene.run.message:
        warn(scene.notice or scene.run.message)
base_run(scene)
live.place()
sweep_charts(scene)
with st.sidebar:
    sweep_controls(scene)
write_link(scene.to_query())
live.listen("page")
