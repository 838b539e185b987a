"""Runs that are remembered between starts: a run is a pure function of its spec, so yesterday's curve is today's.

A file holds plain numbers behind a digest that also covers the spec and what else its numbers depend on. Whatever is
wrong with it, or with the folder, nothing is remembered then.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sys
import tempfile
import time
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lossviz.analysis.curves import Curve
from lossviz.analysis.evaluation import Evaluation, Fit
from lossviz.engine.calls import Looked
from lossviz.engine.version import version_key
from lossviz.specs.run import RunSpec
from lossviz.training.advance import Chunk, State, columns, sound_rows

MAX_REMEMBERED = 16
"""Most files that are kept, some tens of kilobytes each; those not written for longest go first."""

MAX_BYTES = 4_000_000
"""Longest file that is read or written."""

_TYPES = {kind.__name__: kind for kind in (Looked, State, Chunk, Evaluation, Curve, Fit)}

_SUFFIX, _PART = ".run", ".part"


def cache_folder() -> Path | None:
    """Return where files are kept between starts: `LOSSVIZ_CACHE`, else a place of the user's; None for nowhere."""
    chosen = os.environ.get("LOSSVIZ_CACHE")
    if chosen is not None:
        return Path(chosen) if chosen else None
    if sys.platform == "win32":
        place = os.environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        place = "~/Library/Caches"
    else:
        place = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    with contextlib.suppress(RuntimeError):  # a user without a home
        return Path(place).expanduser() / "lossviz" if place else None
    return None


def remembered(spec: RunSpec) -> Looked | None:
    """Return a run that was trained by the same version on this machine, if it is remembered."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        path = _path(spec)
        if path is None or path.stat().st_size > MAX_BYTES:
            return None
        written = path.read_bytes()
        digest, content = written[:32], written[32:]
        if digest == _digest(spec, content):
            looked = _read(content)
            return looked if _is_of(spec, looked) else None
    return None


def remember(spec: RunSpec, looked: Looked) -> None:
    """Keep a whole run for later starts, if there is a place for it."""
    with contextlib.suppress(OSError, ValueError):
        path = _path(spec)
        if path is None or not _is_of(spec, looked):
            return
        content = _written(looked)
        written = _digest(spec, content) + content
        if len(written) > MAX_BYTES:
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=_PART, delete=False) as file:
            try:
                file.write(written)
                file.close()
                os.replace(file.name, path)  # so that nobody reads half of it
            except OSError:
                os.unlink(file.name)
                raise
        _forget_oldest(path.parent)


def _path(spec: RunSpec) -> Path | None:
    folder = cache_folder()
    return folder and folder / (_digest(spec, b"").hex()[:32] + _SUFFIX)


def _digest(spec: RunSpec, content: bytes) -> bytes:
    return hashlib.sha256(f"{version_key()}\n{spec.to_query()}\n".encode() + content).digest()


def _forget_oldest(folder: Path) -> None:
    files = sorted(folder.glob(f"*{_SUFFIX}"), key=lambda file: file.stat().st_mtime)
    abandoned = [part for part in folder.glob(f"*{_PART}") if time.time() - part.stat().st_mtime > 3600]
    for file in [*files[:-MAX_REMEMBERED], *abandoned]:
        file.unlink(missing_ok=True)


def _is_of(spec: RunSpec, looked: Any) -> bool:
    """Return whether something is the whole, sound run of a spec."""
    return (
        isinstance(looked, Looked)
        and looked.state.epoch == spec.epochs
        and looked.chunk.first == 0
        and looked.chunk.rows.shape == (spec.epochs + 1, len(columns(spec)))
        and bool(sound_rows(looked.chunk.rows).all())
        and looked.evaluation is not None
    )


# In writing: JSON with arrays by number, and the arrays, in one file of NumPy's


def _written(looked: Looked) -> bytes:
    arrays: list[np.ndarray] = []
    text = json.dumps(_plain(looked, arrays))
    file = io.BytesIO()
    np.savez(file, np.frombuffer(text.encode(), np.uint8), *arrays)
    return file.getvalue()


def _read(content: bytes) -> Any:
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        text, *arrays = (file[name] for name in file.files)
    return _object(json.loads(text.tobytes()), arrays)


def _plain(value: Any, arrays: list[np.ndarray]) -> Any:
    if isinstance(value, np.ndarray):
        arrays.append(value)
        return {"array": len(arrays) - 1}
    if is_dataclass(value):
        parts = {field.name: _plain(getattr(value, field.name), arrays) for field in fields(value)}
        return {"type": type(value).__name__, "parts": parts}
    if isinstance(value, dict):
        return {"pairs": [[name, _plain(part, arrays)] for name, part in value.items()]}
    if isinstance(value, tuple):
        return [_plain(part, arrays) for part in value]
    return value


def _object(value: Any, arrays: list[np.ndarray]) -> Any:
    if isinstance(value, list):
        return tuple(_object(part, arrays) for part in value)
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return arrays[value["array"]]
    if "pairs" in value:
        return {name: _object(part, arrays) for name, part in value["pairs"]}
    return _TYPES[value["type"]](**{name: _object(part, arrays) for name, part in value["parts"].items()})
