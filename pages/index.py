"""Navigation, nothing else."""

import streamlit as st

st.set_page_config(page_title="lossviz", page_icon=":material/show_chart:", layout="wide")
st.navigation([st.Page("train.py", title="Train", icon=":material/show_chart:")], position="hidden").run()
