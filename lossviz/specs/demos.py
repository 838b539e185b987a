"""Demonstrations of what losses do, one click each: data, not code.

Tests hold what each of them shows, over several seeds.
"""

from __future__ import annotations

from lossviz.declare import one_of
from lossviz.errors import SpecError
from lossviz.specs.demo import Companion, Demo

_TRAINED = "model=linear&optimizer=adam&optimizer.learning_rate=0.1&epochs=300&batch_size=1000&validation_share=0"
"""A line that is found by the last epoch, with one step an epoch."""

_LINE = f"dataset=linear&dataset.weights=1.5&dataset.intercept=1&dataset.examples=100&dataset.noise=1&{_TRAINED}"

_OUTLIERS = f"dataset=linear&dataset.weights=1.5&dataset.intercept=1&dataset.examples=60&dataset.noise=0.8&{_TRAINED}"

_FLOWERS = "dataset=iris&model=softmax&epochs=300"

DEMOS: tuple[Demo, ...] = (
    Demo(
        name="pull",
        label="A pull to ½",
        question="How sure may the model still be?",
        answer="The harder answers are pulled to ½, the less sure the surest one is; accuracy hardly falls.",
        query="dataset=iris&loss=custom_mse&loss.regularization_factor=0.1&epochs=300",
        hand="loss.regularization_factor",
        low=0,
        high=2,
    ),
    Demo(
        name="asymmetric",
        label="Too high costs more",
        question="Where does the line go when too high costs more?",
        answer="It sinks until the few dots below it weigh as much as the many above.",
        query=f"{_LINE}&loss=asymmetric_absolute&loss.weight=3",
        hand="loss.weight",
        low=0.1,
        high=10,
    ),
    Demo(
        name="outliers",
        label="Outliers",
        question="Which of the three looks away?",
        answer="The squared error follows the outliers as far as they go; the absolute error and Huber stay.",
        query=f"{_OUTLIERS}&dataset.outlier_share=0.15&dataset.outlier_size=8&loss=mean_squared_error",
        hand="dataset.outlier_size",
        low=0,
        high=15,
        name_in_hand="Squared error",
        companions=(Companion("Absolute error", "loss=mean_absolute_error"), Companion("Huber", "loss=huber")),
    ),
    Demo(
        name="huber",
        label="Huber's delta",
        question="Which errors does Huber still square?",
        answer="With a small delta it is the absolute error, with one as large as the outliers the squared error.",
        query=f"{_OUTLIERS}&dataset.outlier_share=0.15&dataset.outlier_size=10&loss=huber&loss.delta=1",
        hand="loss.delta",
        low=0.1,
        high=30,
        name_in_hand="Huber",
        companions=(
            Companion("Squared error", "loss=mean_squared_error"),
            Companion("Absolute error", "loss=mean_absolute_error"),
        ),
    ),
    Demo(
        name="breakdown",
        label="More and more outliers",
        question="How many wrong targets can a line stand?",
        answer="The squared error stands none, the absolute error some, Geman–McClure nearly half of them.",
        query=f"{_OUTLIERS}&dataset.outlier_share=0.1&dataset.outlier_size=10&loss=mean_absolute_error",
        hand="dataset.outlier_share",
        low=0,
        high=0.4,
        name_in_hand="Absolute error",
        companions=(
            Companion("Squared error", "loss=mean_squared_error"),
            Companion("Geman–McClure", "loss=geman_mcclure&loss.scale=2"),
        ),
    ),
    Demo(
        name="quantiles",
        label="Quantiles fan out",
        question="How wide is the band that holds most dots?",
        answer="A level asks for a share of the dots below its line, so two levels mark a band that widens.",
        query="dataset=linear_positive&dataset.weights=1.5&dataset.intercept=0.5&dataset.examples=150"
        f"&dataset.noise=0.45&loss=quantile&loss.level=0.9&{_TRAINED}",
        hand="loss.level",
        low=0.5,
        high=0.95,
        companions=(
            Companion("Median", "loss=quantile&loss.level=0.5"),
            Companion("", "loss=quantile", mirrored=True),
        ),
    ),
    Demo(
        name="expectiles",
        label="Quantile or expectile",
        question="Which of the two counts, and which one weighs?",
        answer="A quantile counts the dots above, however far they are; an expectile is dragged along by far ones.",
        query=f"{_LINE}&dataset.outlier_share=0.05&dataset.outlier_size=5&loss=quantile&loss.level=0.8",
        hand="dataset.outlier_size",
        low=0,
        high=15,
        name_in_hand="Quantile",
        companions=(Companion("Expectile", "loss=expectile&loss.level=0.8"),),
    ),
    Demo(
        name="linex",
        label="One side soon unbearable",
        question="Which errors does the line flee?",
        answer="It flees the side on which the cost grows exponentially: down above 0, up below 0.",
        # From zero, with a short memory of gradients: at the start errors cost thousands of times what they do later.
        query=f"{_LINE}&model.initializer=zeros&optimizer.beta_2=0.9&loss=linex&loss.asymmetry=1",
        hand="loss.asymmetry",
        low=-2,
        high=2,
    ),
    Demo(
        name="tolerance",
        label="A tolerance",
        question="From where on is nothing learnt any more?",
        answer="Once every error is within the tolerance the loss is 0, and any line is as good as the best.",
        query=f"{_LINE}&loss=epsilon_insensitive&loss.epsilon=0.5",
        hand="loss.epsilon",
        low=0,
        high=5,
    ),
    Demo(
        name="percent",
        label="Errors in percent",
        question="Who promises too little?",
        answer="Errors in percent forgive answers that are too low, the more so the more the targets scatter.",
        query="dataset=linear_positive&dataset.weights=1.5&dataset.intercept=1&dataset.examples=120&dataset.noise=0.5"
        f"&loss=mean_absolute_percentage_error&{_TRAINED}",
        hand="dataset.noise",
        low=0,
        high=1,
        name_in_hand="Percentage error",
        companions=(
            Companion("Squared error", "loss=mean_squared_error"),
            Companion("Absolute error", "loss=mean_absolute_error"),
        ),
    ),
    Demo(
        name="large_step",
        label="A step too large",
        question="Which loss bears the larger step?",
        answer="The slope of the squared error grows with the error, so steps grow until it diverges; others rattle.",
        query="dataset=linear&dataset.weights=2&dataset.examples=60&dataset.noise=1&loss=mean_squared_error&model=linear"
        "&optimizer=sgd&optimizer.learning_rate=0.1&epochs=300&batch_size=1000&validation_share=0",
        hand="optimizer.learning_rate",
        low=0.01,
        high=0.5,
        name_in_hand="Squared error",
        companions=(Companion("Absolute error", "loss=mean_absolute_error"), Companion("Huber", "loss=huber")),
    ),
    Demo(
        name="surprise",
        label="Cross-entropy or squared error",
        question="Which one learns from a mistake it was sure of?",
        answer="Cross-entropy: the squared error has hardly a slope where the model is sure and wrong.",
        query=f"{_FLOWERS}&loss=categorical_crossentropy&optimizer=sgd&optimizer.learning_rate=0.003&batch_size=40",
        hand="optimizer.learning_rate",
        low=0.0015,
        high=0.01,
        name_in_hand="Cross-entropy",
        companions=(Companion("Squared error", "loss=mean_squared_error"),),
    ),
    Demo(
        name="label_noise",
        label="Wrong labels",
        question="Who believes the wrong labels?",
        answer="Cross-entropy runs after wrong labels; its generalized form, whose costs are bounded, resists.",
        query=f"{_FLOWERS}&dataset.label_noise=0.2&loss=categorical_crossentropy&optimizer.learning_rate=0.05"
        "&batch_size=150&validation_share=0.4",
        hand="dataset.label_noise",
        low=0,
        high=0.4,
        name_in_hand="Cross-entropy",
        companions=(
            Companion("Generalized", "loss=generalized_crossentropy"),
            Companion("Squared error", "loss=mean_squared_error"),
        ),
    ),
    Demo(
        name="focal",
        label="Easy examples count less",
        question="Why do the surest answers soften?",
        answer="What is nearly right hardly counts any more, so nothing drives answers on towards certainty.",
        query=f"{_FLOWERS}&loss=categorical_focal&loss.gamma=2&optimizer.learning_rate=0.1&batch_size=150",
        hand="loss.gamma",
        low=0,
        high=5,
    ),
    Demo(
        name="smoothing",
        label="Smoothed labels",
        question="How sure do smoothed labels let it be?",
        answer="The goal is no longer 1, so no answer goes on to it; with half of the label shared, accuracy suffers.",
        query=f"{_FLOWERS}&loss=categorical_crossentropy&loss.label_smoothing=0.1&optimizer.learning_rate=0.1"
        "&batch_size=150",
        hand="loss.label_smoothing",
        low=0,
        high=0.5,
    ),
    Demo(
        name="rare",
        label="A rare class",
        question="How much must a rare flower count?",
        answer="The more a rare class counts, the more of it is found, at the cost of its neighbour.",
        query=f"{_FLOWERS}&dataset.imbalance=10&validation_share=0&loss=weighted_crossentropy&loss.first=1"
        "&loss.second=1&loss.third=1&optimizer.learning_rate=0.1&batch_size=150",
        hand="loss.third",
        low=0.02,
        high=50,
    ),
    Demo(
        name="seeds",
        label="Seeds and dead units",
        question="Why do some seeds stop at two thirds?",
        answer="Some seeds begin with units that no flower switches on; too few are left to tell three species apart.",
        query="dataset=iris&loss=mean_squared_error&epochs=300",
        hand="seed",
        low=0,
        high=31,
    ),
)
"""All demonstrations, in the order of the menu."""


def demo_in(query: str) -> Demo | None:
    """Return the demonstration that a link opens, with what stands behind its question mark; None if it opens none.

    Raises:
        SpecError: If there is none of that name.
    """
    name = query.removeprefix("demo=")
    return None if name == query else demo_of(name)


def demo_of(name: str) -> Demo:
    """Return a demonstration.

    Raises:
        SpecError: If there is none of that name.
    """
    for demo in DEMOS:
        if demo.name == name:
            return demo
    allowed = one_of([demo.name for demo in DEMOS], name)
    raise SpecError(f"The demo must be {allowed}. Got {name[:40]!r} instead.")
