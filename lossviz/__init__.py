"""A laboratory for loss functions: every loss one declaration, trained live, verified, and for any Keras model."""

from typing import Any


def keras_loss(
    loss: str,
    /,
    *,
    name: str | None = None,
    reduction: str | None = "sum_over_batch_size",
    dtype: Any = None,
    **values: Any,
) -> Any:
    """Return a loss as a `keras.losses.Loss`, for `model.compile`; it is saved and loaded with the model.

    A process that loads such a model imports `lossviz.keras_losses` first, as with all registered classes of Keras;
    without it Keras refuses, even if it has a loss of the same name.

        model.compile(optimizer="adam", loss=lossviz.keras_loss("huber", delta=2.0))
        model.compile(optimizer="adam", loss=lossviz.keras_loss("where(e > 0, weight * e, -e)", weight=2.0))

    Targets and predictions that would broadcast, and labels that are not those of the loss, are refused when it is
    called. Only XLA, with which Keras compiles models for a GPU, can refuse no numbers: labels out of range cost NaN.

    Four differ from Keras' functions of the same name: `cosine_similarity` is Keras' and 1; `categorical_hinge` takes
    the best other score as it is, where Keras takes 0 for one below that; `dice` and `tversky` give each example a cost
    of its own, where Keras' give one to the whole batch, and weigh otherwise.

    Costs are computed in float32 or float64. Predictions in float16 or bfloat16, as of a model in mixed precision, are
    taken as float32.

    Args:
        loss: A declared loss, by its name in `lossviz.losses.LOSSES`; or the text of one of your own, or the name that
            stands for it in a link. A text is read, not executed, and saved as it is; see `docs/writing_losses.md`.
        name: What Keras calls it; the name of the loss if None.
        reduction: How the costs of a batch become one number, as in Keras.
        dtype: The precision that predictions are brought to and the result has; Keras' default if None.
        **values: Its parameters; the defaults for those left out.

    Raises:
        SpecError: If there is no such loss or parameter, a value lies outside its domain, or a text is no loss.
    """
    from lossviz.keras_losses import DeclaredLoss  # imports Keras, which a process that serves pages must not

    return DeclaredLoss(loss, values, reduction, name, dtype)
