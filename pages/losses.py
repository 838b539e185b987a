"""Losses: see them all, and take one apart."""

import streamlit as st

from pages.ui.channel.frame import framed
from pages.ui.kit.widgets import notices
from pages.ui.losses.charts import LossesScene
from pages.ui.losses.views import gallery, loss_screen, loss_views
from pages.ui.visitor.session import page

with page(LossesScene) as (connection, losses):
    if losses.opened is None:
        with st.container(key="below"):
            gallery(losses)
        framed()
        connection.place(shown=False)
    else:
        known = loss_screen(connection, losses)
        connection.place(shown=False)
        with st.container(key="below"):
            told = st.container()
            loss_views(connection, losses, known=known)
            with told:
                notices(losses.notice)
