"""A laboratory for loss functions: every loss one declaration, trained live, verified, and for any Keras model."""

from typing import Any


def keras_loss(name: str, **values: Any) -> Any:
    """Return a declared loss as a `keras.losses.Loss`, for `model.compile`; it is saved and loaded with the model.

    A process that loads such a model imports `lossviz.keras_losses` first, as with all registered classes of Keras.

        model.compile(optimizer="adam", loss=lossviz.keras_loss("huber", delta=2.0))

    Args:
        name: The loss, by its name in `lossviz.losses.LOSSES`.
        **values: Its parameters; the defaults for those left out.

    Raises:
        SpecError: If there is no such loss or parameter, or a value lies outside its domain.
    """
    from lossviz.keras_losses import DeclaredLoss  # imports Keras, which a process that serves pages must not

    return DeclaredLoss(name, values)
