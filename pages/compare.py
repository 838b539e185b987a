"""Compare: several runs side by side, one of them as it was after any epoch, and all of it to take away."""

import streamlit as st

from pages.ui.channel.frame import framed
from pages.ui.compare.charts import CompareScene
from pages.ui.compare.table import compared_table
from pages.ui.compare.takeaway import compare_downloads
from pages.ui.compare.views import compare_bar, compare_views, failures, snapshot_views
from pages.ui.visitor.session import page

with page(CompareScene) as (connection, compare):
    compare_bar(compare)
    with st.container(key="grid", gap="small"):
        failures(compare)
        compare_views(compare)
        connection.place()
        compared_table(compare)
        snapshot_views(compare)
        compare_downloads(compare)
    framed()
