"""The look that all pages share."""

from __future__ import annotations

from html import escape

import streamlit as st

from pages.ui.channel.component import component

_speech = component("speech", html='<div class="lossviz-page"><p class="sentence"></p></div>')
_page = component("page", html='<div class="lossviz-page"></div>')


def framed() -> None:
    """Give the page all of the window below the header, and one unit for all sizes."""
    _page(key="page")


def heading(text: str) -> None:
    """Draw the heading of a page as a line of its bar, as large as text: Streamlit's own takes the room of three."""
    style = "margin: 0; padding: 0; font: inherit; font-weight: 600; letter-spacing: normal"
    st.html(f'<h1 style="{style}">{escape(text)}</h1>', width="content")


def speech() -> None:
    """Make room for the sentence of the panel, which follows the hand."""
    _speech(key="speech")
