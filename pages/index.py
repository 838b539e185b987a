"""Navigation, nothing else."""

from pathlib import Path

import streamlit as st

from pages.ui.visitor.pages import PAGES

st.set_page_config(
    page_title="lossviz",
    page_icon=Path(__file__).parent / "ui" / "static" / "icon.svg",
    layout="wide",
)
st.navigation(
    [st.Page(f"{page.name}.py", title=page.title, default=page is PAGES[0]) for page in PAGES], position="top"
).run()
