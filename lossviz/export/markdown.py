"""Texts that a visitor or a link wrote, as part of Markdown."""

from __future__ import annotations

import re
import string

_SIGNS = re.compile(f"([{re.escape(string.punctuation)}])")

# What some readers of Markdown look for in the text that is left when all signs have been read: addresses of pages and
# of mail, `:names:` of pictures, and arrows.
_FOUND_LATER = re.compile(r"(?<=www)(?=\.)|(?=@)|(?<=:)(?=\S)|(?<=[-<>=~])(?=[-<>=~])", re.IGNORECASE)

JOINER = "\N{WORD JOINER}"
"""A sign that is not seen, and parts what stands around it for whoever looks for words."""


def escaped(text: str) -> str:
    """Return Markdown that shows a text as it stands: nothing of it becomes a link, a picture, a formula or a colour.

    Only the punctuation of ASCII can be escaped in Markdown, and no other sign has a meaning there.
    """
    return _SIGNS.sub(r"\\\1", _FOUND_LATER.sub(JOINER, text))
