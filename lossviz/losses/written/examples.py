"""Losses as people write them, a file of `example_code` each, which are read and never imported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_CODE = Path(__file__).with_name("example_code")


@dataclass(frozen=True)
class Example:
    """A written loss to begin with.

    Attributes:
        name: Of its file.
        label: What menus call it.
        help: What it shows, in a sentence.
    """

    name: str
    label: str
    help: str

    @property
    def text(self) -> str:
        """The text of its file."""
        return (_CODE / f"{self.name}.py").read_text(encoding="utf-8")


EXAMPLES = (
    Example("plain_function", "A function: mean squared error", "The shortest loss of Keras."),
    Example("wrapped", "Cross-entropy in a function", "A loss of Keras inside a function of your own."),
    Example("sparse_wrapped", "Cross-entropy of integer labels", "The same for labels that are numbers of classes."),
    Example("loss_class", "A class with a parameter", "A subclass of `Loss`, whose factor becomes a slider."),
    Example(
        "asymmetric", "Asymmetric errors", "Too high costs more than too low: `tf.where` decides example by example."
    ),
    Example("by_hand", "Cross-entropy by hand", "`tf.gather` reads the probability of the true class."),
    Example("expression", "An expression", "One line in the error `e`; `a` becomes a slider."),
    Example("huber_like", "Huber, with a range for its slider", "A comment says what the slider shows."),
    Example("focal", "Focal loss, made by a function", "A function that returns a loss, with two sliders."),
    Example("root_mean_squared_error", "Root of a mean", "One number for the whole batch, which couples examples."),
)
"""The examples, in the order of menus."""
