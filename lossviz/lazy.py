"""TensorFlow and Keras, imported at first use.

Streamlit collects garbage and clears Keras' session after every script run once Keras is imported, so the process
that serves pages must never import either. The declarations (losses, models, optimizers) are imported everywhere;
only a worker process ever calls them.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

OPTIONAL = ("IPython", "PIL", "jax", "matplotlib", "pandas", "scipy", "sklearn")
"""Packages that TensorFlow and Keras load where they are there and do without where not; a third of their own time."""

_without: list[str] = []


def load_without_optional() -> None:
    """Let TensorFlow and Keras be loaded in this process as where nothing optional is installed.

    For workers: in a process that is not ours, Keras' `fit` may be given a table of pandas.
    """
    _without[:] = OPTIONAL


@contextmanager
def _hidden(names: Iterable[str]) -> Iterator[None]:
    """Let imports of modules fail that are not loaded yet."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is how Python says it
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


class _LazyModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if self.__name__ not in sys.modules:
            _load(self.__name__)
        return getattr(importlib.import_module(self.__name__), name)


def _load(name: str) -> None:
    with _hidden(_without):
        # TensorFlow leaves parts of Keras for later, when nothing would be hidden any more.
        for each in (name, *_LAZY) if _without else (name,):
            importlib.import_module(each)


_LAZY = ("tensorflow", "keras")

if TYPE_CHECKING:
    import keras
    import tensorflow as tf
else:
    tf, keras = map(_LazyModule, _LAZY)

__all__ = ["keras", "tf"]
