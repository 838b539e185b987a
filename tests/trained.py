"""Runs at their ends, over several seeds: what sentences about training are held against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossviz.analysis.evaluation import Evaluation, evaluate
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance, columns

SEEDS = range(8)


@dataclass(frozen=True)
class Trained:
    """A run at its end.

    Attributes:
        spec: What was trained.
        rows: Its history, shape (epochs + 1, columns).
        evaluation: What its model does; None if it diverged.
    """

    spec: RunSpec
    rows: np.ndarray
    evaluation: Evaluation | None

    @property
    def model(self) -> Evaluation:
        """What the model does, of a run that has not diverged."""
        assert self.evaluation is not None, "diverged"
        return self.evaluation

    @property
    def loss(self) -> float:
        """The last loss."""
        return float(self.rows[-1, columns(self.spec).index("loss")])

    @property
    def at_rest(self) -> bool:
        """Whether the last tenth of the epochs took hardly anything off the loss, of all that was taken off."""
        losses = self.rows[:, columns(self.spec).index("loss")].astype(float)
        return abs(losses[-len(losses) // 10] - losses[-1]) <= 0.05 * abs(losses[0] - losses[-1])

    @property
    def off(self) -> float:
        """How far the line is from the true one, on average over the range of the examples."""
        fit = self.model.fit
        assert fit is not None
        return float(np.abs(fit.predicted - fit.true).mean())

    @property
    def below(self) -> float:
        """The share of dots below the line."""
        return self.measured("over_predicted")

    @property
    def surest(self) -> float:
        """The greatest probability of an answer."""
        return float(self.model.y_pred.max())

    @property
    def confidence(self) -> float:
        """How sure answers are on average."""
        return float(self.model.y_pred[: self.model.n_train].max(axis=1).mean())

    def measured(self, yardstick: str, *, held_out: bool = False) -> float:
        """Return what a yardstick says."""
        value = self.model.yardsticks[yardstick][held_out]
        assert value is not None
        return value

    def found(self, number: int) -> float:
        """Return the share of the examples of a class that are taken for it."""
        counts = self.model.confusion(held_out=False)[number]
        return float(counts[number] / counts.sum())


def trained(specs: list[RunSpec]) -> list[Trained]:
    """Return some runs at their ends, trained together."""
    epochs = max(spec.epochs for spec in specs)
    states, chunks = advance(specs, [None] * len(specs), epochs + 1)
    return [
        Trained(
            spec,
            chunk.rows,
            evaluate(spec, state.epoch, state.weights) if np.isfinite(chunk.rows).all() else None,
        )
        for spec, state, chunk in zip(specs, states, chunks, strict=True)
    ]


def seeded(spec: RunSpec, seed: int) -> RunSpec:
    """Return a run with another seed everywhere."""
    return spec.with_value("seed", seed).with_value("dataset.seed", seed)
