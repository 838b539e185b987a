"""What is known about a loss besides its function, and the registry of all losses."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from lossviz.declare import Component, Registry, Task, Value, value_words

Values = Mapping[str, Any]

Claim = bool | Callable[[Values], bool]
"""A statement about a loss: true or false, or so for some values of its parameters only."""

CLAIMS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "convex": {
            "": "The cost of one example is a convex function of its prediction: a straight way between two "
            "predictions never costs more than the line between their costs, so there are no false valleys in it.",
        },
        "smooth": {
            "": "The slope changes without jumps: gradient descent slows down as it comes near the least cost.",
        },
        "bounded": {
            "": "No prediction, however wrong, costs more than a fixed number.",
        },
        "robust": {
            "": "The slope never exceeds a fixed number, whatever target and prediction, or even returns to zero: one "
            "example that is far off cannot outweigh all others.",
        },
        "symmetric": {
            "regression": "Predicting too much costs what predicting too little by the same amount costs; by the same "
            "factor it need not.",
            "binary": "The costs of a prediction for both classes add up to the same number, whatever it is, so labels "
            "flipped at random do not move the best model.",
            "multiclass": "The costs of a prediction for all classes add up to the same number, whatever it is, so "
            "labels replaced at random do not move the best model.",
        },
        "proper": {
            "binary": "On average nothing costs less than predicting the true probability: the model is paid for being "
            "honest.",
            "multiclass": "On average nothing costs less than predicting the true probabilities: the model is paid for "
            "being honest.",
        },
    }
)
"""What is claimed of losses, in words a learner understands, by task; under the empty name where it is the same."""


@dataclass(frozen=True, kw_only=True)
class Special:
    """A value of the parameters at which a loss is another one: `times` its cost, up to `within`.

    Attributes:
        at: The parameters that decide; the others may have any value.
        loss: The name of the other loss.
        given: The parameters of the other loss; it has its defaults for the rest.
        times: The factor.
        within: The relative difference that remains, where the other loss is a limit that is not quite reached.
        unit: A parameter of `at` that is only the unit of errors: at any other value of it, it is the other loss of
            errors in that unit.
    """

    at: Values
    loss: str
    given: Values = field(default_factory=dict)
    times: float = 1.0
    within: float = 0.0
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """Values of the parameters at which a formula divides zero by zero, and what it comes to there.

    Attributes:
        at: The parameters that decide.
        formula: LaTeX, as that of the loss.
    """

    at: Values
    formula: str


@dataclass(frozen=True, kw_only=True)
class Loss(Component):
    """A declared loss: `function(y_true, y_pred, *, …)` gives one cost per example.

    Attributes:
        formula: LaTeX of the cost of one example (of one output, for numbers), with `<name>` where the value of a
            parameter stands. Tests evaluate it and compare it with the function.
        limits: Values at which it has another formula; the first that are there count.
        labels: What `y_true` is: `numbers` (a number, or a one-hot row treated as numbers), `zero_one` (1 for the
            positive class), `one_hot` or `integers`.
        scores: Whether predictions are any numbers, greater for the more likely class, instead of probabilities.
        positive: Whether targets and predictions must be greater than 0.
        least_outputs: The fewest outputs for which it says anything.
        n_outputs: The number of outputs that it has parameters for; 0 if it takes any.
        convex: See `CLAIMS`, as for the next four; by the number that the loss is given, see `claims_about`.
        smooth: Within the range of predictions; where a probability of 0 counts as `SMALLEST` it ends.
        robust: See `CLAIMS`.
        symmetric: See `CLAIMS`.
        proper: For scores, of the probability that `probability` makes of them.
        bound: The least number that no cost exceeds, given the parameters; infinite if there is none.
        least: The least cost: minus infinity for a loss without one.
        biased: Whether some prediction costs less than the true one.
        probability: For a loss on scores, the probabilities for which a score stands: the inverse of its link.
        over_predicted: For losses whose best constant prediction is a quantile, the share of targets below it, given
            the values of the parameters.
        special: Values of the parameters at which it is another loss.
    """

    formula: str
    limits: tuple[Limit, ...] = ()
    labels: Literal["numbers", "zero_one", "one_hot", "integers"] = "numbers"
    scores: bool = False
    positive: bool = False
    least_outputs: int = 1
    n_outputs: int = 0
    convex: Claim = False
    smooth: Claim = False
    robust: Claim = False
    symmetric: Claim = False
    proper: Claim = False
    bound: Callable[[Values], float] = lambda values: math.inf
    least: float = 0.0
    biased: Claim = False
    probability: Callable[..., Any] | None = None
    over_predicted: Callable[[Values], float] | None = None
    special: tuple[Special, ...] = ()

    @property
    def task(self) -> Task:
        """What it was made for; losses for numbers are also trained on classes."""
        return {"numbers": "regression", "zero_one": "binary"}.get(self.labels, "multiclass")  # type: ignore[return-value]

    @property
    def default_target(self) -> float:
        """The y_true for which it is drawn when there are no data."""
        return 4.0 if self.positive else float(self.task == "binary")

    @property
    def probabilities(self) -> bool:
        """Whether predictions must be probabilities of classes."""
        return self.labels != "numbers" and not self.scores

    def largest_tensor(self, n_examples: int, n_outputs: int) -> int:
        """Return how many numbers its largest tensor holds for a batch, if it may hold more than those of the model."""
        return 0

    def misshaped(self, n_outputs: int, *, flat: bool) -> str:
        """Return what is wrong with the shapes that it gets of some data; nothing of those that a declared loss fits.

        Args:
            n_outputs: How many numbers a model predicts for an example.
            flat: Whether targets have shape (n,) instead of (n, 1).
        """
        return ""

    @property
    def couples(self) -> bool:
        """Whether it judges the examples of a batch together, so that its cost is no mean of their costs."""
        return False

    def outputs_for(self, task: Task) -> tuple[str, ...]:
        """Return the activations of the last layer with which it can be trained for a task, the most suitable first."""
        if self.scores:
            return ("linear",)
        if task == "regression":
            return ("softplus" if self.positive else "linear",)
        suitable = "sigmoid" if task == "binary" else "softmax"
        # A loss for numbers takes any numbers for classes; one number alone has no softmax.
        others = ("sigmoid", "linear") if self.labels == "numbers" else ()
        return tuple(dict.fromkeys((suitable, *others)))

    @property
    def threshold(self) -> float:
        """The prediction above which the class is 1, where there are two."""
        return 0.0 if self.scores else 0.5

    def wants(self, task: Task) -> str:
        """Return in which form it gets classes, what it compares with them, and why; nothing for a regression."""
        if task == "regression":
            return ""
        form = ("0 and 1" if task == "binary" else "one-hot rows") if self.labels != "integers" else "integers"
        classes = f"Classes are {form}"
        if self.labels == "numbers":
            return f"{classes}, taken as numbers, because it measures errors of numbers."
        if self.scores:
            return f"{classes}, and it judges scores: the last layer is linear and its numbers need not add up to one."
        reason = {
            "zero_one": "it judges the probability of class 1",
            "one_hot": "it compares probabilities of all classes",
            "integers": "it looks up the probability of the true class",
        }[self.labels]
        return f"{classes}, because {reason}."

    @property
    def notation(self) -> str:
        """What the symbols of its formula stand for, as Markdown."""
        if self.labels == "numbers":
            vector = "$\\hat y_j$ are the outputs, $y_j$ their targets"
            return vector if self.least_outputs > 1 else "$e = \\hat y - y$; the mean over all outputs"
        if self.labels == "zero_one":
            margin = "$m$ is the margin: the score for class 1, its negative for class 0"
            return margin if self.scores else "$\\hat p$ is the probability of class 1, $y$ is 0 or 1"
        letter, what = ("s", "score") if self.scores else ("p", "probability")
        return f"$\\hat {letter}_j$ is the {what} of class $j$ of $k$, $y$ the true class"

    @property
    def claims_about(self) -> str:
        """The number by which it is convex, smooth, robust and the like: what it is given, not what is before that."""
        if self.labels == "numbers":
            return "prediction"
        number = "score" if self.scores else "probability"
        several = {"score": "scores", "probability": "probabilities"}
        return number if self.labels == "zero_one" else several[number]

    def claims(self, values: Values | None = None) -> dict[str, bool]:
        """Return which of the claims that make sense for its task hold, by name.

        Args:
            values: Its parameters; the defaults if None.
        """
        values = self.defaults if values is None else values
        held = {
            "convex": self._holds(self.convex, values),
            "smooth": self._holds(self.smooth, values),
            "bounded": math.isfinite(self.bound(values)),
            "robust": self._holds(self.robust, values),
            "symmetric": self._holds(self.symmetric, values),
            "proper": self._holds(self.proper, values),
        }
        return {name: value for name, value in held.items() if claim_words(name, self.task)}

    def is_biased(self, values: Values) -> bool:
        """Return whether some prediction costs less than the true one."""
        return self._holds(self.biased, values)

    @staticmethod
    def _holds(claim: Claim, values: Values) -> bool:
        return bool(claim(values)) if callable(claim) else claim

    def formula_at(self, values: Values) -> str:
        """Return the formula that is shown for some values of the parameters, with `<name>` where each stands."""
        there = (limit.formula for limit in self.limits if all(values[name] == at for name, at in limit.at.items()))
        return next(there, self.formula)

    def latex(self, values: Mapping[str, Value] | None = None) -> str:
        """Return the formula with the symbols of its parameters or, given `values`, with their values."""

        def written(match: re.Match[str]) -> str:
            param = self.params[match.group(1)]
            if values is None:
                return param.symbol
            value = value_words(values[param.name])
            return f"({value})" if value.startswith("-") else value

        return re.sub(r"<(\w+)>", written, self.formula if values is None else self.formula_at(values))

    def __call__(self, y_true: Any, y_pred: Any, **values: Any) -> Any:
        """Return the cost of each example, of targets and predictions in the very form that it wants; see `forms`."""
        return self.function(y_true, y_pred, **values)

    @property
    def program_name(self) -> str:
        """The name of the loss with whose program it is trained: one that computes the same of the same numbers."""
        return self.name

    def batch_seconds(self, n_examples: int, n_outputs: int) -> float:
        """Return roughly how long it takes for a batch, with its gradient: a declared one takes none beside a model."""
        return 0.0

    def batch_costs(self, y_true: Any, y_pred: Any, mask: Any, **values: Any) -> Any:
        """Return the cost of each example of a batch.

        Args:
            y_true: Targets, as for a call.
            y_pred: Predictions.
            mask: 1 for each example, 0 for what only fills the batch up; shape (n,). A loss that judges each example by
                itself need not look at it.
            **values: Its parameters.
        """
        return self(y_true, y_pred, **values)


def claim_words(name: str, task: str) -> str:
    """Return what a claim says of a loss for a task; nothing if it makes no sense there."""
    words = CLAIMS[name]
    return words.get(task, words.get("", ""))


LOSSES: Registry[Loss] = Registry("loss", Loss)


TASKS: dict[Task, str] = {"regression": "Numbers", "binary": "Two classes", "multiclass": "Three classes and more"}
"""The groups of the gallery and of the reference page, in their order."""


def special_words(loss: Loss, special: Special) -> str:
    """Return in words at which values a loss is another one."""
    at = " and ".join(f"{loss.params[name].label} {value_words(value)}" for name, value in special.at.items())
    times = "" if special.times == 1 else f"{value_words(special.times)} × "
    other = LOSSES[special.loss]
    given = ", ".join(f"{other.params[name].label} {value_words(value)}" for name, value in special.given.items())
    return (
        f"At {at} it is {'nearly ' if special.within > 1e-5 else ''}{times}{other.label}"
        f"{f' with {given}' if given else ''}."
    )
