"""The recipes of the article on custom losses in tf.keras, each as a link, with what the article says about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lossviz.specs.run import RunSpec

_CODE = Path(__file__).with_name("recipe_code")

_FLOWERS = "dataset=iris&validation_share=0"  # all 150, as the article has them
_NUMBERS = "dataset=linear&validation_share=0"


@dataclass(frozen=True)
class Recipe:
    """A recipe.

    Attributes:
        label: What it shows, in a few words.
        query: The run, as a link.
        claim: What the article says or prints.
        answer: What is so, beside which the measured numbers stand.
        code_file: The name of the file that trains it in plain Keras or TensorFlow, in the form that the article uses.
    """

    label: str
    query: str
    claim: str
    answer: str
    code_file: str

    @cached_property
    def spec(self) -> RunSpec:
        """The run."""
        return RunSpec.from_query(self.query)

    @cached_property
    def code(self) -> str:
        """What trains it in plain Keras or TensorFlow, in the form that the article uses: a Python file."""
        return (_CODE / self.code_file).read_text(encoding="utf-8")


RECIPES: tuple[Recipe, ...] = (
    Recipe(
        "1 · A loss as a plain function",
        f"{_FLOWERS}&loss=mean_squared_error&epochs=300",
        "A function of y_true and y_pred can be passed to compile as the loss.",
        "It can. Squared error on one-hot labels trains a classifier; with this rate and for most seeds it is right "
        "about 95 % of the flowers before cross-entropy (recipe 3) is.",
        "plain_function.py",
    ),
    Recipe(
        "2 · Sparse cross-entropy by name",
        f"{_FLOWERS}&loss=sparse_categorical_crossentropy&epochs=100",
        "One-hot labels go with sparse_categorical_crossentropy.",
        "It is the other way round: sparse_categorical_crossentropy takes integers, as the article's own code does.",
        "loss_by_name.py",
    ),
    Recipe(
        "3 · Cross-entropy, wrapped",
        f"{_FLOWERS}&loss=categorical_crossentropy&epochs=300",
        "Integer labels go with categorical_crossentropy.",
        "It is the other way round: categorical_crossentropy takes one-hot rows, as the article's own code does.",
        "wrapped.py",
    ),
    Recipe(
        "4 · Sparse cross-entropy, wrapped",
        f"{_FLOWERS}&loss=sparse_categorical_crossentropy&epochs=300",
        "Wrapping the loss in a function of one's own trains the same model.",
        "It does, number for number: compare the curve with that of recipe 3.",
        "sparse_wrapped.py",
    ),
    Recipe(
        "5 · CustomMSE, a Loss subclass",
        f"{_FLOWERS}&loss=custom_mse&loss.regularization_factor=0.1&epochs=300",
        "A penalty that pulls predictions towards 0.5 can be a parameter of a Loss subclass.",
        "It can. The pull keeps the loss above zero and the probabilities away from 0 and 1: move the slider.",
        "loss_class.py",
    ),
    Recipe(
        "6 · Asymmetric loss, gradient tape",
        f"{_NUMBERS}&batch_size=20&loss=asymmetric_absolute&loss.weight=3&model=linear&model.bias=false"
        "&model.initializer=standard_normal&optimizer=sgd&optimizer.learning_rate=0.002&epochs=5000",
        "The loop prints w = [0.737, 0.834], far from the true [1, 2].",
        "Its y has shape (20,) and its prediction (20, 1), so their difference silently has shape (20, 20). With y of "
        "shape (20, 1) the same loop finds the true weights.",
        "gradient_tape.py",
    ),
    Recipe(
        "7 · Subclassed model, own loop",
        f"{_NUMBERS}&batch_size=5&loss=mean_squared_error&model=linear&optimizer=adam&epochs=3000",
        "A model of one Dense(1) layer can be trained by a hand-written loop over batches.",
        "It can, and with squared error the answer is known in closed form: see the table of weights. Adam's own rate "
        "of 0.001 takes some 2,500 epochs to come near it, 10,000 small steps; a rate of 0.05 takes some 200.",
        "own_loop.py",
    ),
    Recipe(
        "8 · Cross-entropy by hand",
        f"{_FLOWERS}&loss=cross_entropy_by_hand&epochs=300",
        "Cross-entropy cannot be written by hand, since an index cannot be read from a tensor.",
        "It can: tf.gather with batch_dims=1 looks up the probability of the true class, as in recipe 4.",
        "by_hand.py",
    ),
)


def recipe_of(spec: RunSpec) -> Recipe | None:
    """Return the recipe of the article that a run follows, with or without its trap; None for any other run."""
    plain = spec.with_value("dataset.flat_target", False) if "flat_target" in spec.dataset.values else spec
    return next((recipe for recipe in RECIPES if recipe.spec == plain), None)
