"""What is imported is what is installed on purpose: nothing comes by chance with something else."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent
OURS = {"lossviz", "pages"}
FALLBACKS = {"tomli"}
"""Imported only where the standard library lacks it."""


def imported(path: Path) -> Iterator[str]:
    """Give the packages that a module imports, wherever it does."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]


def required() -> set[str]:
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    return {match[0].lower() for line in lines if (match := re.match(r"[\w.-]+(?===)", line))}


def test_every_package_that_the_app_imports_is_pinned() -> None:
    modules = [ROOT / "app.py", *(ROOT / "lossviz").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    names = {name for module in modules for name in imported(module)} - OURS - FALLBACKS - sys.stdlib_module_names
    distributions = packages_distributions()
    missing = {name for name in names if not {each.lower() for each in distributions[name]} & required()}
    assert names >= {"streamlit", "starlette", "numpy", "rich"}
    assert not missing
