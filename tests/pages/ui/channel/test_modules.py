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


def run(node_path: str, program: str) -> str:
    """Return what a program writes."""
    command = [node_path, "--input-type=module", "--eval", program]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_modules_keep_their_names_and_each_runs_once_after_what_it_imports(tmp_path: Path, node_path: str) -> None:
    written(
        tmp_path,
        top='// Top.\nimport { left } from "./left.js";\nimport {\n  base,\n  more,\n} from "./base.js";\n'
        "const own = 1;\nleft(base);\nawaits(more);\n"
        "async function awaits(wait) {\n  console.log(await wait());\n}\n",
        left='import { base } from "./base.js";\nconst own = 2;\n'
        "export function left(it) {\n  console.log(own, it === base);\n}\n",
        base='console.log("base");\nexport const base = {};\nexport async function more() {\n  return "more";\n}\n',
    )
    assert run(node_path, joined([tmp_path / "top.js", tmp_path / "left.js"])).split() == ["base", "2", "true", "more"]


def test_a_module_is_an_object_by_the_name_of_its_file(tmp_path: Path, node_path: str) -> None:
    entry = written(tmp_path, shapes="const hidden = 4;\nexport function square() {\n  return hidden;\n}\n")
    told = run(node_path, joined([entry]) + "console.log(Object.keys($shapes).join(), $shapes.square());")
    assert told == "square 4\n"


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
        joined([written(tmp_path, top=f"{line}\n", base="const base = 1;\n")])


def test_the_program_of_a_report_is_a_module(tmp_path: Path, node_path: str) -> None:
    program = chart_program()
    assert not re.search(r"^\s*(import|export)\b", program, re.MULTILINE)
    file = tmp_path / "program.mjs"
    file.write_text(f"{program}void [$chart.draw, $chart.show];\n", "utf-8")
    checked = subprocess.run([node_path, "--check", str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
