"""What README shows as Python can be imported as it says."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def test_every_name_that_readme_imports_is_there() -> None:
    found = []
    for block in re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom):
                module = importlib.import_module(node.module or "")
                found += [f"{node.module}.{alias.name}" for alias in node.names if hasattr(module, alias.name)]
                assert all(hasattr(module, alias.name) for alias in node.names), ast.unparse(node)
    assert "lossviz.export.script.run_script" in found


def test_every_file_of_ours_that_readme_names_is_there() -> None:
    named = re.findall(r"`((?:lossviz|pages|tests|docs)/[\w./]+)`", README)
    assert len(named) >= 10
    assert [path for path in named if not (Path(__file__).parents[1] / path).exists()] == []
