"""What is known about a loss besides its function, and the registry of all losses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lossviz.registry import Component, Registry, Value


@dataclass(frozen=True, kw_only=True)
class Loss(Component):
    """A declared loss: `function(y_true, y_pred, *, …)` gives one cost per example.

    Attributes:
        formula: LaTeX of the cost of one example, with `<name>` where the value of a parameter stands.
        labels: What `y_true` is: `numbers` (a number, or a one-hot row treated as numbers), `one_hot` or `integers`.
        convex: The cost of one example is a convex function of its prediction.
        biased: Some prediction costs less than the true one.
        over_predicted: For losses whose best constant prediction is a quantile, the share of targets below it, given
            the values of the parameters.
    """

    formula: str
    labels: Literal["numbers", "one_hot", "integers"] = "numbers"
    convex: bool = False
    biased: bool = False
    over_predicted: Callable[[Mapping[str, Any]], float] | None = None

    @property
    def probabilities(self) -> bool:
        """Whether predictions must be probabilities that sum to one."""
        return self.labels != "numbers"

    @property
    def wants(self) -> str:
        """In which form it gets the classes of a classification, and why."""
        return {
            "numbers": "Classes are one-hot rows, taken as numbers, because it measures errors of numbers.",
            "one_hot": "Classes are one-hot rows, because it compares probabilities of all classes.",
            "integers": "Classes are integers, because it looks up the probability of the true class.",
        }[self.labels]

    def latex(self, values: Mapping[str, Value] | None = None) -> str:
        """Return the formula with the symbols of its parameters or, given `values`, with their values."""

        def written(match: re.Match[str]) -> str:
            param = self.params[match.group(1)]
            return param.symbol if values is None else f"{values[param.name]:.4g}"

        return re.sub(r"<(\w+)>", written, self.formula)

    def __call__(self, y_true: Any, y_pred: Any, **values: Any) -> Any:
        """Return the cost of each example."""
        return self.function(y_true, y_pred, **values)


LOSSES: Registry[Loss] = Registry("loss", Loss)
