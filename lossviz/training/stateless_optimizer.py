"""A stock Keras optimizer as a pure function, for programs in which all that changes is a tensor."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from lossviz.lazy import keras
from lossviz.optimizers import Optimizer


class StatelessOptimizer:
    """A stock Keras optimizer as a pure function, with tensors in place of its numbers.

    Keras has `stateless_apply` for this, but refuses it on the TensorFlow backend for the sake of `tf.distribute`.
    What the backend overrides is put back to Keras' common methods, which know nothing of that.
    """

    def __init__(self, component: Optimizer, constants: Mapping[str, Any], n_weights: int) -> None:
        """Build the optimizer for one flat variable of `n_weights`."""
        self._component = component
        self._optimizer = component(**constants)
        kind = type(self._optimizer)
        self._optimizer.__class__ = type(kind.__name__, (kind, _common_methods()), {})
        self._weights = keras.Variable(np.zeros(n_weights, np.float32))
        self._optimizer.build([self._weights])
        self._rate = self._optimizer._learning_rate
        # Nadam holds one variable that it does not list among its own.
        held = [v for v in vars(self._optimizer).values() if isinstance(v, keras.Variable)]
        every = {id(v): v for v in [*self._optimizer.variables, *held]}
        self._slots = [v for v in every.values() if v is not self._rate]
        self.initial_slots = tuple(v.numpy() for v in self._slots)

    def step(self, weights, slots, gradient, values):
        """Return the weights and slots after one step; `values` holds scalars by the name they have in a link."""
        for name, param in self._component.params.items():
            if param.traced and name != "learning_rate":
                setattr(self._optimizer, name, _Number(values[f"optimizer.{name}"]))
        variables = [self._weights, *self._slots]
        mapping = [*zip(variables, [weights, *slots]), (self._rate, values["optimizer.learning_rate"])]
        with keras.StatelessScope(state_mapping=mapping) as scope:
            self._optimizer.apply([gradient])
        weights, *slots = map(scope.get_current_value, variables)
        return weights, slots


@lru_cache(maxsize=1)
def _common_methods() -> type:
    """Return a class that, as the last base of an optimizer, hides what the TensorFlow backend overrides."""
    from keras.src.backend.tensorflow.optimizer import TFOptimizer
    from keras.src.optimizers.base_optimizer import BaseOptimizer

    overridden = {name for name in vars(TFOptimizer).keys() & vars(BaseOptimizer).keys() if not name.startswith("__")}
    return type(
        "CommonMethods", (keras.optimizers.Optimizer,), {name: vars(BaseOptimizer)[name] for name in overridden}
    )


class _Number:
    """A scalar tensor where Keras expects a Python number.

    Some optimizers ask `if self.momentum != 0` to choose their formula. A tensor has no answer while it is traced; the
    general formula is right for every value, 0 too, so the answer is yes.
    """

    def __init__(self, tensor: Any) -> None:
        self.tensor, self.dtype, self.shape = tensor, tensor.dtype, tensor.shape

    def __tf_tensor__(self, dtype: Any = None, name: str | None = None) -> Any:
        return self.tensor

    def __ne__(self, other: object) -> bool:
        return True

    def __gt__(self, other: object) -> bool:
        return True

    def __rsub__(self, other: Any) -> Any:
        return other - self.tensor

    def __mul__(self, other: Any) -> Any:
        return self.tensor * other

    __rmul__ = __mul__
    __hash__ = None  # type: ignore[assignment]
