"""What is declared of a function that a written loss may call."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from lossviz.losses.written.outlines import Outline
from lossviz.losses.written.rules import Rule

CONSTANTS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("axis", "batch_dims", "ignore_class"), "axis"),
        **dict.fromkeys(("shape", "dims", "newshape", "perm", "axes", "multiples"), "shape"),
        **dict.fromkeys(("depth", "num_classes", "num_columns", "num_lower", "num_upper", "k"), "size"),
        **dict.fromkeys(("keepdims", "transpose_a", "transpose_b", "from_logits", "exclusive", "reverse"), "flag"),
        "apply_class_balancing": "flag",
        **dict.fromkeys(("label_smoothing", "epsilon"), "number"),
        "direction": "text",
        "reduction": "text",
        "ord": "order",
        "dtype": "dtype",
    }
)
"""Arguments that must be known while a loss is compiled, by what they are; all others are tensors."""

SEVERAL = ("values", "inputs", "xs")
"""Arguments that are several tensors in a list."""

REQUIRED = object()
"""The default of an argument that has none."""


@dataclass(frozen=True)
class Argument:
    """An argument of a function.

    Attributes:
        names: What it may be called: first as the operation calls it.
        default: Its value if none is given; `REQUIRED` if it must be given.
    """

    names: tuple[str, ...]
    default: Any = REQUIRED

    @property
    def name(self) -> str:
        """What the operation calls it."""
        return self.names[0]

    @property
    def constant(self) -> str:
        """What it is, if it must be known while a loss is compiled; empty for a tensor."""
        return CONSTANTS.get(self.name, "")


@dataclass(frozen=True)
class Function:
    """A function that a written loss may call.

    Attributes:
        spellings: The full names under which people call it, the first one for messages.
        arguments: In their order.
        rule: How the outline of its result follows from those of its arguments.
        help: What it is, in a line.
        operation: What is computed: the full name of a function of TensorFlow, Keras or Python's `operator`.
        neutral: What changes no result along an axis: it stands in for what only fills a batch up. None if there is no
            such number.
        makes_loss: Whether calling it makes a loss object, as `keras.losses.Huber()` does, which is then called.
    """

    spellings: tuple[str, ...]
    arguments: tuple[Argument, ...]
    rule: Rule
    help: str
    operation: str
    neutral: float | None = None
    makes_loss: bool = False

    @property
    def name(self) -> str:
        """The name by which messages and declarations call it."""
        return self.spellings[0]

    def completed(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return arguments by name in their order, with the defaults of those that are not given."""
        told = {each.name: arguments.get(each.name, each.default) for each in self.arguments}
        return {name: value for name, value in told.items() if value is not None and value is not REQUIRED}

    def outline(self, arguments: Mapping[str, Any]) -> Outline:
        """Return what is known of the result for arguments by their names.

        Raises:
            OutlineError: If it cannot take them.
        """
        told = {each.name: arguments.get(each.name, each.default) for each in self.arguments}
        return self.rule(self.operation, told)


_PLACES = {"*": ("tf.", "tf.math."), "ops.": ("keras.ops.",), "K.": ("tf.keras.backend.",)}
"""What declarations write for the places where functions are."""


def function(
    spellings: str,
    arguments: str,
    rule: Rule,
    help: str,  # noqa: A002  # as in Param
    operation: str = "",
    neutral: float | None = None,
) -> Function:
    """Declare a function.

    Args:
        spellings: Full names with spaces between them; `*square` is `tf.square` and `tf.math.square`, `ops.` and `K.`
            are `keras.ops.` and `tf.keras.backend.`.
        arguments: `x|input_tensor, axis=None`: the names of each, and its default if it has one.
        rule: See `Function`, as for the rest.
        help: What it is.
        operation: The first spelling if empty.
        neutral: What changes no result.
    """
    names = tuple(_names(spellings))
    return Function(names, tuple(read_arguments(arguments)), rule, help, operation or names[0], neutral)


def _names(spellings: str) -> Iterator[str]:
    for short in spellings.split():
        sign = next((sign for sign in _PLACES if short.startswith(sign)), "")
        yield from (place + short.removeprefix(sign) for place in _PLACES.get(sign, ("",)))


def read_arguments(text: str) -> Iterator[Argument]:
    """Read arguments as declarations have them."""
    for part in filter(None, text.split(", ")):
        names, equals, default = part.partition("=")
        yield Argument(tuple(names.split("|")), ast.literal_eval(default) if equals else REQUIRED)
