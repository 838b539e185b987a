"""The gallery of all losses: drawn and filtered in the browser, from a file that is generated from the registry."""

from __future__ import annotations

import streamlit as st

from lossviz.losses import LOSSES
from pages.ui.component import component
from pages.ui.messages import GalleryData
from pages.ui.shelf import Shelf

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

    data: GalleryData = {"opened": shelf.opened}
    _gallery(key="gallery", data=data, on_opened_change=opened)
