"""What a reader sees of texts in which signs are escaped."""

from __future__ import annotations

import re
import string
from html import unescape

from streamlit.testing.v1 import AppTest

from lossviz.export.markdown import JOINER


def shown(markdown: str) -> str:
    """Return the text that Markdown shows."""
    return re.sub(rf"\\([{re.escape(string.punctuation)}])", r"\1", markdown).replace(JOINER, "")


def heading_of(page: AppTest) -> str:
    """Return the heading of a page."""
    found = re.search(r"<h1[^>]*>(.*)</h1>", page.get("html")[0].proto.body)
    assert found
    return unescape(found[1])
