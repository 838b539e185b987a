"""JavaScript modules as one, for pages that have no server to load them from."""

from __future__ import annotations

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{[\w\s,]*\} from "\./([\w.]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=async function |function |const )", re.MULTILINE)
_LEFT = re.compile(r"^\s*(import|export)\b.*|\bimport\(", re.MULTILINE)


def joined(entry: Path) -> str:
    """Return a module and all that it imports as the text of one, in which nothing is imported or exported.

    Modules share the names at their top level then, so these must differ; a browser refuses the text if they do not.

    Args:
        entry: The file of the module.

    Raises:
        ValueError: If a module imports or exports in another form than the modules of `static/` do.
    """
    texts: list[str] = []
    _add(entry, texts, set())
    text = "\n".join(_EXPORT.sub("", _IMPORT.sub("", part)) for part in texts)
    if left := _LEFT.search(text):
        raise ValueError(
            f"A module must import names from files beside it, and export what it declares. Got {left[0]!r}."
        )
    return text


def _add(path: Path, texts: list[str], known: set[Path]) -> None:
    """Add a module after those that it imports."""
    if path in known:
        return
    known.add(path)
    text = path.read_text("utf-8")
    for name in _IMPORT.findall(text):
        _add(path.parent / name, texts, known)
    texts.append(text)
