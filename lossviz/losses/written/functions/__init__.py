"""The functions that a written loss may call: one declaration each, from which all else derives.

A declaration has the names under which people call an operation of TensorFlow or Keras, its arguments, how the outline
of its result follows from theirs, and a line of help. Whatever stands in no declaration cannot be called.
"""

from collections.abc import Mapping
from types import MappingProxyType

from lossviz.losses.written.functions import arithmetic, classes, conditions, keras_losses, making, reductions, shapes
from lossviz.losses.written.functions.base import Argument, Function

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        function.name: function
        for home in (arithmetic, conditions, reductions, classes, shapes, making, keras_losses)
        for function in home.FUNCTIONS
    }
)
"""All functions, by the first of the names that people use."""

SPELLINGS: Mapping[str, Function] = MappingProxyType(
    {spelling: function for function in FUNCTIONS.values() for spelling in function.spellings}
)
"""All functions, by any full name that people use."""

_HOMES = ("tf.", "tf.math.", "tf.nn.", "tf.linalg.", "keras.ops.", "keras.losses.", "tf.keras.losses.")

BARE: Mapping[str, Function] = MappingProxyType(
    {
        spelling.removeprefix(home): function
        for home in reversed(_HOMES)
        for spelling, function in SPELLINGS.items()
        if spelling.startswith(home) and "." not in spelling.removeprefix(home) and not function.makes_loss
    }
)
"""The functions that expressions call without saying whose they are; those of TensorFlow go first."""

__all__ = ["BARE", "FUNCTIONS", "SPELLINGS", "Argument", "Function"]
