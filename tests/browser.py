"""A Chromium for the browser tests: one that is there, else the package manager's, else Playwright's own.

`python -m tests.browser` finds or installs it ahead of the tests, and prints its path.
"""

from __future__ import annotations

import subprocess
import sys

from tests.programs import NoProgramError, Program

LAUNCH_ARGS = [
    "--no-sandbox",  # In a container tests run as root, which Chromium's sandbox refuses.
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
"""Arguments for Playwright's `chromium.launch`, beside `executable_path`."""


def _of_playwright() -> str:
    # In a process of its own: tests use Playwright's synchronous interface, which does not start twice in one.
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout.strip()


CHROMIUM = Program(
    label="a Chromium or Chrome",
    variable="LOSSVIZ_CHROMIUM",
    names=("chromium", "chromium-browser", "google-chrome"),
    package_managers={
        "apt-get": ["apt-get update", "apt-get install -y --no-install-recommends chromium fonts-liberation"],
        "dnf": ["dnf install -y chromium"],
        "brew": ["brew install --cask chromium"],
    },
    need="The browser tests need",
    elsewhere=_of_playwright,
    last_resort=[sys.executable, "-m", "playwright", "install", "chromium"],
)

find_chromium = CHROMIUM.find

if __name__ == "__main__":
    try:
        print(find_chromium())
    except NoProgramError as error:
        sys.exit(str(error))
