"""Declared losses, and written ones, as serialisable Keras losses. Importing this imports Keras."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras

from lossviz.declare import Value
from lossviz.lazy import tf
from lossviz.losses import LOSSES, Loss
from lossviz.losses.forms import checked, form_of
from lossviz.losses.written import WrittenLoss, own_loss_name
from lossviz.losses.written.source import PREFIX

PACKAGE = "lossviz"
"""What Keras calls it by, and what stands before the names of losses in saved models.

A process that loads an HDF5 file and does not know the class looks for a loss of Keras by the name of the instance:
"huber" would be Keras' own, with its default delta. "lossviz>huber" is refused.
"""


@keras.saving.register_keras_serializable(PACKAGE)
class DeclaredLoss(keras.losses.Loss):
    """A loss of `lossviz.losses`, or a written one, with fixed parameters."""

    def __init__(
        self,
        loss: str,
        values: Mapping[str, Value] | None = None,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        """Take the loss of a name.

        Args:
            loss: Its name in `LOSSES`, or the text of a written one.
            values: Its parameters; the defaults for those left out.
            reduction: How the costs of a batch become one number, as in Keras.
            name: What Keras calls it; the name of the loss if None, of a written one that of its function or class.
            dtype: The precision that predictions are brought to and the result has; Keras' default if None. Costs are
                computed in float32 at least.

        Raises:
            SpecError: If there is no such loss or parameter, or a value lies outside its domain.
        """
        component = _component(loss)
        own_name = component.definition.name if isinstance(component, WrittenLoss) else component.name
        super().__init__(name=name or own_name or "written_loss", reduction=reduction, dtype=dtype)
        self._precision = {} if dtype is None else {"dtype": keras.dtype_policies.get(dtype).name}
        self.component = component
        self.values = component.check(values or {})

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the cost of each example, shape (n,); of a written loss that gives one number, that for each.

        Raises:
            ValueError: If targets and predictions have shapes that do not belong together, or labels are not those of
                the loss; see `lossviz.losses.forms` for what only shows as NaN.
        """
        if not isinstance(self.component, WrittenLoss):
            return checked(self.component)(y_true, y_pred, **self.values)
        # What couples the examples of a batch is the same number for each: their mean is what Keras makes of it.
        y_true, y_pred = form_of(self.component)(y_true, y_pred)
        return self.component.batch_costs(y_true, y_pred, tf.ones(tf.shape(y_pred)[:1]), **self.values)

    def get_config(self) -> dict[str, Any]:
        """Return what `from_config` takes."""
        given = {"loss": self.component.name, "values": dict(self.values), **self._precision}
        return {**super().get_config(), "name": f"{PACKAGE}>{self.name}", **given}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> DeclaredLoss:
        """Return the loss of a configuration."""
        return cls(**{**config, "name": config["name"].removeprefix(f"{PACKAGE}>")})


def _component(loss: str) -> Loss:
    """Return the loss of a name, or of a text: what is no word is one."""
    is_name = loss.isidentifier() or loss.startswith(f"{PREFIX}-")
    return LOSSES[loss if is_name else own_loss_name(loss)]
