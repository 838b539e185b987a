"""The gallery of all losses: drawn and filtered in the browser, from a file that is generated from the registry."""

from __future__ import annotations

import streamlit as st

from lossviz.losses import LOSSES
from pages.ui.channel.component import component
from pages.ui.losses.state import Shelf

_gallery = component("gallery", html='<div class="lossviz-gallery"></div>')


def gallery(shelf: Shelf) -> None:
    """Draw all losses; a click opens one."""
    st.title("Losses", anchor=False)
    st.markdown(
        "Pick one to see its shape, tune it and train with it. All of them train a real model on the Train page."
    )

    def opened() -> None:
        name = st.session_state["gallery"].get("opened")
        if name in LOSSES:
            shelf.show(name)

    _gallery(key="gallery", data={"opened": shelf.opened}, on_opened_change=opened)
