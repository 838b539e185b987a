"""Texts that a visitor or a link wrote, as part of Markdown."""

from __future__ import annotations

import re
import string

_SIGNS = re.compile(f"([{re.escape(string.punctuation)}])")


def escaped(text: str) -> str:
    """Return Markdown that shows a text as it stands: nothing of it becomes a link, a picture, a formula or a colour.

    Only the punctuation of ASCII can be escaped in Markdown, and no other sign has a meaning there.
    """
    return _SIGNS.sub(r"\\\1", text)
