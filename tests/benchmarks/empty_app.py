"""The rival of the page: an app that only writes the value of a slider."""

import streamlit as st

st.write(f"value {st.slider('Value', 0, 100, 50)}")
