"""The full names that may stand in a written loss: functions, constants, and the modules that have them."""

from __future__ import annotations

import ast
import difflib
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lossviz.losses.written.functions import SPELLINGS
from lossviz.losses.written.source import SourceError, refusal
from lossviz.losses.written.values import Arithmetic, Dtype, Known, Namespace, Special

DTYPES = ("float32", "int32", "int64", "bool")
"""Types of numbers that a loss may ask for."""

_ARITHMETIC = ("sqrt", "exp", "log", "log2", "log10", "log1p", "expm1", "sin", "cos", "tan", "tanh", "floor", "ceil")

_CONSTANTS: Mapping[str, Any] = MappingProxyType(
    {f"{home}.{name}": getattr(math, name) for home in ("math", "np") for name in ("pi", "e")}
    | {f"{home}.{name}": Dtype(name) for home in ("tf", "np") for name in DTYPES}
    | {"tf.newaxis": None, "np.newaxis": None, "tf.math.pi": math.pi}
    | {f"{home}.{name}": Arithmetic(getattr(math, name), name) for home in ("math", "np") for name in _ARITHMETIC}
    | {f"keras.losses.Reduction.{name}": name.lower() for name in ("SUM", "NONE", "SUM_OVER_BATCH_SIZE")}
    | {"keras.losses.Reduction.AUTO": "sum_over_batch_size"}
)

_SPECIAL = (
    "keras.losses.get",
    "keras.losses.Loss",
    "keras.Loss",
    "keras.ops.shape",
    "keras.backend.epsilon",
    "keras.config.epsilon",
    "keras.backend.floatx",
    "keras.backend.ndim",
    "keras.backend.int_shape",
    "keras.saving.register_keras_serializable",
    "keras.utils.register_keras_serializable",
    "tf.function",
    "tf.rank",
    "np.array",
    "np.float32",
)
"""Full names that mean something in a few places."""

_PATHS = frozenset(
    full.rsplit(".", cut)[0] for full in (*SPELLINGS, *_CONSTANTS, *_SPECIAL) for cut in range(1, full.count(".") + 1)
)

MODULES: Mapping[str, str] = MappingProxyType(
    {"tensorflow": "tf", "tf": "tf", "keras": "keras", "numpy": "np", "np": "np", "math": "math"}
    | {"K": "tf.keras.backend", "ops": "keras.ops", "losses": "keras.losses", "backend": "tf.keras.backend"}
)
"""What people call modules by, whether or not the text imports them."""


def full_name(path: str) -> str:
    """Return a full name as declarations have it: `tf`, not `tensorflow`."""
    head, dot, rest = path.partition(".")
    return {"tensorflow": "tf", "numpy": "np"}.get(head, head) + dot + rest


def resolved(path: str, node: ast.AST) -> Any:
    """Return what a full name stands for.

    Raises:
        SourceError: If it is nothing that may stand in a loss.
    """
    path = full_name(path)
    # Keras, and TensorFlow's Keras, have had each function at some time.
    for name in (path, path.removeprefix("tf."), f"tf.{path}") if "keras" in path.split(".")[:2] else (path,):
        if name in SPELLINGS:
            return Known(SPELLINGS[name], name)
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        if name in _SPECIAL:
            return Special(name)
        if name in _PATHS:
            return Namespace(path)
    raise unknown(path, node)


def unknown(path: str, node: ast.AST) -> SourceError:
    """Return what is said of a name that nobody knows."""
    if path.startswith("np."):
        return refusal(f"`np.` makes constants only: use `tf.` or `keras.ops.` instead of `{path}`.", node)
    last = path.rpartition(".")[2]
    same = [name for name in SPELLINGS if name.rpartition(".")[2].lower() == last.lower()]
    near = same or difflib.get_close_matches(path[:60], SPELLINGS, n=3, cutoff=0.6)
    hint = f" Did you mean {' or '.join(f'`{name}`' for name in near[:3])}?" if near else ""
    return refusal(f"`{path[:60]}` is none of the functions that a loss may use.{hint}", node)
