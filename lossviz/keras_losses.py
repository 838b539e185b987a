"""Declared losses as serialisable Keras losses. Importing this imports Keras."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import tensorflow as tf

from lossviz.declare import Value
from lossviz.losses import LOSSES


@keras.saving.register_keras_serializable(package="lossviz")
class DeclaredLoss(keras.losses.Loss):
    """A loss of `lossviz.losses` with fixed parameters."""

    def __init__(
        self,
        loss: str,
        values: Mapping[str, Value] | None = None,
        reduction: str = "sum_over_batch_size",
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        """Take the loss of a name.

        Args:
            loss: Its name in `LOSSES`.
            values: Its parameters; the defaults for those left out.
            reduction: How the costs of a batch become one number, as in Keras.
            name: What Keras calls it; the name of the loss if None.
            dtype: The precision it is computed in; Keras' default if None.

        Raises:
            SpecError: If there is no such loss or parameter, or a value lies outside its domain.
        """
        component = LOSSES[loss]
        super().__init__(name=name or component.name, reduction=reduction, dtype=dtype)
        self.component = component
        self.values = component.check(values or {})

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the cost of each example, shape (n,)."""
        if self.component.labels != "integers" and len(y_true.shape) == len(y_pred.shape) - 1:
            y_true = y_true[..., tf.newaxis]  # without its last axis of 1 it would broadcast
        return self.component(y_true, y_pred, **self.values)

    def get_config(self) -> dict[str, Any]:
        """Return what `__init__` takes."""
        return {**super().get_config(), "loss": self.component.name, "values": dict(self.values)}
