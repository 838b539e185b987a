"""What a reader sees of Markdown in which signs are escaped."""

from __future__ import annotations

import re
import string

from lossviz.export.markdown import JOINER


def shown(markdown: str) -> str:
    """Return the text that Markdown shows."""
    return re.sub(rf"\\([{re.escape(string.punctuation)}])", r"\1", markdown).replace(JOINER, "")
