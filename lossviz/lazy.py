"""TensorFlow and Keras, imported at first use.

Streamlit collects garbage and clears Keras' session after every script run once Keras is imported, so the process
that serves pages must never import either. The declarations (losses, models, optimizers) are imported everywhere;
only a worker process ever calls them.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING, Any


class _LazyModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(self.__name__), name)


if TYPE_CHECKING:
    import keras
    import tensorflow as tf
else:
    tf = _LazyModule("tensorflow")
    keras = _LazyModule("keras")

__all__ = ["keras", "tf"]
