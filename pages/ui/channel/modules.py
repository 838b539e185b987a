"""JavaScript modules as one: a browser then asks once, and a page without a server has all that it needs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_IMPORT = re.compile(r'^import \{([\w\s,]*)\} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|const) (\w+))", re.MULTILINE)
_LEFT = re.compile(r"^\s*(import|export)\b.*|\bimport\(", re.MULTILINE)


def joined(entries: Iterable[Path]) -> str:
    """Return modules and all that they import as the text of one, in which nothing is imported or exported.

    What a module exports are the properties of an object, which is called as its file with a dollar before.

    Args:
        entries: The files of the modules.

    Raises:
        ValueError: If a module imports or exports in another form than the modules of `static/` do.
    """
    texts: dict[str, str] = {}
    for entry in entries:
        _add(entry, texts, set())
    text = "".join(texts.values())
    if left := _LEFT.search(text):
        raise ValueError(
            f"A module must import names from files beside it, and export what it declares. Got {left[0]!r}."
        )
    return text


def _add(path: Path, texts: dict[str, str], begun: set[str]) -> None:
    """Add a module after those that it imports."""
    if path.stem in begun or path.stem in texts:
        return
    begun.add(path.stem)
    text = path.read_text("utf-8")
    for _, name in _IMPORT.findall(text):
        _add(path.with_stem(name), texts, begun)
    exports = ", ".join(_EXPORT.findall(text))
    body = _EXPORT.sub("", _IMPORT.sub(r"const {\1} = $\2;\n", text))
    texts[path.stem] = f"const ${path.stem} = (() => {{\n{body}return {{ {exports} }};\n}})();\n"
