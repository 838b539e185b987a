"""The modules of a chart as one text."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from pages.ui.channel.chart import chart_program
from pages.ui.channel.modules import joined


def written(folder: Path, **modules: str) -> Path:
    """Write modules, and return the file of the first."""
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text)
    return folder / f"{next(iter(modules))}.js"


def test_what_is_imported_comes_first_and_once(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        top='// Top.\nimport { left } from "./left.js";\nimport {\n  base,\n  more,\n} from "./base.js";\nleft();\n',
        left='import { base } from "./base.js";\nexport function left() {}\n',
        base="export const base = 1;\nexport async function more() {}\n",
    )
    assert joined(entry) == "const base = 1;\nasync function more() {}\n\nfunction left() {}\n\n// Top.\nleft();\n"


@pytest.mark.parametrize(
    "line",
    [
        'import * as all from "./base.js";',
        'import "./base.js";',
        'import base from "./base.js";',
        'import { base } from "elsewhere";',
        "export default 1;",
        "export { base };",
        'const later = import("./base.js");',
    ],
)
def test_what_cannot_be_joined_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(ValueError, match="must import names from files beside it"):
        joined(written(tmp_path, top=f"{line}\n", base="const base = 1;\n"))


def test_the_program_of_a_report_is_one_module(tmp_path: Path, node_path: str) -> None:
    program = chart_program()
    assert not re.search(r"^\s*(import|export)\b", program, re.MULTILINE)
    assert "function draw(" in program
    assert "function show(" in program
    file = tmp_path / "program.mjs"
    file.write_text(program, "utf-8")
    # Two modules that declare the same name would be an error in one.
    checked = subprocess.run([node_path, "--check", str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
