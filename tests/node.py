"""A Node.js for checking and testing the JavaScript: one that is there, else the package manager's.

`python -m tests.node` finds or installs it, and prints its path. With more words it runs them as a command for which
this Node.js comes first: `python -m tests.node npm ci`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.programs import NoProgramError, Program, starts, version

OLDEST = (18, 18)
"""What eslint needs."""


def _fits(path: str) -> bool:
    """Return whether it is new enough and has its package manager, which Debian installs apart."""
    numbers = re.match(r"v(\d+)\.(\d+)", version(path) or "")
    if numbers is None or tuple(map(int, numbers.groups())) < OLDEST:
        return False
    npm = shutil.which("npm", path=_search_path(path))
    return npm is not None and starts(npm)


def _search_path(node: str) -> str:
    return os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", "")])


NODE = Program(
    label=f"a Node.js with npm, {'.'.join(map(str, OLDEST))} or newer,",
    variable="LOSSVIZ_NODE",
    names=("node", "nodejs"),
    package_managers={
        "apt-get": ["apt-get update", "apt-get install -y --no-install-recommends nodejs npm"],
        "dnf": ["dnf install -y nodejs npm"],
        "brew": ["brew install node"],
    },
    need="Checking the JavaScript needs",
    fits=_fits,
)

find_node = NODE.find


def run(command: list[str]) -> int:
    """Run a command that finds this Node.js and its npm before others, and return how it ended."""
    environment = {**os.environ, "PATH": _search_path(find_node())}
    program = shutil.which(command[0], path=environment["PATH"]) or command[0]
    return subprocess.run([program, *command[1:]], env=environment, check=False).returncode


if __name__ == "__main__":
    try:
        if sys.argv[1:]:
            sys.exit(run(sys.argv[1:]))
        print(find_node())
    except NoProgramError as error:
        sys.exit(str(error))
