"""Navigation, nothing else."""

from pathlib import Path

import streamlit as st

SIDEBAR_WIDTH = 380  # pixels: the longest formula fits

st.set_page_config(
    page_title="lossviz",
    page_icon=Path(__file__).parent / "ui" / "static" / "icon.svg",
    layout="wide",
    initial_sidebar_state=SIDEBAR_WIDTH,
)
st.navigation(
    [
        st.Page("train.py", title="Train", default=True),
        st.Page("losses.py", title="Losses"),
        st.Page("compare.py", title="Compare"),
        st.Page("sweep.py", title="Sweep"),
    ],
    position="top",
).run()
