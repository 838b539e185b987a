"""Compare: several runs side by side, one of them as a film, and all of it to take away."""

import streamlit as st

from pages.ui.compare import controls, film_views, heading, race_views
from pages.ui.runs_table import runs_table
from pages.ui.session import race, visitor, write_link
from pages.ui.takeaway import take_away

live = visitor()
mine = race()
live.begin_page(mine)
heading(mine)
race_views(mine)
live.place()
runs_table(mine)
film_views(mine)
with st.sidebar:
    controls(mine)
take_away(mine)
write_link(mine.link)
live.listen("page")
