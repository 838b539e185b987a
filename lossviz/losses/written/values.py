"""What names in a written loss can stand for, besides tensors and constants of Python."""

from __future__ import annotations

import ast
import difflib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from lossviz.losses.written.functions import SPELLINGS, Function
from lossviz.losses.written.source import SourceError, refusal


@dataclass(frozen=True)
class Namespace:
    """A module, or a part of one, by its full name: `tf.math`."""

    path: str


@dataclass(frozen=True)
class Known:
    """A function that may be called, under the name that the text has for it."""

    function: Function
    spelling: str


@dataclass(frozen=True)
class Arithmetic:
    """A function of `math`, for constants only."""

    compute: Callable[..., float]
    spelling: str


@dataclass(frozen=True)
class Dtype:
    """A type of numbers: `tf.float32`."""

    name: str


@dataclass(frozen=True, eq=False)
class Helper:
    """A function of the text."""

    node: ast.FunctionDef
    names: Names


@dataclass(frozen=True, eq=False)
class LossClass:
    """A class of the text."""

    node: ast.ClassDef
    names: Names


@dataclass(frozen=True, eq=False)
class Self:
    """The loss object within its own methods."""

    of: LossClass
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class LossObject:
    """A loss of Keras with its settings, which is called with targets and predictions."""

    function: Function
    settings: Mapping[str, Any]
    reduction: str


@dataclass(frozen=True)
class Special:
    """A name that means something in a few places only: `super`, `**kwargs`, `len`."""

    name: str


class Names:
    """Names and what they stand for, in a function and around it."""

    def __init__(self, around: Names | None = None) -> None:
        """Begin with none but those around."""
        self._own: dict[str, Any] = {}
        self._around = around

    def __setitem__(self, name: str, value: Any) -> None:
        self._own[name] = value

    def __getitem__(self, name: str) -> Any:
        if name in self._own:
            return self._own[name]
        if self._around is None:
            raise KeyError(name)
        return self._around[name]

    def __contains__(self, name: str) -> bool:
        return name in self._own or (self._around is not None and name in self._around)


DTYPES = ("float16", "bfloat16", "float32", "float64", "int32", "int64", "bool")
"""Types of numbers that a loss may ask for."""

_ARITHMETIC = ("sqrt", "exp", "log", "log2", "log10", "log1p", "expm1", "sin", "cos", "tan", "tanh", "floor", "ceil")

_CONSTANTS: Mapping[str, Any] = MappingProxyType(
    {f"{home}.{name}": getattr(math, name) for home in ("math", "np") for name in ("pi", "e")}
    | {f"{home}.{name}": Dtype(name) for home in ("tf", "np") for name in DTYPES}
    | {"tf.newaxis": None, "np.newaxis": None, "tf.double": Dtype("float64"), "tf.math.pi": math.pi}
    | {f"{home}.{name}": Arithmetic(getattr(math, name), name) for home in ("math", "np") for name in _ARITHMETIC}
    | {f"keras.losses.Reduction.{name}": name.lower() for name in ("SUM", "NONE", "SUM_OVER_BATCH_SIZE")}
    | {"keras.losses.Reduction.AUTO": "sum_over_batch_size"}
)

_SPECIAL = (
    "keras.losses.get",
    "keras.losses.Loss",
    "keras.Loss",
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
    full.rsplit(".", cut)[0]
    for full in (*SPELLINGS, *_CONSTANTS, *_SPECIAL)
    for cut in range(1, full.count(".") + 1)
    if not full.startswith("bare.")
)

MODULES: Mapping[str, str] = MappingProxyType(
    {"tensorflow": "tf", "tf": "tf", "keras": "keras", "numpy": "np", "np": "np", "math": "math"}
    | {"K": "keras.backend", "ops": "keras.ops", "losses": "keras.losses", "backend": "keras.backend"}
)
"""What people call modules by, whether or not the text imports them."""


def full_name(path: str) -> str:
    """Return a full name as declarations have it: what `tensorflow.keras` has is of Keras."""
    head, dot, rest = path.partition(".")
    path = {"tensorflow": "tf", "numpy": "np"}.get(head, head) + dot + rest
    for long, short in (("tf.keras.", "keras."), ("tf.nn.sigmoid", "tf.nn.sigmoid")):
        if path.startswith(long):
            path = short + path.removeprefix(long)
    return "keras" if path == "tf.keras" else path


def resolved(path: str, node: ast.AST) -> Any:
    """Return what a full name stands for.

    Raises:
        SourceError: If it is nothing that may stand in a loss.
    """
    path = full_name(path)
    if path in SPELLINGS:
        return Known(SPELLINGS[path], path)
    if path in _CONSTANTS:
        return _CONSTANTS[path]
    if path in _SPECIAL:
        return Special(path)
    if path in _PATHS:
        return Namespace(path)
    raise unknown(path, node)


def unknown(path: str, node: ast.AST) -> SourceError:
    """Return what is said of a name that nobody knows."""
    if path.startswith("np."):
        return refusal(f"`np.` makes constants only: use `tf.` or `keras.ops.` instead of `{path}`.", node)
    last = path.rpartition(".")[2]
    same = [name for name in SPELLINGS if name.rpartition(".")[2].lower() == last.lower()]
    near = same or difflib.get_close_matches(path[:60], SPELLINGS, n=3, cutoff=0.6)
    near = [name for name in near if not name.startswith("bare.")][:3]
    hint = f" Did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
    return refusal(f"`{path[:60]}` is none of the functions that a loss may use.{hint}", node)
