"""The app as a server in a process of its own, started as README says."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        process: Its process.
        url: Where it answers.
    """

    process: subprocess.Popen[bytes]
    url: str


@contextmanager
def served(
    app: Path = ROOT / "app.py",
    log: Path | None = None,
    environment: Mapping[str, str] | None = None,
    base: str = "",
) -> Iterator[Server]:
    """Start a Streamlit app on a free port, and end it with SIGTERM.

    Args:
        app: What to serve.
        log: Where its output goes; nowhere by default.
        environment: Variables that it has besides ours.
        base: The path below which it is served.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]
    command += ["--server.headless", "true", "--server.address", "localhost", "--browser.gatherUsageStats", "false"]
    command += ["--server.baseUrlPath", base]
    url = "/".join([f"http://localhost:{port}", *filter(None, [base])])
    with open(log or os.devnull, "wb") as output:
        variables = {**os.environ, **(environment or {})}
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=output, stderr=output)
        try:
            _wait_until_healthy(process, url)
            yield Server(process, url)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(process: subprocess.Popen[bytes], url: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"The server at {url} must answer within {seconds} seconds. It did not.")
