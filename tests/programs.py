"""Programs that tests need and pip does not have: one that is there, else the package manager's."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field


class NoProgramError(RuntimeError):
    """A program is not there and cannot be installed."""


def starts(path: str) -> bool:
    """Return whether it can be executed; Ubuntu's `chromium-browser` may be a notice instead of a browser."""
    return version(path) is not None


def version(path: str) -> str | None:
    """Return what a program says of its version; None if it does not start."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return said.stdout if said.returncode == 0 else None


@dataclass(frozen=True)
class Program:
    """A program, and where it is had.

    Attributes:
        label: What it is called in messages, with its article.
        variable: The environment variable that names another one.
        names: What its file may be called.
        package_managers: The commands that install it, by the package manager. All but brew's need root.
        need: What needs it, as the beginning of a sentence.
        fits: Whether the file at a path will do.
        elsewhere: Return a path at which it may lie beside those on `PATH`; empty if there is none.
        last_resort: The command that installs it where no package manager does.
    """

    label: str
    variable: str
    names: tuple[str, ...]
    package_managers: dict[str, list[str]]
    need: str
    fits: Callable[[str], bool] = starts
    elsewhere: Callable[[], str] = str
    last_resort: list[str] = field(default_factory=list)

    def find(self) -> str:
        """Return the path of one that fits, and install one where there is none.

        Raises:
            NoProgramError: If none can be had, or the variable is the path of something else.
        """
        if chosen := os.environ.get(self.variable):
            if self.fits(chosen):
                return chosen
            raise NoProgramError(
                f"{self.variable} must be the path of {self.label} that starts. Got {chosen!r} instead."
            )
        path = self._present() or (self._install_package() and self._present())
        path = path or (bool(self.last_resort) and _call(self.last_resort) and self._present())
        if path:
            return path
        command = self.package_managers["apt-get"][-1].replace(" -y --no-install-recommends", "")
        raise NoProgramError(
            f"{self.need} {self.label}, and none could be installed. Install one ({command}) or set {self.variable} to "
            f"the path of one."
        )

    def _present(self) -> str | None:
        for name in self.names:
            if (path := shutil.which(name)) and self.fits(path):
                return path
        path = self.elsewhere()
        return path if path and self.fits(path) else None

    def _install_package(self) -> bool:
        manager = next(filter(shutil.which, self.package_managers), None)
        if manager is None:
            return False
        sudo = [] if manager == "brew" or os.geteuid() == 0 else ["sudo", "-n"]
        return all(_call([*sudo, *command.split()]) for command in self.package_managers[manager])


def _call(command: list[str]) -> bool:
    """Return whether a command succeeds that may ask nothing; it prints to standard error, for the path stays alone."""
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=2, check=False).returncode == 0
    except OSError:
        return False
