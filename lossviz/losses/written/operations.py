"""The operations of TensorFlow, Keras and Python that declared functions name."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from lossviz.lazy import keras, tf


@lru_cache(maxsize=256)
def function_of(operation: str) -> Callable[..., Any]:
    """Return the function of TensorFlow, Keras or Python's `operator` that a declaration names."""
    home, *path = operation.split(".")
    found: Any = {"tf": tf, "keras": keras, "operator": operator}[home]
    for part in path:
        found = getattr(found, part)
    return found
