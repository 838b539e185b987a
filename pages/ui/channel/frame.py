"""The look that all pages share."""

from __future__ import annotations

from pages.ui.channel.component import component

_speech = component("speech", html='<div class="lossviz-page"><p class="sentence"></p></div>')
_page = component("page", html='<div class="lossviz-page"></div>')


def framed() -> None:
    """Give the page all of the window below the header, and one unit for all sizes."""
    _page(key="page")


def speech() -> None:
    """Make room for the sentence of the panel, which follows the hand."""
    _speech(key="speech")
