"""Compare: several runs side by side, one of them epoch by epoch, and all of it to take away."""

import streamlit as st

from pages.ui.compare.table import runs_table
from pages.ui.compare.takeaway import take_away
from pages.ui.compare.views import controls, heading, runs_views, snapshot_views
from pages.ui.visitor.session import race, visitor, write_link

live = visitor()
mine = race()
live.begin_page(mine)
heading(mine)
runs_views(mine)
live.place()
runs_table(mine)
snapshot_views(mine)
with st.sidebar:
    controls(mine)
take_away(mine)
write_link(mine.link)
live.listen("page")
