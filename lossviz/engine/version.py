"""What the numbers of a run depend on besides its spec."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

_PACKAGES = ("tensorflow", "keras", "numpy")


@lru_cache(maxsize=1)
def version_key() -> str:
    """Return a name for this version of lossviz, its libraries and this machine: where it is the same, so are bits."""
    digest = hashlib.sha256()
    root = Path(__file__).parents[1]
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.csv")]):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root)} {len(content)}\n".encode() + content)
    facts = [
        sys.version,
        *(f"{name} {version(name)}" for name in _PACKAGES),
        platform.system(),
        platform.machine(),
        _instructions(),
        *(os.environ.get(name, "") for name in ("XLA_FLAGS", "TF_XLA_FLAGS")),
    ]
    digest.update("\n".join(facts).encode())
    return digest.hexdigest()


def _instructions() -> str:
    """Return what the processor can do, for which XLA compiles; its name where the system does not tell."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line for line in lines if line.startswith(("flags", "Features"))), platform.processor())
