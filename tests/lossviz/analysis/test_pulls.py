"""Training examples of a run that lie on a loss, and how hard each of them pulls."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.analysis.evaluation import evaluate
from lossviz.analysis.pulls import pulls
from lossviz.losses import LOSSES
from lossviz.specs.choice import Choice, fitting_datasets
from lossviz.specs.run import RunSpec
from lossviz.training.advance import State, advance


def trained(query: str) -> tuple[RunSpec, State]:
    spec = RunSpec.from_query(query)
    (state,), _ = advance([spec], [None], spec.epochs + 1)
    return spec, state


ONE_OF_A_KIND = {(loss.labels, loss.scores, loss.positive): name for name, loss in LOSSES.items()}


@pytest.mark.parametrize("name", sorted({*ONE_OF_A_KIND.values(), "huber", "hinge", "categorical_crossentropy"}))
def test_pulls_are_the_cost_of_every_training_example_and_how_it_pulls(name: str) -> None:
    dataset = fitting_datasets(LOSSES[name])[0]
    spec, state = trained(f"dataset={dataset}&loss={name}&epochs=3")
    seen = pulls(spec.loss, spec, state.epoch, state.weights)
    evaluation = evaluate(spec, state.epoch, state.weights)
    n = evaluation.n_train
    np.testing.assert_allclose(seen.points.cost, evaluation.cost[:n], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(seen.points.position, evaluation.position[:n], rtol=1e-6)
    # Of a loss that depends on nothing but the position, the examples lie on the curve.
    if name in ("huber", "hinge", "categorical_crossentropy"):
        np.testing.assert_allclose(
            np.interp(seen.points.position, seen.curve.position, seen.curve.cost), seen.points.cost, atol=0.02
        )
        inner = np.interp(seen.points.position, seen.curve.position, seen.curve.slope)
        assert np.median(np.abs(inner - seen.points.slope)) < 0.02


def test_pulls_of_another_loss_wants_the_labels_in_its_own_form() -> None:
    spec, state = trained("loss=sparse_categorical_crossentropy&epochs=3")
    integers, one_hot = (
        pulls(Choice("loss", name), spec, state.epoch, state.weights)
        for name in ("sparse_categorical_crossentropy", "categorical_crossentropy")
    )
    np.testing.assert_allclose(integers.points.cost, one_hot.points.cost, rtol=1e-4)
