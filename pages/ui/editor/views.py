"""The place of the editor on a page that Streamlit draws."""

from __future__ import annotations

from pages.ui.channel.component import component

_own = component("own", html='<div class="lossviz-page lossviz-own"></div>')


def own_loss() -> None:
    """Draw a button that opens the editor."""
    _own(key="own", width="content")
