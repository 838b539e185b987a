"""The order in which a Chromium and a Node.js are looked for, on machines that are only pretended."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.browser import find_chromium
from tests.node import find_node
from tests.node import run as run_with_node
from tests.programs import NoProgramError

PLAYWRIGHTS = "/cache/ms-playwright/chrome"


class Machine:
    """Programs by name, and what installs more of them: stands in for `shutil.which` and `subprocess.run`."""

    def __init__(self, *programs: str, installs: dict[str, str], broken: tuple[str, ...], node: str) -> None:
        self.programs = {name: f"/usr/bin/{name}" for name in programs}
        self.installs, self.broken, self.node = installs, broken, node
        self.commands: list[str] = []

    def which(self, name: str, path: str = "") -> str | None:
        return self.programs.get(name)

    def run(self, command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        if command[0] == sys.executable and command[1] == "-c":
            return subprocess.CompletedProcess(command, 0, stdout=PLAYWRIGHTS + "\n")
        if command[1:] == ["--version"]:
            starts = command[0] in self.programs.values() and command[0] not in self.broken
            said = f"v{self.node}\n" if command[0].endswith("node") else "Chromium"
            return subprocess.CompletedProcess(command, 0 if starts else 127, stdout=said)
        assert options["stdin"] == subprocess.DEVNULL, "an installer that asks would wait for ever"
        self.commands.append(" ".join(command).replace(sys.executable, "python"))
        if self.commands[-1].endswith("update"):
            return subprocess.CompletedProcess(command, 0)
        path = next((path for word, path in self.installs.items() if word in self.commands[-1]), None)
        self.programs |= {path.rpartition("/")[2]: path} if path else {}
        return subprocess.CompletedProcess(command, 0 if path else 100)


@pytest.fixture
def machine(monkeypatch):
    """Return a function that puts the tests on a machine with these programs."""

    def use(*programs, root=True, broken=(), installs=None, node="20.20.2"):
        made = Machine(*programs, installs=installs or {}, broken=broken, node=node)
        for variable in ("LOSSVIZ_CHROMIUM", "LOSSVIZ_NODE"):
            monkeypatch.delenv(variable, raising=False)
        monkeypatch.setattr("shutil.which", made.which)
        monkeypatch.setattr("subprocess.run", made.run)
        monkeypatch.setattr("os.geteuid", lambda: 0 if root else 1000)
        return made

    return use


def test_takes_the_first_that_is_there_and_installs_nothing(machine):
    here = machine("google-chrome", "chromium", "apt-get")
    assert find_chromium() == "/usr/bin/chromium"
    assert here.commands == []


def test_passes_over_one_that_does_not_start(machine):
    machine("chromium-browser", "google-chrome", broken=("/usr/bin/chromium-browser",))
    assert find_chromium() == "/usr/bin/google-chrome"


def test_takes_playwrights_where_it_was_installed_before(machine):
    here = machine("apt-get")
    here.programs["chrome"] = PLAYWRIGHTS
    assert find_chromium() == PLAYWRIGHTS
    assert here.commands == []


@pytest.mark.parametrize("root", [True, False])
def test_asks_the_package_manager_before_playwright(machine, root):
    here = machine("apt-get", root=root, installs={"install": "/usr/bin/chromium"})
    assert find_chromium() == "/usr/bin/chromium"
    assert [command.startswith("sudo -n apt-get") for command in here.commands] == [not root] * 2


@pytest.mark.parametrize(
    "programs", [(), ("apt-get",), ("dnf",), ("brew",)], ids=lambda programs: "".join(programs) or "none"
)
def test_asks_playwright_where_the_package_manager_has_none(machine, programs):
    here = machine(*programs, installs={"playwright": PLAYWRIGHTS})
    assert find_chromium() == PLAYWRIGHTS
    assert here.commands[-1] == "python -m playwright install chromium"


def test_says_what_to_do_where_none_can_be_had(machine):
    machine("apt-get")
    with pytest.raises(NoProgramError, match=r"apt-get install chromium.*LOSSVIZ_CHROMIUM"):
        find_chromium()


def test_a_chosen_one_goes_first_and_is_never_replaced(machine, monkeypatch):
    machine("chromium", "google-chrome")
    monkeypatch.setenv("LOSSVIZ_CHROMIUM", "/usr/bin/google-chrome")
    assert find_chromium() == "/usr/bin/google-chrome"
    monkeypatch.setenv("LOSSVIZ_CHROMIUM", "/nowhere/chrome")
    with pytest.raises(NoProgramError, match=r"Got '/nowhere/chrome' instead"):
        find_chromium()


def test_the_one_found_here_starts(chromium_path):
    version = subprocess.run([chromium_path, "--version"], capture_output=True, text=True, check=True).stdout
    assert "Chrom" in version


# Node.js


def test_a_node_is_taken_where_it_has_its_package_manager(machine):
    here = machine("node", "npm", "apt-get")
    assert find_node() == "/usr/bin/node"
    assert here.commands == []


@pytest.mark.parametrize(
    ("programs", "node"),
    [((), ""), (("node",), "20.20.2"), (("node", "npm"), "18.17.1")],
    ids=["none", "without npm", "old"],
)
def test_a_node_is_installed_where_none_will_do(machine, programs, node):
    here = machine(*programs, "brew", node=node)
    with pytest.raises(NoProgramError, match=r"needs a Node\.js with npm, 18\.18 or newer,.*LOSSVIZ_NODE"):
        find_node()
    assert here.commands == ["brew install node"]


def test_a_chosen_node_is_never_replaced(machine, monkeypatch):
    machine("node", "npm")
    monkeypatch.setenv("LOSSVIZ_NODE", "/nowhere/node")
    with pytest.raises(NoProgramError, match=r"Got '/nowhere/node' instead"):
        find_node()


def test_a_command_is_run_with_the_node_found_here(tmp_path):
    wrong = tmp_path / "wrong.js"
    wrong.write_text("process.exit(3)")
    assert run_with_node(["node", str(wrong)]) == 3
