"""A Chromium for the browser tests: one that is there, else the package manager's, else Playwright's own.

`python -m tests.browser` finds or installs it ahead of the tests, and prints its path.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import partial

LAUNCH_ARGS = [
    "--no-sandbox",  # In a container tests run as root, which Chromium's sandbox refuses.
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
"""Arguments for Playwright's `chromium.launch`, beside `executable_path`."""

NAMES = ["chromium", "chromium-browser", "google-chrome"]

PACKAGE_MANAGERS = {
    "apt-get": ["apt-get update", "apt-get install -y --no-install-recommends chromium fonts-liberation"],
    "dnf": ["dnf install -y chromium"],
    "brew": ["brew install --cask chromium"],
}
"""The commands that install a Chromium. All but brew's need root."""

PLAYWRIGHT = [sys.executable, "-m", "playwright", "install", "chromium"]


class NoBrowserError(RuntimeError):
    """There is no Chromium and none can be installed."""


def find_chromium() -> str:
    """Return the path of a Chromium that starts, and install one where there is none.

    Raises:
        NoBrowserError: If none can be had, or `LOSSVIZ_CHROMIUM` is the path of something else.
    """
    if chosen := os.environ.get("LOSSVIZ_CHROMIUM"):
        if _starts(chosen):
            return chosen
        raise NoBrowserError(f"LOSSVIZ_CHROMIUM must be the path of a Chromium that starts. Got {chosen!r} instead.")
    path = _present() or (_install_package() and _present()) or (_call(PLAYWRIGHT) and _present())
    if path:
        return path
    raise NoBrowserError(
        "The browser tests need a Chromium, and none could be installed. Install one (apt-get install chromium) or set "
        "LOSSVIZ_CHROMIUM to the path of a Chromium or Chrome."
    )


def _present() -> str | None:
    for find in (*(partial(shutil.which, name) for name in NAMES), _of_playwright):
        if (path := find()) and _starts(path):
            return path
    return None


def _of_playwright() -> str:
    # In a process of its own: tests use Playwright's synchronous interface, which does not start twice in one.
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout.strip()


def _starts(path: str) -> bool:
    """Return whether it can be executed; Ubuntu's `chromium-browser` may be a notice instead of a browser."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _install_package() -> bool:
    manager = next(filter(shutil.which, PACKAGE_MANAGERS), None)
    if manager is None:
        return False
    sudo = [] if manager == "brew" or os.geteuid() == 0 else ["sudo", "-n"]
    return all(_call([*sudo, *command.split()]) for command in PACKAGE_MANAGERS[manager])


def _call(command: list[str]) -> bool:
    """Return whether a command succeeds that may ask nothing; it prints to standard error, for the path stays alone."""
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=2, check=False).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    try:
        print(find_chromium())
    except NoBrowserError as error:
        sys.exit(str(error))
